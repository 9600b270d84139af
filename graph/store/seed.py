"""What every store holds from its first generation on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Quad

from ontology.files import ontology_version, read_ontology


@dataclass(frozen=True)
class Seed:
    """The ontology graph and its version; the graph is written again when the version differs."""

    version: Callable[[], str]
    quads: Callable[[], Iterable[Quad]]
    """All in GRAPH_ONTOLOGY."""


SHIPPED = Seed(version=ontology_version, quads=read_ontology)
"""The ontology and code lists that come with this release."""
