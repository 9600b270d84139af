"""A SPARQL update, published as a generation of its own."""

from __future__ import annotations

from collections.abc import Sequence

from queries.dataset import add_using
from queries.guard import check_update
from service.protocol.changes import changed_store
from service.protocol.dataset import engine_errors
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "write"


def run(
    data: JobData,
    *,
    text: str,
    base: str,
    by: str,
    all_graphs: bool,
    using_graphs: Sequence[str] = (),
    using_named_graphs: Sequence[str] = (),
) -> Outcome:
    """Status 204; all operations are done, or none.

    `by` is who asked, for the history; `all_graphs` is whether the product's own graphs may be
    changed. Raises QueryRefused, QueryError, ScopeRefused, StoreLocked.
    """
    settings = data.settings
    check_update(text, allow=settings.service_allow)
    if using_graphs or using_named_graphs:
        text = add_using(text, graphs=using_graphs, named=using_named_graphs)
    note = f"update over HTTP by {by}"
    with (
        changed_store(settings, note=note, all_graphs=all_graphs) as draft,
        engine_errors(text),
    ):
        draft.store.update(text, base_iri=base)
    return Outcome((), "", status=204)
