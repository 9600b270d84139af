"""What may be told to anyone who asks: a generation without what must stay in the store."""

from __future__ import annotations

from graph.public.changes import SMALL_CELL_FLOOR, list_changes
from graph.public.store import PublicStore, write_public
from graph.public.withheld import Withheld, read_withheld

__all__ = [
    "SMALL_CELL_FLOOR",
    "PublicStore",
    "Withheld",
    "list_changes",
    "read_withheld",
    "write_public",
]
