"""Sources in: planner's workbook, HSDS directories and RDF files, each to records, then to quads."""
