"""The page for queries in SPARQL: an editor, and the answer as a table or a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graph.errors import BadParameter, QueryError, QueryRefused
from ontology.terms import PREFIXES
from queries.catalogue import catalogue, find_query
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs

if TYPE_CHECKING:
    from service.pages.search.answers import Answer
    from service.pages.view import View

NAME = "query"
PATH = "/query"
TITLE = N_("Ask in SPARQL")
MENU = Entry("data", 70)
RUNS: Runs = "sparql"
VIEWS = {
    "table": N_("table"),
    "bars": N_("bars"),
    "network": N_("network"),
    "map": N_("map"),
}
"""How an answer can be shown."""
OPTIONS = (
    Option("view", "choice", "How to show the answer.", default="table", choices=tuple(VIEWS)),
    Option("example", "text", "A named query to begin with."),
    Option("add", "choice", "Put in what is missing, without asking.", choices=("prefixes",)),
)
LISTS = ("rows",)
TEXT = "query"
"""The parameter that holds the query; it is longer than those of other pages may be."""
LONG = 6_000
"""Letters from which on a query stands in no address, but is sent as a form."""
SHOWN_OF_LONG = 200
"""Rows of a long query that are shown: their pages would be addresses with the query in them."""
START = """PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?partner (COUNT(?service) AS ?services) WHERE {
  ?service a nwd:Service ; nwd:providedBy ?provider .
  ?provider skos:prefLabel ?partner .
}
GROUP BY ?partner
ORDER BY DESC(?services) ?partner
"""
_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_DECLARED = re.compile(r"^\s*PREFIX\s+([A-Za-z][\w-]*):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """Why a query was not answered."""

    message: str
    is_refused: bool = False
    calls_out: bool = False
    line: int | None = None
    column: int | None = None
    around: Sequence[tuple[int, str]] = ()
    """(number, text) of the lines near the place."""


def build(view: View) -> dict[str, Any]:
    """The editor; the answer where a query was sent, or what is wrong with it."""
    text, is_asked = _read_text(view)
    stopped = view.path.get("stopped", "")
    answer, fault = (None, None)
    if is_asked and not stopped:
        answer, fault = _ask(view, text)
    is_long = len(text) > LONG
    if is_long:
        view.asked = [(name, value) for name, value in view.asked if name != TEXT]
    settings = view.data.settings
    return {
        "text": text,
        "answer": answer,
        "fault": fault,
        "stopped": stopped,
        "listing": _list(view, answer, is_long=is_long) if answer else None,
        "is_long": is_long,
        "long": LONG,
        "views": [(key, view.gettext(words)) for key, words in VIEWS.items()],
        "shown_as": view.options["view"],
        **(_draw(view, answer) if answer else {"picture": None, "needed": ""}),
        "prefixes": PREFIXES,
        "examples": [
            (query.name, view.language.query_text(query.summary)) for query in catalogue().values()
        ],
        "limits": {
            "rows": settings.row_limit,
            "seconds": settings.query_timeout,
            "memory": settings.query_memory_mb,
        },
        "allowed": settings.service_allow,
    }


def _read_text(view: View) -> tuple[str, bool]:
    """The query, and whether it is to be answered."""
    text = dict(view.asked).get(TEXT, "")
    if view.options["add"]:
        return add_prefixes(text), False
    if text.strip():
        return text, True
    if view.options["example"]:
        return _read_example(view, view.options["example"]), True
    return START, False


def _read_example(view: View, name: str) -> str:
    """A named query with the values of its example; its parameters stay where those do not fit."""
    from queries.binder import bind
    from service.pages.search.asking import example_of

    query = find_query(name)
    today = view.data.settings.day()
    try:
        return bind(
            query.text,
            query.params,
            example_of(query),
            store=view.data.store,
            query=query.name,
            today=today,
        ).text
    except BadParameter:
        # The example is of the demonstration community; a parameter is a variable as it stands.
        return query.text


def add_prefixes(text: str) -> str:
    """The text with the known prefixes that it uses, but does not declare, put in front of it.

    >>> add_prefixes("ASK { ?s a org:Site }")
    'PREFIX org: <http://www.w3.org/ns/org#>\\nASK { ?s a org:Site }'
    """
    declared = {prefix.lower() for prefix in _DECLARED.findall(text)}
    used = [
        prefix
        for prefix in PREFIXES
        if prefix not in declared and re.search(rf"(?<![\w:<]){prefix}:(?!//)", text)
    ]
    if not text.strip():
        used = ["nwd", "skos"]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + text


def _ask(view: View, text: str) -> tuple[Answer | None, Fault | None]:
    from service.pages.search.answers import read_answer

    try:
        return read_answer(view.data, text), None
    except QueryRefused as error:
        return None, Fault(str(error), is_refused=True, calls_out="SERVICE" in str(error))
    except QueryError as error:
        return None, _locate(str(error), text)


def _locate(message: str, text: str) -> Fault:
    """What is wrong, and where, if the engine says so."""
    found = _AT.search(message)
    if not found:
        return Fault(message)
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines()
    first = max(0, line - 3)
    around = [(first + n + 1, each) for n, each in enumerate(lines[first : line + 1])]
    said = " ".join(found[3].split())
    return Fault(said[:300], line=line, column=column, around=around)


def _list(view: View, answer: Answer, *, is_long: bool) -> Any:
    from service.pages.search.answers import answer_columns

    columns = answer_columns(answer, view.data.settings.base_iri)
    per_page = SHOWN_OF_LONG if is_long else 50
    return view.listing("rows", N_("Answer"), columns, answer.rows, per_page=per_page)


def _draw(view: View, answer: Answer) -> dict[str, Any]:
    """The picture that was asked for, or what it would need."""
    from service.pages.search.answers import NEEDED, draw_answer

    shown_as = view.options["view"]
    if shown_as == "table" or not answer.rows:
        return {"picture": None, "needed": ""}
    label = view.gettext("The answer as %(kind)s", kind=view.gettext(VIEWS[shown_as]))
    drawn = draw_answer(answer, shown_as, label)
    if drawn is None or not drawn.svg:
        return {"picture": None, "needed": view.gettext(NEEDED[shown_as])}
    return {"picture": drawn, "svg": Markup(drawn.svg), "needed": ""}
