"""The report: an asset map and its gaps in plain words, to read, to print and to edit.

`sections` build its content once from the analyses; `formats` write it.
"""
