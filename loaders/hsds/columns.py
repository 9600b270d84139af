"""The one inner shape every HSDS dialect is folded into: tables, their columns, other spellings.

A table is known by its HSDS 3 object name (`service`); `SPELLINGS` gives the file and key names of
the other versions and dialects. `COLUMNS[table]` are the columns read, each with other spellings;
`UNREAD[table]` are columns that belong to some HSDS version but carry nothing we load. Any other
column is an extension of the publisher's and is reported once.

Names are compared in snake case, lower case, without a leading table name: `service_uuid` in a
table of services is `uuid`, which is another spelling of `id`.
"""

from __future__ import annotations

import re
from functools import lru_cache

SPELLINGS: dict[str, tuple[str, ...]] = {
    "organization": (
        "organizations",
        "organisation",
        "organisations",
        "orgs",
        "agency",
        "agencies",
    ),
    "program": ("programs", "programmes"),
    "service": ("services",),
    "location": ("locations",),
    "service_at_location": (
        "services_at_location",
        "service_at_locations",
        "services_at_locations",
        "service_locations",
        "servicesatlocation",
    ),
    "address": ("addresses", "physical_address", "physical_addresses", "addresss"),
    "postal_address": ("postal_addresses", "mail_address", "mail_addresses", "mailing_addresses"),
    "phone": ("phones", "phone_numbers", "telephones"),
    "contact": ("contacts", "contact_points", "contact_info", "people"),
    "schedule": (
        "schedules",
        "regular_schedule",
        "regular_schedules",
        "service_schedule",
        "opening_hours",
        "operating_hours",
        "hours",
    ),
    "holiday_schedule": ("holiday_schedules",),
    "service_area": ("service_areas", "coverage_areas", "areas_served"),
    "language": ("languages", "supported_languages"),
    "eligibility": ("eligibilities", "eligibilitys"),
    "funding": ("fundings",),
    "cost_option": ("cost_options",),
    "service_capacity": ("service_capacities", "capacities"),
    "unit": ("units",),
    "attribute": (
        "attributes",
        "service_attribute",
        "service_attributes",
        "other_attribute",
        "other_attributes",
        "service_taxonomy",
        "services_taxonomy",
        "services_taxonomies",
        "service_taxonomies",
        "service_taxonomys",
        "link_taxonomy",
        "link_taxonomies",
    ),
    "taxonomy_term": ("taxonomy_terms", "taxonomy", "terms"),
    "taxonomy": ("taxonomies",),
    "accessibility": ("accessibilities", "accessibilitys", "accessibility_for_disabilities"),
    "required_document": ("required_documents", "documents_required"),
    "payment_accepted": ("payments_accepted", "payments"),
    "organization_identifier": ("organization_identifiers",),
    "metadata": (),
    "meta_table_description": ("meta_table_descriptions",),
    "url": ("urls", "additional_urls", "additional_websites"),
    "interpretation_service": ("interpretation_services",),
    "fee": ("fees",),
    "review": ("reviews",),
}
"""HSDS object name -> other names of its file or JSON key."""

TABLE_OF: dict[str, str] = {
    name: table for table, names in SPELLINGS.items() for name in (table, *names)
}

_FK = {
    "service_id": ("service_uuid", "services_id"),
    "location_id": ("location_uuid", "locations_id"),
    "organization_id": ("organization_uuid", "organisation_id", "org_id", "agency_id"),
    "service_at_location_id": ("services_at_location_id",),
}
_CONFIDENTIAL = (
    "is_confidential",
    "address_confidential",
    "confidential_address",
    "is_address_confidential",
    "x_confidential",
)
_PLACE = {
    "address": ("full_address", "physical_address"),
    "address_1": (
        "street",
        "street1",
        "street_1",
        "street_address",
        "street_address_1",
        "line1",
        "line_1",
        "address1",
        "address_line_1",
        "address_lines",
    ),
    "address_2": ("street2", "street_2", "street_address_2", "line2", "address2", "address_line_2"),
    "city": ("locality", "town"),
    "region": (),
    "county": (),
    "state_province": ("state", "province"),
    "postal_code": ("zip", "zip_code", "postcode", "zipcode"),
    "address_type": (),
    "latitude": ("lat", "y"),
    "longitude": ("lon", "lng", "long", "x"),
    "confidential": _CONFIDENTIAL,
    "country": (),
}

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "organization": {
        "id": ("uuid", "hs_id", "org_id"),
        "name": ("title", "organization_name"),
        "description": ("body", "short_desc"),
        "email": (),
        "website": ("url", "website_address"),
        "phone": ("phone_number", "telephone"),
        "parent_organization_id": ("parent_id", "parent_agency_id"),
        "alternate_name": ("alternate_names", "nickname", "aliases"),
        "tax_id": (),
        "tax_status": (),
        "year_incorporated": ("date_incorporated",),
        "legal_status": (),
        "logo": (),
        "uri": (),
        "accreditations": (),
        "licenses": (),
        "funding_sources": ("funding",),
        "confidential": _CONFIDENTIAL,
    },
    "program": {
        "id": ("uuid", "program_id"),
        "organization_id": ("organization_uuid", "organisation_id"),
        "name": ("program_name",),
        "alternate_name": ("alternate_names",),
        "description": (),
    },
    "service": {
        "id": ("uuid", "services_id", "service_id"),
        "organization_id": ("organization_uuid", "organisation_id", "org_id", "agency_id"),
        "organization_name": ("organisation_name", "agency_name"),
        "program_id": (),
        "program": ("program_name",),
        "location_id": ("location_uuid",),
        "name": ("title",),
        "description": ("short_desc",),
        "status": ("service_status",),
        "is_open": ("is_this_service_open",),
        "fees_description": ("fees", "fee", "income_eligibility_and_fees"),
        "eligibility_description": (
            "eligibility",
            "an_individual_must_be_one_of_these_to_qualify",
        ),
        "minimum_age": ("min_age", "age_min"),
        "maximum_age": ("max_age", "age_max"),
        "assured_date": (),
        "wait_time": (),
        "languages": ("language",),
        "funding_sources": ("funding",),
        "service_areas": ("service_area", "coverage_area", "areas_served"),
        "taxonomy_ids": ("taxonomy_id", "taxonomy_codes", "taxonomy_code"),
        "categories": ("category", "service_type", "problem_codes", "service_category"),
        "hours": ("hours_of_operation", "schedule_text"),
        "alternate_name": ("alternate_names",),
        "url": ("website", "website_address"),
        "email": (),
        "phone": ("phone_number",),
        "interpretation_services": (),
        "accepted_payments": ("payments_accepted", "payment_accepted"),
        "application_process": (),
        "accreditations": ("accrediations",),
        "licenses": (),
        "alert": (),
        "last_modified": (),
        "required_documents": (),
    },
    "location": {
        "id": ("uuid", "loc_id", "location_id", "lid"),
        "organization_id": ("organization_uuid", "organisation_id", "org_id", "agency_id"),
        "organization_name": ("organisation_name", "agency_name"),
        "name": ("location_name", "field_2"),
        "location_type": (),
        "languages": ("language",),
        "hours": ("hours_of_operation",),
        "service_ids": ("services",),
        "counties": (),
        "cities": (),
        "statewide": ("location_serves_all_of_illinois",),
        "alternate_name": ("alternate_names",),
        "description": ("short_desc",),
        "transportation": (),
        "url": ("website", "location_url"),
        "email": (),
        "phone": ("phone_number",),
        "accessibility": (),
        "external_identifier": (),
        "external_identifier_type": (),
        **_PLACE,
    },
    "service_at_location": {"id": ("uuid",), **_FK, "description": ()},
    "address": {"id": ("uuid",), **_FK, **_PLACE},
    "postal_address": {"id": ("uuid",), **_FK, **_PLACE},
    "phone": {
        "id": ("uuid",),
        **_FK,
        "contact_id": (),
        "number": ("phone_number", "phone", "value"),
        "extension": ("ext",),
        "type": ("number_type", "phone_type"),
        "description": ("department", "label"),
    },
    "organization_identifier": {
        "id": ("uuid",),
        **_FK,
        "identifier_scheme": (),
        "identifier_type": (),
        "identifier": (),
    },
    "url": {"id": ("uuid",), **_FK, "url": ("uri", "website"), "label": ()},
    "required_document": {"id": ("uuid",), **_FK, "document": ("name", "description"), "uri": ()},
    "accessibility": {
        "id": ("uuid",),
        **_FK,
        "description": ("accessibility",),
        "details": (),
        "url": (),
    },
    "metadata": {
        "id": ("uuid",),
        "resource_id": (),
        "resource_type": (),
        "field_name": (),
        "previous_value": (),
        "replacement_value": (),
        "updated_by": (),
    },
    "contact": {"id": ("uuid",)},
    "schedule": {
        "id": ("uuid",),
        **_FK,
        "weekday": (
            "day_of_week",
            "day",
            "days",
            "days_of_week",
            "weekdays",
            "byday",
            "byweekday",
            "days_open",
            "weekly_days",
        ),
        "opens_at": ("opens", "start_time", "open_time", "time_open", "open", "time_start"),
        "closes_at": ("closes", "end_time", "close_time", "time_close", "close", "time_end"),
        "freq": ("frequency",),
        "interval": (),
        "bymonth": (),
        "bymonthday": ("month_day",),
        "byyearday": (),
        "byweekno": (),
        "until": (),
        "count": (),
        "wkst": (),
        "rrule": ("recurrence_rule", "recurrence"),
        "valid_from": ("start_date", "effective_date"),
        "valid_to": ("end_date",),
        "dtstart": (),
        "dtend": (),
        "date": (),
        "timezone": (),
        "attending_type": (),
        "schedule_link": (),
        "closed": ("is_closed",),
        "notes": (),
        "times": (
            "time_slots",
            "intervals",
            "time_periods",
            "time",
            "open_intervals",
            "open_times",
            "daily_schedules",
            "daily_hours",
            "weekday_schedule",
            "service_days",
            "schedule_details",
            "schedule_items",
            "details",
            "schedule",
        ),
        "description": ("schedule_text",),
    },
    "holiday_schedule": {
        **_FK,
        "closed": ("is_closed",),
        "opens_at": ("opens",),
        "closes_at": ("closes",),
        "valid_from": ("start_date", "date"),
        "valid_to": ("end_date",),
        "description": ("name", "label", "notes"),
    },
    "service_area": {
        "id": ("uuid",),
        **_FK,
        "name": ("service_area", "area", "label", "area_name"),
        "description": (),
        "code": ("geoid", "identifier", "fips", "area_code", "x_geoid"),
        "extent": (),
        "extent_type": (),
        "uri": (),
        "county": ("counties",),
        "city": ("cities",),
        "state_province": ("state",),
        "postal_code": ("postal_codes", "zip_code", "zip_codes"),
    },
    "language": {
        "id": ("uuid",),
        **_FK,
        "phone_id": (),
        "name": ("language",),
        "code": (),
        "note": (),
    },
    "eligibility": {**_FK, "eligibility": ("description", "text", "name", "value")},
    "funding": {**_FK, "source": ("funding_source", "name")},
    "cost_option": {
        "id": ("uuid",),
        **_FK,
        "valid_from": (),
        "valid_to": (),
        "option": (),
        "currency": (),
        "amount": (),
        "amount_description": (),
    },
    "fee": {"id": ("uuid",), **_FK, "fee": ("amount", "description"), "fee_type": ("type",)},
    "payment_accepted": {"id": ("uuid",), **_FK, "payment": ("payment_accepted", "name")},
    "interpretation_service": {
        "id": ("uuid",),
        **_FK,
        "interpretation_service": ("interpretation_services", "name", "language"),
    },
    "service_capacity": {
        **_FK,
        "unit_id": (),
        "unit": (),
        "available": (),
        "maximum": ("capacity", "total"),
    },
    "unit": {"id": ("uuid",), "name": ()},
    "attribute": {
        "id": ("uuid",),
        **_FK,
        "link_id": ("resource_id",),
        "link_entity": (),
        "link_type": (),
        "taxonomy_term_id": ("taxonomy_id", "taxonomy_terms_id", "term_id"),
        "value": (),
        "label": (),
    },
    "taxonomy_term": {
        "id": ("uuid", "term_id", "taxonomy_term_id"),
        "code": (),
        "name": ("term", "taxonomy_term", "taxonomy_name"),
        "parent_id": (),
        "parent_name": (),
        "vocabulary": ("taxonomy", "taxonomy_vocabulary", "taxonomy_detail"),
        "taxonomy_id": ("taxonomies_id",),
        "description": (),
        "language": (),
        "term_uri": ("uri",),
    },
    "taxonomy": {"id": ("uuid",), "name": ()},
}


def names_of(words: str) -> frozenset[str]:
    """The names in a text of words."""
    return frozenset(words.split())


UNREAD: dict[str, frozenset[str]] = {
    "organization": names_of(
        "associated_email_domain_s metadata attributes services mailing_address "
        "physical_address mailing_address_is_the_same_as_the_physical_address "
        "organization_provides_services_to_the_public imported_table legal_name "
        "display_physical_address_to_public_users"
    ),
    "program": names_of("metadata attributes"),
    "service": names_of(
        "assurer_email audience keywords metadata deliverable_type "
        "attending_type attending_access "
        "application_form_link"
    ),
    "location": names_of(
        "admin_emails virtual kind market_match payments products phones "
        "toll_free_phone_number tty_phone_number metadata status"
    ),
    "service_at_location": names_of("metadata attributes"),
    "address": names_of(
        "attention address_3 address_4 description metadata location_type location_name"
    ),
    "phone": names_of("language languages vanity_number country_prefix metadata"),
    "contact": names_of(
        "organization_id service_id location_id service_at_location_id name title department "
        "email phone type metadata attributes"
    ),
    "schedule": names_of(
        "id metadata attributes schedule_type dates exceptions exception_note "
        "exception_dates date_ranges status label"
    ),
    "holiday_schedule": names_of("id metadata attributes"),
    "service_area": names_of("id metadata attributes country"),
    "language": names_of("id metadata attributes"),
    "eligibility": names_of("id metadata attributes minimum_age maximum_age"),
    "funding": names_of("id metadata attributes"),
    "cost_option": names_of("metadata attributes"),
    "organization_identifier": names_of("metadata attributes"),
    "url": names_of("metadata attributes"),
    "required_document": names_of("metadata attributes"),
    "accessibility": names_of("metadata attributes"),
    "metadata": names_of("last_action_date last_action_type"),
    "service_capacity": names_of("id updated description metadata attributes"),
    "unit": names_of("scheme identifier uri metadata attributes"),
    "attribute": names_of("metadata attributes taxonomy_detail"),
    "taxonomy_term": names_of("metadata attributes version"),
    "taxonomy": names_of("description uri version metadata attributes taxonomy_terms"),
}
UNREAD["postal_address"] = UNREAD["address"]

_SEPARATORS = re.compile(r"[^0-9a-z]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """A column or file name in lower case with single underscores."""
    return _SEPARATORS.sub("_", _HUMP.sub("_", name.strip()).lower()).strip("_")


def table_of(name: str) -> str | None:
    """The table a file stem or JSON key names: exact, then without what stands around it.

    >>> table_of("services_at_location"), table_of("what_service"), table_of("Organizations 2024")
    ('service_at_location', 'service', 'organization')
    """
    plain = snake(name.removesuffix(".csv"))
    if plain in TABLE_OF:
        return TABLE_OF[plain]
    words = plain.split("_")
    for start in range(1, len(words)):
        if found := TABLE_OF.get("_".join(words[start:])):
            return found
    for end in range(len(words) - 1, 0, -1):
        if found := TABLE_OF.get("_".join(words[:end])):
            return found
    return None


@lru_cache(maxsize=256)
def _spellings(table: str) -> dict[str, str]:
    columns = COLUMNS.get(table, {})
    known = {name: column for column, names in columns.items() for name in names}
    return known | {column: column for column in columns}


@lru_cache(maxsize=8192)
def column_of(table: str, name: str) -> tuple[str | None, bool]:
    """(the column read, whether the name is known at all) for a header cell or JSON key.

    >>> column_of("service", "service_uuid"), column_of("service", "x_notes")
    (('id', True), (None, False))
    """
    plain, known = snake(name), _spellings(table)
    bare = plain.removeprefix(table + "_").removeprefix(table + "s_")
    for candidate in (plain, bare):
        if candidate in known:
            return known[candidate], True
    if table not in COLUMNS:
        return None, True
    return None, plain in UNREAD.get(table, ()) or bare in UNREAD.get(table, ())
