"""The places that are known outside a source, as texts and codes of directories may name them."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from pyoxigraph import NamedNode

from loaders.crosswalk.labels import label_key
from loaders.hsds.parts.states import state_named, state_of_geoid
from loaders.source import Listed, LoadContext

_ABOVE_TOWNS = frozenset({"county", "state", "region", "country", "nation"})
_ABOVE_COUNTIES = frozenset({"state", "region", "country", "nation"})
_POSTAL = frozenset(
    {"postal-area", "postal area", "postal code", "postcode", "zcta", "zip", "zip code"}
)
_LEVEL = re.compile(r"(\d{3})\d{4}US([0-9A-Z]*)")
_ZCTA_LEVEL, _NATION_LEVEL = "860", "010"
_FIVE_DIGITS = re.compile(r"\d{5}")
_LOST_A_NOUGHT = frozenset({4, 10})
_LIKELY_A_SLIP = 0.8
"""Names of counties that agree this much may be one name, spelt wrong."""


class Places:
    """The places known outside this source, found by label, identifier or GEOID."""

    def __init__(self, context: LoadContext) -> None:
        self._context = context
        self._by_label: dict[str, set[NamedNode]] = defaultdict(set)
        self._by_code: dict[str, set[NamedNode]] = defaultdict(set)
        self._listed: dict[NamedNode, list[Listed]] = defaultdict(list)
        for place in context.listed("Place"):
            self._listed[place.iri].append(place)
            if place.label:
                self._by_label[label_key(place.label)].add(place.iri)
            for code in (place.identifier, place.geoid):
                if code:
                    self._by_code[code].add(place.iri)
                    self._by_code[_bare(code)].add(place.iri)

    def find(self, text_or_code: str) -> NamedNode | None:
        """The one place of this label, identifier, GEOID or IRI; None where none or several are.

        Five digits are a postal code as well as a county's GEOID: here they are a place only where
        that is of a postal kind.
        """
        if not text_or_code:
            return None
        found = self._named(text_or_code) | self._coded(text_or_code)
        if _FIVE_DIGITS.fullmatch(text_or_code):
            found = {place for place in found if self._is_postal(place)}
        return _only(found)

    def find_code(self, code: str) -> NamedNode | None:
        """The one place of a code in a column of codes: GEOIDs with and without their prefix.

        A code of four or ten digits has lost its leading nought in a spreadsheet.
        """
        level = _LEVEL.fullmatch(code)
        bare = level[2] if level else code
        if level and level[1] == _ZCTA_LEVEL:
            return self.find_postal(bare)
        if level and level[1] == _NATION_LEVEL:
            return None
        found = self._coded(code) | self._coded(bare)
        if not found and bare.isdigit() and len(bare) in _LOST_A_NOUGHT:
            found = self._coded("0" + bare)
        if state := state_named(code) if code.startswith("US-") else None:
            found |= {place for place in self._of_kind("state") if self.state_of(place) == state}
        return _only(found or self._named(code))

    def find_postal(self, code: str) -> NamedNode | None:
        """The one place of a postal kind with this code."""
        plain = code.strip()[:5] if re.fullmatch(r"\d{5}-\d{4}", code.strip()) else code.strip()
        return _only({p for p in self._named(plain) | self._coded(plain) if self._is_postal(p)})

    def find_county(self, name: str, *, state: str | None = None) -> NamedNode | None:
        """The one place named `X County`, or named `X` and of the kind county.

        With a state (its abbreviation), the one that is known to lie in it.
        """
        full = name if "county" in name.casefold() else f"{name} County"
        found = set(self._by_label.get(label_key(full), ()))
        if not found:
            bare = re.sub(r"\s+county$", "", name, flags=re.I)
            same = self._by_label.get(label_key(bare), set())
            found = {place for place in same if self._is(place, {"county"})}
        return _only(self._in_state(found, state))

    def find_town(self, name: str, *, state: str | None = None) -> NamedNode | None:
        """The one place of this label that is not of a kind above towns."""
        same = self._by_label.get(label_key(name), set())
        towns = {place for place in same if not self._is(place, _ABOVE_TOWNS)}
        return _only(self._in_state(towns, state))

    def find_state(self, state: str) -> NamedNode | None:
        """The one place that is a state with this postal abbreviation."""
        return _only({p for p in self._of_kind("state") if self.state_of(p) == state})

    def may_be_in(self, place: NamedNode, state: str | None) -> bool:
        """Whether nothing that is known of a place puts it in another state."""
        known = self.state_of(place)
        return state is None or known is None or known == state

    @lru_cache(maxsize=100_000)  # noqa: B019, one object a load
    def is_elsewhere(self, county: str) -> bool:
        """Whether a county that is no known place can hold none: each of these lies in another.

        A name that is much like that of a known county may be that county, spelt wrong.
        """
        bare = _bare_county(county)
        if bare is None or not self._counties:
            return False
        return all(
            difflib.SequenceMatcher(None, bare, known).ratio() < _LIKELY_A_SLIP
            for known in self._counties
        )

    @lru_cache(maxsize=100_000)  # noqa: B019, one object a load
    def state_of(self, place: NamedNode) -> str | None:
        """The state a place is known to lie in, by its GEOID or by what it is part of."""
        for one in (place, *self._above(place)):
            for listed in self._listed.get(one, ()):
                postal = (listed.kind or "").casefold() in _POSTAL
                if listed.geoid and not postal and (at := state_of_geoid(_bare(listed.geoid))):
                    return at
                if (listed.kind or "").casefold() == "state" and (at := state_named(listed.label)):
                    return at
        return None

    @cached_property
    def _counties(self) -> frozenset[str]:
        """Names of the counties that hold the known places; empty where some lies in none."""
        names = set()
        for place, told in self._listed.items():
            if self._is(place, _ABOVE_COUNTIES) or not any(one.source for one in told):
                continue
            holding = [p for p in (place, *self._above(place)) if self._is(p, {"county"})]
            if not holding:
                return frozenset()
            names |= {_bare_county(one.label or "") or "" for one in self._listed[holding[0]]}
        return frozenset(names)

    def _above(self, place: NamedNode) -> Sequence[NamedNode]:
        found: dict[NamedNode, None] = {}
        left = [place]
        while left:
            for listed in self._listed.get(left.pop(), ()):
                for parent in listed.part_of:
                    if parent not in found:
                        found[parent] = None
                        left.append(parent)
        return list(found)

    def _in_state(self, places: set[NamedNode], state: str | None) -> set[NamedNode]:
        return places if state is None else {p for p in places if self.state_of(p) == state}

    def _named(self, label: str) -> set[NamedNode]:
        return set(self._by_label.get(label_key(label), ()))

    def _coded(self, code: str) -> set[NamedNode]:
        found = set(self._by_code.get(code, ()))
        return found | {iri for iri, _ in self._context.known(code, ["Place"])}

    def _of_kind(self, kind: str) -> Iterable[NamedNode]:
        return [place for place in self._listed if self._is(place, {kind})]

    def _is(self, place: NamedNode, kinds: Iterable[str]) -> bool:
        return any((one.kind or "").casefold() in kinds for one in self._listed.get(place, ()))

    def _is_postal(self, place: NamedNode) -> bool:
        return self._is(place, _POSTAL)


def _only(found: Iterable[NamedNode]) -> NamedNode | None:
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def _bare(geoid: str) -> str:
    level = _LEVEL.fullmatch(geoid)
    return level[2] if level and level[2] else geoid


def _bare_county(name: str) -> str | None:
    """The name of a county without that word; None for what is plainly no county's name."""
    match = re.fullmatch(r"([A-Za-zÀ-ÿ.' -]{2,40}?)\s+(?:county|parish)", name.strip(), re.I)
    return label_key(match[1]) if match else None
