"""Cohorts: the referrals that one pathway sent in one period, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.disclosure import Kind, Rule
from graph.disclosure.outcomes import ENDINGS, NOT_MORE_THAN, PENDING, SENT
from graph.disclosure.volumes import Volume, hide_volumes
from graph.projection import Projection

Range = tuple[int, int | None]
"""A count, from the least to the most that it can be; None where nothing bounds it."""

ONE_AT_MOST = ("completed", *ENDINGS)
"""Results of which a referral has one at most."""


@dataclass(frozen=True)
class Cohort:
    """One row a pathway and period; `start` and `end` are day ordinals, the end part of it."""

    pathway: int
    start: int
    end: int
    counts: Mapping[str, Range]
    """By outcome, of those that are told in some way."""
    hidden: Mapping[str, Kind]
    """Outcomes that are not told, and why."""

    @property
    def sent(self) -> int | None:
        """How many were sent, where that is told."""
        low, high = self.counts.get(SENT, (0, None))
        return low if low == high else None

    def reached(self, outcome: str) -> Range | None:
        """How many got there, at most all that were sent; None where nobody counted."""
        if outcome not in self.counts:
            return None
        low, high = self.counts[outcome]
        return low, _least(high, self.sent)

    @property
    def pending(self) -> Range:
        """How many had no result yet; where nobody counted, all without another result may."""
        if PENDING in self.counts:
            low, high = self.counts[PENDING]
            return low, _least(high, self.sent)
        if self.sent is None:
            return 0, None
        ended = sum(self.counts[o][0] for o in ONE_AT_MOST if o in self.counts)
        return 0, max(0, self.sent - ended)


def most_reached(cohort: Cohort, outcome: str) -> int:
    """The most who got there if every pending one did; the cohort is one with a denominator."""
    sent, waiting, found = cohort.sent, cohort.pending[1], cohort.reached(outcome)
    assert sent is not None, "a cohort that is rated has a denominator"
    assert waiting is not None, "what is pending is at most what was sent"
    assert found is not None, "the outcome is counted"
    low, high = found
    assert high is not None, "what was reached is at most what was sent"
    if PENDING not in cohort.counts and outcome in ONE_AT_MOST:
        # Who is not pending is counted there already.
        waiting = max(0, waiting - (high - low))
    return min(sent, high + waiting)


def read_cohorts(net: Projection, rule: Rule) -> list[Cohort]:
    """All cohorts in the order of pathway and period, with small counts hidden.

    What is hidden here is what `graph.public` hides: nothing that is made from a cohort tells more
    than the volumes that are published. Several sources that give one count differently make a
    range of it.
    """
    volumes = list(_volumes(net))
    kinds = hide_volumes(
        [volume for _, volume in volumes], floor=rule.floor, show_zeros=rule.show_zeros
    )
    cells: dict[tuple[int, int, int], dict[str, list[tuple[Volume, Kind | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for (pathway, volume), kind in zip(volumes, kinds, strict=True):
        cells[pathway, volume.start, volume.end][volume.outcome].append((volume, kind))
    return [
        Cohort(
            *key,
            counts={outcome: _range(rows, rule) for outcome, rows in sorted(outcomes.items())},
            hidden={
                outcome: kind
                for outcome, rows in sorted(outcomes.items())
                for _, kind in rows
                if kind is not None
            },
        )
        for key, outcomes in sorted(cells.items())
    ]


def find_contradictions(cohort: Cohort) -> Iterator[tuple[str, str]]:
    """(outcome, outcome that it exceeds) wherever the counts cannot all be right."""
    for outcome, earlier in NOT_MORE_THAN.items():
        for before in earlier:
            if outcome in cohort.counts and before in cohort.counts:
                most = cohort.counts[before][1]
                if most is not None and cohort.counts[outcome][0] > most:
                    yield outcome, before
    ended = [outcome for outcome in ONE_AT_MOST if outcome in cohort.counts]
    total = sum(cohort.counts[outcome][0] for outcome in ended)
    if len(ended) > 1 and cohort.sent is not None and total > cohort.sent:
        yield " + ".join(ended), SENT


def _volumes(net: Projection) -> Iterator[tuple[int, Volume]]:
    volume = net.volume
    columns = (volume.pathway, volume.start, volume.end, volume.count, volume.below)
    rows = zip(*(column.tolist() for column in columns), volume.outcome, strict=True)
    for pathway, start, end, count, below, outcome in rows:
        if outcome is not None:
            iri = net.pathways.iris[pathway]
            yield pathway, Volume(iri, start, end, outcome, count, below)


def _range(rows: list[tuple[Volume, Kind | None]], rule: Rule) -> Range:
    ranges = [_one_range(volume, kind, rule) for volume, kind in rows]
    tops = [high for _, high in ranges]
    most = None if None in tops else max(high for high in tops if high is not None)
    return min(low for low, _ in ranges), most


def _one_range(volume: Volume, kind: Kind | None, rule: Rule) -> Range:
    if kind is None:
        return volume.count, volume.count
    if kind == "complementary":
        return 0, None
    # A bound that the source stated stands; a count that is hidden here is below the floor.
    below = rule.floor if volume.count >= 0 else volume.below
    return min(rule.least, below - 1), below - 1


def _least(high: int | None, sent: int | None) -> int | None:
    if high is None or sent is None:
        return sent if high is None else high
    return min(high, sent)
