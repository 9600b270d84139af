"""The one inner model: the records of a directory with their keys resolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.source import Record

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ToldAt:
    """A service at a location of which something is said beside that it is there."""

    key: str
    """Its id among the records that details hang on."""
    record: Record


@dataclass
class Directory:
    """A directory with its keys resolved; ids are the source's own."""

    organizations: dict[str, Record] = field(default_factory=dict)
    services: dict[str, Record] = field(default_factory=dict)
    locations: dict[str, Record] = field(default_factory=dict)
    programs: dict[str, Record] = field(default_factory=dict)
    terms: dict[str, Record] = field(default_factory=dict)
    vocabularies: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str | None] = field(default_factory=dict)
    """Organization ids referred to but not there -> their name, if a row gave it."""
    parents: dict[str, str] = field(default_factory=dict)
    provider: dict[str, str] = field(default_factory=dict)
    """Service -> organization."""
    owner: dict[str, str] = field(default_factory=dict)
    """Location -> organization."""
    sites: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Service -> locations."""
    of_service: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    """(table, service) -> rows."""
    of_location: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    """Location -> addresses, in the order given."""
    details: dict[tuple[str, str, str], list[Record]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """(detail table, table of the record it hangs on, that record's id) -> rows."""
    told_at: dict[tuple[str, str], ToldAt] = field(default_factory=dict)
    """(service, location) -> what is said of the service there only."""
    program_owner: dict[str, str] = field(default_factory=dict)
    """Program -> organization."""
    organization_funding: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Organization -> where its money comes from, in words."""
    links: list[Record] = field(default_factory=list)
    """Rows that classify something by a term."""
    absent_locations: dict[str, None] = field(default_factory=dict)
    """Ids of `locations` that are only referred to; their record holds nothing but the id."""
    apart: list[tuple[Record, str]] = field(default_factory=list)
    """Rows that name no record that is there, and the column that should; kept, joined to none."""
