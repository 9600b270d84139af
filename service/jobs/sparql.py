"""A query of the SPARQL protocol: its answer in the form asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from pyoxigraph import QueryBoolean, QueryTriples

from graph.store.protocol import Results
from queries.guard import check_query
from service.protocol.dataset import Dataset, engine_errors, query_dataset
from service.protocol.forms import SOLUTIONS, TRIPLES, choose_form
from service.protocol.service_description import ABOUT_CUT
from service.protocol.solutions import Written, write_solutions
from service.protocol.triples import write_triples
from service.settings import Settings
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "sparql"

DEFAULT_GRAPH = "Nwd-Default-Graph"
"""Header with what the default graph was: `union`, `strict` or `named`."""
TRUNCATED_AT = "Nwd-Truncated-At"
"""Header of an answer that was cut: the number of rows in it."""
MEBI = 1 << 20
REMEMBERED = 10_000
"""Longest text of which it is remembered that it may be run."""


def run(
    data: JobData,
    *,
    text: str,
    base: str,
    accept: str,
    form: str | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    rule: str | None = None,
    limit: int | None = None,
) -> Outcome:
    """The answer, cut at the row limit, or at `limit` rows where that is less.

    `accept` and `form` choose the media type, `rule` what the default graph is. Raises
    QueryRefused, QueryError, NotAcceptable.
    """
    settings = data.settings
    _check(text, settings.service_allow)
    dataset = Dataset(rule or settings.default_graph, default_graphs, named_graphs)
    most = min(settings.row_limit, limit or settings.row_limit)
    with engine_errors(text):
        results = query_dataset(data.store, text, dataset, base=base)
        outcome = _write(results, settings, accept=accept, form=form, most=most, base=base)
    outcome.headers[DEFAULT_GRAPH] = dataset.told(text)
    return outcome


def _check(text: str, allow: Collection[str]) -> None:
    if len(text) <= REMEMBERED:
        _check_once(text, tuple(allow))
    else:
        check_query(text, allow=allow)


@lru_cache(maxsize=512)
def _check_once(text: str, allow: tuple[str, ...]) -> None:
    check_query(text, allow=allow)


def _write(
    results: Results, settings: Settings, *, accept: str, form: str | None, most: int, base: str
) -> Outcome:
    most_bytes = settings.answer_limit_mb * MEBI
    if isinstance(results, QueryTriples):
        syntax = choose_form(TRIPLES, accept=accept, name=form)
        return _outcome(
            write_triples(results, syntax.engine, most=most, most_bytes=most_bytes),
            syntax.media_type,
        )
    table = choose_form(SOLUTIONS, accept=accept, name=form)
    if isinstance(results, QueryBoolean):
        return Outcome([results.serialize(format=table.engine) or b""], table.media_type)
    written = write_solutions(
        results, table.engine, most_rows=most, most_bytes=most_bytes, about_cut=base + ABOUT_CUT
    )
    return _outcome(written, table.media_type)


def _outcome(written: Written, media_type: str) -> Outcome:
    headers = {TRUNCATED_AT: str(written.rows)} if written.truncated else {}
    return Outcome(written.chunks, media_type, headers=headers)
