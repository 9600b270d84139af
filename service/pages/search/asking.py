"""The form of a named query: a field for each parameter, with the records that it may name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries.catalogue import NamedQuery
from queries.codes import code_labels
from queries.header import RECORD_TYPES, Param
from queries.references import list_records
from service.language import N_
from service.pages.addresses import ALWAYS

if TYPE_CHECKING:
    from service.pages.view import Choices, View

MOST_CHOICES = 300
"""Records that a field offers as a list; of more kinds an id is written."""
HINTS = {
    "date": N_("A day such as 2026-07-01, or one counted from today, such as today+90."),
    "integer": N_("A whole number."),
    "decimal": N_("A number."),
    "iri": N_("The whole address that names the thing."),
}
"""How to write a value of a type."""
ID_HINT = N_("The id of a record; the search tells it.")


def field_name(name: str) -> str:
    """The name in the page's address of a parameter; other than those that every page has.

    >>> field_name("need"), field_name("mode")
    ('need', 'value_mode')
    """
    return f"value_{name}" if name in ALWAYS else name


@dataclass(frozen=True)
class Field:
    """One parameter as a field of the form."""

    param: Param
    label: str
    meaning: str
    values: Sequence[str]
    """What it holds."""
    options: Choices | None
    """What can be chosen; None where a value is written."""
    hint: str
    error: str = ""

    @property
    def name(self) -> str:
        """Its name in the address."""
        return field_name(self.param.name)

    @property
    def input_mode(self) -> str:
        """The keyboard that fits, on small screens."""
        return {"integer": "numeric", "decimal": "decimal"}.get(self.param.type, "text")


def make_fields(
    view: View, query: NamedQuery, values: Mapping[str, Sequence[str]], wrong: Mapping[str, str]
) -> list[Field]:
    """The fields of a query with these values; `wrong` holds by name what would be right."""
    return [
        _field(view, param, values.get(param.name, ()), wrong.get(param.name, ""))
        for param in query.params
    ]


def example_of(query: NamedQuery) -> dict[str, list[str]]:
    """Values of the first example for what must be given; empty where there is none."""
    for example in query.examples:
        return {
            param.name: _several(example[param.name])
            for param in query.params
            if param.required and param.name in example
        }
    return {}


def _several(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _field(view: View, param: Param, values: Sequence[str], error: str) -> Field:
    options = _options(view, param)
    shown = list(values) or ([param.default] if param.default is not None else [])
    if options is not None:
        # What stands in the address stays to be seen, even where no record has that id.
        known = {value for value, _ in options}
        options = [*((each, each) for each in shown if each not in known), *options]
    return Field(
        param=param,
        label=view.language.query_text(param.name),
        meaning=view.language.query_text(param.meaning),
        values=shown,
        options=options,
        hint=_hint(view, param, options),
        error=error,
    )


def _hint(view: View, param: Param, options: Choices | None) -> str:
    if options is not None:
        return ""
    return view.gettext(ID_HINT if param.type in RECORD_TYPES else HINTS.get(param.type, ""))


def _options(view: View, param: Param) -> Choices | None:
    if param.values:
        return [(value, view.language.query_text(value)) for value in param.values]
    if param.scheme is not None:
        return [(key, view.code(label)) for key, label in code_labels(param.scheme).items()]
    if param.type == "boolean":
        return [("true", view.gettext("yes")), ("false", view.gettext("no"))]
    if param.type in RECORD_TYPES:
        return view.data.remember(("choices", param.type, view.language.code),
                                  lambda: _records(view, param.type))  # fmt: skip
    return None


def _records(view: View, kind: str) -> Choices | None:
    """(id, name) of every record of a kind; None where there are too many for a list."""
    found = list_records(view.data.store, kind, limit=MOST_CHOICES + 1)
    if len(found) > MOST_CHOICES:
        return None
    often = Counter(each.identifier for each in found)
    names = Counter(each.label for each in found)
    told = []
    for each in found:
        value = each.identifier if often[each.identifier] == 1 else each.text
        name = view.code(each.label) if kind == "need" else each.label
        told.append((value, f"{name} ({value})" if names[each.label] > 1 else name))
    return sorted(told, key=lambda pair: pair[1].casefold())
