"""The fields of HSDS 3.1 objects that are given, in order, with their types.

They describe what `Writer` makes, for OpenAPI and for tables; nothing is validated with them on
the way out. Names and types are those of HSDS 3.1; what is required there is required here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def _format(name: str) -> Any:
    return Field(json_schema_extra={"format": name})


Id = Annotated[str, _format("uuid")]
Uri = Annotated[str, _format("uri")]
Email = Annotated[str, _format("email")]
Day = Annotated[str, _format("date")]
Moment = Annotated[str, _format("date-time")]


class HsdsObject(BaseModel):
    """An object; a field that is not required is left out where nothing is known."""

    model_config = ConfigDict(extra="forbid")


class Taxonomy(HsdsObject):
    """A list of terms."""

    id: Id
    name: str
    description: str
    uri: Uri | None = None


class TaxonomyTerm(HsdsObject):
    """A term of a taxonomy."""

    id: Id
    code: str | None = None
    name: str
    description: str
    parent_id: Id | None = None
    taxonomy: str | None = Field(None, description="Name of its taxonomy")
    taxonomy_detail: Taxonomy | None = None
    language: str | None = None
    term_uri: str | None = None


class Attribute(HsdsObject):
    """That a service or organization has a term."""

    id: Id
    link_type: str = Field(description="need, delivery_mode, sector or classification")
    link_entity: str
    taxonomy_term: TaxonomyTerm


class Url(HsdsObject):
    """An address on the web."""

    id: Id
    label: str
    url: Uri


class Phone(HsdsObject):
    """A telephone number."""

    id: Id
    number: str
    extension: int | None = None


class Language(HsdsObject):
    """A language that a service speaks."""

    id: Id
    name: str
    code: str | None = Field(None, description="ISO 639")


class Funding(HsdsObject):
    """Where money comes from, in words."""

    id: Id
    source: str


class Program(HsdsObject):
    """A program that services belong to."""

    id: Id
    name: str
    description: str


class Schedule(HsdsObject):
    """When a service is open; times are local."""

    id: Id
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: int | None = None
    byday: str | None = None
    description: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None


class ServiceArea(HsdsObject):
    """An area that a service takes families from."""

    id: Id
    name: str
    uri: Uri | None = None


class Unit(HsdsObject):
    """What a capacity counts."""

    id: Id
    name: str


class ServiceCapacity(HsdsObject):
    """How many places of a service there are, and are free."""

    id: Id
    unit: Unit
    available: int
    maximum: int | None = None
    updated: Moment


class Address(HsdsObject):
    """An address; a required part that is not known is empty."""

    id: Id
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical", "postal", "virtual"]


class Location(HsdsObject):
    """A place where services are; `addresses` in full objects only."""

    id: Id
    location_type: Literal["physical", "postal", "virtual"]
    name: str | None = None
    description: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    addresses: list[Address] | None = None


class Organization(HsdsObject):
    """An organization; arrays in full objects only."""

    id: Id
    name: str
    description: str
    email: Email | None = None
    website: Uri | None = None
    uri: Uri | None = Field(None, description="IRI of the record in the graph")
    parent_organization_id: Id | None = None
    funding: list[Funding] | None = None
    phones: list[Phone] | None = None
    locations: list[Location] | None = None
    programs: list[Program] | None = None
    attributes: list[Attribute] | None = None
    services: list[Service] | None = None


class Service(HsdsObject):
    """A service; arrays in full objects only."""

    id: Id
    name: str
    description: str | None = None
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    fees_description: str | None = None
    wait_time: str | None = None
    eligibility_description: str | None = None
    minimum_age: float | None = Field(None, description="Years; below 0 before birth")
    maximum_age: float | None = Field(None, description="Years; a whole number is completed years")
    assured_date: Day | None = None
    alert: str | None = None
    last_modified: Moment = Field(description="When the newest source of it was loaded")
    organization: Organization | None = None
    program: Program | None = None
    service_at_locations: list[ServiceAtLocation] | None = None
    additional_urls: list[Url] | None = None
    service_areas: list[ServiceArea] | None = None
    schedules: list[Schedule] | None = None
    languages: list[Language] | None = None
    funding: list[Funding] | None = None
    capacities: list[ServiceCapacity] | None = None
    attributes: list[Attribute] | None = None


class MinimalService(HsdsObject):
    """A service of which only the time of the last change is asked."""

    id: Id
    last_modified: Moment


class ServiceAtLocation(HsdsObject):
    """A service at one of its locations."""

    id: Id
    location: Location
    service: Service | None = Field(None, description="Absent within a service")


class PageOfObjects(HsdsObject):
    """What every page of a list says."""

    total_items: int
    total_pages: int
    page_number: int = Field(description="From 1")
    size: int = Field(description="Number of items on this page")
    first_page: bool
    last_page: bool
    empty: bool


class PageOfServices(PageOfObjects):
    """Services, their direct properties only unless all are asked for."""

    contents: list[Service | MinimalService]


class PageOfOrganizations(PageOfObjects):
    """Organizations."""

    contents: list[Organization]


class PageOfServiceAtLocations(PageOfObjects):
    """Services at locations."""

    contents: list[ServiceAtLocation]


class PageOfTaxonomies(PageOfObjects):
    """Taxonomies."""

    contents: list[Taxonomy]


class PageOfTaxonomyTerms(PageOfObjects):
    """Terms."""

    contents: list[TaxonomyTerm]
