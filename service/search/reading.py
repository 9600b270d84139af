"""What can be found: the records of a store, and the named queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from pyoxigraph import NamedNode

from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import DCTERMS, GRAPH, ORG, SKOS, nwd
from queries.catalogue import catalogue
from service.language import LANGUAGES, select_language
from service.language.translating import SOURCE
from service.search.index import Entry, SearchIndex

_CLASSES = {
    nwd("Touchpoint"): "touchpoint",
    nwd("Partner"): "partner",
    nwd("Service"): "service",
    nwd("Place"): "place",
    nwd("Need"): "need",
    nwd("PopulationSegment"): "segment",
    nwd("FundingStream"): "stream",
}
KINDS = (*_CLASSES.values(), "query")
"""Kinds of what can be found."""
_OTHER_LANGUAGES = [select_language(code) for code in LANGUAGES if code != SOURCE]
LINE = 160
"""Letters of a description that are told."""

_ALIASES = (f"{SKOS}altLabel", f"{SKOS}hiddenLabel", nwd("programName").value)
_ABOUT = (f"{DCTERMS}description", f"{SKOS}definition")
_OTHERS = (nwd("providedBy").value, f"{ORG}classification", nwd("fundedBy").value)
"""Whose names stand in for a description that is missing, and are looked for, too."""
_NEEDS = (nwd("addressesNeed").value, nwd("requiresNeed").value)


def build_index(store: ReadableStore) -> SearchIndex:
    """An index over all records of the store that have a name, and over the named queries."""
    return SearchIndex([*_read_records(store), *_list_queries()])


class _Record:
    """What is read of a record before its entry is made."""

    __slots__ = ("identifier", "kind", "links", "source", "texts")

    def __init__(self, kind: str, identifier: str, source: str | None) -> None:
        self.kind, self.identifier, self.source = kind, identifier, source
        self.texts: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []

    def told(self, names: Sequence[str]) -> list[str]:
        """Its texts of these properties, in their order, each once."""
        return _ordered(self.texts, names)

    def linked(self, names: Sequence[str]) -> list[str]:
        """The names of what it has these properties to."""
        return _ordered(self.links, names)


def _ordered(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> list[str]:
    if not pairs:
        return []
    return list(dict.fromkeys(text for name in names for key, text in pairs if key == name))


def _read_records(store: ReadableStore) -> Iterator[Entry]:
    records = _read_members(store)
    labels: dict[str, str] = {}
    for iri, text in _pairs(store, f"{SKOS}prefLabel"):
        labels.setdefault(iri, text)
    for name in (*_ALIASES, *_ABOUT):
        for iri, text in _pairs(store, name):
            if iri in records:
                records[iri].texts.append((name, text))
    for name in (*_OTHERS, *_NEEDS):
        for iri, other in _pairs(store, name):
            if iri in records and other in labels:
                records[iri].links.append((name, labels[other]))
    uses = Counter((each.kind, each.identifier) for each in records.values())
    for iri, record in records.items():
        unique = uses[record.kind, record.identifier] == 1
        yield _entry(iri, record, labels.get(iri, record.identifier), unique=unique)


def _read_members(store: ReadableStore) -> dict[str, _Record]:
    """The records of each kind by IRI, with their ids and sources, in a stable order."""
    listed = " ".join(map(str, _CLASSES))
    solutions = select(
        store,
        f"SELECT ?graph ?record ?class ?id WHERE {{ VALUES ?class {{ {listed} }} "
        f"GRAPH ?graph {{ ?record a ?class ; <{DCTERMS}identifier> ?id }} }}",
    )
    prefix = f"{GRAPH}source/"
    found = sorted(
        (each["graph"].value, each["record"].value, each["class"].value, each["id"].value)
        for each in solutions
        if isinstance(each["record"], NamedNode)
    )
    records: dict[str, _Record] = {}
    for graph, iri, class_, identifier in found:
        source = unquote(graph.removeprefix(prefix)) if graph.startswith(prefix) else None
        records.setdefault(iri, _Record(_CLASSES[NamedNode(class_)], identifier, source))
    return records


def _entry(iri: str, record: _Record, name: str, *, unique: bool) -> Entry:
    about, others = record.told(_ABOUT), record.linked(_OTHERS)
    if record.source is not None:
        shown = f"{record.source}:{record.identifier}"
    else:
        shown = record.identifier if unique else iri
    return Entry(
        kind=record.kind,
        id=shown,
        own_id=record.identifier,
        name=name,
        iri=iri,
        description=_one_line(*others[:1], *about[:1]),
        aliases=[*record.told(_ALIASES), *_translations(record.kind, name)],
        needs=record.linked(_NEEDS),
        about=[*about, *others],
    )


def _list_queries() -> Iterator[Entry]:
    for query in catalogue().values():
        yield Entry(
            kind="query",
            id=query.name,
            own_id=query.name,
            name=query.summary,
            description=_one_line(query.question),
            about=(
                query.question,
                query.grain,
                *query.tags,
                *(
                    language.query_text(text)
                    for language in _OTHER_LANGUAGES
                    for text in (query.summary, query.question)
                ),
            ),
        )


def _translations(kind: str, name: str) -> Iterator[str]:
    """The names of a shipped need in the other languages."""
    for language in _OTHER_LANGUAGES:
        told = language.code_name(name) if kind == "need" else name
        if told != name:
            yield told


def _one_line(*parts: str) -> str:
    """The parts in one line of at most `LINE` letters."""
    text = " ".join(": ".join(part for part in parts if part).split())
    return text if len(text) <= LINE else text[: LINE - 3].rsplit(" ", 1)[0] + "..."


def _pairs(store: ReadableStore, name: str) -> Iterator[tuple[str, str]]:
    for subject, value in select(store, f"SELECT ?s ?o WHERE {{ ?s <{name}> ?o }}"):
        yield subject.value, value.value
