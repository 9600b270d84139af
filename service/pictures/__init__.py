"""Pictures of the network: what is drawn, how it is folded and placed, and the page itself."""
