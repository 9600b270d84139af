"""Who says that a pathway exists: the sender, the receiver or both."""

from __future__ import annotations

from pyoxigraph import QuerySolutions

from graph.projection import Projection
from graph.store import ReadableStore
from ontology.terms import code, nwd

SIDES = ("sender", "receiver", "both")


def read_claims(store: ReadableStore, net: Projection) -> list[str | None]:
    """One entry a pathway of the projection: `sender`, `receiver`, `both`, or None where blank.

    Where sources differ on one pathway, both sides have claimed it between them.
    """
    words = {code("claimed-by", side).value: side for side in SIDES}
    found: list[set[str]] = [set() for _ in range(len(net.pathways))]
    rows = store.query(f"SELECT ?p ?c WHERE {{ ?p {nwd('claimedBy')} ?c }}")
    assert isinstance(rows, QuerySolutions)
    for pathway, value in rows:
        position = net.pathways.index.get(pathway.value)
        side = words.get(value.value)
        if position is not None and side is not None:
            found[position].add(side)
    return [None if not sides else sides.pop() if len(sides) == 1 else "both" for sides in found]
