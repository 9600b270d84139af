"""What the pages from map to plan have in common: verdicts, choosers, and files to take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graph.planning.choosing import check_known
from service.language import N_
from service.pages.planning.reading import names_by_id, sort_choices

if TYPE_CHECKING:
    from service.pages.view import View

Row = Mapping[str, Any]

VERDICTS = {"holds": N_("holds"), "fails": N_("fails"), "unknown": N_("not known")}
"""What the three verdicts are called."""
SHAPES = {"holds": ("covered", "●"), "fails": ("gap", "✕"), "unknown": ("unknown", "◇")}
"""Class and sign of each verdict: no verdict is told by colour alone."""
MOST_CHOICES = 300
"""Most entries of a chooser."""
FIRST = 8
"""As many names as one cell of a table lists."""


def mark(view: View, verdict: str | None, words: str = "") -> Markup:
    """A verdict as sign and word; `words` is a message in place of the usual word."""
    if verdict is None:
        return Markup('<span class="quiet">–</span>')
    return sign(verdict, view.gettext(words or VERDICTS[verdict]))


def sign(verdict: str, told: str) -> Markup:
    """Words with the sign of a verdict."""
    look, shape = SHAPES[verdict]
    shown_as = Markup('<span class="sign" aria-hidden="true">{}</span>').format(shape)
    told_as = Markup("{}\N{NO-BREAK SPACE}{}").format(shown_as, told)
    return Markup('<span class="tag {}">{}</span>').format(look, told_as)


def in_english(text: str) -> Markup:
    """A text that exists in English only."""
    return Markup('<span lang="en">{}</span>').format(text)


def stack(items: Iterable[str | Markup], kind: str = "plain") -> Markup:
    """Several things below each other in one cell; nothing for none."""
    listed = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup('<ul class="{}">{}</ul>').format(kind, listed) if listed else Markup("–")


def both(**cells: Markup) -> dict[str, Any]:
    """Cells as a page shows them and, for files and for sorting, as plain text."""
    told: dict[str, Any] = {key: _plain(cell) for key, cell in cells.items()}
    return told | {f"{key}_shown": cell for key, cell in cells.items()}


def _plain(cell: Markup) -> str:
    """Text of a cell, with a mark between the items of a list."""
    text = str(cell).replace("</li>", "; ").replace('<ul class="mends">', " → ")
    text = text.replace("<small>", " (").replace("</small>", ")")
    # Its texts are escaped already, so that what is a tag here was one before.
    told = Markup(text).striptags()
    return re.sub(r"(; )+", "; ", told).strip("; ")


def shown(key: str) -> Callable[[Row], Markup]:
    """What shows a cell made by `both`."""
    return lambda row: row[f"{key}_shown"]


def name_some(view: View, names: Sequence[str], most: int = FIRST) -> str:
    """Some names as one list, and how many more there are."""
    told = view.language.words(list(names[:most]))
    left = len(names) - most
    if left <= 0:
        return told or "–"
    return view.ngettext(
        "%(names)s and %(num)s more", "%(names)s and %(num)s more", left, names=told
    )


def compute(view: View, analysis: str, **given: str | None) -> dict[str, Any]:
    """The result of an analysis with options as texts; what is not given is as by default."""
    from service.analyses import select_analysis
    from service.analyses.options import read_public_options

    module = select_analysis(analysis)
    asked = {name: [value] for name, value in given.items() if value is not None}
    floor = view.data.settings.small_cell_floor
    values = read_public_options(module, asked, floor=floor)
    return view.data.analyses.analysis(module, view.parameters, values)


def name_records(view: View, kind: str) -> Mapping[str, str]:
    """The name of every record of a class of the ontology, by id."""

    def read() -> Mapping[str, str]:
        from graph.register import Register

        records = Register(view.data.store).by_iri(kind)
        return {record.id: record.name for record in records.values()}

    return view.data.remember(f"names of {kind}", read)


def pick(rows: Sequence[Row], asked: str | None, *, page: str, option: str, key: str) -> Row | None:
    """The row whose `key` is asked for; the only one where there is one; else None.

    Raises UnknownChoice for an id that there is not.
    """
    if asked is not None:
        check_known([asked], [row[key] for row in rows], analysis=page, option=option)
        return next(row for row in rows if row[key] == asked)
    return rows[0] if len(rows) == 1 else None


def choices(rows: Iterable[Row], key: str, name: str = "name") -> list[tuple[str, str]]:
    """(id, name) by name."""
    return sort_choices(names_by_id(rows, key, name))


def list_files(view: View, analysis: str, **options: Any) -> list[tuple[str, str]]:
    """(title, address) of every format that is of an analysis."""
    from service.export_formats import list_export_formats

    return [
        (FILES.get(each.name, each.name), view.api(f"/api/export/{each.name}", **options))
        for each in list_export_formats().values()
        if each.of == analysis
    ]


FILES = {
    "journeys-svg": N_("Picture (SVG)"),
    "journeys-html": N_("Page for a meeting (HTML)"),
    "models-xlsx": N_("Roles and responsibilities (Excel)"),
    "budget-xlsx": N_("Budget form (Excel)"),
    "budget-docx": N_("Budget narrative (Word)"),
    "policy-docx": N_("Brief, one page for each recommendation (Word)"),
    "maturity-xlsx": N_("Workbook of ratings (Excel)"),
    "maturity-svg": N_("Grid (SVG)"),
}
"""What each file is called."""
