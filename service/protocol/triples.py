"""Triples in any RDF syntax, cut at a number of triples or of bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ontology.terms import PREFIXES
from service.protocol.solutions import CHUNK, Written

SLACK = 1 << 16
"""Bytes that the engine may hold back before it writes them."""
LOOKED_AT = 1_000
"""Triples of an answer up to which only the prefixes are written that are used."""


@dataclass
class _Limited:
    """Triples until there are enough of them, or of what was written of them."""

    triples: Iterable[Triple]
    output: BytesIO
    most: int | None
    most_bytes: int
    given: int = 0
    truncated: bool = False

    def __iter__(self) -> Iterator[Triple]:
        for triple in self.triples:
            if self.given == self.most or self.output.tell() > self.most_bytes - SLACK:
                self.truncated = True
                return
            self.given += 1
            yield triple


def write_triples(
    triples: Iterable[Triple],
    form: RdfFormat,
    *,
    most: int | None,
    most_bytes: int,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Written:
    """At most so many triples, and about so many bytes; always whole triples.

    `most_bytes` may be exceeded by the last triples, where these are large. No syntax has a place
    to say that triples were left out. Raises what the engine raises while it answers.
    """
    output = BytesIO()
    rest = iter(triples)
    first = list(islice(rest, LOOKED_AT))
    limited = _Limited(chain(first, rest), output, most, most_bytes)
    used = _used(prefixes, first) if len(first) < LOOKED_AT else dict(prefixes)
    serialize(limited, output, form, prefixes=used)
    return Written(_pieces(output), limited.given, limited.truncated)


def _used(prefixes: Mapping[str, str], triples: Sequence[Triple]) -> dict[str, str]:
    iris = {
        term.datatype.value if isinstance(term, Literal) else term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode | Literal)
    }
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if any(iri.startswith(namespace) for iri in iris)
    }


def _pieces(output: BytesIO) -> Iterator[bytes]:
    output.seek(0)
    while piece := output.read(CHUNK):
        yield piece
