"""Ids of HSDS objects: UUIDs, the same every time.

A record whose own id is a UUID keeps it; any other gets the UUID of version 5 of its IRI in the
URL namespace (RFC 9562, 5.5), as do objects that are no records of the graph, such as a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from service.facts import own_id

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def made_id(*parts: str) -> str:
    """The UUID made of an IRI, and of what tells several things of that IRI apart.

    >>> made_id("https://example.org/a") == made_id("https://example.org/a", "phone")
    False
    """
    return str(uuid5(NAMESPACE_URL, " ".join(parts)))


def assign_ids(iris: Iterable[str]) -> dict[str, str]:
    """IRI -> UUID, no UUID twice, in the order of the IRIs.

    Where two sources have a record of the same UUID, the first IRI keeps it.
    """
    assigned: dict[str, str] = {}
    taken: set[str] = set()
    for iri in sorted(iris):
        own = own_id(iri)
        chosen = own.lower() if _UUID.fullmatch(own) else made_id(iri)
        if chosen in taken:
            chosen = made_id(iri)
        taken.add(chosen)
        assigned[iri] = chosen
    return assigned
