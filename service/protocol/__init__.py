"""SPARQL over HTTP: what requests ask, which graphs they read, and the forms of answers."""
