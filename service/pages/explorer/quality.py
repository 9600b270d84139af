"""How good the loaded sources are: one row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.analyses.contract import Option
    from service.pages.view import View

NAME = "quality"
PATH = "/quality"
TITLE = N_("How good the data is")
MENU = Entry("data", 15)
RUNS: Runs = "catalogue"
OPTIONS: tuple[Option, ...] = ()
LISTS = ("sources",)


def build(view: View) -> dict[str, Any]:
    """The sources that were assessed when they were loaded."""
    from loaders.quality.measurements import quality_sources, read_quality
    from service.quality_tables import of_sources

    store = view.data.store
    rows = [
        {
            **row,
            "unusable": row["refused"] + row["apart"],
            "mended": row["repaired"] + row["marked"],
        }
        for row in of_sources([read_quality(store, name) for name in quality_sources(store)])
    ]

    def page(row: Row) -> str:
        return view.link("/quality/" + view.quote_id(row["source"]))

    columns = [
        Shown("source", N_("Source"), link=page),
        Shown("read", N_("Rows read"), "number"),
        Shown("unusable", N_("Unusable"), "number"),
        Shown("mended", N_("Repaired or marked"), "number"),
        Shown("services", N_("Services"), "number"),
        Shown("with_needs", N_("With needs coded"), "number"),
        Shown("issues", N_("Issues"), "number"),
    ]
    return {"listing": view.listing("sources", N_("Sources"), columns, rows)}
