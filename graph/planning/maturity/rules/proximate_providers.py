"""Are providers in the places that they serve, and do they share families' experience?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.truth import Truth, all_of, any_of, at_least, or_more, share

QUESTION = "Are providers in the places they serve, with staff who have lived the same?"
QUERY = "maturity/providers"
LIMITS = (
    Limit("near", Decimal("0.3"), "Least share of provider and place with a site in the place"),
    Limit("lived", Decimal("0.25"), "Least share of those providers with lived experience"),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Pairs of a partner and a place that it serves; lived experience counts only where stated.

    A row's `near` holds, by place that the service reaches, whether its partner has a site there.
    Nobody's lived experience is denied for want of a statement, so this part never fails;
    nor does the other unless every service is on record.
    """
    pairs: dict[tuple[str, str], list[tuple[Row, Truth, Truth]]] = defaultdict(list)
    for row in rows:
        for place, (serves, near) in row["near"].items():
            pairs[row["partner_iri"], place].append((row, all_of(row["open"], serves), near))
    facts = [
        (of[0][0], any_of(*(serves for _, serves, _ in of)), of[0][2]) for of in pairs.values()
    ]
    near = share([(member, has) for _, member, has in facts])
    close = {row["partner_iri"]: row for row, member, has in facts if member and has}
    lived = share([(True, row["lived"] or None) for row in close.values()])
    fact = all_of(
        at_least(or_more(near, setting.services_listed), limits["near"]),
        at_least(lived, limits["lived"]),
    )
    told = (
        f"In {percent(near)} of the cases a provider has a site in the place it serves. Lived "
        f"experience is stated for {sum(bool(row['lived']) for row in close.values())} of "
        f"{len(close)} such providers."
    )
    evidence = collect(((row, all_of(member, has)) for row, member, has in facts), "partner")
    return Judgement(fact, told, evidence, {"near": near, "lived": lived})
