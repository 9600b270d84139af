"""The lists of the analyses as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.exports.content.tables import Row, Table

if TYPE_CHECKING:
    from service.analyses.contract import Analysis, Listed, Part
    from service.exports.contract import ExportData


def build_analysis_tables(data: ExportData, part: Part) -> Iterator[Table]:
    """A table for every list of the part's analyses, in order of name, with default options."""
    # The analyses name their columns with the kinds of the tables; above it would be a circle.
    from service.analyses import select_analyses

    for analysis in select_analyses().values():
        if part == analysis.PART:
            yield from build_tables_of(data, analysis)


def build_tables_of(data: ExportData, analysis: Analysis) -> Iterator[Table]:
    """A table for every list of one analysis, with default options."""
    for listed in analysis.LISTS:
        yield _build(data, analysis, listed)


def _build(data: ExportData, analysis: Analysis, listed: Listed) -> Table:
    from service.analyses.cells import column_cell

    def rows() -> Iterator[Row]:
        for item in data.analysis(analysis.NAME)[listed.name]:
            yield tuple(column_cell(column, item.get(column.name)) for column in listed.columns)

    first = listed is analysis.LISTS[0]
    name = analysis.NAME if first else f"{analysis.NAME} {listed.name}".replace("_", " ")
    return Table(name, listed.grain + ".", listed.columns, rows, data.withheld)
