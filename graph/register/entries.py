"""One record: what sources state of it, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, nwd

Term = NamedNode | Literal


@dataclass(frozen=True)
class Entry:
    """A record of one class.

    Properties are asked for by our local names (`forSegment`) or by their whole IRIs. Where several
    values stand and one is asked for, it is the first in order of text.
    """

    iri: str
    id: str
    """The source's own id; `source:id` where records of the class share it."""
    name: str
    source: str
    """Name of the source; empty for what is shipped."""
    values: Mapping[str, tuple[Term, ...]]
    """Terms by the property's IRI, in order of text."""

    def terms(self, name: str) -> tuple[Term, ...]:
        """Every value."""
        return self.values.get(name if ":" in name else nwd(name).value, ())

    def has(self, name: str) -> bool:
        """Whether any value is stated."""
        return bool(self.terms(name))

    def text(self, name: str) -> str | None:
        """The value as text."""
        return next((term.value for term in self.terms(name)), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value as text."""
        return tuple(term.value for term in self.terms(name))

    def ref(self, name: str) -> str | None:
        """The IRI that is referred to."""
        return next(iter(self.refs(name)), None)

    def refs(self, name: str) -> tuple[str, ...]:
        """Every IRI that is referred to."""
        return tuple(term.value for term in self.terms(name) if isinstance(term, NamedNode))

    def code(self, name: str) -> str | None:
        """The notation of a concept of a shipped code list."""
        return next(iter(self.codes(name)), None)

    def codes(self, name: str) -> tuple[str, ...]:
        """Every notation."""
        return tuple(
            iri.removeprefix(CODE).partition("/")[2]
            for iri in self.refs(name)
            if iri.startswith(CODE)
        )

    def whole(self, name: str) -> int | None:
        """The value as a whole number."""
        text = self.text(name)
        return None if text is None else int(text)

    def decimal(self, name: str) -> Decimal | None:
        """The value as a decimal number, exactly."""
        text = self.text(name)
        return None if text is None else Decimal(text)

    def day(self, name: str) -> date | None:
        """The value as a day."""
        text = self.text(name)
        return None if text is None else date.fromisoformat(text)

    def truth(self, name: str) -> bool | None:
        """Whether it is so; None where nothing is stated."""
        text = self.text(name)
        return None if text is None else text in ("true", "1")
