"""Completion: agreement with every count tried, what is not rated, and what the public is told."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from communities.community import AS_OF, seeded_community
from communities.engine_result import load_tables
from communities.volumes import QUARTERS, make_cohort, with_volumes
from oracle.completion_oracle import rate as oracle_rate
from pyoxigraph import Literal

from graph.completion import MEASURES, compute_completion
from graph.disclosure import Kind, audit
from graph.disclosure.volumes import UNKNOWN, list_orders, list_relations
from graph.errors import AnalysisError
from graph.findings.completion import build_completion_findings
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from graph.public import PublicStore
from graph.public.counts import _read_volume
from graph.store import ReadableStore
from graph.store.memory import MemoryStore
from ontology.terms import nwd

Tables = dict[str, list[dict[str, str]]]
Result = dict[str, Any]
Periods = Mapping[tuple[date, date], Mapping[str, int | str]]

WINTER = QUARTERS[2]
PARAMETERS = CoverageParameters(as_of=AS_OF)


def tables(pathways: Mapping[str, Periods]) -> Tables:
    """Pathways from a clinic to a pantry with these volumes."""
    return {
        "partners": [{"id": "clinic", "name": "Clinic"}, {"id": "pantry", "name": "Pantry"}],
        "referrals": [
            {"id": pathway, "from": "clinic", "to": "pantry", "mode": "warm"}
            for pathway in pathways
        ],
        "referral_volumes": [
            {
                "referral": pathway,
                "period_start": start.isoformat(),
                "period_end": end.isoformat(),
                "outcome": outcome,
                "count": str(count),
            }
            for pathway, periods in pathways.items()
            for (start, end), cohort in periods.items()
            for outcome, count in cohort.items()
        ],
    }


def loaded(pathways: Mapping[str, Periods]) -> ReadableStore:
    return load_tables({"a": tables(pathways)})


def completion(pathways: Mapping[str, Periods], **given: Any) -> Result:
    return compute_completion(build_projection(loaded(pathways)), PARAMETERS, **given)


def rate(result: Result, measure: str, *, by: str = "pathway") -> Result:
    (found,) = [each for each in result["rates"] if (each["by"], each["measure"]) == (by, measure)]
    return dict(found)


@pytest.mark.parametrize("seed", range(40))
def test_rates_are_those_of_every_count_tried(seed: int) -> None:
    rng = random.Random(seed)
    cohort = {o: count for o, count in make_cohort(rng).items() if rng.random() < 0.85}
    result = completion({"r": {WINTER: cohort}})
    (found,) = result["cohorts"]
    told: dict[str, Any] = {}
    for outcome, count in cohort.items():
        kind = found["hidden"].get(outcome)
        assert (kind == "primary") == (0 < count < 11)
        hidden = range(1, 11) if kind == "primary" else (0, 1, cohort.get("sent", 1))
        told[outcome] = hidden if kind else count
    for measure in MEASURES:
        expected = oracle_rate(told, measure) if found["state"] == "rated" else None
        given = rate(result, measure)
        if expected is None:
            assert given["rate"] is None
            assert given["reason"] in ("no-denominator", "small", "not-counted", "inconsistent")
        else:
            assert given["rate"] == [float(end) for end in expected]


def test_pending_referrals_are_neither_reached_nor_lost() -> None:
    result = completion({"r": {WINTER: {"sent": 80, "completed": 40, "pending": 20}}})
    found = rate(result, "completed")
    assert (found["rate"], found["sent"], found["pending"]) == ([0.5, 0.75], 80, [20, 20])
    assert found["connection"] == "loop closed"
    assert found["sentence"].endswith("50% to 75% of 80 ended with loop closed.")


def test_where_nobody_counted_the_pending_all_others_may_be() -> None:
    result = completion({"r": {WINTER: {"sent": 80, "completed": 40, "rejected": 16}}})
    assert rate(result, "completed")["rate"] == [0.5, 0.8]


def test_a_hidden_count_gives_a_range() -> None:
    result = completion({"r": {WINTER: {"sent": 100, "need-met": "<11", "pending": 0}}})
    assert rate(result, "need-met")["rate"] == [0.01, 0.1]


@pytest.mark.parametrize(
    ("cohort", "state"),
    [
        ({"sent": 5, "completed": 0}, "small"),
        ({"sent": "<11", "completed": 0}, "small"),
        ({"sent": 0, "completed": 0}, "no-denominator"),
        ({"accepted": 30, "completed": 20}, "no-denominator"),
        ({"sent": 30, "completed": 31}, "inconsistent"),
        ({"sent": 30, "accepted": 12, "service-started": 15}, "inconsistent"),
        ({"sent": 30, "completed": 20, "rejected": 15}, "inconsistent"),
        ({"sent": 30, "completed": 20}, "rated"),
    ],
)
def test_what_cannot_be_rated_says_why(cohort: Mapping[str, int | str], state: str) -> None:
    result = completion({"r": {WINTER: cohort}})
    assert result["cohorts"][0]["state"] == state
    assert (rate(result, "completed")["rate"] is None) == (state != "rated")
    assert bool(result["inconsistent"]) == (state == "inconsistent")


def test_a_contradiction_says_where_and_is_not_cut_off() -> None:
    result = completion({"r": {WINTER: {"sent": 30, "completed": 31}}})
    (found,) = result["inconsistent"]
    assert (found["pathway"], found["outcome"], found["exceeds"]) == ("r", "completed", "sent")
    assert result["cohorts"][0]["counts"]["completed"] == [31, 31]


@pytest.mark.parametrize(("days", "state"), [(91, "rated"), (92, "follow-up")])
def test_a_period_must_be_over_for_long_enough(days: int, state: str) -> None:
    """91 days from 31 March to 30 June."""
    result = completion({"r": {WINTER: {"sent": 30, "completed": 20}}}, follow_up_days=days)
    assert (result["cohorts"][0]["follow_up_days"], result["cohorts"][0]["state"]) == (91, state)


def test_only_equal_periods_are_put_together() -> None:
    half = (QUARTERS[1][0], WINTER[1])
    result = completion(
        {
            "r": {WINTER: {"sent": 40, "completed": 20, "pending": 0}},
            "s": {WINTER: {"sent": 60, "completed": 20, "pending": 10}},
            "u": {half: {"sent": 50, "completed": 50, "pending": 0}},
            "v": {WINTER: {"sent": 5, "completed": 5, "pending": 0}},
        }
    )
    for by in ("partner", "all"):
        found = [e for e in result["rates"] if (e["by"], e["measure"]) == (by, "completed")]
        assert [(e["start"], e["cohorts"], e["sent"], e["rate"]) for e in found] == [
            (half[0].isoformat(), 1, 50, [1.0, 1.0]),
            (WINTER[0].isoformat(), 2, 100, [0.4, 0.5]),
        ]


def test_low_rates_that_are_certain_are_findings() -> None:
    net = build_projection(
        loaded(
            {
                "r": {WINTER: {"sent": 80, "completed": 20, "pending": 16}},
                "s": {WINTER: {"sent": 80, "completed": 20, "pending": 20}},
            }
        )
    )
    result = compute_completion(net, PARAMETERS, target=0.5)
    quads = build_completion_findings(net, result).quads
    low = [quad.subject for quad in quads if quad.object == nwd("LowCompletion")]
    assert len(low) == 1
    assert {q.predicate: q.object for q in quads if q.subject == low[0]}[nwd("rateHigh")] == (
        Literal(0.45)
    )


@pytest.mark.parametrize(
    "given", [{"follow_up_days": -1}, {"measure": "sent"}, {"target": 2}, {"floor": 2}]
)
def test_senseless_options_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(AnalysisError):
        completion({"r": {WINTER: {"sent": 30}}}, **given)


# What the public is told


def public_store(seed: int) -> tuple[MemoryStore, PublicStore]:
    sources = with_volumes(seeded_community(seed), seed, most=3)
    store = load_tables(sources)
    assert isinstance(store, MemoryStore)
    return store, PublicStore(store)


def stored_volumes(store: Any) -> dict[str, Any]:
    """Subject -> its volume, also of those that are withheld."""
    found = {}
    for name in ("countValue", "suppressedBelow", "isWithheld"):
        for quad in store.quads_for_pattern(None, nwd(name), None, None):
            found[str(quad.subject)] = (name, quad)
    return found


@pytest.mark.parametrize("seed", range(10))
def test_no_hidden_volume_can_be_worked_out_from_public_data(seed: int) -> None:
    store, public = public_store(seed)
    before, after = stored_volumes(store.store), stored_volumes(public.store)
    assert before.keys() == after.keys()
    pathways: dict[str, list[str]] = {}
    truth = {}
    for subject, (name, quad) in before.items():
        if name == "countValue":
            volume = _read_volume(store.store, quad)
            assert volume is not None
            truth[subject] = volume
            pathways.setdefault(volume.pathway, []).append(subject)
    for subjects in pathways.values():
        _audit_pathway(subjects, truth, after)


def _audit_pathway(
    subjects: Sequence[str], truth: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """With all that adds up in truth, which a reader may guess."""
    kinds: dict[str, Kind] = {"suppressedBelow": "primary", "isWithheld": "complementary"}
    counts = {truth[subject].cell: truth[subject].count for subject in subjects}
    hidden: dict[Any, Kind] = {
        truth[subject].cell: kinds[after[subject][0]]
        for subject in subjects
        if after[subject][0] in kinds
    }
    shown = {cell: count for cell, count in counts.items() if cell not in hidden}
    assert all(count == 0 or count >= 11 for count in shown.values())
    relations = [
        (total, parts)
        for total, parts in list_relations(sorted(counts))
        if counts[total] == sum(counts[part] for part in parts)
    ]
    orders = [(a, b) for a, b in list_orders(sorted(counts)) if counts[a] <= counts[b]]
    found = audit(shown, hidden, relations, at_most=orders)
    assert [c for c, it in found.items() if it.is_disclosed and it.low == counts[c]] == []


@pytest.mark.parametrize("seed", range(10))
def test_a_rate_rests_on_public_volumes_only(seed: int) -> None:
    """Counts of the run in the store are those that the public sees, hidden ones as ranges."""
    store, public = public_store(seed)
    inside, outside = (compute_completion(build_projection(s), PARAMETERS) for s in (store, public))
    assert [key_of(each) for each in inside["cohorts"]] == [
        key_of(each) for each in outside["cohorts"]
    ]
    for own, seen in zip(inside["cohorts"], outside["cohorts"], strict=True):
        assert own["hidden"].keys() <= seen["hidden"].keys()
        assert own["counts"].keys() == seen["counts"].keys()
        for outcome, (low, high) in own["counts"].items():
            least, most = seen["counts"][outcome]
            assert least <= low
            assert most is None or (high is not None and high <= most)
            assert outcome in own["hidden"] or low == high == 0 or low >= 11


def key_of(cohort: Result) -> tuple[str, str, str]:
    return cohort["pathway"], cohort["start"], cohort["end"]


def test_withheld_counts_are_without_number_or_bound() -> None:
    store = loaded({"r": {WINTER: {"sent": 60, "accepted": 55, "rejected": 5}}})
    assert isinstance(store, MemoryStore)
    volume = build_projection(PublicStore(store)).volume
    told = dict(zip(volume.outcome, zip(volume.count, volume.below, strict=True), strict=True))
    assert told == {
        "accepted": (UNKNOWN, UNKNOWN),
        "rejected": (UNKNOWN, 11),
        "sent": (60, UNKNOWN),
    }
