"""A page of the pairs of records that are proposed or decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.hsds.paging import cut_page
from service.jobs.hsds_list import page_links, write_json
from service.matches import (
    MatchFilters,
    count_matches,
    describe_matches,
    open_proposals,
    select_matches,
)
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"


def run(
    data: JobData,
    *,
    filters: Mapping[str, Any],
    page: int,
    per_page: int,
    path: str,
    asked: Sequence[Sequence[str]],
) -> Outcome:
    """One page with its envelope; `filters` are the fields of `MatchFilters`.

    `path` and the parameters `asked` make the addresses of the other pages. Raises UnknownSource.
    """
    store = data.store
    where = data.settings.data_dir
    proposals = data.remember("proposals", lambda: open_proposals(store, where))
    chosen = select_matches(store, proposals, MatchFilters(**filters))
    cut = cut_page(chosen, page, per_page)
    links = {"Link": page_links(cut, path, asked)} if cut.total_pages else {}
    rows = describe_matches(store, cut.items)
    body = {**cut.envelope(), "counts": count_matches(chosen), "contents": rows}
    return Outcome([write_json(body)], "application/json", headers=links)
