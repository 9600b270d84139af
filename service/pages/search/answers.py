"""What a query that somebody wrote answers, as rows of a page, and the pictures it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyoxigraph import NamedNode, QueryBoolean, QueryTriples

from queries.guard import check_query
from queries.run import python_value
from service.language import N_
from service.pages.search.iris import shorten, show_iri, told_here
from service.pages.tables import Row, Shown
from service.protocol.dataset import Dataset, engine_errors, query_dataset

if TYPE_CHECKING:
    from service.pictures.results import Drawn
    from service.workers.job import JobData

IRIS = "\0iris"
"""Key of a row that holds the names of its columns that hold an IRI."""
LATITUDE = ("latitude", "lat")
LONGITUDE = ("longitude", "long", "lon", "lng")


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, by column."""

    columns: Sequence[str]
    rows: Sequence[Row]
    is_cut: bool
    """Whether there are more rows than the limit lets through."""

    def numbers(self) -> list[str]:
        """The columns that hold numbers only."""
        return [name for name in self.columns if self._all(name, (int, float, Decimal))]

    def texts(self) -> list[str]:
        """The columns that hold texts or IRIs only."""
        return [name for name in self.columns if self._all(name, (str,))]

    def _all(self, name: str, kinds: tuple[type, ...]) -> bool:
        values = [row[name] for row in self.rows if row[name] is not None]
        return bool(values) and all(
            isinstance(value, kinds) and not isinstance(value, bool) for value in values
        )


def read_answer(data: JobData, text: str) -> Answer:
    """The answer to a read-only query by the rules of `/sparql`, cut at its row limit.

    Raises QueryRefused, QueryError.
    """
    settings = data.settings
    check_query(text, allow=settings.service_allow)
    with engine_errors(text):
        found = query_dataset(
            data.store, text, Dataset(settings.default_graph), base=settings.base_iri
        )
        if isinstance(found, QueryBoolean):
            return Answer(["answer"], [{"answer": bool(found), IRIS: frozenset()}], is_cut=False)
        most = settings.row_limit
        if isinstance(found, QueryTriples):
            names = ["subject", "predicate", "object"]
            terms = (
                (each.subject, each.predicate, each.object) for each in islice(found, most + 1)
            )
            rows = [_row(names, each) for each in terms]
        else:
            names = [variable.value for variable in found.variables]
            rows = [_row(names, tuple(each)) for each in islice(found, most + 1)]
    return Answer(names, rows[:most], is_cut=len(rows) > most)


def answer_columns(answer: Answer, base: str) -> list[Shown]:
    """The columns of the table: values as the store has them, IRIs as links to what is told."""
    return [_column(name, name in answer.numbers(), base) for name in answer.columns]


def draw_answer(answer: Answer, view: str, label: str) -> Drawn | None:
    """The answer as `bars`, `network` or `map`; None where it has not the columns for that."""
    drawer = {"bars": _bars, "network": _network, "map": _map}[view]
    return drawer(answer, label)


NEEDED: Mapping[str, str] = {
    "bars": N_("Bars need a column of text and one of numbers."),
    "network": N_("A network needs two columns of text or of things."),
    "map": N_(
        "A map needs columns named latitude and longitude, or one of shapes in Well-Known Text."
    ),
}
"""What each picture needs."""


def _row(names: Sequence[str], terms: Sequence[object]) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: python_value(term) for name, term in zip(names, terms, strict=True)
    }
    row[IRIS] = frozenset(
        name for name, term in zip(names, terms, strict=True) if isinstance(term, NamedNode)
    )
    return row


def _column(name: str, is_number: bool, base: str) -> Shown:
    def link(row: Row) -> str | None:
        return told_here(row[name], base) if name in row[IRIS] else None

    def show(row: Row) -> str | Markup:
        value = row[name]
        if value is None:
            return "–"
        if name in row[IRIS]:
            return show_iri(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        return value.isoformat() if isinstance(value, date | datetime) else str(value)

    return Shown(name, name, "number" if is_number else "long", link=link, show=show)


def _told(row: Row, name: str) -> str:
    value = row[name]
    return shorten(value) if name in row[IRIS] else str(value)


def _bars(answer: Answer, label: str) -> Drawn | None:
    from service.pictures.results import draw_bars

    texts, numbers = answer.texts(), answer.numbers()
    if not texts or not numbers:
        return None
    pairs = [
        (_told(row, texts[0]), float(row[numbers[0]]))
        for row in answer.rows
        if row[texts[0]] is not None and row[numbers[0]] is not None
    ]
    return draw_bars(pairs, label)


def _network(answer: Answer, label: str) -> Drawn | None:
    from service.pictures.results import draw_network

    texts = answer.texts()
    if texts[:1] == ["subject"] and "object" in texts:
        texts = ["subject", "object"]
    if len(texts) < 2:
        return None
    pairs = [
        (_told(row, texts[0]), _told(row, texts[1]))
        for row in answer.rows
        if row[texts[0]] is not None and row[texts[1]] is not None
    ]
    return draw_network(pairs, label)


def _map(answer: Answer, label: str) -> Drawn | None:
    from service.pictures.results import Shape, draw_map, is_on_earth, read_wkt

    numbers = {name.lower(): name for name in answer.numbers()}
    latitude = next((numbers[name] for name in LATITUDE if name in numbers), None)
    longitude = next((numbers[name] for name in LONGITUDE if name in numbers), None)
    texts = answer.texts()
    shapes = []
    if latitude and longitude:
        for row in answer.rows:
            north, east = row[latitude], row[longitude]
            if north is not None and east is not None and is_on_earth(float(north), float(east)):
                name = _told(row, texts[0]) if texts else f"{north} {east}"
                shapes.append(Shape(name, [[(float(east), float(north))]]))
        return draw_map(shapes, label) if shapes else None
    for column in texts:
        read = [(row, read_wkt(row[column])) for row in answer.rows if row[column] is not None]
        if any(rings for _, rings in read):
            names = [each for each in texts if each != column]
            for row, rings in read:
                if rings:
                    shapes.append(Shape(_told(row, names[0]) if names else "", rings))
            return draw_map(shapes, label)
    return None
