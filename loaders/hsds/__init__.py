"""HSDS directories of every version: 1.0, 1.1, 2.0 and 3.x, tables or JSON, and their dialects.

Files are read into rows of one inner shape (`reading`, `dialects`, `columns`), joined by their keys
(`joining`) and written as partners, sites, services and directory terms (`writing`); `parts` reads
what single cells and rows say. Contact persons are never loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import Quad

from graph.errors import SourceError
from loaders.crosswalk import Classified, map_services
from loaders.hsds.joining.join import join
from loaders.hsds.joining.terms import classify
from loaders.hsds.own_export import restore
from loaders.hsds.reading.bundles import read_json
from loaders.hsds.reading.charsets import read_charsets
from loaders.hsds.reading.collect import Collector
from loaders.hsds.reading.keylists import part_lists
from loaders.hsds.reading.members import JSON_SUFFIXES, Member, open_members, unread_tables
from loaders.hsds.reading.naming import name_dialect
from loaders.hsds.reading.older import fold_older
from loaders.hsds.reading.recognition import LOADED, recognises
from loaders.hsds.reading.tabular import read_table
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.quads import DirectoryQuads
from loaders.source import LoadContext, Reading

__all__ = ["KIND", "TITLE", "build", "read", "recognises"]

KIND = "hsds"
TITLE = "HSDS directory (1.0 to 3.x: CSV tables, zip, JSON, Ohana, Open Referral UK; AIRS, iCarol)"


def read(path: Path, context: LoadContext) -> Reading:
    """The rows of every table or object, copies merged; raises SourceError for what is not HSDS."""
    reading = Reading(records=(), files=[path])
    collector = Collector(Remarks(reading.issues))
    with open_members(path) as members:
        reading.files = [member.path for member in members if member.path] or [path]
        for name in unread_tables(path, members):
            collector.remarks.tell_file(
                name, "unknown-table", "no table of HSDS has this name; the file is not read"
            )
        charsets = read_charsets(members)
        for done, member in enumerate(members):
            context.progress("read", done, len(members))
            try:
                _read_member(member, collector, charsets, alone=len(members) == 1)
            except SourceError as error:
                raise _at(path, member, error) from error
    collector.finish()
    if not any(record.table in LOADED for record in collector.records):
        raise SourceError(
            "no organization, service, location or term of HSDS was found here", path=path
        )
    folded = part_lists(
        fold_older(collector.records, collector.remarks.outcomes), collector.remarks
    )
    collector.remarks.flush()
    reading.records = restore(folded, context, collector.remarks)
    reading.rows_read = collector.rows_read
    reading.details = {
        "dialect": name_dialect(members, collector.records, collector.dialects),
        "contacts_dropped": collector.contacts,
        "outcomes": collector.remarks.outcomes,
        "unread": collector.unread,
        "encodings": collector.remarks.encodings,
    }
    return reading


def build(reading: Reading, context: LoadContext) -> Iterable[Quad]:
    """Quads of the directory and of what the crosswalks derive; adds issues to the reading."""
    remarks = Remarks(reading.issues, reading.details["outcomes"])
    directory = join(reading.records, remarks)
    classification = classify(directory, remarks)
    writer = DirectoryQuads(directory, classification, context, remarks)
    classified = Classified()
    yield from classified.seeing(writer.build())
    remarks.flush()
    mapped = map_services(classified, context, reading.issues)
    yield from mapped.of_services(classified.services())
    reading.details = {**reading.details, "crosswalk": mapped.summary()}


def _read_member(
    member: Member, collector: Collector, charsets: Mapping[str, str], *, alone: bool
) -> None:
    if member.suffix in JSON_SUFFIXES:
        read_json(member, collector)
    elif member.table or alone:
        read_table(member, collector, declared=charsets.get(member.table or ""))


def _at(path: Path, member: Member, error: SourceError) -> SourceError:
    """The same error, placed at the path as the user named it."""
    where = path if path.name == member.name else f"{path}, {member.name}"
    message = str(error).split(": ", 1)[-1]
    return SourceError(message, path=where, row=error.row)
