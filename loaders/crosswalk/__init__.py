"""From a directory's own terms to our needs and kinds of touchpoint, by tables anyone can edit.

A crosswalk is a CSV file with a header row and these columns; lines that begin with `#` are notes.

- `vocabulary`: the vocabulary the row is for; blank = any. A row for a named vocabulary applies to
  terms of that vocabulary and, when it matches a label, to terms that name no vocabulary.
- `match`: `code` (the term's code or id), `code-prefix` (all codes that begin so), `label` (its
  name; case, punctuation and spaces do not count), `broader` (the term so named and all below it).
- `term`: the code, prefix or name.
- `maps_to`: `need:<notation>`, `touchpoint:<kind>`, or `none` (looked at, maps to nothing).
- `note`: for people.

For each term the first file with a matching row decides, the user's files before the shipped one;
within a file the closest kind of match: code, label, the longest prefix, the nearest broader term.
Several rows of that kind all apply. Every derived fact is kept beside a `nwd:MappedFact` that
names file, row and kind of match.
"""

from loaders.crosswalk.facts import ClassifiedService, MappedQuads
from loaders.crosswalk.labels import label_key
from loaders.crosswalk.matching import Crosswalk, Term
from loaders.crosswalk.rules import Rule, read_crosswalk, shipped_crosswalk

__all__ = [
    "ClassifiedService",
    "Crosswalk",
    "MappedQuads",
    "Rule",
    "Term",
    "label_key",
    "read_crosswalk",
    "shipped_crosswalk",
]
