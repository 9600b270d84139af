"""Fold a network that is too large to read: services into partners, partners into sectors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from service.pictures.model import LIFE_STAGE, PARTNER, SECTOR, SERVICE, TOUCHPOINT, Edge, Node

LIMIT = 300
"""Most nodes a picture draws; above it the picture is folded."""
MOST_GROUPS = 100
"""Most groups a fold makes; the smallest go into one named `Other`."""
NO_SECTOR = "No sector given"
NO_STAGE = "No life stage given"
NO_PARTNER = "Services without a partner"


@dataclass(frozen=True)
class Folded:
    """A network small enough to draw, and what was done to make it so."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    steps: Sequence[str]
    """One sentence for each fold; empty when nothing was folded."""
    inner: int
    """Records that join two members of one group and are not drawn."""
    dangling: int
    """Edges whose end is not among the nodes given."""


def fold_network(nodes: Iterable[Node], edges: Sequence[Edge], *, limit: int = LIMIT) -> Folded:
    """The network with at most `limit` nodes, parallel edges merged; order by label and id.

    Folds in this order, and only as far as needed: services into their partners, partners into
    sectors, touchpoints into life stages.
    """
    folded = {node.id: node for node in nodes}
    known = [edge for edge in edges if edge.source in folded and edge.target in folded]
    dangling = len(edges) - len(known)
    drawn: Sequence[Edge] = known
    steps: list[str] = []
    inner = 0
    for fold in (_fold_services, _fold_partners, _fold_touchpoints):
        if len(folded) <= limit:
            break
        before = len(folded)
        folded, home, sentence = fold(folded)
        if not sentence:
            continue
        steps.append(f"{sentence} ({before:,} nodes became {len(folded):,}).")
        drawn, lost = _move(drawn, home)
        inner += lost
    ordered = sorted(folded.values(), key=lambda node: (node.label.casefold(), node.id))
    return Folded(ordered, _merge(drawn), steps, inner, dangling)


Fold = tuple[dict[str, Node], dict[str, str], str]


def _fold_services(nodes: dict[str, Node]) -> Fold:
    partners = {node.id for node in nodes.values() if node.kind == PARTNER}
    home = {
        node.id: node.parent if node.parent in partners else NO_PARTNER
        for node in nodes.values()
        if node.kind == SERVICE
    }
    kept = {key: node for key, node in nodes.items() if node.kind != SERVICE}
    counts = Counter(home.values())
    for key, count in counts.items():
        group = kept.get(key) or Node(id=NO_PARTNER, label=NO_PARTNER, kind=PARTNER)
        kept[key] = replace(group, attributes={**group.attributes, "services": count})
    sentence = "Every service is drawn as part of its partner" if home else ""
    return kept, home, sentence


def _fold_partners(nodes: dict[str, Node]) -> Fold:
    return _fold_groups(
        nodes,
        kind=PARTNER,
        into=SECTOR,
        name=lambda node: node.sector or NO_SECTOR,
        sentence="Partners of one sector are drawn as one node",
    )


def _fold_touchpoints(nodes: dict[str, Node]) -> Fold:
    return _fold_groups(
        nodes,
        kind=TOUCHPOINT,
        into=LIFE_STAGE,
        name=lambda node: node.stage or NO_STAGE,
        sentence="Touchpoints of one life stage are drawn as one node",
    )


def _fold_groups(
    nodes: dict[str, Node], *, kind: str, into: str, name: Callable[[Node], str], sentence: str
) -> Fold:
    members = [node for node in nodes.values() if node.kind == kind]
    sizes = Counter(name(node) for node in members)
    largest = sorted(sizes, key=lambda group: (-sizes[group], group))[:MOST_GROUPS]
    own = set(largest)
    home: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for node in members:
        group = name(node) if name(node) in own else "Other"
        home[node.id] = f"{into}:{group}"
        counts[group] += node.stands_for
    kept = {key: node for key, node in nodes.items() if node.kind != kind}
    for group, count in counts.items():
        key = f"{into}:{group}"
        kept[key] = Node(id=key, label=f"{group} ({count:,})", kind=into, stands_for=count)
    return kept, home, sentence if members else ""


def _move(edges: Iterable[Edge], home: dict[str, str]) -> tuple[list[Edge], int]:
    moved: list[Edge] = []
    lost = 0
    for edge in edges:
        source, target = home.get(edge.source, edge.source), home.get(edge.target, edge.target)
        if source == target:
            lost += edge.stands_for
        else:
            moved.append(replace(edge, source=source, target=target))
    return moved, lost


def _merge(edges: Iterable[Edge]) -> list[Edge]:
    """One edge for all that join the same two nodes in the same way."""
    groups: dict[tuple[str, ...], list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[(edge.source, edge.target, edge.kind, edge.mode, edge.status)].append(edge)
    merged = []
    for key in sorted(groups):
        group = groups[key]
        anything = any(not edge.needs for edge in group)
        needs = set() if anything else {need for edge in group for need in edge.needs}
        count = sum(edge.stands_for for edge in group)
        first = min(group, key=lambda edge: edge.id)
        merged.append(replace(first, needs=tuple(sorted(needs)), stands_for=count))
    return merged
