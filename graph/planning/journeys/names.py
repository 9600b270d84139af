"""The names of the records that sentences speak of, by the ids that are shown."""

from __future__ import annotations

from functools import cached_property

from graph.projection import Projection


class Names:
    """Looks names up; what was asked for is kept in `used`."""

    def __init__(self, net: Projection) -> None:
        self.net = net
        self.used: dict[str, str] = {}

    def of(self, id_: str | None) -> str:
        """The name of a record, or the id where it has none; a pathway is named by its ends."""
        if id_ is None:
            return ""
        if id_ not in self.used:
            self.used[id_] = self._find(id_)
        return self.used[id_]

    @cached_property
    def _by_id(self) -> dict[str, str]:
        net = self.net
        # The later win: ids of services, partners and touchpoints are the ones most spoken of.
        of_kinds = (
            net.places,
            net.segments,
            net.needs,
            net.touchpoints,
            net.partners,
            net.services,
        )
        found: dict[str, str] = {}
        for collection in of_kinds:
            found.update(zip(collection.ids, collection.names, strict=True))
        return found

    @cached_property
    def _pathways(self) -> dict[str, int]:
        return {id_: position for position, id_ in enumerate(self.net.pathways.ids)}

    def _find(self, id_: str) -> str:
        if id_ in self._by_id:
            return self._by_id[id_]
        position = self._pathways.get(id_)
        if position is None:
            return id_
        ends = self.net.pathway.sender[position], self.net.pathway.receiver[position]
        if min(ends) < 0:
            return id_
        sender, receiver = (self.net.node_name(int(end)) for end in ends)
        return f"from {sender} to {receiver}"
