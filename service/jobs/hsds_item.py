"""One HSDS object with everything that is nested in it."""

from __future__ import annotations

from graph.errors import NoSuchRecord
from service.hsds.lists import LISTS
from service.jobs.hsds_list import JSON, read_directory, write_json
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"


def run(data: JobData, *, kind: str, identifier: str, full_service: bool = False) -> Outcome:
    """The object of a list `kind` with that id; raises NoSuchRecord where there is none."""
    directory, chosen = read_directory(data), LISTS[kind]
    item = chosen.find(directory, identifier)
    if item is None:
        raise NoSuchRecord(identifier, f"no {chosen.one} has the id {identifier!r}")
    (found,) = chosen.write(directory, [item], "full", full_service)
    return Outcome([write_json(found)], JSON)
