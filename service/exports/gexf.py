"""The network as GEXF, with colours by class and positions, for Gephi."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

import networkx as nx

from service.exports.content.network import read_edges, read_nodes
from service.exports.content.network_measures import describe_measures
from service.exports.content.networkx_graph import build_graph
from service.exports.content.read_me import describe_completeness, describe_run
from service.exports.contract import ExportData, write_atomically
from service.pictures.layout import compute_layout
from service.pictures.style import NODE_STYLES

NAME = "gexf"
TITLE = "Network for Gephi, coloured and laid out"
MEDIA_TYPE = "application/gexf+xml"
SUFFIX = ".gexf"

MOST_PLACED = 5_000
"""Above this many nodes positions are left to Gephi."""
_META = re.compile(r"<meta [^>]*>.*?</meta>", re.DOTALL)


def write(data: ExportData, path: Path) -> None:
    """Write the network as GEXF 1.2; node ids are IRIs."""
    net = build_graph(data)
    _add_looks(data, net)
    text = "\n".join(nx.generate_gexf(net))
    # networkx writes the day of the run and its own name.
    head = _META.sub(lambda _: _meta(data), text, count=1)
    with write_atomically(path) as part:
        part.write_text(
            f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n', encoding="utf-8", newline="\n"
        )


def _meta(data: ExportData) -> str:
    description = escape(
        f"{describe_run(data)} {describe_completeness(data)} {describe_measures(data)}"
    )
    return (
        f'<meta lastmodifieddate="{data.generated_at.date().isoformat()}">'
        f"<creator>nowrongdoor</creator><description>{description}</description></meta>"
    )


def _add_looks(data: ExportData, net: nx.MultiDiGraph[str]) -> None:
    places = {}
    if len(net) <= MOST_PLACED:
        places = dict(
            compute_layout(read_nodes(data), read_edges(data, with_offers=True)).positions
        )
    for node, attributes in net.nodes(data=True):
        colour = NODE_STYLES[attributes["kind"]].border.lstrip("#")
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
        looks = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}, "size": 10.0}
        if node in places:
            x, y = places[node]
            looks["position"] = {"x": round(x, 1), "y": round(-y, 1), "z": 0.0}
        attributes["viz"] = looks
