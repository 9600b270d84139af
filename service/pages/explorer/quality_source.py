"""How good one loaded source is, as it was when it was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.contract import Entry, Runs

if TYPE_CHECKING:
    from service.analyses.contract import Option
    from service.pages.view import View

NAME = "quality_source"
PATH = "/quality/{source:path}"
TITLE = N_("Data quality of a source")
MENU: Entry | None = None
RUNS: Runs = "catalogue"
OPTIONS: tuple[Option, ...] = ()
LISTS: tuple[str, ...] = ()


def build(view: View) -> dict[str, Any]:
    """The report of the source; raises UnknownSource for one that is not loaded."""
    from loaders.quality.measurements import read_quality
    from service.quality_values import page_values

    return page_values(read_quality(view.data.store, view.path["source"]), view.language)
