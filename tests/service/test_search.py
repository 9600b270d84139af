"""Search: words however they are spelt, and what counts most."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.store import EmbeddedStore, MemoryStore
from queries.catalogue import catalogue
from service.search import KINDS, Entry, SearchIndex, build_index, fold
from service.search.words import Vocabulary, count_errors

WORDS = st.text("abcde", max_size=7)


@pytest.fixture(scope="module")
def index(loaded_demo: Path) -> SearchIndex:
    return build_index(EmbeddedStore(loaded_demo).read())


def entry(own_id: str, name: str, **more: str | tuple[str, ...]) -> Entry:
    return Entry("service", f"town:{own_id}", own_id, name, **more)  # type: ignore[arg-type]


def test_every_kind_is_found(index: SearchIndex) -> None:
    assert {each.kind for each in index.entries} == set(KINDS)
    assert sum(each.kind == "query" for each in index.entries) == len(catalogue())
    assert all(each.name and each.id for each in index.entries)
    assert all("\n" not in each.description for each in index.entries)
    assert all(len(each.description) <= 160 for each in index.entries)
    for each in index.entries[::7]:
        ids = [hit.id for hit in index.find(each.own_id, kinds=[each.kind], limit=100).hits]
        assert each.id in ids, each


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("birth certificate", "touchpoint", "community:birth-registration"),
        ("BIRTH REGISTRATON", "touchpoint", "community:birth-registration"),
        ("nurs vsit newbron", "touchpoint", "community:newborn-nurse-visit"),
        ("aldre county wic", "partner", "community:alder-wic"),
        ("homevisiting", "need", "home-visiting"),
        ("fire wood", "service", "community:svc-wb-firewood"),
        ("diapres", "need", "diapers"),
        ("willow bend tribe", "segment", "community:tribal-families"),
        ("Títle V", "stream", "community:title-v"),
        ("tamarack", "place", "community:tamarack-falls"),
        ("who refers to whom", "query", "referrals/who-refers-to-whom"),
        ("community:svc-ph-immunization", "service", "community:svc-ph-immunization"),
        ("immunization clnic", "service", "community:svc-ph-immunization"),
    ],
)
def test_what_is_meant_comes_first(index: SearchIndex, text: str, kind: str, first: str) -> None:
    assert index.find(text, kinds=[kind]).hits[0].id == first
    assert first in [hit.id for hit in index.find(text, limit=5).hits]


def test_where_a_word_stands_counts() -> None:
    index = SearchIndex(
        [
            entry("a", "Warm line", description="x", about=("Help with diapers",)),
            entry("b", "Parent group", needs=("Diapers and wipes",)),
            entry("c", "Basics", aliases=("Diaper shelf",)),
            entry("d", "Diapers"),
            entry("e", "Diapers for all"),
            entry("f", "Food"),
        ]
    )
    found = index.find("diapers")
    assert [hit.id[-1] for hit in found.hits] == ["d", "e", "c", "b"]
    assert found.hits[0].score == 1
    assert [hit.score for hit in found.hits] == sorted((h.score for h in found.hits), reverse=True)
    assert index.find("help with diapers").hits[0].id == "town:a"


def test_rare_words_count_more_and_numbers_are_exact() -> None:
    rooms = [entry(f"r{n}", f"Room {n}") for n in range(40)]
    index = SearchIndex([*rooms, entry("s", "Sewing room")])
    assert index.find("sewing room").hits[0].id == "town:s"
    assert index.find("room 7").hits[0].id == "town:r7"
    assert index.find("rom 7").hits[0].id == "town:r7"
    assert [hit.id for hit in index.find("7").hits] == ["town:r7"]


def test_nothing_fits() -> None:
    index = SearchIndex([entry("a", "Food")])
    for text in ("", "...", "zebra", "x" * 5000, '" OR NEAR(', "\x00"):
        assert index.find(text).total == 0
    assert SearchIndex([]).find("food").hits == []
    assert index.find("food", kinds=["partner"]).total == 0
    assert build_index(MemoryStore()).find("wic", kinds=["need"]).total == 0


def test_what_is_left_out_is_counted(index: SearchIndex) -> None:
    few, many = index.find("county", limit=3), index.find("county", limit=1000)
    assert len(few.hits) == 3
    assert few.total == many.total == len(many.hits)
    assert list(few.hits) == list(many.hits[:3])


def test_other_scripts_and_accents() -> None:
    index = SearchIndex([entry("a", "Niños y Familias"), entry("b", "Центр семьи")])
    assert index.find("ninos").hits[0].id == "town:a"
    assert index.find("NIÑOS").hits[0].id == "town:a"
    assert index.find("семья").hits[0].id == "town:b"


@given(st.text())
def test_words_stay_what_they_are(text: str) -> None:
    words = fold(text)
    assert fold(" ".join(words)) == words


@given(WORDS, WORDS)
def test_errors_are_counted_the_same_both_ways(one: str, other: str) -> None:
    errors = count_errors(one, other, most=9)
    assert errors == count_errors(other, one, most=9)
    assert (errors == 0) is (one == other)
    assert abs(len(one) - len(other)) <= errors <= max(len(one), len(other))
    assert count_errors(one, other, most=1) == min(errors, 2)


def test_swapped_letters_are_one_error() -> None:
    assert count_errors("touchpiont", "touchpoint", most=2) == 1
    assert Vocabulary.of(["touchpoint", "touch"]).alternatives("tuochpoint") == {"touchpoint": 0.75}
