"""A joined directory as RDF: partners, sites, services and what hangs on them."""
