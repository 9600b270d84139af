"""What one cell or JSON value says: text, list, number, date, yes or no, age, status."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

_BLANK = frozenset({"", "null", "none", "n/a", "na", "nan", "undefined"})
_YES = frozenset({"true", "t", "yes", "y", "1"})
_NO = frozenset({"false", "f", "no", "n", "0"})
_OUTSIDE_BRACKETS = re.compile(r"[;|\n]|,(?![^()\[\]]*[)\]])")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RARE = re.compile(r"[#\\\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
EDITORIAL_MARK = re.compile(r" *###[A-Z]{2,12}### *")
"""Marks such as `###MON###`, by which editors of an export tell themselves when they saw a text."""
_DAYS = re.compile(r"(\d{1,5})(?:\s*days?)?", re.I)
_SHORT, _KEPT = 200, 32_768
"""Cells of up to so many characters are read once; so many of them, as most rows repeat some."""
_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y")

STATUSES = {
    "active": "active",
    "inactive": "inactive",
    "defunct": "defunct",
    "temporarily closed": "temporarily-closed",
}


def text(value: Any) -> str | None:
    """One value as trimmed text on one or more lines; None where it says nothing.

    Literal `\\n` and `\\r` of careless exports become line ends; JSON true and false are words.

    >>> text("  FL "), text(" "), text(12.0), text("a\\\\nb")
    ('FL', None, '12', 'a\\nb')
    """
    if value is None:
        return None
    if type(value) is str:
        return _short_text(value) if len(value) <= _SHORT else _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value) if value.is_integer() else value
    if isinstance(value, (list, dict)):
        return "; ".join(dict.fromkeys(words(value))) or None
    return _text(str(value))


def _text(said: str) -> str | None:
    plain = said.strip()
    if _RARE.search(plain):
        plain = EDITORIAL_MARK.sub("", plain)
        plain = _CONTROL.sub("", _SURROGATES.sub("\ufffd", plain))
        plain = plain.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\r", "\n").strip()
    return None if plain.lower() in _BLANK else plain


def line(value: Any) -> str | None:
    """The same on one line."""
    if value is None:
        return None
    if type(value) is str and len(value) <= _SHORT:
        return _short_line(value)
    return _one_line(text(value))


def _one_line(found: str | None) -> str | None:
    return " ".join(found.split()) if found else None


_short_text = lru_cache(maxsize=_KEPT)(_text)


@lru_cache(maxsize=_KEPT)
def _short_line(said: str) -> str | None:
    return _one_line(_text(said))


def key(value: Any) -> str | None:
    """An id or reference: text on one line; a whole number in JSON loses its `.0`."""
    return None if isinstance(value, (bool, list, dict)) else line(value)


def unpacked(value: Any) -> Any:
    """The JSON inside a cell, where the cell holds a JSON list or object; else the value.

    >>> unpacked('["Active"]'), unpacked("[see note]")
    (['Active'], '[see note]')
    """
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{") and len(value) < 1_000_000:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def words(value: Any, *, depth: int = 0) -> Iterator[str]:
    """Every name or scalar in a nested value, in order; of an object, what names it."""
    if depth > 5:
        return
    if isinstance(value, dict):
        for name in ("name", "label", "value", "term", "text", "description"):
            if found := line(value.get(name)) if _scalar(value.get(name)) else None:
                yield found
                return
        for inner in value.values():
            yield from words(inner, depth=depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner, depth=depth + 1)
    elif found := line(value):
        yield found


def _scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, (list, dict))


def listed(value: Any) -> list[str]:
    """A list cell: JSON, or text parted by `;`, `|`, line ends or commas outside brackets.

    >>> listed("English;Spanish"), listed("Spanish (limited, by phone), Urdu")
    (['English', 'Spanish'], ['Spanish (limited, by phone)', 'Urdu'])
    """
    if value is None:
        return []
    if type(value) is str and len(value) <= _SHORT:
        return list(_short_list(value))
    return _listed(value)


@lru_cache(maxsize=_KEPT)
def _short_list(said: str) -> tuple[str, ...]:
    return tuple(_listed(said))


def _listed(value: Any) -> list[str]:
    value = unpacked(value)
    if isinstance(value, (list, dict)):
        return list(dict.fromkeys(words(value)))
    found = text(value)
    parts: Iterable[str | None] = map(line, _OUTSIDE_BRACKETS.split(found)) if found else ()
    return list(dict.fromkeys(part for part in parts if part))


def number(value: Any) -> float | None:
    """A finite number, or None where there is none or it is not one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        try:
            plain = float(value)
        except OverflowError:
            return None
        return plain if math.isfinite(plain) else None
    found = line(value)
    if found and _NUMBER.fullmatch(found):
        plain = float(found)
        return plain if math.isfinite(plain) else None
    return None


def count(value: Any) -> int | None:
    """A whole number of at least 0, or None."""
    found = number(value)
    return int(found) if found is not None and found >= 0 and found.is_integer() else None


def truth(value: Any) -> bool | None:
    """Yes, no, or None where the cell says neither."""
    found = (line(value) or "").lower()
    return True if found in _YES else False if found in _NO else None


def day(value: Any) -> date | None:
    """A calendar date, also as the front of a date and time; None where it is not one."""
    found = line(value)
    return _day(found) if found else None


@lru_cache(maxsize=_KEPT)
def _day(found: str) -> date | None:
    for candidate in dict.fromkeys((found, found[:10], found.split()[0])):
        for form in _DATE_FORMATS:
            try:
                parsed = datetime.strptime(candidate, form).date()
            except ValueError:
                continue
            return parsed if parsed.year > 1 else None
    return None


def status(value: Any) -> tuple[str | None, bool]:
    """(service-status notation, whether the word is listed); a blank cell is (None, True).

    >>> status('["Active"]'), status("Temporarily_Closed"), status("open?")
    (('active', True), ('temporarily-closed', True), ('unknown', False))
    """
    said = listed(value)
    if not said:
        return None, True
    plain = re.sub(r"[\s_-]+", " ", said[0]).lower()
    found = STATUSES.get(plain) if len(said) == 1 else None
    return (found, True) if found else ("unknown", plain == "unknown" and len(said) == 1)


def wait_days(value: Any) -> int | None:
    """Days of waiting, where the text is a whole number, alone or followed by "days".

    >>> wait_days("14 days"), wait_days("2 weeks")
    (14, None)
    """
    found = _DAYS.fullmatch(line(value) or "")
    return int(found[1]) if found else None
