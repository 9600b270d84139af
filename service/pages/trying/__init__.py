"""Changes that are tried out on the what-if page: the form, and what it is told."""
