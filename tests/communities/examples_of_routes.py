"""Hand-made communities for doors and walks, sections 4 to 6 of SEMANTICS: one sentence each."""

from __future__ import annotations

from communities.example_rows import (
    AT_P,
    COVERED,
    STALE,
    START,
    Cell,
    Example,
    Made,
    complete,
    door,
    gap,
    maybe,
    partner,
    place,
    referral,
    requirement,
    route,
    segment,
    service,
    to_verify,
    touchpoint,
    unknown,
)

NO_DOORS: Cell = {
    "any_door": "unknown",
    "every_door": "unknown",
    "gap_type": "no-doors-listed",
    "door_share": None,
    "known_doors": 0,
    "possible_doors": 0,
    "possible_route": None,
    "verify": [],
}
PLACES = (place("A"), place("A1", part_of="A"), place("B"), requirement(place="A"))


def at_door(rule: str, cell: Cell, *more: Made, **cells: str) -> Example:
    """T's only door record is at P, with these cells; P's service S goes everywhere."""
    rows = (partner("P"), touchpoint(), service(places="everywhere"), door("P", **cells))
    return Example(rule, (*more, *rows), cell)


DOORS = (
    Example("no door record", (partner("P"), touchpoint(), service()), NO_DOORS),
    at_door("an inactive door", gap("orphan") | {"door_share": None}, status="inactive"),
    at_door("a closed door", gap("orphan"), status="closed"),
    at_door("a door of unknown status", unknown("door", "P", "T"), status="unknown"),
    at_door("an unlisted door status", unknown("door", "P", "T"), status="sometimes"),
    at_door("doors do not go stale", COVERED, verified_on=STALE),
    at_door("a door for another place", gap("orphan"), *PLACES, places="B"),
    at_door("a door for a place above", COVERED, *PLACES, places="everywhere"),
    at_door("a door for a part", unknown("door", "P", "T"), *PLACES, places="A1"),
    Example(
        "a service door must be open",
        (partner("P"), touchpoint(), service(status="inactive"), door("S")),
        gap("orphan"),
    ),
    Example(
        "a service door must be for the segment",
        (partner("P"), touchpoint(), segment("G"), service(segments="G"), door("S"), requirement()),
        gap("orphan"),
    ),
    Example(
        "a service door that is perhaps open is a possible door, one fact to verify",
        (partner("P"), touchpoint(), service(status="unknown"), door("S")),
        maybe("S", verify=to_verify("open", "S", None, ask="P"))
        | {"known_doors": 0, "possible_doors": 1, "door_share": None, "every_door": "unknown"},
    ),
    Example(
        "a possible door is judged with its own open taken as true",
        (*AT_P, touchpoint(), service("S"), service("X", status="unknown"), door("X")),
        route("P") | {"every_door": "covered", "known_doors": 1, "possible_doors": 1},
    ),
    Example(
        "a possible door that does not reach leaves every door unknown",
        (*START, service("S"), door("Q", status="unknown"), complete("Q")),
        route("P") | {"every_door": "unknown", "gap_type": None, "door_share": [1.0, 1.0]},
    ),
    Example(
        "a door gap lists the failing doors",
        (*START, service("S"), door("Q"), complete("Q")),
        route("P")
        | {
            "every_door": "gap",
            "gap_type": "door-gap",
            "failing_doors": [{"door": "Q", "gap_type": "link"}],
            "door_share": [0.5, 0.5],
        },
    ),
    Example(
        "a failing door reached only in the cold fails for warmth",
        (*START, service("S"), door("Q"), referral("Q", "P", "cold")),
        route("P") | {"every_door": "gap", "failing_doors": [{"door": "Q", "gap_type": "warmth"}]},
    ),
    Example(
        "an undeclared known door makes the share an interval",
        (*START, service("S"), door("Q")),
        route("P") | {"every_door": "unknown", "door_share": [0.5, 1.0], "gap_type": None},
    ),
    Example(
        "a cell unknown for any door may still be a door gap",
        (*AT_P, touchpoint(), service(status="unknown"), partner("Q"), door("Q"), complete("Q")),
        {"any_door": "unknown", "every_door": "gap", "gap_type": "door-gap"}
        | {"failing_doors": [{"door": "Q", "gap_type": "link"}]}
        | {"verify": to_verify("open", "S", None, ask="P")},
    ),
)

WALKS = (
    Example(
        "at a partner, any of its services",
        (*AT_P, touchpoint(), service("X", needs="diapers"), service("S")),
        route("P"),
    ),
    Example(
        "at a service, that service only",
        (
            partner("P"),
            touchpoint(),
            service("X", needs="diapers"),
            service("S"),
            door("X"),
            complete("P"),
        ),
        gap("link"),
    ),
    Example(
        "at a service, its partner's pathways",
        (
            partner("P"),
            partner("Q"),
            touchpoint(),
            service("X", needs="diapers"),
            door("X"),
            service("S", of="Q"),
            referral("P", "S"),
        ),
        route("X", "S"),
    ),
    Example(
        "at a service, not the pathways of the partner's other services",
        (
            partner("P"),
            partner("Q"),
            touchpoint(),
            service("X", needs="diapers"),
            door("X"),
            service("Y", needs="diapers"),
            service("S", of="Q"),
            referral("Y", "S"),
        ),
        gap("link"),
    ),
    Example(
        "at a partner, the pathways of its open services",
        (*START, service("X", needs="diapers"), service("S", of="Q"), referral("X", "S")),
        route("P", "S"),
    ),
    Example(
        "at a partner, not the pathways of a closed service",
        (
            *START,
            service("X", needs="diapers", status="inactive"),
            service("S", of="Q"),
            referral("X", "S"),
        ),
        gap("link"),
    ),
    Example(
        "at a partner, the pathways of a service that is perhaps open",
        (
            *START,
            service("X", needs="diapers", status="unknown"),
            service("S", of="Q"),
            referral("X", "S"),
        ),
        maybe("P", "S", verify=to_verify("open", "X", None, ask="P")),
    ),
    Example(
        "a service on the way must be open",
        (
            *START,
            service("X", of="Q", needs="diapers", status="defunct"),
            partner("R"),
            service("S", of="R"),
            referral("P", "X"),
            referral("X", "S"),
        ),
        gap("link"),
        given={"handoffs": 2},
    ),
    Example(
        "eligibility is not needed on the way",
        (
            *START,
            segment("G"),
            service("X", of="Q", needs="diapers", segments="G"),
            requirement(),
            partner("R"),
            service("S", of="R"),
            referral("P", "X"),
            referral("X", "S"),
        ),
        route("P", "X", "S") | {"every_door": "covered"},
        given={"handoffs": 2},
    ),
    Example(
        "at most k handoffs",
        (*START, partner("R"), service("S", of="R"), referral("P", "Q"), referral("Q", "R")),
        gap("link"),
        result={
            "variants": [
                {
                    "handoffs": k,
                    "mode": mode,
                    "every_door": [reached] * 2,
                    "any_door": [reached] * 2,
                }
                for k, reached in ((0, 0.0), (1, 0.0), (2, 1.0))
                for mode in ("any", "warm")
            ]
        },
    ),
    Example(
        "a touchpoint's pathway is used at its door",
        (*START, complete("P"), service("S", of="Q"), referral("T", "Q")),
        route("P", "Q"),
    ),
    Example(
        "for a touchpoint's pathway, ask the first door's partner",
        (*START, complete("P"), service("S", of="Q"), referral("T", "Q", "")),
        maybe("P", "Q", verify=to_verify("warm", "T>Q", None, ask="P")),
    ),
    Example(
        "a touchpoint's pathway declares nobody",
        (*START, service("S", of="Q"), referral("T", "Q", "cold")),
        maybe("P", "S", verify=to_verify("refers", "P", "S", ask="P")),
    ),
)

EXAMPLES = (*DOORS, *WALKS)
