"""Every rule on a goal: where it holds, where it fails, and where data lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from graph.planning.maturity.judging import Judgement, Setting, TouchpointCover
from graph.planning.maturity.rules import list_rules, select_rule

DAY = date(2026, 11, 21)
OPEN = Setting(as_of=DAY, drivers=("housing",))
LISTED = replace(OPEN, services_listed=True, senders_declared=True)
Row = dict[str, Any]


def service(id_: str = "s", **changes: Any) -> Row:
    """A service that any family can use outside child welfare, with no need of interest."""
    row = {
        "service_id": id_, "service_name": id_, "service_iri": f"x:{id_}",
        "needs": "", "segments": "all", "languages": "en; es", "child_welfare": False,
        "voluntary": True, "navigation": False, "open": True, "here": True,
        "meets": frozenset(), "uncoded": False,
    }  # fmt: skip
    return row | changes


def pathway(id_: str = "p", **changes: Any) -> Row:
    """A pathway in use to voluntary help in another sector, followed to the end."""
    row = {
        "pathway_id": id_, "pathway_iri": f"x:{id_}", "from_sector": "health",
        "to_sector": "housing", "closed_loop": True, "agreement": "memorandum", "voluntary": 1,
        "undecided": 0, "usable": True, "here": True, "sent": (Decimal(30), Decimal(30)),
        "followed": (Decimal(30), (Decimal(24), Decimal(24))),
    }  # fmt: skip
    return row | changes


def point(id_: str = "cps", **changes: Any) -> Row:
    """A point of child welfare with such a pathway."""
    own = {"point_id": id_, "point_iri": f"x:{id_}", "declared": True, "agency": True,
           "doors": None}  # fmt: skip
    return pathway() | own | changes


def money(recipient: str, stream: str, **changes: Any) -> Row:
    """An award of 100 to a recipient."""
    row = {
        "recipient_id": recipient, "recipient_iri": f"x:{recipient}", "stream_id": stream,
        "stream_iri": f"x:{stream}", "stream_name": stream, "funder": f"funder of {stream}",
        "level": "federal", "blend": "single", "ends_on": date(2031, 1, 1),
        "fiscal_year": "2025-26", "phase": "awarded", "amount": Decimal(100), "here": True,
        "year_over": True, "is_service": True,
        "allocation_iri": f"x:{recipient}-{stream}-{changes.get('phase', 'awarded')}",
    }  # fmt: skip
    return row | changes


def seat(id_: str = "parents", **changes: Any) -> Row:
    """Two seats of parents, one of them leading."""
    row = {
        "collaborative_id": "circle", "seat_id": id_, "seat_iri": f"x:{id_}", "role": "co-chair",
        "represents": "parents-caregivers", "lived": None, "seats": 2, "starts_on": None,
        "ends_on": None, "listed": True,
    }  # fmt: skip
    return row | changes


def indicator(id_: str = "reached", **changes: Any) -> Row:
    """An indicator with a year of quarters, the last of them just over."""
    row = {
        "indicator_id": id_, "indicator_iri": f"x:{id_}", "collaboratives": "",
        "periods": 4, "last": date(2026, 9, 30),
    }  # fmt: skip
    return row | changes


def provider(partner: str = "hub", **changes: Any) -> Row:
    """A provider with a site in the one place it serves, and a seat with lived experience."""
    row = {
        "partner_id": partner, "partner_iri": f"x:{partner}", "lived": True, "open": True,
        "near": {"town": (True, True)},
    }  # fmt: skip
    return row | changes


def covered(low: int, high: int, *, kind: str = "child-welfare-hotline") -> Setting:
    """A setting with one touchpoint of weight 100, so much of it covered from its doors."""
    bounds = Decimal(low), Decimal(high)
    cover = TouchpointCover("x:t", "t", "t", kind, Decimal(100), bounds, bounds)
    return replace(OPEN, touchpoints=(cover,))


def meets(*needs: str, **changes: Any) -> Row:
    return service("-".join(needs), meets=frozenset(needs), **changes)


BOTH = [meets("basic-needs"), meets("family-support")]
KIN, NAVIGATION = meets("kinship-support"), service(navigation=True)
STRONG = meets("substance-use-treatment")
AGENCY = service("cps", child_welfare=True, voluntary=False, needs="housing")
NO_VOLUNTARY: Row = {"voluntary": 0, "undecided": 0}
UNDECIDED: Row = {"voluntary": 0, "undecided": 1}
FEW: Row = {"sent": (Decimal(3), Decimal(3))}
HIDDEN: Row = {"sent": (Decimal(0), Decimal(30))}
NO_COUNT: Row = {"sent": None, "followed": None}
SPENT: Row = {"phase": "spent"}

Case = tuple[str, str, Sequence[Row], Setting]
CASES: list[Case] = [
    ("supports-outside", "holds", BOTH, OPEN),
    ("supports-outside", "fails", BOTH[:1], LISTED),
    ("supports-outside", "fails", [BOTH[0], BOTH[1] | {"child_welfare": True}], LISTED),
    ("supports-outside", "unknown", BOTH[:1], OPEN),
    ("supports-outside", "unknown", [BOTH[0], BOTH[1] | {"child_welfare": None}], LISTED),
    ("supports-outside", "unknown", [BOTH[0], BOTH[1] | {"voluntary": None}], LISTED),
    ("supports-outside", "unknown", [BOTH[0], service(uncoded=True)], LISTED),
    ("supports-outside", "unknown", [], OPEN),
    ("drivers-outside", "holds", [meets("housing")], OPEN),
    ("drivers-outside", "fails", [meets("housing", open=False)], LISTED),
    ("drivers-outside", "fails", [meets("housing", here=False)], LISTED),
    ("drivers-outside", "unknown", [meets("housing", open=None)], LISTED),
    ("drivers-outside", "unknown", [meets("housing", open=False)], OPEN),
    ("drivers-outside", "unknown", [meets("housing")], replace(LISTED, drivers=())),
    ("culturally-responsive", "holds", [STRONG], OPEN),
    ("culturally-responsive", "holds", [STRONG | {"languages": "en", "segments": "teen"}], OPEN),
    ("culturally-responsive", "fails", [STRONG | {"languages": "en-US"}], LISTED),
    ("culturally-responsive", "unknown", [STRONG | {"languages": "en-US"}], OPEN),
    ("culturally-responsive", "fails", [service()], LISTED),
    ("culturally-responsive", "unknown", [STRONG | {"languages": ""}], OPEN),
    ("culturally-responsive", "unknown", [service()], OPEN),
    ("culturally-responsive", "unknown", [], OPEN),
    ("need-based-eligibility", "holds", [service()], OPEN),
    ("need-based-eligibility", "fails", [AGENCY, service()], LISTED),
    ("need-based-eligibility", "unknown", [AGENCY, service()], OPEN),
    ("need-based-eligibility", "unknown",
     [AGENCY | {"open": None}, *map(service, "abcdefghij")], LISTED),
    ("need-based-eligibility", "unknown",
     [AGENCY | {"child_welfare": None}, *map(service, "abcdefghij")], LISTED),
    ("need-based-eligibility", "unknown",
     [AGENCY | {"needs": "", "uncoded": True}, *map(service, "abcdefghij")], LISTED),
    ("need-based-eligibility", "holds",
     [AGENCY, meets("housing"), *map(service, "abcdefghij")], LISTED),
    ("need-based-eligibility", "fails", [AGENCY, *map(service, "abcdefghij")], LISTED),
    ("need-based-eligibility", "unknown", [AGENCY, *map(service, "abcdefghij")], OPEN),
    ("need-based-eligibility", "unknown", [service(child_welfare=None)], LISTED),
    ("need-based-eligibility", "unknown", [], OPEN),
    ("navigation-outside", "holds", [NAVIGATION], OPEN),
    ("navigation-outside", "holds", [meets("family-navigation", navigation=None)], OPEN),
    ("navigation-outside", "fails", [service()], LISTED),
    ("navigation-outside", "unknown", [NAVIGATION | {"segments": "teen"}], LISTED),
    ("navigation-outside", "fails", [NAVIGATION | {"child_welfare": True}], LISTED),
    ("navigation-outside", "unknown", [NAVIGATION | {"segments": ""}], LISTED),
    ("navigation-outside", "unknown", [NAVIGATION | {"child_welfare": True}], OPEN),
    ("kin-services", "holds", [KIN | {"child_welfare": True}], OPEN),
    ("kin-services", "fails", [KIN | {"open": False}], LISTED),
    ("kin-services", "unknown", [KIN | {"open": None}], LISTED),
    ("kin-services", "unknown", [], OPEN),
    ("kin-outside", "holds", [KIN], OPEN),
    ("kin-outside", "fails", [KIN | {"child_welfare": True}], LISTED),
    ("kin-outside", "unknown", [KIN | {"segments": "teen"}], LISTED),
    ("kin-outside", "unknown", [KIN | {"child_welfare": True}], OPEN),
    ("referrals-from-child-welfare", "holds", [point()], OPEN),
    ("referrals-from-child-welfare", "fails", [point(**NO_VOLUNTARY)], OPEN),
    ("referrals-from-child-welfare", "fails",
     [point(**NO_VOLUNTARY), point("hotline", pathway_iri=None, declared=None, doors=1)], OPEN),
    ("referrals-from-child-welfare", "unknown",
     [point(**NO_VOLUNTARY), point("hotline", pathway_iri=None, declared=None, doors=0)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point("school", agency=None)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point("school", agency=None, **FEW)], OPEN),
    ("referrals-from-child-welfare", "holds", [point("school", agency=None), point()], OPEN),
    ("referrals-from-child-welfare", "fails", [point(**FEW)], OPEN),
    ("referrals-from-child-welfare", "fails", [point(usable=False)], OPEN),
    ("referrals-from-child-welfare", "fails", [point(pathway_iri=None)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point(pathway_iri=None, declared=False)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point(pathway_iri=None, declared=None)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point(**NO_COUNT)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point(**HIDDEN)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point(**UNDECIDED)], OPEN),
    ("referrals-from-child-welfare", "unknown", [point(**FEW, declared=False)], OPEN),
    ("referrals-from-child-welfare", "unknown", [], OPEN),
    ("pathways-at-scale", "holds", list(map(pathway, "abcde")), OPEN),
    ("pathways-at-scale", "fails", list(map(pathway, "abcd")), LISTED),
    ("pathways-at-scale", "unknown", list(map(pathway, "abcd")), OPEN),
    ("pathways-at-scale", "unknown", [*map(pathway, "abcd"), pathway(**NO_COUNT)], LISTED),
    ("closed-loop-data", "holds", list(map(pathway, "abc")), OPEN),
    ("closed-loop-data", "fails", [pathway(x, closed_loop=False) for x in "abc"], LISTED),
    ("closed-loop-data", "unknown", [pathway(x, closed_loop=False) for x in "abc"], OPEN),
    ("closed-loop-data", "unknown", [pathway(x, closed_loop=None) for x in "abc"], OPEN),
    ("closed-loop-data", "unknown", [pathway(x, **NO_COUNT) for x in "abc"], LISTED),
    ("closed-loop-data", "unknown", [], LISTED),
    ("engagement", "holds", [pathway()], OPEN),
    ("engagement", "fails", [pathway(followed=(Decimal(30), (Decimal(9), Decimal(9))))], OPEN),
    ("engagement", "unknown", [pathway(followed=(Decimal(30), (Decimal(9), Decimal(25))))], OPEN),
    ("engagement", "unknown", [pathway(followed=(Decimal(9), (Decimal(9), Decimal(9))))], OPEN),
    ("engagement", "unknown", [pathway("a"), *(pathway(x, **NO_COUNT) for x in "bc")], OPEN),
    ("engagement", "unknown", [pathway(**UNDECIDED)], OPEN),
    ("engagement", "unknown", [], OPEN),
    ("data-sharing", "holds", [pathway()], OPEN),
    ("data-sharing", "fails", [pathway(closed_loop=False)], LISTED),
    ("data-sharing", "unknown", [pathway(closed_loop=False)], OPEN),
    ("data-sharing", "unknown", [pathway(agreement=None)], OPEN),
    ("data-sharing", "unknown", [pathway(to_sector=None)], OPEN),
    ("data-sharing", "unknown", [pathway(to_sector="health")], OPEN),
    ("no-wrong-door", "holds", [], covered(80, 90)),
    ("no-wrong-door", "fails", [], covered(50, 79)),
    ("no-wrong-door", "unknown", [], covered(50, 80)),
    ("no-wrong-door", "unknown", [], OPEN),
    ("access-at-child-welfare", "holds", [], covered(80, 80)),
    ("access-at-child-welfare", "fails", [], covered(0, 10)),
    ("access-at-child-welfare", "unknown", [], covered(0, 100)),
    ("access-at-child-welfare", "unknown", [], covered(0, 10, kind="hospital-birth")),
    ("indicators-over-time", "holds", [indicator()], OPEN),
    ("indicators-over-time", "fails", [indicator(periods=3)], OPEN),
    ("indicators-over-time", "unknown", [], OPEN),
    ("indicators-over-time", "unknown", [indicator(last=None, periods=0)], OPEN),
    ("indicators-current", "holds", [indicator()], OPEN),
    ("indicators-current", "fails", [indicator(last=date(2026, 1, 31))], OPEN),
    ("indicators-current", "unknown", [indicator(last=None, periods=0)], OPEN),
    ("indicators-current", "unknown", [], OPEN),
    ("federal-streams", "holds", [money("a", "x"), money("a", "x", **SPENT)], OPEN),
    ("federal-streams", "fails",
     [money("a", "x"), money("a", "x", phase="spent", amount=Decimal("89.99"))], OPEN),
    ("federal-streams", "unknown", [money("a", "x")], OPEN),
    ("federal-streams", "unknown",
     [money("a", "x", year_over=over, **changed) for over in (None, False)
      for changed in ({}, {"phase": "spent", "amount": Decimal(20)})], OPEN),
    ("federal-streams", "holds",
     [money("a", "x"), money("a", "x", **SPENT),
      money("a", "x", year_over=False, fiscal_year="2026-27"),
      money("a", "x", year_over=False, fiscal_year="2026-27", phase="spent", amount=Decimal(1))],
     OPEN),
    ("federal-streams", "unknown",
     [money("a", "x"), money("a", "x", **SPENT), money("a", "y", level=None)], OPEN),
    ("federal-streams", "unknown", [money("a", "x", level="state")], OPEN),
    ("braided-funding", "holds", [money("a", "x"), money("a", "y")], OPEN),
    ("braided-funding", "holds", [money("a", "x", blend="blended")], OPEN),
    ("braided-funding", "holds",
     [money("a", x, is_service=False, blend="braided") for x in "xy"], OPEN),
    ("braided-funding", "unknown", [money("a", x, is_service=False) for x in "xy"], OPEN),
    ("braided-funding", "fails", [money("a", "x"), money("b", "y")], OPEN),
    ("braided-funding", "fails", [money("a", "x"), money("a", "x", **SPENT)], OPEN),
    ("braided-funding", "unknown", [money("a", "x", blend="braided")], OPEN),
    ("braided-funding", "unknown", [money("a", "x", blend=None)], OPEN),
    ("braided-funding", "unknown", [money("a", "x", phase="requested")], OPEN),
    ("coordinated-funding", "holds", [money("a", "x"), money("a", "y")], OPEN),
    ("coordinated-funding", "fails",
     [money("a", "x"), money("a", "y", ends_on=date(2027, 6, 30))], OPEN),
    ("coordinated-funding", "fails",
     [money("a", "x", amount=Decimal(500)), money("a", "y", ends_on=date(2027, 6, 30)),
      money("a", "y", ends_on=date(2027, 6, 30), allocation_iri="x:second")], OPEN),
    ("coordinated-funding", "unknown", [money("a", "x"), money("a", "y", ends_on=None)], OPEN),
    ("coordinated-funding", "unknown", [money("a", "x"), money("a", "y", amount=None)], OPEN),
    ("proximate-providers", "holds", [provider()], OPEN),
    ("proximate-providers", "fails", [provider(near={"town": (True, False)})], LISTED),
    ("proximate-providers", "unknown", [provider(near={"town": (True, False)})], OPEN),
    ("proximate-providers", "unknown", [provider(near={"town": (True, None)})], OPEN),
    ("proximate-providers", "unknown", [provider(lived=None)], OPEN),
    ("proximate-providers", "unknown", [provider(near={})], OPEN),
    ("family-seats", "holds", [seat()], OPEN),
    ("family-seats", "holds", [seat(represents="", lived=True)], OPEN),
    ("family-seats", "fails", [seat(seats=1)], OPEN),
    ("family-seats", "fails", [seat(ends_on=date(2026, 1, 1)), seat("x", seats=0)], OPEN),
    ("family-seats", "unknown", [seat(seats=1, listed=None)], OPEN),
    ("family-seats", "unknown", [seat(represents="")], OPEN),
    ("family-seats", "unknown", [], OPEN),
    ("family-leadership", "holds", [seat()], OPEN),
    ("family-leadership", "fails", [seat(role="member")], OPEN),
    ("family-leadership", "unknown", [seat(role="member", listed=None)], OPEN),
    ("family-leadership", "unknown", [seat(role="chair", represents="")], OPEN),
]  # fmt: skip


def judge(name: str, rows: Sequence[Row], setting: Setting, **changed: str) -> Judgement:
    rule = select_rule(name)
    limits: Mapping[str, Decimal] = {
        limit.name: Decimal(changed.get(limit.name, limit.default)) for limit in rule.LIMITS
    }
    return rule.judge(rows, setting, limits)


@pytest.mark.parametrize(("name", "expected", "rows", "setting"), CASES)
def test_the_verdict(name: str, expected: str, rows: Sequence[Row], setting: Setting) -> None:
    found = judge(name, rows, setting)
    assert found.verdict == expected, found.sentence
    assert not found.sentence[0].islower()
    assert found.sentence.endswith(".")


def test_every_rule_has_a_case_of_each_verdict() -> None:
    tried = {(name, verdict) for name, verdict, _, _ in CASES}
    wanted = {(name, v) for name in list_rules() for v in ("holds", "fails", "unknown")}
    assert wanted <= tried


@pytest.mark.parametrize("name", list_rules())
def test_no_record_at_all_is_never_a_failure(name: str) -> None:
    assert judge(name, [], OPEN).fact is None


@pytest.mark.parametrize(
    ("name", "rows", "setting", "limit", "value"),
    [
        ("referrals-from-child-welfare", [point(**NO_COUNT)], OPEN, "sent", "0"),
        ("no-wrong-door", [], covered(50, 79), "every_door", "0.5"),
        ("federal-streams", [money("a", "x"), money("a", "x", phase="spent", amount=Decimal(50))],
         OPEN, "spent", "0.5"),
        ("indicators-over-time", [indicator(periods=3)], OPEN, "periods", "3"),
        ("family-seats", [seat(seats=1)], OPEN, "seats", "1"),
    ],
)  # fmt: skip
def test_a_limit_can_be_set(
    name: str, rows: Sequence[Row], setting: Setting, limit: str, value: str
) -> None:
    assert judge(name, rows, setting).fact is not True
    assert judge(name, rows, setting, **{limit: value}).fact is True


def test_evidence_names_the_records_and_how_sure_they_are() -> None:
    rows = [NAVIGATION, service("b", navigation=True, open=None), service("c")]
    found = judge("navigation-outside", rows, OPEN)
    assert [(each.id, each.speaks) for each in found.evidence] == [("s", True), ("b", None)]


def test_counts_are_told_with_what_bounds_them() -> None:
    assert judge("kin-services", [KIN], OPEN).measured == {"services": (Decimal(1), None)}
    listed = judge("kin-services", [KIN, KIN | {"open": None}], LISTED)
    assert listed.measured == {"services": (Decimal(1), Decimal(2))}


def test_only_seats_of_the_collaborative_count() -> None:
    other = replace(OPEN, collaborative="other")
    assert judge("family-seats", [seat()], other).fact is None
    assert judge("family-seats", [seat()], replace(OPEN, collaborative="circle")).fact is True
