"""Which collaboratives and which days a learning report is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.errors import AnalysisError
from graph.planning.choosing import check_known
from graph.register import Register


@dataclass(frozen=True)
class Scope:
    """What is told of. Days are both included."""

    collaboratives: Mapping[str, str]
    """Names by id, in order of id: those asked for, or all."""
    is_whole: bool
    """Whether nobody asked for some collaboratives only."""
    since: date | None
    until: date

    def holds(self, collaborative: str | None) -> bool:
        """Whether it is told of; what is of no collaborative only in a report on all."""
        return self.is_whole if collaborative is None else collaborative in self.collaboratives

    def owners(self, collaboratives: Sequence[str]) -> Sequence[str | None]:
        """Under whom something is told: those told of, or nobody where it has no collaborative."""
        if not collaboratives and self.is_whole:
            return [None]
        return self.chosen(collaboratives)

    def chosen(self, collaboratives: Sequence[str]) -> list[str]:
        """Those of several that are told of."""
        return [each for each in collaboratives if each in self.collaboratives]

    def covers(self, day: date | str | None) -> bool:
        """Whether a day lies within; what has no day only in a report without a first day."""
        if day is None:
            return self.since is None
        on = date.fromisoformat(day) if isinstance(day, str) else day
        return (self.since is None or on >= self.since) and on <= self.until


def read_scope(
    register: Register,
    *,
    collaboratives: Sequence[str],
    since: date | None,
    until: date | None,
    as_of: date,
) -> Scope:
    """The scope asked for; nothing after the day looked at is told.

    Raises BadParameter for a collaborative that there is not, AnalysisError for days that come the
    other way round.
    """
    known = {entry.id: entry.name for entry in register.of("Collaborative")}
    check_known(collaboratives, known, analysis="learning", option="collaborative")
    last = min(until or as_of, as_of)
    if since is not None and since > last:
        raise AnalysisError(f"since must not be after {last}, the last day that is told of")
    chosen = {
        id_: name for id_, name in known.items() if not collaboratives or id_ in collaboratives
    }
    return Scope(chosen, not collaboratives, since, last)
