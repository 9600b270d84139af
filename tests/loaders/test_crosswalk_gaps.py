"""What to map next, suggestions for it, and codes that lie below each other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.errors import UnknownSource
from graph.store import EmbeddedStore
from loaders.crosswalk import Crosswalk, Rule, Term, Terms, read_crosswalk
from loaders.crosswalk.applying import apply_crosswalk
from loaders.crosswalk.directories import Directory, read_directories
from loaders.crosswalk.gaps import Gaps, find_gaps
from loaders.crosswalk.suggesting import Suggestion, render_suggestions, suggest_rows
from loaders.load import build_store, load_source

TERMS = """id,code,name,parent_id,taxonomy
t1,A1,Meals at noon,,Ours
t2,A2,Advice,,Ours
t3,A3,Rooms,,Ours
t4,A4,Prenatal checkups,,Ours
t5,A5,Transport,,Ours
p1,B1,Health things,,Ours
p2,B2,Family things,,Ours
t6,B11,Groups,p1,Ours
t7,B21,Groups,p2,Ours
t8,A8,=1+1,,Ours
"""
SERVICES = {  # service -> terms
    **{f"m{n}": ("t1",) for n in range(4)},
    **{f"b{n}": ("t1", "t2") for n in range(3)},
    **{f"r{n}": ("t3", "t2") for n in range(2)},
    "c1": ("t4",),
    "d1": ("t5",),
    "g1": ("t6",),
    "g2": ("t7",),
    "f1": ("t8",),
    "n1": (),
}
DESCRIPTIONS = dict.fromkeys(["m0", "m1", "m2", "m3", "b0", "b1"], "Come to our soup kitchen")


def directory(folder: Path) -> Path:
    folder.mkdir()
    services = ["id,organization_id,name,description"]
    services += [f"{one},o1,Service {one},{DESCRIPTIONS.get(one, '')}" for one in SERVICES]
    links = ["id,link_id,link_entity,taxonomy_term_id"]
    links += [f"{s}{t},{s},service,{t}" for s, terms in SERVICES.items() for t in terms]
    for name, content in {
        "organizations": "id,name\no1,One\n",
        "services": "\n".join(services) + "\n",
        "taxonomy_terms": TERMS,
        "attributes": "\n".join(links) + "\n",
    }.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path = directory(tmp_path_factory.mktemp("gaps") / "ours")
    return build_store({"ours": path, "theirs": path}).store


@pytest.fixture(scope="module")
def directories(store: Store) -> list[Directory]:
    return list(read_directories(store))


@pytest.fixture(scope="module")
def gaps(directories: list[Directory]) -> Gaps:
    return find_gaps(directories)


def by_term(suggestions: Iterator[Suggestion]) -> dict[str, Suggestion]:
    return {one.gap.term: one for one in suggestions}


def test_the_list_pays_most_first(gaps: Gaps) -> None:
    """Advice has more services than Rooms alone, but Meals settle most of them before."""
    told = [(gap.term, gap.services, gap.uncoded, gap.newly, gap.cumulated) for gap in gaps.gaps]
    assert told[:4] == [
        ("Meals at noon", 14, 14, 14, 14),
        ("Advice", 10, 10, 4, 18),
        ("=1+1", 2, 2, 2, 20),
        ("B11", 2, 2, 2, 22),
    ]
    assert told[-1][:4] == ("Prenatal checkups", 2, 0, 0)
    assert [gap.share for gap in gaps.gaps][:2] == [14 / 26, 18 / 26]
    assert {gap.sources for gap in gaps.gaps} == {("ours", "theirs")}


def test_what_mapping_cannot_settle_is_counted_apart(gaps: Gaps) -> None:
    assert (gaps.services, gaps.uncoded, gaps.without_terms) == (30, 28, 2)
    assert gaps.sentence().startswith(
        "28 of 30 services have no need; 26 of them have terms that could give one, 2 have no term"
    )
    assert gaps.in_an_hour() == 26


def test_a_name_below_several_terms_is_mapped_by_its_code(gaps: Gaps) -> None:
    groups = {gap.term: gap for gap in gaps.gaps if gap.name == "Groups"}
    assert sorted(groups) == ["B11", "B21"]
    assert {gap.match for gap in groups.values()} == {"code"}
    assert groups["B11"].why == (
        "the same name stands below Family things and below Health things: map each by its code"
    )


def test_only_the_source_that_is_named(store: Store) -> None:
    (one,) = read_directories(store, ["ours"])
    assert find_gaps([one]).gaps[0].services == 7
    with pytest.raises(UnknownSource):
        list(read_directories(store, ["nowhere"]))


def test_suggestions_have_reasons_and_none_is_better_than_a_bad_one(
    gaps: Gaps, directories: list[Directory]
) -> None:
    found = by_term(suggest_rows(gaps, directories))
    assert found["Transport"].maps_to is None
    meals = found["Meals at noon"]
    assert (meals.maps_to, meals.by) == ("need:food", ("descriptions: 6 of 7",))
    prenatal = found["Prenatal checkups"]
    assert prenatal.maps_to == "need:prenatal-care"
    assert prenatal.by[0] == "words: Prenatal checkups"
    assert found["Advice"].maps_to is None
    assert found["Rooms"].maps_to is None


def test_the_file_comes_back_as_it_went(
    tmp_path: Path, gaps: Gaps, directories: list[Directory]
) -> None:
    path = tmp_path / "suggested.csv"
    text = render_suggestions(suggest_rows(gaps, directories))
    path.write_text(text, encoding="utf-8")
    assert read_crosswalk(path) == ((), [])
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [row["term"] for row in rows][:3] == ["Meals at noon", "Advice", "'=1+1"]
    for row in rows:
        row["maps_to"] = {"Meals at noon": "need:food", "'=1+1": "need:wic", "B11": "none"}.get(
            row["term"], ""
        )
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    rules, issues = read_crosswalk(path)
    assert issues == []
    assert [(rule.match, rule.term, rule.maps_to) for rule in rules] == [
        ("label", "Meals at noon", "need:food"),
        ("label", "=1+1", "need:wic"),
        ("code", "B11", "none"),
    ]


def test_what_is_accepted_leaves_the_list(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, directory(tmp_path / "ours"))
    own = tmp_path / "own.csv"
    own.write_text(
        "vocabulary,match,term,maps_to\nOurs,label,Meals at noon,need:food\n"
        "Ours,label,Rooms,need:legal-aid\nOurs,label,Rooms,need:food\nOurs,label,Groups,need:wic\n"
    )
    other = tmp_path / "other.csv"
    other.write_text("vocabulary,match,term,maps_to\nOurs,label,Advice,need:legal-aid\n")
    later = tmp_path / "later.csv"
    later.write_text("vocabulary,match,term,maps_to\nOurs,label,Advice,need:family-navigation\n")
    for path in (own, other, later):
        apply_crosswalk(store, path)
    with store.read().copied() as held:
        found = find_gaps(list(read_directories(held)))
    assert found.uncoded == 3
    told = {gap.term: (gap.status, gap.why) for gap in found.gaps if gap.status == "ambiguous"}
    assert told == {
        "Rooms": ("ambiguous", "its rows lead to unlike needs: food, legal-aid"),
        "Advice": (
            "ambiguous",
            "later.csv, row 2, maps it to need:family-navigation, other.csv, row 2, to "
            "need:legal-aid; the first counts",
        ),
        "B11": (
            "ambiguous",
            "one row maps all alike, but the same name stands below Family things and below "
            "Health things",
        ),
        "B21": (
            "ambiguous",
            "one row maps all alike, but the same name stands below Family things and below "
            "Health things",
        ),
    }


def applies(rule: Rule, term: Term, *others: Term) -> bool:
    terms = Terms({one.id: one for one in (term, *others)})
    return bool(Crosswalk([[rule]]).find(term, terms))


def row(match: str, term: str, vocabulary: str | None = None) -> Rule:
    return Rule("own.csv", 2, vocabulary, match, term, "need", "food")


@pytest.mark.parametrize(
    ("prefix", "code", "expected"),
    [
        ("BH", "BH-1800.1500-100", True),
        ("B", "BH-1800", True),
        ("BH-1800", "BH-1800.1500-100", True),
        ("BH-1800.1500", "BH-1800.1500-100.05", True),
        ("BH-1800.", "BH-1800.1500", True),
        ("BH-180", "BH-1800", False),
        ("BH-1800.15", "BH-1800.1500", False),
        ("1.1", "1.10", False),
        ("1.1", "1.1.2", True),
        ("62", "624410", True),
        ("P3", "P33", True),
        ("BH-1800", "AIRS:BH-1800.1500", True),
    ],
)
def test_prefixes_end_where_a_level_ends(prefix: str, code: str, expected: bool) -> None:
    assert applies(row("code-prefix", prefix), Term("t", "Name", code)) is expected


def test_codes_roll_up_without_broader_terms() -> None:
    """A directory that gives no parents still has the order that its codes have."""
    below = Term("t2", "Pantries", "BD-1800.2000-620", "AIRS")
    above = Term("t1", "Food", "BD-1800", "AIRS")
    assert applies(row("broader", "Food", "AIRS"), below, above)
    assert applies(row("broader", "BD-1800"), below)
    assert not applies(row("broader", "Food"), below, Term("t1", "Food", "BD-1800", "Other"))
    assert not applies(row("broader", "BD-180"), below)


def test_a_namespace_is_a_vocabulary() -> None:
    term = Term("AIRS:BD-1800", "Food", "AIRS:BD-1800")
    assert applies(row("code", "BD-1800", "AIRS"), term)
    assert applies(row("code", "AIRS:BD-1800"), term)
    assert not applies(row("code", "BD-1800", "Other"), term)
    assert not applies(row("label", "Food", "Other"), term)
    assert applies(row("label", "Food", "Other"), Term("t", "Food"))
    assert not applies(row("code", "1808", "Other"), Term("1808", "Food"))
