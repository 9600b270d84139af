"""What the exports share: the tables, the network, the triples, and what is withheld."""
