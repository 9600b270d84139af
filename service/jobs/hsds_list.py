"""A page of a list of HSDS objects."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from service.hsds import Directory, Filters, Form
from service.hsds.lists import LISTS
from service.hsds.paging import Page, cut_page
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"

JSON = "application/json"


def run(
    data: JobData,
    *,
    kind: str,
    filters: Mapping[str, Any],
    form: Form,
    full_service: bool = False,
    page: int,
    per_page: int | None,
    path: str | None,
    asked: Sequence[Sequence[str]] = (),
) -> Outcome:
    """One page with the envelope of HSDS; without `per_page` the whole list is one.

    `kind` is the name of the list, `filters` the fields of `Filters` as JSON values. `path` and
    the parameters `asked` make the addresses of the other pages; without a path none are told.
    """
    directory, chosen = read_directory(data), LISTS[kind]
    items = chosen.select(directory, read_filters(filters))
    cut = cut_page(items, page, per_page or max(1, len(items)))
    contents = list(chosen.write(directory, cut.items, form, full_service))
    text = write_json({**cut.envelope(), "contents": contents})
    links = {"Link": page_links(cut, path, asked)} if path is not None and cut.total_pages else {}
    return Outcome([text], JSON, headers=links)


def read_directory(data: JobData) -> Directory:
    """The directory of the generation that is read."""
    published = data.generation.published_at
    return data.remember("hsds", lambda: Directory(data.store, published=published))


def read_filters(filters: Mapping[str, Any]) -> Filters:
    """The filters, from JSON values."""
    after = filters.get("modified_after")
    return Filters(**{**filters, "modified_after": after and datetime.fromisoformat(after)})


def write_json(value: Any) -> bytes:
    """JSON without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def page_links(page: Page[Any], path: str, asked: Sequence[Sequence[str]]) -> str:
    """Addresses of the first, the last and the neighbouring pages (RFC 8288)."""
    others = [(name, value) for name, value in asked if name != "page"]
    numbers = {"first": 1, "prev": page.number - 1, "next": page.number + 1}
    numbers["last"] = page.total_pages
    return ", ".join(
        f'<{path}?{urlencode([*others, ("page", str(number))])}>; rel="{relation}"'
        for relation, number in numbers.items()
        if 1 <= number <= page.total_pages
    )
