"""Codes as directories write them: namespaces, and what lies below what by the form of the code.

Only the public form of codes is used here, never a list of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LETTERED = re.compile(r"([A-Z])([A-Z])?(?:-(\d{4})(?:\.(\d{4}))?((?:[-.]\d+)*))?")
"""One or two letters, four digits, four digits, further parts: `BH-1800.1500-100`."""
_HALF_LEVEL = re.compile(r"[A-Z]{1,2}-(\d{0,3}|\d{4}\.\d{0,3})")
_SEPARATOR = re.compile(r"[-./:_ ]")
_NAMESPACE = re.compile(r"(.*[a-z].*?)[:#/]([^:#/]+)", re.I)


def split_namespace(code: str) -> tuple[str | None, str]:
    """Namespace and local part of a code.

    >>> split_namespace("AIRS:BH-1800"), split_namespace("BH-1800.1500"), split_namespace("1:2")
    (('AIRS', 'BH-1800'), (None, 'BH-1800.1500'), (None, '1:2'))
    >>> split_namespace("https://example.org/terms/1808")
    ('https://example.org/terms', '1808')
    """
    found = _NAMESPACE.fullmatch(code)
    return (found[1], found[2]) if found else (None, code)


def is_below(code: str, prefix: str) -> bool:
    """Whether a code is a prefix or lies below it, whole parts only where codes have parts.

    A code with separators ends a part at each of them, and the two letters at the front of codes
    such as `BH-1800` are two levels; a code without separators is compared letter by letter.

    >>> is_below("BH-1800.1500-100", "BH-1800"), is_below("BH-1800", "BH-180"), is_below("BH", "B")
    (True, False, True)
    >>> is_below("1.10", "1.1"), is_below("1.1.2", "1.1"), is_below("624410", "62")
    (False, True, True)
    """
    if not prefix or not code.startswith(prefix):
        return False
    if code == prefix or _SEPARATOR.match(prefix[-1]):
        return True
    following = code[len(prefix)]
    if _SEPARATOR.match(following):
        return True
    if _LETTERED.fullmatch(code):
        return len(prefix) == 1
    return _SEPARATOR.search(code) is None


def codes_above(code: str) -> Iterator[str]:
    """The codes that the form of a code puts above it, the nearest first.

    >>> list(codes_above("BH-1800.1500-100")), list(codes_above("1808"))
    (['BH-1800.1500', 'BH-1800', 'BH', 'B'], [])
    """
    if _LETTERED.fullmatch(code) is None:
        return
    here = code
    while cut := max(here.rfind("-"), here.rfind(".")) + 1:
        here = here[: cut - 1]
        yield here
    if len(here) == 2:
        yield here[0]


def ends_within_level(prefix: str) -> bool:
    """Whether a prefix has the form of lettered codes but ends within one of their levels.

    >>> ends_within_level("BH-180"), ends_within_level("BH-1800")
    (True, False)
    """
    return _HALF_LEVEL.fullmatch(prefix) is not None
