"""Each form of a table is read back, and holds what the table holds."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from openpyxl import load_workbook
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from graph.store import Generation
from ontology.terms import XSD
from queries.catalogue import Column, NamedQuery, find_query
from queries.run import Row
from service import sheets
from service.tables import Answered, select_formats
from service.tables.paging import Page

COLUMNS = (
    Column("name", "string", "what it is called"),
    Column("record_iri", "iri", "the record"),
    Column("count", "integer", "how many", "families"),
    Column("amount", "decimal", "how much", "USD"),
    Column("share", "double", "which part"),
    Column("open", "boolean", "whether it is open"),
    Column("on", "date", "the day"),
    Column("at", "datetime", "the moment"),
    Column("needs", "list", "the needs"),
)
MOMENT = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://x/","y")'
FULL: Row = (
    "Niño; <b> \"q\" & 'a'",
    "https://example.org/a",
    3,
    Decimal("12.50"),
    0.25,
    True,
    date(2026, 7, 1),
    MOMENT,
    "diapers; food",
)
EMPTY: Row = ("", "_:b1", *[None] * 7)
RISKY: Row = (FORMULA, None, -3, Decimal("-1"), -0.5, False, date(1899, 1, 1), None, "+1; @x")


def answered(
    rows: Sequence[Row], *, columns: Sequence[Column] = COLUMNS, limit: int | None = None
) -> Answered:
    query: NamedQuery = replace(
        find_query("partners/by-sector"), columns=tuple(columns), key=(columns[0].name,)
    )
    return Answered(
        query=query,
        parameters={"sector": "=1+1"},
        text="SELECT",
        page=Page(iter(rows), limit=limit, key=[0]),
        generation=Generation(7, MOMENT, "", "load", 1),
        asked_at=MOMENT,
    )


def render(name: str, rows: Sequence[Row] = (FULL, EMPTY, RISKY), **options: Any) -> bytes:
    return b"".join(select_formats()[name].render(answered(rows, **options)))


def test_every_format_says_what_it_is() -> None:
    assert list(select_formats())[:2] == ["json", "csv"]
    assert set(select_formats()) == {
        "json", "csv", "xlsx", "parquet", "srj", "srx", "tsv", "sparql-csv"
    }  # fmt: skip
    for form in select_formats().values():
        assert form.TITLE


@pytest.mark.parametrize("name", select_formats())
def test_a_table_without_rows_has_its_columns(name: str) -> None:
    body = render(name, ())
    if name in ("xlsx", "parquet"):
        assert len(body) > 100
    else:
        for column in COLUMNS:
            assert column.name in body.decode()


def test_json_has_typed_cells() -> None:
    body = json.loads(render("json"))
    assert list(body) == [
        "query", "parameters", "generation", "columns", "rows", "truncated", "next"
    ]  # fmt: skip
    assert body["generation"] == {"number": 7, "published_at": MOMENT.isoformat()}
    assert (body["truncated"], body["next"]) == (False, None)
    names = [column.name for column in COLUMNS]
    expected = [FULL[0], FULL[1], 3, 12.5, 0.25, True, "2026-07-01", MOMENT.isoformat(), FULL[8]]
    assert body["rows"][0] == dict(zip(names, expected, strict=True))
    assert body["rows"][1] == dict(zip(names, EMPTY, strict=True))
    assert body["rows"][2]["amount"] == -1


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1000])
def test_json_is_joined_from_pieces(count: int) -> None:
    rows = [(f"n{place}", *EMPTY[1:]) for place in range(count)]
    assert len(json.loads(render("json", rows))["rows"]) == count
    assert len(json.loads(render("srj", rows))["results"]["bindings"]) == count
    assert render("csv", rows).count(b"\n") == count + 1


def test_json_has_no_infinite_numbers() -> None:
    rows = [("a", None, None, None, number, *[None] * 4) for number in (math.inf, math.nan, 1.5)]
    found = json.loads(render("json", rows))["rows"]
    assert [row["share"] for row in found] == [None, None, 1.5]
    assert b"INF" in render("srj", rows)


def test_json_says_where_it_was_cut() -> None:
    body = json.loads(render("json", limit=2))
    assert len(body["rows"]) == 2
    assert body["truncated"]
    assert body["next"]


def test_csv_is_harmless_in_a_spreadsheet() -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv").decode())))
    assert rows[0]["name"] == FULL[0]
    assert list(rows[0].values())[2:] == [
        "3", "12.50", "0.25", "yes", "2026-07-01", MOMENT.isoformat(), "diapers; food"
    ]  # fmt: skip
    assert (rows[2]["name"], rows[2]["needs"]) == (f"'{FORMULA}", "'+1; @x")
    assert (rows[2]["count"], rows[2]["amount"]) == ("-3", "-1")


# A workbook


def read_sheets(body: bytes) -> Iterator[Any]:
    book = load_workbook(io.BytesIO(body))
    yield from book.worksheets
    book.close()


def test_a_workbook_is_typed_and_explained() -> None:
    sheet, about = read_sheets(render("xlsx"))
    assert sheet.title == "by-sector"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I4"
    head, first, _, risky = sheet.iter_rows()
    assert [cell.value for cell in head] == [column.name for column in COLUMNS]
    assert first[6].is_date
    assert (first[6].value.date(), first[6].number_format) == (date(2026, 7, 1), "yyyy-mm-dd")
    assert first[7].value == MOMENT.replace(tzinfo=None)
    assert [cell.value for cell in first[2:6]] == [3, 12.5, 0.25, "yes"]
    assert risky[0].value == FORMULA
    assert (risky[0].data_type, risky[0].quotePrefix) == ("s", True)
    assert risky[6].value == "1899-01-01"
    told = {row[0].value: row[1].value for row in about.iter_rows() if row[0].value}
    assert told["question"] == find_query("partners/by-sector").question
    assert told["generation"] == f"7, {MOMENT.isoformat()}"
    assert told["rows"].startswith("3, one row per partner")
    assert told["parameter sector"] == "=1+1"
    assert all(cell.data_type != "f" for row in about.iter_rows() for cell in row)
    assert told["amount"] == "how much"


def test_a_workbook_goes_on_on_further_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    rows = [(f"n{place}", *EMPTY[1:]) for place in range(5)]
    first, about, second, third = read_sheets(render("xlsx", rows))
    assert about.title == "about"
    assert [second.title, third.title] == ["by-sector 2", "by-sector 3"]
    assert [s.max_row for s in (first, second, third)] == [3, 3, 2]


# Parquet


def read_parquet(body: bytes) -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO(body))


def test_parquet_is_typed_and_described() -> None:
    table = read_parquet(render("parquet"))
    assert [str(field.type) for field in table.schema] == [
        "string", "string", "int64", "decimal128(38, 18)", "double", "bool", "date32[day]",
        "timestamp[us, tz=UTC]", "list<element: string>",
    ]  # fmt: skip
    first, empty, risky = table.to_pylist()
    assert list(first.values()) == [*FULL[:8], ["diapers", "food"]]
    assert list(empty.values()) == list(EMPTY)
    assert (risky["name"], risky["needs"]) == (FORMULA, ["+1", "@x"])
    amount = table.schema.field("amount").metadata
    assert amount[b"meaning"] == b"how much"
    assert amount[b"unit"] == b"USD"
    told = table.schema.metadata
    assert told[b"query"] == b"partners/by-sector"
    assert json.loads(told[b"parameters"]) == {"sector": "=1+1"}
    assert json.loads(told[b"generation"])["number"] == 7
    assert json.loads(told[b"truncated"]) is False


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("integer", [1, "one"]),
        ("integer", [1, 2**70]),
        ("decimal", [Decimal(1), Decimal("1e-30")]),
        ("date", [date(2026, 1, 1), "2026-02-30"]),
        ("boolean", [True, "maybe"]),
        ("datetime", [MOMENT, "noon"]),
        ("string", ["=a", 1]),
    ],
)
def test_a_column_with_a_value_that_does_not_fit_is_text(kind: str, values: list[Any]) -> None:
    columns = [Column("x", kind, "a value")]
    table = read_parquet(render("parquet", [(v,) for v in [*values, None]], columns=columns))
    field = table.schema.field("x")
    assert str(field.type) == "string"
    assert field.metadata[b"note"].startswith(b"text, because")
    assert table.to_pylist()[2]["x"] is None
    assert table.to_pylist()[1]["x"] == (
        "0." + "0" * 29 + "1" if kind == "decimal" else str(values[1])
    )


# SPARQL results

TYPED = [
    Literal(str(FULL[0])),
    NamedNode("https://example.org/a"),
    *(
        Literal(text, datatype=NamedNode(XSD + kind))
        for text, kind in [
            ("3", "integer"),
            ("12.50", "decimal"),
            ("0.25", "double"),
            ("true", "boolean"),
            ("2026-07-01", "date"),
            (MOMENT.isoformat(), "dateTime"),
        ]
    ),
    Literal("diapers; food"),
]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("srj", QueryResultsFormat.JSON),
        ("srx", QueryResultsFormat.XML),
        ("tsv", QueryResultsFormat.TSV),
    ],
)
def test_sparql_results_have_typed_terms(name: str, form: QueryResultsFormat) -> None:
    found = parse_query_results(render(name), format=form)
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == [c.name for c in COLUMNS]
    first, empty, risky = ([row[place] for place in range(len(COLUMNS))] for row in found)
    assert first == TYPED
    assert isinstance(empty[1], BlankNode)
    assert risky[0] == Literal(FORMULA)
    assert risky[1] is None


def test_sparql_csv_is_as_the_standard_says() -> None:
    text = render("sparql-csv").decode()
    assert text.startswith("name,record_iri,count,")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1][2:6] == ["3", "12.50", "0.25", "true"]
    assert rows[3][0] == FORMULA
    assert text.count("\r\n") == 4
