"""Small made-up communities as workbook tables, with every case SEMANTICS speaks of.

`make_community(random)` is the generator; `seeded_community(seed)` and the hypothesis strategy
`communities()` are two ways of drawing from it. All rows are well formed, but for status and mode
words that are not listed. Ids are unique over both sources, so that they tell records apart.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from communities.draws import Draws, Tables
from hypothesis import strategies as st
from oracle.plain_records import parse_age

AS_OF = date(2026, 6, 30)
STALE_AFTER_DAYS = 365
SHIPPED = ("basic-needs", "food", "diapers")
"""Shipped needs used: the first is broader than the others."""
STAGES = ("prenatal", "newborn", "infant", "toddler", "preschool")

FROM_AGES = ("-280", "prenatal", "0", "newborn", "28", "6 weeks", "infant", "12 months", "1 year")
TO_AGES = ("0", "prenatal", "newborn", "28", "3 months", "infant", "365", "18 months", "5 years")
SERVICE_STATUSES = ("inactive", "defunct", "temporarily closed")
WEIGHTS = ("", "1", "0", "2.5", "0.5", "3", "40")

Sources = Mapping[str, Tables]


def communities() -> st.SearchStrategy[Sources]:
    """Communities for hypothesis, which shrinks the draws of the generator."""
    return st.randoms(use_true_random=False).map(make_community)


def seeded_community(seed: int, *, scale: float = 1.0) -> Sources:
    return make_community(random.Random(seed), scale=scale)


def make_community(rng: random.Random, *, scale: float = 1.0) -> Sources:
    """One or two sources, of a few dozen rows at scale 1; only the second refers to the other."""
    main = Draws(rng, source="a", prefix="")
    _write_source(main, scale=scale)
    if not main.likely("second source"):
        return {"a": main.tables}
    second = Draws(rng, source="b", prefix="b", base=main)
    _write_source(second, scale=0.4)
    return {"a": main.tables, "b": second.tables}


def _write_source(draws: Draws, *, scale: float) -> None:
    for write, least, most in (
        (_write_place, 0, 5),
        (_write_segment, 0, 3),
        (_write_need, 0, 2),
        (_write_partner, 1, 5),
        (_write_site, 0, 3),
        (_write_service, 0, 7),
        (_write_touchpoint, 1, 2),
        (_write_door, 2, 6),
        (_write_referral, 2, 12),
        (_write_completeness, 0, 4),
        (_write_requirement, 1, 5),
    ):
        if draws.skips(write.__name__):
            continue
        for _ in range(draws.rng.randint(round(least * scale), max(1, round(most * scale)))):
            write(draws)


def _write_place(draws: Draws) -> None:
    earlier = [*draws.references("places"), "everywhere"]
    draws.add_named("places", "c", part_of=draws.some(earlier, "part_of", most=2))


def _write_segment(draws: Draws) -> None:
    draws.add_named("segments", "g")


def _write_need(draws: Draws) -> None:
    earlier = [*draws.references("needs"), *SHIPPED]
    draws.add_named(
        "needs",
        "n",
        broader=draws.some(earlier, "broader", most=2),
        life_stages=draws.some(STAGES, "life stages", most=2),
    )


def _write_partner(draws: Draws) -> None:
    draws.add_named("partners", "p")


def _write_site(draws: Draws) -> None:
    partner = draws.one("partners")
    draws.add_named(
        "sites", "h", partner=partner, place=draws.some(_places(draws), "site place", most=1)
    )


def _write_service(draws: Draws) -> None:
    partner = draws.one_apart("partners", early=False)
    if partner is None:
        return
    from_age, to_age = _age_range(draws)
    draws.add_named(
        "services",
        "s",
        partner=partner,
        needs=draws.some(_needs(draws), "service needs", most=2),
        segments=draws.some(_segments(draws), "service segments", most=2),
        from_age=from_age,
        to_age=to_age,
        places=draws.some(_places(draws), "service places", most=2),
        sites=draws.some(draws.references("sites"), "service sites", most=2),
        status=draws.word("service status", "active", SERVICE_STATUSES, unlisted="paused"),
        verified_on=_verified_on(draws, "service date"),
    )


def _age_range(draws: Draws) -> tuple[str, str]:
    """A range with both, one or no bound."""
    from_age = draws.some(FROM_AGES, "from age", most=1)
    to_age = draws.some(TO_AGES, "to age", most=1)
    if parse_age(from_age, end=False) < parse_age(to_age, end=True):
        return from_age, to_age
    return from_age, ""


def _write_touchpoint(draws: Draws) -> None:
    required = "" if draws.likely("needs by life stage") else draws.list_of(_needs(draws), most=2)
    stages = ("unknown",) if draws.likely("unknown life stage") else STAGES
    draws.add_named(
        "touchpoints", "t", life_stage=draws.rng.choice(stages), required_needs=required
    )


def _write_door(draws: Draws) -> None:
    kind = "services" if draws.likely("service door") else "partners"
    touchpoint, at = draws.restated("doors", "touchpoint", "at") or (
        draws.one("touchpoints"),
        draws.one_apart(kind, early=True),
    )
    if touchpoint is None or at is None or not draws.is_new("doors", touchpoint, at):
        return
    draws.add(
        "doors",
        touchpoint=touchpoint,
        at=at,
        places=draws.some(_places(draws), "door places", most=2),
        status=draws.word("door status", "active", ("inactive", "closed"), unlisted="sometimes"),
    )


def _write_referral(draws: Draws) -> None:
    sender = draws.one("touchpoints" if draws.likely("touchpoint sends") else _node_table(draws))
    receiver = draws.one(_node_table(draws))
    if sender is None or receiver is None:
        return
    identifier = draws.new_id("r")
    own = ":" not in sender + receiver
    if own and draws.likely("blank id") and draws.is_new("referrals", sender, receiver):
        identifier = ""
    draws.add(
        "referrals",
        **{"id": identifier, "from": sender, "to": receiver},
        mode=draws.word("mode", "warm", ("cold",), unlisted="handshake"),
        needs=draws.some(_needs(draws), "referral needs", most=2),
        segments=draws.some(_segments(draws), "referral segments", most=2),
        status=draws.word("referral status", "active", ("planned", "lapsed"), unlisted="paused"),
        claimed_by=draws.rng.choice(("", "sender", "receiver", "both")),
        verified_on=_verified_on(draws, "referral date"),
    )


def _write_completeness(draws: Draws) -> None:
    table = "partners" if draws.rng.random() < 0.8 else draws.rng.choice(("services", "doors"))
    subject = draws.one(table if table != "doors" else "touchpoints")
    topic = "referrals" if draws.rng.random() < 0.8 else draws.rng.choice(("services", "doors"))
    as_of = draws.rng.choice(("", "2026-01-01", "2026-03-01"))
    if restated := draws.restated("completeness", "subject"):
        (subject,) = restated
    if subject is None or not draws.is_new("completeness", subject, topic, as_of):
        return
    value = draws.rng.choice(("complete", "complete", "partial"))
    draws.add("completeness", subject=subject, topic=topic, value=value, as_of=as_of)


def _write_requirement(draws: Draws) -> None:
    touchpoint = draws.one("touchpoints")
    segment = draws.some(_segments(draws), "required segment", most=1)
    place = draws.some(_places(draws), "required place", most=1)
    need = draws.rng.choice(_needs(draws))
    if touchpoint is None or not draws.is_new(
        "requirements",
        touchpoint,
        need,
        segment or "all",
        place or "everywhere",
        anywhere=True,
    ):
        return
    weight = "0" if draws.likely("no weight") else draws.rng.choice(WEIGHTS)
    draws.add(
        "requirements",
        touchpoint=touchpoint,
        need=need,
        segment=segment,
        place=place,
        weight=weight,
    )


def _node_table(draws: Draws) -> str:
    return draws.rng.choice(("partners", "services"))


def _needs(draws: Draws) -> Sequence[str]:
    return [*draws.references("needs"), *SHIPPED]


def _segments(draws: Draws) -> Sequence[str]:
    """Segments and, as often as they all together, `all`."""
    declared = draws.references("segments")
    return [*declared, *["all"] * max(1, len(declared))]


def _places(draws: Draws) -> Sequence[str]:
    declared = draws.references("places")
    return [*declared, *["everywhere"] * max(1, len(declared) // 2)]


def _verified_on(draws: Draws, name: str) -> str:
    """Blank, or a date: fresh, on either side of the limit, long ago or in the future."""
    if draws.likely(name + " blank"):
        return ""
    if draws.likely(name + " stale"):
        days = draws.rng.choice((STALE_AFTER_DAYS + 1, 800, 5000))
    else:
        days = draws.rng.choice((30, 0, -20, STALE_AFTER_DAYS))
    return (AS_OF - timedelta(days=days)).isoformat()
