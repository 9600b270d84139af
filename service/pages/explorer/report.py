"""The report as a file: of what, in which language, and in which format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language import LANGUAGES, N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.picking import MOST_CHOICES
from service.pages.registers.register import MOST_CELLS
from service.report.asked import OPTIONS as ASKED
from service.report.asked import Asked

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "report"
PATH = "/report"
TITLE = N_("Report")
MENU = Entry("map", 95)
RUNS: Runs = "analysis"
OPTIONS = tuple(each for each in ASKED if each.name != "lang")
LISTS = ()

TOPS = (5, 10, 25, 50, 100)


def build(view: View) -> dict[str, Any]:
    """The headline of the part that was chosen, and the files that may be had of it."""
    from service.report.formats import select_formats
    from service.report.material import Material

    asked = Asked(lang=view.language.code, **view.options)
    floor = view.data.settings.small_cell_floor
    material = Material(view.data.analyses, view.parameters, asked, floor=floor)
    coverage = material.coverage
    names = ["lang", *(option.name for option in OPTIONS)]
    part = [*material.place_names, material.segment_name, material.touchpoint_name]
    return {
        "files": [
            {
                "name": each.NAME.upper(),
                "title": view.gettext(each.TITLE),
                "address": view.api(f"/api/report/{each.NAME}", names, lang=view.language.code),
            }
            for each in select_formats().values()
        ],
        "every_door": material.interval(coverage.every_door),
        "any_door": material.interval(coverage.any_door),
        "part": [each for each in part if each],
        "chosen": {name: material.id_of(name) for name in ("place", "segment", "touchpoint")},
        "languages": list(LANGUAGES.items()),
        "tops": [(number, number) for number in sorted({*TOPS, asked.top})],
        "most_choices": MOST_CHOICES,
        "is_large": len(coverage.required) > MOST_CELLS,
    }
