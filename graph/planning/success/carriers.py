"""Whether a partner has what carries its role: an open service for a need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from graph.coverage.facts import Fact, Facts
from graph.projection.arrays import Ints
from graph.register import Register
from ontology.terms import ORG

Verdict = Literal["holds", "fails", "unknown"]
Judged = tuple[Verdict, str]
"""A verdict and, unless it holds, the reason in words."""


class Carriers:
    """Judges partners and services by the facts of coverage.

    A partner's services are its own and those of the partners that are part of it. A service is
    for a need if a need of it is the same or narrower; one without coded needs may be for any.
    """

    def __init__(self, facts: Facts, register: Register) -> None:
        self.facts = facts
        net = facts.net
        self._service = {iri: place for place, iri in enumerate(net.services.iris)}
        self._partner = {iri: place for place, iri in enumerate(net.partners.iris)}
        self._need = {iri: place for place, iri in enumerate(net.needs.iris)}
        self._records = register.by_iri("Partner")
        self._parts: dict[str, list[str]] = {}
        for entry in self._records.values():
            for parent in entry.refs(f"{ORG}subOrganizationOf"):
                self._parts.setdefault(parent, []).append(entry.iri)
        self._partial = _partial_lists(register)

    def with_parts(self, partner: str) -> set[str]:
        """The partner and every partner that is part of it."""
        found, waiting = {partner}, [partner]
        while waiting:
            for part in self._parts.get(waiting.pop(), []):
                if part not in found:
                    found.add(part)
                    waiting.append(part)
        return found

    def judge_role(self, partner: str, needs: Sequence[str], service: str | None) -> Judged:
        """Whether the partner has an open service for one of the needs, or the service named."""
        if needs and not any(need in self._need for need in needs):
            return "unknown", "nothing is known of the needs of the activity any more"
        if service is not None:
            return self._judge_named(service, needs)
        own = self._services_of(partner)
        if not len(own):
            return "unknown", "no service of it is listed"
        fits = self._open_for(own, needs)
        if fits.low.any():
            return "holds", ""
        if fits.high.any():
            return "unknown", "whether a service of it is open for that is not known"
        if self._partial & self.with_parts(partner):
            return "unknown", "its list of services is not complete"
        if not self.facts.open[own].high.any():
            return "fails", "all its services are closed"
        return "fails", "no open service of it is for that"

    def judge_owner(self, partner: str, service: str) -> Judged:
        """Whether the service is one of the partner, or of a part of it."""
        place = self._service.get(service)
        owner = -1 if place is None else int(self.facts.net.service.partner[place])
        if owner < 0:
            return "unknown", "whose service it is is not stated"
        if self.facts.net.partners.iris[owner] in self.with_parts(partner):
            return "holds", ""
        return "fails", f"it is a service of {self.facts.net.partners.names[owner]}"

    def judge_partner(self, partner: str) -> Judged:
        """Whether the partner is at work."""
        entry, own = self._records.get(partner), self._services_of(partner)
        if entry is None:
            return "unknown", "nothing is known of it any more"
        partial = self._partial & self.with_parts(partner)
        if len(own) and not partial and not self.facts.open[own].high.any():
            return "fails", "all its services are closed"
        verified = entry.day("verifiedOn")
        if verified is not None and not self._fresh(verified.toordinal()):
            return "unknown", f"it was last verified on {verified.isoformat()}"
        if entry.truth("isPlaceholder"):
            return "unknown", "it is known by name only"
        return "holds", ""

    def touch(self, needs: Iterable[str], others: Iterable[str]) -> bool:
        """Whether some need of both is the same, or one is broader than the other."""
        above, ours = self.facts.net.need_above, [self._need[n] for n in needs if n in self._need]
        theirs = [self._need[n] for n in others if n in self._need]
        pairs = np.ix_(ours, theirs)
        return bool((above[pairs] | above.T[pairs]).any())

    def _judge_named(self, service: str, needs: Sequence[str]) -> Judged:
        place = self._service.get(service)
        if place is None:
            return "unknown", "nothing is known of the service that carries it"
        at = np.array([place], np.int64)
        name = self.facts.net.services.names[place]
        if not self.facts.open[at].high[0]:
            return "fails", f"{name}, which carries it, is closed"
        fits = self._open_for(at, needs)
        if not fits.high[0]:
            return "fails", f"{name}, which carries it, is not for that"
        if not fits.low[0]:
            return "unknown", f"whether {name} is open for that is not known"
        return "holds", ""

    def _open_for(self, services: Ints, needs: Sequence[str]) -> Fact:
        """[service]: open, and for one of the needs; without needs, open is enough."""
        open_ = self.facts.open[services]
        known = [self._need[need] for need in needs if need in self._need]
        if not known:
            return open_
        meets = self.facts.meets(known[0])[services]
        for need in known[1:]:
            meets = meets | self.facts.meets(need)[services]
        return open_ & meets

    def _services_of(self, partner: str) -> Ints:
        places = [self._partner[iri] for iri in self.with_parts(partner) if iri in self._partner]
        found: Ints = np.flatnonzero(np.isin(self.facts.net.service.partner, places))
        return found

    def _fresh(self, day: int) -> bool:
        return bool(self.facts.fresh(np.array([day], np.int64))[0])


def _partial_lists(register: Register) -> set[str]:
    """Partners whose list of services was last said to be partial.

    Of equal days, `partial` stands, as for referrals.
    """
    latest: dict[str, tuple[str, bool]] = {}
    for entry in register.of("CompletenessStatement"):
        subject = entry.ref("aboutSubject")
        if subject is None or entry.code("topic") != "services":
            continue
        stated = (entry.text("asOf") or "", entry.code("completenessValue") == "partial")
        latest[subject] = max(latest.get(subject, ("", False)), stated)
    return {subject for subject, (_, partial) in latest.items() if partial}
