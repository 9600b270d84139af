"""Rows joined by their keys into one directory, with everything dangling found and told."""
