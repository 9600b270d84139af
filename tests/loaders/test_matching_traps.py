"""What looks like a match and is none, and what looks like none and is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from communities.match_records import partner, proposal, records, score, service

from loaders.matching import propose_matches
from loaders.matching.bands import LIKELY, POSSIBLE

KINDS = (
    "Diaper bank, Food pantry, Legal aid clinic, Immunizations, Tax help, Toy library, Car seats, "
    "Story hour, Dental van, Breastfeeding group, Rent help, Respite, Doula visits, Parent circle, "
    "Job club, English classes, WIC office, Eye tests, Hearing tests, Bus passes, Heating fund, "
    "Cribs, Baby clothes, Safe sleep, Speech therapy, Crisis line, Preschool"
)
OFFICES = "Assessor, Treasurer, Sheriff, Library, Parks, Roads, Elections, Surveyor, Clerk, Jail"


def test_co_location_is_not_identity() -> None:
    """27 services of different partners at one address: the address alone proposes nothing."""
    kinds = KINDS.split(", ")
    assert len(kinds) == 27
    given = [
        record
        for i, kind in enumerate(kinds)
        for record in (
            partner(f"a/p{i}", f"{kind} organization {i}", at=["240 Heron Lane, Millrace"]),
            service(f"a/s{i}", kind, of=f"a/p{i}", at=["240 Heron Lane, Millrace"]),
        )
    ]
    assert propose_matches(records(*given)) == []


def test_one_service_at_many_sites_is_possible_not_likely() -> None:
    """The same partner and name at other addresses: told as such, for a person to decide."""
    found = records(
        partner("a/p", "Alder Basin Food Share"),
        service("a/1", "Mobile pantry", of="a/p", at=["1 Elm Street, Millrace"]),
        service("a/2", "Mobile pantry", of="a/p", at=["9 Oak Street, Cinder Butte"]),
    )
    one = proposal(found, "a/1", "a/2")
    assert one.band == "possible"
    assert "this may be one service at several sites" in " ".join(r.sentence for r in one.reasons)


def test_the_same_name_twice_at_one_site_is_likely() -> None:
    found = records(
        partner("a/p", "Alder Basin Food Share"),
        service("a/1", "Mobile pantry", of="a/p", at=["1 Elm Street, Millrace"]),
        service("a/2", "Mobile Pantry", of="a/p", at=["1 Elm St., Millrace"]),
    )
    assert proposal(found, "a/1", "a/2").band == "likely"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"url": "grace.example"}, {"url": "gracechurch.example"}),
        ({"phone": "541-555-0101"}, {"phone": "541-555-0202"}),
        ({"ein": "93-0000001"}, {"ein": "93-0000002"}),
    ],
    ids=["host", "phone", "EIN"],
)
def test_the_same_name_in_another_town_is_another(
    left: dict[str, str], right: dict[str, str]
) -> None:
    found = records(
        partner("a/1", "Grace Lutheran Church", at=["1 Elm Street, Millrace"], **left),
        partner("b/1", "Grace Lutheran Church", at=["2 Oak Street, Harbor"], **right),
    )
    assert score(found, "a/1", "b/1") < POSSIBLE


def test_a_part_of_a_partner_is_not_the_partner() -> None:
    keys = {"phone": "541-555-0101", "url": "https://county.example", "ein": ""}
    found = records(
        partner("a/1", "Alder County Public Health", **keys),
        partner("a/2", "Alder County Public Health Clinic", within=["a/1"], **keys),
    )
    one = proposal(found, "a/1", "a/2")
    assert one.band != "likely"
    assert "a whole and a part of it" in " ".join(r.sentence for r in one.reasons)


def test_a_partner_listed_as_its_own_service_is_told() -> None:
    """codeforamerica/ohana-api#63."""
    found = records(
        partner("a/p", "Hearthside Community Action"),
        partner("b/p", "Hearthside Community Action"),
        service("a/1", "Hearthside Community Action", of="a/p"),
        service("b/1", "Hearthside Community Action Agency", of="b/p"),
    )
    one = proposal(found, "a/1", "b/1")
    (reason,) = [r for r in one.reasons if r.key == "own-service"]
    assert reason.sentence == (
        "Hearthside Community Action (a) has the name of its own provider: the partner may be "
        "listed as its own service."
    )


def test_another_ein_is_strong_evidence_against() -> None:
    alike = {"phone": "541-555-0101", "url": "hospital.example"}
    same = records(
        partner("a/1", "Tamarack Falls Hospital", ein="93-0000001", **alike),
        partner("b/1", "Tamarack Falls Hospital", ein="930000001", **alike),
    )
    other = records(
        partner("a/1", "Tamarack Falls Hospital", ein="93-0000001", **alike),
        partner("b/1", "Tamarack Falls Hospital Foundation", ein="93-7777777", **alike),
    )
    assert score(same, "a/1", "b/1") > 0.999
    (older,) = records(partner("b/1", "TFH", ein="93-0000001")).partners
    older = replace(older, identifiers=(("Tax number", "930000001"),))
    assert score(records(same.partners[0], older), "a/1", "b/1") > LIKELY
    assert score(other, "a/1", "b/1") < LIKELY
    only_name = records(
        partner("a/1", "Tamarack Falls Hospital", ein="93-0000001"),
        partner("b/1", "Tamarack Falls Hospital", ein="93-7777777"),
    )
    assert score(only_name, "a/1", "b/1") < 0.01


def test_a_name_that_many_use_carries_little() -> None:
    """'After School Program' of 25 partners, some next door to each other."""
    given = [
        record
        for i in range(25)
        for source in ("a", "b")
        for record in (
            partner(f"{source}/p{i}", f"School{i}x district{i}y"),
            service(f"{source}/s{i}", "After School Program", of=f"{source}/p{i}"),
        )
    ]
    found = {(p.left, p.right): p for p in propose_matches(records(*given)) if p.kind == "service"}
    assert set(found) == {(f"urn:a/s{i}", f"urn:b/s{i}") for i in range(25)}
    assert all(
        "so it tells little" in p.reasons[0].sentence + p.reasons[1].sentence
        for p in found.values()
    )


def test_the_name_of_a_city_says_little() -> None:
    found = records(
        service("a/1", "Millrace", at=["1 Elm Street, Millrace"]),
        service("b/1", "Millrace", at=["7 Oak Street, Millrace"]),
        partner("a/2", "Cinder Butte", at=["1 Elm Street, Cinder Butte"]),
        partner("b/2", "Cinder Butte", at=["7 Oak Street, Cinder Butte"]),
        places=["Millrace", "Cinder Butte"],
    )
    assert score(found, "a/1", "b/1") < POSSIBLE
    assert score(found, "a/2", "b/2") < POSSIBLE


@pytest.mark.parametrize("shared", [{"url": "https://county.example"}, {"phone": "541-555-0100"}])
def test_a_key_that_many_names_share_carries_little(shared: dict[str, str]) -> None:
    given = [partner(f"a/{one}", f"{one} office", **shared) for one in OFFICES.split(", ")]
    alone = records(partner("a/1", "Assessor", **shared), partner("b/1", "Sheriff", **shared))
    many = records(*given, partner("b/Sheriff", "Sheriffs", **shared))
    assert score(many, "a/Jail", "b/Sheriff") < score(alone, "a/1", "b/1") / 4
    assert score(many, "a/Sheriff", "b/Sheriff") > score(many, "a/Jail", "b/Sheriff")


@pytest.mark.parametrize("host", ["https://facebook.com", "http://www.facebook.com/"])
def test_the_host_of_everybodys_pages_is_no_key(host: str) -> None:
    both = {"url": host}
    assert (
        score(
            records(partner("a/1", "Toy library", **both), partner("b/1", "Cribs", **both)),
            "a/1",
            "b/1",
        )
        == 0
    )
    page = {"url": f"{host.rstrip('/')}/hearthside"}
    found = records(partner("a/1", "Hearthside", **page), partner("b/1", "Hearth side", **page))
    assert proposal(found, "a/1", "b/1").band == "likely"


def test_mail_at_a_host_for_all_is_no_key() -> None:
    found = records(
        partner("a/1", "Toy library", email="toys@gmail.com"),
        partner("b/1", "Crib fund", email="cribs@gmail.com"),
    )
    assert score(found, "a/1", "b/1") == 0


def test_numbers_in_names_tell_apart() -> None:
    found = records(partner("a/1", "Fire Station 12"), partner("a/2", "Fire Station 13"))
    assert score(found, "a/1", "a/2") < 0.1


def test_different_partners_do_not_offer_the_same_service() -> None:
    found = records(
        partner("a/p", "Millrace Library", phone="541-555-0101"),
        partner("b/p", "Harbor Arts Council", phone="541-555-0202"),
        service("a/1", "Toddler music hour", of="a/p"),
        service("b/1", "Toddler music hour", of="b/p"),
    )
    assert score(found, "a/1", "b/1") < POSSIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Alder County Department of Health, Inc.", "Alder Co. Dept. of Health"),
        ("Action Community Hearthside", "Hearthside Community Action"),
        ("Hearthside Community Action", "Hearthsde Community Action"),
        ("Food Share Pantry", "Foodshare Pantry"),
        ("Niños y Familias", "Ninos & Familias"),
        ("Tamarack Falls Hospital", "TFH"),
        ("Community Awareness & Treatment Services (CATS)", "CATS"),
        ("St. Mary's Center", "Saint Marys Centre"),
    ],
)
def test_one_name_written_in_two_ways(one: str, other: str) -> None:
    """With one more key that agrees the match is likely; without, it is not lost."""
    given = records(
        partner("a/1", one, phone="(541) 555-0101 ext. 4"),
        partner("b/1", other, phone="+1 541.555.0101"),
    )
    assert proposal(given, "a/1", "b/1").band == "likely"
    alone = records(partner("a/1", one), partner("b/1", other))
    assert score(alone, "a/1", "b/1") > 0.1


def test_another_name_of_the_same_partner_counts() -> None:
    found = records(
        partner("a/1", "Eastside Services", "Project Lantern", phone="541-555-0101"),
        partner("b/1", "Project Lantern", phone="541-555-0101"),
    )
    assert proposal(found, "a/1", "b/1").band == "likely"


def test_sentences_end_in_one_full_stop() -> None:
    found = records(partner("a/1", "Alder Food Share"), partner("b/1", "Alder Food Share, Inc."))
    (reason,) = proposal(found, "a/1", "b/1").reasons
    assert reason.sentence == "The names agree: Alder Food Share and Alder Food Share, Inc."


def test_a_record_without_any_key_is_never_proposed() -> None:
    assert propose_matches(records(partner("a/1"), partner("b/1"), service("a/2"))) == []
