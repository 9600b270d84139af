"""What the pages on the data change: decisions on matches, and the way back to earlier data.

Plain forms, each with the key of whoever sends it. A form that is refused leads back to its page,
which says why.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from graph.errors import (
    BadParameter,
    DecisionRefused,
    KnowledgeGraphError,
    StoreLocked,
    UnknownGeneration,
)
from service.errors import KeyRefused, ScopeRefused, UnsupportedMedia
from service.language import LANGUAGES
from service.pages.addresses import join
from service.posted_keys import admit, check_origin
from service.protocol.fields import FORM, Fields, media_type_of, parse_fields
from service.protocol.recording import answer_write

router = APIRouter(include_in_schema=False)

MATCH, HISTORY = "/data/matches/pair", "/data/history"
DECISIONS = ("accepted", "rejected", "withdrawn")
LONGEST = 2_000
WORDS: dict[type[KnowledgeGraphError], str] = {
    KeyRefused: "key",
    ScopeRefused: "scope",
    DecisionRefused: "clash",
    StoreLocked: "locked",
    UnknownGeneration: "gone",
}
"""What the page is to say of an error, as `service.pages.words.outcomes` has it."""


@router.post("/data/matches/decide")
async def decide_match(request: Request) -> Response:
    """Accept or reject a match, or take a decision back; then its page again."""
    fields = await _read_form(request)
    left, right = _text(fields, "left"), _text(fields, "right")
    decision = fields.word("decision", DECISIONS)
    if decision is None:
        raise _lacking("decision", f"one of {', '.join(DECISIONS)}")
    asked = {
        "left": left,
        "right": right,
        "decision": decision,
        "note": (fields.only("note") or "")[:LONGEST],
    }
    said = await _change(
        request, fields, "matches_decide", {"decisions": [asked]}, action="match", done=decision
    )
    return _back(MATCH, fields, said, left=left, right=right)


@router.post("/data/history/rollback")
async def roll_back(request: Request) -> Response:
    """Publish an earlier generation again; then the page of the history."""
    fields = await _read_form(request)
    to = fields.whole("to", least=1)
    if to is None:
        raise _lacking("to", "the number of a generation")
    said = await _change(
        request, fields, "rollback", {"to": to}, action="rollback", done="rolled-back"
    )
    return _back(HISTORY, fields, said)


async def _read_form(request: Request) -> Fields:
    """The fields; ScopeRefused where a page of another site sent them."""
    check_origin(request)
    sent = request.headers.get("content-type", "")
    if media_type_of(sent) != FORM:
        raise UnsupportedMedia(sent, [FORM])
    return parse_fields(await request.body())


async def _change(
    request: Request,
    fields: Fields,
    job: str,
    arguments: dict[str, Any],
    *,
    action: str,
    done: str,
) -> str:
    """What the page is to say: that it was done, or why not."""
    try:
        key = await admit(request, fields.only("key") or "", "edit")
        await answer_write(
            request, key, job, arguments, action=action, target=request.scope["route"].path
        )
    except tuple(WORDS) as error:
        return next(word for kind, word in WORDS.items() if isinstance(error, kind))
    return done


def _back(path: str, fields: Fields, said: str, **kept: str) -> Response:
    """To the page again, by GET: loading it anew sends nothing twice."""
    language = fields.only("lang") or ""
    told = [*kept.items(), ("said", said)]
    if language in LANGUAGES:
        told.append(("lang", language))
    return RedirectResponse(join(path, told), status_code=303)


def _text(fields: Fields, name: str) -> str:
    value = (fields.only(name) or "").strip()
    if not 1 <= len(value) <= LONGEST:
        raise _lacking(name, f"1 to {LONGEST:,} letters")
    return value


def _lacking(name: str, expected: str) -> BadParameter:
    return BadParameter(
        f"{name} does not fit: expected {expected}",
        query="",
        name=name,
        value="",
        expected=expected,
    )
