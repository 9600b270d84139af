"""What an answer holds: a page of a list or an object, what tells pages apart, where it leads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import httpx2

from loaders.fetching.address import Address
from loaders.fetching.bodies import BrokenAnswer
from loaders.fetching.pages import NotAPage, Page, identifier_of, parse_lines, parse_page
from loaders.fetching.requests import Answer, Requester, shown_host

LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})

Found = TypeVar("Found")


def page_of(answer: Answer) -> Page:
    """The page that an answer holds; NotAPage where it holds none."""
    if answer.media_type in LINES:
        return Page(parse_lines(answer.text))
    if answer.media_type == "application/zip" or answer.text.startswith("PK\x03\x04"):
        raise NotAPage("a zip file; download it and load the file")
    return parse_page(answer.text, following=answer.next)


def refusing_broken(parse: Callable[[Answer], object]) -> Callable[[Answer], None]:
    """A check for `Requester.get`: what `parse` finds broken is asked for again."""

    def check(answer: Answer) -> None:
        if answer.status == 200:
            try:
                parse(answer)
            except NotAPage as error:
                if error.broken:
                    raise BrokenAnswer(f"the answer holds {error}") from error

    return check


def parsed(
    requester: Requester, answer: Answer, parse: Callable[[Answer], Found], what: str
) -> Found:
    """What `parse` reads in an answer; SourceError where that is something else."""
    try:
        return parse(answer)
    except NotAPage as error:
        raise requester.fail(f"the answer holds {error}", what) from error


def follow(requester: Requester, address: Address, at: httpx2.URL, link: str, what: str) -> str:
    """Where a link of a page leads, without what the user's own address holds.

    Raises SourceError for what is no address, and for a host that may not be asked.
    """
    try:
        url = at.join(link)
    except (httpx2.InvalidURL, ValueError) as error:
        raise requester.fail("the link to the next page is no address", what) from error
    url = url.copy_with(userinfo=b"", fragment=None)
    if not requester.may_ask(url):
        raise requester.fail(
            f"the next page is at {shown_host(url)}, which was not asked for; allow that host "
            "where it is meant (--allow-host)",
            what,
        )
    own = {name for name, _ in address.parameters}
    kept = [(name, value) for name, value in url.params.multi_items() if name not in own]
    return str(
        url.copy_with(params=httpx2.QueryParams(tuple(kept))) if kept else url.copy_with(query=None)
    )


def as_list(lines: str) -> str:
    """The objects of lines as one list, each as it was written."""
    return "[" + ",\n".join(line for line in lines.split("\n") if line.strip()) + "]"


def content_of(items: Sequence[Any]) -> str:
    """What tells two pages apart: the ids of their items; the items where these are no ids."""
    ids = [identifier_of(item) for item in items]
    told = ids if None not in ids and len(set(ids)) == len(ids) else items
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def counted(number: int | None, word: str) -> str:
    """A number of things in words: `1 page`, `3 pages`; `more pages` where it is not known."""
    return f"{'more' if number is None else format(number, ',')} {word}{'s' * (number != 1)}"
