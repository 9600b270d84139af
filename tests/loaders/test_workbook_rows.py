"""Rows: which load, which are refused, and how that is told. Rows are given as dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import SourceError
from graph.store import MemoryStore
from loaders.load import LoadReport, build_dataset, build_store
from ontology.terms import DATA, DCTERMS, RDF, SKOS, XSD, code, mint, nwd, source_graph

Rows = Mapping[str, Sequence[Mapping[str, object]]]

PARTNER = {"id": "p", "name": "P"}
PEOPLE: Rows = {
    "partners": [PARTNER, {"id": "q", "name": "Q"}],
    "services": [{"id": "s", "name": "S", "partner": "p"}],
    "touchpoints": [{"id": "t", "name": "T", "life_stage": "newborn"}],
}


def load(tables: Rows, **others: Rows) -> LoadReport:
    _, reports = build_dataset({**others, "one": tables})
    return reports["one"]


def told(report: LoadReport) -> list[tuple[str, str | None, int | None, str | None, str | None]]:
    return [(i.code, i.sheet, i.row, i.column, i.value) for i in report.issues]


def values(store: MemoryStore, kind: str, name: str, predicate: NamedNode) -> set[str]:
    subject = mint("one", kind, name)
    found = store.store.quads_for_pattern(subject, predicate, None, source_graph("one"))
    return {quad.object.value for quad in found if isinstance(quad.object, Literal | NamedNode)}


def test_a_row_becomes_the_triples_of_the_model() -> None:
    service = {
        "id": "s", "name": "S", "partner": "p", "needs": "food; own", "segments": "all",
        "from_age": "prenatal", "to_age": "5 years", "places": "everywhere", "modes": "phone",
        "capacity": "40", "voluntary": "yes", "status": "active", "verified_on": "2026-03-14",
    }  # fmt: skip
    tables: Rows = {
        "partners": [PARTNER],
        "needs": [{"id": "own", "name": "Own", "broader": "food"}],
        "services": [service],
    }
    store = build_store({"one": tables}).store
    into, subject = source_graph("one"), mint("one", "service", "s")
    integer, boolean, day = (NamedNode(XSD + name) for name in ("integer", "boolean", "date"))
    expected = {
        (NamedNode(RDF + "type"), nwd("Service")),
        (NamedNode(DCTERMS + "identifier"), Literal("s")),
        (NamedNode(SKOS + "prefLabel"), Literal("S")),
        (nwd("providedBy"), mint("one", "partner", "p")),
        (nwd("addressesNeed"), code("need", "food")),
        (nwd("addressesNeed"), mint("one", "need", "own")),
        (nwd("forSegment"), nwd("allFamilies")),
        (nwd("fromDay"), Literal("-280", datatype=integer)),
        (nwd("toDay"), Literal("1826", datatype=integer)),
        (nwd("servesArea"), nwd("everywhere")),
        (nwd("deliveryMode"), code("delivery-mode", "phone")),
        (nwd("slotsTotal"), Literal("40", datatype=integer)),
        (nwd("isVoluntary"), Literal("true", datatype=boolean)),
        (nwd("serviceStatus"), code("service-status", "active")),
        (nwd("verifiedOn"), Literal("2026-03-14", datatype=day)),
    }
    found = {(q.predicate, q.object) for q in store.quads_for_pattern(subject, None, None, into)}
    assert found == expected


def test_blank_cells_give_no_triple_and_requirements_their_defaults() -> None:
    store = build_store({"one": {**PEOPLE, "requirements": [{"touchpoint": "t", "need": "food"}]}})
    name = "t>food>all>everywhere"
    assert values(store, "requirement", name, nwd("forSegment")) == {nwd("allFamilies").value}
    assert values(store, "requirement", name, nwd("forPlace")) == {nwd("everywhere").value}
    assert values(store, "requirement", name, nwd("weight")) == {"1"}
    assert values(store, "service", "s", nwd("serviceStatus")) == set()


def test_an_unknown_life_stage_gives_no_triple() -> None:
    rows = [{"id": "t", "name": "T", "life_stage": "unknown"}]
    store = build_store({"one": {"touchpoints": rows}})
    assert values(store, "touchpoint", "t", nwd("atLifeStage")) == set()
    assert values(store, "touchpoint", "t", NamedNode(DCTERMS + "identifier")) == {"t"}


def test_every_bad_row_is_told_with_its_place_and_the_others_load() -> None:
    report = load(
        {
            "partners": [
                PARTNER,
                {"id": "", "name": "Nameless"},
                {"id": "q", "name": " "},
                {"id": "r", "name": "R", "verified_on": "soon"},
                {"id": "v", "name": "V", "sector": "healthy"},
            ]
        }
    )
    assert told(report) == [
        ("blank-id", "partners", 3, "id", None),
        ("blank-required", "partners", 4, "name", None),
        ("wrong-type", "partners", 5, "verified_on", "soon"),
        ("unlisted-word", "partners", 6, "sector", "healthy"),
    ]
    assert report.loaded == {"partners": 1}
    assert (report.rows_read, report.refused) == (5, 4)
    assert {issue.severity for issue in report.issues} == {"error"}
    assert report.issues[2].record == "r"


def test_a_row_that_repeats_an_id_is_refused_even_when_the_first_is_bad() -> None:
    rows = [{"id": "p", "name": "P", "verified_on": "soon"}, {"id": "p", "name": "again"}]
    report = load({"partners": rows, "places": [{"id": "p", "name": "a place may share it"}]})
    assert told(report)[1] == ("repeated-key", "partners", 3, "id", "p")
    assert report.loaded == {"places": 1, "partners": 0}


def test_partners_services_and_touchpoints_share_no_id() -> None:
    report = load(
        {
            # Given out of order: the later table is the one that stands later in the definition.
            "touchpoints": [{"id": "s", "name": "T", "life_stage": "newborn"}],
            "services": [
                {"id": "p", "name": "S", "partner": "p"},
                {"id": "s", "name": "S", "partner": "p"},
            ],
            "partners": [PARTNER],
        }
    )
    assert told(report) == [
        ("repeated-key", "services", 2, "id", "p"),
        ("repeated-key", "touchpoints", 2, "id", "s"),
    ]
    assert "row 2 of partners" in report.issues[0].message


@pytest.mark.parametrize("name", ["all", "everywhere"])
@pytest.mark.parametrize("table", ["places", "segments", "needs", "partners"])
def test_reserved_ids(table: str, name: str) -> None:
    report = load({table: [{"id": name, "name": "X"}, {"id": name.upper(), "name": "fine"}]})
    assert told(report) == [("reserved-id", table, 2, "id", name)]
    assert report.loaded == {table: 1}


def test_a_shipped_need_cannot_be_added_again_but_is_still_meant() -> None:
    report = load(
        {
            "needs": [
                {"id": "food", "name": "Food"},
                {"id": "soup", "name": "S", "broader": "food"},
            ],
        }
    )
    assert told(report) == [("repeated-key", "needs", 2, "id", "food")]
    assert report.loaded == {"needs": 1}


def test_keys_of_rows_that_join_others() -> None:
    door = {"touchpoint": "t", "at": "p"}
    statement = {"subject": "p", "topic": "referrals", "value": "partial"}
    requirement = {"touchpoint": "t", "need": "food"}
    report = load(
        {
            **PEOPLE,
            "doors": [door, {**door, "status": "closed"}, {"touchpoint": "t", "at": "s"}],
            "completeness": [
                statement,
                {**statement, "value": "complete"},
                {**statement, "as_of": "2026-01-01"},
            ],
            "requirements": [
                requirement,
                {**requirement, "segment": "all", "place": "everywhere", "weight": "7"},
            ],
        }
    )
    assert [(code, sheet, row) for code, sheet, row, _, _ in told(report)] == [
        ("repeated-key", "doors", 3),
        ("repeated-key", "completeness", 3),
        ("repeated-key", "requirements", 3),
    ]


def test_referrals_without_an_id_are_compared_with_each_other_only() -> None:
    report = load(
        {
            **PEOPLE,
            "referrals": [
                {"id": "r", "from": "p", "to": "s"},
                {"id": "", "from": "p", "to": "s"},
                {"id": "p>s", "from": "p", "to": "s"},
                {"id": "", "from": "p", "to": "one:s"},
                {"id": "r", "from": "t", "to": "s"},
            ],
        }
    )
    assert [(code, row) for code, _, row, _, _ in told(report)] == [
        ("repeated-key", 5),
        ("repeated-key", 6),
    ]
    assert report.loaded["referrals"] == 3


def test_a_referral_without_an_id_is_named_by_its_ends() -> None:
    volume = {"period_start": "2026-01-01", "period_end": "2026-01-31", "outcome": "sent"}
    store = build_store(
        {
            "one": {
                **PEOPLE,
                "referrals": [{"from": "p", "to": "s"}],
                "referral_volumes": [{**volume, "referral": "p>s", "count": "<11"}],
            }
        }
    )
    pathway = mint("one", "referral-between", "p>s")
    assert values(store, "referral-volume", "2", nwd("ofPathway")) == {pathway.value}
    assert values(store, "referral-volume", "2", nwd("suppressedBelow")) == {"11"}
    assert values(store, "referral-volume", "2", nwd("countValue")) == set()


def test_ids_of_any_text_give_different_records() -> None:
    odd = ["a>b", "c", "a", "b>c", "a b", "a%3Eb", "ä:ö", "x" * 1_000, "a;b", "/", "?#"]
    partners = [{"id": name, "name": "P"} for name in odd]
    touchpoints = [
        {"id": f"{name}!", "name": "T", "life_stage": "newborn"} for name in ("a>b", "a")
    ]
    doors = [{"touchpoint": "a>b!", "at": "c"}, {"touchpoint": "a!", "at": "b>c"}]
    tables: Rows = {"partners": partners, "touchpoints": touchpoints, "doors": doors}
    store, reports = build_dataset({"one": tables})
    assert reports["one"].issues == ()
    found = store.store.quads_for_pattern(None, NamedNode(RDF + "type"), None, source_graph("one"))
    assert len({quad.subject for quad in found}) == len(odd) + 4


def test_dangling_references_name_what_is_near() -> None:
    report = load(
        {
            **PEOPLE,
            "segments": [{"id": "spanish", "name": "Spanish"}],
            "services": [
                {"id": "a", "name": "A", "partner": "P"},
                {"id": "b", "name": "B", "partner": "p", "segments": "spannish; all"},
                {"id": "c", "name": "C", "partner": "p", "needs": "Food"},
                {"id": "d", "name": "D", "partner": "t"},
                {"id": "e", "name": "E", "partner": "utterly else"},
                {"id": "f", "name": "F", "partner": "p", "segments": "All"},
            ],
        }
    )
    assert [code for code, *_ in told(report)] == ["dangling-reference"] * 6
    hints = [issue.message.partition("; ")[2] for issue in report.issues]
    assert hints == [
        "nearest: p",
        "nearest: spanish",
        "nearest: food",
        "it is the id of a touchpoint",
        "check the spelling, or add the row",
        "nearest: all",
    ]
    assert report.issues[1].value == "spannish"


def test_what_points_to_a_refused_row_is_refused_too_however_far() -> None:
    tables: Rows = {
        "places": [
            {"id": "a", "name": "A", "part_of": "b"},
            {"id": "b", "name": "B", "part_of": "c"},
            {"id": "c", "name": "C", "part_of": "nowhere"},
            {"id": "d", "name": "D"},
        ],
        "partners": [PARTNER],
        "sites": [{"id": "x", "partner": "p", "place": "a"}],
        "services": [
            {"id": "s", "name": "S", "partner": "p", "sites": "x"},
            {"id": "ok", "name": "S", "partner": "p", "places": "d"},
        ],
        "referrals": [{"from": "ok", "to": "s"}],
        "referral_volumes": [
            {
                "referral": "ok>s",
                "period_start": "2026-01-01",
                "period_end": "2026-01-31",
                "outcome": "sent",
                "count": "3",
            }
        ],
    }
    report = load(tables)
    assert report.loaded == {
        "places": 1,
        "partners": 1,
        "sites": 0,
        "services": 1,
        "referrals": 0,
        "referral_volumes": 0,
    }
    assert [code for code, *_ in told(report)].count("refused-reference") == 6
    assert report.refused == 7
    again = {name: list(reversed(rows)) for name, rows in reversed(list(tables.items()))}
    assert load(again).loaded == report.loaded


def test_rows_that_point_at_each_other_load_together_or_not_at_all() -> None:
    partners = [
        {"id": "a", "name": "A", "parent": "b"},
        {"id": "b", "name": "B", "parent": "a"},
    ]
    assert load({"partners": partners}).loaded == {"partners": 2}
    partners[0]["verified_on"] = "soon"
    report = load({"partners": partners, "places": [{"id": "x", "name": "X"}]})
    assert report.loaded == {"places": 1, "partners": 0}


@pytest.mark.parametrize(
    ("ages", "loads"),
    [
        (("0", "28"), True),
        (("28", "28"), False),
        (("newborn", "newborn"), True),
        (("infant", "newborn"), False),
        (("", "28"), True),
        (("preschool", ""), True),
    ],
)
def test_from_age_must_be_before_to_age(ages: tuple[str, str], loads: bool) -> None:
    service = {"id": "s", "name": "S", "partner": "p", "from_age": ages[0], "to_age": ages[1]}
    report = load({"partners": [PARTNER], "services": [service]})
    assert report.loaded == {"partners": 1, "services": int(loads)}
    assert [code for code, *_ in told(report)] == ([] if loads else ["wrong-order"])


@pytest.mark.parametrize("table", ["places", "needs"])
def test_a_circle_stops_the_whole_load(table: str) -> None:
    column = {"places": "part_of", "needs": "broader"}[table]
    rows = [
        {"id": "a", "name": "A", column: "b"},
        {"id": "b", "name": "B", column: "c"},
        {"id": "c", "name": "C", column: "a"},
    ]
    with pytest.raises(SourceError, match=rf"{column} leads in a circle: a > b > c > a") as caught:
        load({table: rows})
    assert (caught.value.sheet, caught.value.row, caught.value.column) == (table, 2, column)


def test_a_row_above_itself_is_a_circle() -> None:
    with pytest.raises(SourceError, match="a > a"):
        load({"places": [{"id": "a", "name": "A", "part_of": "a"}]})


def test_long_chains_are_no_circle() -> None:
    rows = [{"id": f"{n}", "name": "N", "part_of": f"{n + 1}"} for n in range(5_000)]
    assert load({"places": [*rows, {"id": "5000", "name": "top"}]}).loaded == {"places": 5_001}


def test_references_to_other_sources() -> None:
    other: Rows = {
        "partners": [{"id": "p", "name": "theirs"}, {"id": "x:y", "name": "colon"}],
        "needs": [{"id": "soup", "name": "Soup"}],
    }
    services = [
        {"id": "a", "name": "A", "partner": "p"},
        {"id": "b", "name": "B", "partner": "two:p", "needs": "two:soup; food"},
        {"id": "c", "name": "C", "partner": mint("two", "partner", "p").value},
        {"id": "d", "name": "D", "partner": "two:x:y"},
        {"id": "e", "name": "E", "partner": mint("one", "partner", "p").value},
        {"id": "f", "name": "F", "partner": "one:p", "needs": code("need", "food").value},
        {"id": "g", "name": "G", "partner": "soup"},
        {"id": "h", "name": "H", "partner": "three:p"},
        {"id": "i", "name": "I", "partner": f"{DATA}two/need/soup"},
    ]
    tables: Rows = {"partners": [PARTNER], "services": services}
    store, reports = build_dataset({"two": other, "one": tables})
    providers = {name: values(store, "service", name, nwd("providedBy")) for name in "abcdefghi"}
    own, theirs = mint("one", "partner", "p").value, mint("two", "partner", "p").value
    assert providers == {
        "a": {own}, "b": {theirs}, "c": {theirs}, "d": {mint("two", "partner", "x:y").value},
        "e": {own}, "f": {own}, "g": set(), "h": set(), "i": set(),
    }  # fmt: skip
    assert [row for _, _, row, _, _ in told(reports["one"])] == [8, 9, 10]
    assert values(store, "service", "b", nwd("addressesNeed")) == {
        mint("two", "need", "soup").value,
        code("need", "food").value,
    }


def test_an_id_of_another_source_is_proposed() -> None:
    report = load(
        {"services": [{"id": "s", "name": "S", "partner": "them"}], "partners": [PARTNER]},
        two={"partners": [{"id": "them", "name": "T"}]},
    )
    assert report.issues[0].message.endswith("write two:them for the one of that source")


def test_ids_with_a_colon_come_before_sources() -> None:
    tables: Rows = {
        "partners": [{"id": "two:p", "name": "mine"}],
        "services": [{"id": "s", "name": "S", "partner": "two:p"}],
    }
    store = build_store({"two": {"partners": [PARTNER]}, "one": tables})
    assert values(store, "service", "s", nwd("providedBy")) == {
        mint("one", "partner", "two:p").value
    }


def test_numbers_that_a_spreadsheet_made_of_ids_still_fit() -> None:
    tables: Rows = {
        "partners": [{"id": 101.0, "name": "P"}, {"id": "102.0", "name": "Q"}],
        "services": [
            {"id": 1, "name": "S", "partner": "101.0"},
            {"id": 2, "name": "S", "partner": 102},
        ],
    }
    store, reports = build_dataset({"one": tables})
    assert reports["one"].issues == ()
    assert values(store, "service", "1", nwd("providedBy")) == {mint("one", "partner", "101").value}


def test_a_funder_is_a_partner_or_a_name() -> None:
    streams = [
        {"id": "a", "name": "A", "funder": "p"},
        {"id": "b", "name": "B", "funder": "State  Agency"},
        {"id": "c", "name": "C", "funder": "state agency"},
    ]
    store = build_store({"one": {"partners": [PARTNER], "funding_streams": streams}})
    agency = mint("one", "funder", "state-agency")
    assert values(store, "funding-stream", "a", nwd("fundedBy")) == {
        mint("one", "partner", "p").value
    }
    assert values(store, "funding-stream", "b", nwd("fundedBy")) == {agency.value}
    labels = store.store.quads_for_pattern(agency, NamedNode(SKOS + "prefLabel"), None, None)
    assert [quad.object for quad in labels] == [Literal("State  Agency")]


def test_headings_are_matched_freely_and_unknown_ones_told() -> None:
    rows = [{"ID *": "p", " Name*": "P", "Verified On": "2026-03-14", "colour": "red"}]
    report = load({"Partners ": rows, "people": [{"id": "x"}]})
    assert report.loaded == {"partners": 1}
    assert [(code, column, value) for code, _, _, column, value in told(report)] == [
        ("unknown-table", None, None),
        ("unknown-column", "colour", "colour"),
    ]
    assert {issue.severity for issue in report.issues} == {"warning"}


def test_a_missing_required_column_refuses_the_table_with_one_issue() -> None:
    rows = [{"id": f"s{n}", "name": "S", "partners": "p", "cost": "free"} for n in range(3)]
    report = load({"partners": [PARTNER], "services": rows})
    assert told(report) == [("missing-column", "services", 1, "partner", None)]
    message = report.issues[0].message
    assert "columns found: id, name, cost, partners" in message
    assert "'partners' may be meant for partner" in message
    assert (report.rows_read, report.loaded) == (4, {"partners": 1})


def test_a_heading_that_stands_twice_refuses_the_table() -> None:
    report = load({"partners": [{"id": "p", "name": "P", "Name": "Q"}], "places": []})
    assert told(report) == [("repeated-column", "partners", 1, "name", None)]


def test_a_table_that_stands_twice_is_told() -> None:
    report = load({"partners": [PARTNER], "Partners": [{"id": "q", "name": "Q"}]})
    assert [code for code, *_ in told(report)] == ["repeated-table"]
    assert report.loaded == {"partners": 1}


def test_blank_rows_and_notes_are_no_rows() -> None:
    rows = [{"id": "Note: write here", "name": "x"}, {"id": "", "name": ""}, {}, PARTNER]
    report = load({"partners": rows})
    assert (report.rows_read, report.loaded, report.issues) == (1, {"partners": 1}, ())


def test_edges_are_derived_from_pathways_that_are_not_planned_or_lapsed() -> None:
    referrals = [
        {"id": "1", "from": "p", "to": "s"},
        {"id": "2", "from": "p", "to": "s", "status": "active"},
        {"id": "3", "from": "q", "to": "s", "status": "planned"},
        {"id": "4", "from": "t", "to": "q", "status": "lapsed"},
        {"id": "5", "from": "t", "to": "p", "status": "so-so"},
    ]
    store = build_store({"one": {**PEOPLE, "referrals": referrals}}).store
    edges = store.quads_for_pattern(None, nwd("refersTo"), None, None)
    ends = {(quad.subject, quad.object) for quad in edges}
    assert ends == {
        (mint("one", "partner", "p"), mint("one", "service", "s")),
        (mint("one", "touchpoint", "t"), mint("one", "partner", "p")),
    }


def test_the_folder_of_examples_loads_whole() -> None:
    folder = Path(__file__).parents[1] / "data" / "workbook" / "valley"
    _, reports = build_dataset({"one": folder})
    assert reports["one"].issues == ()
    assert sum(reports["one"].loaded.values()) == reports["one"].rows_read == 32
