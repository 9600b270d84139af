"""Who answered a questionnaire: whose answer is whose is nobody's business but the community's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.public.withheld import NOT_TOLD
from ontology.terms import DCTERMS, GRAPH_SOURCES, RDF, code, nwd

FLOOR = 5
"""A question of a snapshot with fewer scores than this is told without them.

With five, and neither roles nor order told, nobody's answer can be worked out from those of one or
two others who tell each other theirs; staff surveys commonly ask for as many.
"""
ANSWERS = "answers"
"""The table of the workbook that they are read from."""
_TYPE, _IDENTIFIER = NamedNode(f"{RDF}type"), NamedNode(f"{DCTERMS}identifier")
_WITHHELD = code("no-score", "withheld")
_SAID = frozenset({nwd("score"), nwd("withoutScore")})
_KEPT = frozenset({_TYPE, nwd("inSnapshot"), nwd("toQuestion"), *_SAID})

Change = tuple[Quad, Quad | None]


def hide_raters(store: Store) -> Iterator[Change]:
    """Every quad of an answer, and what is told in its place.

    Answers to one question, of whatever source, are numbered in the order of what they say, under
    IRIs that no role is part of; comments are not told, nor what else refers to an answer, since
    its IRI holds the role. Of issues met in the table, what may quote an answer is not.
    """
    groups: dict[tuple[str, str], list[tuple[Quad, ...]]] = {}
    seen: set[Quad] = set()
    for answer in store.quads_for_pattern(None, _TYPE, nwd("SnapshotAnswer"), None):
        quads = tuple(store.quads_for_pattern(answer.subject, None, None, answer.graph_name))
        seen.update(quads)
        about = _value(quads, "inSnapshot"), _value(quads, "toQuestion")
        groups.setdefault(about, []).append(quads)
    for (snapshot, question), answers in sorted(groups.items()):
        yield from _hide_group(snapshot, question, answers)
    subjects = {quad.subject for quad in seen}
    yield from ((quad, None) for quad in _elsewhere(store, subjects) if quad not in seen)
    yield from _hide_issues(store)


def _elsewhere(store: Store, answers: Set[Any]) -> Iterator[Quad]:
    """What else is said of answers, or by whom, in any graph."""
    found: set[Quad] = set(store.quads_for_pattern(None, nwd("respondent"), None, None))
    for answer in answers:
        found.update(store.quads_for_pattern(answer, None, None, None))
        found.update(store.quads_for_pattern(None, None, answer, None))
    yield from sorted(found, key=str)


def _hide_group(
    snapshot: str, question: str, answers: Sequence[tuple[Quad, ...]]
) -> Iterator[Change]:
    scores = sum(map(_is_scored, answers))
    ordered = sorted(answers, key=lambda quads: (_said(quads), str(quads[0].subject)))
    for number, quads in enumerate(ordered, start=1):
        stand_in = NamedNode(f"{snapshot}/answer/{quote(question, safe='')}/{number}")
        name = f"{_last_part(snapshot)}>{_last_part(question)}>{number}"
        for quad in sorted(quads, key=str):
            yield quad, _told(quad, stand_in, name, enough=scores >= FLOOR)


def _told(quad: Quad, stand_in: NamedNode, name: str, *, enough: bool) -> Quad | None:
    predicate, value = quad.predicate, quad.object
    if predicate == _IDENTIFIER:
        value = Literal(name)
    elif predicate == nwd("respondent"):
        value = Literal(NOT_TOLD)
    elif predicate == nwd("score") and not enough:
        predicate, value = nwd("withoutScore"), _WITHHELD
    elif predicate not in _KEPT:
        return None
    return Quad(stand_in, predicate, value, quad.graph_name)


def _hide_issues(store: Store) -> Iterator[Change]:
    met = {
        quad.subject
        for name in ("sheet", "file")
        for quad in store.quads_for_pattern(None, nwd(name), None, GRAPH_SOURCES)
        if isinstance(quad.object, Literal) and _is_of_answers(quad.object.value)
    }
    for subject in sorted(met, key=str):
        for name in ("value", "message", "record"):
            for quad in store.quads_for_pattern(subject, nwd(name), None, GRAPH_SOURCES):
                yield quad, Quad(subject, quad.predicate, Literal(NOT_TOLD), GRAPH_SOURCES)


def _is_of_answers(name: str) -> bool:
    """Whether a sheet, or a file of one table, is that of answers."""
    return PurePath(name).name.casefold().partition(".")[0].strip() == ANSWERS


def _is_scored(quads: Sequence[Quad]) -> bool:
    """Whether an answer counts as a score: one that also says why there is none does not."""
    told = {quad.predicate for quad in quads}
    return nwd("score") in told and nwd("withoutScore") not in told


def _said(quads: Sequence[Quad]) -> list[str]:
    return sorted(str(quad.object) for quad in quads if quad.predicate in _SAID)


def _value(quads: Sequence[Quad], name: str) -> str:
    found = (getattr(q.object, "value", str(q.object)) for q in quads if q.predicate == nwd(name))
    return min(found, default="")


def _last_part(iri: str) -> str:
    return unquote(iri.rpartition("/")[2])
