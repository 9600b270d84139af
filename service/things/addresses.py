"""The addresses, here, of the IRIs of records, codes and terms, and back.

An IRI is served by its path, at whatever host it is asked: `<base><source>/<kind>/<id>` is
`/id/<source>/<kind>/<id>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from ontology.terms import CODE, NWD

ONTOLOGY = NWD.removesuffix("#")
ID, CODES, TERMS = "/id/", "/code/", "/ontology"

_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]|%(?![0-9A-Fa-f]{2})")
_WEB = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]*", re.IGNORECASE)


def iris_of(path: str, base: str) -> Iterator[str]:
    """The IRIs that a path below `base` may stand for, the likeliest first.

    `path` is as it was sent, percent-encoded. Tried are its parts encoded as ids are, the path as
    it is, and the path decoded, for IRIs with a fragment or with other letters.

    >>> list(iris_of("demo/site/a%2fb%20c", "https://example.org/id/"))
    ['https://example.org/id/demo/site/a%2Fb%20c', 'https://example.org/id/demo/site/a%2fb%20c']
    """
    encoded = "/".join(quote(unquote(part), safe="-._~") for part in path.split("/"))
    for local in dict.fromkeys((encoded, path, unquote(path))):
        if _is_iri(base + local):
            yield base + local


def address_of(iri: str, base: str) -> str | None:
    """Where an IRI is described: here, or at its own host; None where it is no address.

    >>> address_of("https://example.org/id/demo/site/a", "https://example.org/id/")
    '/id/demo/site/a'
    >>> address_of(NWD + "Service", "https://example.org/id/"), address_of("urn:x", "https://x/")
    ('/ontology#Service', None)
    """
    for start, here in ((base, ID), (CODE, CODES)):
        if iri.startswith(start) and len(iri) > len(start):
            return here + iri[len(start) :].replace("?", "%3F").replace("#", "%23")
    if iri == ONTOLOGY or iri.startswith(NWD):
        return TERMS + iri.removeprefix(ONTOLOGY)
    return iri if is_web(iri) else None


def _is_iri(text: str) -> bool:
    """Whether a text can stand as an IRI in a query."""
    if _NOT_IN_IRI.search(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def is_web(text: str) -> bool:
    """Whether a text is an address of the web; others, such as `javascript:`, are no links."""
    return _WEB.fullmatch(text) is not None
