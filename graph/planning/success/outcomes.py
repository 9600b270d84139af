"""What checks are asked of, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.planning.success.carriers import Carriers, Verdict
from graph.planning.success.plan import Plan
from graph.planning.success.records import Activity, Named
from graph.register import Register


@dataclass(frozen=True)
class Outcome:
    """What one check says of one record; `sentence` is empty where it holds."""

    check: str
    verdict: Verdict
    kind: str
    record: Named
    model: str
    """Id of the model; empty where it is of none."""
    sentence: str = ""
    concerns: Sequence[str] = ()
    """IRIs of further records that it is about."""

    @property
    def key(self) -> str:
        return f"{self.check}>{self.record.id}"


@dataclass(frozen=True)
class Question:
    """What checks are asked of."""

    plan: Plan
    register: Register
    carriers: Carriers
    as_of: date

    def name(self, iri: str) -> str:
        return self.register.name(iri)

    def model(self, iri: str) -> str:
        model = self.plan.model_of(iri)
        return model.id if model else ""

    @property
    def live(self) -> list[Activity]:
        """Activities that were not stopped."""
        return [each for each in self.plan.records.activities if not each.stopped]
