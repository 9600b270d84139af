"""Every kind of issue a loader may tell: what it means, what becomes of the row, what is right."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "loaded": "loaded as it stands",
        "repaired": "loaded, but a value was left out, read as unknown or made up (an id)",
        "marked": "loaded and joined to a placeholder, because what it refers to is not there",
        "apart": "kept in the source's graph, but joined to nothing and used in no analysis",
        "merged": "the same record once more; it was merged with the first",
        "left-out": "not loaded on purpose: contact persons, tables that hold nothing for the map",
        "refused": "not loaded: the row cannot be used as it stands",
    }
)
"""What becomes of a row: each row ends in exactly one of these. From best to worst."""
TOLD = "told"
"""Effect of an issue that changes nothing about a row."""


@dataclass(frozen=True)
class IssueCode:
    """One kind of issue."""

    code: str
    """A short stable word; one that ends in `*` stands for all that begin so."""
    severity: str
    """`error`, `warning`, or `either` where it depends on the loader and the case."""
    effect: str
    """What a warning of this code does to the row: one of EFFECTS, or `told`. An error refuses."""
    meaning: str
    right: str
    """What would be right."""


@cache
def issue_codes() -> Mapping[str, IssueCode]:
    """The kinds of issues by code, from `issue-codes.csv`."""
    text = files("loaders.quality").joinpath("issue-codes.csv").read_text("utf-8")
    found = (IssueCode(**row) for row in csv.DictReader(text.splitlines()))
    return MappingProxyType({each.code: each for each in found})


def find_code(code: str) -> IssueCode | None:
    """The kind of issue that a code names; None where it is not listed.

    >>> find_code("shape-siteOf").code
    'shape-*'
    """
    codes = issue_codes()
    return codes.get(code) or codes.get(code.split("-", 1)[0] + "-*")


def effect_of(code: str, severity: str) -> str:
    """What an issue does to its row.

    >>> effect_of("wrong-type", "error"), effect_of("wrong-type", "warning")
    ('refused', 'repaired')
    """
    if severity == "error":
        return "refused"
    known = find_code(code)
    return known.effect if known else TOLD
