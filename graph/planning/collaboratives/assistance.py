"""Assistance asked and given, what stands open, and where its rows contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from graph.planning.collaboratives.membership import problem
from graph.planning.collaboratives.records import Collaborative, Records, Request
from graph.register import Register

OPEN = ("asked", "agreed", "declined")
"""States in which help is still wanted: whoever said no leaves the request open to others."""


def tell_request(
    request: Request, records: Records, register: Register, *, day: date, answer_days: int
) -> dict[str, Any]:
    """The row of a request: `standing` is `given`, `open`, `unanswered` or `withdrawn`."""
    status = request.status(day)
    waited = _waited(request, status, day)
    helper = records.by_iri.get(request.given_by or "")
    return {
        "request": request.id,
        "asked_by": records.by_iri[request.asked_by].id,
        "topic": request.topic,
        "needs": register.ids(request.needs),
        "question": request.question,
        "asked_on": request.asked_on.isoformat(),
        "given_by": None if helper is None else helper.id,
        "given_by_partner": (
            register.id(request.given_by_partner) if request.given_by_partner else None
        ),
        "given_on": None if request.given_on is None else request.given_on.isoformat(),
        "status": status,
        "standing": stand(request, day=day, answer_days=answer_days),
        "days_waited": waited,
        "result": request.result,
    }


def stand(request: Request, *, day: date, answer_days: int) -> str:
    """Whether help was given, is still awaited, or is overdue."""
    status = request.status(day)
    if status not in OPEN:
        return status
    return "unanswered" if (day - request.asked_on).days >= answer_days else "open"


def asked_by(records: Records, day: date) -> list[Request]:
    """Requests of collaboratives that there are, up to the day."""
    return [
        each
        for each in records.requests
        if each.asked_on <= day and each.asked_by in records.by_iri
    ]


def find_request_problems(
    records: Records, collaborative: Collaborative, day: date
) -> Iterator[dict[str, Any]]:
    """Rows of the table assistance whose cells contradict each other, or the day."""
    for request in records.requests_of.get(collaborative.iri, ()):
        for what, sentence in _contradictions(request, day):
            yield problem(collaborative, "assistance", request.id, what, sentence)


def _contradictions(request: Request, day: date) -> Sequence[tuple[str, str]]:
    found = []
    helped = request.given_by or request.given_by_partner
    if request.given_by == request.asked_by:
        found.append(("own-help", "Who asks is named as who helps."))
    if request.stated == "given" and request.given_on is None:
        found.append(("no-day", "It says given, but not on which day."))
    if request.stated == "given" and not helped:
        found.append(("no-helper", "It says given, but not by whom."))
    if request.given_on is not None and request.stated not in (None, "given"):
        told = f"It says {request.stated}, and yet that help was given on {request.given_on}."
        found.append(("given-or-not", told))
    if request.stated == "agreed" and not helped:
        found.append(("no-helper", "It says agreed, but not by whom."))
    if request.asked_on > day:
        found.append(("after-the-day", f"It was asked on {request.asked_on}, after {day}."))
    return found


def _waited(request: Request, status: str, day: date) -> int | None:
    """Days until help was given, or up to the day where it is still awaited."""
    if status == "given":
        return None if request.given_on is None else (request.given_on - request.asked_on).days
    return (day - request.asked_on).days if status in OPEN else None
