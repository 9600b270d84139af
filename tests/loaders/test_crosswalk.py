"""Crosswalks: which row applies, what it gives, and what is told of bad rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from directories.facts_of import facts_of, shared
from pyoxigraph import NamedNode

from graph.errors import SourceError
from loaders.crosswalk import Crosswalk, Rule, Term, Terms, read_crosswalk, shipped_crosswalk
from loaders.shipped import read_shipped
from loaders.source import Listed
from ontology.terms import DATA

HEADER = "vocabulary,match,term,maps_to,note\n"


def crosswalk(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def directory(folder: Path, terms: str, links: str) -> Path:
    tables = {
        "organizations": "id,name\no1,One\n",
        "services": "id,organization_id,name\ns1,o1,A\ns2,o1,B\n",
        "taxonomy_terms": "id,code,name,parent_id,taxonomy\n" + terms,
        "attributes": "id,link_id,link_entity,taxonomy_term_id\n" + links,
    }
    folder.mkdir()
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def pantry(tmp_path: Path) -> Path:
    terms = "t0,BD,Basic,,AIRS\nt1,BD-1800,Food Things,t0,AIRS\nt2,BD-1800.2000,Larders,t1,AIRS\n"
    return directory(tmp_path / "directory", terms, "a,s1,service,t2\nb,s2,service,t0\n")


def test_the_shipped_rows_are_all_usable() -> None:
    rules = shipped_crosswalk()
    lists = read_shipped().code_lists
    assert len(rules) > 70
    assert all(rule.vocabulary == "Open Eligibility" for rule in rules)
    assert all(rule.notation in lists[rule.scheme].labels for rule in rules if rule.scheme)


def test_every_shipped_row_names_a_term_of_open_eligibility() -> None:
    lines = shared("openeligibility/taxonomy.csv").read_text(encoding="utf-8")
    ohana = shared("ohana-sanmateo-sample/sample-csv/taxonomy.csv").read_text(encoding="utf-8")
    missing = [rule.term for rule in shipped_crosswalk() if rule.term not in lines + ohana]
    assert missing == []


@pytest.mark.parametrize(
    ("row", "applies"),
    [
        ("AIRS,code,BD-1800.2000,need:food,", True),
        (",code,t2,need:food,", True),
        ("AIRS,code,BD-1800,need:food,", False),
        ("AIRS,code-prefix,BD-18,need:food,", False),
        ("AIRS,code-prefix,BD,need:food,", True),
        ("AIRS,code-prefix,BD-1800.2000,need:food,", True),
        ("AIRS,code-prefix,BE,need:food,", False),
        ("airs,label,LARDERS,need:food,", True),
        ("Other,label,Larders,need:food,", False),
        ("AIRS,broader,Food Things,need:food,", True),
        ("AIRS,broader,BD,need:food,", True),
        ("AIRS,broader,Larders,need:food,", True),
        ("AIRS,broader,Housing,need:food,", False),
    ],
)
def test_matches(tmp_path: Path, pantry: Path, row: str, applies: bool) -> None:
    facts = facts_of(pantry, crosswalks=[crosswalk(tmp_path / "own.csv", row)])
    assert facts.of("service/s1", "addressesNeed") == (["food"] if applies else [])


def test_the_closest_kind_of_match_decides(tmp_path: Path, pantry: Path) -> None:
    own = crosswalk(
        tmp_path / "own.csv",
        "AIRS,broader,Basic,need:basic-needs,",
        "AIRS,code-prefix,BD,need:clothing,",
        "AIRS,code-prefix,BD-1800,need:food,",
        "AIRS,code-prefix,BD-1800,need:infant-formula,both rows of the longest prefix",
    )
    facts = facts_of(pantry, crosswalks=[own])
    assert facts.of("service/s1", "addressesNeed") == ["food", "infant-formula"]
    assert facts.of("service/s2", "addressesNeed") == ["clothing"]


def test_the_first_file_with_a_match_decides(tmp_path: Path, pantry: Path) -> None:
    first = crosswalk(tmp_path / "first.csv", "AIRS,label,Larders,none,ours are for adults")
    second = crosswalk(tmp_path / "second.csv", "AIRS,label,Larders,need:food,")
    assert facts_of(pantry, crosswalks=[first, second]).of("service/s1", "addressesNeed") == []
    facts = facts_of(pantry, crosswalks=[second, first])
    assert facts.of("service/s1", "addressesNeed") == ["food"]


def test_every_need_says_how_it_came(tmp_path: Path, pantry: Path) -> None:
    own = crosswalk(tmp_path / "own.csv", "", "AIRS,code-prefix,BD-1800,need:food,")
    facts = facts_of(pantry, crosswalks=[own])
    fact = "mapped-fact/s1>t2>need:food"
    assert facts.of(fact, "type") == ["MappedFact"]
    assert facts.of(fact, "aboutSubject") == ["service/s1"]
    assert facts.of(fact, "mappedFrom") == ["term/t2"]
    assert facts.of(fact, "mappedTo") == ["food"]
    assert facts.of(fact, "mappedBy") == ["own.csv, row 3, code-prefix"]


def test_unmapped_terms_are_listed(tmp_path: Path, pantry: Path) -> None:
    own = crosswalk(tmp_path / "own.csv", "AIRS,label,Larders,need:food,")
    details = facts_of(pantry, crosswalks=[own]).reading.details["crosswalk"]
    assert (details["terms_used"], details["terms_mapped"], details["facts"]) == (2, 1, 1)
    (unmapped,) = details["unmapped"]
    assert unmapped == {"term": "t0", "label": "Basic", "vocabulary": "AIRS", "services": 1}


def test_a_kind_of_touchpoint_makes_a_door_of_a_touchpoint_of_its_own(
    tmp_path: Path, pantry: Path
) -> None:
    own = crosswalk(tmp_path / "own.csv", "AIRS,label,Larders,touchpoint:prenatal-visit,")
    facts = facts_of(pantry, crosswalks=[own])
    touchpoint, door = "touchpoint/prenatal-visit", "door/prenatal-visit>s1"
    assert facts.of(touchpoint, "touchpointKind") == ["prenatal-visit"]
    assert facts.of(touchpoint, "atLifeStage") == ["prenatal"]
    assert facts.of(touchpoint, "prefLabel") != []
    assert facts.of(door, "doorOf") == [touchpoint]
    assert facts.of(door, "doorAt") == ["service/s1"]
    assert facts.of("mapped-fact/s1>t2>touchpoint-kind:prenatal-visit", "type") == ["MappedFact"]


def test_a_kind_of_several_stages_leaves_the_stage_unknown(tmp_path: Path, pantry: Path) -> None:
    own = crosswalk(tmp_path / "own.csv", "AIRS,label,Larders,touchpoint:library-storytime,")
    facts = facts_of(pantry, crosswalks=[own])
    assert facts.of("touchpoint/library-storytime", "type") == ["Touchpoint"]
    assert facts.of("touchpoint/library-storytime", "atLifeStage") == []


def test_touchpoints_of_the_kind_elsewhere_are_used(tmp_path: Path, pantry: Path) -> None:
    def touchpoint(name: str, kind: str) -> tuple[str, Listed]:
        iri = NamedNode(f"{DATA}plan/touchpoint/{name}")
        return "Touchpoint", Listed(iri, "plan", name, kind=kind)

    elsewhere = [
        touchpoint("clinic-visit", "prenatal-visit"),
        touchpoint("midwife-visit", "prenatal-visit"),
        touchpoint("birth", "hospital-birth"),
    ]
    own = crosswalk(tmp_path / "own.csv", "AIRS,label,Larders,touchpoint:prenatal-visit,")
    facts = facts_of(pantry, crosswalks=[own], listed=elsewhere)
    assert facts.count("Touchpoint") == 0
    assert facts.count("Door") == 2
    assert facts.of("door/plan:clinic-visit>s1", "doorOf") == ["clinic-visit"]
    assert facts.of("door/plan:midwife-visit>s1", "doorAt") == ["service/s1"]


def test_words_of_a_column_are_not_terms_of_a_named_vocabulary(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "organizations.csv").write_text("id,name\no1,One\n")
    rows = "id,organization_id,name,service_type\ns1,o1,A,Help Pay for Food\n"
    (folder / "services.csv").write_text(rows)
    assert facts_of(folder).of("service/s1", "addressesNeed") == []
    own = crosswalk(tmp_path / "own.csv", ",label,Help Pay for Food,need:food,")
    assert facts_of(folder, crosswalks=[own]).of("service/s1", "addressesNeed") == ["food"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("AIRS,exactly,Larders,need:food,", "match"),
        ("AIRS,label,Larders,need:no-such-need,", "maps_to"),
        ("AIRS,label,Larders,touchpoint:food,", "maps_to"),
        ("AIRS,label,Larders,food,", "maps_to"),
        ("AIRS,label,,need:food,", "term"),
        ("AIRS,label,Larders,,", "maps_to"),
        ("AIRS,label", "term"),
    ],
)
def test_a_bad_row_is_an_issue(tmp_path: Path, pantry: Path, row: str, column: str) -> None:
    own = crosswalk(tmp_path / "own.csv", row, "AIRS,label,Basic,need:basic-needs,")
    facts = facts_of(pantry, crosswalks=[own])
    (issue,) = [one for one in facts.reading.issues if one.file == "own.csv"]
    assert (issue.severity, issue.row, issue.column) == ("error", 2, column)
    assert facts.of("service/s2", "addressesNeed") == ["basic-needs"]


def test_a_repeated_row_is_an_issue(tmp_path: Path) -> None:
    row = "AIRS,label,Larders,need:food,"
    rules, issues = read_crosswalk(crosswalk(tmp_path / "own.csv", row, row.lower()))
    assert len(rules) == 1
    assert [(issue.code, issue.row) for issue in issues] == [("repeated-key", 3)]


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"PK\x03\x04rest", b"\x00\x00", b"vocabulary,match,term\n"]
)
def test_what_is_no_crosswalk_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError):
        read_crosswalk(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_crosswalk(tmp_path / "none.csv")


def test_semicolons_notes_and_old_encodings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("# ours; edit\nmatch;term;maps_to\nlabel;Café;need:food\n".encode("cp1252"))
    rules, issues = read_crosswalk(path)
    assert issues == []
    assert [(rule.row, rule.term, rule.vocabulary) for rule in rules] == [(3, "Café", None)]


def test_terms_that_lead_in_a_circle_do_no_harm() -> None:
    rule = Rule("own.csv", 2, None, "broader", "Food", "need", "food")
    terms = {"a": Term("a", "A", parent="b"), "b": Term("b", "B", parent="a")}
    assert Crosswalk([[rule]]).find(terms["a"], Terms(terms)) == ()
