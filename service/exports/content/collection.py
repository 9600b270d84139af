"""All tables of the workbook and of the CSV archive, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.exports.content.analysis_tables import build_analysis_tables
from service.exports.content.fact_tables import (
    build_doors,
    build_funding,
    build_partners,
    build_pathways,
    build_services,
    build_sites,
    build_sources,
    build_statements,
    build_touchpoints,
)
from service.exports.content.result_tables import (
    build_completeness,
    build_coverage,
    build_gaps,
    build_overlaps,
    build_parameters,
    build_summary,
)
from service.exports.content.tables import Table

if TYPE_CHECKING:
    from service.exports.contract import ExportData

BUILDERS = (
    build_summary,
    build_partners,
    build_services,
    build_touchpoints,
    build_doors,
    build_pathways,
    build_funding,
    build_coverage,
    build_gaps,
    build_overlaps,
    build_completeness,
    build_parameters,
    build_sites,
    build_statements,
    build_sources,
)

AFTER = BUILDERS.index(build_overlaps) + 1
"""Where the further analyses stand."""


def build_tables(data: ExportData) -> Mapping[str, Table]:
    """Tables by name; nothing is computed before rows are read."""
    tables = [build(data) for build in BUILDERS]
    tables[AFTER:AFTER] = build_analysis_tables(data, "map")
    return {table.name: table for table in tables}
