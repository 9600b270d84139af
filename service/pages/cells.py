"""The values of cells, as a page shows them and as a file holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from service.pages.tables import Row, Shown
    from service.pages.view import View


def show_cell(view: View, column: Shown, row: Row) -> str | Markup:
    """What a cell shows; a dash where nothing is known."""
    if column.show is not None:
        return column.show(row)
    value = row.get(column.key)
    if value is None or value == "":
        return "–"
    language = view.language
    match column.kind:
        case "number":
            return language.number(value, column.digits)
        case "share":
            return language.share(value)
        case "interval":
            return language.interval(value)
        case "money":
            return language.money(value, row.get("currency"))
        case "day":
            return language.day(value)
        case "boolean":
            return view.gettext("yes") if value else view.gettext("no")
        case _:
            return _text(view, column, value)


def plain_value(view: View, column: Shown, row: Row) -> Any:
    """What a file holds: a number or a day as it is, everything else as text."""
    value = row.get(column.key)
    if column.kind in ("number", "share", "money", "day") or value is None:
        return value
    if column.kind == "boolean":
        return view.gettext("yes") if value else view.gettext("no")
    if isinstance(value, Mapping) and column.show is not None:
        return str(column.show(row))
    return _text(view, column, value)


def _text(view: View, column: Shown, value: Any) -> str:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    told = [str(each) for each in values]
    return ", ".join(view.code(each) if column.kind == "code" else each for each in told)
