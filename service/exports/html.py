"""The network picture: one HTML page that needs no connection."""

from __future__ import annotations

from pathlib import Path

from service.exports.content.network import read_edges, read_nodes
from service.exports.content.read_me import describe_completeness, describe_headline
from service.exports.contract import ExportData, write_atomically

NAME = "html"
TITLE = "Network picture: one page, works offline"
MEDIA_TYPE = "text/html"
SUFFIX = ".html"


def write(data: ExportData, path: Path) -> None:
    """Write the page; above about 300 nodes the network is folded and the page says so."""
    # pyvis loads IPython; that is spared to every other export.
    from service.pictures.network import render_network

    page = render_network(
        read_nodes(data),
        read_edges(data, with_offers=True),
        title="Who leads families to whom",
        parameters={
            **data.parameters.as_dict(),
            "required cells": data.coverage["required"]["cells"],
            "required cells are": data.coverage["required"]["origin"],
            "data version": data.store.version,
        },
        generated_at=data.generated_at,
        notes=[*describe_headline(data), describe_completeness(data)],
    )
    with write_atomically(path) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
