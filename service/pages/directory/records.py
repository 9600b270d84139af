"""One record of the store: found by its id, with what every source says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from ontology.terms import CODE, NWD, SKOS
from queries.run import run_query
from service.facts import Facts, iris_in, solutions
from service.things.addresses import is_web

if TYPE_CHECKING:
    from graph.identity import Identity
    from graph.projection.arrays import Collection
    from service.pages.view import View

LABEL = f"{SKOS}prefLabel"


@dataclass(frozen=True)
class Record:
    """A record and those that were matched with it; the first that says something is heard."""

    iri: str
    members: Sequence[str]
    facts: Facts

    def text(self, predicate: str) -> str | None:
        """One text."""
        return next((t for iri in self.members if (t := self.facts.text(iri, predicate))), None)

    def texts(self, predicate: str) -> list[str]:
        """Every text, in order."""
        return sorted({t for iri in self.members for t in self.facts.texts(iri, predicate)})

    def links(self, predicate: str) -> list[str]:
        """Every IRI that is linked to, in order."""
        return sorted({t for iri in self.members for t in self.facts.links(iri, predicate)})

    def whole(self, predicate: str) -> int | None:
        """A whole number."""
        found = (self.facts.whole(iri, predicate) for iri in self.members)
        return next((number for number in found if number is not None), None)

    def truth(self, predicate: str) -> bool | None:
        """Whether it is so; None where nobody says."""
        told = self.text(predicate)
        return None if told is None else told in ("true", "1")

    def codes(self, predicate: str) -> list[str]:
        """English names of the codes it has."""
        return [self.facts.name(iri) for iri in self.links(predicate)]


def find_position(view: View, collection: Collection, kind: str, sought: str) -> int:
    """The position of a record by its id; raises NoSuchRecord."""
    known = view.data.remember(
        ("directory", "positions", kind),
        lambda: {id_: position for position, id_ in enumerate(collection.ids)},
    )
    if sought not in known:
        raise NoSuchRecord(sought)
    return known[sought]


def read_record(view: View, iri: str) -> Record:
    """All that is said of a record, and the names of what it links to."""
    members = members_of(view, [iri])
    facts = Facts(view.data.store)
    facts.read(members)
    linked = [
        value.value
        for triple in list(facts.triples())
        if is_web((value := triple.object).value if hasattr(triple.object, "value") else "")
    ]
    facts.read((each for each in linked if each not in members), only=(LABEL,))
    return Record(iri, members, facts)


def members_of(view: View, iris: Iterable[str]) -> list[str]:
    """The records with all that were matched with them."""
    groups = view.data.remember(("directory", "groups"), lambda: _groups(_identity(view)))
    return [member for iri in iris for member in groups.get(iri, (iri,))]


def canonical_of(view: View, iri: str) -> str:
    """The record that stands for one."""
    return _identity(view).canonical(iri)


def _identity(view: View) -> Identity:
    from graph.identity import read_identity

    store = view.data.store
    return view.data.remember(("directory", "identity"), lambda: read_identity(store))


def _groups(identity: Identity) -> dict[str, Sequence[str]]:
    return {group[0]: group for group in identity.groups}


def code_names(view: View, scheme: str) -> Mapping[str, str]:
    """Notation and English name of every code of a list, in its order."""

    def read() -> dict[str, str]:
        rows = run_query(view.data.store, "codes/list", {"scheme": scheme}).rows
        return {str(row[0]): str(row[1]) for row in rows}

    return view.data.remember(("directory", "codes", scheme), read)


def name_of_code(view: View, scheme: str, iri: str | None) -> str | None:
    """The English name of a code by its IRI, its notation where it has no name."""
    if iri is None:
        return None
    notation = iri.removeprefix(f"{CODE}{scheme}/")
    return code_names(view, scheme).get(notation, notation)


def read_pairs(view: View, class_name: str, predicate: str) -> Iterator[tuple[str, str]]:
    """(record, value) of a property of all records of a class; for lists of them."""
    query = (
        f"SELECT DISTINCT ?s ?o WHERE {{ ?s a <{_whole(class_name)}> ; <{_whole(predicate)}> ?o }}"
    )
    for subject, value in solutions(view.data.store, query):
        if subject is not None and value is not None:
            yield canonical_of(view, str(_value(subject))), str(_value(value))


def read_rows(view: View, query: str) -> Iterator[tuple[str | None, ...]]:
    """The rows of a SELECT as plain text."""
    for row in solutions(view.data.store, query):
        yield tuple(None if term is None else str(_value(term)) for term in row)


def values_of(iris: Iterable[str]) -> str:
    """IRIs as they stand between the braces of VALUES."""
    return iris_in(iris)


def facts_address(view: View, iri: str) -> str | None:
    """Where everything that is said of a record stands."""
    return view.told_of(iri)


def safe_address(text: str | None) -> str | None:
    """A web address that may be a link; None for what is none, such as `javascript:`."""
    return text if text and is_web(text) else None


def _whole(name: str) -> str:
    return name if ":" in name else NWD + name


def _value(term: Any) -> Any:
    return getattr(term, "value", term)
