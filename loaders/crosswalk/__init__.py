"""From a directory's own terms to our needs and kinds of touchpoint, by tables anyone can edit.

A crosswalk is a CSV file with a header row and these columns; lines that begin with `#` are notes.

- `vocabulary`: the vocabulary the row is for; blank = any. A row for a named vocabulary applies to
  terms of that vocabulary and, when it matches a label, to terms that name no vocabulary. A code
  with a namespace (`AIRS:BH-1800`) names its vocabulary so.
- `match`: `code` (the term's code or id), `code-prefix` (the code and all below it, see `codes`),
  `label` (its name; case, punctuation and spaces do not count), `broader` (the term so named and
  all below it), `keyword` (words of a name, see `keywords`).
- `term`: the code, prefix or name; of a keyword row one or more keywords, apart by `|`.
- `maps_to`: `need:<notation>`, `touchpoint:<kind>`, or `none` (looked at, maps to nothing).
- `unless`: of a keyword row, words beside which it does not apply, apart by `|`.
- `note`: for people.

For each term the first file with a matching row decides, the user's files before the shipped one;
within a file the closest kind of match: code, label, the longest prefix, the nearest broader term.
Several rows of that kind all apply. Keyword rows are asked last, of services that got no need by
their terms: of the service's name and of the names of its terms that no other row maps. Every
derived fact is kept beside a `nwd:MappedFact` that names file, row and kind of match, and of a
keyword the words met.
"""

from loaders.crosswalk.classified import Classified, ClassifiedService, read_classified
from loaders.crosswalk.facts import MappedQuads, describe_coding
from loaders.crosswalk.keywords import Keywords, keyword_files
from loaders.crosswalk.labels import label_key
from loaders.crosswalk.mapping import map_services
from loaders.crosswalk.matching import Crosswalk, Term, Terms
from loaders.crosswalk.reading import (
    CrosswalkFile,
    read_crosswalk,
    read_crosswalk_file,
    shipped_crosswalk,
    shipped_keywords,
)
from loaders.crosswalk.rules import Rule

__all__ = [
    "Classified",
    "ClassifiedService",
    "Crosswalk",
    "CrosswalkFile",
    "Keywords",
    "MappedQuads",
    "Rule",
    "Term",
    "Terms",
    "describe_coding",
    "keyword_files",
    "label_key",
    "map_services",
    "read_classified",
    "read_crosswalk",
    "read_crosswalk_file",
    "shipped_crosswalk",
    "shipped_keywords",
]
