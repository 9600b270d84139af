"""Lessons as plain records, with what they were learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.register import Entry, Register
from ontology.terms import DCTERMS

KINDS = ("worked", "did-not-work", "open-question")
SOURCES = {
    "PdsaCycle": "test of change",
    "ActionStep": "action",
    "ImprovementNetwork": "improvement network",
    "Indicator": "indicator",
    "ModelActivity": "activity",
}
"""Classes that lessons are learned from -> what a reader calls them."""
NO_TOPIC = "without a topic"


@dataclass(frozen=True)
class Source:
    """What a lesson was learned from."""

    iri: str
    id: str
    name: str
    kind: str
    """One of the values of `SOURCES`, or `record`."""


@dataclass(frozen=True)
class Lesson:
    """One lesson; collaboratives are ids."""

    iri: str
    id: str
    name: str
    kind: str
    topic: str
    text: str
    as_of: date | None
    collaborative: str | None
    sources: Sequence[Source]
    shared_with: Sequence[str]
    used_by: Sequence[str]


def read_lessons(register: Register) -> Sequence[Lesson]:
    """Every lesson, in order of topic, kind and id.

    Topics that differ only in case and spaces are one, spelled as the first lesson by id does.
    """
    kinds = {iri: called for name, called in SOURCES.items() for iri in register.by_iri(name)}
    spelling: dict[str, str] = {}
    found = [_lesson(entry, register, kinds, spelling) for entry in register.of("Lesson")]
    return sorted(found, key=_order)


def order_of_kind(kind: str) -> int:
    """Where a kind of lesson stands in a list."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _lesson(
    entry: Entry, register: Register, kinds: dict[str, str], spelling: dict[str, str]
) -> Lesson:
    topic = " ".join((entry.text("lessonTopic") or NO_TOPIC).split())
    collaborative = entry.ref("ofCollaborative")
    return Lesson(
        entry.iri,
        entry.id,
        entry.name,
        entry.code("lessonKind") or "",
        spelling.setdefault(topic.casefold(), topic),
        entry.text(f"{DCTERMS}description") or "",
        entry.day("asOf"),
        register.id(collaborative) if collaborative else None,
        [
            Source(iri, register.id(iri), register.name(iri), kinds.get(iri, "record"))
            for iri in entry.refs("learnedFrom")
        ],
        register.ids(entry.refs("sharedWith")),
        register.ids(entry.refs("usedBy")),
    )


def _order(lesson: Lesson) -> tuple[bool, str, int, str]:
    last = lesson.topic == NO_TOPIC
    return (last, lesson.topic.casefold(), order_of_kind(lesson.kind), lesson.id)
