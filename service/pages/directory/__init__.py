"""Parts of the pages on partners, services, funding streams, their network and their map."""
