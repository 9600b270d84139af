"""A directory of any size with names as real directories have them: few rare words, many common."""

from __future__ import annotations

import random
from collections.abc import Sequence

from loaders.matching import Address, MatchRecord, MatchRecords

PARTNER_KINDS = (
    "Community Action Agency, Family Resource Center, Public Health Department, School District, "
    "Food Bank, Community College, Head Start, Legal Aid Society, Free Clinic, Hospital, Library, "
    "Housing Authority, Lutheran Church, Baptist Church, Boys & Girls Club, YMCA, United Way, "
    "Children's Museum, Behavioral Health Services, Pregnancy Center, Midwifery Collective, "
    "Fire Department, Parks and Recreation, Senior Center, Immigrant Alliance, Crisis Center"
)
SERVICE_KINDS = (
    "After School Program, Food Pantry, Diaper Bank, WIC, Immunization Clinic, Home Visiting, "
    "Parenting Classes, Rent Assistance, Energy Assistance, Dental Care, Prenatal Care, Preschool, "
    "Early Intervention, Child Care, Counseling, Case Management, Emergency Shelter, Story Time, "
    "Breastfeeding Support, Car Seat Checks, Legal Advice, Job Training, English Classes, Respite, "
    "Transportation Vouchers, Tax Help, Substance Use Treatment, Support Group, Clothing Closet, "
    "Health Insurance Enrollment, Developmental Screening, Summer Meals, Doula Care, Playgroup"
)
QUALIFIERS = "Mobile, Weekend, Spanish, Teen, Infant, Toddler, Rural, Evening, Free, Drop-in"


def invented_directory(partners: int, services: int, *, seed: int, source: str) -> MatchRecords:
    """Partners and services of one source; one partner has a few, some have very many."""
    draw = random.Random(seed)
    towns = [_coined(draw).title() for _ in range(max(3, partners // 60))]
    made = [_partner(draw, source, i, towns) for i in range(partners)]
    taken: set[tuple[str, str]] = set()
    offers = [_service(draw, f"{source}/service/{i}", made, towns, taken) for i in range(services)]
    return MatchRecords(
        partners=tuple(sorted(made, key=lambda one: one.iri)),
        services=tuple(sorted(offers, key=lambda one: one.iri)),
        places=frozenset(towns),
    )


def _partner(draw: random.Random, source: str, i: int, towns: Sequence[str]) -> MatchRecord:
    town = draw.choice(towns)
    first = town if draw.random() < 0.4 else _coined(draw).title()
    middle = f"{_coined(draw).title()} " if draw.random() < 0.4 else ""
    host = f"{_coined(draw)}{i}.example"
    if draw.random() < 0.1:
        host = f"{town.casefold()}county.example"
    sites = draw.choice((1, 1, 1, 2, 3))
    return MatchRecord(
        iri=f"urn:{source}/partner/{i}",
        kind="partner",
        source=source,
        names=(f"{first} {middle}{draw.choice(PARTNER_KINDS.split(', '))}",),
        phones=_sometimes(draw, 0.9, _phone(draw)),
        urls=_sometimes(draw, 0.7, f"https://www.{host}"),
        emails=_sometimes(draw, 0.5, f"info@{host}"),
        identifiers=(("US-EIN", f"93-{i:07}"),) if draw.random() < 0.2 else (),
        addresses=tuple(
            _address(draw, town if n == 0 else draw.choice(towns)) for n in range(sites)
        ),
    )


def _service(
    draw: random.Random,
    key: str,
    partners: Sequence[MatchRecord],
    towns: Sequence[str],
    taken: set[tuple[str, str]],
) -> MatchRecord:
    """No partner has two services of one name, so that only copies are of one thing."""
    provider = partners[int(len(partners) * draw.random() ** 2)]
    name = _service_name(draw, towns)
    while (provider.iri, name) in taken:
        name = f"{_coined(draw).title()} {_service_name(draw, towns)}"
    taken.add((provider.iri, name))
    own = draw.random()
    return MatchRecord(
        iri=f"urn:{key}",
        kind="service",
        source=provider.source,
        names=(name,),
        phones=(_phone(draw),) if own < 0.3 else provider.phones,
        urls=tuple(f"{url}/{_coined(draw)}" for url in provider.urls if own < 0.4),
        addresses=tuple(draw.sample(provider.addresses, draw.randint(1, len(provider.addresses)))),
        provider=provider.iri,
        needs=frozenset(draw.sample(SERVICE_KINDS.split(", "), 2)),
    )


def _service_name(draw: random.Random, towns: Sequence[str]) -> str:
    name = draw.choice(SERVICE_KINDS.split(", "))
    if draw.random() < 0.5:
        name = f"{draw.choice(QUALIFIERS.split(', '))} {name}"
    if draw.random() < 0.2:
        name = f"{name} - {draw.choice(towns)}"
    if draw.random() < 0.2:
        name = f"{_coined(draw).title()} {name}"
    return name


def _address(draw: random.Random, town: str) -> Address:
    street = draw.choice(("Main Street", "Oak Avenue", "Elm Street", "River Road", "2nd Street"))
    return Address(street=f"{draw.randrange(1, 2000)} {street}", city=town)


def _phone(draw: random.Random) -> str:
    return f"({draw.randrange(201, 990)}) {draw.randrange(200, 999)}-{draw.randrange(10_000):04}"


def _coined(draw: random.Random) -> str:
    """A word of two or three syllables; some come up again and again."""
    count = 2 if draw.random() < 0.5 else 3
    return "".join(draw.choice("bdfgklmnprstvw") + draw.choice("aeiou") for _ in range(count))


def _sometimes(draw: random.Random, share: float, text: str) -> tuple[str, ...]:
    return (text,) if draw.random() < share else ()
