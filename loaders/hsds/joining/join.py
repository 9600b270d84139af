"""Records joined by their keys, step by step, with everything dangling found and told."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.hsds.cells import key, line
from loaders.hsds.fields import NOT_FOUND
from loaders.hsds.joining.addresses import Addresses
from loaders.hsds.joining.attaching import OF_SERVICE, attach_details, attach_part
from loaders.hsds.joining.details import ATTACHED
from loaders.hsds.joining.directory import Directory
from loaders.hsds.joining.draft import Draft
from loaders.hsds.joining.organizations import Organizations
from loaders.hsds.joining.sites import join_sites
from loaders.hsds.remarks import Remarks
from loaders.source import Record


def join(records: Sequence[Record], remarks: Remarks) -> Directory:
    """The records as a directory; what dangles is joined to a placeholder or kept apart, told.

    The steps stand in the order in which they need each other.
    """
    draft = Draft(records, remarks)
    _key_records(draft)
    organizations, addresses = Organizations(draft), Addresses(draft)
    organizations.join_owners()
    addresses.join_of_organizations()
    join_sites(draft)
    organizations.join_providers()
    addresses.join_others()
    organizations.join_parents()
    for table in OF_SERVICE:
        for record in draft.rows[table]:
            attach_part(draft, record)
    _join_programs(draft)
    for table in ATTACHED:
        attach_details(draft, table)
    draft.found.links = draft.rows["attribute"]
    draft.leave_out_tables()
    return draft.found


def _key_records(draft: Draft) -> None:
    """Records that others refer to, by their ids; those only referred to become placeholders."""
    found = draft.found
    for table, into in (
        ("organization", found.organizations),
        ("service", found.services),
        ("location", found.locations),
        ("program", found.programs),
        ("taxonomy_term", found.terms),
    ):
        for record in draft.rows[table]:
            into[str(record.values["id"])] = record
    for identifier, record in found.locations.items():
        if record.values.get(NOT_FOUND):
            found.absent_locations[identifier] = None
    for identifier in [
        one for one, record in found.organizations.items() if record.values.get(NOT_FOUND)
    ]:
        made = found.organizations.pop(identifier)
        found.placeholders[identifier] = line(made.values.get("name"))
    for table, names in (("taxonomy", found.vocabularies), ("unit", found.units)):
        for record in draft.rows[table]:
            one, name = key(record.values.get("id")), line(record.values.get("name"))
            if one and name:
                names.setdefault(one, name)


def _join_programs(draft: Draft) -> None:
    for identifier, record in draft.found.programs.items():
        organization = key(record.values.get("organization_id"))
        if organization in draft.found.organizations:
            draft.found.program_owner[identifier] = organization or ""
