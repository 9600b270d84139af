"""Answers of an API as pages: which items, which page of how many, and where the next is.

Understood: the envelope of HSDS 3 (`contents`, `page_number` from 1, `total_items`,
`total_pages`), that of Open Referral UK 1 (`content`, `number`, `totalElements`, `totalPages`),
other envelopes of the kind, a bare list, one object, and links to the next page, in the answer or
in its header (RFC 8288). The envelopes are those of the two API specifications.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_HOLDERS = ("contents", "content", "items", "results", "data")
_NUMBER = ("page_number", "number", "page", "pageNumber", "current_page")
_TOTAL_ITEMS = ("total_items", "totalElements", "totalItems", "total", "count")
_TOTAL_PAGES = ("total_pages", "totalPages", "last_page_number")
_LAST = ("last_page", "last", "isLast")
_ERROR = ("error", "errors", "message", "detail", "fault", "exception")
_SAID = 200


class NotAPage(Exception):
    """An answer that is no page of a list; the message says what it is instead."""

    def __init__(self, message: str, *, broken: bool = False) -> None:
        self.broken = broken
        """Whether it may be whole when asked again."""
        super().__init__(message)


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    items: Sequence[Any]
    number: int | None = None
    """As the API counts; the first may be 0 or 1."""
    total_items: int | None = None
    total_pages: int | None = None
    last: bool | None = None
    """Whether the API says that it is the last."""
    next: str | None = None
    """Address of the next page, where the answer names it."""


def parse_page(text: str, *, following: str | None = None) -> Page:
    """The page that an answer holds; `following` is the next link of its header, where it has one.

    NotAPage for what is no list.

    >>> parse_page('{"contents": [{"id": 1}], "page_number": 1, "total_pages": 3}').total_pages
    3
    >>> parse_page('[{"id": 1}, {"id": 2}]', following="/services?page=2").next
    '/services?page=2'
    """
    root = parse_object(text)
    if isinstance(root, list):
        return Page(root, next=following)
    for holder in _HOLDERS:
        if isinstance(found := root.get(holder), list):
            return _enveloped(root, found, following)
    if any(name in root for name in _ERROR) and "id" not in root:
        raise NotAPage(f"an error instead of a list: {_said(root)}")
    if "id" in root:
        return Page([root], next=following)
    names = _short(", ".join(sorted(root)[:6])) or "nothing"
    raise NotAPage(f"no list of items, but an object of {names}")


def parse_object(text: str) -> Any:
    """The JSON object or list of an answer; NotAPage for everything else."""
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise NotAPage("nothing at all", broken=True)
    if start[0] == "<":
        raise NotAPage("a page of HTML or XML, not JSON")
    try:
        # An absurdly long number stays text: it is no reason to refuse the page.
        root = json.loads(start, parse_int=_whole)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(start.rstrip()) or error.msg.startswith("Unterminated")
        what = "JSON that is cut short" if cut else "what is not valid JSON"
        raise NotAPage(f"{what} ({error.msg})", broken=True) from error
    except RecursionError as error:
        raise NotAPage("JSON nested too deeply to be HSDS") from error
    if not isinstance(root, (dict, list)):
        raise NotAPage(f"no list of items, but {_short(start)}")
    return root


def parse_lines(text: str) -> list[Any]:
    """The objects of an answer with one on each line; NotAPage where a line is none."""
    lines = [line for line in text.lstrip("\ufeff").split("\n") if line.strip()]
    found = [parse_object(line) for line in lines]
    if len(found) == 1 and isinstance(found[0], dict) and "id" not in found[0]:
        return list(parse_page(lines[0]).items)
    return found


def identifier_of(item: Any) -> str | None:
    """The id of an item, as text."""
    found = item.get("id") if isinstance(item, dict) else None
    return str(found) if isinstance(found, (str, int)) and str(found).strip() else None


def is_nested(item: Any) -> bool:
    """Whether an item holds lists or objects beside its organization and program.

    A list of HSDS gives only direct properties, and these two, unless `full` is asked and known.
    """
    return isinstance(item, dict) and any(
        isinstance(value, (list, dict)) and name not in ("organization", "program")
        for name, value in item.items()
    )


def _enveloped(root: Mapping[str, Any], items: Sequence[Any], following: str | None) -> Page:
    links = root.get("links") or root.get("_links")
    if following is None:
        following = _address(root.get("next"))
    if following is None and isinstance(links, dict):
        following = _address(links.get("next"))
    return Page(
        items=items,
        number=_first_number(root, _NUMBER),
        total_items=_first_number(root, _TOTAL_ITEMS),
        total_pages=_first_number(root, _TOTAL_PAGES),
        last=next((root[name] for name in _LAST if isinstance(root.get(name), bool)), None),
        next=following,
    )


def _address(value: Any) -> str | None:
    found = value.get("href") if isinstance(value, dict) else value
    return found if isinstance(found, str) and found.strip() else None


def _first_number(root: Mapping[str, Any], names: Sequence[str]) -> int | None:
    for name in names:
        value = root.get(name)
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 16:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < 19 else digits


def _said(root: Mapping[str, Any]) -> str:
    for name in _ERROR:
        if name in root:
            value = root[name]
            if isinstance(value, dict):
                value = value.get("message") or value.get("detail") or value
            return _short(value if isinstance(value, str) else json.dumps(value))
    return ""


def _short(text: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _SAID]).split())
    return plain if len(plain) <= _SAID else plain[: _SAID - 3] + "..."
