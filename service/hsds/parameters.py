"""The parameters of the HSDS lists: their names, types and limits."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from service.asked import as_written, read_whole
from service.hsds.selecting import Filters

PER_PAGE = 50
MOST_PER_PAGE = 1_000
MOST_PAGES = 999_999_999
MOST_METRES = 20_100_000
"""Half way around the earth."""


_TIME = r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)?)?"


def parse_moment(value: object) -> datetime:
    """A time by RFC 3339, or the beginning of a day; UTC where no zone is given.

    Raises ValueError for anything else.

    >>> parse_moment("2026-01-31").isoformat(), parse_moment("2026-01-31t09:00:00z").isoformat()
    ('2026-01-31T00:00:00+00:00', '2026-01-31T09:00:00+00:00')
    """
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.fullmatch(_TIME, value):
        raise ValueError("expected a time such as 2026-01-31T09:00:00Z")
    # A leap second is a time by RFC 3339, but not to Python.
    found = datetime.fromisoformat(value.upper().replace(":60", ":59"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _given(value: object) -> object:
    """Refuse null: what is not asked is left out."""
    if value is None:
        raise ValueError("leave it out where nothing is asked")
    return value


_UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
_Given = BeforeValidator(_given)

# Types of parameters that may be left out; their schemas know no null.
Id = Annotated[
    Annotated[str, Field(pattern=_UUID)] | None,
    _Given,
    WithJsonSchema({"type": "string", "format": "uuid", "pattern": _UUID}),
]
Words = Annotated[
    Annotated[str, Field(max_length=200)] | None,
    _Given,
    WithJsonSchema({"type": "string", "maxLength": 200}),
]
Postcode = Annotated[
    Annotated[str, Field(min_length=1, max_length=20)] | None,
    _Given,
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 20}),
]
Metres = Annotated[
    Annotated[float, Field(ge=0, le=MOST_METRES, allow_inf_nan=False)] | None,
    as_written(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", "a number"),
    _Given,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_METRES}),
]
Moment = Annotated[
    datetime | None,
    BeforeValidator(parse_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Format = Annotated[
    Literal["json", "ndjson"] | None,
    _Given,
    WithJsonSchema({"type": "string", "enum": ["json", "ndjson"]}),
]
Whole = Annotated[int, BeforeValidator(read_whole), as_written(r"\d{1,9}", "a whole number")]
Truth = Annotated[bool, as_written("true|false", "true or false")]


class ListParameters(BaseModel):
    """What every list can be asked; a parameter that is not described is refused."""

    model_config = ConfigDict(extra="forbid")

    search: Words = Field(None, description="Words that must all stand in names and descriptions")
    page: Whole = Field(1, ge=1, le=MOST_PAGES, description="Number of the page, from 1")
    per_page: Whole = Field(PER_PAGE, ge=1, le=MOST_PER_PAGE, description="Items on a page")
    format: Format = Field(
        None,
        description="A page in JSON, or all items, one on each line; "
        "without it, the header Accept decides",
    )

    def filters(self) -> Filters:
        """What is asked, for the selection."""
        known = Filters.__dataclass_fields__
        return Filters(**{name: value for name, value in self if name in known})


class _Classified(ListParameters):
    taxonomy_term_id: Id = Field(None, description="With this term or a narrower one")
    taxonomy_id: Id = Field(None, description="With any term of this taxonomy")


class _Placed(_Classified):
    model_config = ConfigDict(json_schema_extra={"dependentRequired": {"proximity": ["postcode"]}})

    organization_id: Id = Field(None, description="Services of this organization")
    modified_after: Moment = Field(
        None, description="Changed at this time or later; a time without a zone is UTC"
    )
    postcode: Postcode = Field(None, description="At locations with this postal code")
    proximity: Metres = Field(
        None, description="Or within so many metres of the middle of those; needs a postcode"
    )
    full: Truth = Field(False, description="Whether everything is nested in the items")


class ServiceParameters(_Placed):
    """Parameters of `/services`."""

    minimal: Truth = Field(
        False,
        description="Only the id and the time of the last change, all on one page where no "
        "`per_page` is asked; goes before `full`",
    )


class ServiceAtLocationParameters(_Placed):
    """Parameters of `/service_at_locations`."""


class OrganizationParameters(_Classified):
    """Parameters of `/organizations`."""

    full: Truth = Field(False, description="Whether everything is nested in the items")
    full_service: Truth = Field(
        False, description="Whether the services nested in them are whole, too"
    )


class TaxonomyParameters(ListParameters):
    """Parameters of `/taxonomies`."""


class TaxonomyTermParameters(ListParameters):
    """Parameters of `/taxonomy_terms`."""

    taxonomy_id: Id = Field(None, description="Terms of this taxonomy")
    top_only: Truth = Field(False, description="Only terms that have no broader one")
    parent_id: Id = Field(None, description="Terms next below this one")
