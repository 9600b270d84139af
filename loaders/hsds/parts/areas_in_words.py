"""Areas in free text, matched with known places where the text names them for certain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from loaders.hsds.parts.places import Places
from loaders.hsds.parts.states import state_named

_BEFORE = re.compile(
    r"(?:(?:all|entire|whole)(?: of)?|serving|serves|throughout|residents of|state of|city of|"
    r"town of)(?: the)?\s+",
    re.I,
)
_COUNTY_OF = re.compile(r"county of\s+(.+)", re.I)
_COUNTIES = re.compile(r"(?:counties(?: of)?:?\s+(?P<after>.+)|(?P<before>.+?)\s+counties)", re.I)
_IN_STATE = re.compile(r"(?P<name>.+?)\s*,\s*(?P<state>[A-Za-z. ]{2,25})")
_AND = re.compile(r"\s*,\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*", re.I)
_SEMICOLONS = re.compile(r"\s*[;|\n]\s*")
_STATEWIDE = re.compile(r"state[\s-]?wide", re.I)
_COUNTYWIDE = re.compile(r"county[\s-]?wide", re.I)
MAX_PARTS = 500
"""The most parts of one cell that are looked up."""


@dataclass(frozen=True)
class Around:
    """Where the sites of a service are, as their addresses say; for words such as `statewide`."""

    states: frozenset[str] = frozenset()
    """Postal abbreviations."""
    counties: frozenset[str] = frozenset()


NOWHERE = Around()
"""Of a service without a site that has an address."""


def match_text(
    said: str, places: Places, around: Around = NOWHERE
) -> tuple[list[NamedNode], list[str]]:
    """(known places, parts that are none) of a text; a part is one place for certain, or none."""
    found: list[NamedNode] = []
    unmatched: list[str] = []
    for part in [one for one in _SEMICOLONS.split(said) if one][:MAX_PARTS]:
        if one := _one(part, places, around):
            found.append(one)
            continue
        of_list, left = _listed_counties(part, places)
        if not of_list and not left:
            of_list = _all_of_a_list(part, places, around)
            left = [] if of_list else [part]
        found += of_list
        unmatched += left
    return found, unmatched


def _one(said: str, places: Places, around: Around) -> NamedNode | None:
    """The one known place that a text names as a whole."""
    plain = said.strip().rstrip(".")
    if found := places.find(plain):
        return found
    if re.fullmatch(r"\d{5}(?:-\d{4})?", plain):
        return places.find_postal(plain) or _county_coded(plain, places, around)
    if re.fullmatch(r"\d{7}US\w+|US-[A-Z]{2}|[A-Z]\d{8}", plain):
        return places.find_code(plain)
    if _STATEWIDE.fullmatch(plain):
        return places.find_state(next(iter(around.states))) if len(around.states) == 1 else None
    if _COUNTYWIDE.fullmatch(plain):
        state = next(iter(around.states)) if len(around.states) == 1 else None
        county = next(iter(around.counties)) if len(around.counties) == 1 else None
        return places.find_county(county, state=state) if county else None
    if match := _COUNTY_OF.fullmatch(plain):
        return _one(f"{match[1]} County", places, around)
    if (match := _BEFORE.match(plain)) and not _COUNTIES.fullmatch(plain):
        return _one(plain[match.end() :], places, around)
    return _in_its_state(plain, places)


def _county_coded(code: str, places: Places, around: Around) -> NamedNode | None:
    """A county by its GEOID, which may be a postal code of another state."""
    found = places.find_code(code)
    state = places.state_of(found) if found else None
    return found if not around.states or state in around.states else None


def _in_its_state(plain: str, places: Places) -> NamedNode | None:
    """A county or town with its state behind it, where the place is known to lie there."""
    if (state := state_named(plain)) and (found := places.find_state(state)):
        return found
    match = _IN_STATE.fullmatch(plain)
    state = state_named(match["state"]) if match else None
    if match is None or state is None:
        return None
    if match["name"].casefold().endswith("county"):
        return places.find_county(match["name"], state=state)
    return places.find_town(match["name"], state=state)


def _listed_counties(said: str, places: Places) -> tuple[list[NamedNode], list[str]]:
    """`Linn, Benton and Lane Counties`: the known ones, and the others; two blanks for no list."""
    plain = said.strip().rstrip(".")
    state = None
    if (match := _IN_STATE.fullmatch(plain)) and (state := state_named(match["state"])):
        plain = match["name"]
    if match := _BEFORE.match(plain):
        plain = plain[match.end() :]
    match = _COUNTIES.fullmatch(plain)
    if match is None:
        return [], []
    names = [name for name in _AND.split(match["after"] or match["before"]) if name]
    if not all(re.fullmatch(r"[A-Z][A-Za-z.' -]*", name) for name in names):
        return [], []
    found: list[NamedNode] = []
    unmatched: list[str] = []
    for name in names[:MAX_PARTS]:
        if one := places.find_county(name, state=state):
            found.append(one)
        else:
            unmatched.append(county_name(name))
    return found, unmatched


def _all_of_a_list(said: str, places: Places, around: Around) -> list[NamedNode]:
    """The places of a list parted by commas or `and`, where each part is one; else none."""
    parts = [part for part in _AND.split(said.strip()) if part]
    if not 2 <= len(parts) <= MAX_PARTS or state_named(parts[-1]):
        return []
    found = [_one(part, places, around) for part in parts]
    return [one for one in found if one] if all(found) else []


def county_name(name: str) -> str:
    return name if "county" in name.casefold() else f"{name} County"
