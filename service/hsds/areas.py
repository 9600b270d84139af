"""The areas of services as HSDS service areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.hsds.fields import NOT_FOUND
from loaders.hsds.parts.web import uri_of
from ontology.terms import GEO, SDO, nwd
from service.facts import DESCRIPTION, LABEL, Facts
from service.hsds.ids import made_id
from service.hsds.steps import BEFORE

Json = dict[str, Any]

AREA = nwd("servesArea").value
STATED = nwd("statesArea").value
_ONLY_AT = nwd("onlyAtSite").value


def areas_of(facts: Facts, iri: str, *, site: str | None = None) -> list[Json]:
    """Areas as the source states them, and the known places with other names.

    Those for one `site` only, where one is given. Known places that follow from what is stated are
    marked as made for the export.
    """
    stated = [one for one in facts.links(iri, STATED) if facts.link(one, _ONLY_AT) == site]
    found = [_stated(facts, iri, one) for one in stated]
    if site is None:
        names = {str(one.get("name", "")).casefold() for one in found}
        for text in facts.texts(iri, nwd("serviceAreaText").value):
            if text.casefold() not in names and not facts.links(iri, STATED):
                found.append({"id": made_id(iri, "area", text), "name": text})
                names.add(text.casefold())
        found += _places(facts, iri, names)
    return found


def _stated(facts: Facts, iri: str, node: str) -> Json:
    said = {
        "name": facts.text(node, LABEL),
        "description": facts.text(node, DESCRIPTION),
        "extent": facts.text(node, f"{GEO}asGeoJSON") or facts.text(node, nwd("extentText").value),
        "extent_type": facts.text(node, nwd("extentType").value),
        "uri": facts.text(node, f"{SDO}url"),
    }
    filled = {name: text for name, text in said.items() if text}
    codes = facts.texts(node, nwd("areaCode").value)
    return {
        "id": made_id(iri, "area", node),
        **filled,
        **({BEFORE: {"code": "; ".join(codes)}} if codes else {}),
    }


def _places(facts: Facts, iri: str, names: set[str]) -> Iterator[Json]:
    follows = bool(facts.links(iri, STATED))
    for place in facts.links(iri, AREA):
        name = facts.name(place)
        if name.casefold() not in names:
            area = {"id": made_id(iri, "area", place), "name": name}
            if uri := uri_of(place):
                area["uri"] = uri
            yield {**area, BEFORE: {NOT_FOUND: None}} if follows else area
