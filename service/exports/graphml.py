"""The network as GraphML, for Gephi, yEd, igraph and Cytoscape."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from service.exports.content.networkx_graph import build_graph
from service.exports.contract import ExportData, write_atomically

NAME = "graphml"
TITLE = "Network for Gephi, yEd, igraph and Cytoscape"
MEDIA_TYPE = "application/graphml+xml"
SUFFIX = ".graphml"


def write(data: ExportData, path: Path) -> None:
    """Write the network; node ids are IRIs."""
    with write_atomically(path) as part:
        # The writer without lxml, so that the bytes do not depend on what is installed.
        nx.write_graphml_xml(build_graph(data), str(part), named_key_ids=True)
