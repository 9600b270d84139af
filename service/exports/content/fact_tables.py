"""The tables of what was loaded: partners, services, touchpoints, doors, pathways and more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology.terms import DCAT, DCTERMS, NWD, ORG, PROV, SDO, SKOS, VOID
from service.exports.content.fields import (
    OWN_ID,
    OWN_NAME,
    Field,
    build_table,
    coded,
    computed,
    listed,
    named,
    referred,
    shown_id,
    value,
)
from service.exports.content.records import Record, parse_text
from service.exports.content.tables import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    MOMENT,
    NUMBER,
    TEXT,
    Column,
    Row,
    Table,
)
from service.exports.content.words import STATUS_WORDS

if TYPE_CHECKING:
    from service.exports.contract import ExportData

ENDS = ("any_door", "every_door")
VERIFIED = value("verified_on", f"{NWD}verifiedOn", "Day the facts were last confirmed.", DATE)


def _source(data: ExportData, row: Record) -> str:
    return data.sources.get(row.iri, "")


SOURCE = computed("source", TEXT, "The loaded source, by its name.", _source)


def build_partners(data: ExportData) -> Table:
    fields = [
        OWN_NAME,
        named("sector", f"{ORG}classification", "Field the partner works in."),
        value("kind", f"{NWD}partnerKind", "Kind of organization, in the source's words."),
        named("parent", f"{ORG}subOrganizationOf", "The organization it is part of."),
        value("website", f"{SDO}url", "Web address."),
        value("phone", f"{SDO}telephone", "Telephone of the organization."),
        value("email", f"{SDO}email", "Email of the organization."),
        value("description", f"{DCTERMS}description", "What it does.", LONG),
        VERIFIED,
        OWN_ID,
        SOURCE,
    ]
    return build_table(data, "partners", "One row a partner.", "Partner", fields)


def build_services(data: ExportData) -> Table:
    fields = [
        OWN_NAME,
        named("partner", f"{NWD}providedBy", "The partner that provides it."),
        referred("partner_id", f"{NWD}providedBy", "Id of that partner."),
        value("program", f"{NWD}programName", "The programme it belongs to."),
        value("description", f"{DCTERMS}description", "What it does.", LONG),
        named("needs", f"{NWD}addressesNeed", "Needs it meets; blank: not coded."),
        named("segments", f"{NWD}forSegment", "Families it takes; blank: not known."),
        value("from_day", f"{NWD}fromDay", "Youngest age in days from birth.", INTEGER),
        value("to_day", f"{NWD}toDay", "Age in days from birth at which it ends.", INTEGER),
        named("places", f"{NWD}servesArea", "Places it serves."),
        named("sites", f"{NWD}atSite", "Sites where it is offered."),
        listed("languages", f"{DCTERMS}language", "Languages."),
        named("modes", f"{NWD}deliveryMode", "How it is delivered."),
        value("cost", f"{NWD}cost", "Cost to the family."),
        value("capacity", f"{NWD}slotsTotal", "Slots in all.", INTEGER),
        value("available", f"{NWD}slotsAvailable", "Slots free.", INTEGER),
        value("wait_days", f"{NWD}waitDays", "Days a family waits.", INTEGER),
        value("voluntary", f"{NWD}isVoluntary", "Whether families may decline.", BOOLEAN),
        value("navigation", f"{NWD}isNavigation", "Whether it helps find services.", BOOLEAN),
        value("child_welfare", f"{NWD}isChildWelfare", "Whether it is child welfare.", BOOLEAN),
        coded("status", f"{NWD}serviceStatus", "Status; blank counts as active."),
        VERIFIED,
        OWN_ID,
        SOURCE,
    ]
    return build_table(data, "services", "One row a service.", "Service", fields)


def build_touchpoints(data: ExportData) -> Table:
    """With how many of its required cells are covered, unknown and a gap, for any door."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(status: str, end: str) -> Field:
        def read(data: ExportData, row: Record) -> int:
            if not counts:
                for cell in data.coverage["cells"]:
                    for door in ("any_door", "every_door"):
                        counts[cell["touchpoint"]][f"{door} {cell[door]}"] += 1
            return counts[shown_id(data, row.iri)][f"{end} {status}"]

        name = f"{end}_{status}"
        words = "any door" if end == "any_door" else "every door"
        return computed(name, INTEGER, f"Required cells that are {status} for {words}.", read)

    doors: Counter[str] = Counter()

    def door_count(data: ExportData, row: Record) -> int:
        if not doors:
            doors.update(touchpoint for _, touchpoint in data.records.pairs(f"{NWD}doorOf"))
        return doors[row.iri]

    fields = [
        OWN_NAME,
        named("life_stage", f"{NWD}atLifeStage", "Life stage; blank: not known."),
        named("kind", f"{NWD}touchpointKind", "Kind of moment, of the shipped list."),
        named("sector", f"{ORG}classification", "Field it belongs to."),
        value("description", f"{DCTERMS}description", "What happens there.", LONG),
        named("required_needs", f"{NWD}requiresNeed", "Needs that should be met from here."),
        computed("doors", INTEGER, "Door records of any status.", door_count),
        *(count(status, end) for end in ENDS for status in STATUS_WORDS),
        OWN_ID,
        SOURCE,
    ]
    return build_table(data, "touchpoints", "One row a touchpoint.", "Touchpoint", fields)


def _kind_of(name: str, predicate: str) -> Field:
    def read(data: ExportData, row: Record) -> str:
        return data.kinds.get(parse_text(row.first(predicate)) or "", "")

    return computed(name, TEXT, "touchpoint, partner or service.", read)


def build_doors(data: ExportData) -> Table:
    fields = [
        named("touchpoint", f"{NWD}doorOf", "The touchpoint."),
        named("at", f"{NWD}doorAt", "The partner or service where it happens."),
        _kind_of("at_kind", f"{NWD}doorAt"),
        named("places", f"{NWD}servesArea", "Places the door is for; blank: all."),
        coded("status", f"{NWD}doorStatus", "Status; blank counts as active."),
        VERIFIED,
        referred("touchpoint_id", f"{NWD}doorOf", "Id of the touchpoint."),
        referred("at_id", f"{NWD}doorAt", "Id of the partner or service."),
        SOURCE,
    ]
    return build_table(data, "doors", "One row a door of a touchpoint.", "Door", fields)


def build_pathways(data: ExportData) -> Table:
    fields = [
        named("from", f"{NWD}fromSource", "Who sends the family on."),
        _kind_of("from_kind", f"{NWD}fromSource"),
        named("to", f"{NWD}toTarget", "Who receives the family."),
        _kind_of("to_kind", f"{NWD}toTarget"),
        coded("mode", f"{NWD}referralMode", "warm, cold or unknown; blank: unknown."),
        named("needs", f"{NWD}scopeNeed", "Only for these needs; blank: any."),
        named("segments", f"{NWD}scopeSegment", "Only for these families; blank: any."),
        value("closed_loop", f"{NWD}isClosedLoop", "Whether the outcome comes back.", BOOLEAN),
        value("agreement", f"{NWD}agreement", "What it rests on."),
        coded("status", f"{NWD}pathwayStatus", "Status; blank counts as active."),
        value("wait_days", f"{NWD}waitDays", "Days a family waits.", INTEGER),
        coded("claimed_by", f"{NWD}claimedBy", "Who says so: sender, receiver or both."),
        VERIFIED,
        referred("from_id", f"{NWD}fromSource", "Id of the sender."),
        referred("to_id", f"{NWD}toTarget", "Id of the receiver."),
        OWN_ID,
        SOURCE,
    ]
    grain = "One row a standing referral pathway."
    return build_table(data, "pathways", grain, "ReferralPathway", fields)


def build_sites(data: ExportData) -> Table:
    """Of a confidential site only its name and partner; where it is stays in the store."""

    def confidential(data: ExportData, row: Record) -> bool:
        return f"<{row.iri}>" in data.withheld.sites

    withheld = "Blank for a confidential site."
    fields = [
        OWN_NAME,
        named("partner", f"{ORG}siteOf", "The partner whose site it is."),
        value("address", f"{SDO}streetAddress", f"Street address. {withheld}"),
        value("city", f"{SDO}addressLocality", f"City. {withheld}"),
        value("state", f"{SDO}addressRegion", f"State. {withheld}"),
        value("postal_code", f"{SDO}postalCode", f"Postal code. {withheld}"),
        value("latitude", f"{SDO}latitude", f"Degrees north, WGS 84. {withheld}", NUMBER),
        value("longitude", f"{SDO}longitude", f"Degrees east, WGS 84. {withheld}", NUMBER),
        named("place", f"{NWD}inPlace", f"The place it lies in. {withheld}"),
        computed("confidential", BOOLEAN, "Whether its location is withheld.", confidential),
        OWN_ID,
        SOURCE,
    ]
    return build_table(data, "sites", "One row a site.", f"{ORG}Site", fields)


FUNDING_COLUMNS = [
    Column("stream", TEXT, "Funding stream."),
    Column("funder", TEXT, "Who pays."),
    Column("level", TEXT, "Level of government, or philanthropic or private."),
    Column("authority", TEXT, "Law or programme it rests on."),
    Column("flexible", BOOLEAN, "Whether it may be used freely."),
    Column("blend", TEXT, "single, braided or blended."),
    Column("restrictions", LONG, "What it may not be used for."),
    Column("ends_on", DATE, "Day the stream ends."),
    Column("to", TEXT, "Service or partner that receives it; blank: none recorded."),
    Column("fiscal_year", TEXT, "Fiscal year."),
    Column("phase", TEXT, "requested, awarded, planned or spent."),
    Column("amount", NUMBER, "Amount, in the currency beside it."),
    Column("currency", TEXT, "Currency code."),
    Column("note", LONG, "Note."),
    Column("stream_id", TEXT, "Id of the stream."),
    Column("to_id", TEXT, "Id of the receiver."),
]


def build_funding(data: ExportData) -> Table:
    stream_fields = [
        OWN_NAME,
        named("funder", f"{NWD}fundedBy", ""),
        coded("level", f"{NWD}fundingLevel", ""),
        value("authority", f"{NWD}authority", ""),
        value("flexible", f"{NWD}isFlexible", "", BOOLEAN),
        coded("blend", f"{NWD}blendKind", ""),
        value("restrictions", f"{NWD}restrictions", "", LONG),
        value("ends_on", f"{NWD}endsOn", "", DATE),
    ]
    allocation_fields = [
        named("to", f"{NWD}allocatedTo", ""),
        value("fiscal_year", f"{NWD}fiscalYear", ""),
        coded("phase", f"{NWD}budgetPhase", ""),
        value("amount", f"{NWD}amount", "", NUMBER),
        value("currency", f"{SDO}currency", ""),
        value("note", f"{SKOS}note", "", LONG),
    ]
    receiver = referred("to_id", f"{NWD}allocatedTo", "")
    blank: Row = (None,) * len(allocation_fields)

    def rows() -> Iterator[Row]:
        by_stream: defaultdict[str, list[Record]] = defaultdict(list)
        for record in data.records.of("FundingAllocation"):
            by_stream[parse_text(record.first(f"{NWD}fromStream")) or ""].append(record)
        streams = {record.iri: record for record in data.records.of("FundingStream")}
        for iri in sorted(streams, key=lambda key: (data.records.name(key).casefold(), key)):
            stream = tuple(f.read(data, streams[iri]) for f in stream_fields)
            own_id = data.records.own_id(iri)
            if not by_stream[iri]:
                yield (*stream, *blank, own_id, None)
            for record in by_stream[iri]:
                cells = tuple(f.read(data, record) for f in allocation_fields)
                yield (*stream, *cells, own_id, receiver.read(data, record))

    grain = "One row an allocation; a stream without one has a row of its own."
    return Table("funding", grain, FUNDING_COLUMNS, rows, data.withheld)


def build_statements(data: ExportData) -> Table:
    fields = [
        named("subject", f"{NWD}aboutSubject", "Whose list it is."),
        coded("topic", f"{NWD}topic", "referrals, services or doors."),
        coded("value", f"{NWD}completenessValue", "complete or partial."),
        value("as_of", f"{NWD}asOf", "Day it was said.", DATE),
        referred("subject_id", f"{NWD}aboutSubject", "Id of the subject."),
    ]
    grain = "One row a statement that a list is complete or partial."
    return build_table(data, "statements", grain, "CompletenessStatement", fields)


def build_sources(data: ExportData) -> Table:
    fields = [
        value("source", f"{DCTERMS}identifier", "Name it was loaded under."),
        value("title", f"{DCTERMS}title", "Title."),
        value("kind", f"{NWD}sourceKind", "Kind of file."),
        value("licence", f"{DCTERMS}license", "Terms of use, as stated when it was loaded."),
        value("file", f"{DCTERMS}source", "Name of the file."),
        value("loaded_at", f"{PROV}generatedAtTime", "When it was loaded.", MOMENT),
        value("rows_read", f"{NWD}rowsRead", "Rows read.", INTEGER),
        value("records_loaded", f"{NWD}recordsLoaded", "Records loaded.", INTEGER),
        value("records_refused", f"{NWD}recordsRefused", "Records refused.", INTEGER),
        value("issues", f"{NWD}issueCount", "Issues found.", INTEGER),
        value("triples", f"{VOID}triples", "Triples.", INTEGER),
        value("sha256", f"{NWD}sha256", "Checksum of the file."),
    ]
    return build_table(data, "sources", "One row a loaded source.", f"{DCAT}Dataset", fields)
