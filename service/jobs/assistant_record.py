"""One record with everything that is said of it, for an assistant."""

from __future__ import annotations

from dataclasses import asdict

from service.assistants.answer import Window, build_answer
from service.assistants.records import find_record, read_statements
from service.jobs.search import search_index
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"


def run(data: JobData, *, record: str, kind: str | None, offset: int, max_rows: int) -> Outcome:
    """One row a statement, as `read_statements` gives them; `record` is the record itself."""
    window = Window(offset, max_rows)
    found = find_record(data.store, record, kind, index=lambda: search_index(data))
    rows, more = read_statements(data.store, found, limit=data.settings.row_limit)
    return build_answer(
        data,
        window,
        window.cut(rows),
        total=None if more else len(rows),
        parameters={"record": found.iri, "kind": found.kind},
        facts=[found.iri],
        record=asdict(found),
    )
