"""Sources in: workbooks, HSDS directories and RDF files, each to records, then to quads."""
