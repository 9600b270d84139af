"""Decisions on records: kept as data, checked against each other, and what they make of facts."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engines.servers import running_oxigraph

from graph.coverage import compute_coverage
from graph.coverage.facts import Facts
from graph.errors import DecisionRefused
from graph.identity import (
    Asked,
    Deciding,
    Decision,
    Groups,
    build_identity,
    read_decisions,
    read_identity,
    read_records,
    save_decisions,
    select_counting,
)
from graph.identity.decisions import describe_decision
from graph.overlap import compute_overlaps
from graph.parameters import CoverageParameters
from graph.projection import Projection, Ternary, build_projection, open_projection
from graph.store import EmbeddedStore, MemoryStore
from graph.store.remote import RemoteStore
from loaders.load import build_store, drop_source, load_source
from ontology.terms import GRAPH_DECISIONS, mint

AT = datetime(2026, 6, 30, 12, tzinfo=UTC)
Tables = Mapping[str, str]

PARTNERS = "id,name,sector,verified_on\n"
SERVICES = "id,name,partner,needs,segments,from_age,to_age,capacity,available,status,verified_on\n"
TOWN = {
    "partners": PARTNERS + "head-start,Head Start,,\nclinic,Clinic,,\n",
    "services": SERVICES
    + "visits,Home visits,head-start,diapers,,0,365,10,9,active,2026-01-01\n"
    + "classes,Classes,clinic,food,,,,,,,\n",
}
LIST = {
    "partners": PARTNERS + "hs,Head Start of Linn,,\nother,Other,,\nthird,Head Start LLC,,\n",
    "services": SERVICES + "hv,Visits at home,hs,food,all,365,1826,8,,inactive,2026-03-01\n",
}


def town(identifier: str, kind: str = "partner") -> str:
    return mint("town", kind, identifier).value


def other(identifier: str, kind: str = "partner") -> str:
    return mint("list", kind, identifier).value


def load(store: EmbeddedStore, **sources: Tables) -> None:
    """Loads tables as CSV: `load(store, town=..., list=...)`."""
    for name, tables in sources.items():
        folder = store.data_dir.parent / name
        folder.mkdir(exist_ok=True)
        for table, text in tables.items():
            (folder / f"{table}.csv").write_text(text)
        load_source(store, folder, source=name)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """Two sources with the same Head Start and its home visits; not to be written to."""
    store = EmbeddedStore(tmp_path_factory.mktemp("identity") / "nwd-data")
    load(store, town=TOWN, list=LIST)
    return store


@pytest.fixture
def store(loaded: EmbeddedStore, tmp_path: Path) -> EmbeddedStore:
    """A copy of it."""
    return EmbeddedStore(Path(shutil.copytree(loaded.data_dir, tmp_path / "nwd-data")))


def decide(
    store: EmbeddedStore, left: str, right: str, word: str = "accepted", **given: Any
) -> list[Decision]:
    asked = Asked(left, right, word, given.pop("by", "steward"), **given)
    return save_decisions(store, [asked], at=AT)[0]


def project(store: EmbeddedStore) -> Projection:
    return build_projection(store.read())


def test_a_decision_is_data_with_who_when_and_why(store: EmbeddedStore) -> None:
    """It is read as it was written, in a graph of its own, in a generation that says so."""
    made = decide(
        store,
        other("hs"),
        town("head-start"),
        by=" data steward ",
        score=0.93,
        reasons=("Both have one telephone.",),
        note="asked them",
    )
    (kept,) = read_decisions(store.read())
    assert [kept] == made
    assert (kept.left, kept.right) == (other("hs"), town("head-start"))
    assert (kept.number, kept.by, kept.at, kept.score) == (1, "data steward", AT, 0.93)
    assert (kept.reasons, kept.note) == (("Both have one telephone.",), "asked them")
    newest = store.history()[0]
    assert newest.kind == "match"
    assert newest.note == (
        "match accepted by data steward: list:hs (Head Start of Linn), town:head-start (Head Start)"
    )


def test_accepted_records_count_as_one_and_undone_as_two(store: EmbeddedStore) -> None:
    before = project(store)
    decide(store, other("hs"), town("head-start"))
    decide(store, other("hv", "service"), town("visits", "service"))
    merged = project(store)
    assert (len(before.partners), len(merged.partners)) == (5, 4)
    assert (len(before.services), len(merged.services)) == (3, 2)
    # The service that was verified last stands for both, and its provider is the matched one.
    assert merged.services.iris[merged.services.ids.index("hv")] == other("hv", "service")
    assert "visits" not in merged.services.ids
    decide(store, town("head-start"), other("hs"), "withdrawn")
    decide(store, town("visits", "service"), other("hv", "service"), "withdrawn")
    undone = project(store)
    assert list(undone.partners.iris) == list(before.partners.iris)
    assert list(undone.services.iris) == list(before.services.iris)
    assert [each.decision for each in read_decisions(store.read())] == [
        "accepted",
        "accepted",
        "withdrawn",
        "withdrawn",
    ]


def test_the_kept_projection_follows_a_decision(store: EmbeddedStore) -> None:
    """A projection kept in a file is that of a generation, and a decision makes another."""
    assert len(open_projection(store.read()).partners) == 5
    decide(store, other("hs"), town("head-start"))
    assert len(open_projection(store.read()).partners) == 4
    assert len(open_projection(store.read()).partners) == 4


def test_decisions_survive_a_reload_a_drop_and_a_rollback(store: EmbeddedStore) -> None:
    decide(store, other("hs"), town("head-start"))
    load(store, list=LIST)
    assert len(read_identity(store.read()).groups) == 1
    drop_source(store, "list")
    assert not read_identity(store.read())
    assert len(read_decisions(store.read())) == 1
    load(store, list=LIST)
    generation = store.read().generation.number
    assert len(read_identity(store.read()).groups) == 1
    decide(store, other("hs"), town("head-start"), "withdrawn")
    assert not read_identity(store.read())
    store.rollback(generation)
    assert len(read_identity(store.read()).groups) == 1


def test_records_stay_together_while_the_one_between_them_is_away(
    store: EmbeddedStore,
) -> None:
    decide(store, town("head-start"), other("hs"))
    decide(store, town("head-start"), other("third"))
    drop_source(store, "town")
    (group,) = read_identity(store.read()).groups
    assert sorted(group) == [other("hs"), other("third")]


def test_what_counts_already_is_not_written_again(store: EmbeddedStore) -> None:
    decide(store, other("hs"), town("head-start"))
    generation = store.read().generation.number
    assert decide(store, town("head-start"), other("hs")) == []
    assert store.read().generation.number == generation


def test_a_later_decision_on_the_same_pair_counts(store: EmbeddedStore) -> None:
    """Also one of the same moment: then the number decides."""
    for word, groups in (("accepted", 1), ("rejected", 0), ("accepted", 1)):
        decide(store, other("hs"), town("head-start"), word)
        assert len(read_identity(store.read()).groups) == groups
    late, early = AT, AT - timedelta(days=1)
    pair = (other("hs"), town("head-start"))
    kept = [
        Decision(2, *pair, "rejected", "a", early),
        Decision(1, *pair, "accepted", "b", late),
    ]
    assert [d.by for d in select_counting(kept).values()] == ["b"]


@pytest.mark.parametrize(
    ("left", "right", "word", "told"),
    [
        (town("clinic"), town("clinic"), "accepted", "given twice"),
        (town("clinic"), town("visits", "service"), "accepted", "cannot be one"),
        (town("clinic"), "https://example.org/none", "accepted", "no partner or service"),
        (town("clinic"), mint("town", "need", "diapers").value, "rejected", "no partner"),
        (town("clinic"), other("hs"), "withdrawn", "nothing is decided"),
        (town("clinic"), other("hs"), "perhaps", "is no decision"),
    ],
)
def test_what_cannot_be_decided(
    store: EmbeddedStore, left: str, right: str, word: str, told: str
) -> None:
    before = store.read().version
    with pytest.raises(DecisionRefused, match=told):
        decide(store, left, right, word)
    assert store.read().version == before


@pytest.mark.parametrize("by", ["", "  ", "a\nb", "x" * 201])
def test_who_decides_must_be_said(store: EmbeddedStore, by: str) -> None:
    with pytest.raises(DecisionRefused, match="say who decides"):
        decide(store, other("hs"), town("head-start"), by=by)


def test_a_match_that_would_join_what_was_rejected_is_refused(store: EmbeddedStore) -> None:
    """A = B stands and A ≠ C was said: B = C would make C one with A."""
    decide(store, town("head-start"), other("hs"))
    decide(store, town("head-start"), other("third"), "rejected", by="Rosa")
    with pytest.raises(DecisionRefused) as refused:
        decide(store, other("hs"), other("third"))
    assert refused.value.clashes == ((other("third"), town("head-start")),)
    assert "rejected by Rosa on 2026-06-30" in str(refused.value)
    assert "list:third (Head Start LLC) ≠ town:head-start (Head Start)" in str(refused.value)
    decide(store, town("head-start"), other("third"), "withdrawn")
    decide(store, other("hs"), other("third"))
    assert len(project(store).partners) == 3


def test_a_rejection_within_a_group_is_refused_with_the_way(store: EmbeddedStore) -> None:
    decide(store, town("head-start"), other("hs"))
    decide(store, other("hs"), other("third"))
    with pytest.raises(DecisionRefused) as refused:
        decide(store, town("head-start"), other("third"), "rejected")
    assert set(refused.value.clashes) == {
        (other("hs"), town("head-start")),
        (other("hs"), other("third")),
    }
    # The matches themselves may be rejected: that is a change of mind.
    decide(store, other("hs"), other("third"), "rejected")
    assert len(read_identity(store.read()).groups[0]) == 2


def test_many_decisions_are_all_made_or_none(store: EmbeddedStore) -> None:
    asked = [
        Asked(town("head-start"), other("hs"), "accepted", "a"),
        Asked(town("head-start"), other("third"), "rejected", "a"),
        Asked(other("hs"), other("third"), "accepted", "a"),
        Asked(town("clinic"), "urn:none", "accepted", "a"),
    ]
    with pytest.raises(DecisionRefused) as refused:
        save_decisions(store, asked, at=AT)
    assert [position for position, _ in refused.value.refusals] == [2, 3]
    assert read_decisions(store.read()) == []
    made, generation = save_decisions(store, asked[:2], at=AT)
    assert [each.number for each in made] == [1, 2]
    assert generation is not None
    assert generation.note == "matches: 2 decisions by a"


def test_links_for_queries_follow_the_decisions(store: EmbeddedStore) -> None:
    def links() -> set[tuple[str, str]]:
        found = store.read().query(
            "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> SELECT ?a ?b "
            f"WHERE {{ GRAPH {GRAPH_DECISIONS} {{ ?a nwd:sameRecordAs ?b }} }}"
        )
        return {(a.value, b.value) for a, b in found}  # type: ignore[union-attr]

    decide(store, town("head-start"), other("hs"))
    decide(store, other("hs"), other("third"))
    three = {town("head-start"), other("hs"), other("third")}
    assert links() == {(a, b) for a in three for b in three if a != b}
    decide(store, other("hs"), other("third"), "withdrawn")
    assert links() == {(a, b) for a in three for b in three if a != b and other("third") not in
                       (a, b)}  # fmt: skip


def test_groups_that_clash_are_not_formed(store: EmbeddedStore) -> None:
    """Only an update that went by the rules can write such decisions; then nothing is merged."""
    one, two, three = other("hs"), other("third"), town("head-start")
    decisions = [
        Decision(1, one, two, "accepted", "a", AT),
        Decision(2, two, three, "accepted", "a", AT),
        Decision(3, one, three, "rejected", "a", AT),
    ]
    identity = build_identity(decisions, read_records(store.read(), [one, two, three]))
    assert not identity
    assert [sorted(group) for group in identity.clashing] == [[one, two, three]]
    assert identity.canonical(three) == three


def test_the_way_between_records_is_the_shortest() -> None:
    def accepted(number: int, one: str, two: str) -> Decision:
        return Decision(number, one, two, "accepted", "a", AT)

    made = [accepted(1, "a", "b"), accepted(2, "b", "c"), accepted(3, "a", "c")]
    groups = Groups(select_counting(made))
    assert list(groups) == [["a", "b", "c"]]
    assert [d.number for d in groups.path("a", "c") or ()] == [3]
    groups.drop(("a", "c"))
    assert [d.number for d in groups.path("a", "c") or ()] == [1, 2]
    assert groups.path("a", "d") is None


def test_who_stands_for_a_group(store: EmbeddedStore) -> None:
    """Verified last; else the workbook before a directory; else by source and id."""
    plain = {"partners": PARTNERS + "a,A,,\nb,B,,2026-01-01\n"}
    load(store, one=plain, two=plain)
    found = read_records(
        store.read(), [mint(s, "partner", i).value for s in ("one", "two") for i in "ab"]
    )
    ranked = sorted(found.values(), key=lambda record: record.standing)
    assert [record.reference for record in ranked] == ["one:b", "two:b", "one:a", "two:a"]
    assert all(record.is_own for record in ranked)


# Facts that differ ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def merged(loaded: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Projection:
    """The two home visits as one service, though their records differ in nearly everything."""
    folder = tmp_path_factory.mktemp("merged") / "nwd-data"
    store = EmbeddedStore(Path(shutil.copytree(loaded.data_dir, folder)))
    decide(store, other("hv", "service"), town("visits", "service"))
    return project(store)


def visits(net: Projection) -> int:
    return int(net.services.index[other("hv", "service")])


def test_lists_are_joined(merged: Projection) -> None:
    needs = {merged.needs.ids[n] for n in merged.service.needs.row(visits(merged)).tolist()}
    assert needs == {"diapers", "food"}
    assert merged.service.segments.row(visits(merged)).tolist() == [0]


def test_a_status_on_which_records_differ_is_unknown(merged: Projection) -> None:
    assert merged.service.status[visits(merged)] == Ternary.UNKNOWN


def test_the_latest_date_counts(merged: Projection) -> None:
    assert date.fromordinal(merged.service.verified[visits(merged)]) == date(2026, 3, 1)


def test_slots_are_those_that_were_verified_last(merged: Projection) -> None:
    """Eight slots with nine free ones are of different times, so the free ones are unknown."""
    assert merged.service.capacity[visits(merged)] == 8
    assert merged.service.available[visits(merged)] == -1


def test_ages_are_certain_where_both_say_so_and_possible_where_one_may(merged: Projection) -> None:
    """[0, 365) and [365, 1826): no life stage for certain, those from birth on perhaps."""
    facts = Facts(merged, CoverageParameters(as_of=date(2026, 6, 1)))
    stages = np.arange(len(merged.life_stages), dtype=np.int64)
    of_age = facts.of_age(np.array([visits(merged)]), stages)
    names = np.array(merged.life_stages.ids)
    assert not of_age.low.any()
    assert set(names[of_age.high[0]]) == {"newborn", "infant", "toddler", "preschool"}


def test_the_provider_is_that_of_the_record_that_stands_for_both(merged: Projection) -> None:
    """The partners are not matched, so it is the one of the record verified last."""
    partner = merged.service.partner[visits(merged)]
    assert merged.partners.iris[partner] == other("hs")
    assert merged.services.names[visits(merged)] == "Visits at home"


# What refers to matched records ----------------------------------------------------------------


def test_money_of_either_record_is_money_of_both() -> None:
    """The larger funder of the two together is the main one, though each record names another."""
    tables = {
        "partners": [{"id": i, "name": i.upper()} for i in ("a", "b")],
        "services": [{"id": "s", "name": "S", "partner": "a"}],
        "funding_streams": [
            {"id": "f", "name": "F", "funder": "Small"},
            {"id": "g", "name": "G", "funder": "Large"},
        ],
        "allocations": [
            {"stream": stream, "to": to, "fiscal_year": "2026", "phase": "spent", "amount": amount}
            for stream, to, amount in (("f", "a", "5"), ("g", "b", "9"))
        ],
    }
    net = build_projection(accepted_in(tables, "a", "b"))
    assert [net.funders.names[net.funders.index[iri]] for iri in net.service.main_funder if iri]
    assert "large" in str(net.service.main_funder[0]).lower()
    assert set(net.funding.partner.tolist()) == {0}


def test_a_referral_between_matched_records_leads_nowhere_new() -> None:
    tables = {
        "partners": [{"id": i, "name": i.upper()} for i in ("a", "b", "c")],
        "services": [{"id": "s", "name": "S", "partner": "c", "needs": "diapers"}],
        "touchpoints": [
            {"id": "t", "name": "T", "life_stage": "infant", "required_needs": "diapers"}
        ],
        "doors": [{"touchpoint": "t", "at": "a"}],
        "referrals": [{"from": "a", "to": "b", "mode": "warm"}],
    }
    asked = CoverageParameters(as_of=date(2026, 6, 1), handoffs=2)
    (cell,) = compute_coverage(build_projection(accepted_in(tables, "a", "b")), asked).as_dict()[
        "cells"
    ]
    assert cell["any_door"] == "gap"
    assert cell["known_doors"] == 1


def test_rejected_services_are_no_longer_told_as_possible_duplicates() -> None:
    tables = {
        "partners": [{"id": "p", "name": "P"}],
        "services": [{"id": i, "name": "Diaper bank", "partner": "p"} for i in ("s", "t", "u")],
    }
    asked = CoverageParameters(as_of=date(2026, 6, 1))

    def told(store: MemoryStore) -> set[tuple[str, str]]:
        found = compute_overlaps(build_projection(store), asked)["possible_duplicates"]
        return {(pair["first"], pair["second"]) for pair in found}

    assert told(accepted_in(tables)) == {("s", "t"), ("s", "u"), ("t", "u")}
    rejected = accepted_in(tables, "s", "t", word="rejected", kind="service")
    assert told(rejected) == {("s", "u"), ("t", "u")}


def accepted_in(
    tables: dict[str, list[dict[str, str]]],
    *records: str,
    word: str = "accepted",
    kind: str = "partner",
) -> MemoryStore:
    """A store in memory in which these two records are decided, if any are named."""
    store = build_store({"town": tables})
    if records:
        one, two = (town(record, kind) for record in records)
        deciding = Deciding(store, [asked := Asked(one, two, word, "tester")], at=AT)
        deciding.decide(asked)
        store.store.extend(quad for each in deciding.made for quad in describe_decision(each))
    return store


def test_decisions_push_no_load_out_of_the_history(loaded: EmbeddedStore, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(loaded.data_dir, tmp_path / "nwd-data"))
    store = EmbeddedStore(copy, keep_generations=2)
    for word in ("accepted", "withdrawn", "accepted", "rejected"):
        decide(store, town("head-start"), other("hs"), word)
    assert [each.kind for each in store.history()] == ["match", "match", "load", "load"]


@pytest.mark.slow
def test_decisions_in_another_engine(loaded: EmbeddedStore, tmp_path: Path) -> None:
    """Kept and counted there as here, also after a new load of a source."""
    folder = loaded.data_dir.parent
    with running_oxigraph(tmp_path) as endpoint:
        store = RemoteStore(endpoint)
        for name in ("town", "list"):
            load_source(store, folder / name, source=name)
        asked = Asked(other("hs"), town("head-start"), "accepted", "steward", score=0.9)
        made, generation = save_decisions(store, [asked], at=AT)
        assert generation is not None
        assert generation.kind == "match"
        load_source(store, folder / "list", source="list")
        # What may not be told is never sent to another engine.
        untold = [replace(each, by="[not told]", note="") for each in made]
        assert read_decisions(store.read()) == untold
        assert len(build_projection(store.read()).partners) == 4
