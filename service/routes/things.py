"""`/id/...`, `/ontology` and `/code/...`: things at the paths of their IRIs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from graph.errors import NoSuchRecord
from ontology.terms import CODE
from service.answering import answer
from service.asked import check_parameters
from service.description import HEADERS, NOT_MODIFIED
from service.problems import responses
from service.settings import Settings
from service.things.addresses import CODES, ID, ONTOLOGY, iris_of
from service.things.forms import BY_SUFFIX, FORMS, split_suffix

router = APIRouter(tags=["things"], responses=responses(401, 429))

Form = Literal["html", "turtle", "jsonld", "ntriples", "rdfxml"]
AskedForm = Annotated[
    Form | None,
    Query(description="Form of the answer; without it, a suffix or the header Accept decides"),
]
Code = Literal["en", "es"]
AskedLanguage = Annotated[
    Code | None, Query(description="Language of the page; without it, that of the service")
]

_LINKED = {
    "description": "Addresses of the other forms (RFC 8288)",
    "schema": {"type": "string"},
}
_CUT = {
    "description": "Set when more links to the thing are there: how many are told",
    "schema": {"type": "integer"},
}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What is known of the thing, what links to it, and names for these",
        "content": {
            media_type: {"schema": {"type": "object" if form == "jsonld" else "string"}}
            for form, (media_type, _) in FORMS.items()
        },
        "headers": {**HEADERS, "Link": _LINKED, "Nwd-Truncated-At": _CUT},
    },
    **NOT_MODIFIED,
    **responses(404, 406, 504, 507),
}


def _sent_path(request: Request) -> str:
    """The path as it was sent: decoded, one with an encoded slash would be another."""
    sent: bytes | None = request.scope.get("raw_path")
    text = request.url.path if sent is None else sent.decode("latin-1")
    return quote(text.partition("?")[0], safe="/%-._~:@!$&'()*+,;=")


async def _answer(
    request: Request,
    candidates: Sequence[tuple[str, str | None]],
    form: Form | None,
    lang: Code | None = None,
) -> Response:
    check_parameters(request, ["format", "lang"], path=request.scope["route"].path)
    arguments = {
        "candidates": candidates,
        "path": _sent_path(request),
        "form": form,
        "accept": request.headers.get("accept", "*/*"),
        "lang": lang,
    }
    return await answer(request, "thing", arguments)


def _candidates(request: Request, start: str, base: str) -> list[tuple[str, str | None]]:
    """IRIs below `base` for the path below `start`; those without its suffix come last."""
    local = _sent_path(request).removeprefix(start)
    stem, by_suffix = split_suffix(local)
    whole: list[tuple[str, str | None]] = [(iri, None) for iri in iris_of(local, base)]
    return whole + [(iri, by_suffix) for iri in iris_of(stem, base) if by_suffix]


@router.get("/id/{path:path}", response_model=None, responses=_ANSWER)
async def read_record(
    request: Request,
    path: Annotated[str, Path(description="`<source>/<kind>/<id>` of a record")],
    format: AskedForm = None,
    lang: AskedLanguage = None,
) -> Response:
    """What is known of a record, at the path of its IRI.

    The form may also be a suffix, such as `.ttl`. Links from other records are told up to a
    number.
    """
    settings: Settings = request.app.state.workspace.settings
    return await _answer(request, _candidates(request, ID, settings.base_iri), format, lang)


@router.get("/ontology", response_model=None, responses=_ANSWER)
async def read_ontology(
    request: Request, format: AskedForm = None, lang: AskedLanguage = None
) -> Response:
    """The ontology: its classes and properties, each at the fragment of its IRI."""
    return await _answer(request, [(ONTOLOGY, None)], format, lang)


@router.get("/ontology.{suffix}", include_in_schema=False)
async def read_ontology_with_suffix(request: Request, suffix: str) -> Response:
    """The same, in the form of a suffix."""
    if suffix not in BY_SUFFIX:
        known = ", ".join(f".{each}" for each in BY_SUFFIX)
        raise NoSuchRecord(suffix, f"the ontology has no form {suffix!r}; there are: {known}")
    return await _answer(request, [(ONTOLOGY, BY_SUFFIX[suffix])], None)


@router.get("/code/{scheme}", response_model=None, responses=_ANSWER)
async def read_code_list(
    request: Request,
    scheme: Annotated[str, Path(description="A code list, such as `need`")],
    format: AskedForm = None,
    lang: AskedLanguage = None,
) -> Response:
    """A code list with all its codes."""
    return await _answer(request, _candidates(request, CODES, CODE), format, lang)


@router.get("/code/{scheme}/{notation}", response_model=None, responses=_ANSWER)
async def read_code(
    request: Request,
    scheme: Annotated[str, Path(description="A code list, such as `need`")],
    notation: Annotated[str, Path(description="A code of it, such as `diapers`")],
    format: AskedForm = None,
    lang: AskedLanguage = None,
) -> Response:
    """One code of a code list."""
    return await _answer(request, _candidates(request, CODES, CODE), format, lang)
