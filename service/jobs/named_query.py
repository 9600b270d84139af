"""A named query, in one of the forms of `service.tables`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from graph.errors import BadParameter
from queries.catalogue import NamedQuery, find_query
from queries.run import open_query
from service.settings import Settings
from service.tables import Answered, select_formats
from service.tables.paging import Page, open_page, parse_cursor
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"

PAGE = 1000
"""Rows of a page where no `limit` is asked for."""
PAGED = ("json",)
"""Formats that come in pages also where no `limit` is asked for."""
TRUNCATED_AT = "Nwd-Truncated-At"
"""Header of an answer after which more rows follow: the number of rows in it."""
_NUMBER = re.compile(r"[0-9]{1,9}")


def run(
    data: JobData,
    *,
    query: str,
    values: Mapping[str, Sequence[str]],
    form: str,
    limit: str | None = None,
    cursor: str | None = None,
    path: str = "",
    asked: Sequence[Sequence[str]] = (),
) -> Outcome:
    """The rows in the form of that name.

    `limit` and `cursor` as sent; `path` and `asked` (name and value of each parameter) are the
    address asked for, from which the address of the next page is made. JSON comes in pages where
    the query has a key, else at most the row limit of rows; other forms are cut only by `limit`.
    Raises BadParameter, PageGone, and what the query raises.
    """
    named = find_query(query)
    after = parse_cursor(cursor, key=named.key, query=query) if cursor else None
    rows = _read_limit(limit, named, form, data.settings)
    table, page = open_page(
        lambda: open_query(data.store, named, values, today=data.settings.day()),
        limit=rows,
        key=named.key,
        after=after,
    )
    answered = Answered(
        query=named,
        parameters=table.parameters,
        text=table.query,
        page=page,
        generation=data.generation,
        asked_at=datetime.now(UTC),
    )
    chosen = select_formats()[form]
    headers: dict[str, str] = {}
    if chosen.IS_FILE or form == "csv":
        name = f"{query.replace('/', '-')}.{form}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    told = _told(chosen.render(answered), page, headers, path, asked, is_first=after is None)
    return Outcome(told, chosen.MEDIA_TYPE, headers=headers)


def _read_limit(text: str | None, query: NamedQuery, form: str, settings: Settings) -> int | None:
    most = settings.row_limit
    if not text:
        if form not in PAGED:
            return None
        return min(PAGE, most) if query.key else most
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        expected = f"a number from 1 to {most}"
        raise BadParameter(
            f"limit = {text!r} does not fit: expected {expected}",
            query=query.name,
            name="limit",
            value=text,
            expected=expected,
        )
    return int(text)


def _told(
    chunks: Iterator[bytes],
    page: Page,
    headers: dict[str, str],
    path: str,
    asked: Sequence[Sequence[str]],
    *,
    is_first: bool,
) -> Iterator[bytes]:
    """The chunks; then the headers say whether rows follow, and where the pages are."""
    yield from chunks
    if page.truncated:
        headers[TRUNCATED_AT] = str(page.count)
    links = []
    others = [(name, value) for name, value in asked if name != "cursor"]
    if page.cursor:
        links.append(_link(path, [*others, ("cursor", page.cursor)], "next"))
    if links or not is_first:
        links.append(_link(path, others, "first"))
    if links:
        headers["Link"] = ", ".join(links)


def _link(path: str, asked: Sequence[tuple[str, str]], relation: str) -> str:
    """A link of RFC 8288 on the same server."""
    address = quote(path) + (f"?{urlencode(asked)}" if asked else "")
    return f'<{address}>; rel="{relation}"'
