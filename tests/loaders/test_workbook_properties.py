"""What holds for any rows: they read as they were written, in any order, any number of times."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from graph.store import EmbeddedStore
from loaders.load import build_store, load_source
from loaders.shipped import read_shipped
from loaders.source import LoadContext, Record
from loaders.workbook import read, read_tables
from loaders.workbook.cells import ERROR_VALUES, Suppressed
from loaders.workbook.definition import Column, Table, read_definition
from loaders.workbook.render import render_row
from ontology.terms import DCTERMS, source_graph

DEFINITION, SHIPPED = read_definition(), read_shipped()
CONTEXT = LoadContext("one")
CALM = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])

texts = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=12)
    .map(lambda text: text.strip("\ufeff\u200b\u200e\u200f\u2060 ").strip())
    .filter(lambda text: text and text == text.strip() and text not in ERROR_VALUES)
    .filter(lambda text: not text.casefold().startswith("note:") and text[0] not in '{[\ufeff"')
)
items = texts.filter(lambda text: ";" not in text)


def one_value(column: Column) -> st.SearchStrategy[Any]:
    if column.finding:
        return items.map(lambda key: f"gaps/{key}")
    if column.codes:
        return st.sampled_from(list(SHIPPED.code_lists[column.codes].labels))
    if column.datatype == "boolean":
        return st.booleans()
    if column.datatype == "date":
        return st.dates(date(1900, 1, 1))
    if column.age:
        return st.integers(-280, 0) if column.age == "start" else st.integers(1, 10_000)
    low = 0 if column.minimum is None else column.minimum
    high = 10**9 if column.maximum is None else column.maximum
    if column.datatype == "integer":
        whole = st.integers(low, high)
        return whole | st.integers(1, 99).map(Suppressed) if column.suppressed else whole
    if column.datatype == "decimal":
        return st.decimals(low, high, allow_nan=False, places=4).map(Decimal.normalize)
    return items if column.many else texts


def cell_value(column: Column) -> st.SearchStrategy[Any]:
    one = one_value(column)
    return st.lists(one, min_size=1, max_size=3, unique=True).map(tuple) if column.many else one


@st.composite
def row_values(draw: st.DrawFn, table: Table) -> dict[str, Any]:
    values = {}
    for column in table.columns:
        if column.required or column.when_blank is not None or draw(st.booleans()):
            values[column.name] = draw(cell_value(column))
    for pair in table.ordered:
        if pair.first in values and pair.then in values:
            low, high = sorted((values[pair.first], values[pair.then]))
            values |= {pair.first: low, pair.then: high}
            assume(pair.equal or low != high)
    return values


@st.composite
def draw_tables(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Rows of a few tables, in the order of the definition; over many draws, of all of them."""
    chosen = draw(st.sets(st.sampled_from(range(len(DEFINITION.tables))), max_size=6))
    tables = [DEFINITION.tables[number] for number in sorted(chosen)]
    return {table.name: draw(st.lists(row_values(table), max_size=3)) for table in tables}


tables_of_rows = draw_tables()
Values = Mapping[str, Sequence[Mapping[str, Any]]]


def cells_of(values: Values) -> dict[str, list[dict[str, str]]]:
    return {
        name: [render_row(DEFINITION.by_name[name], row) for row in rows]
        for name, rows in values.items()
        if rows
    }


def as_values(records: Sequence[Record]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        found.setdefault(record.table, []).append(dict(record.values))
    return found


@CALM
@given(tables_of_rows)
def test_what_is_rendered_reads_the_same(values: Values) -> None:
    reading = read_tables(cells_of(values), CONTEXT)
    assert reading.issues == []
    assert as_values(reading.records) == {name: rows for name, rows in values.items() if rows}


def write_text(folder: Path, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    columns = [column.name for column in DEFINITION.by_name[name].columns]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns)
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{name}.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")


@CALM
@given(tables_of_rows.filter(lambda values: any(values.values())))
def test_files_of_both_kinds_read_the_same(values: Values) -> None:
    cells = cells_of(values)
    expected = {name: rows for name, rows in values.items() if rows}
    with TemporaryDirectory() as place:
        folder = Path(place)
        book = openpyxl.Workbook()
        for name, rows in cells.items():
            write_text(folder, name, rows)
            sheet = book.create_sheet(name)
            columns = [column.name for column in DEFINITION.by_name[name].columns]
            sheet.append(columns)
            for number, row in enumerate(rows, start=2):
                for number_of_column, column in enumerate(columns, start=1):
                    cell = sheet.cell(number, number_of_column)
                    cell.value = row.get(column)
                    cell.data_type = "s" if column in row else "n"
        book.save(folder / "ours.xlsx")
        for path in (folder, folder / "ours.xlsx"):
            reading = read(path, CONTEXT)
            assert reading.issues == []
            assert as_values(reading.records) == expected


ids = st.sampled_from(["a", "b", "c", "d e", "f>g", "h:i", "ü"])
words = st.sampled_from(["", "unknown", "active", "so-so"])


@st.composite
def communities(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """Small tables, some of whose rows dangle, cascade or have a bad cell, without repeated ids."""

    def some(prefix: str) -> list[str]:
        return [prefix + name for name in draw(st.lists(ids, max_size=4, unique=True))]

    def one_of(prefix: str) -> str:
        return prefix + draw(ids)

    day = st.sampled_from(["", "2026-01-01", "soon"])
    partners = [
        {"id": name, "name": "P", "parent": draw(st.just("") | ids.map("p".__add__)),
         "verified_on": draw(day)}
        for name in some("p")
    ]  # fmt: skip
    places = [{"id": name, "name": "L", "latitude": draw(st.sampled_from(["", "9", "999"]))}
              for name in some("l")]  # fmt: skip
    services = [
        {"id": name, "name": "S", "partner": one_of("p"), "places": one_of("l"),
         "status": draw(words)}
        for name in some("s")
    ]  # fmt: skip
    touchpoints = [{"id": name, "name": "T", "life_stage": "newborn"} for name in some("t")]
    doors = [{"touchpoint": one_of("t"), "at": one_of("s")} for _ in range(2)]
    referrals = [{"id": "", "from": one_of("p"), "to": one_of("s")} for _ in range(3)]
    return {
        "partners": partners,
        "places": places,
        "services": services,
        "touchpoints": touchpoints,
        "doors": list({tuple(row.values()): row for row in doors}.values()),
        "referrals": list({tuple(row.values()): row for row in referrals}.values()),
    }


def content(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> set[Quad]:
    store = build_store({"one": tables}).store
    return set(store.quads_for_pattern(None, None, None, source_graph("one")))


@CALM
@given(communities(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_tables_does_not_matter(
    tables: dict[str, list[dict[str, str]]], random: Any
) -> None:
    before = content(tables)
    shuffled = [(name, random.sample(rows, len(rows))) for name, rows in tables.items()]
    random.shuffle(shuffled)
    assert content(dict(shuffled)) == before


@CALM
@given(communities())
def test_a_row_loads_whole_or_not_at_all(tables: dict[str, list[dict[str, str]]]) -> None:
    quads = content(tables)
    named = {quad.subject for quad in quads if quad.predicate.value == DCTERMS + "identifier"}
    assert {quad.subject for quad in quads} == named
    pointed = {
        quad.object
        for quad in quads
        if str(quad.object).startswith("<https://w3id.org/nowrongdoor/id/one/")
    }
    assert pointed <= named


@settings(CALM, max_examples=5)
@given(communities().filter(lambda tables: bool(tables["touchpoints"])))
def test_loading_twice_adds_nothing(tables: dict[str, list[dict[str, str]]]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "ours"
        folder.mkdir()
        for name, rows in tables.items():
            write_text(folder, name, rows)
        store = EmbeddedStore(Path(place) / "store")
        load_source(store, folder)
        before = {str(quad) for quad in store.read().store if "AtTime" not in str(quad.predicate)}
        load_source(store, folder)
        after = {str(quad) for quad in store.read().store if "AtTime" not in str(quad.predicate)}
        assert after == before
