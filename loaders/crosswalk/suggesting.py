"""Suggestions for unmapped terms, for a person to accept: never facts.

Evidence, each with a score from 0 to 1; evidence for the same need adds up as chances do, and a
term without enough of it gets no suggestion:

- words: a keyword row fits the term's name;
- label: its name is all but that of a need (rapidfuzz, words in any order);
- broader: the term above it is mapped to one need; beside: most mapped terms beside it are;
- services: most services with this term and no other that have needs have this one (services
  with many terms have needs that come from the others);
- descriptions: the descriptions of most services with this term name it (keyword rows).
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz

from loaders.crosswalk.directories import Directory, name_of
from loaders.crosswalk.gaps import Gap, Gaps, needs_above
from loaders.crosswalk.matching import Term
from loaders.crosswalk.reading import FORMULA
from loaders.crosswalk.rules import Rule
from loaders.crosswalk.words import phrase_forms
from ontology.files import read_ontology
from ontology.terms import CODE, SKOS

LEAST = 0.5
"""Score from which a suggestion is made."""
ALIKE = 0.85
"""Likeness of two names from which they may mean the same."""
SEVERAL = 3
"""Services, or terms beside, from which most of them say something."""
MOST_READ = 200
"""Descriptions read of the services of one term."""
COLUMNS = (
    "match",
    "vocabulary",
    "term",
    "maps_to",
    "unless",
    "note",
    "suggestion",
    "suggested_by",
    "score",
    "name",
    "services",
    "uncoded",
    "cumulated_share",
    "sources",
)
_NEEDS = CODE + "need/"
_NAMES = (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "notation")
_HEADING = (
    "# Fill in maps_to where the suggestion is right or you know better: need:<notation>,",
    "# touchpoint:<kind>, or none. Rows with a blank maps_to are passed over. A term that leads to",
    "# two needs takes two rows. Then: nwd crosswalk apply, with this file.",
)


@dataclass(frozen=True)
class Suggestion:
    """The best suggestion for a term, or none."""

    gap: Gap
    maps_to: str | None
    by: tuple[str, ...] = ()
    """Why, the strongest first."""
    score: float = 0.0


def suggest_rows(gaps: Gaps, directories: Sequence[Directory]) -> Iterator[Suggestion]:
    """One for each unmapped term, in the order of the list."""
    by_source = {one.source: one for one in directories}
    for gap in gaps.gaps:
        if gap.status == "unmapped":
            yield _best(gap, _evidence(gap, by_source))


def render_suggestions(suggestions: Iterable[Suggestion]) -> str:
    """A crosswalk file with suggestions, which `read_crosswalk` takes back."""
    out = io.StringIO()
    for line in _HEADING:
        out.write(line + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in suggestions:
        row = _row(one)
        writer.writerow([_safe(str(row[name])) for name in COLUMNS])
    return out.getvalue()


def _row(one: Suggestion) -> Mapping[str, object]:
    gap = one.gap
    return {
        "match": gap.match,
        "vocabulary": gap.vocabulary or "",
        "term": gap.term,
        "maps_to": "",
        "unless": "",
        "note": gap.why if gap.why and gap.match == "code" else "",
        "suggestion": one.maps_to or "",
        "suggested_by": "; ".join(one.by),
        "score": f"{one.score:.2f}" if one.maps_to else "",
        "name": gap.name or "",
        "services": gap.services,
        "uncoded": gap.uncoded,
        "cumulated_share": "" if gap.share is None else f"{gap.share:.3f}",
        "sources": ", ".join(gap.sources),
    }


def _best(gap: Gap, evidence: Iterable[tuple[str, float, str]]) -> Suggestion:
    chances: dict[str, float] = defaultdict(lambda: 1.0)
    reasons: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for need, score, reason in evidence:
        chances[need] *= 1 - score
        reasons[need].append((-score, reason))
    ranked = sorted((left, need) for need, left in chances.items())
    if not ranked or 1 - ranked[0][0] < LEAST:
        return Suggestion(gap, None)
    left, need = ranked[0]
    by = tuple(reason for _, reason in sorted(reasons[need]))
    return Suggestion(gap, f"need:{need}", by, round(1 - left, 2))


def _evidence(gap: Gap, by_source: Mapping[str, Directory]) -> Iterator[tuple[str, float, str]]:
    """Need, score and reason, each reason once."""
    told: dict[tuple[str, str], tuple[float, str]] = {}
    for source, identifier in gap.members:
        directory = by_source[source]
        term = directory.terms.by_id[identifier]
        for kind, need, score, reason in (
            *_of_name(term, directory),
            *_of_vocabulary(term, directory),
            *_of_services(directory, directory.of_term[identifier]),
        ):
            if score > told.get((kind, need), (0.0, ""))[0]:
                told[kind, need] = score, reason
    for (_, need), (score, reason) in told.items():
        yield need, score, reason


def _of_name(term: Term, directory: Directory) -> Iterator[tuple[str, str, float, str]]:
    if not term.name:
        return
    for hit in directory.keywords.find(term.name):
        if hit.rule.scheme == "need" and hit.rule.notation:
            yield "words", hit.rule.notation, 0.9, f"words: {hit.text}"
    said = " ".join(phrase_forms(term.name))
    for need, names in _need_names().items():
        likeness, name = max((fuzz.token_sort_ratio(said, one) / 100, one) for one in names)
        if likeness >= ALIKE:
            yield "label", need, round(likeness * 0.9, 2), f"label: {name}"


def _of_vocabulary(term: Term, directory: Directory) -> Iterator[tuple[str, str, float, str]]:
    above = directory.terms.by_id.get(term.parent or "")
    if above is None:
        return
    needs = _one_need(directory.said[above.id])
    if needs:
        yield "broader", needs, 0.6, f"broader: {name_of(above)}"
    beside = Counter(
        need
        for one in directory.terms.by_id.values()
        if one.parent == above.id and one.id != term.id
        if (need := _one_need(directory.said[one.id]))
    )
    if beside.total() >= SEVERAL:
        need, count = min(beside.items(), key=lambda pair: (-pair[1], pair[0]))
        if count / beside.total() >= LEAST:
            score = round(0.6 * count / beside.total(), 2)
            yield "beside", need, score, f"beside: {count} of {beside.total()} terms"


def _of_services(
    directory: Directory, services: Sequence[str]
) -> Iterator[tuple[str, str, float, str]]:
    coded = [
        directory.needs[one]
        for one in services
        if directory.needs[one] and len(directory.services[one].terms) == 1
    ]
    counts = Counter(need.value.removeprefix(_NEEDS) for needs in coded for need in needs)
    yield from _most("services", counts, len(coded), 0.6)
    uncoded = [one for one in services if not directory.needs[one]][:MOST_READ]
    found: Counter[str] = Counter()
    for one in uncoded:
        name = directory.services[one].name or ""
        hits = directory.keywords.find(directory.description(one), beside=name)
        if all(hit.rule.target is not None for hit in hits):
            found.update({hit.rule.notation or "" for hit in hits if hit.rule.scheme == "need"})
    yield from _most("descriptions", found, len(uncoded), 0.8)


def _most(
    kind: str, counts: Counter[str], total: int, weight: float
) -> Iterator[tuple[str, str, float, str]]:
    """Needs that most of several services have, narrow ones before what lies above them."""
    if total < SEVERAL:
        return
    above = {one for need in counts for one in needs_above(need)}
    for need, count in sorted(counts.items()):
        if count / total >= LEAST and need not in above:
            score = round(weight * count / total, 2)
            yield kind, need, score, f"{kind}: {count} of {total}"


def _one_need(said: Sequence[Sequence[Rule]]) -> str | None:
    """The need that a term is mapped to, where it is one."""
    needs = {rule.notation for rule in said[0] if rule.scheme == "need"} if said else set()
    return needs.pop() if len(needs) == 1 else None


@lru_cache(maxsize=1)
def _need_names() -> Mapping[str, Sequence[str]]:
    """Need -> its names in simple word forms."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in read_ontology():
        if (
            quad.predicate.value in _NAMES
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
            and quad.subject.value.startswith(_NEEDS)
        ):
            forms = " ".join(phrase_forms(quad.object.value.replace("-", " ")))
            found[quad.subject.value.removeprefix(_NEEDS)].add(forms)
    return {need: sorted(names) for need, names in sorted(found.items())}


def _safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; the reader takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
