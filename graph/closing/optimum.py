"""The best gain there is, for problems small enough: an integer programme."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graph.closing.greedy import Candidates
from graph.errors import AnalysisError

MOST_CANDIDATES = 300
MOST_ELEMENTS = 3_000


def is_small(candidates: Candidates) -> bool:
    """Whether the optimum is computed without being asked for."""
    return len(candidates) <= MOST_CANDIDATES and len(candidates.weight) <= MOST_ELEMENTS


def compute_optimum(candidates: Candidates, count: int | None, budget: float | None) -> float:
    """The best gain of any set of so many candidates, or within the budget.

    Maximum coverage: an element counts when a candidate that covers it is chosen. Raises
    AnalysisError when the solver finds none.
    """
    sets = [candidates.elements(i) for i in range(len(candidates))]
    elements = np.unique(np.concatenate([np.zeros(0, np.int64), *sets]))
    many, size = len(elements), len(candidates)
    if not many:
        return 0.0
    column = np.repeat(np.arange(size), [len(each) for each in sets])
    row = np.searchsorted(elements, np.concatenate(sets))
    covers = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(many, size))
    linked = sparse.hstack([covers, -sparse.eye_array(many)])
    rules = [LinearConstraint(linked, lb=0)]
    if count is not None:
        rules.append(LinearConstraint(np.r_[np.ones(size), np.zeros(many)][None, :], ub=count))
    if budget is not None:
        rules.append(LinearConstraint(np.r_[candidates.cost, np.zeros(many)][None, :], ub=budget))
    weight = candidates.weight[elements]
    solved = milp(
        np.r_[np.zeros(size), -weight],
        constraints=rules,
        integrality=np.r_[np.ones(size), np.zeros(many)],
        bounds=Bounds(0, 1),
    )
    if solved.x is None:
        raise AnalysisError(f"the best set could not be computed: {solved.message}")
    chosen = [each for each, taken in zip(sets, solved.x[:size] > 0.5, strict=True) if taken]
    covered = np.unique(np.concatenate([np.zeros(0, np.int64), *chosen]))
    return float(candidates.weight[covered].sum())
