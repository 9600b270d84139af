"""Directories that are published by an API, fetched page by page into a folder and loaded from it.

A spool folder holds what was fetched, so that a download which was broken off is continued. The
folder is then read like any other folder of JSON files (`loaders.hsds`). Nothing of this is called
by the service; only the command line reads addresses.
"""
