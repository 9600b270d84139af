"""Tables of pages as files: every row, as numbers and words that a spreadsheet can work with."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from markupsafe import Markup
from openpyxl import load_workbook

from graph.errors import BadParameter
from graph.parameters import CoverageParameters
from graph.store import MemoryStore
from service.language import N_, select_language
from service.pages.downloads import download
from service.pages.explorer import select_page
from service.pages.tables import Shown
from service.pages.view import View
from service.settings import Settings
from service.workers.job import JobData

FORMULA = "=HYPERLINK(1)"
ROWS: list[dict[str, Any]] = [
    {
        "name": FORMULA,
        "place": "<b>Mill</b>",
        "share": (0.25, 0.5),
        "cells": [3, 7],
        "amount": Decimal("1234.50"),
        "currency": "MXN",
        "day": "2026-03-14",
        "warm": True,
    },
    {
        "name": "Haven",
        "place": None,
        "share": None,
        "cells": 4,
        "amount": None,
        "currency": None,
        "day": None,
        "warm": None,
    },
    *({"name": f"Stream {n}", "amount": Decimal(n), "currency": "USD"} for n in range(120)),
]
HEADS = [
    *("Name", "Place", "Share, least", "Share, most", "Cells, least", "Cells, most"),
    *("Amount", "Day", "Warm", "Currency"),
]


@pytest.fixture
def view() -> View:
    """A page with one table, of which fifty rows are shown."""
    made = View(
        data=JobData.over(MemoryStore(), Settings()),
        page=select_page("streams"),
        language=select_language("en"),
        parameters=CoverageParameters(),
        options={},
        path={},
        asked=(),
    )
    columns = [
        Shown("name", N_("Name"), link=lambda row: "/streams/1", note=lambda row: "a quiet line"),
        Shown("place", N_("Place"), show=lambda row: Markup("<a href='/'>shown</a>")),
        Shown("share", N_("Share"), "interval"),
        Shown("cells", N_("Cells"), "number"),
        Shown("amount", N_("Amount"), "money"),
        Shown("day", N_("Day"), "day"),
        Shown("warm", N_("Warm"), "boolean"),
    ]
    assert len(made.listing("streams", N_("Streams"), columns, ROWS).shown) == 50
    return made


def read_csv(view: View) -> list[list[str]]:
    outcome = download(view, "csv", "streams")
    assert outcome.headers == {"Content-Disposition": 'attachment; filename="streams-streams.csv"'}
    text = b"".join(outcome.chunks).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read_sheet(view: View) -> Any:
    return load_workbook(io.BytesIO(b"".join(download(view, "xlsx", "").chunks))).worksheets[0]


def test_a_csv_file_has_every_row_and_plain_values(view: View) -> None:
    head, first, second, *others = read_csv(view)
    assert head == HEADS
    assert first == [
        *(f"'{FORMULA}", "<b>Mill</b>", "0.25", "0.5", "3", "7"),
        *("1234.50", "2026-03-14", "yes", "MXN"),
    ]
    assert second == ["Haven", "", "", "", "4", "4", "", "", "", ""]
    assert [row[0] for row in others] == [row["name"] for row in ROWS[2:]]


def test_a_workbook_has_every_row_as_numbers_days_and_text(view: View) -> None:
    sheet = read_sheet(view)
    head, first, second, *others = sheet.iter_rows()
    assert [cell.value for cell in head] == HEADS
    assert [cell.value for cell in first] == [
        *(FORMULA, "<b>Mill</b>", 0.25, 0.5, 3, 7),
        *(1234.5, datetime(2026, 3, 14), "yes", "MXN"),
    ]
    assert [first[n].number_format for n in (2, 3, 6)] == ["0.0%", "0.0%", "#,##0.00"]
    assert [cell.value for cell in second][:6] == ["Haven", None, None, None, 4, 4]
    assert [(row[0].value, row[6].value) for row in others] == [
        (row["name"], row["amount"]) for row in ROWS[2:]
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_table_without_money_has_no_currency(view: View) -> None:
    view.listing("streams", N_("Streams"), [Shown("name", N_("Name"))], ROWS)
    assert read_csv(view)[0] == ["Name"]


def test_rows_are_in_the_order_asked_for(view: View) -> None:
    columns = view.listings["streams"].columns
    view.listing("streams", N_("Streams"), columns, ROWS, sort="-amount")
    assert [row[6] for row in read_csv(view)[1:4]] == ["1234.50", "119", "118"]
    assert read_csv(view)[-1][0] == "Haven"


def test_heads_are_in_the_language_of_the_page(view: View) -> None:
    view.language = select_language("es")
    assert read_csv(view)[0][:2] == ["Nombre", "Lugar"]


@pytest.mark.parametrize(("form", "name"), [("pdf", "streams"), ("csv", "others")])
def test_what_there_is_not_is_refused(view: View, form: str, name: str) -> None:
    with pytest.raises(BadParameter, match="expected one of"):
        download(view, form, name)
