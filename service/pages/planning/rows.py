"""Rows of analyses with words in place of codes, for tables of pages and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.pages.planning.choosing import name_some
from service.pages.tables import Row

if TYPE_CHECKING:
    from service.pages.view import View

MOST_NAMES = 3
"""As many names as a cell of a table shows."""

Tell = Callable[[Row], Any]
Result = Mapping[str, Any]
"""What an analysis gives."""
Names = Mapping[str, str]
"""Names of records by their ids."""


def spell(rows: Iterable[Row], tellers: Mapping[str, Tell]) -> list[dict[str, Any]]:
    """Rows in which some keys hold words; the value as it was stands in `<key>_code`."""
    return [
        {
            **row,
            **{key: tell(row) for key, tell in tellers.items()},
            **{f"{key}_code": row.get(key) for key in tellers},
        }
        for row in rows
    ]


def tag(key: str, inks: Mapping[str, str]) -> Callable[[Row], Markup]:
    """Shows the words of `key` as a tag, a dash where there is no code.

    `inks` gives the class by the code.
    """

    def show(row: Row) -> Markup:
        if not row[f"{key}_code"]:
            return Markup("–")
        ink = inks.get(row[f"{key}_code"], "")
        return Markup('<span class="tag {}">{}</span>').format(ink, row[key])

    return show


def some(view: View, key: str, names: Names) -> Callable[[Row], str]:
    """Shows the first of the names that `named` puts in `key`, and how many more there are.

    The files hold all.
    """

    def show(row: Row) -> str:
        ids = row[f"{key}_code"] or ()
        return name_some(view, [names.get(each, each) for each in ids], MOST_NAMES)

    return show


def named(key: str, names: Mapping[str, str]) -> Tell:
    """Names in place of the id, or ids, in `key`; an id without a name is shown as it is."""

    def tell(row: Row) -> Any:
        value = row[key]
        if isinstance(value, list | tuple):
            return ", ".join(names.get(each, each) for each in value)
        return names.get(value, value)

    return tell
