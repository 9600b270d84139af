"""Finding records and named queries by words, however they are spelt."""

from __future__ import annotations

from service.search.index import Entry, Found, Hit, SearchIndex
from service.search.reading import KINDS, build_index
from service.search.words import fold

__all__ = ["KINDS", "Entry", "Found", "Hit", "SearchIndex", "build_index", "fold"]
