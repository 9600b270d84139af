"""Changes as people tell them, by the ids of records, and what they mean in the projection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from graph.changes import (
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
from graph.errors import BadParameter, NoSuchRecord
from graph.funding.budgets import build_budgets, fiscal_year_of
from graph.funding.scenarios import Closures
from graph.projection import Collection, Projection, Ternary

MODES = {"warm": Ternary.TRUE, "cold": Ternary.FALSE, "unknown": Ternary.UNKNOWN}
REMOVABLE = ("partner", "service", "site", "pathway", "stream", "funder")
KEYS: dict[str, tuple[str, ...]] = {
    "remove": ("kind", "id"),
    "end-stream": ("id",),
    "add-pathway": ("from", "to", "mode", "needs", "segments"),
    "set-mode": ("pathway", "mode"),
    "close-door": ("touchpoint", "at"),
    "add-door": ("touchpoint", "at", "place"),
    "widen-area": ("service", "place"),
    "widen-eligibility": ("service", "segment"),
    "confirm-open": ("service",),
}
"""The kinds of change and what each says, as in `POST /api/whatif`."""
OPTIONAL = frozenset({"mode", "needs", "segments", "place"})

Told = Mapping[str, Any]


@dataclass(frozen=True)
class ReadChanges:
    """The changes, what each says in words, and the services that close for want of money."""

    changes: list[Change]
    sentences: list[str]
    closed: list[int]
    uncertain: list[int]
    """Services that may close, but not for certain, as their shares are not known; they stay."""


def read_changes(
    net: Projection, told: Sequence[Told], *, as_of: date, threshold: float
) -> ReadChanges:
    """The changes that are told, each an object with `change` and the keys of its kind.

    Streams that end, and funders that leave, close the services of which less than `threshold` of
    the money is left, all streams together. Raises BadParameter for a kind or key, NoSuchRecord for
    an id that is not known.
    """
    reader = _Reader(net)
    for number, each in enumerate(told):
        reader.read(number, each)
    closed, uncertain = reader.unfunded(as_of, threshold)
    changes = [*reader.changes, *(RemoveService(service) for service in closed)]
    return ReadChanges(changes, reader.sentences, closed, uncertain)


class _Reader:
    def __init__(self, net: Projection) -> None:
        self.net = net
        self.changes: list[Change] = []
        self.sentences: list[str] = []
        self.ending: set[int] = set()

    def read(self, number: int, told: Told) -> None:
        kind = told.get("change")
        where = f"changes[{number}]"
        if kind not in KEYS:
            raise misfit(where, str(kind), "a change of " + ", ".join(KEYS))
        given = {key: value for key, value in told.items() if value not in (None, "", (), [])}
        for key in given:
            if key not in ("change", *KEYS[kind]):
                raise misfit(where, key, f"{kind} with " + ", ".join(KEYS[kind]))
        for key in KEYS[kind]:
            if key not in given and key not in OPTIONAL:
                raise misfit(where, "", f"{kind} with {key}")
        read: Callable[[str, Told], None] = getattr(self, "_" + kind.replace("-", "_"))
        read(where, given)

    def unfunded(self, as_of: date, threshold: float) -> tuple[list[int], list[int]]:
        """Services lost for certain, and those that may be, when the told streams end."""
        if not self.ending:
            return [], []
        streams, exact = frozenset(self.ending), Fraction(str(threshold))
        budgets = build_budgets(self.net, fiscal_year_of(as_of, 1))
        closures = Closures(budgets, dict.fromkeys(range(len(self.net.streams)), Fraction(0)))
        judged = {
            service: closures.ended(service, streams).is_lost(exact)
            for service in closures.services_of(sorted(streams))
        }
        certain = [service for service, (sure, _) in judged.items() if sure]
        return certain, [s for s, (sure, may) in judged.items() if may and not sure]

    # Kinds ---------------------------------------------------------------------------------

    def _remove(self, where: str, told: Told) -> None:
        net, kind = self.net, told["kind"]
        if kind not in REMOVABLE:
            raise misfit(f"{where}.kind", str(kind), "one of " + ", ".join(REMOVABLE))
        collection: Collection = getattr(net, kind + "s")
        at = _find(collection, kind, f"{where}.id", told["id"])
        self._say(f"Without {_named(collection, at)}")
        if kind == "stream":
            self.ending.add(at)
        elif kind == "funder":
            funders = self.net.funding.stream_funder.tolist()
            self.ending.update(s for s, funder in enumerate(funders) if funder == at)
        else:
            makers: dict[str, Callable[[int], Change]] = {
                "partner": RemovePartner,
                "service": RemoveService,
                "site": RemoveSite,
                "pathway": RemovePathway,
            }
            self.changes.append(makers[kind](at))

    def _end_stream(self, where: str, told: Told) -> None:
        stream = _find(self.net.streams, "stream", f"{where}.id", told["id"])
        self.ending.add(stream)
        self._say(f"{_named(self.net.streams, stream)} ends")

    def _add_pathway(self, where: str, told: Told) -> None:
        sender = self._node(f"{where}.from", told["from"], touchpoint=True)
        receiver = self._node(f"{where}.to", told["to"])
        mode = _mode(f"{where}.mode", told.get("mode", "warm"))
        needs, segments = (
            tuple(
                _find(collection, key[:-1], f"{where}.{key}", value) for value in told.get(key, ())
            )
            for key, collection in (("needs", self.net.needs), ("segments", self.net.segments))
        )
        self.changes.append(AddPathway(sender, receiver, mode, needs, segments))
        word = told.get("mode", "warm")
        article = "an unstated" if word == "unknown" else f"a {word}"
        self._say(
            f"With {article} pathway from {self.net.node_name(sender)} to "
            f"{self.net.node_name(receiver)}"
        )

    def _set_mode(self, where: str, told: Told) -> None:
        pathway = _find(self.net.pathways, "pathway", f"{where}.pathway", told["pathway"])
        mode = _mode(f"{where}.mode", told.get("mode", "warm"))
        self.changes.append(SetMode(pathway, mode))
        self._say(f"The pathway {self.net.pathways.ids[pathway]} becomes {mode_word(mode)}")

    def _close_door(self, where: str, told: Told) -> None:
        touchpoint, node = self._door(where, told)
        here = (self.net.door.touchpoint == touchpoint) & (self.net.door.node == node)
        if not here.any():
            raise misfit(f"{where}.at", str(told["at"]), f"a door of {told['touchpoint']}")
        self.changes.append(CloseDoor(touchpoint, node))
        name = self.net.touchpoints.names[touchpoint]
        self._say(f"{name} no longer happens at {self.net.node_name(node)}")

    def _add_door(self, where: str, told: Told) -> None:
        touchpoint, node = self._door(where, told)
        place = None
        if "place" in told:
            place = _find(self.net.places, "place", f"{where}.place", told["place"])
        self.changes.append(AddDoor(touchpoint, node, place))
        name = self.net.touchpoints.names[touchpoint]
        words = "" if place is None else f" in {self.net.places.names[place]}"
        self._say(f"{name} happens at {self.net.node_name(node)} too{words}")

    def _widen_area(self, where: str, told: Told) -> None:
        service = _find(self.net.services, "service", f"{where}.service", told["service"])
        place = _find(self.net.places, "place", f"{where}.place", told["place"])
        self.changes.append(WidenArea(service, place))
        self._say(f"{_named(self.net.services, service)} serves {self.net.places.names[place]}")

    def _widen_eligibility(self, where: str, told: Told) -> None:
        service = _find(self.net.services, "service", f"{where}.service", told["service"])
        segment = _find(self.net.segments, "segment", f"{where}.segment", told["segment"])
        self.changes.append(WidenEligibility(service, segment))
        name = _named(self.net.services, service)
        self._say(f"{name} takes {self.net.segments.names[segment]}")

    def _confirm_open(self, where: str, told: Told) -> None:
        service = _find(self.net.services, "service", f"{where}.service", told["service"])
        self.changes.append(ConfirmFact("open", service))
        self._say(f"{_named(self.net.services, service)} is open for certain")

    # Ids -----------------------------------------------------------------------------------

    def _door(self, where: str, told: Told) -> tuple[int, int]:
        touchpoint = _find(
            self.net.touchpoints, "touchpoint", f"{where}.touchpoint", told["touchpoint"]
        )
        return touchpoint, self._node(f"{where}.at", told["at"])

    def _node(self, where: str, asked: object, *, touchpoint: bool = False) -> int:
        net = self.net
        tables = [(net.services, 0), (net.partners, net.first_partner)]
        if touchpoint:
            tables.append((net.touchpoints, net.first_touchpoint))
        for collection, first in tables:
            found = _position(collection, str(asked))
            if found is not None:
                return found + first
        words = "touchpoint, partner or service" if touchpoint else "partner or service"
        raise _no_such(words, where, asked)

    def _say(self, sentence: str) -> None:
        self.sentences.append(sentence + ".")


def mode_word(mode: Ternary) -> str:
    """`warm`, `cold` or `unknown`."""
    return next(word for word, state in MODES.items() if state == mode)


def misfit(name: str, value: str, expected: str) -> BadParameter:
    """That a part of a change does not fit."""
    return BadParameter(
        f"{name} = {value!r} does not fit: expected {expected}",
        query="whatif",
        name=name,
        value=value,
        expected=expected,
    )


def _mode(where: str, word: object) -> Ternary:
    if word not in MODES:
        raise misfit(where, str(word), "warm, cold or unknown")
    return MODES[str(word)]


def _find(collection: Collection, kind: str, where: str, asked: object) -> int:
    found = _position(collection, str(asked))
    if found is None:
        raise _no_such(kind, where, asked)
    return found


def _no_such(kind: str, where: str, asked: object) -> NoSuchRecord:
    return NoSuchRecord(str(asked), f"{where} = {str(asked)!r}: no {kind} has this id")


def _position(collection: Collection, asked: str) -> int | None:
    """By the id that is shown, or by IRI."""
    if asked in collection.index:
        return collection.index[asked]
    return next((i for i, known in enumerate(collection.ids) if known == asked), None)


def _named(collection: Collection, at: int) -> str:
    return collection.names[at] or collection.ids[at]
