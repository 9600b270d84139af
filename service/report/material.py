"""What the sections of a report are made from: the results of the analyses, in the part asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from graph.errors import UnknownChoice
from graph.parameters import CoverageParameters
from service.language import select_language
from service.pages.coverage.picking import pick
from service.pages.registers.register import MOST_CELLS
from service.report.asked import NAME, Asked
from service.report.words import Memory, Words, cut
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.coverage import Coverage
    from graph.coverage.shares import Shares
    from graph.projection import Collection, Projection
    from graph.projection.arrays import Bools, Ints, Small
    from graph.store import ReadableStore
    from service.pages.coverage.heat import Heat
    from service.pages.view import View

Cell = Mapping[str, Any]
NEAREST = 3


@dataclass
class Material:
    """Everything a section may ask for. Results are computed once, by `analyses`.

    `floor` is what options that protect families are not below, where the report leaves the
    machine; None for who holds the store.
    """

    analyses: Analyses
    parameters: CoverageParameters
    asked: Asked = field(default_factory=Asked)
    floor: int | None = None
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    computed: Coverage | None = None
    """Coverage with these parameters, where it is there already."""
    results: Mapping[str, Any] = field(default_factory=dict)
    """Other results that are there already, by name, with the options that hold by default."""

    @cached_property
    def words(self) -> Words:
        """What texts are said with."""
        language = select_language(self.asked.lang)
        return Words(language, self.parameters, self.net, Memory(self.analyses.read_store))

    @property
    def speaker(self) -> View:
        """The same, for sentences that pages say too; they use no more of a view than words."""
        return cast("View", self.words)

    @property
    def store(self) -> ReadableStore:
        """The data that the report is of."""
        return self.analyses.read_store()

    @cached_property
    def net(self) -> Projection:
        """The community as arrays."""
        return self.computed.net if self.computed else self.analyses.projection()

    @cached_property
    def coverage(self) -> Coverage:
        """Coverage of every required cell, without routes: no section tells any."""
        return self.computed or self.analyses.coverage(self.parameters, routes="none")

    def query(self, name: str, **values: str) -> list[dict[str, Any]]:
        """The rows of a query of the catalogue, by the names of its columns."""
        from queries.run import run_query

        table = run_query(self.store, name, values)
        names = [column.name for column in table.columns]
        return [dict(zip(names, row, strict=True)) for row in table.rows]

    @cached_property
    def gap_rows(self) -> Ints:
        """The gaps that the report is of as rows of the required cells, the heaviest first."""
        from graph.gaps import select_gap_rows

        rows = select_gap_rows(self.coverage)
        return rows[self.chosen[rows]]

    def tell_gaps(self, most: int) -> list[dict[str, Any]]:
        """The heaviest of these gaps with their names, as in the register but for the routes."""
        from graph.gaps import name_cell

        return [
            {**self.coverage.cell(row), "names": name_cell(self.coverage, row)}
            for row in self.gap_rows[:most].tolist()
        ]

    @cached_property
    def overlaps(self) -> dict[str, Any]:
        """Overlapping services of the whole community."""
        return self.results.get("overlaps") or self.analyses.overlaps(self.parameters)

    def analysis(self, name: str) -> dict[str, Any]:
        """The result of a module of `service.analyses` with the options that hold by default."""
        if name in self.results:
            found: dict[str, Any] = self.results[name]
            return found
        from service.analyses import select_analysis
        from service.analyses.options import read_options, read_public_options

        module = select_analysis(name)
        values = (
            read_options(module, {})
            if self.floor is None
            else read_public_options(module, {}, floor=self.floor)
        )
        return self.analyses.analysis(module, self.parameters, values)

    @property
    def waits(self) -> bool:
        """Whether what takes minutes at this size was not asked for."""
        return self.asked.compute != "yes" and len(self.coverage.required) > MOST_CELLS

    def holds(self, cell: Cell) -> bool:
        """Whether the report is of a cell, told by its ids."""
        segment, touchpoint = self.id_of("segment"), self.id_of("touchpoint")
        return (
            (segment is None or cell["segment"] == segment)
            and (touchpoint is None or cell["touchpoint"] == touchpoint)
            and (not self.places or cell["place"] in self._place_ids)
        )

    @cached_property
    def places(self) -> list[int]:
        """Positions of the places that are asked for."""
        found = (_find(self.net.places, "place", text) for text in self.asked.place)
        return list(dict.fromkeys(found))

    @cached_property
    def segment(self) -> int | None:
        """Position of the segment that is asked for."""
        asked = self.asked.segment
        return _find(self.net.segments, "segment", asked) if asked else None

    @cached_property
    def touchpoint(self) -> int | None:
        """Position of the touchpoint that is asked for."""
        asked = self.asked.touchpoint
        return _find(self.net.touchpoints, "touchpoint", asked) if asked else None

    @property
    def place_names(self) -> list[str]:
        """Names of the places that are asked for."""
        places = self.net.places
        return [self.words.place(places.ids[at], places.names[at]) for at in self.places]

    @property
    def segment_name(self) -> str | None:
        """The name of the segment that is asked for."""
        at, segments = self.segment, self.net.segments
        return None if at is None else self.words.segment(segments.ids[at], segments.names[at])

    @property
    def touchpoint_name(self) -> str | None:
        """The name of the touchpoint that is asked for."""
        at = self.touchpoint
        return None if at is None else str(cut(self.net.touchpoints.names[at]))

    @property
    def place(self) -> int | None:
        """Position of the first place that is asked for."""
        return self.places[0] if self.places else None

    def id_of(self, kind: str) -> str | None:
        """The id of the `place`, `segment` or `touchpoint` that is asked for."""
        at: int | None = getattr(self, kind)
        return None if at is None else str(getattr(self.net, f"{kind}s").ids[at])

    @cached_property
    def _inside(self) -> Bools:
        """[place]: whether it is one of those asked for, or lies in one."""
        import numpy as np

        if not self.places:
            return np.ones(len(self.net.places), np.bool_)
        inside: Bools = np.logical_or.reduce(self.net.place_above[:, self.places], axis=1)
        return inside

    def is_inside(self, places: Iterable[int]) -> bool:
        """Whether one of the places is that asked for, or in it."""
        return any(self._inside[place] for place in places)

    @cached_property
    def _place_ids(self) -> frozenset[str]:
        ids = self.net.places.ids
        return frozenset(ids[i] for i in self._inside.nonzero()[0].tolist())

    @cached_property
    def chosen(self) -> Bools:
        """[required cell]: whether the report is of it."""
        import numpy as np

        required = self.coverage.required
        chosen = np.ones(len(required), np.bool_)
        chosen &= self._inside[required.place]
        if self.segment is not None:
            chosen &= required.segment == self.segment
        if self.touchpoint is not None:
            chosen &= required.touchpoint == self.touchpoint
        return chosen

    def interval(self, status: Small) -> list[float] | None:
        """Share of the weight of these cells that is covered, least and most."""
        return self._sum(status).interval(0)

    def count(self, status: Small) -> tuple[int, int, int]:
        """How many of these cells are covered, unknown and gaps."""
        sums = self._sum(status)
        return int(sums.covered[0]), int(sums.unknown[0]), int(sums.gap[0])

    @cached_property
    def covered_weight(self) -> float:
        """Weight of these cells that some door leads to for certain."""
        return float(self._sum(self.coverage.any_door).low[0])

    def _sum(self, status: Small) -> Shares:
        import numpy as np

        from graph.coverage.shares import sum_shares

        return sum_shares(self.coverage, status, np.where(self.chosen, 0, -1), 1)

    @cached_property
    def heat(self) -> Heat:
        """Touchpoints by needs: how far every door leads there."""
        from service.pages.coverage.heat import build_heat

        return build_heat(self.coverage, "every_door", self.chosen)

    @cached_property
    def some_door(self) -> Heat:
        """The same for some door."""
        from service.pages.coverage.heat import build_heat

        return build_heat(self.coverage, "any_door", self.chosen)


def _find(collection: Collection, kind: str, text: str) -> int:
    """Where a record stands, by id, IRI or name; UnknownChoice where that names none or many."""
    picked = pick(collection, text)
    if picked.position is not None:
        return picked.position
    near = ", ".join(collection.ids[at] for at in picked.proposed[:NEAREST])
    expected = f"the id or name of a {kind}" + (f"; nearest: {near}" if near else "")
    raise UnknownChoice(
        f"{kind} = {text[:80]!r} does not fit: expected {expected}",
        query=NAME,
        name=kind,
        value=text,
        expected=expected,
    )
