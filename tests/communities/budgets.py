"""A small community with a budget, and its result, for the tests of budgets."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from pyoxigraph import Quad

from graph.planning.budget import compute_budgets
from graph.store import MemoryStore
from loaders.source import LoadContext
from loaders.workbook.source import build, read_tables
from ontology.files import read_ontology
from ontology.terms import DCTERMS, RDF, SKOS

AS_OF = date(2026, 11, 21)
Row = dict[str, str]
Tables = dict[str, list[Row]]

JULY: list[Row] = [
    {
        "id": f"fy{year + 1 - 2000}",
        "name": f"{year}-{(year + 1) % 100:02d}",
        "also_written": f"FY{(year + 1) % 100:02d}",
        "starts_on": f"{year}-07-01",
        "ends_on": f"{year + 1}-06-30",
    }
    for year in range(2025, 2031)
]
"""Fiscal years from July to June; the first is over, the second runs."""
BASE: Tables = {
    "places": [
        {"id": "county", "name": "County"},
        {"id": "town", "name": "Town", "part_of": "county"},
        {"id": "far", "name": "Far"},
    ],
    "partners": [{"id": "health", "name": "Health Department", "sector": "public-health"}],
    "services": [
        {"id": "visits", "name": "Visits", "partner": "health", "needs": "home-visiting",
         "places": "town", "segments": "all", "status": "active"},
        {"id": "food", "name": "Food", "partner": "health", "needs": "food", "places": "county",
         "status": "active"},
    ],
    "success_models": [{"id": "model", "name": "Model"}],
    "components": [{"id": "welcome", "name": "Welcome", "model": "model"}],
    "activities": [
        {"id": "nurse", "name": "A nurse", "component": "welcome", "services": "visits"},
        {"id": "box", "name": "A box", "component": "welcome", "services": "food"},
    ],
    "funding_streams": [
        {"id": "grant", "name": "Grant", "level": "federal", "ends_on": "2029-09-30"},
        {"id": "levy", "name": "Levy", "level": "county", "blend": "blended"},
        {"id": "fund", "name": "Fund", "level": "philanthropic"},
    ],
    "fiscal_years": JULY,
    "budgets": [
        {"id": "plan", "name": "The plan", "model": "model", "first_year": "2026-27"},
    ],
}  # fmt: skip


@cache
def read_terms() -> tuple[Quad, ...]:
    """What of the ontology budgets are read with: codes and needs, without their definitions."""
    kept = {f"{SKOS}{name}" for name in ("prefLabel", "notation", "broader")}
    kept |= {f"{DCTERMS}identifier", f"{RDF}type"}
    return tuple(q for q in read_ontology() if q.predicate.value in kept)


def line(name: str, amount: str, year: str = "2026-27", **more: str) -> Row:
    """A row of a line, planned and personnel where nothing else is said."""
    given = {"budget": "plan", "line": name, "category": "personnel", "phase": "planned"}
    return {**given, "fiscal_year": year, "amount": amount, **more}


def source(stream: str, amount: str, year: str = "2026-27", **more: str) -> Row:
    """A row of a source, planned and for the whole budget where nothing else is said."""
    given = {"budget": "plan", "stream": stream, "phase": "planned"}
    return {**given, "fiscal_year": year, "amount": amount, **more}


def load(**tables: list[Row]) -> MemoryStore:
    """The base with some tables put in; a row that is refused fails."""
    context = LoadContext("sample")
    reading = read_tables({**BASE, **tables}, context)
    quads = [*read_terms(), *build(reading, context)]
    errors = [issue.message for issue in reading.issues if issue.severity == "error"]
    assert errors == []
    return MemoryStore(quads)


def budget(**tables: list[Row]) -> dict[str, Any]:
    """The result of the only budget of such tables."""
    return compute_budgets(load(**tables), as_of=AS_OF)


def found(result: dict[str, Any], check: str) -> list[dict[str, Any]]:
    """What one check finds."""
    return [each for each in result["findings"] if each["check"] == check]


def problems(result: dict[str, Any]) -> list[str]:
    """What is wrong in the tables."""
    return [each["problem"] for each in result["problems"]]
