"""The catalogue: named SPARQL queries with typed parameters, one `.rq` file each."""
