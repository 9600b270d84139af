"""Changes to what is known, applied to a projection; the store is not touched."""

from graph.changes.apply import apply_changes
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

__all__ = [
    "AddDoor",
    "AddPathway",
    "Change",
    "CloseDoor",
    "ConfirmFact",
    "RemovePartner",
    "RemovePathway",
    "RemoveService",
    "RemoveSite",
    "SetMode",
    "WidenArea",
    "WidenEligibility",
    "apply_changes",
]
