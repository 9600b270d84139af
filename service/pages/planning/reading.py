"""The analysis behind a page, for what was asked and for everything, and its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_

if TYPE_CHECKING:
    from service.pages.view import Choices, View

FORMS = {
    "xlsx": N_("Workbook (XLSX)"),
    "svg": N_("Picture (SVG)"),
    "html": N_("Page to print (HTML)"),
    "calendar": N_("Calendar (iCalendar)"),
}
"""What a file is called, by how the name of its export ends."""
CHOSEN = {("plan", "plan"), ("plan", "collaborative")}
"""Options that choose records; findings of the others are told all the same."""


@dataclass(frozen=True)
class Results:
    """One analysis: with what narrows it, and without."""

    told: Mapping[str, Any]
    whole: Mapping[str, Any]


def read_results(view: View, name: str) -> Results:
    """The analysis of a page with the options of the address; `whole` tells what can be chosen."""
    options = select_analysis(name).OPTIONS
    whole = {
        option.name: option.default
        for option in options
        if option.narrows or (name, option.name) in CHOSEN
    }
    return Results(
        read_analysis(view, name, view.options),
        read_analysis(view, name, {**view.options, **whole}),
    )


def read_analysis(view: View, name: str, options: Mapping[str, Any]) -> Mapping[str, Any]:
    """An analysis with those of the options that are its own."""
    analysis = select_analysis(name)
    own = {option.name: options[option.name] for option in analysis.OPTIONS}
    return view.data.analyses.analysis(analysis, view.parameters, own)


def list_files(
    view: View, name: str, exports: tuple[str, ...], **changes: Any
) -> list[tuple[str, str]]:
    """(what it is called, address) of the exports of an analysis, for what the page shows."""
    options = [option.name for option in select_analysis(name).OPTIONS]
    return [
        (
            view.gettext(FORMS[each.rpartition("-")[2]]),
            view.api(f"/api/export/{each}", options, **changes),
        )
        for each in exports
    ]


def list_tables(group: str) -> tuple[str, ...]:
    """The tables of a group of the workbook: what there is to fill in."""
    from loaders.workbook.definition import read_definition

    groups = {each.name: each for each in read_definition().groups}
    return tuple(table.name for table in groups[group].tables)


def list_choices(rows: Any, key: str, name: str = "name") -> Choices:
    """(id, name) of records, by name; names that several bear have the id beside them."""
    return sort_choices(names_by_id(rows, key, name))


def sort_choices(names: Mapping[str, str]) -> Choices:
    """(id, name) by name."""
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def names_by_id(rows: Any, key: str, name: str = "name") -> dict[str, str]:
    """The names of records by their ids; names that several bear have the id beside them."""
    return tell_apart({row[key]: str(row[name] or row[key]) for row in rows})


def tell_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, with the id beside those that several bear.

    >>> tell_apart({"a": "Birch", "b": "Birch", "c": "Alder"})
    {'a': 'Birch (a)', 'b': 'Birch (b)', 'c': 'Alder'}
    """
    often = Counter(names.values())
    return {id_: f"{each} ({id_})" if often[each] > 1 else each for id_, each in names.items()}
