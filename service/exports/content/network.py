"""The network of touchpoints, partners and services, for pictures and for network tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ontology.terms import NWD, ORG
from service.exports.content.fields import shown_id
from service.exports.content.records import (
    Record,
    Term,
    parse_boolean,
    parse_code,
    parse_date,
    parse_integer,
    parse_text,
)
from service.exports.content.records import Value as Cell
from service.pictures.model import (
    DOOR,
    OFFERS,
    PARTNER,
    PATHWAY,
    SERVICE,
    TOUCHPOINT,
    Edge,
    Node,
    Value,
)

if TYPE_CHECKING:
    from service.exports.contract import ExportData

Attribute = tuple[str, str, Callable[[Term | None], Cell]]

SERVICE_ATTRIBUTES: tuple[Attribute, ...] = (
    ("status", "serviceStatus", parse_code),
    ("capacity", "slotsTotal", parse_integer),
    ("available", "slotsAvailable", parse_integer),
    ("wait_days", "waitDays", parse_integer),
    ("from_day", "fromDay", parse_integer),
    ("to_day", "toDay", parse_integer),
    ("navigation", "isNavigation", parse_boolean),
    ("verified_on", "verifiedOn", parse_date),
)
PATHWAY_ATTRIBUTES: tuple[Attribute, ...] = (
    ("closed_loop", "isClosedLoop", parse_boolean),
    ("wait_days", "waitDays", parse_integer),
    ("claimed_by", "claimedBy", parse_code),
    ("agreement", "agreement", parse_text),
    ("verified_on", "verifiedOn", parse_date),
)


def read_nodes(data: ExportData) -> list[Node]:
    """Touchpoints, partners and services, in order of IRI; ids are IRIs."""
    records = data.records
    sectors: dict[str, str] = {}
    nodes = []
    for record in records.of("Partner"):
        sectors[record.iri] = records.names(record.terms(f"{ORG}classification"))
        attributes = _attributes(data, record, (("verified_on", "verifiedOn", parse_date),))
        nodes.append(_node(data, record, PARTNER, sectors[record.iri], attributes))
    for record in records.of("Service"):
        parent = parse_text(record.first(f"{NWD}providedBy")) or ""
        attributes = dict(_attributes(data, record, SERVICE_ATTRIBUTES))
        attributes |= _present("needs", records.names(record.terms(f"{NWD}addressesNeed")))
        attributes |= _present("partner", records.name(parent) if parent else "")
        sector = sectors.get(parent, "")
        nodes.append(_node(data, record, SERVICE, sector, attributes, parent=parent))
    for record in records.of("Touchpoint"):
        stage = records.names(record.terms(f"{NWD}atLifeStage"))
        attributes = _present("life_stage", stage)
        sector = records.names(record.terms(f"{ORG}classification"))
        nodes.append(_node(data, record, TOUCHPOINT, sector, attributes, stage=stage))
    return sorted(nodes, key=lambda node: node.id)


def read_edges(data: ExportData, *, with_offers: bool) -> list[Edge]:
    """Doors and pathways whose ends are loaded, in order of IRI.

    `with_offers` adds a link from each partner to each of its services.
    """
    edges = []
    for record in data.records.of("Door"):
        ends = _ends(data, record, "doorOf", "doorAt")
        if ends:
            status = _code(record, "doorStatus")
            places = data.records.names(record.terms(f"{NWD}servesArea"))
            extra = _attributes(data, record, (("verified_on", "verifiedOn", parse_date),))
            attributes = {**_present("places", places), **extra}
            edges.append(Edge(record.iri, *ends, DOOR, status=status, attributes=attributes))
    for record in data.records.of("ReferralPathway"):
        ends = _ends(data, record, "fromSource", "toTarget")
        if ends:
            edges.append(_pathway(data, record, ends))
    if with_offers:
        for service, partner in data.records.pairs(f"{NWD}providedBy"):
            if partner in data.kinds and service in data.kinds:
                edges.append(Edge(f"{service}#offers", partner, service, OFFERS))
    return sorted(edges, key=lambda edge: edge.id)


def _pathway(data: ExportData, record: Record, ends: tuple[str, str]) -> Edge:
    needs = sorted({data.records.name(term) for term in record.terms(f"{NWD}scopeNeed")})
    return Edge(
        record.iri,
        *ends,
        PATHWAY,
        mode=_code(record, "referralMode") or "unknown",
        status=_code(record, "pathwayStatus"),
        needs=tuple(needs),
        attributes=_attributes(data, record, PATHWAY_ATTRIBUTES),
    )


def _node(
    data: ExportData,
    record: Record,
    kind: str,
    sector: str,
    attributes: Mapping[str, Value],
    *,
    parent: str = "",
    stage: str = "",
) -> Node:
    own = {"identifier": shown_id(data, record.iri), **attributes}
    label = data.records.name(record.iri)
    return Node(record.iri, label, kind, sector, parent=parent, stage=stage, attributes=own)


def _ends(data: ExportData, record: Record, source: str, target: str) -> tuple[str, str] | None:
    first = parse_text(record.first(NWD + source)) or ""
    second = parse_text(record.first(NWD + target)) or ""
    return (first, second) if first in data.kinds and second in data.kinds else None


def _code(record: Record, name: str) -> str:
    return str(parse_code(record.first(NWD + name)) or "")


def _attributes(
    data: ExportData, record: Record, attributes: tuple[Attribute, ...]
) -> dict[str, Value]:
    """Attributes with a value; a number or boolean that is none is left out, to keep types."""
    found: dict[str, Value] = {}
    for name, local, parse in attributes:
        value = parse(record.first(NWD + local))
        if value is None or (parse in (parse_integer, parse_boolean) and isinstance(value, str)):
            continue
        plain = value if isinstance(value, bool | int | float) else str(value)
        found[name] = data.withheld.redact(plain) if isinstance(plain, str) else plain
    return found


def _present(name: str, value: str) -> dict[str, Value]:
    return {name: value} if value else {}
