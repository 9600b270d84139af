"""The fields of what HSDS 3.1 objects are made of: telephones, schedules, areas, costs, terms."""

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


class Metadata(HsdsObject):
    """A value that was filled, rewritten or left out, since HSDS wants it so."""

    id: Id
    last_action_date: Day
    last_action_type: Literal["create", "update", "delete"]
    field_name: str
    previous_value: str = Field(description="`(nothing)` where there was none")
    replacement_value: str
    updated_by: str


class Told(HsdsObject):
    """An object that says what was changed of it; in full objects only."""

    metadata: list[Metadata] | None = None


class Taxonomy(HsdsObject):
    """A list of terms."""

    id: Id
    name: str
    description: str
    uri: Uri | None = None


class TaxonomyTerm(Told):
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


class Attribute(Told):
    """That a service, organization or location has a term."""

    id: Id
    link_type: str = Field(
        description="need, delivery_mode, sector, classification, or what a directory says"
    )
    link_entity: str
    value: str | None = None
    label: str | None = None
    taxonomy_term: TaxonomyTerm


class Url(Told):
    """An address on the web."""

    id: Id
    label: str | None = None
    url: Uri


class OrganizationIdentifier(Told):
    """An identifier that others gave an organization."""

    id: Id
    identifier_scheme: str | None = Field(None, description="By org-id.guide, such as US-EIN")
    identifier_type: str
    identifier: str


class CostOption(Told):
    """What a service costs."""

    id: Id
    valid_from: Day | None = None
    valid_to: Day | None = None
    option: str | None = None
    currency: str | None = None
    amount: float | None = None
    amount_description: str | None = None


class RequiredDocument(Told):
    """A document that a family must bring."""

    id: Id
    document: str | None = None
    uri: Uri | None = None


class Accessibility(Told):
    """How a location serves people with a disability."""

    id: Id
    description: str | None = None
    details: str | None = None
    url: Uri | None = None


class Phone(Told):
    """A telephone number."""

    id: Id
    number: str
    extension: float | None = None
    type: str | None = None
    description: str | None = None


class Language(Told):
    """A language that a service speaks."""

    id: Id
    name: str
    code: str | None = Field(None, description="ISO 639")
    note: str | None = None


class Funding(HsdsObject):
    """Where money comes from, in words."""

    id: Id
    source: str


class Program(Told):
    """A program that services belong to."""

    id: Id
    organization_id: Id | None = Field(None, description="Where only its services tell of one")
    name: str
    alternate_name: str | None = None
    description: str


class Schedule(Told):
    """When a service or location is open; times are local."""

    id: Id
    valid_from: Day | None = None
    valid_to: Day | None = None
    dtstart: Day | None = None
    timezone: float | None = None
    until: Day | None = None
    count: int | None = None
    wkst: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"] | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: int | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    description: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    schedule_link: Uri | None = None
    attending_type: str | None = None
    notes: str | None = None


class ServiceArea(Told):
    """An area that a service takes families from."""

    id: Id
    name: str | None = None
    description: str | None = None
    extent: str | None = None
    extent_type: str | None = None
    uri: str | None = None


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


class Address(Told):
    """An address; a required part that is not known is empty."""

    id: Id
    address_1: str
    city: str
    region: str | None = None
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical", "postal", "virtual"]
