"""A directory that was exported from here, read back: its own ids, and values as they were.

An export must give every record a UUID, and fill or leave out what HSDS requires or does not take.
Each such step is a row of its table `metadata`, which says what stood there before. Here the steps
are undone, so that what is exported and loaded again is the same data. A row is believed only
where it can be checked: a former id if the UUID is made of it under this source's name, a former
value if the value it was replaced with is still there, so that what someone mended stays mended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from loaders.hsds.cells import key, line
from loaders.hsds.columns import column_of
from loaders.hsds.fields import EXPORTER, MADE_OF_DAYS, NOT_FOUND, UNSAID
from loaders.hsds.remarks import Remarks
from loaders.shipped import read_shipped
from loaders.source import LoadContext, Record
from ontology.terms import CODE, ORG, nwd

NOTHING = "(nothing)"
"""Stands for no value, since `metadata` requires one."""
WITHHELD = "(withheld)"
"""Stands for the address of a confidential site."""
LINKED_DATA = "Linked data"
"""Label of the address on the web that is the IRI of a service."""
SHARED_TERMS = "shared_terms"
"""Column of a record: (property, IRI) of terms that are none of the directory's own."""
KINDS = {
    "organization": "partner",
    "service": "service",
    "location": "site",
    "program": "program",
    "taxonomy_term": "term",
}
"""Table -> the kind of record in its IRIs."""
CODE_LISTS = {
    "need": nwd("addressesNeed").value,
    "delivery-mode": nwd("deliveryMode").value,
    "sector": ORG + "classification",
}
"""Code list -> the property that links records to its terms."""
_KEYS = {
    "service_id": "service",
    "location_id": "location",
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "program_id": "program",
    "taxonomy_term_id": "taxonomy_term",
}

Slot = tuple[str, str]
"""(table, id as exported)"""


def restore(records: Sequence[Record], context: LoadContext, remarks: Remarks) -> Sequence[Record]:
    """The records as they were before they were exported; those of others as they are."""
    steps = _steps(records)
    ids = dict(_own_ids(records, steps, context))
    shared = _shared_terms(records, context)
    if not (steps or ids or shared):
        return records
    programs = {
        str(record.values.get("id")): line(record.values.get("name"))
        for record in records
        if record.table == "program" and _is_made(record, steps)
    }
    restored: list[Record] = []
    links_of: dict[Slot, list[tuple[str, str]]] = defaultdict(list)
    for record in records:
        if (found := _shared_link(record, shared)) is not None:
            slot, links = found
            links_of[slot] += links
            remarks.outcomes.end(record, "merged")
        elif _is_own_address(record, ids, context) or _is_made(record, steps):
            remarks.outcomes.end(record, "merged")
        else:
            restored.append(_restored(record, steps, ids, context, programs))
    given = {(t, ids.get((t, one), one)): links for (t, one), links in links_of.items()}
    for place, record in enumerate(restored):
        slot = (record.table, str(record.values.get("id")))
        if slot in given:
            links = list(dict.fromkeys(given.pop(slot)))
            values = {**record.values, SHARED_TERMS: links}
            restored[place] = Record(record.table, values, record.file, record.row)
    return restored


def made_uuid(iri: str) -> str:
    """The UUID that an export makes of an IRI (RFC 9562, 5.5)."""
    return str(uuid5(NAMESPACE_URL, iri))


def _steps(records: Sequence[Record]) -> dict[Slot, dict[str, tuple[str, str]]]:
    """(table, exported id) -> field -> (value before, value in its place)."""
    found: dict[Slot, dict[str, tuple[str, str]]] = defaultdict(dict)
    for record in records:
        values = record.values
        if record.table != "metadata" or line(values.get("updated_by")) != EXPORTER:
            continue
        table, identifier = line(values.get("resource_type")), key(values.get("resource_id"))
        field = line(values.get("field_name"))
        if table and identifier and field:
            before, after = values.get("previous_value"), values.get("replacement_value")
            found[table, identifier].setdefault(field, (str(before), str(after)))
    return dict(found)


def _own_ids(
    records: Sequence[Record],
    steps: Mapping[Slot, Mapping[str, tuple[str, str]]],
    context: LoadContext,
) -> Iterator[tuple[Slot, str]]:
    """(table, exported id) -> the id that the source gave."""
    claims: list[tuple[str, str, str]] = [
        (table, identifier, fields["id"][0])
        for (table, identifier), fields in steps.items()
        if "id" in fields
    ]
    for record in records:
        for table, column in (("organization", "uri"), ("taxonomy_term", "term_uri")):
            if record.table == table and (own := _own(record, column, table, context)):
                claims.append((table, str(record.values.get("id")), own))
        if record.table == "url" and (own := _own(record, "url", "service", context)):
            claims.append(("service", key(record.values.get("service_id")) or "", own))
    for table, identifier, own in claims:
        if table not in KINDS:
            continue
        made = made_uuid(context.mint(KINDS[table], own).value)
        if identifier.lower() in (made, own.lower()):
            yield (table, identifier), own


def _own(record: Record, column: str, table: str, context: LoadContext) -> str | None:
    """The id in an IRI of this source; None for any other address."""
    said = line(record.values.get(column)) or ""
    front = context.mint(KINDS[table], "").value
    return unquote(said.removeprefix(front)) if said.startswith(front) else None


def _is_own_address(record: Record, ids: Mapping[Slot, str], context: LoadContext) -> bool:
    if record.table != "url" or line(record.values.get("label")) != LINKED_DATA:
        return False
    own = _own(record, "url", "service", context)
    return own is not None and ids.get(("service", key(record.values.get("service_id")) or "")) in (
        own,
        None,
    )


def _is_made(record: Record, steps: Mapping[Slot, Mapping[str, tuple[str, str]]]) -> bool:
    """Whether a record was made for the export, but for organizations and locations.

    Those are kept as placeholders, with what is known of them.
    """
    if record.table in ("organization", "location", "metadata"):
        return False
    return NOT_FOUND in steps.get((record.table, key(record.values.get("id")) or ""), {})


def _restored(
    record: Record,
    steps: Mapping[Slot, Mapping[str, tuple[str, str]]],
    ids: Mapping[Slot, str],
    context: LoadContext,
    programs: Mapping[str, str | None],
) -> Record:
    values = dict(record.values)
    fields = steps.get((record.table, key(values.get("id")) or ""), {})
    for field, (before, after) in fields.items():
        column = column_of(record.table, field)[0]
        if field == NOT_FOUND:
            values[NOT_FOUND] = True
        elif field == "addresses" and before == WITHHELD:
            values["confidential"] = True
        elif field in MADE_OF_DAYS and before == NOTHING:
            values[UNSAID] = {*values.get(UNSAID, ()), field}
        elif column and column != "id" and _says(values.get(column), after):
            values[column] = None if before == NOTHING else before
    made_name = fields.get("name", ("", ""))
    if made_name[0] == NOTHING and line(values.get("description")) == line(made_name[1]):
        # A record without a name and a description was given the same words for both.
        values["description"] = None
    if record.table == "service" and (made := key(values.get("program_id"))) in programs:
        values |= {"program_id": None, "program": programs[made or ""]}
    for column, table in (*_KEYS.items(), *_other_keys(record)):
        identifier = key(values.get(column))
        if identifier and (own := ids.get((table, identifier))):
            values[column] = own
    for table, column in (("organization", "uri"), ("taxonomy_term", "term_uri")):
        if record.table == table and _own(record, column, table, context):
            values[column] = None
    return Record(record.table, values, record.file, record.row)


def _other_keys(record: Record) -> Iterator[tuple[str, str]]:
    if record.table in KINDS:
        yield "id", record.table
    if record.table == "taxonomy_term":
        yield "parent_id", record.table
    if record.table == "attribute":
        yield "link_id", (line(record.values.get("link_entity")) or "service").lower()


def _says(value: Any, after: str) -> bool:
    said = line(value)
    return said is None if after == NOTHING else said == line(after)


def _shared_terms(records: Sequence[Record], context: LoadContext) -> dict[str, tuple[str, str]]:
    """Id of a term that is one of our code lists, or a need that is known -> (property, IRI)."""
    found: dict[str, tuple[str, str]] = {}
    for record in records:
        uri = line(record.values.get("term_uri")) if record.table == "taxonomy_term" else None
        if not uri:
            continue
        scheme, _, notation = uri.removeprefix(CODE).partition("/")
        if uri.startswith(CODE) and scheme in CODE_LISTS:
            if notation in read_shipped().code_lists[scheme].labels:
                found[str(record.values.get("id"))] = (CODE_LISTS[scheme], uri)
        elif context.known(uri, ("Need",)):
            found[str(record.values.get("id"))] = (CODE_LISTS["need"], uri)
    return found


def _shared_link(
    record: Record, shared: Mapping[str, tuple[str, str]]
) -> tuple[Slot, list[tuple[str, str]]] | None:
    """(record, its link) of a row that gives a shared term, or nothing to link of the term."""
    if record.table == "taxonomy_term" and str(record.values.get("id")) in shared:
        return ("", ""), []
    term = key(record.values.get("taxonomy_term_id")) if record.table == "attribute" else None
    if term not in shared:
        return None
    values = record.values
    for table in ("service", "organization"):
        if identifier := key(values.get(f"{table}_id")):
            return (table, identifier), [shared[term or ""]]
    entity = (line(values.get("link_entity")) or "service").lower()
    return (entity, key(values.get("link_id")) or ""), [shared[term or ""]]
