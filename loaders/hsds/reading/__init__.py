"""Files of a directory into rows of the inner shape: tables and JSON, of every version."""
