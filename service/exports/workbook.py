"""The planner's workbook again, filled with what was loaded from it: to edit and to load anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from graph.errors import ExportError
from loaders.provenance import list_sources
from loaders.workbook.recall import leave_out_untold, recall_rows
from loaders.workbook.source import KIND
from loaders.workbook.template import write_filled
from service.exports.content.read_me import describe_withheld
from service.exports.contract import ExportData, write_atomically
from service.hsds.choosing import Selection

NAME = "workbook"
TITLE = "The planner's workbook as it was loaded, to edit and to load again"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".workbook.xlsx"
SELECTS = True


def write(data: ExportData, path: Path) -> None:
    """Write the tables that the source has rows of; its read-me says which rows are left out.

    The source is the only workbook that is loaded, or the one selected. Raises ExportError where
    that is none, and for any other selection.
    """
    rows, left = leave_out_untold(recall_rows(data.store, _select_source(data), data.withheld))
    with write_atomically(path) as part:
        # The library goes by the suffix.
        book = part.with_suffix(".xlsx")
        try:
            write_filled(book, rows, list(_describe_left_out(left)))
            book.replace(part)
        finally:
            book.unlink(missing_ok=True)


def tell(data: ExportData) -> Iterator[str]:
    """What loading the file again would lose."""
    if data.withheld.sites:
        yield describe_withheld(data) + " Loading it again would lose them: add them first."


def _describe_left_out(left: Mapping[str, int]) -> Iterator[str]:
    for table, count in left.items():
        rows = "1 row" if count == 1 else f"{count:,} rows"
        yield (
            f"{rows} of the table {table} left out: who gave them is not told outside the "
            "community, and without it they cannot be loaded. Loading this file in place of what "
            "it was made from would lose them."
        )


def _select_source(data: ExportData) -> str:
    if data.selection != Selection(source=data.selection.source):
        raise ExportError("workbook takes no selection but that of a source", format=NAME)
    known = [str(each["name"]) for each in list_sources(data.store) if each["kind"] == KIND]
    if data.selection.source is None and len(known) == 1:
        return known[0]
    asked = data.selection.source
    if asked is not None and asked in known:
        return asked
    told = ", ".join(known) or "none"
    what = "choose a source" if asked is None else f"no workbook was loaded as {asked!r}"
    raise ExportError(f"{what}; workbooks are loaded as: {told}", format=NAME)
