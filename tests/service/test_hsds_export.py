"""Exports in HSDS: valid by the official field lists, the same data when they are loaded again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from directories.facts_of import shared
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, serialize

from graph.errors import ExportError, NoSuchRecord, UnknownSource
from graph.identity import Identity
from graph.store import MemoryStore
from loaders import hsds
from loaders.hsds.own_export import made_uuid
from loaders.load import check_source
from loaders.source import LoadContext
from ontology.files import read_ontology
from ontology.terms import GRAPH_ONTOLOGY, nwd
from service.demo import demo_sources
from service.exports import ExportData, select_exports, write_export
from service.hsds.choosing import Selection
from service.hsds.exporting import public_store, tell_left_out
from service.hsds.flattening import NOT_KNOWN
from service.hsds.held import CLASSES, NOT_HELD, PROPERTIES, held_quads
from service.hsds.tables import TABLES

SPEC = "hsds-spec-3.1-examples/hsds_official_examples"
SAMPLES = (
    f"{SPEC}/csv",
    f"{SPEC}/service_full.json",
    "hsds-1.1-sample/all_resources",
    "ohana-sanmateo-sample/sample-csv",
    "servicenet-adapters/healthleads",
    "oruk-validator-mocks/V3.0-UK-Default/service_full.json",
)
LARGER = ("haarrrvest-cc0/hsds_like.ndjson", "transformer-florida", "transformer-ilao/output")
FORMATS = ("hsds", "hsds-json")
THEN = datetime(2026, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def load(path: Path, *, source: str = "t") -> list[Quad]:
    context = LoadContext(source)
    return list(hsds.build(hsds.read(path, context), context))


def store_of(quads: list[Quad]) -> MemoryStore:
    store = MemoryStore()
    store.store.extend(quads)
    return store


def export(quads: list[Quad], name: str, folder: Path, **asked: Any) -> Path:
    path = folder / f"again{select_exports()[name].SUFFIX}"
    data = ExportData(store_of(quads), generated_at=THEN, selection=Selection(**asked))
    write_export(name, data, path)
    return path


def held_hash(quads: list[Quad]) -> bytes:
    """RDFC-1.0 of what may be told and HSDS can hold."""
    told = public_store(store_of(quads))
    assert isinstance(told, MemoryStore) or hasattr(told, "store")
    dataset = Dataset(held_quads(told.store))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize(dataset, format=RdfFormat.N_QUADS)
    assert lines is not None
    return b"\n".join(sorted(lines.splitlines()))


def differences(one: bytes, other: bytes) -> list[str]:
    left, right = set(one.decode().splitlines()), set(other.decode().splitlines())
    return [f"- {line}" for line in sorted(left - right)] + [
        f"+ {line}" for line in sorted(right - left)
    ]


def check_round_trip(quads: list[Quad], folder: Path) -> None:
    first = held_hash(quads)
    for name in FORMATS:
        again = load(export(quads, name, folder))
        assert differences(first, held_hash(again)) == [], name


def demo_directory() -> Path:
    return next(path for name, path, _ in demo_sources() if name == "directory")


@pytest.fixture(scope="module")
def demo_quads() -> list[Quad]:
    return load(demo_directory(), source="directory")


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> list[Quad]:
    return load(shared(request.param))


def read_tables(path: Path) -> dict[str, list[dict[str, str]]]:
    with ZipFile(path) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(table.file).decode())))
            for name, table in TABLES.items()
        }


def faults(tables: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    """What the official field lists do not allow."""
    official = json.loads((shared(f"{SPEC}/csv") / "datapackage.json").read_text("utf-8"))
    for resource in official["resources"]:
        rows, schema = tables[resource["name"]], resource["schema"]
        ids = {name: {row["id"] for row in tables[name]} for name in tables}
        for field in schema["fields"]:
            name, limits = field["name"], field["constraints"]
            values = [row[name] for row in rows]
            filled = [value for value in values if value]
            where = f"{resource['name']}.{name}"
            if limits["required"] and len(filled) < len(values):
                yield f"{where} is blank"
            unique = limits["unique"] and where != "program.organization_id"
            if unique and len(set(filled)) < len(filled):
                yield f"{where} repeats"
            if words := limits.get("enum"):
                yield from (f"{where}: {value}" for value in filled if value not in words)
            kind = field.get("format") or field["type"]
            yield from (f"{where}: {value}" for value in filled if not _fits(kind, value))
        for link in schema.get("foreignKeys", []):
            known = ids[link["reference"]["resource"]]
            yield from (
                f"{resource['name']}.{link['fields']} dangles: {row[link['fields']]}"
                for row in rows
                if row[link["fields"]] and row[link["fields"]] not in known
            )


def _fits(kind: str, value: str) -> bool:
    if kind == "uuid":
        return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))
    if kind == "email":
        return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))
    if kind == "uri":
        return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value))
    if kind == "number":
        return bool(_NUMBER.fullmatch(value))
    if kind == "time":
        return bool(re.fullmatch(r"\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?", value))
    if kind == "date":
        return bool(date.fromisoformat(value))
    if kind == "datetime":
        return bool(datetime.fromisoformat(value))
    return True


def test_the_field_lists_are_the_official_ones() -> None:
    official = json.loads((shared(f"{SPEC}/csv") / "datapackage.json").read_text("utf-8"))
    assert [one["name"] for one in official["resources"]] == list(TABLES)
    for one in official["resources"]:
        ours = TABLES[one["name"]].as_resource()
        assert ours["path"] == one["path"]
        schema: Any = ours["schema"]
        for field, own in zip(one["schema"]["fields"], schema["fields"], strict=True):
            told = {key: field.get(key) for key in ("name", "type", "format")}
            assert told == {key: own.get(key) for key in told}
            limits = {**field["constraints"]}
            if (one["name"], field["name"]) == ("program", "organization_id"):
                limits["unique"] = False
            assert limits == own["constraints"], (one["name"], field["name"])
        links = [(k["fields"], k["reference"]) for k in one["schema"].get("foreignKeys", [])]
        own_links = [(k["fields"], k["reference"]) for k in schema.get("foreignKeys", [])]
        assert sorted(map(str, links)) == sorted(map(str, own_links)), one["name"]


def test_a_sample_comes_back_the_same(sample: list[Quad], tmp_path: Path) -> None:
    check_round_trip(sample, tmp_path)


def test_the_demonstration_directory_comes_back_the_same(
    demo_quads: list[Quad], tmp_path: Path
) -> None:
    first = held_hash(demo_quads)
    assert first.count(b"\n") > 500
    for name in FORMATS:
        again = load(export(demo_quads, name, tmp_path), source="directory")
        assert differences(first, held_hash(again)) == [], name


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGER)
def test_a_larger_directory_comes_back_the_same(name: str, tmp_path: Path) -> None:
    quads = load(shared(name))
    check_round_trip(quads, tmp_path)
    assert list(faults(read_tables(export(quads, "hsds", tmp_path)))) == []


def test_every_table_is_valid(sample: list[Quad], tmp_path: Path) -> None:
    tables = read_tables(export(sample, "hsds", tmp_path))
    assert tables["organization"]
    assert list(faults(tables)) == []


def test_the_check_itself_finds_faults(demo_quads: list[Quad], tmp_path: Path) -> None:
    tables = read_tables(export(demo_quads, "hsds", tmp_path))
    tables["service"][0] |= {"name": "", "status": "open", "id": tables["service"][1]["id"]}
    tables["phone"][0]["organization_id"] = "0"
    found = " ".join(faults(tables))
    for word in ("name is blank", "status: open", "service.id repeats", "dangles: 0"):
        assert word in found


def test_the_same_data_is_the_same_file(demo_quads: list[Quad], tmp_path: Path) -> None:
    for name in FORMATS:
        first = export(demo_quads, name, tmp_path).read_bytes()
        assert export(demo_quads, name, tmp_path).read_bytes() == first


def test_the_package_describes_every_file(demo_quads: list[Quad], tmp_path: Path) -> None:
    with ZipFile(export(demo_quads, "hsds", tmp_path)) as archive:
        package = json.loads(archive.read("datapackage.json"))
        named = [resource["path"] for resource in package["resources"]]
        assert archive.namelist() == ["datapackage.json", *named, "not_exported.csv"]
        for resource in package["resources"]:
            header = archive.read(resource["path"]).decode().split("\n", 1)[0]
            assert header.split(",") == [f["name"] for f in resource["schema"]["fields"]]


def test_what_hsds_cannot_hold_is_counted(demo_quads: list[Quad], tmp_path: Path) -> None:
    graph = demo_quads[0].graph_name
    door = NamedNode("https://example.org/door")
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    more = [*demo_quads, Quad(door, kind, nwd("Door"), graph)]
    there = sum(quad.object == nwd("Door") for quad in demo_quads)
    with ZipFile(export(more, "hsds", tmp_path)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("not_exported.csv").decode())))
    assert [row["records"] for row in rows if row["term"] == nwd("Door").value] == [str(there + 1)]
    told = json.loads(export(more, "hsds-json", tmp_path).read_text("utf-8"))["not_exported"]
    assert [(one["what"], one["records"]) for one in told] == [
        (row["what"], int(row["records"])) for row in rows
    ]


def test_a_selection_brings_what_it_refers_to(demo_quads: list[Quad], tmp_path: Path) -> None:
    whole = read_tables(export(demo_quads, "hsds", tmp_path))
    partner = next(row for row in whole["organization"] if row["name"])
    of_partner = {s["id"] for s in whole["service"] if s["organization_id"] == partner["id"]}
    part = read_tables(export(demo_quads, "hsds", tmp_path, partner=partner["name"]))
    assert {row["id"] for row in part["service"]} == of_partner
    assert len(part["organization"]) < len(whole["organization"])
    assert list(faults(part)) == []


def test_a_selection_by_need_holds_narrower_needs(demo_quads: list[Quad], tmp_path: Path) -> None:
    ontology = [Quad(q.subject, q.predicate, q.object, GRAPH_ONTOLOGY) for q in read_ontology()]
    everything = [*demo_quads, *ontology]
    whole = read_tables(export(everything, "hsds", tmp_path))
    terms = {row["id"]: row["code"] for row in whole["taxonomy_term"]}
    food = {
        row["link_id"]
        for row in whole["attribute"]
        if terms[row["taxonomy_term_id"]] in ("food", "wic")
    }
    chosen = read_tables(export(everything, "hsds", tmp_path, need="food"))
    assert food
    assert food <= {row["id"] for row in chosen["service"]}
    assert len(chosen["service"]) < len(whole["service"])
    assert list(faults(chosen)) == []


def test_what_is_not_there_is_told(demo_quads: list[Quad], tmp_path: Path) -> None:
    with pytest.raises(NoSuchRecord, match="no partner 'nobody' is known"):
        export(demo_quads, "hsds", tmp_path, partner="nobody")
    with pytest.raises(UnknownSource, match="nowhere"):
        export(demo_quads, "hsds", tmp_path, source="nowhere")
    with pytest.raises(ExportError, match="these take a selection: hsds, hsds-json"):
        export(demo_quads, "turtle", tmp_path, need="food")


def test_confidential_sites_stay(tmp_path: Path) -> None:
    folder = tmp_path / "shelter"
    folder.mkdir()
    tables = {
        "organizations": "id,name,description\no1,Safe Haven,A shelter\n",
        "services": "id,organization_id,name,status\ns1,o1,Shelter,active\n",
        "locations": "id,organization_id,name,description,latitude,longitude,confidential,"
        "transportation\nl1,o1,The house,Behind the mill,44.1,-123.1,yes,Bus 5\n",
        "addresses": "id,location_id,address_1,city,state_province,postal_code,country,"
        "address_type\na1,l1,77 Hidden Lane,Alder,OR,97000,US,physical\n",
        "phones": "id,location_id,service_id,number\np1,l1,,541-555-0177\np2,l1,s1,541-555-0188\n",
        "accessibility": "id,location_id,description\nx1,l1,Ramp at the mill side\n",
        "service_at_location": "id,service_id,location_id,description\n"
        "sl1,s1,l1,Ring at the blue door\n",
    }
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    quads = load(folder)
    assert any("541-555-0188" in str(quad) for quad in quads)
    for name in FORMATS:
        path = export(quads, name, tmp_path)
        if name == "hsds":
            with ZipFile(path) as archive:
                said = b"".join(archive.read(each) for each in archive.namelist())
        else:
            said = path.read_bytes()
        for secret in (b"Hidden", b"0177", b"0188", b"44.1", b"Bus 5", b"mill", b"blue door"):
            assert secret not in said, (name, secret)
        again = load(path)
        assert any(quad.predicate == nwd("isConfidential") for quad in again)
    check_round_trip(quads, tmp_path)


def test_what_someone_mended_stays_mended(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "organizations.csv").write_text("id,name,website\no1,Pantry,www.x.org\n", "utf-8")
    (folder / "services.csv").write_text("id,organization_id,name\ns1,o1,Food\n", "utf-8")
    made = json.loads(export(load(folder), "hsds-json", tmp_path).read_text("utf-8"))
    (service,) = made["services"]
    assert service["status"] == "active"
    service |= {"status": "inactive"}
    service["organization"]["website"] = "https://new.example"
    made["organizations"][0]["website"] = "https://new.example"
    path = tmp_path / "mended.json"
    path.write_text(json.dumps(made), "utf-8")
    said = {str(quad.object) for quad in load(path)}
    assert "<https://w3id.org/nowrongdoor/code/service-status/inactive>" in said
    assert '"https://new.example"' in said
    assert '"s1"' in said


def test_ids_of_another_source_are_not_taken(tmp_path: Path) -> None:
    quads = load(shared("ohana-sanmateo-sample/sample-csv"))
    foreign = load(export(quads, "hsds", tmp_path), source="elsewhere")
    own = next(quad.subject for quad in quads if quad.object == nwd("Service"))
    assert isinstance(own, NamedNode)
    names = {quad.subject.value for quad in foreign if isinstance(quad.subject, NamedNode)}
    assert own.value not in names
    assert f"https://w3id.org/nowrongdoor/id/elsewhere/service/{made_uuid(own.value)}" in names


def test_a_merge_tells_the_source_of_each_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = []
    for source, name, phone, email in (
        ("county", "Public Health", "541-555-0101", ""),
        ("city", "Pub. Health Dept", "541-555-0102", "hi@health.example"),
    ):
        folder = tmp_path / source
        folder.mkdir()
        (folder / "organizations.csv").write_text(
            f"id,name,email,description\no1,{name},{email},Of the {source}\n", "utf-8"
        )
        (folder / "phones.csv").write_text(f"id,organization_id,number\np,o1,{phone}\n", "utf-8")
        (folder / "services.csv").write_text("id,organization_id,name\ns1,o1,Clinic\n", "utf-8")
        quads += load(folder, source=source)
    one, other = (
        f"https://w3id.org/nowrongdoor/id/{name}/partner/o1" for name in ("county", "city")
    )
    identity = Identity(groups=[[one, other]], _stands_for={other: one})
    monkeypatch.setattr("service.hsds.merging.read_identity", lambda store: identity)
    apart = read_tables(export(quads, "hsds", tmp_path))
    assert len(apart["organization"]) == 2
    tables = read_tables(export(quads, "hsds", tmp_path, merged=True))
    assert list(faults(tables)) == []
    (organization,) = tables["organization"]
    assert (organization["name"], organization["email"]) == ("Public Health", "hi@health.example")
    assert organization["alternate_name"] == "Pub. Health Dept"
    assert {row["number"] for row in tables["phone"]} == {"541-555-0101", "541-555-0102"}
    assert {row["organization_id"] for row in tables["service"]} == {organization["id"]}
    told = {
        row["field_name"]: (
            row["last_action_type"],
            row["previous_value"],
            row["replacement_value"],
        )
        for row in tables["metadata"]
        if row["updated_by"] == "city" and row["resource_id"] == organization["id"]
    }
    assert told["name"] == ("update", "Pub. Health Dept", "Public Health")
    assert told["email"] == ("create", "(nothing)", "hi@health.example")
    assert told["description"] == ("update", "Of the city", "Of the county")


def test_every_property_is_held_or_said_not_to_be(sample: list[Quad]) -> None:
    kinds: dict[str, set[str]] = {}
    for quad in sample:
        if quad.predicate.value.endswith("#type") and isinstance(quad.object, NamedNode):
            kinds.setdefault(str(quad.subject), set()).add(quad.object.value)
    for quad in sample:
        predicate = quad.predicate.value
        own = kinds[str(quad.subject)] & CLASSES.keys()
        if not own or predicate.endswith("#type"):
            continue
        known = any(predicate in PROPERTIES[kind] for kind in own) or predicate in NOT_HELD
        assert known, (own, predicate)


_WORD = st.text("abc XYZ'é,;:", min_size=0, max_size=12)
_ROWS = st.fixed_dictionaries(
    {
        "organizations": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["o1", "o2", "O-3"]),
                    "name": _WORD,
                    "description": _WORD,
                    "website": st.sampled_from(["", "www.example.org", "on request"]),
                    "email": st.sampled_from(["", "a@example.org", "a@b"]),
                    "tax_id": st.sampled_from(["", "12-3456789", "none known"]),
                    "year_incorporated": st.sampled_from(["", "1970", "1970s"]),
                }
            ),
            max_size=3,
        ),
        "services": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["s1", "s2", "s/3", "S4"]),
                    "organization_id": st.sampled_from(["o1", "o2", "gone", ""]),
                    "name": _WORD,
                    "status": st.sampled_from(["", "active", "defunct", "maybe"]),
                    "url": st.sampled_from(["", "example.org", "x y"]),
                    "fees_description": _WORD,
                    "wait_time": st.sampled_from(["", "3 days", "long"]),
                    "minimum_age": st.sampled_from(["", "0.5", "3", "babies"]),
                    "alert": _WORD,
                    "last_modified": st.sampled_from(["", "2020-01-01", "yesterday"]),
                }
            ),
            min_size=1,
            max_size=4,
        ),
        "phones": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["", "p1", "p2"]),
                    "service_id": st.sampled_from(["", "s1", "s2"]),
                    "organization_id": st.sampled_from(["", "o1"]),
                    "number": st.sampled_from(["", "541-555-0100", '"5"']),
                    "extension": st.sampled_from(["", "12", "12A"]),
                    "type": st.sampled_from(["", "fax", "voice"]),
                }
            ),
            max_size=3,
        ),
        "cost_options": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.just("c1"),
                    "service_id": st.sampled_from(["s1", "s2"]),
                    "option": _WORD,
                    "amount": st.sampled_from(["", "5", "5.50", "a lot"]),
                    "valid_from": st.sampled_from(["", "2026-01-01", "spring"]),
                }
            ),
            max_size=3,
        ),
    }
)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tables=_ROWS)
def test_any_directory_comes_back_the_same(
    tables: dict[str, list[dict[str, str]]], tmp_path: Path
) -> None:
    folder = tmp_path / "any"
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").unlink(missing_ok=True)
        if rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    quads = load(folder)
    check_round_trip(quads, tmp_path)
    found = read_tables(export(quads, "hsds", tmp_path))
    assert list(faults(found)) == []
    assert NOT_KNOWN not in {row["name"] for row in found["service"]}


def test_what_is_left_out_is_told_in_few_lines(demo_quads: list[Quad], tmp_path: Path) -> None:
    data = ExportData(store_of(demo_quads), generated_at=THEN)
    kinds = data.hsds.left_out
    lines = tell_left_out(kinds)
    assert 1 < len(lines) == 1 + len({one.why for one in kinds}) < len(kinds)
    most = max(kinds, key=lambda one: one.records)
    assert any(f"{most.records:,} {most.what}" in line for line in lines)


def test_the_list_of_what_is_left_out_is_no_unknown_table(
    demo_quads: list[Quad], tmp_path: Path
) -> None:
    file = export(demo_quads, "hsds", tmp_path)
    report = check_source(None, file, source="again")
    assert "unknown-table" not in {issue.code for issue in report.issues}
