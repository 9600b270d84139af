"""The steps of a scenario judged: door, needs, waits, and what each step that follows asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.planning.journeys.asking import NeedContext
from graph.planning.journeys.ground import Ground, Place
from graph.planning.journeys.kinds import classify
from graph.planning.journeys.mends import Mend, Mender
from graph.planning.journeys.questions import Answer, Question
from graph.planning.journeys.records import Scenario, Step
from graph.planning.journeys.verify import FactFinder, ToVerify
from graph.projection import Ternary

WORDS = {Ternary.TRUE: "holds", Ternary.UNKNOWN: "unknown", Ternary.FALSE: "fails"}


def both(low: bool, high: bool) -> Ternary:
    """A verdict from its two worlds."""
    return Ternary.TRUE if low else (Ternary.UNKNOWN if high else Ternary.FALSE)


@dataclass(frozen=True)
class Earlier:
    """A step before a break at which the same need could have been met in time."""

    step: Step
    verdict: Ternary


@dataclass(frozen=True)
class NeedJudged:
    """One need of one step.

    `by_follower`: the verdict for each step that may follow, by its id, and under None where none
    does; the need fails for one of them if it would come too late.
    """

    need: int
    question: Question
    answer: Answer
    by_follower: Mapping[str | None, Ternary]
    kind: str | None
    """Kind of break, None where it holds."""
    mends: Sequence[Mend]
    verify: Sequence[ToVerify]
    earlier: Sequence[Earlier]
    language: Ternary | None
    """Whether a service that is reached speaks a language of the family; None: not asked."""

    @property
    def verdict(self) -> Ternary:
        return min(self.by_follower.values())


@dataclass(frozen=True)
class StepJudged:
    """One step."""

    step: Step
    door: Ternary
    doors: tuple[int, ...]
    """Nodes of its known and possible doors."""
    stage: Ternary | None
    """Whether its days lie in the touchpoint's life stage; None where it has no day."""
    needs: Sequence[NeedJudged]
    followers: Sequence[str]

    def verdict_before(self, follower: str | None) -> Ternary:
        """The verdict for a family that goes on to this step."""
        return min([self.door, *(need.by_follower[follower] for need in self.needs)])

    @cached_property
    def verdict(self) -> Ternary:
        """The verdict for whatever step follows: of several the worst."""
        return min([self.door, *(need.verdict for need in self.needs)])


def place_of(scenario: Scenario, step: Step) -> Place:
    """Where and as what kind of family the step is asked."""
    return step.touchpoint, scenario.segment, scenario.place


def question_of(scenario: Scenario, step: Step) -> Question:
    """What is asked for each need of a step."""
    return Question(
        place_of(scenario, step),
        step.days,
        step.at,
        step.pathway,
        step.service,
        step.needed_before if step.days is not None else None,
    )


def ancestors(scenario: Scenario, step: Step) -> list[Step]:
    """Every step before a step, on any path, in the order of the scenario."""
    by_id = {each.id: each for each in scenario.steps}
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(by_id[name].after)
    return [each for each in scenario.steps if each.id in found]


def judge_need(
    context: NeedContext, scenario: Scenario, step: Step, followers: Sequence[Step]
) -> NeedJudged:
    """One need of one step, with what would mend it where it is not certain."""
    question = question_of(scenario, step)
    answer = context.answer(question)
    deadlines = followers if step.before_next else ()
    verdicts: dict[str | None, Ternary] = {
        follower.id: _in_time(answer, step, follower if step.before_next else None)
        for follower in followers
    }
    if not followers:
        verdicts[None] = _in_time(answer, step, None)
    worst = min(verdicts.values())
    days = [follower.days.last for follower in deadlines if follower.days is not None]
    latest = min(days, default=None) if step.days is not None else None
    kind: str | None = None
    mends: Sequence[Mend] = ()
    verify: Sequence[ToVerify] = ()
    if worst is Ternary.UNKNOWN:
        kind = "unknown"
        verify = FactFinder(context, question, answer, latest).find() or [_day_fact(step)]
    elif worst is Ternary.FALSE:
        kind = "past-next" if answer.high is not None else classify(context, question, answer)
        mends = Mender(context, question, answer, latest).find()
    earlier = [] if kind is None else _find_earlier(context, scenario, step, followers)
    return NeedJudged(
        context.need,
        question,
        answer,
        verdicts,
        kind,
        mends,
        verify,
        earlier,
        context.speaks(question, scenario.languages) if scenario.languages else None,
    )


def _in_time(answer: Answer, step: Step, follower: Step | None) -> Ternary:
    if not answer.doors.listed:
        return Ternary.UNKNOWN
    low, high = answer.low is not None, answer.high is not None
    if step.days is None:
        # Without a day nobody can tell whether it is too late.
        return both(low and follower is None and step.needed_before is None, high)
    if follower is None:
        return both(low, high)
    if follower.days is None:
        return both(False, high)
    return both(
        answer.low is not None and answer.low.start <= follower.days.first,
        answer.high is not None and answer.high.start <= follower.days.last,
    )


def _day_fact(step: Step) -> ToVerify:
    return {"fact": "day", "subject": step.id, "object": None, "with": None}


def _find_earlier(
    context: NeedContext, scenario: Scenario, step: Step, followers: Sequence[Step]
) -> list[Earlier]:
    """In time: by the step that follows where it must be, else by the day of the step itself."""
    limit: tuple[int, int] | None = None
    if step.days is not None:
        limit = (step.days.first, step.days.last)
        ahead = [each.days for each in followers if each.days is not None]
        if step.before_next and ahead:
            limit = (min(days.first for days in ahead), min(days.last for days in ahead))
    found = []
    for before in ancestors(scenario, step):
        if before.touchpoint < 0:
            continue
        days = before.days
        if days is not None and step.days is not None and days.first >= step.days.first:
            continue
        question = Question(
            place_of(scenario, before),
            days,
            before.at,
            before=step.needed_before if days is not None else None,
        )
        answer = context.answer(question)
        if not answer.doors.listed:
            continue
        verdict = both(
            answer.low is not None and _by(answer.low.start, days, limit, 0),
            answer.high is not None and _by(answer.high.start, days, limit, 1),
        )
        if verdict is not Ternary.FALSE:
            found.append(Earlier(before, verdict))
    return found


def _by(start: int, days: object, limit: tuple[int, int] | None, which: int) -> bool:
    return days is None or limit is None or start <= limit[which]


def judge_step(
    ground: Ground, scenario: Scenario, step: Step, needs: Sequence[NeedJudged]
) -> StepJudged:
    """One step from its needs."""
    followers = tuple(each.id for each in scenario.followers.get(step.id, ()))
    if step.touchpoint < 0:
        return StepJudged(step, Ternary.UNKNOWN, (), None, (), followers)
    doors = ground.doors(place_of(scenario, step), step.at)
    door = both(bool(doors.known.any()), bool(len(doors.node)) or not doors.listed)
    nodes = tuple(int(node) for node in doors.node)
    return StepJudged(step, door, nodes, judge_stage(ground, step), needs, followers)


def judge_stage(ground: Ground, step: Step) -> Ternary | None:
    """Whether the days of a step lie in its touchpoint's life stage."""
    if step.days is None:
        return None
    net = ground.net
    stage = int(net.touchpoint_stage[step.touchpoint])
    if stage < 0:
        return Ternary.UNKNOWN
    begins, ends = int(net.stage_from[stage]), int(net.stage_to[stage])
    every = begins <= step.days.first and step.days.last < ends
    some = step.days.first < ends and begins <= step.days.last
    return both(every, some)
