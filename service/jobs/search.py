"""Search among the records and the named queries."""

from __future__ import annotations

from graph.errors import BadParameter
from service.assistants.answer import Window, build_answer
from service.search import SearchIndex, build_index, fold
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"


def run(
    data: JobData, *, text: str, kinds: list[str], offset: int = 0, max_rows: int = 20
) -> Outcome:
    """What fits the text best, as `service.search` finds it; BadParameter where it has no words."""
    if not fold(text):
        expected = "words to look for"
        raise BadParameter(
            f"text = {text!r} does not fit: expected {expected}",
            query="search",
            name="text",
            value=text,
            expected=expected,
        )
    window = Window(offset, max_rows)
    found = search_index(data).find(text, kinds=kinds, limit=offset + max_rows)
    shown = [hit.as_dict() for hit in window.cut(found.hits)]
    return build_answer(
        data,
        window,
        shown,
        total=found.total,
        parameters={"text": text, "kinds": kinds},
        facts=(hit["iri"] for hit in shown if hit["iri"]),
    )


def search_index(data: JobData) -> SearchIndex:
    """The index over what is read, made once for a generation."""
    return data.remember("search index", lambda: build_index(data.store))
