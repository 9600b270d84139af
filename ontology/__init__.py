"""The nowrongdoor ontology: terms, code lists, shapes, alignments and examples, as data."""
