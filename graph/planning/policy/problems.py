"""What does not hold in recommendations and barriers themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.planning.policy.cells import Has, Shown
from graph.planning.policy.kept import GAPS
from graph.planning.policy.records import DECIDED, Barrier, Criteria, Recommendation
from graph.planning.policy.support import Support
from graph.register import Register

MONEY = "appropriation"


@dataclass(frozen=True)
class Told:
    """A recommendation with what was found of it."""

    recommendation: Recommendation
    criteria: Sequence[Criteria]
    """Its own, and those of the barriers that it names."""
    shown: Shown
    support: Sequence[Support]
    has: Mapping[str, Has]
    """Whether each community has what it is to take away, by IRI."""
    supported: Has
    reason: str


def list_problems(
    register: Register, told: Sequence[Told], barriers: Sequence[Barrier], as_of: date
) -> list[dict[str, Any]]:
    """Checks that fail, then those that cannot be judged; in order of record.

    Keys: `check`, `verdict`, `kind`, `id`, `name`, `sentence`, `finding` (where one is kept).
    """
    rows = [row for each in told for row in _of_recommendation(register, each, as_of)]
    rows += [
        _row("criteria", "unknown", "barrier", each, "it names no need, touchpoint or type of gap")
        for each in barriers
        if not each.criteria
    ]
    return sorted(rows, key=lambda row: row["verdict"] != "fails")


def list_unsupported(told: Sequence[Told]) -> list[dict[str, Any]]:
    """Recommendations under way that nothing supports for certain: `key`, `sentence`, `iri`."""
    return [
        {
            "key": each.recommendation.id,
            "sentence": f"{each.recommendation.name}: {each.reason}.",
            "iri": each.recommendation.iri,
        }
        for each in told
        if each.supported == "no" and each.recommendation.status not in DECIDED
    ]


def _of_recommendation(register: Register, told: Told, as_of: date) -> Iterator[dict[str, Any]]:
    each = told.recommendation
    if told.supported != "yes" and each.status not in DECIDED:
        verdict = "fails" if told.supported == "no" else "unknown"
        row = _row("supported", verdict, "recommendation", each, told.reason)
        yield {**row, "finding": f"policy/{each.id}"} if verdict == "fails" else row
    for found in told.support:
        if found.cited and found.state == "gone":
            why = f"{found.name}, which it cites, is not found any more"
            yield _row("cited-stands", "fails", "recommendation", each, why)
        elif found.cited and found.state == "unknown":
            kind = found.name.partition("/")[0]
            lacks = "the facts are lacking" if kind == GAPS else f"no run of {kind} is kept"
            why = f"{lacks}, so nobody can tell whether {found.name} stands"
            yield _row("cited-stands", "unknown", "recommendation", each, why)
    streams = register.by_iri("FundingStream")
    for iri in each.streams:
        if iri not in streams:
            why = f"{register.name(iri)}, a stream that it names, is not loaded any more"
            yield _row("stream-known", "fails", "recommendation", each, why)
            continue
        ends = streams[iri].day("endsOn")
        if ends is not None and ends < as_of:
            why = f"{streams[iri].name}, which it names, ended on {ends.isoformat()}"
            yield _row("stream-runs", "fails", "recommendation", each, why)
    if not each.collaboratives:
        why = "no collaborative is named that puts it forward"
        yield _row("put-forward", "fails", "recommendation", each, why)
    for iri in each.collaboratives:
        if told.has.get(iri) == "no":
            why = f"{register.name(iri)} puts it forward and for certain has no such barrier"
            yield _row("own-barrier", "fails", "recommendation", each, why)
    if each.kind == MONEY and each.amount is None:
        yield _row(
            "amount", "fails", "recommendation", each, "it asks for money and says no amount"
        )
    if each.asked_on is not None and each.asked_on > as_of:
        why = f"it is said to have been asked on {each.asked_on.isoformat()}, which is yet to come"
        yield _row("asked-on", "fails", "recommendation", each, why)


def _row(
    check: str, verdict: str, kind: str, record: Recommendation | Barrier, why: str
) -> dict[str, Any]:
    return {
        "check": check,
        "verdict": verdict,
        "kind": kind,
        "id": record.id,
        "name": record.name,
        "sentence": f"{record.name}: {why}.",
        "finding": None,
    }
