"""Rows of analyses with words in place of codes, for tables of pages and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from service.pages.tables import Row

Tell = Callable[[Row], Any]


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


def named(key: str, names: Mapping[str, str]) -> Tell:
    """Names in place of the id, or ids, in `key`; an id without a name is shown as it is."""

    def tell(row: Row) -> Any:
        value = row[key]
        if isinstance(value, list | tuple):
            return ", ".join(names.get(each, each) for each in value)
        return names.get(value, value)

    return tell
