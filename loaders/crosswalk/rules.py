"""One row of a crosswalk."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import code

MATCHES = ("code", "label", "code-prefix", "broader", "keyword")
"""Kinds of match, the closest first."""
SCHEMES = {"need": "need", "touchpoint": "touchpoint-kind"}
"""How `maps_to` begins, and the code list it then names."""


@dataclass(frozen=True)
class Rule:
    """One row: terms, or words, that match lead to a need, a kind of touchpoint, or nothing."""

    file: str
    row: int
    vocabulary: str | None
    match: str
    term: str
    scheme: str | None
    """`need` or `touchpoint-kind`; None where the row maps to nothing."""
    notation: str | None
    unless: str | None = None
    """Of a keyword row: words, apart by `|`, beside which it does not apply."""
    note: str | None = None

    @property
    def target(self) -> NamedNode | None:
        """The concept mapped to."""
        return code(self.scheme, self.notation) if self.scheme and self.notation else None

    @property
    def maps_to(self) -> str:
        """The target as it is written in a file."""
        for written, scheme in SCHEMES.items():
            if scheme == self.scheme:
                return f"{written}:{self.notation}"
        return "none"

    @property
    def reason(self) -> str:
        """File, row and kind of match, for `nwd:mappedBy`."""
        return f"{self.file}, row {self.row}, {self.match}"
