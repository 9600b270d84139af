"""Hand-made communities for undeclared senders, unknown routes and counts, sections 4, 6 and 11
of SEMANTICS: one sentence each.
"""

from __future__ import annotations

from communities.example_rows import (
    AT_P,
    COVERED,
    STALE,
    START,
    Example,
    complete,
    door,
    gap,
    maybe,
    partner,
    referral,
    requirement,
    route,
    segment,
    service,
    to_verify,
    touchpoint,
)

SENDERS = (
    Example(
        "an undeclared partner may refer anywhere, warm",
        (*START, service("S", of="Q")),
        maybe("P", "S", verify=to_verify("refers", "P", "S", ask="P")),
    ),
    Example(
        "but not without a handoff left",
        (*START, service("S", of="Q")),
        gap("link"),
        given={"handoffs": 0},
    ),
    Example(
        "a service door of an undeclared partner may refer anywhere",
        (
            partner("P"),
            partner("Q"),
            touchpoint(),
            service("X", needs="diapers"),
            door("X"),
            service("S", of="Q"),
        ),
        maybe("X", "S", verify=to_verify("refers", "P", "S", ask="P")),
    ),
    Example(
        "a pathway of one of its services declares a partner",
        (*START, service("X", needs="diapers"), service("S", of="Q"), referral("X", "X")),
        gap("link"),
    ),
    Example(
        "a lapsed pathway declares its sender",
        (*START, service("S", of="Q"), referral("P", "P", status="lapsed")),
        gap("link"),
    ),
    Example(
        "a pathway claimed by the receiver alone declares nobody",
        (*START, service("S", of="Q"), referral("P", "Q", "cold", claimed_by="receiver")),
        maybe("P", "S", verify=to_verify("refers", "P", "S", ask="P")),
    ),
    Example(
        "complete declares a partner without pathways",
        (*START, service("S", of="Q"), complete("P")),
        gap("link"),
    ),
    Example(
        "partial undoes what pathways declare",
        (*START, service("S", of="Q"), complete("P", "partial"), referral("P", "P")),
        maybe("P", "S", verify=to_verify("refers", "P", "S", ask="P")),
    ),
    Example(
        "the latest statement counts and blank is earliest",
        (*START, service("S", of="Q"), complete("P", "partial"), complete("P", as_of="2020-01-01")),
        gap("link"),
    ),
    Example(
        "a tie between sources is partial",
        (*START, service("S", of="Q"), complete("P", as_of="2020-01-01")),
        maybe("P", "S", verify=to_verify("refers", "P", "S", ask="P")),
        second=(complete("a:P", "partial", as_of="2020-01-01"),),
    ),
    Example(
        "statements on other topics change no cell",
        (
            *START,
            service("S", of="Q"),
            complete("P", topic="services"),
            complete("T", topic="doors"),
        ),
        maybe("P", "S", verify=to_verify("refers", "P", "S", ask="P")),
    ),
    Example(
        "an undeclared partner on the way",
        (*START, partner("R"), service("S", of="R"), referral("P", "Q")),
        maybe("P", "Q", "S", verify=to_verify("refers", "Q", "S", ask="Q")),
        given={"handoffs": 2},
    ),
    Example(
        "the route with the fewest unknown facts, not the shortest",
        (
            *START,
            partner("R"),
            service("S", of="R"),
            referral("P", "Q"),
            referral("P", "R", "", status="unknown"),
            referral("Q", "R", ""),
        ),
        maybe("P", "Q", "R", verify=to_verify("warm", "Q>R", None, ask="Q")),
        given={"handoffs": 2},
    ),
    Example(
        "a fact relied on as door and as provider is one fact",
        (
            partner("P"),
            touchpoint(),
            segment("G"),
            service("S", segments=""),
            door("S"),
            requirement(segment="G"),
        ),
        maybe("S", verify=to_verify("eligible", "S", "G", ask="P")) | {"possible_doors": 1},
    ),
    Example(
        "of parallel pathways, the one with fewer unknown facts",
        (
            *START,
            service("S", of="Q"),
            referral("P", "Q", "", id="R1", status="unknown"),
            referral("P", "Q", "", id="R2"),
            referral("P", "Q", "cold", id="R3"),
        ),
        maybe("P", "Q", verify=to_verify("warm", "R2", None, ask="P")),
    ),
    Example(
        "of two records of one door in two sources, the one that makes it a door counts",
        (*AT_P, touchpoint(), service()),
        COVERED | {"known_doors": 1, "possible_doors": 0},
        second=(door("a:P", of="a:T", status="closed"),),
    ),
    Example(
        "a source may refer to another's records",
        (*START, complete("P"), complete("Q")),
        route("P", "Q"),
        second=(service("S", of="a:Q"), referral("a:P", "a:Q", id="R1")),
    ),
)

COUNTED = Example(
    "completeness counts all rows of any status",
    (
        *START,
        touchpoint("U"),
        door("P", of="U", status="closed"),
        touchpoint("V"),
        service("S", places="everywhere", verified_on=STALE),
        service("X", needs="", segments=""),
        service("Y", status="defunct", verified_on=STALE),
        referral("P", "Q", ""),
        referral("Q", "P", "unknown", status="lapsed", verified_on=STALE, claimed_by="receiver"),
        referral("T", "Q", "handshake"),
        requirement(),
    ),
    result={
        "completeness": {
            "services": 3,
            "services_without_needs": 1,
            "services_without_segments": 1,
            "services_without_area": 2,
            "services_undated": 1,
            "services_stale": 2,
            "pathways": 3,
            "pathways_undated": 2,
            "pathways_stale": 1,
            "pathways_mode_unknown": 3,
            "senders_declared": 1,
            "senders_undeclared": 1,
            "touchpoints_without_doors": 1,
        }
    },
)

EXAMPLES = (*SENDERS, COUNTED)
