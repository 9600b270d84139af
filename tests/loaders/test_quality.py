"""What became of every row, what is blank, what dangles, and what services lack."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from directories.facts_of import shared
from directories.tables import write_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import SourceError, UnknownSource
from graph.store import EmbeddedStore
from loaders.load import check_source, drop_source, load_source
from loaders.quality.measurements import read_quality
from loaders.quality.outcomes import COUNTED, RowCount
from loaders.quality.report import QualityReport, as_object, summarise, unusable

TABLES = {
    "organizations": """\
id,name,description,website,tax_id
o1,Alder Clinic,Care,https://alder.example,
o2,Baker Pantry,Food,,
o2,Baker Pantry,Food,,
o2,Another Name,Food,,
,,,,
,Cedar House,,,
,,lost,,
""",
    "services": """\
id,organization_id,name,status,minimum_age,maximum_age,assured_date,email,x_extra
s1,o1,Prenatal care,active,,,2026-01-31,,yes
s2,o9,Food boxes,active,0,5,2024-01-31,,
s3,o2,Diapers,sometimes,,,,,
s4,o2,Playgroup,active,,,soon,,
""",
    "locations": """\
id,organization_id,name,location_type,latitude,longitude
l1,o1,Clinic,physical,44.1,-123.1
l2,o8,Pantry,physical,,
""",
    "service_at_location": """\
id,service_id,location_id
x1,s1,l1
x2,s2,l7
x3,s8,l1
x4,,l1
""",
    "schedules": """\
id,service_id,byday,opens_at,closes_at
h1,s1,MO,09:00,17:00
h2,s8,MO,09:00,17:00
h3,,MO,09:00,17:00
""",
    "contacts": "id,organization_id,name\nc1,o1,Jane Roe\nc2,o1,John Roe\n",
}


def quality_of(path: Path) -> QualityReport:
    report = check_source(None, path, source="t")
    assert report.quality is not None
    return report.quality


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> QualityReport:
    return quality_of(write_tables(tmp_path_factory.mktemp("small"), **TABLES))


def outcomes(report: QualityReport, table: str) -> dict[str, int]:
    (row,) = [row for row in report.rows if row.table == table]
    return {name: getattr(row, name) for name in ("read", *COUNTED) if getattr(row, name)}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # o1 and o2 as they stand; o2 again; o2 as another; one without id; one without id and name
        ("organization", {"read": 6, "loaded": 2, "repaired": 1, "merged": 1, "refused": 2}),
        # s1 as it stands; s2 of a missing organization; a word off the list; a date that is none
        ("service", {"read": 4, "loaded": 1, "repaired": 2, "marked": 1}),
        ("location", {"read": 2, "loaded": 1, "marked": 1}),
        # to a missing location; to a missing service; to none
        ("service_at_location", {"read": 4, "loaded": 1, "marked": 1, "apart": 2}),
        ("schedule", {"read": 3, "loaded": 1, "apart": 2}),
        ("contact", {"read": 2, "left_out": 2}),
    ],
)
def test_each_row_ends_as_it_should(
    small: QualityReport, table: str, expected: dict[str, int]
) -> None:
    assert outcomes(small, table) == expected


def test_blank_columns_and_those_that_are_not_known(small: QualityReport) -> None:
    blank = {(one.table, one.column) for one in small.blank_columns()}
    assert {("organization", "tax_id"), ("service", "email")} <= blank
    (extra,) = [one for one in small.columns if one.column == "x_extra"]
    assert (extra.use, extra.filled, extra.rows) == ("unknown", 1, 4)
    (age,) = [one for one in small.columns if one.column == "minimum_age"]
    assert (age.use, age.filled, age.rows) == ("read", 1, 4)


def test_dangling_keys_by_column(small: QualityReport) -> None:
    found = {
        (one.table, one.column, one.target): (one.keys, one.dangling)
        for one in small.dangling_keys()
    }
    assert found == {
        ("service", "organization_id", "organization"): (4, 1),
        ("location", "organization_id", "organization"): (2, 1),
        ("service_at_location", "location_id", "location"): (4, 1),
        ("service_at_location", "service_id", "service"): (3, 1),
        ("schedule", "service_id", "service"): (2, 1),
    }
    assert dict(small.placeholders) == {"Partner": 2, "Site": 1}


def test_what_services_have(small: QualityReport) -> None:
    counts = {one.name: (one.count, one.out_of) for one in small.measures}
    assert counts["ages"] == (1, 4)
    assert counts["verified"] == (2, 4)
    assert counts["sites"] == (2, 4)
    assert counts["schedules"] == (1, 4)
    assert counts["contact"] == (1, 4)
    assert counts["site-coordinates"] == (1, 2)
    assert small.verified == (date(2024, 1, 31), date(2026, 1, 31), date(2026, 1, 31))
    assert small.people_left_out == 2
    lacking = {one.record: (one.row, set(one.lacks)) for one in small.lacking}
    assert lacking["s3"][0] == 4
    assert {"ages", "verified"} <= lacking["s3"][1]
    assert "verified" not in lacking["s1"][1]


def test_issues_that_are_told_once_count_all_their_rows(tmp_path: Path) -> None:
    lost = "".join(f"h{n},gone{n},MO,09:00,10:00\n" for n in range(50))
    tables = {**TABLES, "schedules": "id,service_id,byday,opens_at,closes_at\n" + lost}
    report = check_source(None, write_tables(tmp_path / "d", **tables), source="t")
    assert report.quality is not None
    (found,) = [one for one in report.quality.issues if one.code == "unjoined-rows"]
    assert (found.count, found.effect, found.row) == (50, "apart", 2)
    assert sum(issue.code == "unjoined-rows" for issue in report.issues) == 1
    (places,) = [p for (code, *_), p in report.quality.places.items() if code == "unjoined-rows"]
    assert [row for _, row in places] == list(range(2, 52))


def test_the_sentences_say_what_is_unusable(small: QualityReport) -> None:
    assert unusable(small) == 6
    assert summarise(small)[0].startswith("21 rows were read: 6 of 21 (29%) are loaded as they")
    assert "6 of 21 (29%) cannot be used" in summarise(small)[0]


def test_the_store_keeps_the_report_and_forgets_it(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    folder = write_tables(tmp_path / "d", **TABLES)
    loaded = load_source(store, folder, source="t")
    checked = check_source(store, folder, source="t")
    assert loaded.quality is not None
    assert checked.quality is not None
    assert as_object(loaded.quality) == as_object(checked.quality)
    assert as_object(read_quality(store.read(), "t")) == as_object(loaded.quality)
    before = store.read().generation.triples
    load_source(store, folder, source="t")
    assert store.read().generation.triples == before
    drop_source(store, "t")
    with pytest.raises(UnknownSource):
        read_quality(store.read(), "t")


def test_a_table_of_another_name_is_told(tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "d", **TABLES, board_members="id,name\nb1,x\n")
    report = check_source(None, folder, source="t")
    (told,) = [issue for issue in report.issues if issue.code == "unknown-table"]
    assert (told.file, told.severity) == ("board_members.csv", "warning")


def test_rows_apart_are_kept_with_their_place(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    report = load_source(store, write_tables(tmp_path / "d", **TABLES), source="t")
    assert "UnjoinedRow" not in report.loaded
    found = store.read().query(
        "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> SELECT ?file ?row ?column ?value "
        "WHERE { ?r a nwd:UnjoinedRow ; nwd:file ?file ; nwd:row ?row ; nwd:column ?column "
        "OPTIONAL { ?r nwd:value ?value } } ORDER BY ?file ?row"
    )
    rows = [tuple(term.value if term else None for term in row) for row in found]  # type: ignore[union-attr]
    assert rows == [
        ("schedules.csv", "3", "service_id", "s8"),
        ("schedules.csv", "4", "service_id", None),
        ("service_at_location.csv", "4", "service_id", "s8"),
        ("service_at_location.csv", "5", "service_id", None),
    ]


def test_nested_json_counts_every_object(tmp_path: Path) -> None:
    service = {
        "id": "s1",
        "name": "Care",
        "status": "active",
        "organization": {"id": "o1", "name": "Clinic"},
        "schedules": [{"opens_at": "09:00", "byday": "MO"}, {"opens_at": "10:00", "byday": "TU"}],
        "contacts": [{"id": "c1", "name": "Jane Roe"}],
        "service_at_locations": [
            {"id": "x1", "location": {"id": "l1", "name": "Hall", "location_type": "physical"}}
        ],
        "colour": "red",
    }
    again = {**service, "id": "s2", "name": "Diapers"}
    path = tmp_path / "services.json"
    path.write_text(json.dumps([service, again]), encoding="utf-8")
    report = quality_of(path)
    assert outcomes(report, "service") == {"read": 2, "loaded": 2}
    assert outcomes(report, "organization") == {"read": 2, "loaded": 1, "merged": 1}
    assert outcomes(report, "schedule") == {"read": 4, "loaded": 4}
    assert outcomes(report, "contact") == {"read": 2, "left_out": 2}
    (colour,) = [one for one in report.columns if one.column == "colour"]
    assert (colour.use, colour.filled, colour.rows) == ("unknown", 2, 2)


def test_a_workbook(tmp_path: Path) -> None:
    tables = {
        "partners": "id,name,sector\np1,Clinic,health\np2,Pantry,nonsense\n",
        "services": "id,name,partner,needs,verified_on\ns1,Care,p1,food,2026-01-31\n"
        "s2,Food,p9,,\ns3,Ride,p1,,\n",
    }
    report = quality_of(write_tables(tmp_path / "d", **tables))
    partners, services = outcomes(report, "partners"), outcomes(report, "services")
    assert partners["read"] == 2
    assert services == {"read": 3, "loaded": 2, "refused": 1}
    assert [(one.column, one.keys, one.dangling) for one in report.dangling_keys()] == [
        ("partner", 3, 1)
    ]
    counts = {one.name: (one.count, one.out_of) for one in report.measures}
    assert counts["needs"] == (1, 2)
    assert counts["needs-by-source"] == (1, 2)
    (lacking,) = [one for one in report.lacking if one.record == "s3"]
    assert (lacking.name, lacking.row) == ("Ride", 4)


def test_rdf_counts_records(tmp_path: Path) -> None:
    path = tmp_path / "more.ttl"
    path.write_text(
        "@prefix nwd: <https://w3id.org/nowrongdoor/ontology#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        '<https://e.org/p> a nwd:Partner ; dcterms:identifier "p" .\n'
        '<https://e.org/s> a nwd:Service ; dcterms:identifier "s" ; '
        "nwd:providedBy <https://e.org/p> ; nwd:fromDay 0 .\n",
        encoding="utf-8",
    )
    report = quality_of(path)
    assert outcomes(report, "Service") == {"read": 1, "loaded": 1}
    assert [one.count for one in report.measures if one.name == "ages"] == [1]
    assert [one.record for one in report.lacking] == ["https://e.org/s"]


IDS = st.sampled_from(["", "a", "b", "c", "gone"])
ROWS = {
    "organizations": ("id,name,description", (IDS, st.sampled_from(["", "Aid", "Bread"]))),
    "services": ("id,organization_id,name,status", (IDS, IDS, st.sampled_from(["", "Help"]))),
    "locations": ("id,organization_id,name", (IDS, IDS)),
    "service_at_location": ("id,service_id,location_id", (IDS, IDS, IDS)),
    "schedules": ("id,service_id,byday", (IDS, IDS, st.just("MO"))),
    "phones": ("id,organization_id,number", (IDS, IDS, st.just("555 0100"))),
    "eligibility": ("id,service_id,eligibility", (IDS, IDS, st.just("all"))),
    "addresses": ("id,location_id,address_1", (IDS, IDS, st.sampled_from(["", "1 Elm St"]))),
    "attributes": ("id,link_id,taxonomy_term_id", (IDS, IDS, IDS)),
    "taxonomy_terms": ("id,name,parent_id", (IDS, st.just("Food"), IDS)),
    "contacts": ("id,organization_id,name", (IDS, IDS, st.just("Jane Roe"))),
    "metadata": ("id,resource_id,resource_type", (IDS, IDS, st.just("service"))),
}


@st.composite
def directories(draw: st.DrawFn) -> tuple[dict[str, str], int]:
    """Tables with keys that repeat, are blank and dangle; and how many rows that are not blank."""
    tables, filled = {}, 0
    for name, (header, columns) in ROWS.items():
        rows = draw(st.lists(st.tuples(*columns), max_size=5))
        tables[name] = header + "\n" + "".join(",".join(row) + "\n" for row in rows)
        filled += sum(any(row) for row in rows)
    return tables, filled


@settings(max_examples=25, deadline=None)
@given(drawn=directories())
def test_every_row_is_accounted_for_exactly_once(
    drawn: tuple[dict[str, str], int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tables, filled = drawn
    try:
        report = check_source(
            None, write_tables(tmp_path_factory.mktemp("any"), **tables), source="t"
        )
    except SourceError:
        return
    quality = report.quality
    assert quality is not None
    assert quality.total("read") == report.rows_read == filled
    for row in quality.rows:
        assert row.read == sum(getattr(row, name) for name in COUNTED), row
        assert min(getattr(row, name) for name in COUNTED) >= 0, row
    assert quality.total("refused") == report.refused
    kept = sum(
        row.loaded + row.repaired + row.marked for row in quality.rows if row.table == "service"
    )
    assert kept == report.loaded.get("Service", 0)


def test_folded_and_parted_rows_count_once(tmp_path: Path) -> None:
    tables = {
        "organizations": "id,name\no1,Clinic\n",
        "services": "id,organization_id,name,accepted_payments\ns1,o1,Care,Cash\ns2,o1,Food,\n",
        "fees": "id,service_id,fee\nf1,s1,Free\nf2,s9,Free\n",
        "interpretation_services": "id,service_id,interpretation_service\ni1,s1,Spanish\ni2,,x\n",
        "languages": 'id,service_id,language\ng1,"s1,s2",Spanish\n',
    }
    report = check_source(None, write_tables(tmp_path / "d", **tables), source="t")
    assert report.quality is not None
    assert report.quality.total("read") == report.rows_read == 8
    found = {
        row.table: (row.read, row.loaded + row.repaired, row.apart) for row in report.quality.rows
    }
    assert found == {
        "organization": (1, 1, 0),
        "service": (2, 2, 0),
        "fee": (2, 1, 1),
        "interpretation_service": (2, 1, 0),
        "language": (1, 1, 0),
    }


@pytest.mark.parametrize(
    ("name", "read", "mended", "counts"),
    [
        (
            "hsds-1.1-sample/all_resources",
            71,
            {"repaired": 1, "left_out": 3},
            {"needs": (0, 13), "sites": (13, 13), "site-coordinates": (1, 10)},
        ),
        (
            "ohana-sanmateo-sample/sample-csv",
            455,
            {"repaired": 1, "left_out": 6},
            {"sites": (23, 23), "languages": (17, 23), "site-coordinates": (21, 22)},
        ),
    ],
)
def test_known_sets(
    name: str, read: int, mended: dict[str, int], counts: dict[str, tuple[int, int]]
) -> None:
    report = quality_of(shared(name))
    totals = {one: report.total(one) for one in COUNTED if report.total(one)}
    assert totals == {"loaded": read - sum(mended.values()), **mended}
    found = {one.name: (one.count, one.out_of) for one in report.measures}
    assert found | counts == found


def test_a_row_count_adds_up_by_its_own_definition() -> None:
    row = RowCount("a.csv", "service", read=3, loaded=1, apart=1, refused=1)
    assert row.read == sum(getattr(row, name) for name in COUNTED)
