"""The lists of HSDS by name: what is in them, one of them by id, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.hsds.directory import Directory, Entry, Pair
from service.hsds.selecting import (
    Filters,
    select_organizations,
    select_pairs,
    select_services,
    select_taxonomies,
    select_terms,
)
from service.hsds.terms import Taxonomy, TaxonomyTerm
from service.hsds.writing import Form, Writer

Json = dict[str, Any]
# An item is what its list holds: Entry, Pair, Taxonomy or TaxonomyTerm.
Item = Any


@dataclass(frozen=True)
class HsdsList:
    """One list."""

    one: str
    """What an item of it is called."""
    select: Callable[[Directory, Filters], Sequence[Item]]
    find: Callable[[Directory, str], Item | None]
    """The item of an id."""
    write: Callable[[Directory, Iterable[Item], Form, bool], Iterator[Json]]
    """The objects of items; the last argument is whether services within are whole."""


def _services(
    directory: Directory, items: Iterable[Entry], form: Form, full_service: bool
) -> Iterator[Json]:
    return Writer(directory).services(items, form=form)


def _organizations(
    directory: Directory, items: Iterable[Entry], form: Form, full_service: bool
) -> Iterator[Json]:
    whole: Form = "full" if full_service else form
    return Writer(directory).organizations(items, form=whole, full_service=full_service)


def _pairs(
    directory: Directory, items: Iterable[Pair], form: Form, full_service: bool
) -> Iterator[Json]:
    return Writer(directory).service_at_locations(items, form=form)


def _taxonomies(
    directory: Directory, items: Iterable[Taxonomy], form: Form, full_service: bool
) -> Iterator[Json]:
    return (item.as_object() for item in items)


def _terms(
    directory: Directory, items: Iterable[TaxonomyTerm], form: Form, full_service: bool
) -> Iterator[Json]:
    return map(directory.vocabularies.as_object, items)


LISTS = {
    "services": HsdsList("service", select_services, lambda d, i: d.services.get(i), _services),
    "organizations": HsdsList(
        "organization", select_organizations, lambda d, i: d.organizations.get(i), _organizations
    ),
    "service_at_locations": HsdsList(
        "service at a location", select_pairs, lambda d, i: d.pairs_by_id.get(i.lower()), _pairs
    ),
    "taxonomies": HsdsList(
        "taxonomy",
        select_taxonomies,
        lambda d, i: d.vocabularies.taxonomies_by_id.get(i.lower()),
        _taxonomies,
    ),
    "taxonomy_terms": HsdsList(
        "taxonomy term", select_terms, lambda d, i: d.vocabularies.by_id.get(i.lower()), _terms
    ),
}
