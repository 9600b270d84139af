"""The network as networkx holds it, with typed attributes that XML formats can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from service.exports.content.network import read_edges, read_nodes
from service.exports.content.network_measures import describe_measures, read_measures
from service.exports.content.read_me import FILE_TITLE, describe_completeness, describe_run
from service.exports.content.text import strip_illegal
from service.pictures.model import Value

if TYPE_CHECKING:
    from service.exports.contract import ExportData

Attributes = dict[str, Value]


def build_graph(data: ExportData) -> nx.MultiDiGraph[str]:
    """Nodes and edges in order of IRI.

    Node: `label`, `kind` (touchpoint, partner, service), `sector` and further facts; a partner also
    its measures, as `read_measures` names them. Edge:
    `label`, `kind` (door, pathway), `mode`, `status`, `needs` (joined) and further facts; its key
    is its IRI. Blank facts are left out; there are no lists and no null values.
    """
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    net.graph["name"] = FILE_TITLE
    net.graph["run"] = describe_run(data)
    net.graph["completeness"] = describe_completeness(data)
    net.graph["measures"] = describe_measures(data)
    net.graph.update({name: str(value) for name, value in data.parameters.as_dict().items()})
    measures = read_measures(data)
    for node in read_nodes(data):
        shown = {"label": node.label, "kind": node.kind, "sector": node.sector}
        net.add_node(node.id, **_clean({**shown, **node.attributes, **measures.get(node.id, {})}))
    for edge in read_edges(data, with_offers=False):
        shown = {
            "label": edge.mode or edge.kind,
            "kind": edge.kind,
            "mode": edge.mode,
            "status": edge.status,
            "needs": "; ".join(edge.needs),
        }
        attributes = _clean({**shown, **edge.attributes})
        net.add_edge(edge.source, edge.target, key=edge.id, **attributes)
    return net


def _clean(attributes: Attributes) -> Attributes:
    return {
        name: strip_illegal(value) if isinstance(value, str) else value
        for name, value in attributes.items()
    }
