"""The pages of one list, from the first to the last, into the spool."""

from __future__ import annotations

from collections.abc import Sequence

import httpx2

from loaders.fetching.address import Address
from loaders.fetching.contents import (
    LINES,
    as_list,
    content_of,
    counted,
    follow,
    page_of,
    parsed,
    refusing_broken,
)
from loaders.fetching.details import read_details, wants_details
from loaders.fetching.pages import Page, is_nested, parse_page
from loaders.fetching.requests import Answer, Requester
from loaders.fetching.spool import ListState, Spool, page_name
from loaders.source import Progress

_NESTABLE = frozenset({"services", "organizations", "service_at_locations"})
_NOT_THERE = frozenset({404, 405, 410, 501})
_REFUSED = frozenset({400, 406, 422})
_MOST_EMPTY = 3
"""So many empty pages in a row are taken for the end, whatever the totals say."""


class ListReader:
    """Reads one list; what was read before is continued."""

    def __init__(
        self,
        name: str,
        address: Address,
        requester: Requester,
        spool: Spool,
        progress: Progress,
        *,
        lines: bool = False,
    ) -> None:
        self.name = name
        self._address, self._requester, self._spool = address, requester, spool
        self._progress, self._lines = progress, lines
        self._state = spool.state.lists.setdefault(name, ListState())
        self._seen: dict[str, int] = {}

    def read(self) -> None:
        """Fetch what is missing; SourceError when the list cannot be had whole."""
        state = self._state
        if state.status != "open":
            return
        if state.pages and self._changed():
            self._spool.restart_list(self.name)
            self._state = state = self._spool.state.lists[self.name]
        for number in range(1, state.pages + 1):
            kept = parse_page(self._spool.read_page(self.name, number))
            self._seen.setdefault(content_of(kept.items), number)
        if not state.pages:
            self._first()
        while self._state.status == "open":
            self._check_limits()
            self._next()

    def _changed(self) -> bool:
        """Whether the list is another one than when it was begun; told where it is."""
        state = self._state
        conditions = {
            "if-none-match": state.validators.get("etag"),
            "if-modified-since": state.validators.get("last-modified"),
        }
        asked = {name: value for name, value in conditions.items() if value is not None}
        answer = self._ask(self._url(None), state.parameters, "page 1", asked)
        if answer.status == 304:
            return False
        why = ""
        if answer.status != 200:
            why = f"status {answer.status}"
        else:
            why = _what_changed(state, self._parsed(answer, "page 1"), answer)
        if why:
            message = f"{self.name} was fetched again from its first page: {why}"
            self._spool.tell("fetched-anew", message, file=self.name)
        return bool(why)

    def _first(self) -> None:
        """The first page, with the parameters that this API takes."""
        state = self._state
        for parameters in self._ways():
            answer = self._ask(self._url(None), parameters, "page 1")
            if answer.status not in _REFUSED:
                break
        if answer.status in _NOT_THERE | _REFUSED:
            if self.name == "services" or self._address.only:
                raise self._requester.fail(
                    f"there is no list of {self.name} at this address (status {answer.status})",
                    self.name,
                )
            state.status = "absent"
            self._spool.save()
            return
        page = self._parsed(answer, "page 1")
        state.parameters = parameters
        state.validators = dict(answer.validators)
        state.total_items, state.total_pages = page.total_items, page.total_pages
        state.told_from = page.number
        one_by_one = self.name == "services" and not any(map(is_nested, page.items))
        state.one_by_one = one_by_one and wants_details(
            self._requester, self._address, self.name, page.items
        )
        self._keep(page, answer)

    def _ways(self) -> list[list[list[str]]]:
        """Parameters to try, the most wanted first."""
        full = [["full", "true"]] if self.name in _NESTABLE else []
        if self._lines:
            return [[*full, ["format", "ndjson"]], [["format", "ndjson"]], []]
        size = [["per_page", str(self._requester.limits.page_size)]]
        ways = [[*full, *size], full, size, []]
        return [way for place, way in enumerate(ways) if way not in ways[:place]]

    def _check_limits(self) -> None:
        limits = self._requester.limits
        if self._state.pages >= limits.pages:
            most = f"more than {limits.pages:,} pages, the most allowed (--max-pages)"
            raise self._requester.fail(most, self.name)
        if self._state.items >= limits.items:
            most = f"more than {limits.items:,} items, the most allowed (--max-items)"
            raise self._requester.fail(most, self.name)

    def _next(self) -> None:
        state = self._state
        what = f"page {state.pages + 1}"
        answer = self._ask(self._url(state.next), self._numbered(), what)
        if answer.status != 200:
            self._spool.tell(
                "page-missing",
                f"{what} of {self.name} is not there (status {answer.status}), although "
                f"{counted(state.total_pages, 'page')} were told",
                file=self.name,
            )
            self._end()
            return
        page = self._parsed(answer, what)
        if state.number is not None and self._told_behind(page):
            return
        if state.said_last and page.items and content_of(page.items) in self._seen:
            self._spool.tell(
                "pages-differ",
                f"page {state.pages} of {self.name} says that it is the last, although "
                f"{counted(state.total_pages, 'page')} were told; it is, since the next repeats it",
                file=self.name,
            )
            self._end()
            return
        self._keep(page, answer)

    def _told_behind(self, page: Page) -> bool:
        """Where pages tell numbers from 0 and are asked from 1, asks again with the next number."""
        state = self._state
        first = self._seen.get(content_of(page.items)) if page.items else None
        behind = state.told_from == 0 and page.number == 0 and first == 1 and state.pages == 1
        if not behind or state.ahead or state.number is None:
            return False
        state.ahead = 1
        state.number += 1
        return True

    def _keep(self, page: Page, answer: Answer) -> None:
        """Write one page and see where the next one is."""
        state, number = self._state, self._state.pages + 1
        self._check_repeated(page, number)
        if answer.encoding not in ("utf-8", "utf-8-sig"):
            self._spool.tell(
                "not-utf8",
                f"this page is not UTF-8 as JSON must be; read as {answer.encoding}",
                file=page_name(self.name, number),
            )
        self._check_totals(page, number)
        text = answer.text if answer.media_type not in LINES else as_list(answer.text)
        if state.one_by_one:
            text = read_details(
                self._requester, self._address, self._spool, self.name, number, page.items
            )
        elif answer.encoding == "utf-8-sig":
            text = text.lstrip("\ufeff")
        if self.name == "services":
            state.nested = state.nested or '"service_at_locations"' in text
        self._spool.write_page(self.name, number, text)
        state.pages, state.items = number, state.items + len(page.items)
        state.empty = 0 if page.items else state.empty + 1
        self._find_next(page, answer)
        self._spool.state.size = self._requester.fetched
        self._spool.save()
        self._progress(f"fetch {self.name}", number, state.total_pages)

    def _check_repeated(self, page: Page, number: int) -> None:
        if not page.items:
            return
        content = content_of(page.items)
        if content in self._seen:
            raise self._requester.fail(
                f"page {number} holds the same items as page {self._seen[content]}: the API goes "
                "in a circle, or does not know the parameter page",
                f"{self.name}, page {number}",
            )
        self._seen[content] = number

    def _check_totals(self, page: Page, number: int) -> None:
        state = self._state
        if page.total_items is not None and page.total_items != state.total_items:
            self._spool.tell(
                "total-changed",
                f"the total of {self.name} was {state.total_items} and is {page.total_items} on "
                "this page: records may be missing or repeated; fetch it again later",
                file=page_name(self.name, number),
            )
            state.total_items, state.total_pages = page.total_items, page.total_pages

    def _find_next(self, page: Page, answer: Answer) -> None:
        """Where the next page is, if there is one."""
        state = self._state
        state.next, following = None, page.next
        state.said_last = page.last is True
        if answer.media_type in LINES or (state.empty >= _MOST_EMPTY):
            self._end()
        elif following is not None:
            whole, state.number = self._url(None), None
            state.next = follow(self._requester, self._address, whole, following, self.name)
        elif state.total_pages is not None:
            self._by_number(more=state.pages < state.total_pages)
        elif page.last is not None:
            self._by_number(more=not page.last)
        elif state.total_items is not None:
            self._by_number(more=state.items < state.total_items and bool(page.items))
        else:
            self._end()

    def _by_number(self, *, more: bool) -> None:
        state = self._state
        if not more:
            self._end()
        elif state.number is None:
            state.number = (1 if state.told_from is None else state.told_from) + state.pages
        else:
            state.number += 1

    def _end(self) -> None:
        state = self._state
        state.status = "done"
        if state.total_items is not None and state.items != state.total_items:
            self._spool.tell(
                "total-differs",
                f"{state.items:,} {self.name} were sent, although {state.total_items:,} were told",
                file=self.name,
            )
        if state.empty:
            message = f"the last {counted(state.empty, 'page')} of {self.name} held nothing"
            self._spool.tell("empty-page", message, file=self.name)
        self._spool.save()

    def _numbered(self) -> list[list[str]]:
        state = self._state
        if state.next is not None:
            return []
        return [*state.parameters, ["page", str(state.number)]]

    def _url(self, following: str | None) -> httpx2.URL:
        return self._address.of_list(self.name) if following is None else httpx2.URL(following)

    def _ask(
        self,
        url: httpx2.URL,
        parameters: Sequence[Sequence[str]],
        what: str,
        validators: dict[str, str] | None = None,
    ) -> Answer:
        pairs = [(name, value) for name, value in parameters]
        place = f"{self.name}, {what}"
        check = refusing_broken(page_of)
        return self._requester.get(url, pairs, what=place, validators=validators, check=check)

    def _parsed(self, answer: Answer, what: str) -> Page:
        return parsed(self._requester, answer, page_of, f"{self.name}, {what}")


def _what_changed(state: ListState, page: Page, answer: Answer) -> str:
    """What tells that a list is another one than when it was begun; blank where nothing does."""
    if (page.total_items, page.total_pages) != (state.total_items, state.total_pages):
        return f"its total was {state.total_items} and is {page.total_items}"
    if page.total_items is None and not state.validators:
        return "it tells nothing by which a change would show"
    for name in ("etag", "last-modified"):
        before, after = state.validators.get(name), answer.validators.get(name)
        if before and after:
            return f"its {name} changed" if before != after else ""
    return ""
