"""Client journeys: scenarios of fictional families, judged step by step against the graph.

Time-respecting: a family is at a touchpoint on a day, every handoff and every service costs its
wait, and a service takes a child only within its ages.
"""

from graph.planning.journeys.run import compute_journeys

__all__ = ["compute_journeys"]
