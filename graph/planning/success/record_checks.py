"""Checks of components, scenarios, evaluations and efforts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.planning.success.carriers import Verdict
from graph.planning.success.outcomes import Outcome, Question
from graph.planning.success.records import Component, Scenario
from graph.words import listed


def check_asked_for(ask: Question) -> Iterator[Outcome]:
    """A scenario is named for a component, and its steps have a need of it."""
    scenarios = {scenario.iri: scenario for scenario in ask.plan.whole.scenarios}
    for component in ask.plan.records.components:
        known = [scenarios[iri] for iri in component.scenarios if iri in scenarios]
        verdict, why = _asks(ask, component, known)
        said = "" if verdict == "holds" else f"{component.name}: {why}."
        model = ask.model(component.iri)
        about = [scenario.iri for scenario in known] if said else []
        yield Outcome("asked-for", verdict, "component", component, model, said, about)


def _asks(
    ask: Question, component: Component, scenarios: Sequence[Scenario]
) -> tuple[Verdict, str]:
    if not scenarios:
        return "fails", "no scenario is named that it responds to"
    names = listed([scenario.name for scenario in scenarios])
    steps = [step for scenario in scenarios for step in scenario.steps]
    stated = {need for step in steps for need in step}
    if ask.carriers.touch(component.needs, stated):
        return "holds", ""
    if not component.needs:
        return "unknown", "no needs are stated, so nobody can tell whether a scenario asks for it"
    if not steps or not all(steps):
        return "unknown", f"the needs of some steps of {names} are not stated"
    return "fails", f"no step of {names} has a need of it"


def check_answered(ask: Question) -> Iterator[Outcome]:
    """A scenario has a component of some model that responds to it."""
    answered = {iri for component in ask.plan.whole.components for iri in component.scenarios}
    for scenario in ask.plan.records.scenarios:
        said = "" if scenario.iri in answered else f"{scenario.name}: no component responds to it."
        yield Outcome("answered", "fails" if said else "holds", "scenario", scenario, "", said)


def check_has_activity(ask: Question) -> Iterator[Outcome]:
    """A component has an activity that was not stopped."""
    for component in ask.plan.records.components:
        activities = ask.plan.activities_of.get(component.iri, [])
        live = any(not activity.stopped for activity in activities)
        why = "every activity of it was stopped" if activities else "nothing is done for it"
        said = "" if live else f"{component.name}: {why}."
        model = ask.model(component.iri)
        verdict: Verdict = "holds" if live else "fails"
        yield Outcome("has-activity", verdict, "component", component, model, said)


def check_results_used(ask: Question) -> Iterator[Outcome]:
    """An evaluation says what is done with what is learned."""
    for evaluation in ask.plan.records.evaluations:
        of = ask.name(evaluation.of)
        failed = f"{of}: nothing says what is done with the answer to “{evaluation.question}”."
        said = "" if evaluation.use.strip() else failed
        verdict: Verdict = "fails" if said else "holds"
        model = ask.model(evaluation.of)
        about = [evaluation.of] if said else []
        yield Outcome("results-used", verdict, "evaluation", evaluation, model, said, about)


def check_indicator_followed(ask: Question) -> Iterator[Outcome]:
    """The indicator of an evaluation has a value."""
    for evaluation in ask.plan.records.evaluations:
        if evaluation.indicator is None:
            continue
        some = evaluation.indicator in ask.plan.records.followed
        said = (
            f"{ask.name(evaluation.of)}: of {ask.name(evaluation.indicator)}, by which it is "
            "evaluated, no value is recorded."
        )
        verdict: Verdict = "holds" if some else "fails"
        yield Outcome(
            "indicator-followed",
            verdict,
            "evaluation",
            evaluation,
            ask.model(evaluation.of),
            "" if some else said,
            [] if some else [evaluation.of, evaluation.indicator],
        )


def check_effort_linked(ask: Question) -> Iterator[Outcome]:
    """An effort is tied to something of some model."""
    linked = {link.effort for link in ask.plan.whole.links}
    for effort in ask.plan.records.efforts:
        said = "" if effort.iri in linked else f"{effort.name}: no model is tied in with it."
        yield Outcome("effort-linked", "fails" if said else "holds", "effort", effort, "", said)


def check_effort_in_motion(ask: Question) -> Iterator[Outcome]:
    """An effort that is linked to has not ended."""
    for effort in ask.plan.records.efforts:
        links = ask.plan.links_of.get(effort.iri, [])
        if not links:
            continue
        over = effort.ends_on is not None and effort.ends_on < ask.as_of
        tied = sorted({link.to for link in links})
        names = listed(ask.register.names(tied))
        said = (
            f"{effort.name} ended on {effort.ends_on}, and "
            f"{names} still {'tie' if len(tied) > 1 else 'ties'} in with it."
        )
        yield Outcome(
            "effort-in-motion",
            "fails" if over else "holds",
            "effort",
            effort,
            "; ".join(sorted({ask.model(iri) for iri in tied})),
            said if over else "",
            tied if over else [],
        )
