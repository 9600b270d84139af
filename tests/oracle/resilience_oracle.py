"""Loss as SEMANTICS 8 sets it out: each unit taken out of the tables, and coverage asked again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from communities.changed_tables import ChangedTables
from oracle.cliff_oracle import FundingOracle
from oracle.coverage_oracle import STATUS, CoverageOracle, shown
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Sources
from oracle.shipped_needs import read_shipped_needs

Cell = tuple[str, ...]
Unit = tuple[str, str]
Weights = dict[Cell, Fraction]
Lost = dict[Cell, str]
"""Lost cell -> what it becomes: `gap` or `unknown`."""


class ResilienceOracle:
    """Any-door coverage of one community, and what it loses."""

    def __init__(self, sources: Sources, parameters: OracleParameters) -> None:
        self.sources, self.parameters = sources, parameters
        self.oracle = CoverageOracle(sources, read_shipped_needs())
        self.before = self._statuses(sources)
        self.weights: Weights = {_cell(asked): asked.weight for asked in self.oracle.questions()}

    def covered_weight(self) -> Fraction:
        return self.weigh(cell for cell, status in self.before.items() if status == "covered")

    def weigh(self, cells: Iterator[Cell] | Lost) -> Fraction:
        return sum((self.weights[cell] for cell in cells), Fraction(0))

    def lost_with(self, changed: ChangedTables) -> Lost:
        """The covered cells that are covered no longer, and what they become."""
        after = self._statuses(changed.sources)
        assert set(after) == set(self.before)
        return {
            cell: after[cell]
            for cell, status in self.before.items()
            if status == "covered" and after[cell] != "covered"
        }

    def lost_with_services(self, services: set[str]) -> Lost:
        changed = ChangedTables(self.sources)
        changed.close_services(services)
        return self.lost_with(changed)

    def units(self) -> Iterator[tuple[Unit, ChangedTables]]:
        """Every service, partner, site and pathway, and the tables without it."""
        community = self.oracle.community
        for _, identifier in community.services:
            changed = ChangedTables(self.sources)
            changed.close_services({identifier})
            yield ("service", identifier), changed
        for _, identifier in community.partners:
            changed = ChangedTables(self.sources)
            changed.remove_partner(identifier)
            yield ("partner", identifier), changed
        for _, identifier in community.site_places:
            changed = ChangedTables(self.sources)
            changed.remove_site(identifier)
            yield ("site", identifier), changed
        for pathway in community.pathways:
            changed = ChangedTables(self.sources)
            _lapse(changed, pathway.name)
            yield ("pathway", pathway.name), changed

    def single_points(self) -> dict[Unit, Lost]:
        """Unit -> its lost cells, where they have a weight."""
        found = {unit: self.lost_with(changed) for unit, changed in self.units()}
        return {unit: lost for unit, lost in found.items() if self.weigh(lost)}

    def funders(self, threshold: Fraction, fiscal_year: int) -> dict[str, tuple[Lost, Lost]]:
        """Funder -> cells lost for certain, and possibly, where these have a weight."""
        funding = FundingOracle(self.sources, fiscal_year)
        found = {}
        for funder in sorted({row["funder"] for row in funding.streams.values()} - {""}):
            ending = {
                stream: Fraction(1)
                for stream, row in funding.streams.items()
                if row["funder"] == funder
            }
            certain, possible = funding.lost_services(ending, threshold)
            lost = self.lost_with_services(certain), self.lost_with_services(possible)
            if self.weigh(lost[1]):
                found[funder] = lost
        return found

    def _statuses(self, sources: Sources) -> dict[Cell, str]:
        oracle = CoverageOracle(sources, read_shipped_needs())
        asked = self.parameters
        return {
            _cell(question): STATUS[
                oracle.statuses(oracle.walker(asked, question), asked.handoffs, asked.mode)[0]
            ]
            for question in oracle.questions()
        }


def _lapse(changed: ChangedTables, name: str) -> None:
    """The one pathway of that name; another record of the same ends has an id of its own."""
    for tables in changed.sources.values():
        for row in tables.get("referrals", ()):
            if name == (row["id"] or f"{row['from']}>{row['to']}"):
                row["status"] = "lapsed"


def _cell(question: object) -> Cell:
    parts = ("touchpoint", "need", "segment", "place")
    return tuple(str(shown(getattr(question, part))) for part in parts)
