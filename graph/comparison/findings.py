"""Which findings appear and which vanish between two states of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graph.findings.writing import DESCRIPTION, TYPE, Findings
from ontology.terms import NWD, nwd

_ABOUT = frozenset(
    nwd(name)
    for name in (
        "atTouchpoint",
        "forNeed",
        "forSegment",
        "forPlace",
        "firstService",
        "secondService",
        "removedUnit",
    )
)
"""What a finding is about: by these, and its class, it is the same finding in both states."""
_FINDING = nwd("Finding")

Key = tuple[str, frozenset[tuple[str, str]]]
"""Class, and (property, record) of what the finding is about."""


def compare_findings(before: Sequence[Findings], after: Sequence[Findings]) -> dict[str, Any]:
    """The findings of the second state that the first lacks, and the other way round.

    Keys: `counts` (class -> appeared, vanished, same), `appeared` and `vanished`: one object a
    finding, `{class, sentence}`, by class and sentence. Two findings are the same when they are of
    one class and about the same records, whatever figures they state.
    """
    was, now = _index(before), _index(after)
    appeared = _list(now, now.keys() - was.keys())
    vanished = _list(was, was.keys() - now.keys())
    same = Counter(key[0] for key in now.keys() & was.keys())
    come = Counter(each["class"] for each in appeared)
    gone = Counter(each["class"] for each in vanished)
    return {
        "counts": {
            name: {"appeared": come[name], "vanished": gone[name], "same": same[name]}
            for name in sorted({*come, *gone, *same})
        },
        "appeared": appeared,
        "vanished": vanished,
    }


def _index(several: Iterable[Findings]) -> dict[Key, str]:
    """Sentence by key."""
    found: dict[Key, str] = {}
    for findings in several:
        by_node: dict[str, list[Quad]] = {}
        for quad in findings.quads:
            by_node.setdefault(str(quad.subject), []).append(quad)
        for quads in by_node.values():
            classes = {quad.object for quad in quads if quad.predicate == TYPE}
            if _FINDING not in classes:
                continue
            (name,) = (
                each.value.removeprefix(NWD)
                for each in classes
                if isinstance(each, NamedNode) and each != _FINDING
            )
            about = frozenset(
                (quad.predicate.value, quad.object.value)
                for quad in quads
                if quad.predicate in _ABOUT and isinstance(quad.object, NamedNode)
            )
            found[name, about] = next(
                quad.object.value
                for quad in quads
                if quad.predicate == DESCRIPTION and isinstance(quad.object, Literal)
            )
    return found


def _list(found: dict[Key, str], keys: Iterable[Key]) -> list[dict[str, str]]:
    rows = [{"class": key[0], "sentence": found[key]} for key in keys]
    return sorted(rows, key=lambda row: (row["class"], row["sentence"]))
