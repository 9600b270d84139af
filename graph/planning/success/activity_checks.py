"""Checks of activities and of the partners in them; what is stopped is not asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from graph.planning.success.carriers import Verdict
from graph.planning.success.outcomes import Outcome, Question
from graph.planning.success.records import LEAD, Activity, Named, Role
from graph.words import listed


def _activity(
    ask: Question, check: str, activity: Activity, failed: str, concerns: Sequence[str] = ()
) -> Outcome:
    verdict: Verdict = "fails" if failed else "holds"
    model = ask.model(activity.iri)
    return Outcome(check, verdict, "activity", activity, model, failed, concerns)


def check_responsible(ask: Question) -> Iterator[Outcome]:
    """An activity has a partner that answers for it."""
    for activity in ask.live:
        roles = ask.plan.roles_of.get(activity.iri, [])
        some = any(role.responsible for role in roles)
        named = f"; {len({r.partner for r in roles})} have a role in it" if roles else ""
        failed = "" if some else f"{activity.name}: no partner answers for it{named}."
        yield _activity(ask, "responsible", activity, failed)


def check_one_lead(ask: Question) -> Iterator[Outcome]:
    """No more than one partner answers for an activity."""
    for activity in ask.live:
        partners = sorted(
            {r.partner for r in ask.plan.roles_of.get(activity.iri, ()) if r.responsible}
        )
        if partners:
            names = listed(ask.register.names(partners))
            failed = f"{activity.name}: {names} each answer for it." if len(partners) > 1 else ""
            yield _activity(ask, "one-lead", activity, failed, partners if failed else ())


def _live_roles(ask: Question) -> Iterator[tuple[Activity, Role]]:
    for activity in ask.live:
        for role in ask.plan.roles_of.get(activity.iri, ()):
            yield activity, role


def check_lead_answers(ask: Question) -> Iterator[Outcome]:
    """No row says that a partner leads an activity and does not answer for it."""
    for activity, role in _live_roles(ask):
        if role.role == LEAD:
            against = role.stated is False
            failed = (
                f"{activity.name}: {ask.name(role.partner)} is said to lead it and not to answer "
                "for it."
            )
            yield _role(
                ask, "lead-answers", activity, role, "fails" if against else "holds", failed
            )


def check_role_service(ask: Question) -> Iterator[Outcome]:
    """A partner in a role that needs a service has an open one for a need of the activity."""
    for activity, role in _live_roles(ask):
        if role.role in ask.plan.records.needing:
            verdict, why = ask.carriers.judge_role(role.partner, activity.needs, role.service)
            said = f"{activity.name}: {ask.name(role.partner)} is to {role.role}, but {why}."
            yield _role(ask, "role-service", activity, role, verdict, said)


def check_own_service(ask: Question) -> Iterator[Outcome]:
    """The service that carries a role is one of the partner."""
    for activity, role in _live_roles(ask):
        if role.service is not None:
            verdict, why = ask.carriers.judge_owner(role.partner, role.service)
            said = (
                f"{activity.name}: {ask.name(role.service)} is to carry the role of "
                f"{ask.name(role.partner)}, but {why}."
            )
            yield _role(ask, "own-service", activity, role, verdict, said)


def _role(
    ask: Question, check: str, activity: Activity, role: Role, verdict: Verdict, said: str
) -> Outcome:
    model = ask.model(activity.iri)
    if verdict == "holds":
        return Outcome(check, verdict, "role", role, model)
    about = [activity.iri, role.partner, *([role.service] if role.service else [])]
    return Outcome(check, verdict, "role", role, model, said, about)


def check_partner_open(ask: Question) -> Iterator[Outcome]:
    """A partner in a role is at work, in one outcome a partner."""
    activities: dict[str, list[Activity]] = {}
    for activity, role in _live_roles(ask):
        activities.setdefault(role.partner, []).append(activity)
    for partner in sorted(activities, key=lambda iri: (ask.register.id(iri), iri)):
        verdict, why = ask.carriers.judge_partner(partner)
        name = ask.name(partner)
        names = listed(list(dict.fromkeys(each.name for each in activities[partner])))
        said = "" if verdict == "holds" else f"{name} has a role in {names}, but {why}."
        models = sorted({ask.model(each.iri) for each in activities[partner]})
        record = Named(partner, ask.register.id(partner), name)
        yield Outcome("partner-open", verdict, "partner", record, "; ".join(models), said)


def check_evaluated(ask: Question) -> Iterator[Outcome]:
    """An activity, or its component, has an evaluation."""
    of = ask.plan.evaluations_of
    for activity in ask.live:
        some = activity.iri in of or activity.component in of
        failed = f"{activity.name}: nothing says how it, or its component, is evaluated."
        yield _activity(ask, "evaluated", activity, "" if some else failed)


def check_in_window(ask: Question) -> Iterator[Outcome]:
    """An activity lies within the days of its model."""
    for activity in ask.live:
        model = ask.plan.model_of(activity.iri)
        if model is None:
            continue
        verdict, why = _window(activity, model.starts_on, model.ends_on)
        said = "" if verdict == "holds" else f"{activity.name}: {why}."
        yield Outcome("in-window", verdict, "activity", activity, model.id, said)


def _window(activity: Activity, start: date | None, end: date | None) -> tuple[Verdict, str]:
    first, last = activity.starts_on, activity.ends_on
    for word, day in (("begins", first), ("ends", last)):
        if day is not None and start is not None and day < start:
            return "fails", f"it {word} on {day}, before its model, which begins on {start}"
        if day is not None and end is not None and day > end:
            return "fails", f"it {word} on {day}, after its model, which ends on {end}"
    if start is None or end is None:
        return "unknown", "the first or last day of its model is not stated"
    if first is None or last is None:
        return "unknown", "its first or last day is not stated"
    return "holds", ""


def check_under_way_in_time(ask: Question) -> Iterator[Outcome]:
    """The status of an activity agrees with its days."""
    for activity in ask.live:
        first, last = activity.starts_on, activity.ends_on
        late = {
            "planned": first is not None and first < ask.as_of,
            "under-way": last is not None and last < ask.as_of,
            "done": first is not None and first > ask.as_of,
        }
        early = activity.status == "under-way" and first is not None and first > ask.as_of
        words = {
            "planned": f"it was to begin on {first}, and has not",
            "under-way": f"it was to end on {last}, and has not",
            "done": f"it is said to be done, and is to begin on {first}",
        }
        why = words.get(activity.status, "") if late.get(activity.status) else ""
        why = f"it is said to be under way, and is to begin on {first}" if early else why
        yield _activity(
            ask, "under-way-in-time", activity, f"{activity.name}: {why}." if why else ""
        )
