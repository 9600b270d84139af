"""A small community, drawn by hand after the RDF contract, with everything an export must survive.

    birth (touchpoint) --door--> clinic (partner) --warm--> pantry (service of the food bank)
                                      |
                                      +---cold--> shelter (partner, confidential site in Hollow)

The food bank's name is a formula, the pantry's holds control characters, the shelter's site is
confidential, its partner's description and a load issue quote the address.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.parameters import CoverageParameters
from graph.store import MemoryStore
from ontology.files import read_ontology
from ontology.terms import (
    DCAT,
    DCTERMS,
    GEO,
    GRAPH_SOURCES,
    ORG,
    RDF,
    SDO,
    SKOS,
    XSD,
    code,
    mint,
    nwd,
    source_graph,
)
from service.exports import ExportData

SOURCE = "county"
Value = NamedNode | Literal | str | int | bool | float | date


def _term(value: Value) -> NamedNode | Literal:
    if isinstance(value, NamedNode | Literal):
        return value
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=NamedNode(f"{XSD}date"))
    if isinstance(value, float):
        return Literal(str(value), datatype=NamedNode(f"{XSD}decimal"))
    return Literal(value)


def _record(
    kind: str, identifier: str, cls: str, name: str | None, **properties: Value
) -> list[Quad]:
    """Quads of one record; a property is `nwd` + its name unless it starts with a prefix."""
    subject, where = mint(SOURCE, kind, identifier), source_graph(SOURCE)
    prefixes = {"sdo": SDO, "org": ORG, "dct": DCTERMS, "geo": GEO}
    quads = [
        Quad(subject, NamedNode(f"{RDF}type"), NamedNode(cls), where),
        Quad(subject, NamedNode(f"{DCTERMS}identifier"), Literal(identifier), where),
    ]
    if name is not None:
        quads.append(Quad(subject, NamedNode(f"{SKOS}prefLabel"), Literal(name), where))
    for key, value in properties.items():
        prefix, _, local = key.partition("_")
        predicate = NamedNode(prefixes[prefix] + local) if prefix in prefixes else nwd(key)
        quads.append(Quad(subject, predicate, _term(value), where))
    return quads


def ours(name: str) -> str:
    return nwd(name).value


def _at(kind: str, identifier: str) -> NamedNode:
    return mint(SOURCE, kind, identifier)


def _partners() -> list[Quad]:
    partner, place = ours("Partner"), ours("Place")
    health, housing = code("sector", "health"), code("sector", "housing")
    quote = "Come to 77  hidden LANE at night."
    return [
        *_record(
            "place", "alder", ours("Place"), "Alder", sdo_latitude=44.05, sdo_longitude=-123.1
        ),
        *_record("place", "hollow", place, "Hollow"),
        *_record("partner", "clinic", partner, "Niños Clinic <b>", org_classification=health),
        *_record("partner", "bank", partner, '=HYPERLINK("http://example.org","food")'),
        *_record(
            "partner",
            "shelter",
            partner,
            "Shelter",
            org_classification=housing,
            dct_description=quote,
        ),
    ]  # fmt: skip


def _sites() -> list[Quad]:
    hidden = _at("site", "hidden")
    node, geometry = BlankNode("g"), NamedNode(f"{GEO}hasGeometry")
    wkt = Literal("POINT(-123.654321 44.123456)", datatype=NamedNode(f"{GEO}wktLiteral"))
    where = source_graph(SOURCE)
    return [
        *_record(
            "site", "main", f"{ORG}Site", "Main street clinic",
            org_siteOf=_at("partner", "clinic"), inPlace=_at("place", "alder"),
            sdo_streetAddress="1 Main Street", sdo_addressLocality="Alder City",
            sdo_latitude=44.051234567, sdo_longitude=-123.09,
        ),
        *_record(
            "site", "hidden", f"{ORG}Site", "Shelter house",
            org_siteOf=_at("partner", "shelter"), inPlace=_at("place", "hollow"),
            sdo_streetAddress="77 Hidden Lane", sdo_addressLocality="Quietwater",
            sdo_addressRegion="Nowhere State", sdo_postalCode="97999-1234",
            sdo_latitude=44.123456, sdo_longitude=-123.654321, isConfidential=True,
        ),
        Quad(hidden, geometry, node, where),
        Quad(node, NamedNode(f"{GEO}asWKT"), wkt, where),
    ]  # fmt: skip


def _services() -> list[Quad]:
    service, food = ours("Service"), code("need", "food")
    return [
        *_record(
            "service", "pantry", service, "Pantry\x01 \ufffe",
            providedBy=_at("partner", "bank"), addressesNeed=food, forSegment=nwd("allFamilies"),
            servesArea=nwd("everywhere"), slotsTotal=12, fromDay=0, toDay=365,
            verifiedOn=date(2026, 6, 1), isVoluntary=True,
            serviceStatus=code("service-status", "active"), dct_language="es",
        ),
        *_record(
            "service", "beds", service, "-Beds", providedBy=_at("partner", "shelter"),
            atSite=_at("site", "hidden"), dct_description="@SUM(1)",
        ),
        *_record("service", "visits", service, "Visits", providedBy=_at("partner", "clinic"),
                 atSite=_at("site", "main"), addressesNeed=food),
    ]  # fmt: skip


def _routes() -> list[Quad]:
    birth, clinic = _at("touchpoint", "birth"), _at("partner", "clinic")
    pathway = ours("ReferralPathway")
    return [
        *_record("touchpoint", "birth", ours("Touchpoint"), "Birth",
                 atLifeStage=code("life-stage", "newborn"),
                 requiresNeed=code("need", "food")),
        *_record("door", "birth>clinic", ours("Door"), None, doorOf=birth, doorAt=clinic,
                 doorStatus=code("door-status", "active")),
        *_record("referral", "r1", pathway, None, fromSource=clinic,
                 toTarget=_at("service", "pantry"), referralMode=code("referral-mode", "warm"),
                 scopeNeed=code("need", "food"), waitDays=3, isClosedLoop=True),
        *_record("referral", "r2", pathway, None, fromSource=clinic,
                 toTarget=_at("partner", "shelter"), referralMode=code("referral-mode", "cold")),
        *_record("funding-stream", "wic", ours("FundingStream"), "WIC",
                 fundedBy=_at("partner", "clinic"), endsOn=date(2027, 9, 30), isFlexible=False),
        *_record("allocation", "1", ours("FundingAllocation"), None,
                 fromStream=_at("funding-stream", "wic"), allocatedTo=_at("service", "pantry"),
                 fiscalYear="2026", amount=120000.5, sdo_currency="USD"),
    ]  # fmt: skip


def _provenance() -> list[Quad]:
    dataset, issue = source_graph(SOURCE), mint(SOURCE, "issue", "1")
    kind = NamedNode(f"{RDF}type")
    return [
        Quad(dataset, kind, NamedNode(f"{DCAT}Dataset"), GRAPH_SOURCES),
        Quad(dataset, NamedNode(f"{DCTERMS}identifier"), Literal(SOURCE), GRAPH_SOURCES),
        Quad(dataset, NamedNode(f"{DCTERMS}license"), Literal("CC0-1.0"), GRAPH_SOURCES),
        Quad(issue, kind, nwd("LoadIssue"), GRAPH_SOURCES),
        Quad(issue, nwd("value"), Literal("77 Hidden Lane, Quietwater"), GRAPH_SOURCES),
    ]


@pytest.fixture(scope="session")
def county() -> ExportData:
    quads = [*_partners(), *_sites(), *_services(), *_routes(), *_provenance()]
    return ExportData(
        MemoryStore([*read_ontology(), *quads]),
        CoverageParameters(as_of=date(2026, 11, 21)),
        generated_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )


@pytest.fixture
def empty() -> ExportData:
    return ExportData(
        MemoryStore(read_ontology()),
        CoverageParameters(as_of=date(2026, 11, 21)),
        generated_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "file"
