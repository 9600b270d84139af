"""What single cells of a directory in levels say: its levels, parents, codes and areas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from loaders.hsds.cells import day, key, line

_NEVER = 1900
"""Year of the dates such systems write for "never"."""
LEVELS = {
    "agency": "agency",
    "organization": "agency",
    "site": "site",
    "location": "site",
    "program": "program",
    "service": "program",
    "programatsite": "link",
    "serviceatsite": "link",
    "servicesite": "link",
}


def level_of(said: Any) -> str | None:
    """The level a word names.

    >>> level_of("Program At Site"), level_of("Agency"), level_of("Group")
    ('link', 'agency', None)
    """
    return LEVELS.get(re.sub(r"[^a-z]", "", (line(said) or "").lower()))


def parent_id(value: Any) -> str | None:
    """The parent's number; 0 is none."""
    found = key(value)
    return None if found in (None, "0") else found


def verified(value: Any) -> str | None:
    """A date of verification; None for the date that stands for never."""
    found = day(value)
    return None if found is not None and found.year <= _NEVER else line(value)


def codes_and_terms(codes: Any, terms: Any) -> list[tuple[str, str | None]]:
    """Codes paired with their names, where both lists are of one length.

    >>> codes_and_terms("BD-1800.2000; PH-2360.2400 * YB-9500", "Food Pantries; Parenting * Teens")
    [('BD-1800.2000', 'Food Pantries'), ('PH-2360.2400 * YB-9500', 'Parenting * Teens')]
    """
    found = _split(codes, r"[;|,\n]")
    named = _split(terms, r"[;|\n]")
    if len(named) != len(found):
        return [(code, None) for code in dict.fromkeys(found)]
    return list(dict(zip(found, named, strict=True)).items())


def coverage(said: Any) -> Iterator[dict[str, Any]]:
    """Areas of a list such as `CA - Alder County - Elm; CA - Oak County; 94105`.

    >>> list(coverage("CA - Alder County; Statewide"))[0]["county"]
    'Alder County'
    """
    for part in _split(said, r"[;|\n]"):
        steps = [step.strip() for step in re.split(r"\s+-\s+|\s*>\s*", part)]
        counties = [step for step in steps if step.lower().endswith(" county")]
        state = next((step for step in steps if re.fullmatch("[A-Z]{2}", step)), None)
        last = steps[-1]
        if re.fullmatch(r"\d{5}", last):
            yield {"postal_code": last, "description": part}
        elif len(steps) > 1 and counties and last == counties[-1]:
            yield {"county": last, "state_province": state, "description": part}
        elif len(steps) > 1 and counties and state:
            yield {"city": last, "state_province": state, "description": part}
        else:
            yield {"name": part}


def _split(value: Any, separators: str) -> list[str]:
    if isinstance(value, list):
        return [found for item in value if (found := line(item))]
    # Text of iCarol parts lines of a cell by a vertical tab.
    said = value.replace("\v", "\n") if isinstance(value, str) else value
    return [found for part in re.split(separators, str(said or "")) if (found := line(part))]


def joined(parts: Iterable[Any]) -> str | None:
    """Texts one below the other; None where there is none."""
    found = [text for part in parts if (text := line(part))]
    return "\n".join(dict.fromkeys(found)) or None
