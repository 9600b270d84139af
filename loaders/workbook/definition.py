"""The tables of the workbook, as `tables/*.csvw.json` say: the one place for what they are.

A file is a group of tables, found by its name; the number before the name is the group's place in
the order of the workbook. Files are CSVW metadata (W3C, "Metadata Vocabulary for Tabular Data").
CSVW's own foreign keys cannot say "a partner or a service", a list of ids, or an id of another
source, so references are an annotation of ours. Ours begin with `wb:`:

- of a table: `noun`; `idSpace` (tables of one space share no id); `acyclic` (a column that must
  not lead back to its own row); `shippedAs` (a code list whose notations are ids already);
  `ordered` (columns whose values must not come the other way round); `aboutWhenBlank` and
  `keyWhenBlank` (the name and the key of a row whose id is blank).
- of a column: `finding` (it names what an analysis found); `codes` (a shipped list) with
  `unlisted` (what to do with other words, else the row is refused) and `absent` (words that mean
  "not known"); `refersTo` (kinds of record) with `reserved` (words that stand for a thing of the
  ontology) and `orNamed` (what a word that is no id is the name of); `age`; `suppressed`;
  `whenBlank`; `suggests`; `example`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from ontology.terms import PREFIXES

TITLE = "The planner's workbook"
SUFFIX = ".csvw.json"
ROW_NUMBER = "_sourceRow"
"""The CSVW variable for the row as the spreadsheet shows it."""


@dataclass(frozen=True)
class Column:
    """One column: what may stand in it and what it becomes."""

    name: str
    title: str
    note: str
    example: str
    required: bool
    many: bool
    """Several values, separated by `;`."""
    datatype: str
    """A CSVW base type: string, boolean, date, integer or decimal."""
    minimum: int | None
    maximum: int | None
    predicate: str
    codes: str | None
    unlisted: str | None
    absent: Sequence[str]
    refers_to: Sequence[str]
    reserved: Mapping[str, str]
    or_named: Mapping[str, str] | None
    age: str | None
    suppressed: str | None
    when_blank: str | None
    suggests: str | None
    finding: bool
    """Whether it names what an analysis found, as `kind/key`."""

    @property
    def is_identifier(self) -> bool:
        return self.predicate == PREFIXES["dcterms"] + "identifier"


@dataclass(frozen=True)
class Naming:
    """How a record of a table is named: its kind, and the columns its id is made of."""

    kind: str
    parts: Sequence[str]

    @property
    def by_row(self) -> bool:
        return self.parts == (ROW_NUMBER,)


@dataclass(frozen=True)
class Ordered:
    """Two columns whose values come in this order."""

    first: str
    then: str
    equal: bool
    """Whether they may be the same."""


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key and the class its rows become."""

    name: str
    group: str
    """The group of tables that it is of, such as `community`."""
    title: str
    note: str
    noun: str
    columns: Sequence[Column]
    type: str
    naming: Naming
    key: Sequence[str]
    """Columns no two rows may agree on; empty when rows have no key."""
    naming_when_blank: Naming | None
    key_when_blank: Sequence[str]
    id_space: str
    acyclic: str | None
    shipped_as: str | None
    ordered: Sequence[Ordered]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def has_ids(self) -> bool:
        """Whether rows may bear an id of their own."""
        return "id" in self.by_name


@dataclass(frozen=True)
class Group:
    """Tables that belong together: what one kind of work fills in."""

    name: str
    title: str
    note: str
    tables: Sequence[Table]


@dataclass(frozen=True)
class Definition:
    """All tables, in the order in which rows claim their ids."""

    title: str
    groups: Sequence[Group]

    @cached_property
    def tables(self) -> Sequence[Table]:
        return tuple(table for group in self.groups for table in group.tables)

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables}

    @cached_property
    def by_kind(self) -> Mapping[str, Table]:
        return {table.naming.kind: table for table in self.tables}


@lru_cache(maxsize=1)
def read_definition() -> Definition:
    """The tables as shipped; ValueError when a file contradicts itself or another."""
    return parse_definition(
        {name: json.loads(file.read_text(encoding="utf-8")) for name, file in group_files().items()}
    )


def group_files() -> Mapping[str, Traversable]:
    """The file of each group of tables by the group's name, in order."""
    entries = files("loaders.workbook").joinpath("tables").iterdir()
    found = sorted((e for e in entries if e.name.endswith(SUFFIX)), key=lambda entry: entry.name)
    return {entry.name.removesuffix(SUFFIX).partition("-")[2]: entry for entry in found}


def parse_definition(documents: Mapping[str, Mapping[str, Any]]) -> Definition:
    """The definition of CSVW table groups by their names."""
    groups = tuple(_group(name, document) for name, document in documents.items())
    definition = Definition(TITLE, groups)
    kinds = {table.naming.kind for table in definition.tables}
    for table in definition.tables:
        for name in _named_columns(table):
            if name not in table.by_name:
                raise ValueError(f"table {table.name}: no column {name}")
        for column in table.columns:
            unknown = set(column.refers_to) - kinds
            if unknown:
                raise ValueError(f"{table.name}.{column.name} refers to unknown {sorted(unknown)}")
    return definition


def _group(name: str, document: Mapping[str, Any]) -> Group:
    tables = tuple(_table(name, entry) for entry in document["tables"])
    return Group(name, document["dc:title"], document["dc:description"], tables)


def _named_columns(table: Table) -> list[str]:
    names = [*table.key, *table.key_when_blank]
    names += [] if table.naming.by_row else table.naming.parts
    names += [name for pair in table.ordered for name in (pair.first, pair.then)]
    return names + ([table.acyclic] if table.acyclic else [])


def _table(group: str, entry: Mapping[str, Any]) -> Table:
    schema = entry["tableSchema"]
    columns = [column for column in schema["columns"] if not column.get("virtual")]
    types = [c["valueUrl"] for c in schema["columns"] if c.get("propertyUrl") == "rdf:type"]
    when_blank = entry.get("wb:aboutWhenBlank")
    return Table(
        name=entry["url"].removesuffix(".csv"),
        group=group,
        title=entry["dc:title"],
        note=entry["dc:description"],
        noun=entry["wb:noun"],
        columns=tuple(_column(column) for column in columns),
        type=expand(types[0]),
        naming=_naming(schema["aboutUrl"]),
        key=tuple(schema.get("primaryKey", ())),
        naming_when_blank=_naming(when_blank) if when_blank else None,
        key_when_blank=tuple(entry.get("wb:keyWhenBlank", ())),
        id_space=entry.get("wb:idSpace", entry["url"]),
        acyclic=entry.get("wb:acyclic"),
        shipped_as=entry.get("wb:shippedAs"),
        ordered=tuple(Ordered(**pair) for pair in entry.get("wb:ordered", ())),
    )


def _column(entry: Mapping[str, Any]) -> Column:
    datatype = entry["datatype"]
    limits: Mapping[str, Any] = {"base": datatype} if isinstance(datatype, str) else datatype
    suppressed = entry.get("wb:suppressed")
    return Column(
        name=entry["name"],
        title=entry["titles"],
        note=entry["dc:description"],
        example=entry.get("wb:example", ""),
        required=entry.get("required", False),
        many="separator" in entry,
        datatype=limits["base"],
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        predicate=expand(entry["propertyUrl"]),
        codes=entry.get("wb:codes"),
        unlisted=entry.get("wb:unlisted"),
        absent=tuple(entry.get("wb:absent", ())),
        refers_to=tuple(entry.get("wb:refersTo", ())),
        reserved={word: expand(to) for word, to in entry.get("wb:reserved", {}).items()},
        or_named=_or_named(entry.get("wb:orNamed")),
        age=entry.get("wb:age"),
        suppressed=expand(suppressed) if suppressed else None,
        when_blank=entry.get("wb:whenBlank"),
        suggests=entry.get("wb:suggests"),
        finding=entry.get("wb:finding", False),
    )


def _or_named(entry: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return {"kind": entry["kind"], "type": expand(entry["type"])} if entry else None


def _naming(template: str) -> Naming:
    kind, _, rest = template.partition("/")
    return Naming(kind, tuple(re.findall(r"\{(\w+)\}", rest)))


def expand(name: str) -> str:
    """The IRI of a prefixed name.

    >>> expand("org:siteOf")
    'http://www.w3.org/ns/org#siteOf'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
