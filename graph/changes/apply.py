"""A changed copy of a projection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from graph.changes.kinds import (
    AddDoor,
    AddPathway,
    Change,
    CloseDoor,
    ConfirmFact,
    RemovePartner,
    RemovePathway,
    RemoveService,
    RemoveSite,
    SetMode,
    WidenArea,
    WidenEligibility,
)
from graph.projection import BLANK_DAY, Collection, Lists, Projection, Ternary
from graph.projection.arrays import Ints


def apply_changes(net: Projection, changes: Iterable[Change]) -> Projection:
    """The projection with all changes made, in their order; arrays not concerned are shared.

    Complexity: O(services + pathways + doors) where any changes, for each kind of record.
    """
    draft = _Draft(net)
    for change in changes:
        draft.make(change)
    return draft.finish()


@dataclass
class _Added:
    """New pathways and doors, in the order they were added."""

    pathways: list[AddPathway] = field(default_factory=list)
    doors: list[AddDoor] = field(default_factory=list)


class _Draft:
    """Copies an array when it is first changed."""

    def __init__(self, net: Projection) -> None:
        self.net = net
        self.parts: dict[str, dict[str, Any]] = {"service": {}, "pathway": {}, "door": {}}
        self.added = _Added()

    def make(self, change: Change) -> None:
        match change:
            case RemoveService(service):
                self._close(np.array([service], np.int64), partners=np.zeros(0, np.int64))
            case RemovePartner(partner):
                services = np.flatnonzero(self.net.service.partner == partner)
                self._close(services, partners=np.array([partner], np.int64))
            case RemoveSite(site):
                self._remove_site(site)
            case RemovePathway(pathway):
                self._column("pathway", "status")[pathway] = Ternary.FALSE
            case SetMode(pathway, mode):
                self._column("pathway", "mode")[pathway] = mode
            case AddPathway():
                self.added.pathways.append(change)
            case CloseDoor(touchpoint, node):
                at = (self.net.door.touchpoint == touchpoint) & (self.net.door.node == node)
                self._column("door", "status")[at] = Ternary.FALSE
            case AddDoor():
                self.added.doors.append(change)
            case WidenArea(service, place):
                self._add_to("service", "places", service, place)
            case WidenEligibility(service, segment):
                self._add_to("service", "segments", service, segment)
            case ConfirmFact():
                self._confirm(change)

    def finish(self) -> Projection:
        if self.added.pathways:
            self._append_pathways()
        if self.added.doors:
            self._append_doors()
        parts = {
            part: replace(getattr(self.net, part), **columns)
            for part, columns in self.parts.items()
            if columns
        }
        if self.added.pathways:
            parts["pathways"] = self._longer_pathways()
        return replace(self.net, **parts) if parts else self.net

    # Removing ------------------------------------------------------------------------------

    def _close(self, services: Ints, *, partners: Ints) -> None:
        nodes = np.concatenate([services, partners + self.net.first_partner])
        self._column("service", "status")[services] = Ternary.FALSE
        pathway, door = self.net.pathway, self.net.door
        touched = np.isin(pathway.sender, nodes) | np.isin(pathway.receiver, nodes)
        self._column("pathway", "status")[touched] = Ternary.FALSE
        self._column("door", "status")[np.isin(door.node, nodes)] = Ternary.FALSE

    def _remove_site(self, site: int) -> None:
        sites: Lists = self.parts["service"].get("sites", self.net.service.sites)
        holding = sites.rows_of_values()[sites.values == site]
        kept = sites.values != site
        left = Lists.from_sorted(sites.rows_of_values()[kept], sites.values[kept], len(sites))
        self.parts["service"]["sites"] = left
        closing = holding[left.is_blank()[holding]]
        self._close(closing, partners=np.zeros(0, np.int64))
        staying = holding[~left.is_blank()[holding]]
        for service in staying.tolist():
            self._move_out(service, left.row(service))

    def _move_out(self, service: int, sites: Ints) -> None:
        """The places of a service's sites become those of the sites it still has."""
        places: Lists = self.parts["service"].get("site_places", self.net.service.site_places)
        here = [self.net.site_place.row(site) for site in sites.tolist()]
        row = np.unique(np.concatenate([np.zeros(1, np.int64), *here]))
        self.parts["service"]["site_places"] = places.with_row(service, row)

    # Confirming ----------------------------------------------------------------------------

    def _confirm(self, fact: ConfirmFact) -> None:
        subject, object_ = fact.subject, fact.object
        if fact.fact == "open":
            self._column("service", "status")[subject] = Ternary.TRUE
            self._column("service", "verified")[subject] = BLANK_DAY
        elif fact.fact == "of_age":
            for name in ("from_day", "to_day", "from_day_perhaps", "to_day_perhaps"):
                self._column("service", name)[subject] = BLANK_DAY
        elif fact.fact == "warm":
            self._column("pathway", "mode")[subject] = Ternary.TRUE
        elif fact.fact == "usable":
            self._column("pathway", "status")[subject] = Ternary.TRUE
            self._column("pathway", "verified")[subject] = BLANK_DAY
            if object_ is not None and len(self.net.pathway.needs.row(subject)):
                self._add_to("pathway", "needs", subject, object_)
        elif fact.fact == "door" and fact.touchpoint is not None:
            self.added.doors.append(AddDoor(fact.touchpoint, subject, fact.place))
        elif fact.fact == "refers" and object_ is not None:
            self.added.pathways.append(AddPathway(subject, object_))
        elif fact.fact in _LISTS and object_ is not None:
            self._add_to("service", _LISTS[fact.fact], subject, object_)
        else:
            raise ValueError(f"{fact} names no fact that can be confirmed")

    def _add_to(self, part: str, name: str, row: int, value: int) -> None:
        lists: Lists = self.parts[part].get(name, getattr(getattr(self.net, part), name))
        wider = np.unique(np.append(lists.row(row), value))
        self.parts[part][name] = lists.with_row(row, wider)

    # Adding --------------------------------------------------------------------------------

    def _append_pathways(self) -> None:
        new, net = self.added.pathways, self.net
        columns: dict[str, list[Any]] = {
            "sender": [pathway.sender for pathway in new],
            "receiver": [pathway.receiver for pathway in new],
            "status": [Ternary.TRUE] * len(new),
            "verified": [BLANK_DAY] * len(new),
            "mode": [pathway.mode for pathway in new],
            "receiver_only": [False] * len(new),
        }
        for name, values in columns.items():
            self._append("pathway", name, values)
        for name in ("needs", "segments"):
            lists: Lists = self.parts["pathway"].get(name, getattr(net.pathway, name))
            rows = [np.array(sorted(getattr(pathway, name)), np.int64) for pathway in new]
            self.parts["pathway"][name] = lists.with_more(rows)

    def _append_doors(self) -> None:
        new, net = self.added.doors, self.net
        columns: dict[str, list[Any]] = {
            "touchpoint": [door.touchpoint for door in new],
            "node": [door.node for door in new],
            "status": [Ternary.TRUE] * len(new),
        }
        for name, values in columns.items():
            self._append("door", name, values)
        rows = [np.array([] if d.place is None else [d.place], np.int64) for d in new]
        lists: Lists = self.parts["door"].get("places", net.door.places)
        self.parts["door"]["places"] = lists.with_more(rows)

    def _longer_pathways(self) -> Collection:
        """The pathways with ids for the new ones: `from>to`, as a pathway without an id has."""
        old, net = self.net.pathways, self.net
        ids = [f"{net.node_id(p.sender)}>{net.node_id(p.receiver)}" for p in self.added.pathways]
        iris = [f"urn:nowrongdoor:added:{number}" for number in range(len(ids))]
        index = dict(old.index) | {iri: len(old) + i for i, iri in enumerate(iris)}
        return Collection([*old.iris, *iris], [*old.ids, *ids], [*old.names, *ids], index)

    def _column(self, part: str, name: str) -> Any:
        if name not in self.parts[part]:
            self.parts[part][name] = np.array(getattr(getattr(self.net, part), name))
        return self.parts[part][name]

    def _append(self, part: str, name: str, values: list[Any]) -> None:
        column = self._column(part, name)
        self.parts[part][name] = np.append(column, np.array(values, column.dtype))


_LISTS = {"meets": "needs", "eligible": "segments", "access": "places"}
