"""What a loader made of a path, as plain sets and dicts that tests can read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders import hsds
from loaders.source import Issue, Listed, LoadContext, Reading

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


def shared(name: str) -> Path:
    """A folder of the public sample data; skips where it is not, but not in CI."""
    path = SHARED / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"../shared/data/{name} is not here")
        pytest.skip("../shared is not here")
    return path


@dataclass(frozen=True)
class Facts:
    """Quads of one load, with short names for terms and `kind/id` for records."""

    reading: Reading
    quads: Sequence[Quad]

    def of(self, record: str, term: str) -> list[str]:
        """Values of one property of one record, sorted."""
        return sorted(
            short(quad.object)
            for quad in self.quads
            if short(quad.subject) == record and local(quad.predicate) == term
        )

    def count(self, kind: str) -> int:
        """Records of one class."""
        return sum(local(q.predicate) == "type" and local(q.object) == kind for q in self.quads)

    def placeholders(self) -> list[str]:
        """Partners, sites and terms made for keys that lead nowhere."""
        return sorted(short(q.subject) for q in self.quads if local(q.predicate) == "isPlaceholder")

    def codes(self) -> Counter[str]:
        """Issues by their code."""
        return Counter(issue.code for issue in self.reading.issues)

    def issue(self, code: str) -> Issue:
        """The only issue of a code."""
        (found,) = [issue for issue in self.reading.issues if issue.code == code]
        return found


def facts_of(
    path: Path, *, crosswalks: Sequence[Path] = (), listed: Iterable[tuple[str, Listed]] = ()
) -> Facts:
    """Read and build; `listed` are (class, record) pairs of other sources."""
    known = list(listed)
    context = LoadContext(
        source="t",
        crosswalks=tuple(crosswalks),
        listed=lambda kind: [one for name, one in known if name == kind],
        known=lambda identifier, kinds: [
            (one.iri, one.source)
            for name, one in known
            if name in kinds and one.identifier == identifier
        ],
    )
    reading = hsds.read(path, context)
    quads = list(hsds.build(reading, context))
    assert all(quad.graph_name == context.graph for quad in quads)
    return Facts(reading, quads)


def short(term: object) -> str:
    """`kind/id` of a record of source t, else the last part of an IRI, or a literal's text."""
    if isinstance(term, Literal):
        return term.value
    assert isinstance(term, NamedNode)
    rest = term.value.partition("/id/t/")[2]
    return unquote(rest) if rest else local(term)


def local(term: object) -> str:
    """The last part of an IRI."""
    return term.value.replace("#", "/").rpartition("/")[2] if isinstance(term, NamedNode) else ""
