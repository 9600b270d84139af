"""RDF files made ready for the parser: unpacked, safe, offline, and one graph where need be."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from graph.errors import SourceError
from loaders.archives import MAX_RATIO, MAX_TOTAL_BYTES, RATIO_FROM_BYTES
from ontology.files import read_context

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".turtle": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
SNIFFED = frozenset({".json", ".xml"})
"""Suffixes that may hold RDF: the front of the file tells."""
CONTEXTS = frozenset(
    f"{scheme}://w3id.org/nowrongdoor/context{suffix}"
    for scheme in ("https", "http")
    for suffix in ("", ".jsonld")
)
"""IRIs under which JSON-LD may name our own context; it is taken from the package."""
MAX_JSON_BYTES = 256 * 1024**2
_MAX_ENTITIES = 200
_CHUNK = 4 * 1024**2
_HEAD = 65_536
_ENTITY = re.compile(rb"<!ENTITY\s+(%?)\s*\S+\s+(SYSTEM|PUBLIC|\"[^\"]*\"|'[^']*')")
_NODE = rb"(?:<[^>\n]*>|_:[^\s<>\"]+)"
_LITERAL = rb'"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>\n]*>)?'
_LABEL = re.compile(rb" <[^<>\s]*> ?\.\n$")
_QUAD = re.compile(
    rb"^([ \t]*"
    + _NODE
    + rb"[ \t]*<[^>\n]*>[ \t]*(?:"
    + _NODE
    + rb"|"
    + _LITERAL
    + rb"))[ \t]*"
    # The label of a graph, which a triple does not have.
    + _NODE
    + rb"[ \t]*\.[ \t]*(?:#[^\n]*)?\r?$",
    re.M,
)


def find_format(path: Path) -> RdfFormat | None:
    """The format a file's name tells, `.gz` aside, or the front of a `.json` or `.xml` file."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    suffix = (suffixes[:-1] if packed else suffixes)[-1:]
    if not suffix:
        return None
    if suffix[0] in FORMATS or suffix[0] not in SNIFFED or packed:
        return FORMATS.get(suffix[0])
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if suffix[0] == ".json":
        return RdfFormat.JSON_LD if b'"@context"' in head or b'"@id"' in head else None
    return RdfFormat.RDF_XML if b"rdf:RDF" in head else None


@contextmanager
def plain_file(path: Path, format: RdfFormat) -> Iterator[Path]:
    """A file the parser may read as it is: the same, or a temporary one.

    Raises SourceError for a damaged or suspicious `.gz`, entities in RDF/XML that refer to others
    or to files, and JSON-LD that names a context other than ours.
    """
    with TemporaryDirectory(prefix="nwd-rdf-") as folder:
        plain = path
        if path.suffix.lower() == ".gz":
            plain = Path(folder) / path.stem
            _unpack(path, plain)
        if format == RdfFormat.RDF_XML:
            _check_entities(plain, path)
        elif format == RdfFormat.JSON_LD:
            inlined = Path(folder) / "inlined.jsonld"
            inlined.write_text(json.dumps(_inlined(_json(plain, path), path)), encoding="utf-8")
            plain = inlined
        yield plain


def read_triples(plain: Path, format: RdfFormat, path: Path) -> Iterator[Triple]:
    """Every statement without its graph; blank nodes get names of their own.

    Raises SourceError with the line of a syntax error; `path` is the file as the user named it.
    """
    try:
        for quad in parse(path=plain, format=format, rename_blank_nodes=True):
            yield Triple(quad.subject, quad.predicate, quad.object)
    except (SyntaxError, ValueError, OSError, RecursionError) as error:
        raise syntax_error(error, path) from error


MAX_SAID = 300
"""The most characters of what a parser says: some quote the file at length."""


def syntax_error(error: Exception, path: Path) -> SourceError:
    """What a parser said, as one line."""
    row = error.lineno if isinstance(error, SyntaxError) else None
    said = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())
    said = said if len(said) <= MAX_SAID else said[:MAX_SAID] + "..."
    return SourceError(f"not valid RDF: {said}", path=path, row=row)


@contextmanager
def without_graphs(plain: Path) -> Iterator[Path]:
    """N-Quads as a temporary N-Triples file with the same lines.

    A line this does not understand stays as it is; the parser then judges it.
    """
    with TemporaryDirectory(prefix="nwd-rdf-") as folder:
        triples = Path(folder) / "triples.nt"
        with plain.open("rb") as source, triples.open("wb") as target:
            rest = b""
            while block := source.read(_CHUNK):
                whole, mark, rest = (rest + block).rpartition(b"\n")
                target.write(_drop_labels(whole + mark))
            target.write(_QUAD.sub(rb"\1 .", rest))
        yield triples


def _drop_labels(lines: bytes) -> bytes:
    """Whole lines of N-Quads without their graph labels.

    Where all lines end in one label, as in most dumps, it is cut off all of them at once. A triple
    among them whose object is that very IRI is left without an object, which no parser takes.
    """
    label = _LABEL.search(lines.partition(b"\n")[0] + b"\n")
    if label and lines.count(label[0]) == lines.count(b"\n"):
        return lines.replace(label[0], b" .\n")
    return _QUAD.sub(rb"\1 .", lines)


def _unpack(path: Path, target: Path) -> None:
    packed, unpacked = path.stat().st_size, 0
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as sink:
            while block := source.read(_CHUNK):
                unpacked += len(block)
                if unpacked > MAX_TOTAL_BYTES:
                    raise SourceError(f"unpacks to more than {MAX_TOTAL_BYTES:,} bytes", path=path)
                if unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * packed:
                    raise SourceError(
                        f"unpacks to more than {MAX_RATIO} times its size; this looks like a bomb",
                        path=path,
                    )
                sink.write(block)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"the gzip file is truncated or damaged: {error}", path=path) from error


def _check_entities(plain: Path, path: Path) -> None:
    """Entities of plain text are common in OWL files; those that build on others are a bomb."""
    with plain.open("rb") as stream:
        head = stream.read(1024**2)
    if b"<!ENTITY" not in head and b"\x00" not in head[:4]:
        return
    entities = _ENTITY.findall(head)
    for parameter, value in entities:
        if parameter or value in (b"SYSTEM", b"PUBLIC") or b"&" in value or len(value) > 2000:
            raise SourceError(
                "XML entities that refer to others or to files are refused; write them out",
                path=path,
            )
    if len(entities) > _MAX_ENTITIES or len(entities) < head.count(b"<!ENTITY"):
        raise SourceError("more XML entities than an RDF file needs; write them out", path=path)


def _json(plain: Path, path: Path) -> Any:
    if plain.stat().st_size > MAX_JSON_BYTES:
        raise SourceError(
            f"JSON-LD of more than {MAX_JSON_BYTES:,} bytes; convert it to N-Quads", path=path
        )
    try:
        return json.loads(plain.read_bytes())
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg}, column {error.colno}"
        raise SourceError(message, path=path, row=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not valid JSON: {error}", path=path) from error


def _inlined(root: Any, path: Path) -> Any:
    """The same document with our own context in place of its IRI; any other IRI is refused."""
    ours = json.loads(read_context())["@context"]
    ahead = [root]
    while ahead:
        node = ahead.pop()
        if isinstance(node, list):
            ahead += node
        elif isinstance(node, dict):
            if "@import" in node:
                raise _remote(node["@import"], path)
            if "@context" in node:
                node["@context"] = _context(node["@context"], ours, path)
            ahead += [value for name, value in node.items() if name != "@context"]
            contexts = node.get("@context")
            ahead += [] if contexts is ours else [contexts]
    return root


def _context(value: Any, ours: Any, path: Path) -> Any:
    if isinstance(value, str):
        if value not in CONTEXTS:
            raise _remote(value, path)
        return ours
    if isinstance(value, list):
        return [_context(item, ours, path) for item in value]
    return value


def _remote(context: Any, path: Path) -> SourceError:
    return SourceError(
        f"the JSON-LD context {str(context)[:200]} is not fetched; write the context into the file",
        path=path,
        column="@context",
    )
