"""Whatever is done to a store, and in whatever order, its history stays consistent."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from graph.store import EmbeddedStore, Seed
from ontology.terms import GRAPH_ONTOLOGY

A = NamedNode("http://example.org/a")
SEED = Seed(version=lambda: "1", quads=lambda: [Quad(A, A, A, GRAPH_ONTOLOGY)])

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["load", "findings", "drop", "fail"]), st.integers(0, 6)),
        st.tuples(st.just("rollback"), st.integers(0, 20)),
        st.tuples(st.just("keep"), st.integers(1, 4)),
    ),
    min_size=1,
    max_size=8,
)


class Model:
    """What the store should hold: number -> (kind, items)."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[str, int]] = {}
        self.current = 0
        self.keep = 2

    def publish(self, kind: str, items: int) -> None:
        self.current += 1
        self.kept[self.current] = (kind, items)
        newest = sorted(self.kept, reverse=True)
        data = [number for number in newest if self.kept[number][0] != "findings"][: self.keep]
        findings = [number for number in newest if self.kept[number][0] == "findings"][:1]
        self.kept = {number: self.kept[number] for number in (*data, *findings)}


def act(data_dir: Path, model: Model, action: str, value: int) -> None:
    store = EmbeddedStore(data_dir, keep_generations=model.keep, seed=SEED)
    if action == "keep":
        model.keep = value
    elif action == "rollback":
        older = [number for number in sorted(model.kept, reverse=True) if number < model.current]
        if older:
            to = older[value % len(older)]
            store.rollback(to if value else None)
            model.publish("rollback", model.kept[to if value else older[0]][1])
    else:
        try:
            with store.write(note="a note", kind=action) as draft:
                draft.replace_graph(A, [Quad(A, A, Literal(n), A) for n in range(value)])
                if action == "fail":
                    raise LookupError
        except LookupError:
            return
        model.publish(action, value)


def check(data_dir: Path, model: Model) -> None:
    store = EmbeddedStore(data_dir, seed=SEED)
    history = store.history()
    assert [entry.number for entry in history] == sorted(model.kept, reverse=True)
    for entry in history:
        kind, items = model.kept[entry.number]
        assert (entry.kind, entry.triples) == (kind, items + 1)
    times = [entry.published_at for entry in history]
    assert times == sorted(times, reverse=True)
    if model.current:
        assert store.read().generation.number == model.current
        assert len(store.read().store) == model.kept[model.current][1] + 1


@settings(max_examples=20, deadline=None)
@given(ACTIONS)
def test_history_is_what_was_published_and_kept(actions: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        model = Model()
        for action, value in actions:
            act(data_dir, model, action, value)
            check(data_dir, model)
