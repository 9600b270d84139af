"""The command line, the HTTP service, its pages and the take-away files."""
