"""The small community that every named query is tested on: its files, one for each kind of work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

FOLDER = Path(__file__).parents[1] / "data" / "queries"


def river_files() -> Sequence[Path]:
    """`fixture.trig` draws the community; the others add to it."""
    return sorted(FOLDER.glob("*.trig"))


def read_river() -> Iterator[Quad]:
    """Every quad of them."""
    for path in river_files():
        yield from parse(path=path, format=RdfFormat.TRIG)
