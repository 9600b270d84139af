"""Scenarios and their steps, as they are recorded, and what in them contradicts itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from graph.planning.choosing import check_known
from graph.projection import Projection
from graph.register import Entry, Register
from ontology.languages import read_language
from ontology.terms import DCTERMS, SKOS


@dataclass(frozen=True)
class Days:
    """The days from birth on one of which a family is there: from `first` to `last`."""

    first: int
    last: int


@dataclass(frozen=True)
class Step:
    """One step; positions in the projection, -1 where nothing is named."""

    id: str
    iri: str
    name: str
    touchpoint: int
    """-1 also where the step cannot be judged: something that it names is not loaded."""
    days: Days | None
    """None where no day is told: then ages go by the touchpoint's life stage."""
    needs: tuple[int, ...]
    after: tuple[str, ...]
    """Ids of the steps that it follows."""
    at: int
    """Node of the partner or service at which the family turns up."""
    pathway: int
    service: int
    before_next: bool
    needed_before: int | None
    branch: str | None
    note: str | None


@dataclass(frozen=True)
class Problem:
    """What a record says that cannot be so, or cannot be judged."""

    scenario: str
    step: str | None
    problem: str


@dataclass(frozen=True)
class Scenario:
    """One scenario; its steps come in an order in which none is before what it follows."""

    id: str
    iri: str
    name: str
    segment: int
    place: int
    languages: frozenset[str]
    from_day: int | None
    story: str | None
    drawn_from: str | None
    collaborative: str | None
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def followers(self) -> Mapping[str, Sequence[Step]]:
        """The steps that follow each step."""
        found: dict[str, list[Step]] = defaultdict(list)
        for step in self.steps:
            for before in step.after:
                found[before].append(step)
        return found


def read_scenarios(
    register: Register,
    net: Projection,
    *,
    only: str | None = None,
    collaborative: str | None = None,
) -> list[Scenario]:
    """Every scenario in order of id, or the one named, or those of the collaborative named.

    Raises BadParameter, with the ids there are, where none is called so.
    """
    entries = list(register.of("JourneyScenario"))
    if collaborative is not None:
        of = {each.id: each.iri for each in register.of("Collaborative")}
        check_known([collaborative], of, analysis="journeys", option="collaborative")
        entries = [each for each in entries if each.ref("ofCollaborative") == of[collaborative]]
    if only is not None:
        known = {entry.id for entry in entries}
        entries = [entry for entry in entries if only in (entry.id, entry.iri)]
        if not entries:
            check_known([only], known, analysis="journeys", option="scenario")
    steps = register.grouped("JourneyStep", "ofScenario")
    return [_Reader(register, net, entry).read(steps.get(entry.iri, [])) for entry in entries]


class _Reader:
    """Reads one scenario and collects what is wrong with it."""

    def __init__(self, register: Register, net: Projection, entry: Entry) -> None:
        self.register, self.net, self.entry = register, net, entry
        self.problems: list[Problem] = []
        self.not_loaded: dict[str | None, bool] = defaultdict(bool)
        """By step: whether it names what is not loaded; None: whether the scenario does."""

    def tell(self, step: Entry | None, problem: str) -> None:
        self.problems.append(Problem(self.entry.id, step.id if step else None, problem))

    def read(self, entries: Sequence[Entry]) -> Scenario:
        entry, net = self.entry, self.net
        segment = self._position(None, entry, "forSegment", net.segments.index, "kind of family")
        place = self._position(None, entry, "forPlace", net.places.index, "place")
        read = [self._step(step, entries) for step in entries]
        if self.not_loaded[None]:
            read = [replace(step, touchpoint=-1) for step in read]
        steps = self._ordered(read, entries)
        if not steps:
            self.tell(None, "The scenario has no steps, so there is nothing to judge.")
        collaborative = entry.ref("ofCollaborative")
        self._check_days(entry.whole("fromDay"), steps, {step.id: step for step in entries})
        return Scenario(
            id=entry.id,
            iri=entry.iri,
            name=entry.name,
            segment=max(segment, 0),
            place=max(place, 0),
            languages=frozenset(
                read_language(text).code or text for text in entry.texts(f"{DCTERMS}language")
            ),
            from_day=entry.whole("fromDay"),
            story=entry.text(f"{DCTERMS}description"),
            drawn_from=entry.text("drawnFrom"),
            collaborative=self.register.id(collaborative) if collaborative else None,
            steps=tuple(steps),
            problems=tuple(self.problems),
        )

    def _step(self, entry: Entry, entries: Sequence[Entry]) -> Step:
        net = self.net
        service = self._position(entry, entry, "expectsService", net.services.index, "service")
        touchpoint = self._position(
            entry, entry, "atTouchpoint", net.touchpoints.index, "touchpoint"
        )
        pathway = self._position(entry, entry, "usesPathway", net.pathways.index, "pathway")
        found = [self._find(entry, need, net.needs.index, "need") for need in entry.refs("forNeed")]
        needs = sorted(need for need in found if need >= 0)
        at = self._door(entry)
        for named, word in (("expectsService", "service"), ("usesPathway", "pathway")):
            if entry.has(named) and not needs:
                self.tell(entry, f"It names a {word} but no need, so the {word} is not checked.")
        if entry.truth("isNeededBeforeNext") and not needs:
            self.tell(entry, "It is to be met before the next step, but asks no need.")
        here = {other.iri: other.id for other in entries}
        after = []
        for iri in entry.refs("follows"):
            if iri in here:
                after.append(here[iri])
            else:
                self.tell(entry, f"It follows {self.register.id(iri)}, no step of this scenario.")
        label = entry.text(f"{SKOS}prefLabel")
        return Step(
            id=entry.id,
            iri=entry.iri,
            name=label or (net.touchpoints.names[touchpoint] if touchpoint >= 0 else entry.id),
            touchpoint=-1 if self.not_loaded[entry.id] else touchpoint,
            days=self._days(entry),
            needs=tuple(needs),
            after=tuple(sorted(after)),
            at=at,
            pathway=pathway,
            service=service,
            before_next=bool(entry.truth("isNeededBeforeNext")),
            needed_before=entry.whole("neededBefore"),
            branch=entry.text("branchLabel"),
            note=entry.text(f"{SKOS}note"),
        )

    def _position(
        self, step: Entry | None, entry: Entry, name: str, index: Mapping[str, int], word: str
    ) -> int:
        iri = entry.ref(name)
        return -1 if iri is None else self._find(step, iri, index, word)

    def _find(self, step: Entry | None, iri: str, index: Mapping[str, int], word: str) -> int:
        """Position of what is named by a step, or by the scenario itself."""
        if iri in index:
            return index[iri]
        what = "scenario" if step is None else "step"
        told = f"The {word} {self.register.id(iri)} is not loaded, so the {what} is not judged."
        self.tell(step, told)
        self.not_loaded[step.id if step else None] = True
        return -1

    def _door(self, entry: Entry) -> int:
        """The node of the partner or service named."""
        partner = self.net.partners.index.get(entry.ref("usesDoor") or "")
        if partner is not None:
            return self.net.first_partner + partner
        return self._position(entry, entry, "usesDoor", self.net.services.index, "door")

    def _days(self, entry: Entry) -> Days | None:
        first, end = entry.whole("fromDay"), entry.whole("toDay")
        if first is None:
            if end is not None:
                self.tell(entry, "It has a to age without a from age, so it has no day.")
            if entry.has("neededBefore") or entry.truth("isNeededBeforeNext"):
                self.tell(entry, "It has no day, so nobody can say whether its needs are met late.")
            return None
        return Days(first, first if end is None else max(first, end - 1))

    def _ordered(self, steps: list[Step], entries: Sequence[Entry]) -> list[Step]:
        """None before what it follows; then by the number given, the day and the id."""
        numbers = {entry.id: entry.whole("orderNumber") for entry in entries}
        waiting = sorted(
            steps,
            key=lambda s: (
                numbers[s.id] is None,
                numbers[s.id] or 0,
                s.days is None,
                s.days.first if s.days else 0,
                s.id,
            ),
        )
        ordered: list[Step] = []
        done: set[str] = set()
        while waiting:
            free = next((step for step in waiting if done.issuperset(step.after)), None)
            if free is None:
                names = ", ".join(step.id for step in waiting)
                told = f"These steps follow each other round, so they are not judged: {names}."
                self.tell(None, told)
                ordered += [
                    replace(step, after=tuple(sorted(done & set(step.after))), touchpoint=-1)
                    for step in waiting
                ]
                break
            waiting.remove(free)
            ordered.append(free)
            done.add(free.id)
        return ordered

    def _check_days(
        self, begins: int | None, steps: Sequence[Step], entries: Mapping[str, Entry]
    ) -> None:
        by_id = {step.id: step for step in steps}
        net = self.net
        for step in steps:
            if step.days is None:
                continue
            entry = entries[step.id]
            if begins is not None and step.days.last < begins:
                self.tell(entry, f"It is on day {step.days.last}, before the story's {begins}.")
            for before in step.after:
                earlier = by_id[before].days
                if earlier is not None and step.days.last < earlier.first:
                    self.tell(
                        entry,
                        f"It is on day {step.days.last}, before day {earlier.first} of {before}, "
                        "which it follows.",
                    )
            if step.needed_before is not None and step.needed_before <= step.days.first:
                self.tell(entry, "Its needs must be met before the family is there.")
            stage = net.touchpoint_stage[step.touchpoint] if step.touchpoint >= 0 else -1
            if stage >= 0 and not (
                step.days.first < net.stage_to[stage] and step.days.last >= net.stage_from[stage]
            ):
                self.tell(
                    entry,
                    f"Its days are outside {net.life_stages.ids[stage]}, the life stage of "
                    f"{net.touchpoints.names[step.touchpoint]}.",
                )
