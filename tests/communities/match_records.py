"""Small sets of records to match, written as words."""

from __future__ import annotations

from collections.abc import Iterable

from loaders.matching import Address, MatchRecord, MatchRecords, Proposal, propose_matches


def partner(
    key: str,
    *names: str,
    phone: str = "",
    url: str = "",
    email: str = "",
    ein: str = "",
    at: Iterable[str] = (),
    within: Iterable[str] = (),
) -> MatchRecord:
    """A partner `source/id`; `at` are addresses as "street, town"."""
    return MatchRecord(
        iri=f"urn:{key}",
        kind="partner",
        source=key.partition("/")[0],
        names=names,
        phones=_some(phone),
        urls=_some(url),
        emails=_some(email),
        identifiers=(("US-EIN", ein),) if ein else (),
        addresses=_addresses(at),
        within=frozenset(f"urn:{one}" for one in within),
    )


def service(
    key: str,
    *names: str,
    of: str = "",
    phone: str = "",
    url: str = "",
    email: str = "",
    at: Iterable[str] = (),
    needs: Iterable[str] = (),
) -> MatchRecord:
    """A service `source/id` of the partner `of`."""
    return MatchRecord(
        iri=f"urn:{key}",
        kind="service",
        source=key.partition("/")[0],
        names=names,
        phones=_some(phone),
        urls=_some(url),
        emails=_some(email),
        addresses=_addresses(at),
        provider=f"urn:{of}" if of else "",
        needs=frozenset(needs),
    )


def records(*given: MatchRecord, places: Iterable[str] = ()) -> MatchRecords:
    """Records of both kinds, in order."""
    ordered = sorted(given, key=lambda one: one.iri)
    towns = {place.city for one in given for place in one.addresses if place.city}
    return MatchRecords(
        partners=tuple(one for one in ordered if one.kind == "partner"),
        services=tuple(one for one in ordered if one.kind == "service"),
        places=frozenset((*places, *towns)),
    )


def proposal(found: MatchRecords, first: str, second: str) -> Proposal:
    """What is proposed of two records; an assertion fails when nothing is, at any score."""
    left, right = sorted((f"urn:{first}", f"urn:{second}"))
    (one,) = [
        each
        for each in propose_matches(found, least=0.0)
        if (each.left, each.right) == (left, right)
    ]
    return one


def score(found: MatchRecords, first: str, second: str) -> float:
    """The score of two records; 0 where they are not even compared."""
    left, right = sorted((f"urn:{first}", f"urn:{second}"))
    every = {(each.left, each.right): each.score for each in propose_matches(found, least=0.0)}
    return every.get((left, right), 0.0)


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _addresses(at: Iterable[str]) -> tuple[Address, ...]:
    split = (each.rpartition(", ") for each in at)
    return tuple(Address(street=street, city=town) for street, _, town in split)
