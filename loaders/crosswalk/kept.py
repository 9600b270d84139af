"""Crosswalks kept for a source, so that reloading it uses them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.errors import SourceError
from loaders.crosswalk.reading import CrosswalkFile, read_crosswalk_file
from loaders.crosswalk.rules import Rule
from loaders.literals import boolean, integer
from loaders.source import Reading
from ontology.terms import CODE, DCTERMS, GRAPH_CROSSWALKS, RDF, SKOS, mint, nwd, source_graph

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_NOTE = NamedNode(SKOS + "note")
_OF_SOURCE, _OF_CROSSWALK, _ASKED_AS = nwd("ofSource"), nwd("ofCrosswalk"), nwd("askedAs")
_KEYWORDS = nwd("usesKeywords")
_ROW_TEXTS = {
    nwd("vocabulary"): "vocabulary",
    nwd("matchKind"): "match",
    nwd("matchTerm"): "term",
    nwd("matchUnless"): "unless",
    _NOTE: "note",
}


@dataclass(frozen=True)
class Chosen:
    """What a source is about to be mapped with."""

    crosswalks: tuple[Path | CrosswalkFile, ...] = ()
    keywords: bool = True
    from_store: bool = False
    """Whether the crosswalks are those kept, since none were given."""


NOTHING_CHOSEN = Chosen()


@dataclass(frozen=True)
class Kept:
    """What a source is mapped with, beside what ships."""

    files: tuple[CrosswalkFile, ...] = ()
    """The first is asked first."""
    keywords: bool = True

    def with_first(self, file: CrosswalkFile) -> Kept:
        """The same with a file asked first, in place of any that has its name."""
        others = (kept for kept in self.files if kept.name != file.name)
        return Kept((file, *others), self.keywords)

    def without(self, name: str) -> Kept:
        """The same without the file of that name."""
        return Kept(tuple(kept for kept in self.files if kept.name != name), self.keywords)


def read_kept(store: Store, source: str) -> Kept:
    """What is kept for a source; nothing, with keywords, where nothing is."""
    dataset = source_graph(source)
    subjects = _subjects(store, _OF_SOURCE, dataset)
    found = [(_number(store, one, _ASKED_AS), _file(store, one)) for one in subjects]
    files = tuple(file for _, file in sorted(found, key=lambda pair: (pair[0], pair[1].name)))
    return Kept(files, keywords=_text(store, dataset, _KEYWORDS) != "false")


def choose_crosswalks(
    store: Store, source: str, given: Sequence[Path], *, keywords: bool | None = None
) -> Chosen:
    """The crosswalks given, else those kept for the source; likewise for the use of keywords.

    SourceError where two that are given have the same file name.
    """
    kept = read_kept(store, source)
    names = [path.name for path in given]
    for path in given:
        if names.count(path.name) > 1:
            raise SourceError("two crosswalks have this file name; rename one", path=path.name)
    return Chosen(
        crosswalks=tuple(given) or kept.files,
        keywords=kept.keywords if keywords is None else keywords,
        from_store=not given and bool(kept.files),
    )


def keep_chosen(store: Store, source: str, chosen: Chosen, reading: Reading, *, base: str) -> None:
    """Keep what a source was mapped with, where its loader maps terms."""
    mapping = reading.details.get("crosswalk")
    if not isinstance(mapping, Mapping):
        return
    files = tuple(
        one if isinstance(one, CrosswalkFile) else read_crosswalk_file(one)[0]
        for one in chosen.crosswalks
    )
    keep_crosswalks(store, source, Kept(files, chosen.keywords), base=base)


def keep_crosswalks(store: Store, source: str, kept: Kept, *, base: str) -> None:
    """Keep these for a source in place of what was kept for it."""
    forget_crosswalks(store, source)
    store.extend(_describe(source, kept, base=base))


def forget_crosswalks(store: Store, source: str) -> None:
    """Remove what is kept for a source."""
    dataset = source_graph(source)
    crosswalks = _subjects(store, _OF_SOURCE, dataset)
    rows = [row for one in crosswalks for row in _subjects(store, _OF_CROSSWALK, one)]
    for subject in [dataset, *crosswalks, *rows]:
        for quad in list(store.quads_for_pattern(subject, None, None, GRAPH_CROSSWALKS)):
            store.remove(quad)


def _describe(source: str, kept: Kept, *, base: str) -> Iterator[Quad]:
    dataset = source_graph(source)
    if not kept.keywords:
        yield Quad(dataset, _KEYWORDS, boolean(False), GRAPH_CROSSWALKS)
    for place, file in enumerate(kept.files, start=1):
        subject = mint(source, "crosswalk", file.name, base=base)
        yield Quad(subject, _TYPE, nwd("Crosswalk"), GRAPH_CROSSWALKS)
        yield Quad(subject, _IDENTIFIER, Literal(file.name), GRAPH_CROSSWALKS)
        yield Quad(subject, nwd("sha256"), Literal(file.sha256), GRAPH_CROSSWALKS)
        yield Quad(subject, _OF_SOURCE, dataset, GRAPH_CROSSWALKS)
        yield Quad(subject, _ASKED_AS, integer(place), GRAPH_CROSSWALKS)
        for rule in file.rules:
            row = mint(source, "crosswalk-row", f"{file.name}>{rule.row}", base=base)
            yield from _describe_row(row, subject, rule)


def _describe_row(row: NamedNode, crosswalk: NamedNode, rule: Rule) -> Iterator[Quad]:
    yield Quad(row, _TYPE, nwd("CrosswalkRow"), GRAPH_CROSSWALKS)
    yield Quad(row, _OF_CROSSWALK, crosswalk, GRAPH_CROSSWALKS)
    yield Quad(row, nwd("row"), integer(rule.row), GRAPH_CROSSWALKS)
    for predicate, name in _ROW_TEXTS.items():
        if value := getattr(rule, name):
            yield Quad(row, predicate, Literal(value), GRAPH_CROSSWALKS)
    if rule.target is not None:
        yield Quad(row, nwd("mappedTo"), rule.target, GRAPH_CROSSWALKS)


def _file(store: Store, subject: NamedNode) -> CrosswalkFile:
    name = _text(store, subject, _IDENTIFIER) or ""
    rules = [_rule(store, row, name) for row in _subjects(store, _OF_CROSSWALK, subject)]
    rules.sort(key=lambda rule: rule.row)
    return CrosswalkFile(name, _text(store, subject, nwd("sha256")) or "", tuple(rules))


def _rule(store: Store, row: NamedNode, file: str) -> Rule:
    texts = {name: _text(store, row, predicate) for predicate, name in _ROW_TEXTS.items()}
    scheme, _, notation = (_text(store, row, nwd("mappedTo")) or "").rpartition("/")
    return Rule(
        file=file,
        row=_number(store, row, nwd("row")),
        vocabulary=texts["vocabulary"],
        match=texts["match"] or "",
        term=texts["term"] or "",
        scheme=scheme.removeprefix(CODE) or None,
        notation=notation or None,
        unless=texts["unless"],
        note=texts["note"],
    )


def _subjects(store: Store, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
    quads: Iterable[Quad] = store.quads_for_pattern(None, predicate, value, GRAPH_CROSSWALKS)
    found = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted(found, key=lambda one: one.value)


def _text(store: Store, subject: NamedNode, predicate: NamedNode) -> str | None:
    values: Sequence[str] = [
        quad.object.value
        for quad in store.quads_for_pattern(subject, predicate, None, GRAPH_CROSSWALKS)
        if isinstance(quad.object, Literal | NamedNode)
    ]
    return min(values, default=None)


def _number(store: Store, subject: NamedNode, predicate: NamedNode) -> int:
    return int(_text(store, subject, predicate) or 0)
