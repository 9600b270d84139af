"""The tables of HSDS 3.1 and their fields, in the official order: what a tabular export must have.

Source: HSDS 3.1 schemas (docs.openreferral.org, tag 3.2.3), as in their `datapackage.json`; a test
compares the two. One official constraint is not taken over: that `program.organization_id` is
unique, which would allow an organization one program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LISTS: Mapping[str, tuple[str, str]] = {
    "organization": (
        "organizations.csv",
        "id:uuid! name! alternate_name description! email:email website:uri tax_status tax_id "
        "year_incorporated:number legal_status logo uri:uri parent_organization_id:uuid",
    ),
    "program": (
        "programs.csv",
        "id:uuid! organization_id>organization! name! alternate_name description!",
    ),
    "service": (
        "services.csv",
        "id:uuid! organization_id>organization! program_id>program name! alternate_name "
        "description url:uri email:email "
        "status=active,inactive,defunct,temporarily_closed! interpretation_services "
        "application_process fees_description wait_time fees accreditations "
        "eligibility_description minimum_age:number maximum_age:number assured_date:date "
        "assurer_email:email licenses alert last_modified:datetime",
    ),
    "attribute": (
        "attributes.csv",
        "id:uuid! link_id:uuid! taxonomy_term_id>taxonomy_term! link_type link_entity! value label",
    ),
    "service_at_location": (
        "service_at_location.csv",
        "id:uuid! service_id>service! location_id>location! description",
    ),
    "location": (
        "locations.csv",
        "id:uuid! location_type=physical,postal,virtual! url:uri organization_id>organization "
        "name alternate_name description transportation latitude:number longitude:number "
        "external_identifier external_identifier_type",
    ),
    "phone": (
        "phones.csv",
        "id:uuid! location_id>location service_id>service organization_id>organization "
        "contact_id>contact service_at_location_id>service_at_location number! "
        "extension:number type description",
    ),
    "contact": (
        "contacts.csv",
        "id:uuid! organization_id>organization service_id>service "
        "service_at_location_id>service_at_location location_id>location name title department "
        "email:email",
    ),
    "address": (
        "addresses.csv",
        "id:uuid! location_id>location attention address_1! address_2 city! region "
        "state_province! postal_code! country! address_type=physical,postal,virtual!",
    ),
    "schedule": (
        "schedules.csv",
        "id:uuid! service_id>service location_id>location "
        "service_at_location_id>service_at_location valid_from:date valid_to:date dtstart:date "
        "timezone:number until:date count:number wkst=MO,TU,WE,TH,FR,SA,SU "
        "freq=WEEKLY,MONTHLY interval:number byday byweekno bymonthday byyearday description "
        "opens_at:time closes_at:time schedule_link:uri attending_type notes",
    ),
    "funding": (
        "funding.csv",
        "id:uuid! organization_id>organization service_id>service source",
    ),
    "service_area": (
        "service_areas.csv",
        "id:uuid! service_id>service service_at_location_id>service_at_location name "
        "description extent extent_type uri",
    ),
    "required_document": (
        "required_documents.csv",
        "id:uuid! service_id>service document uri:uri",
    ),
    "language": (
        "languages.csv",
        "id:uuid! service_id>service location_id>location phone_id>phone name code note",
    ),
    "accessibility": (
        "accessibility.csv",
        "id:uuid! location_id>location description details url:uri",
    ),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        "id:uuid! code^ name! description! parent_id:uuid taxonomy language taxonomy_id>taxonomy "
        "term_uri:uri",
    ),
    "metadata": (
        "metadata.csv",
        "id:uuid! resource_id:uuid! resource_type! last_action_date:date! last_action_type! "
        "field_name! previous_value! replacement_value! updated_by!",
    ),
    "meta_table_description": (
        "meta_table_descriptions.csv",
        "id:uuid! name language character_set",
    ),
    "cost_option": (
        "cost_options.csv",
        "id:uuid! service_id>service! valid_from:date valid_to:date option currency "
        "amount:number amount_description",
    ),
    "organization_identifier": (
        "organization_identifiers.csv",
        "id:uuid! organization_id>organization! identifier_scheme identifier_type! identifier!",
    ),
    "taxonomy": ("taxonomies.csv", "id:uuid! name! description! uri:uri version"),
    "service_capacity": (
        "service_capacity.csv",
        "id:uuid! service_id>service! unit_id>unit! available:number! maximum:number "
        "description updated:datetime!",
    ),
    "unit": ("units.csv", "id:uuid! name! scheme identifier uri:uri"),
    "url": (
        "url.csv",
        "id:uuid! label url:uri! organization_id>organization service_id>service",
    ),
}


@dataclass(frozen=True)
class HsdsField:
    """One field of a table."""

    name: str
    kind: str
    """text, uuid, email, uri, number, date, datetime or time."""
    required: bool
    words: tuple[str, ...] = ()
    """The only values allowed; empty where any is."""
    refers_to: str | None = None
    """The table whose `id` it holds."""
    unique: bool = False
    """Whether no two rows may have the same value."""

    def as_schema(self) -> dict[str, object]:
        """The field as a Table Schema."""
        plain = self.kind in ("number", "date", "datetime", "time")
        found: dict[str, object] = {"name": self.name, "type": self.kind if plain else "string"}
        if self.kind in ("uuid", "email", "uri"):
            found["format"] = self.kind
        limits: dict[str, object] = {"required": self.required, "unique": self.unique}
        if self.words:
            limits["enum"] = list(self.words)
        return {**found, "constraints": limits}


@dataclass(frozen=True)
class HsdsTable:
    """One table."""

    name: str
    file: str
    fields: tuple[HsdsField, ...]

    def as_resource(self) -> dict[str, object]:
        """The table as a resource of a Tabular Data Package."""
        schema: dict[str, object] = {
            "primaryKey": "id",
            "fields": [field.as_schema() for field in self.fields],
        }
        if keys := [
            {"fields": f.name, "reference": {"resource": f.refers_to, "fields": "id"}}
            for f in self.fields
            if f.refers_to
        ]:
            schema["foreignKeys"] = keys
        return {
            "name": self.name,
            "path": self.file,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema,
        }


def _fields(said: str) -> Iterator[HsdsField]:
    """Fields written as `name`, then `:kind`, `=words` or `>table`, then `!` where required and
    `^` where unique."""
    for part in said.split():
        unique, part = part.endswith("^"), part.removesuffix("^")
        required, part = part.endswith("!"), part.removesuffix("!")
        name, _, words = part.partition("=")
        name, _, table = name.partition(">")
        name, _, kind = name.partition(":")
        yield HsdsField(
            name=name,
            kind="uuid" if table else kind or "text",
            required=required,
            words=tuple(word.replace("_", " ") for word in words.split(",")) if words else (),
            refers_to=table or None,
            unique=unique or name == "id",
        )


TABLES: Mapping[str, HsdsTable] = {
    name: HsdsTable(name, file, tuple(_fields(said))) for name, (file, said) in _LISTS.items()
}
"""Every table by its name, in the official order."""
