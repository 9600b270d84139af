"""The network picture: one self-contained HTML page. The only module that imports pyvis.

What pyvis would do by itself and this module prevents:

- its template loads scripts and style sheets from other hosts: ours inlines the vis-network file
  that pyvis ships, and a content security policy refuses everything else;
- its template does not escape: ours does, and data stands in JSON blocks that nothing runs;
- a node title that holds the text `href` is turned into HTML: no title is ever given to pyvis;
- ids go into object keys in the browser: nodes are numbered, so no source text is used as a key;
- the browser would compute the layout, for minutes: positions are computed here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup
from pyvis.network import Network

from service.language import Language, select_language
from service.pictures.fold import LIMIT, Folded, fold_network
from service.pictures.layout import Layout, compute_layout
from service.pictures.model import KIND_WORDS, LINK_WORDS, MODE_WORDS, OFFERS, SERVICE, Edge, Node
from service.pictures.pages import page_environment, policy_digest
from service.pictures.style import EDGE_STYLES, NODE_STYLES, style_of
from service.pictures.svg import INK

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"
"""Path of the drawing library inside the pyvis package."""
LONGEST_LABEL = 58
MOST_WIDENING = 3

OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "keyboard": False,
        "zoomView": False,
        "tooltipDelay": 10_000_000,
    },
    "nodes": {
        "chosen": False,
        "widthConstraint": {"minimum": 90, "maximum": 180},
        "font": {"color": INK, "size": 15, "face": "sans-serif", "multi": False},
        "margin": 7,
    },
    "edges": {
        "chosen": False,
        "smooth": {
            "enabled": True,
            "type": "cubicBezier",
            "forceDirection": "horizontal",
            "roundness": 0.4,
        },
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
    },
}


def render_network(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    title: str,
    parameters: Mapping[str, object],
    generated_at: datetime | None = None,
    notes: Sequence[str] = (),
    limit: int = LIMIT,
    language: Language | None = None,
) -> str:
    """One HTML page with the picture, its legend, the parameters and the same content as tables.

    Above `limit` nodes the network is folded and the page says how. `notes` are sentences shown
    under the title. The page needs no other file and makes no request; it weighs 0.5 to 0.9
    megabytes, of which vis-network is 0.47. The same arguments give the same page. `language` is
    that of its own words; how a network was folded is told in English.
    """
    told = language or select_language("en")
    folded = fold_network(nodes, list(edges), limit=limit)
    layout = compute_layout(folded.nodes, folded.edges)
    numbers = {node.id: f"n{place}" for place, node in enumerate(folded.nodes)}
    picture = Network(directed=True, cdn_resources="in_line", heading="")
    picture.options = dict(OPTIONS)
    for node in folded.nodes:
        _add_node(picture, node, numbers[node.id], layout)
    for edge in folded.edges:
        _add_edge(picture, edge, numbers, layout)
    picture.templateEnv = page_environment(told)
    picture.path = "network.html"
    picture.templateEnv.globals["page"] = {
        "title": title,
        "parameters": {
            told.query_text(name): _words(told, value) for name, value in parameters.items()
        },
        "generated_at": generated_at,
        "notes": notes,
        "warnings": _fold_notes(told, folded),
        "node_rows": _node_rows(told, folded, numbers),
        "edge_rows": _edge_rows(told, folded, numbers),
        "layout": _layout_data(told, layout),
        "node_legend": _node_legend(folded),
        "edge_legend": _edge_legend(folded),
        **_assets(),
    }
    html: str = picture.generate_html()
    return html


def content_security_policy() -> str:
    """The policy the page states in its own head; a route that serves it must not be stricter."""
    policy: str = _assets()["policy"]
    return policy


def _add_node(picture: Network, node: Node, number: str, layout: Layout) -> None:
    style = NODE_STYLES[node.kind]
    x, y = layout.positions[node.id]
    picture.add_node(
        number,
        label=_shorten(node.label or node.id),
        shape=style.shape,
        color={"background": style.fill, "border": style.border},
        x=round(x, 1),
        y=round(y, 1),
        borderWidth=style.border_width,
        shapeProperties={"borderRadius": style.radius},
    )


def _add_edge(picture: Network, edge: Edge, numbers: Mapping[str, str], layout: Layout) -> None:
    style = style_of(edge)
    (x1, _), (x2, _) = layout.positions[edge.source], layout.positions[edge.target]
    look: dict[str, Any] = {"color": {"color": style.colour, "inherit": False}}
    if style.dashes:
        look["dashes"] = list(style.dashes)
    if abs(x1 - x2) < 1:
        look["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": 0.35}
    picture.add_edge(
        numbers[edge.source],
        numbers[edge.target],
        width=round(style.width + min(math.log2(edge.stands_for), MOST_WIDENING), 2),
        # pyvis would set its own arrow where none is given.
        arrows={"to": {"enabled": style.arrow}},
        **look,
    )


def _shorten(label: str) -> str:
    text = " ".join(label.split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _words(language: Language, value: object) -> str:
    if isinstance(value, bool):
        return language.gettext("yes") if value else language.gettext("no")
    text = "" if value is None else str(value)
    return language.gettext(MODE_WORDS[text]) if text in MODE_WORDS else text


def _fold_notes(language: Language, folded: Folded) -> list[str]:
    notes = list(folded.steps)
    if notes:
        notes.append(language.gettext("The whole network is in the GraphML and GEXF files."))
    if folded.inner:
        notes.append(
            language.ngettext(
                "%(num)s link inside one node is not drawn.",
                "%(num)s links inside one node are not drawn.",
                folded.inner,
            )
        )
    if folded.dangling:
        notes.append(
            language.ngettext(
                "%(num)s link has an end that is not loaded; not drawn.",
                "%(num)s links have an end that is not loaded; not drawn.",
                folded.dangling,
            )
        )
    return notes


def _node_rows(
    language: Language, folded: Folded, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    labels = {node.id: node.label for node in folded.nodes}
    counted = [edge for edge in folded.edges if edge.kind != OFFERS]
    out = Counter(edge.source for edge in counted)
    into = Counter(edge.target for edge in counted)
    return [
        {
            "number": numbers[node.id],
            "name": node.label or node.id,
            "kind": language.gettext(KIND_WORDS[node.kind]),
            "sector": node.sector or node.stage,
            "partner": labels.get(node.parent, "") if node.kind == SERVICE else "",
            "facts": [
                f"{language.query_text(name)}: {_words(language, value)}"
                for name, value in node.attributes.items()
            ],
            "into": into[node.id],
            "out": out[node.id],
        }
        for node in folded.nodes
    ]


def _edge_rows(
    language: Language, folded: Folded, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    labels = {node.id: node.label or node.id for node in folded.nodes}
    rows = [
        {
            "source": numbers[edge.source],
            "target": numbers[edge.target],
            "from": labels[edge.source],
            "to": labels[edge.target],
            "link": edge.kind,
            "kind": language.gettext(LINK_WORDS[edge.kind]),
            "mode": _words(language, edge.mode or None),
            "state": edge.status,
            "status": edge.status,
            "needs": "; ".join(edge.needs),
            "count": edge.stands_for,
        }
        for edge in folded.edges
    ]
    return sorted(rows, key=lambda row: (row["from"].casefold(), row["kind"], row["to"].casefold()))


def _layout_data(language: Language, layout: Layout) -> dict[str, Any]:
    bands = [
        {"title": language.gettext(band.title), "left": band.left, "width": band.width}
        for band in layout.bands
    ]
    return {"bands": bands, "width": layout.width, "height": layout.height}


def _node_legend(folded: Folded) -> list[dict[str, Any]]:
    kinds = {node.kind for node in folded.nodes}
    return [vars(style) for kind, style in NODE_STYLES.items() if kind in kinds]


def _edge_legend(folded: Folded) -> list[dict[str, Any]]:
    drawn = {style_of(edge) for edge in folded.edges}
    return [
        {**vars(style), "dashes": " ".join(map(str, style.dashes))}
        for style in EDGE_STYLES
        if style in drawn
    ]


@lru_cache(maxsize=1)
def _assets() -> dict[str, Any]:
    """Script and style texts, and the policy that allows these and nothing else."""
    templates = files("service.pictures").joinpath("templates")
    library = files("pyvis").joinpath(VIS_NETWORK).read_text(encoding="utf-8")
    # A source map comment makes browsers ask for a file that is not there.
    library = library.partition("//# sourceMappingURL=")[0].replace("\r\n", "\n").rstrip()
    script = templates.joinpath("network.js").read_text(encoding="utf-8")
    style = templates.joinpath("network.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; script-src {policy_digest(library)} {policy_digest(script)}; "
        f"style-src {policy_digest(style)}; base-uri 'none'; form-action 'none'"
    )
    # These three are our own files and the one pyvis ships, never source data.
    return {
        "library": Markup(library),
        "script": Markup(script),
        "style": Markup(style),
        "policy": policy,
    }
