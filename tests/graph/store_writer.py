"""Run as a script by the tests of the store: writes generations until it is killed.

Arguments: data directory; number of writes (0 = for ever); step at which to kill itself (0 =
never). A step is a call that changes names on disk. Each write puts into one graph some numbered
triples, their count and the generation's number. Prints `ready`, then each generation's number
after it was published.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.store import EmbeddedStore, Seed, layout
from ontology.terms import GRAPH_ONTOLOGY

LOAD = NamedNode("http://example.org/load")
ITEM = NamedNode("http://example.org/item")
COUNT = NamedNode("http://example.org/count")
NUMBER = NamedNode("http://example.org/number")
SEED = Seed(version=lambda: "1", quads=lambda: [Quad(LOAD, ITEM, LOAD, GRAPH_ONTOLOGY)])


def build_load(number: int, size: int) -> Iterator[Quad]:
    """The quads of one load: `size` items, and two that say what must be there."""
    for item in range(size):
        yield Quad(NamedNode(f"http://example.org/{item}"), ITEM, Literal(f"{number} {item}"), LOAD)
    yield Quad(LOAD, COUNT, Literal(size), LOAD)
    yield Quad(LOAD, NUMBER, Literal(number), LOAD)


class Steps:
    """Counts calls and kills this process before call `last`."""

    def __init__(self, last: int) -> None:
        self.done = 0
        self.last = last

    def counting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            # With dir_fd it is a file of a directory that is being removed: too many to try all.
            self.done += "dir_fd" not in options
            if self.done == self.last:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call

    def install(self) -> None:
        """Count what makes, moves and removes names, and the checkpoints of the engine."""
        for owner, name in (
            (os, "replace"),
            (os, "mkdir"),
            (os, "unlink"),
            (shutil, "rmtree"),
            (layout, "sync_directory"),
            (layout, "write_atomically"),
        ):
            setattr(owner, name, self.counting(getattr(owner, name)))


def say(word: str) -> None:
    """One line to whoever started this, at once."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main(data_dir: Path, writes: int, last_step: int) -> None:
    sizes = random.Random(os.getpid())
    store = EmbeddedStore(data_dir, keep_generations=2, seed=SEED)
    say("ready")
    if last_step:
        Steps(last_step).install()
    done = 0
    while not writes or done < writes:
        # Now and then enough for a bulk load, which writes files of its own.
        size = 25_000 if sizes.random() < 0.08 else sizes.randrange(1, 1_000)
        size = 100 if last_step else size
        with store.write(note="a load") as draft:
            draft.replace_graph(LOAD, build_load(draft.number, size))
        say(str(draft.number))
        done += 1


def check_load(store: Store, number: int) -> None:
    """Raise AssertionError unless a store holds the whole load of that number, and no other."""
    union = True
    found = {
        name: [
            int(row["n"].value)
            for row in store.query(text, use_default_graph_as_union=union)  # type: ignore[union-attr]
        ]
        for name, text in {
            "count": f"SELECT ?n {{ {LOAD} {COUNT} ?n }}",
            "number": f"SELECT ?n {{ {LOAD} {NUMBER} ?n }}",
            "items": f"SELECT (COUNT(?v) AS ?n) {{ ?s {ITEM} ?v FILTER(isLiteral(?v)"
            f' && STRSTARTS(?v, "{number} ")) }}',
            "all": f"SELECT (COUNT(*) AS ?n) {{ GRAPH {LOAD} {{ ?s ?p ?o }} }}",
            "seed": f"SELECT (COUNT(*) AS ?n) {{ GRAPH {GRAPH_ONTOLOGY} {{ ?s ?p ?o }} }}",
        }.items()
    }
    assert found["number"] == [number], found
    assert found["items"] == found["count"], found
    assert found["all"] == [found["count"][0] + 2], found
    assert found["seed"] == [1], found


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
