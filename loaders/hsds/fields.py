"""The fields of HSDS that are kept as they are, each with its property: read both ways.

The loader writes them and the export reads them back from these tables, so that neither can hold
what the other does not. `TEXTS` are columns of a record; `DETAILS` are tables whose rows are
further nodes of a record, such as its telephones. Fields with a meaning for the analyses (names,
ages, areas, hours, needs) are mapped in `writing.quads` and `writing.services`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode

from ontology.terms import ADMS, DCTERMS, RDF, SDO, SKOS, nwd

Form = Literal["line", "text", "names"]
"""One line; text with its line breaks; names parted by semicolons."""

DESCRIPTION = NamedNode(DCTERMS + "description")
LABEL = NamedNode(SKOS + "prefLabel")
OTHER_NAME = NamedNode(SKOS + "altLabel")
EMAIL = NamedNode(SDO + "email")
URL = NamedNode(SDO + "url")
TELEPHONE = NamedNode(SDO + "telephone")
SAME_AS = NamedNode(SDO + "sameAs")
MODIFIED = nwd("statedModified")

NOT_EXPORTED = "not_exported.csv"
"""Lists in an export what HSDS cannot hold."""
EXPORTER = "nowrongdoor"
"""`updated_by` of the rows of `metadata` that an export writes."""
MADE_OF_DAYS = ("minimum_age", "maximum_age", "wait_time")
"""Columns of a service that an export fills from days of ours, where no one wrote them."""
UNSAID = "unsaid"
"""Column of a service: which of these were filled so; they give days, but are no one's words."""
PHYSICAL, POSTAL = "physical", "postal"
"""Types of addresses."""
TERM = "taxonomy_term_id"
"""Column of the term that an attribute gives."""
NOT_FOUND = "not_found"
"""Column of an organization that an export made only because another record names it."""

_ADDRESS = {
    "address_1": NamedNode(SDO + "streetAddress"),
    "city": NamedNode(SDO + "addressLocality"),
    "state_province": NamedNode(SDO + "addressRegion"),
    "postal_code": NamedNode(SDO + "postalCode"),
    "country": NamedNode(SDO + "addressCountry"),
    "region": nwd("addressCounty"),
}
ADDRESS: Mapping[str, NamedNode] = _ADDRESS
"""Columns of the address of a site; `address_1` holds both lines of the street."""

TEXTS: Mapping[str, Mapping[str, tuple[NamedNode, Form]]] = {
    "organization": {
        "alternate_name": (OTHER_NAME, "names"),
        "tax_status": (nwd("taxStatus"), "line"),
        "legal_status": (nwd("legalStatus"), "line"),
        "year_incorporated": (nwd("yearIncorporated"), "line"),
        "logo": (NamedNode(SDO + "logo"), "line"),
        "uri": (SAME_AS, "line"),
        "accreditations": (nwd("accreditation"), "text"),
        "licenses": (nwd("licence"), "text"),
    },
    "service": {
        "alternate_name": (OTHER_NAME, "names"),
        "url": (URL, "line"),
        "email": (EMAIL, "line"),
        "interpretation_services": (nwd("interpretationText"), "text"),
        "application_process": (nwd("applicationProcess"), "text"),
        "wait_time": (nwd("waitText"), "line"),
        "accreditations": (nwd("accreditation"), "text"),
        "licenses": (nwd("licence"), "text"),
        "alert": (nwd("alert"), "text"),
        "last_modified": (MODIFIED, "line"),
    },
    "location": {
        "alternate_name": (OTHER_NAME, "names"),
        "description": (DESCRIPTION, "text"),
        "location_type": (nwd("locationType"), "line"),
        "transportation": (nwd("transportation"), "text"),
        "url": (URL, "line"),
        "email": (EMAIL, "line"),
    },
    "program": {
        "alternate_name": (OTHER_NAME, "names"),
        "description": (DESCRIPTION, "text"),
    },
    "taxonomy_term": {
        "description": (NamedNode(SKOS + "definition"), "text"),
        "language": (NamedNode(DCTERMS + "language"), "line"),
        "term_uri": (SAME_AS, "line"),
    },
    "service_at_location": {"description": (nwd("atSiteText"), "text")},
}
"""Table -> column -> (property, form)."""

NO_FIELD = frozenset(
    {
        ("organization", "accreditations"),
        ("organization", "licenses"),
        ("location", "email"),
    }
)
"""Columns of older versions and dialects that HSDS 3.1 has no field for."""


@dataclass(frozen=True)
class Detail:
    """A table whose rows are nodes that hang on a record."""

    table: str
    link: NamedNode
    """From the record to the node."""
    kind: NamedNode
    path: str
    """Kind of record in the node's IRI; its id is made of what the row says."""
    fields: Mapping[str, NamedNode]
    needed: str
    """The column without which a row says nothing; blank where any will do."""
    of: tuple[str, ...]
    """Tables of the records it may hang on."""


DETAILS: tuple[Detail, ...] = (
    Detail(
        table="organization_identifier",
        link=NamedNode(ADMS + "identifier"),
        kind=NamedNode(ADMS + "Identifier"),
        path="identifier",
        fields={
            "identifier": NamedNode(SKOS + "notation"),
            "identifier_scheme": nwd("identifierScheme"),
            "identifier_type": nwd("identifierType"),
        },
        needed="identifier",
        of=("organization", "location"),
    ),
    Detail(
        table="phone",
        link=NamedNode(SDO + "contactPoint"),
        kind=NamedNode(SDO + "ContactPoint"),
        path="contact-point",
        fields={
            "number": TELEPHONE,
            "extension": nwd("extension"),
            "type": NamedNode(SDO + "contactType"),
            "description": DESCRIPTION,
        },
        needed="number",
        of=("organization", "service", "location", "service_at_location"),
    ),
    Detail(
        table="url",
        link=nwd("additionalPage"),
        kind=NamedNode(SDO + "WebPage"),
        path="page",
        fields={"url": URL, "label": LABEL},
        needed="url",
        of=("organization", "service"),
    ),
    Detail(
        table="required_document",
        link=nwd("requiresDocument"),
        kind=NamedNode("http://data.europa.eu/m8g/EvidenceType"),
        path="document",
        fields={"document": LABEL, "uri": URL},
        needed="",
        of=("service",),
    ),
    Detail(
        table="cost_option",
        link=NamedNode(SDO + "offers"),
        kind=NamedNode(SDO + "Offer"),
        path="cost",
        fields={
            "option": LABEL,
            "valid_from": NamedNode(SDO + "validFrom"),
            "valid_to": NamedNode(SDO + "validThrough"),
            "currency": NamedNode(SDO + "priceCurrency"),
            "amount": NamedNode(SDO + "price"),
            "amount_description": DESCRIPTION,
        },
        needed="",
        of=("service",),
    ),
    Detail(
        table="accessibility",
        link=nwd("accessibility"),
        kind=NamedNode(SDO + "LocationFeatureSpecification"),
        path="accessibility",
        fields={"description": DESCRIPTION, "details": LABEL, "url": URL},
        needed="",
        of=("location",),
    ),
    Detail(
        table="address",
        link=NamedNode(SDO + "address"),
        kind=NamedNode(SDO + "PostalAddress"),
        path="address",
        fields={**_ADDRESS, "address_type": nwd("locationType")},
        needed="",
        of=("location",),
    ),
    Detail(
        table="attribute",
        link=nwd("hasAttribute"),
        kind=nwd("DirectoryAttribute"),
        path="attribute",
        fields={
            "value": NamedNode(RDF + "value"),
            "label": LABEL,
            "link_type": nwd("linkType"),
        },
        needed="",
        of=("organization", "service", "location"),
    ),
)

DETAIL = {detail.table: detail for detail in DETAILS}
"""The same by table."""
