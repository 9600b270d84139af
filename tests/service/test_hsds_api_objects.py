"""HSDS objects hold what HSDS 3.1 says, and nothing else; the official files are the measure."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from directories.facts_of import shared
from pydantic import BaseModel
from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph.public import PublicStore
from graph.store import EmbeddedStore, ReadableStore
from loaders.hsds.parts import ages
from loaders.load import load_source
from ontology.terms import ORG, nwd
from service.hsds import Filters, object_parts, objects
from service.hsds.ages import maximum_age, minimum_age
from service.hsds.ids import assign_ids, made_id
from service.hsds.lists import LISTS
from service.jobs import hsds_lines, hsds_list
from service.settings import Settings
from service.workers.job import JobData

Json = dict[str, Any]

OFFICIAL = "hsds-spec-3.1-examples/hsds_official_examples"
KIND_OF = {
    "organization": "organization",
    "services": "service",
    "service": "service",
    "service_at_locations": "service_at_location",
    "location": "location",
    "locations": "location",
    "addresses": "address",
    "phones": "phone",
    "programs": "program",
    "program": "program",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "funding": "funding",
    "capacities": "service_capacity",
    "unit": "unit",
    "attributes": "attribute",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
    "additional_urls": "url",
    "additional_websites": "url",
    "accessibility": "accessibility",
    "cost_options": "cost_option",
    "metadata": "metadata",
    "organization_identifiers": "organization_identifier",
    "required_documents": "required_document",
}
"""Key of a nested object -> its HSDS object."""
LISTED: dict[str, tuple[str, type[BaseModel]]] = {
    "services": ("service", objects.Service),
    "organizations": ("organization", objects.Organization),
    "service_at_locations": ("service_at_location", objects.ServiceAtLocation),
    "taxonomies": ("taxonomy", object_parts.Taxonomy),
    "taxonomy_terms": ("taxonomy_term", object_parts.TaxonomyTerm),
}


@dataclass
class Official:
    """One HSDS object as the official files have it."""

    fields: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    enums: dict[str, list[str]] = field(default_factory=dict)


@cache
def official() -> dict[str, Official]:
    """The field lists of the tables, and the keys that the JSON examples have beside them."""
    folder = shared(OFFICIAL)
    found: dict[str, Official] = defaultdict(Official)
    package = json.loads((folder / "csv" / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        one = found[resource["name"]]
        for told in resource["schema"]["fields"]:
            name, limits = told["name"], told.get("constraints", {})
            one.fields.add(name)
            one.types[name] = told["type"]
            if "format" in told:
                one.formats[name] = told["format"]
            if "enum" in limits:
                one.enums[name] = limits["enum"]
            # Keys that point elsewhere are required in tables only: in JSON the nesting says it.
            if limits.get("required") and not (
                name.endswith("_id") or name in ("link_entity", "resource_type")
            ):
                one.required.add(name)
    for name in ("service", "organization", "service_at_location"):
        example = json.loads((folder / f"{name}_full.json").read_text("utf-8"))
        _note_keys(example, name, found)
    for one in found.values():
        one.fields |= {"attributes", "metadata"}
    return found


def _note_keys(example: Json, kind: str, found: dict[str, Official]) -> None:
    found[kind].fields |= example.keys()
    for key, value in example.items():
        inner = KIND_OF.get(key)
        for each in value if isinstance(value, list) else [value]:
            if inner and isinstance(each, dict):
                _note_keys(each, inner, found)


def check_object(found: Json, kind: str) -> None:
    """All of an object and of what is nested in it is HSDS."""
    told = official()[kind]
    assert not found.keys() - told.fields, (kind, found.keys() - told.fields)
    assert not told.required - found.keys(), (kind, told.required - found.keys())
    for key, value in found.items():
        assert value is not None, (kind, key)
        assert value != [], (kind, key)
        if isinstance(value, dict | list):
            inner = KIND_OF[key]
            for each in value if isinstance(value, list) else [value]:
                check_object(each, inner)
        else:
            check_value(value, told, key)


def check_value(value: Any, told: Official, key: str) -> None:
    if told.types.get(key) == "number":
        assert isinstance(value, int | float)
        assert not isinstance(value, bool)
        return
    assert isinstance(value, str), key
    assert value in told.enums.get(key, [value])
    form, kind = told.formats.get(key), told.types.get(key)
    if form == "uuid":
        assert str(UUID(value)) == value
    if form == "uri":
        assert re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value), value
    if form == "email":
        assert re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value)
    if kind == "datetime":
        assert datetime.fromisoformat(value).tzinfo
    if kind == "date":
        assert date.fromisoformat(value)
    if kind == "time":
        assert re.fullmatch(r"[012]\d:[0-5]\d", value)


def read_lines(data: JobData, kind: str, form: Any, *, full_service: bool = False) -> list[Json]:
    told = hsds_lines.run(data, kind=kind, filters={}, form=form, full_service=full_service)
    assert told.media_type == "application/x-ndjson"
    return [json.loads(line) for line in b"".join(told.chunks).splitlines()]


def every_form(data: JobData) -> Iterator[tuple[str, list[Json]]]:
    """(list, objects) of each list in each of its forms."""
    for kind in LISTS:
        for form in ("direct", "full"):
            yield kind, read_lines(data, kind, form)
    yield "organizations", read_lines(data, "organizations", "full", full_service=True)


@pytest.fixture(scope="module")
def demo(loaded_demo: Path) -> JobData:
    snapshot = EmbeddedStore(loaded_demo).read()
    return JobData.over(PublicStore(snapshot), Settings(data_dir=loaded_demo))


def load(path: Path, data_dir: Path) -> tuple[JobData, Any]:
    store = EmbeddedStore(data_dir)
    report = load_source(store, path, source="again", kind="hsds")
    return JobData.over(PublicStore(store.read()), Settings(data_dir=data_dir)), report


def check_everything(data: JobData) -> None:
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, found in every_form(data):
        name, model = LISTED[kind]
        assert len(found) == len({each["id"] for each in found})
        ids[kind] = ids[kind] or {each["id"] for each in found}
        assert ids[kind] == {each["id"] for each in found}
        for each in found:
            check_object(each, name)
            model.model_validate(each, strict=True)


def test_every_object_of_the_demonstration_is_official(demo: JobData) -> None:
    check_everything(demo)
    assert len(read_lines(demo, "services", "full")) == 147


@pytest.mark.parametrize(
    ("name", "services"),
    [
        ("transformer-florida", 135),
        ("ohana-sanmateo-sample/sample-csv", 23),
        (f"{OFFICIAL}/csv", 1),
    ],
)
def test_every_object_of_a_real_directory_is_official(
    name: str, services: int, tmp_path: Path
) -> None:
    data, _ = load(shared(name), tmp_path / "data")
    check_everything(data)
    assert len(read_lines(data, "services", "full")) == services


def test_what_is_described_is_official() -> None:
    described = [*vars(object_parts).values(), *vars(objects).values()]
    models = [m for m in described if isinstance(m, type) and issubclass(m, BaseModel)]
    kinds = {"".join(part.title() for part in name.split("_")): name for name in official()}
    checked = [model for model in models if model.__name__ in kinds]
    assert len(checked) > 15
    for model in checked:
        told = official()[kinds[model.__name__]]
        assert not model.model_fields.keys() - told.fields
        needed = {name for name, each in model.model_fields.items() if each.is_required()}
        assert told.required <= needed


def test_the_official_example_comes_back_as_it_was_said(tmp_path: Path) -> None:
    data, _ = load(shared(f"{OFFICIAL}/service_full.json"), tmp_path / "data")
    (found,) = read_lines(data, "services", "full")
    said = json.loads((shared(OFFICIAL) / "service_full.json").read_text("utf-8"))
    alike = ("id", "name", "status", "minimum_age", "maximum_age", "assured_date")
    assert {key: found[key] for key in alike} == {key: said[key] for key in alike}
    assert found["organization"]["id"] == said["organization"]["id"]
    assert found["organization"]["website"] == said["organization"]["website"]
    place = said["service_at_locations"][0]["location"]
    assert found["service_at_locations"][0]["location"]["id"] == place["id"]
    assert found["funding"][0]["source"] == said["funding"][0]["source"]
    (capacity,) = found["capacities"]
    assert (capacity["available"], capacity["maximum"]) == (12, 10)
    (schedule,) = found["schedules"]
    assert (schedule["freq"], schedule["byday"]) == ("WEEKLY", "TH,FR")
    assert (schedule["opens_at"], schedule["closes_at"]) == ("10:00", "18:00")
    assert found["fees_description"].startswith(said["fees_description"][:40])
    assert "contacts" not in json.dumps(found)
    assert "Ann Persona" not in json.dumps(found)


def facts_by_name(store: ReadableStore, *names: str) -> dict[str, list[tuple[str | None, ...]]]:
    """Values of properties of each service, by its label; several services may have one."""
    wanted = " ".join(f"OPTIONAL {{ ?s {nwd(name)} ?{name} }}" for name in names)
    solutions = store.query(
        f"SELECT ?label {' '.join('?' + n for n in names)} WHERE {{ ?s a {nwd('Service')} ; "
        f"<http://www.w3.org/2004/02/skos/core#prefLabel> ?label {wanted} }}"
    )
    assert isinstance(solutions, QuerySolutions)
    found: dict[str, list[tuple[str | None, ...]]] = defaultdict(list)
    for label, *values in solutions:
        assert isinstance(label, Literal)
        found[label.value].append(
            tuple(v.value if isinstance(v, Literal | NamedNode) else None for v in values)
        )
    return {name: sorted(rows, key=str) for name, rows in found.items()}


def count(store: ReadableStore, kind: NamedNode) -> int:
    solutions = store.query(f"SELECT DISTINCT ?s WHERE {{ ?s a {kind} }}")
    assert isinstance(solutions, QuerySolutions)
    return len(list(solutions))


def test_our_own_services_can_be_loaded_again(demo: JobData, tmp_path: Path) -> None:
    page = hsds_list.run(
        demo, kind="services", filters={}, form="full", page=1, per_page=None, path=None
    )
    path = tmp_path / "services.json"
    path.write_bytes(b"".join(page.chunks))
    again, report = load(path, tmp_path / "data")
    assert report.refused == 0
    assert [issue for issue in report.issues if issue.severity == "error"] == []
    assert count(again.store, nwd("Service")) == 147
    # Partners without a service are in no service.
    assert count(again.store, nwd("Partner")) >= 50
    kept = ("fromDay", "toDay", "verifiedOn", "slotsAvailable", "waitDays", "cost", "hoursText")
    first = facts_by_name(demo.store, *kept)
    # A directory that says "from 0" and no more is read as saying nothing of ages.
    told = {
        name: [(None, *row[1:]) if row[:2] == ("0", None) else row for row in rows]
        for name, rows in first.items()
    }
    assert facts_by_name(again.store, *kept) == told
    with_site = f"SELECT DISTINCT ?s ?o WHERE {{ ?s {nwd('atSite')} ?o }}"
    assert len(list(again.store.query(with_site))) == len(list(demo.store.query(with_site)))  # type: ignore[arg-type]


def test_ids_are_the_sources_own_or_made_of_the_iri() -> None:
    base = "https://example.org/id"
    own = "3fbc7056-3b80-51fe-ad32-5dc1f6c364ea"
    one, other, named = f"{base}/a/site/{own}", f"{base}/b/site/{own.upper()}", f"{base}/a/site/x"
    assert assign_ids([named, other, one]) == {
        one: own,
        named: made_id(named),
        other: made_id(other),
    }


def test_ages_are_read_again_as_the_same_days() -> None:
    for day in range(-300, 7_000):
        assert ages.from_day(minimum_age(day)) == day
        assert ages.to_day(maximum_age(day)) == day


def test_an_unknown_status_is_said_in_words(demo: JobData) -> None:
    services = read_lines(demo, "services", "direct")
    unknown = [each for each in services if "alert" in each]
    assert unknown
    assert {each["status"] for each in unknown} == {"active"}
    assert {each["status"] for each in services} > {"active", "inactive"}


def test_a_confidential_location_has_no_address(demo: JobData) -> None:
    told = [line for kind, found in every_form(demo) for line in map(json.dumps, found)]
    assert not any("Thistledown" in line or "43.4212" in line for line in told)
    places = [
        place
        for each in read_lines(demo, "organizations", "full")
        for place in each.get("locations", ())
        if place["name"] == "Quiet Harbor shelter"
    ]
    (shelter,) = places
    assert shelter.keys() == {"id", "location_type", "name", "description", "metadata"}


def test_a_selection_knows_its_locations(demo: JobData) -> None:
    solutions = demo.store.query(f"SELECT DISTINCT ?s WHERE {{ ?s a <{ORG}Site> }}")
    assert isinstance(solutions, QuerySolutions)
    directory = hsds_list.read_directory(demo)
    assert len(directory.locations.all) == len(list(solutions)) == 78
    assert LISTS["services"].select(directory, Filters()) is directory.services.all
