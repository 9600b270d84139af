"""A named query as a file that takes long to write; it is made where exports are made."""

from __future__ import annotations

from service.jobs.named_query import run
from service.workers.job import Lane

__all__ = ["LANE", "run"]

LANE: Lane = "export"
