"""What the pages of search, named queries and SPARQL have in common."""
