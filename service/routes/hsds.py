"""`/hsds/`: the API of HSDS 3.1 (Open Referral), read-only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from graph.errors import NoSuchRecord
from service.answering import answer
from service.asked import only_known_parameters
from service.bodies import JSON, read_body
from service.description import HEADERS, NOT_MODIFIED
from service.hsds import Form, object_parts, objects
from service.hsds.parameters import (
    ListParameters,
    OrganizationParameters,
    ServiceAtLocationParameters,
    ServiceParameters,
    TaxonomyParameters,
    TaxonomyTermParameters,
    Truth,
)
from service.negotiation import choose
from service.problems import responses

router = APIRouter(
    prefix="/hsds",
    tags=["hsds"],
    dependencies=[Depends(only_known_parameters)],
    responses=responses(401, 429),
)

VERSION = "3.1"
PROFILE = "https://docs.openreferral.org/en/latest/hsds/"
"""What the objects are made by: HSDS itself, without a profile of ours."""
LINES = "application/x-ndjson"
FORMATS = {"json": JSON, "ndjson": LINES}
POSTED = "\n\nThe same as GET, with the parameters as a JSON object in the body."

Asked = TypeVar("Asked", bound=ListParameters)


class About(BaseModel):
    """What this API is."""

    version: Literal["3.1"] = Field(description="Version of HSDS")
    profile: str = Field(description="Where HSDS is described", json_schema_extra={"format": "uri"})
    openapi_url: str = Field(
        description="Where this API is described", json_schema_extra={"format": "uri"}
    )


@router.get("/")
async def read_about(request: Request) -> About:
    """Version and description of this API."""
    return About(version=VERSION, profile=PROFILE, openapi_url=f"{request.base_url}openapi.json")


async def _list(
    request: Request,
    kind: str,
    parameters: ListParameters,
    *,
    form: Form,
    all_at_once: bool = False,
) -> Response:
    """One page, or every item as a line; `all_at_once` makes one page of all."""
    filters = parameters.filters()
    if filters.proximity is not None and filters.postcode is None:
        # As where a postcode is at no known place.
        raise NoSuchRecord("", "proximity needs a postcode to measure from")
    after = filters.modified_after
    arguments = {
        "kind": kind,
        "filters": {**vars(filters), "modified_after": after and after.isoformat()},
        "form": form,
        "full_service": getattr(parameters, "full_service", False),
    }
    wanted = FORMATS.get(parameters.format or "") or choose(
        request.headers.get("accept", "*/*"), (JSON, LINES)
    )
    if wanted == LINES:
        return await answer(request, "hsds_lines", arguments)
    paging = {
        "page": parameters.page,
        "per_page": None if all_at_once else parameters.per_page,
        "path": request.url.path if request.method in ("GET", "HEAD") else None,
        "asked": request.query_params.multi_items(),
    }
    return await answer(request, "hsds_list", {**arguments, **paging})


def _form(parameters: ListParameters) -> Form:
    return "full" if getattr(parameters, "full", False) else "direct"


async def _services(request: Request, asked: ServiceParameters) -> Response:
    if not asked.minimal:
        return await _list(request, "services", asked, form=_form(asked))
    whole = "per_page" not in asked.model_fields_set
    return await _list(request, "services", asked, form="minimal", all_at_once=whole)


async def _organizations(request: Request, asked: OrganizationParameters) -> Response:
    return await _list(request, "organizations", asked, form=_form(asked))


async def _pairs(request: Request, asked: ServiceAtLocationParameters) -> Response:
    return await _list(request, "service_at_locations", asked, form=_form(asked))


async def _taxonomies(request: Request, asked: TaxonomyParameters) -> Response:
    return await _list(request, "taxonomies", asked, form="direct")


async def _terms(request: Request, asked: TaxonomyTermParameters) -> Response:
    return await _list(request, "taxonomy_terms", asked, form="direct")


def _page(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """How a list is described."""
    lines = {"schema": {"type": "string", "description": "An item on each line, not in pages"}}
    link = {
        "description": "Addresses of the first, the last and the neighbouring pages (RFC 8288)",
        "schema": {"type": "string"},
    }
    page = {
        "model": model,
        "description": "A page of the list",
        "content": {LINES: lines},
        "headers": {**HEADERS, "Link": link},
    }
    return {200: page, **NOT_MODIFIED, **responses(406, 504, 507)}


def _item(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """How one object is described."""
    found = {"model": model, "description": "The object", "headers": HEADERS}
    return {200: found, **NOT_MODIFIED, **responses(404, 504, 507)}


def _add_list(
    path: str,
    parameters: type[Asked],
    page: type[BaseModel],
    listed: Callable[[Request, Asked], Awaitable[Response]],
    summary: str,
) -> None:
    """Routes for GET and POST of one list."""

    async def read_list(request: Request, asked: Asked) -> Response:
        return await listed(request, asked)

    async def read_list_by_post(request: Request) -> Response:
        return await listed(request, await read_body(request, parameters))

    read_list.__annotations__["asked"] = Annotated[parameters, Query()]
    placed = "postcode" in parameters.model_fields
    described = {**_page(page), **(responses(404) if placed else {})}
    name = path.strip("/")
    title = name.replace("_", " ")
    body = {"content": {JSON: {"schema": parameters.model_json_schema()}}, "required": True}
    router.add_api_route(
        path,
        read_list,
        methods=["GET"],
        summary=f"List {title}",
        description=summary,
        operation_id=f"list_{name}",
        response_model=None,
        responses=described,
    )
    posted = {status: told for status, told in described.items() if status != 304}
    router.add_api_route(
        path,
        read_list_by_post,
        methods=["POST"],
        summary=f"Find {title}",
        description=summary + POSTED,
        operation_id=f"find_{name}",
        response_model=None,
        responses={**posted, **responses(413, 415)},
        openapi_extra={"requestBody": body},
    )


_add_list(
    "/services",
    ServiceParameters,
    objects.PageOfServices,
    _services,
    "Services, with their organizations and programs; `full` adds everything else.",
)
_add_list(
    "/organizations",
    OrganizationParameters,
    objects.PageOfOrganizations,
    _organizations,
    "Organizations; `full` adds locations, phones, programs, funding and services.",
)
_add_list(
    "/service_at_locations",
    ServiceAtLocationParameters,
    objects.PageOfServiceAtLocations,
    _pairs,
    "Services at each of their locations.",
)
_add_list(
    "/taxonomies",
    TaxonomyParameters,
    objects.PageOfTaxonomies,
    _taxonomies,
    "Lists of terms: needs, sectors, delivery modes, and the vocabularies of directories.",
)
_add_list(
    "/taxonomy_terms",
    TaxonomyTermParameters,
    objects.PageOfTaxonomyTerms,
    _terms,
    "Terms of all taxonomies.",
)


AskedId = Annotated[str, Path(description="Its id, as it stands in the lists")]


@router.get("/services/{id}", response_model=None, responses=_item(objects.Service))
async def read_service(request: Request, id: AskedId) -> Response:
    """A service with everything that is known of it."""
    return await answer(request, "hsds_item", {"kind": "services", "identifier": id})


@router.get("/organizations/{id}", response_model=None, responses=_item(objects.Organization))
async def read_organization(
    request: Request,
    id: AskedId,
    full_service: Annotated[
        Truth, Query(description="Whether the services nested in it are whole, too")
    ] = False,
) -> Response:
    """An organization with everything that is known of it."""
    arguments = {"kind": "organizations", "identifier": id, "full_service": full_service}
    return await answer(request, "hsds_item", arguments)


@router.get(
    "/service_at_locations/{id}",
    response_model=None,
    responses=_item(objects.ServiceAtLocation),
)
async def read_service_at_location(request: Request, id: AskedId) -> Response:
    """A service at one of its locations, with everything that is known of both."""
    return await answer(request, "hsds_item", {"kind": "service_at_locations", "identifier": id})


@router.get("/taxonomies/{id}", response_model=None, responses=_item(object_parts.Taxonomy))
async def read_taxonomy(request: Request, id: AskedId) -> Response:
    """A taxonomy."""
    return await answer(request, "hsds_item", {"kind": "taxonomies", "identifier": id})


@router.get("/taxonomy_terms/{id}", response_model=None, responses=_item(object_parts.TaxonomyTerm))
async def read_taxonomy_term(request: Request, id: AskedId) -> Response:
    """A term of a taxonomy."""
    return await answer(request, "hsds_item", {"kind": "taxonomy_terms", "identifier": id})
