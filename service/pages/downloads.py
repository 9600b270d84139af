"""A table of a page as a file."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from graph.errors import BadParameter
from service.formulas import neutralise
from service.pages.cells import plain_value
from service.pages.tables import Listing, Shown
from service.pages.view import View
from service.sheets import Cells, writing_book
from service.workers.job import Outcome

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"number": "number", "share": "share", "money": "money", "day": "date", "long": "long text"}
"""The kind of cell in a workbook of a kind of column that is not text."""


def download(view: View, form: str, name: str) -> Outcome:
    """A whole table of the page that was built: every row, in the order asked for.

    Intervals, and numbers with a least and a most, are two columns; amounts of money are numbers,
    and the last column names their currency. Raises BadParameter for a form
    or a table that there is not.
    """
    forms = {"csv": _write_csv, "xlsx": _write_xlsx}
    _check("download", form, list(forms))
    listing_name = name or next(iter(view.listings), "")
    _check("list", listing_name, list(view.listings))
    listing = view.listings[listing_name]
    body, media_type = forms[form](view, listing)
    file = f"{view.page.NAME}-{listing_name}.{form}"
    disposition = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Outcome([body], media_type, headers=disposition)


def _check(name: str, value: str, known: list[str]) -> None:
    if value not in known:
        expected = "one of " + ", ".join(known)
        raise BadParameter(
            f"{name} = {value[:80]!r} does not fit: expected {expected}",
            query="",
            name=name,
            value=value,
            expected=expected,
        )


def _header(view: View, listing: Listing) -> list[str]:
    titles = []
    for column in listing.columns:
        title = view.gettext(column.title)
        if _is_range(listing, column):
            titles += [view.gettext("%(title)s, least", title=title),
                       view.gettext("%(title)s, most", title=title)]  # fmt: skip
        else:
            titles.append(title)
    return [*titles, view.gettext("Currency")] if _has_money(listing) else titles


def _cells(view: View, listing: Listing) -> list[list[tuple[str, Any]]]:
    """(kind, value) of every cell."""
    rows = []
    for row in listing.sorted_rows:
        cells: list[tuple[str, Any]] = []
        for column in listing.columns:
            value = row.get(column.key)
            if _is_range(listing, column):
                low, high = value if isinstance(value, list | tuple) else (value, value)
                kind = "share" if column.kind == "interval" else column.kind
                cells += [(kind, low), (kind, high)]
            else:
                cells.append((column.kind, plain_value(view, column, row)))
        if _has_money(listing):
            cells.append(("text", row.get("currency")))
        rows.append(cells)
    return rows


def _is_range(listing: Listing, column: Shown) -> bool:
    """Whether a column holds the least and the most, which are two columns of a file."""
    return column.kind == "interval" or (
        column.is_numeric
        and any(isinstance(row.get(column.key), list | tuple) for row in listing.rows)
    )


def _has_money(listing: Listing) -> bool:
    return any(column.kind == "money" for column in listing.columns)


def _write_csv(view: View, listing: Listing) -> tuple[bytes, str]:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_header(view, listing))
    for cells in _cells(view, listing):
        writer.writerow(
            ["" if v is None else neutralise(v) if isinstance(v, str) else v for _, v in cells]
        )
    # With a byte order mark, spreadsheets read the letters as they are.
    return text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _write_xlsx(view: View, listing: Listing) -> tuple[bytes, str]:
    file = BytesIO()
    title = view.gettext(listing.title)
    with writing_book(title, view.data.generation.published_at) as book:
        sheet = book.create_sheet("table")
        cells = Cells(sheet)
        sheet.freeze_panes = "A2"
        sheet.append([cells.cell(sheet, each, cells.header) for each in _header(view, listing)])
        for row in _cells(view, listing):
            sheet.append([_cell(cells, sheet, kind, value) for kind, value in row])
        book.save(file)
    return file.getvalue(), XLSX


def _cell(cells: Cells, sheet: Any, kind: str, value: Any) -> Any:
    if kind == "day" and isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return cells.value(sheet, KINDS.get(kind, "text"), value)
