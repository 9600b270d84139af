"""A graph replaced, added to or removed by the Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.errors import NoSuchRecord
from graph.store import Draft
from service.protocol.changes import changed_store
from service.protocol.graphs import Part, checked_target, read_part
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "write"

Action = Literal["put", "post", "delete"]


def run(
    data: JobData,
    *,
    action: Action,
    graph: str | None,
    base: str,
    by: str,
    parts: Sequence[dict[str, Any]] = (),
) -> Outcome:
    """Status 201 where the graph is new, else 204.

    `base` is what relative IRIs start from, `by` who asked, for the history. Raises NoSuchRecord
    where there is nothing to remove, QueryError where RDF is not valid, StoreLocked.
    """
    target = checked_target(graph)
    quads = [quad for part in parts for quad in read_part(Part(**part), target, base=base)]
    note = f"{action} {target.graph or 'the unnamed graph'} over HTTP by {by}"
    with changed_store(data.settings, note=note, all_graphs=True) as draft:
        made = _change(draft, action, target.node, quads)
    return Outcome((), "", status=201 if made else 204)


def _change(
    draft: Draft, action: Action, node: NamedNode | DefaultGraph, quads: list[Quad]
) -> bool:
    """Whether the graph is new."""
    store = draft.store
    if not isinstance(node, NamedNode):
        if action != "post":
            store.clear_graph(node)
        draft.add_quads(quads)
        return False
    known = store.contains_named_graph(node)
    if action == "delete":
        if not known:
            raise NoSuchRecord(node.value, f"there is no graph {node.value}")
        draft.remove_graph(node)
        return False
    if action == "put":
        draft.replace_graph(node, quads)
    else:
        draft.add_quads(quads)
    store.add_graph(node)
    return not known
