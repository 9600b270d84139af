"""The kinds of change; what they name are positions in the projection.

None of them changes which cells are required, or what partners have declared of their referrals:
a pathway that is tried out does not say that the list of its sender is complete.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.projection import Ternary


@dataclass(frozen=True)
class RemoveService:
    """The service closes: its pathways lapse, and doors at it close."""

    service: int


@dataclass(frozen=True)
class RemovePartner:
    """The partner leaves with all it holds: services, pathways from and to it, doors."""

    partner: int


@dataclass(frozen=True)
class RemoveSite:
    """The site closes. A service that lists no other site closes; others lose it."""

    site: int


@dataclass(frozen=True)
class RemovePathway:
    """The pathway lapses."""

    pathway: int


@dataclass(frozen=True)
class AddPathway:
    """A further pathway between two nodes, active and in use from today.

    `sender` is a service, partner or touchpoint, `receiver` a service or partner, as nodes. Empty
    scopes hold everything.
    """

    sender: int
    receiver: int
    mode: Ternary = Ternary.TRUE
    needs: tuple[int, ...] = ()
    segments: tuple[int, ...] = ()


@dataclass(frozen=True)
class SetMode:
    """The pathway becomes warm (TRUE), cold (FALSE), or its mode is not known."""

    pathway: int
    mode: Ternary


@dataclass(frozen=True)
class CloseDoor:
    """The touchpoint no longer happens at this node; its records stay, as inactive."""

    touchpoint: int
    node: int


@dataclass(frozen=True)
class AddDoor:
    """The touchpoint happens at this partner or service too, in one place or (None) in all."""

    touchpoint: int
    node: int
    place: int | None = None


@dataclass(frozen=True)
class WidenArea:
    """The service also serves the place. What else its area holds stays as known as it was."""

    service: int
    place: int


@dataclass(frozen=True)
class WidenEligibility:
    """The service also takes the segment. Whom else it takes stays as known as it was."""

    service: int
    segment: int


@dataclass(frozen=True)
class ConfirmFact:
    """An unknown fact turns out true.

    `fact`, `subject` and `object` as in `UnknownFact`: `subject` is a position among nodes,
    or among pathways for `usable` and `warm`. A door is confirmed for a touchpoint and place.
    """

    fact: str
    subject: int
    object: int | None = None
    touchpoint: int | None = None
    place: int | None = None


Change = (
    RemoveService
    | RemovePartner
    | RemoveSite
    | RemovePathway
    | AddPathway
    | SetMode
    | CloseDoor
    | AddDoor
    | WidenArea
    | WidenEligibility
    | ConfirmFact
)
