"""Pages of the explorer that run in the lane `analysis`."""

from service.pages.rendering import answer_page as run
from service.workers.job import Lane

__all__ = ["LANE", "run"]

LANE: Lane = "analysis"
