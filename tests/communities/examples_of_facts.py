"""Hand-made communities for sections 1 to 3 of SEMANTICS: one sentence each."""

from __future__ import annotations

from communities.example_rows import (
    AT_P,
    COVERED,
    FUTURE,
    ON_THE_LIMIT,
    STALE,
    Cell,
    Example,
    Made,
    complete,
    gap,
    need,
    partner,
    place,
    referral,
    requirement,
    segment,
    service,
    site,
    touchpoint,
    unknown,
)

TWO_COUNTIES = (place("A"), place("B", part_of=""), requirement(place="A"))


def aged(rule: str, cell: Cell, stage: str, **ages: str) -> Example:
    return Example(rule, (*AT_P, touchpoint(life_stage=stage), service(**ages)), cell)


def served(rule: str, cell: Cell, *more: Made, **cells: str) -> Example:
    """T's door is P, whose service S has these cells."""
    return Example(rule, (*more, *AT_P, touchpoint(), service(**cells)), cell)


def linked(rule: str, cell: Cell, **cells: str) -> Example:
    """T's door is P, which refers to Q, whose service is S; G is another segment."""
    rows = (*AT_P, partner("Q"), touchpoint(), segment("G"), service(of="Q"))
    return Example(rule, (*rows, referral("P", "Q", **cells), requirement()), cell)


AGES = (
    aged("a range ends before its to_age", gap("eligibility"), "infant", from_age="0", to_age="28"),
    aged("ranges that share a day overlap", COVERED, "infant", from_age="0", to_age="29"),
    aged("a stage as to_age is its end", gap("eligibility"), "infant", to_age="newborn"),
    aged("a stage as from_age is its start", COVERED, "newborn", from_age="newborn"),
    aged("pregnancy is before day 0", gap("eligibility"), "prenatal", from_age="0"),
    aged("a stage is its own range", COVERED, "prenatal", from_age="prenatal", to_age="prenatal"),
    aged("months are floored", gap("eligibility"), "infant", from_age="12 months"),
    aged("years are floored", COVERED, "preschool", to_age="3 years"),
    aged("a week is 7 days", gap("eligibility"), "infant", to_age="4 weeks"),
    aged("a blank bound is open", COVERED, "infant", from_age="364"),
    aged("a half-known range may be disjoint", gap("eligibility"), "infant", from_age="365"),
    aged("no range suits an unknown stage", COVERED, "unknown"),
    aged("a range against an unknown stage", unknown("of_age", "S", "T"), "unknown", to_age="28"),
)

OPEN = (
    served("a blank status is open", COVERED | {"route": ["P"], "handoffs": 0}, status=""),
    served("status active is open", COVERED, status="active"),
    served("status unknown", unknown("open", "S", None), status="unknown"),
    served("an unlisted status is unknown", unknown("open", "S", None), status="paused"),
    served("inactive is not open", gap("supply"), status="inactive"),
    served("defunct is not open", gap("supply"), status="defunct"),
    served("temporarily closed is not open", gap("supply"), status="temporarily closed"),
    served("a stale record is unknown", unknown("open", "S", None), verified_on=STALE),
    served("fresh on the last day", COVERED, verified_on=ON_THE_LIMIT),
    served("a future date is fresh", COVERED, verified_on=FUTURE),
    served("false wins over not fresh", gap("supply"), status="defunct", verified_on=STALE),
    Example(
        "0 turns freshness off",
        (*AT_P, touchpoint(), service(verified_on="1999-01-01")),
        COVERED,
        given={"stale_after_days": 0},
    ),
)

MEETS = (
    Example(
        "a narrower need meets a broader one",
        (*AT_P, touchpoint(required_needs="basic-needs"), service()),
        COVERED,
    ),
    served("a broader need does not meet a narrower", gap("supply"), needs="basic-needs"),
    served("one of several needs is enough", COVERED, needs="diapers;food"),
    served("no need coded", unknown("meets", "S", "food"), needs=""),
    Example(
        "uncoded services may be ignored",
        (*AT_P, touchpoint(), service(needs="")),
        gap("supply"),
        given={"uncoded_services": "ignore"},
    ),
    served(
        "broader is transitive over loaded and shipped needs",
        COVERED,
        need("N1", broader="diapers;food"),
        need("N2", broader="N1"),
        needs="N2",
    ),
)

ELIGIBLE = (
    served("blank segments are unknown", unknown("eligible", "S", "G"), segment("G"), segments=""),
    served("blank segments serve all families", COVERED, segments=""),
    served("all includes every segment", COVERED, segment("G"), segments="all"),
    served("the segment is named", COVERED, segment("G"), segments="G"),
    Example(
        "another segment is named",
        (
            *AT_P,
            touchpoint(),
            segment("G"),
            segment("H"),
            service(segments="H"),
            requirement(segment="G"),
        ),
        gap("eligibility"),
    ),
    Example(
        "one segment is not all families",
        (*AT_P, touchpoint(), segment("G"), service(segments="G"), requirement()),
        gap("eligibility"),
    ),
)

ACCESS = (
    served("no place is declared anywhere", COVERED | {"place": "everywhere"}),
    served("the place itself is served", COVERED, *TWO_COUNTIES, places="A"),
    served("another place is served", gap("access"), *TWO_COUNTIES, places="B"),
    served("everywhere is above every place", COVERED, *TWO_COUNTIES, places="everywhere"),
    served(
        "a place above is served, by either of two parents",
        COVERED | {"place": "A1"},
        place("A"),
        place("B"),
        place("A1", part_of="A;B"),
        places="B",
    ),
    served(
        "only a part is served",
        unknown("access", "S", "A"),
        *TWO_COUNTIES,
        place("A1", part_of="A"),
        places="A1",
    ),
    served("nothing stated and no site", unknown("access", "S", "A"), *TWO_COUNTIES),
    served(
        "a listed site lies in the place, though in a part of it",
        COVERED,
        *TWO_COUNTIES,
        place("A1", part_of="A"),
        site("H", partner="P", place="A1"),
        sites="H",
    ),
    served(
        "a listed site elsewhere",
        unknown("access", "S", "A"),
        *TWO_COUNTIES,
        site("H", partner="P", place="B"),
        sites="H",
    ),
    served(
        "a partner's site that the service does not list",
        unknown("access", "S", "A"),
        *TWO_COUNTIES,
        site("H", partner="P", place="A"),
    ),
    served(
        "stated places outweigh sites",
        gap("access"),
        *TWO_COUNTIES,
        site("H", partner="P", place="A"),
        places="B",
        sites="H",
    ),
    served(
        "every site lies in everywhere",
        COVERED,
        place("A"),
        requirement(),
        site("H", partner="P"),
        sites="H",
    ),
)

USABLE = (
    linked("a pathway is used", COVERED | {"route": ["P", "Q"], "handoffs": 1}),
    linked("a planned pathway is not usable", gap("link"), status="planned"),
    linked("a lapsed pathway is not usable", gap("link"), status="lapsed"),
    linked("status of a pathway unknown", unknown("usable", "P>Q", "food"), status="unknown"),
    linked("an unlisted status of a pathway", unknown("usable", "P>Q", "food"), status="paused"),
    linked("a stale pathway", unknown("usable", "P>Q", "food"), verified_on=STALE),
    linked("lapsed wins over stale", gap("link"), status="lapsed", verified_on=STALE),
    linked("a scope above the need", COVERED, needs="basic-needs"),
    linked("a scope beside the need", gap("link"), needs="diapers"),
    linked("a segment scope of all", COVERED, segments="all"),
    linked("a segment scope that excludes", gap("link"), segments="G"),
    Example(
        "a scope below the need",
        (
            *AT_P,
            partner("Q"),
            touchpoint(required_needs="basic-needs"),
            service(of="Q"),
            referral("P", "Q", needs="diapers"),
        ),
        unknown("usable", "P>Q", "basic-needs"),
    ),
    linked("cold is not warm", gap("warmth"), mode="cold"),
    linked("blank mode", unknown("warm", "P>Q", None), mode=""),
    linked("unlisted mode", unknown("warm", "P>Q", None), mode="handshake"),
    Example(
        "any mode asks for no warmth",
        (*AT_P, partner("Q"), touchpoint(), service(of="Q"), referral("P", "Q", "cold")),
        COVERED,
        given={"mode": "any"},
    ),
    linked("a pathway claimed by its receiver", COVERED, claimed_by="receiver"),
    Example(
        "a blank id and the same id written out are two pathways",
        (
            *AT_P,
            partner("Q"),
            touchpoint(),
            service(of="Q"),
            referral("P", "Q", "cold", id="P>Q"),
            referral("P", "Q"),
        ),
        COVERED,
        result={"completeness": {"pathways": 2, "senders_declared": 1, "senders_undeclared": 1}},
    ),
)

REQUIRED = (
    Example(
        "requirements are the cells, with blanks read as all and everywhere",
        (
            *AT_P,
            touchpoint(required_needs="diapers"),
            service(),
            place("A"),
            segment("G"),
            requirement(),
            requirement(segment="G", place="A", weight="2.5"),
        ),
        result={"required": {"origin": "declared", "cells": 2, "weight": 3.5}},
        cells=(("T", "food", "all", "everywhere"), ("T", "food", "G", "A")),
    ),
    Example(
        "derived cells are touchpoint x need x segment x leaf place",
        (
            *AT_P,
            touchpoint(required_needs="food;diapers"),
            segment("G"),
            place("A"),
            place("A1", part_of="A"),
            place("A2", part_of="A"),
        ),
        result={"required": {"origin": "derived", "cells": 4, "weight": 4.0}},
        cells=tuple(("T", one, "G", leaf) for one in ("food", "diapers") for leaf in ("A1", "A2")),
    ),
    Example(
        "a loaded need without life stages is asked at none, nor any at an unknown stage",
        (*AT_P, touchpoint(life_stage="unknown", required_needs=""), need("N")),
        result={
            "required": {"origin": "derived", "cells": 0, "weight": 0.0},
            "headline": {"every_door": None, "any_door": None},
        },
        cells=(),
    ),
    Example(
        "requirements of any source are declared",
        (*AT_P, touchpoint(), service()),
        COVERED | {"need": "diapers", "any_door": "gap", "every_door": "gap", "gap_type": "supply"},
        second=(requirement(touchpoint="a:T", need="diapers"),),
        result={"required": {"origin": "declared", "cells": 1, "weight": 1.0}},
    ),
    Example(
        "the headline weighs covered against not a gap, and fractions are not rounded",
        (
            *AT_P,
            touchpoint(),
            service(),
            need("N"),
            complete("P"),
            service("X", needs="N"),
            requirement(weight="1"),
            requirement(need="diapers", weight="2"),
            service("Y", needs="infant-formula", status="unknown"),
            requirement(need="infant-formula", weight="4"),
        ),
        result={"headline": {"every_door": [1 / 7, 5 / 7], "any_door": [1 / 7, 5 / 7]}},
    ),
    Example(
        "no weight, no headline",
        (*AT_P, touchpoint(), service(), requirement(weight="0")),
        COVERED | {"weight": 0.0},
        result={"headline": {"every_door": None, "any_door": None}},
    ),
)

EXAMPLES = (*AGES, *OPEN, *MEETS, *ELIGIBLE, *ACCESS, *USABLE, *REQUIRED)
