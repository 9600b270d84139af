"""The fields of HSDS 3.1 objects that are given, in order, with their types.

They describe what `Writer` makes, for OpenAPI and for tables; nothing is validated with them on
the way out. Names and types are those of HSDS 3.1; what is required there is required here.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.hsds.object_parts import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    Day,
    Email,
    Funding,
    HsdsObject,
    Id,
    Language,
    Moment,
    OrganizationIdentifier,
    Phone,
    Program,
    RequiredDocument,
    Schedule,
    ServiceArea,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Told,
    Uri,
    Url,
)


class Location(Told):
    """A place where services are; arrays in full objects only."""

    id: Id
    location_type: Literal["physical", "postal", "virtual"]
    url: Uri | None = None
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    transportation: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    addresses: list[Address] | None = None
    accessibility: list[Accessibility] | None = None
    languages: list[Language] | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    attributes: list[Attribute] | None = None


class Organization(Told):
    """An organization; arrays in full objects only."""

    id: Id
    name: str
    alternate_name: str | None = None
    description: str
    email: Email | None = None
    website: Uri | None = None
    tax_status: str | None = None
    year_incorporated: float | None = None
    legal_status: str | None = None
    logo: str | None = None
    uri: Uri | None = Field(
        None, description="The URI that its source states, else the IRI of the record in the graph"
    )
    parent_organization_id: Id | None = None
    organization_identifiers: list[OrganizationIdentifier] | None = None
    additional_websites: list[Url] | None = None
    funding: list[Funding] | None = None
    phones: list[Phone] | None = None
    locations: list[Location] | None = None
    programs: list[Program] | None = None
    attributes: list[Attribute] | None = None
    services: list[Service] | None = None


class Service(Told):
    """A service; arrays in full objects only."""

    id: Id
    name: str
    alternate_name: str | None = None
    description: str | None = None
    url: Uri | None = None
    email: Email | None = None
    interpretation_services: str | None = None
    application_process: str | None = None
    accreditations: str | None = None
    licenses: str | None = None
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
    phones: list[Phone] | None = None
    cost_options: list[CostOption] | None = None
    required_documents: list[RequiredDocument] | None = None
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


class ServiceAtLocation(Told):
    """A service at one of its locations."""

    id: Id
    description: str | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    service_areas: list[ServiceArea] | None = None
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
