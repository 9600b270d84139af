"""Names for the ids that the analyses state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.projection import Projection
from graph.projection.arrays import Collection
from service.exports.content.words import describe_fact


class Names:
    """Looks up the name of an id; an id that is not loaded is given as it stands."""

    def __init__(self, net: Projection) -> None:
        nodes = (net.services, net.partners, net.touchpoints)
        self._nodes = {key: name for part in nodes for key, name in _pairs(part).items()}
        self._needs, self._segments = _pairs(net.needs), _pairs(net.segments)
        self._places = _pairs(net.places)
        self._pathways = {
            net.pathways.ids[i]: f"{self._end(net, int(sender))} > {self._end(net, int(receiver))}"
            for i, (sender, receiver) in enumerate(
                zip(net.pathway.sender, net.pathway.receiver, strict=True)
            )
        }

    @staticmethod
    def _end(net: Projection, node: int) -> str:
        return net.node_name(node) if node >= 0 else "?"

    def node(self, key: str) -> str:
        """A touchpoint, partner or service."""
        return self._nodes.get(key, key)

    def need(self, key: str) -> str:
        return self._needs.get(key, key)

    def segment(self, key: str) -> str:
        return self._segments.get(key, key)

    def place(self, key: str) -> str:
        return self._places.get(key, key)

    def verify(self, facts: Sequence[Mapping[str, Any]]) -> str | None:
        """What to verify, in words: `Ask Harbor House whether ...; ...`."""
        parts = []
        for item in facts:
            asked = f"Ask {self.node(item['with'])} " if item.get("with") else "Find out "
            parts.append(asked + self._fact(item))
        return "; ".join(parts) or None

    def ask(self, facts: Sequence[Mapping[str, Any]]) -> str | None:
        """Whom to ask, each once, in the order of the facts."""
        asked = [self.node(item["with"]) for item in facts if item.get("with")]
        return "; ".join(dict.fromkeys(asked)) or None

    def _fact(self, item: Mapping[str, Any]) -> str:
        fact, subject, about = item["fact"], item["subject"], item.get("object") or ""
        if fact in ("usable", "warm"):
            return describe_fact(fact, self._pathways.get(subject, subject), self.need(about))
        find = {"meets": self.need, "eligible": self.segment, "access": self.place}
        named = "it" if subject == item.get("with") else self.node(subject)
        return describe_fact(fact, named, find.get(fact, self.node)(about))


def _pairs(collection: Collection) -> dict[str, str]:
    return dict(zip(collection.ids, collection.names, strict=True))
