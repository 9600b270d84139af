"""The packaged Turtle: where it is, its triples, its version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from ontology.terms import GRAPH_ONTOLOGY

LEVELS = ("basic", "essential", "full")
"""Levels of validation, each with the shapes of the levels before it."""

_VERSION_INFO = NamedNode("http://www.w3.org/2002/07/owl#versionInfo")


def _read_version_info() -> str:
    for quad in read_ontology():
        if quad.predicate == _VERSION_INFO and isinstance(quad.object, Literal):
            return quad.object.value
    raise ValueError("nwd.ttl states no owl:versionInfo")


def _turtle_in(folder: str) -> list[Traversable]:
    entries = files("ontology").joinpath(folder).iterdir()
    return sorted((f for f in entries if f.name.endswith(".ttl")), key=lambda f: f.name)


def list_code_files() -> list[Traversable]:
    """One file for each shipped code list, in order of name."""
    return _turtle_in("codes")


def list_alignment_files() -> list[Traversable]:
    """The alignments to other vocabularies; they are not part of the ontology graph."""
    return _turtle_in("align")


def list_vocabulary_files() -> list[Traversable]:
    """The files that define our terms: `nwd.ttl`, then the modules in order of name."""
    return [files("ontology").joinpath("nwd.ttl"), *_turtle_in("modules")]


def list_ontology_files() -> list[Traversable]:
    """The files whose triples make up the ontology graph: the vocabulary, then the code lists."""
    return [*list_vocabulary_files(), *list_code_files()]


def select_shapes(level: str = "basic") -> list[Traversable]:
    """The shapes files of a level and of those below it, as Turtle.

    A level is `<level>.ttl` and, for the modules of the vocabulary, `<level>-<module>.ttl`.
    Raises ValueError when `level` is not one of `LEVELS`.
    """
    if level not in LEVELS:
        raise ValueError(f"no level {level!r}; use one of {', '.join(LEVELS)}")
    wanted = LEVELS[: LEVELS.index(level) + 1]
    return [
        file
        for name in wanted
        for file in _turtle_in("shapes")
        if file.name.removesuffix(".ttl").partition("-")[0] == name
    ]


def read_style_shapes() -> bytes:
    """Turtle of the shapes that the ontology itself must meet."""
    return files("ontology").joinpath("shapes", "ontology-style.ttl").read_bytes()


def read_context() -> str:
    """The JSON-LD 1.1 context of the data model, as JSON text."""
    return files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")


def read_ontology() -> Iterator[Quad]:
    """Every triple of the vocabulary and the code lists, in the ontology graph; no blank nodes."""
    for source in list_ontology_files():
        for quad in parse(source.read_bytes(), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, GRAPH_ONTOLOGY)


@cache
def ontology_version() -> str:
    """`<owl:versionInfo>+<sha256>`: changes whenever the vocabulary or a code list changes."""
    digest = hashlib.sha256()
    for source in list_ontology_files():
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return f"{_read_version_info()}+{digest.hexdigest()}"
