"""The actions that can be recommended, and their kinds."""

from __future__ import annotations

from dataclasses import dataclass

from graph.projection import Collection, Projection

NEW_WARM_PATHWAY = "new-warm-pathway"
COLD_TO_WARM = "cold-to-warm"
VERIFY_FACT = "verify-fact"
WIDEN_AREA = "widen-area"
WIDEN_ELIGIBILITY = "widen-eligibility"
ADD_DOOR = "add-door"

EFFORT: dict[str, float] = {
    VERIFY_FACT: 1.0,
    COLD_TO_WARM: 2.0,
    NEW_WARM_PATHWAY: 3.0,
    WIDEN_ELIGIBILITY: 3.0,
    WIDEN_AREA: 4.0,
    ADD_DOOR: 4.0,
}
"""Kind -> effort class that stands for its cost where none is given. In the order that settles
ties."""

KINDS = tuple(EFFORT)


@dataclass(frozen=True)
class Action:
    """One change that could be made; positions in the projection.

    `subject` and `object` by kind: new-warm-pathway sender and receiver node; cold-to-warm the
    pathway; widen-area service and place; widen-eligibility service and segment; add-door partner
    node and touchpoint, with `place`. verify-fact: as `fact` asks, see `UnknownFact`; of `door`
    and `of_age` the object is the touchpoint, of `usable` the need (None: every need that the
    scope holds for certain).
    """

    kind: str
    subject: int
    object: int | None = None
    fact: str | None = None
    place: int | None = None

    def key(self, net: Projection) -> str:
        """A text that tells actions apart, made of ids."""
        return ">".join([self.kind, *(str(part) for part in self.describe(net).values() if part)])

    def describe(self, net: Projection) -> dict[str, str | None]:
        """Ids of what the action concerns: `fact`, `subject`, `object`, `place`."""
        return {
            "fact": self.fact,
            "subject": self._subject(net),
            "object": self._object(net),
            "place": None if self.place is None else net.places.ids[self.place],
        }

    def concerns(self, net: Projection) -> dict[str, str]:
        """IRIs of what the action concerns: `subject`, and `object` and `place` if it has any."""
        about = net.pathways.iris[self.subject] if self.on_pathway() else net.node_iri(self.subject)
        found = {"subject": about}
        if self.object is not None:
            kind = str(self.object_kind())
            if kind == "node":
                found["object"] = net.node_iri(self.object)
            else:
                found["object"] = collection_of(net, kind).iris[self.object]
        if self.place is not None:
            found["place"] = net.places.iris[self.place]
        return found

    def on_pathway(self) -> bool:
        """Whether the subject is a pathway."""
        return self.kind == COLD_TO_WARM or self.fact in ("usable", "warm")

    def _subject(self, net: Projection) -> str:
        if self.on_pathway():
            return net.pathways.ids[self.subject]
        return net.node_id(self.subject)

    def object_kind(self) -> str | None:
        """place, segment, touchpoint, need or node: what the object is."""
        kinds = {
            NEW_WARM_PATHWAY: "node",
            "refers": "node",
            WIDEN_AREA: "place",
            "access": "place",
            WIDEN_ELIGIBILITY: "segment",
            "eligible": "segment",
            ADD_DOOR: "touchpoint",
            "door": "touchpoint",
            "of_age": "touchpoint",
            "meets": "need",
            "usable": "need",
        }
        return None if self.object is None else kinds[self.fact or self.kind]

    def _object(self, net: Projection) -> str | None:
        if self.object is None:
            return None
        kind = str(self.object_kind())
        if kind == "node":
            return net.node_id(self.object)
        return collection_of(net, kind).ids[self.object]


def collection_of(net: Projection, kind: str) -> Collection:
    """The records that an object of an action is one of."""
    collections = {
        "place": net.places,
        "segment": net.segments,
        "touchpoint": net.touchpoints,
        "need": net.needs,
    }
    return collections[kind]
