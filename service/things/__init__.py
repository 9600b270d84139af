"""What is told of one thing at its own address: a record, a term of the ontology, a code."""

from __future__ import annotations
