"""Do services speak families' languages, and are intensive ones open outside child welfare?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import (
    Judgement,
    Limit,
    Row,
    Setting,
    collect,
    number,
    percent,
    say,
)
from graph.planning.maturity.services import free_services, is_free, items
from graph.planning.maturity.truth import Truth, all_of, any_of, at_least, count, or_more, share

QUESTION = "Do services speak more than English, and are intensive ones open outside child welfare?"
QUERY = "maturity/services"
LIMITS = (
    Limit("languages", Decimal("0.25"), "Least share of services given in more than English"),
    Limit("intensive", Decimal(1), "Least number of intensive services"),
)
ENGLISH = frozenset({"en", "eng", "english"})
INTENSIVE = (
    "substance-use-treatment",
    "mental-health-crisis-care",
    "early-childhood-mental-health",
    "family-preservation",
    "crisis-nursery",
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Both parts must hold; a service for one kind of family counts as tailored, too.

    The share is of what is on record: it is too small only where every service is.
    """
    facts = [(row, is_free(row), any_of(_speaks_more(row), _is_tailored(row))) for row in rows]
    spoken = share([(member, has) for _, member, has in facts])
    intensive = free_services(rows, INTENSIVE)
    strong = count((fact for _, fact in intensive), complete=setting.services_listed)
    fact = all_of(
        at_least(or_more(spoken, setting.services_listed), limits["languages"]),
        at_least(strong, limits["intensive"]),
    )
    told = (
        f"{percent(spoken)} of the services outside child welfare are given in more than English "
        f"or made for a kind of family; intensive ones that can be used: {number(strong)}."
    )
    told = told[0].upper() + told[1:]
    evidence = [*((row, all_of(member, has)) for row, member, has in facts), *intensive]
    return Judgement(
        fact,
        say(fact, told, f"Too few. {told}", told),
        collect(evidence, "service"),
        {"languages": spoken, "intensive": strong},
    )


def _speaks_more(row: Row) -> Truth:
    languages = {each.casefold().partition("-")[0] for each in items(row["languages"])}
    return None if not languages else bool(languages - ENGLISH)


def _is_tailored(row: Row) -> Truth:
    segments = items(row["segments"])
    return None if not segments else "all" not in segments
