"""Which records of a list a client asks for; all filters hold at once.

Each filter gives the IRIs that pass it, by one or two queries; the list keeps its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.hsds.directory import Directory, Entry, Pair
from service.hsds.organizations import CLASSIFICATION
from service.hsds.searching import find_texts, linked_through, linking_to, words_of
from service.hsds.services import CLASSIFIED, PROVIDER, SITE
from service.hsds.terms import Taxonomy, TaxonomyTerm


@dataclass(frozen=True)
class Filters:
    """What the parameters of HSDS ask; None asks nothing. Ids are UUIDs."""

    search: str | None = None
    """Words that all must stand in a record's texts, or in those of what it belongs to."""
    taxonomy_term_id: str | None = None
    """Records with the term, or with a narrower one."""
    taxonomy_id: str | None = None
    """Records with any term of the taxonomy; terms of it."""
    organization_id: str | None = None
    modified_after: datetime | None = None
    """Changed at that time or later."""
    postcode: str | None = None
    """Services at locations with the postcode, or within `proximity` of it."""
    proximity: float | None = None
    """Metres from the middle of the locations with the postcode."""
    top_only: bool = False
    """Terms that have no broader one."""
    parent_id: str | None = None


def select_services(directory: Directory, asked: Filters) -> Sequence[Entry]:
    """The services that pass, in order.

    Raises NoSuchRecord for a proximity to a postcode of which no location is known.
    """
    passing = _of_services(directory, asked)
    if asked.postcode is not None:
        passing.append(linking_to(directory.store, (SITE,), _locations(directory, asked)))
    for word in words_of(asked.search):
        passing.append(_services_saying(directory, find_texts(directory.store, word)))
    return _changed(_in_all(directory.services.all, passing), asked)


def select_pairs(directory: Directory, asked: Filters) -> Sequence[Pair]:
    """The services at locations that pass, in order; raises NoSuchRecord as `select_services`."""
    services = set.intersection(*found) if (found := _of_services(directory, asked)) else None
    there = _locations(directory, asked) if asked.postcode is not None else None
    pairs: Sequence[Pair] = directory.pairs
    if services is not None:
        pairs = [pair for pair in pairs if pair.service.iri in services]
    if there is not None:
        pairs = [pair for pair in pairs if pair.location.iri in there]
    for word in words_of(asked.search):
        hits = find_texts(directory.store, word)
        saying = _services_saying(directory, hits)
        pairs = [p for p in pairs if p.service.iri in saying or p.location.iri in hits]
    after = asked.modified_after
    return pairs if after is None else [pair for pair in pairs if pair.changed >= after]


def select_organizations(directory: Directory, asked: Filters) -> Sequence[Entry]:
    """The organizations that pass; they have the terms of their services, too."""
    passing = []
    for terms in _asked_terms(directory, asked):
        own = linking_to(directory.store, (CLASSIFICATION,), terms)
        passing.append(own | linked_through(directory.store, PROVIDER, CLASSIFIED, terms))
    passing += [find_texts(directory.store, word) for word in words_of(asked.search)]
    return _in_all(directory.organizations.all, passing)


def select_taxonomies(directory: Directory, asked: Filters) -> Sequence[Taxonomy]:
    """The taxonomies that pass."""
    words = words_of(asked.search)
    return [
        one for one in directory.vocabularies.taxonomies if _says(words, one.name, one.description)
    ]


def select_terms(directory: Directory, asked: Filters) -> Sequence[TaxonomyTerm]:
    """The terms that pass."""
    vocabularies, words = directory.vocabularies, words_of(asked.search)

    def passes(term: TaxonomyTerm) -> bool:
        above = [vocabularies.by_iri[iri] for iri in term.broader if iri in vocabularies.by_iri]
        return (
            not (asked.top_only and above)
            and (asked.parent_id is None or any(_is(each, asked.parent_id) for each in above))
            and (asked.taxonomy_id is None or _is(term.taxonomy, asked.taxonomy_id))
            and _says(words, term.name, term.code or "", term.description)
        )

    return [term for term in vocabularies.terms if passes(term)]


def _of_services(directory: Directory, asked: Filters) -> list[set[str]]:
    """For each filter on what a service is, the services that pass it."""
    passing = [
        linking_to(directory.store, CLASSIFIED, terms) for terms in _asked_terms(directory, asked)
    ]
    if asked.organization_id is not None:
        organization = directory.organizations.get(asked.organization_id)
        provider = {organization.iri} if organization else set()
        passing.append(linking_to(directory.store, (PROVIDER,), provider))
    return passing


def _asked_terms(directory: Directory, asked: Filters) -> list[set[str]]:
    """Sets of terms; a record must have one of each set."""
    vocabularies = directory.vocabularies
    sets = []
    if asked.taxonomy_term_id is not None:
        term = vocabularies.by_id.get(asked.taxonomy_term_id.lower())
        sets.append(vocabularies.with_narrower([term.iri] if term else []))
    if asked.taxonomy_id is not None:
        listed = (t.iri for t in vocabularies.terms if _is(t.taxonomy, asked.taxonomy_id))
        sets.append(set(listed))
    return sets


def _locations(directory: Directory, asked: Filters) -> set[str]:
    code = asked.postcode or ""
    if asked.proximity is None:
        return directory.postcodes.having(code)
    return directory.postcodes.near(code, asked.proximity)


def _services_saying(directory: Directory, hits: set[str]) -> set[str]:
    """The records found, and the services of organizations and with terms that were found."""
    terms = hits & directory.vocabularies.by_iri.keys()
    organizations = {entry.iri for entry in directory.organizations.among(hits)}
    return (
        hits
        | linking_to(directory.store, CLASSIFIED, terms)
        | linking_to(directory.store, (PROVIDER,), organizations)
    )


def _in_all(entries: Sequence[Entry], passing: Sequence[set[str]]) -> Sequence[Entry]:
    if not passing:
        return entries
    both = set.intersection(*passing)
    return [entry for entry in entries if entry.iri in both]


def _changed(entries: Sequence[Entry], asked: Filters) -> Sequence[Entry]:
    after = asked.modified_after
    return entries if after is None else [entry for entry in entries if entry.changed >= after]


def _is(one: Taxonomy | TaxonomyTerm | None, identifier: str) -> bool:
    return one is not None and one.id == identifier.lower()


def _says(words: Iterable[str], *texts: str) -> bool:
    whole = " ".join(texts).lower()
    return all(word in whole for word in words)
