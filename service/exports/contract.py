"""What every export takes and gives."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from graph.coverage import Coverage
from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.gaps import select_gaps
from graph.overlap import compute_overlaps
from graph.parameters import CoverageParameters
from graph.projection import Projection
from graph.public.withheld import Withheld, read_withheld
from service.exports.content.records import Records
from service.hsds.choosing import Selection
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.store import ReadableStore
    from service.exports.content.tables import Table
    from service.hsds.exporting import HsdsExport


class Export(Protocol):
    """A module of `service.exports`: one format.

    Beside these a module may have `SELECTS` (it takes a selection of records), `tell` (lines beside
    the file) and `OF`, the name of the analysis whose result it is: then `data.result` is that.
    """

    NAME: str
    """As given to `nwd export` and `/api/export/`."""
    TITLE: str
    """What it is for, in a few words."""
    MEDIA_TYPE: str
    SUFFIX: str
    """Of the file's name, with the dot."""

    def write(self, data: ExportData, path: Path) -> None:
        """Write the whole file, or leave what was there."""


@dataclass(frozen=True)
class ExportData:
    """What is exported: a store, the parameters of the analyses, and the time.

    `results` may hold analyses already computed, by name: `coverage`, `gaps`, `overlaps` and those
    of `service.analyses` with their options by default. What is not given is computed when first
    asked for, by `analyses`, where results are remembered.
    """

    store: ReadableStore
    parameters: CoverageParameters = field(default_factory=CoverageParameters)
    generated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    analyses: Analyses | None = None
    selection: Selection = field(default_factory=Selection)
    """Which records; only formats with `SELECTS` take another than all."""
    of: str | None = None
    """The analysis whose result is written, for formats of one."""
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Its options, as texts."""
    floor: int | None = None
    """What options that protect families are not below, where the file leaves the machine."""

    @cached_property
    def _analyses(self) -> Analyses:
        return self.analyses or Analyses(lambda: self.store)

    @cached_property
    def hsds(self) -> HsdsExport:
        """What of the selection is exported in HSDS."""
        # It reads this object; importing it above would be a circle.
        from service.hsds.exporting import HsdsExport

        return HsdsExport(self.store, self.selection, generated_at=self.generated_at)

    @cached_property
    def net(self) -> Projection:
        """The projection of the store."""
        return self._analyses.projection()

    def analysis(self, name: str) -> Mapping[str, Any]:
        """The result of a module of `service.analyses`, with its options by default."""
        from service.analyses import select_analysis
        from service.analyses.options import read_options

        module = select_analysis(name)
        options = read_options(module, {})
        return self.results.get(name) or self._analyses.analysis(module, self.parameters, options)

    @cached_property
    def result(self) -> Mapping[str, Any]:
        """The result of the analysis that the format is of, with its options."""
        from service.analyses import select_analysis
        from service.analyses.options import read_options, read_public_options

        if self.of is None:
            raise LookupError("this format is of no analysis")
        module = select_analysis(self.of)
        options = (
            read_options(module, self.options)
            if self.floor is None
            else read_public_options(module, self.options, floor=self.floor)
        )
        return self._analyses.analysis(module, self.parameters, options)

    @cached_property
    def withheld(self) -> Withheld:
        """What of the store must not leave it."""
        return read_withheld(self.store)

    @cached_property
    def records(self) -> Records:
        """The facts of every record, for tables."""
        return Records(self.store, self.withheld)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Names of the sources that hold a record, by its IRI; several are joined."""
        return self.records.sources()

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """`partner`, `service` or `touchpoint` by IRI."""
        return self.records.kinds("Partner", "Service", "Touchpoint")

    @cached_property
    def _coverage(self) -> Coverage:
        return self._analyses.coverage(self.parameters, routes="all")

    @cached_property
    def coverage(self) -> Mapping[str, Any]:
        """The result of SEMANTICS section 11."""
        return self.results.get("coverage") or self._coverage.as_dict()

    @cached_property
    def completeness(self) -> Mapping[str, int]:
        """The counts beside every result, without computing the coverage itself."""
        given = self.results.get("coverage")
        if given is not None:
            counts: Mapping[str, int] = given["completeness"]
            return counts
        return compute_completeness(Facts(self.net, self.parameters))

    @cached_property
    def gaps(self) -> Mapping[str, Any]:
        """The gap register."""
        return self.results.get("gaps") or select_gaps(self._coverage)

    @cached_property
    def overlaps(self) -> Mapping[str, Any]:
        """Overlapping services and possible duplicate records."""
        return self.results.get("overlaps") or compute_overlaps(self.net, self.parameters)

    @cached_property
    def network(self) -> Mapping[str, Any]:
        """The measures of the network of partners."""
        return self.analysis("network")

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Every table of the workbook by name, in order."""
        # The tables read this object; importing them above would be a circle.
        from service.exports.content.collection import build_tables

        return build_tables(self)


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` on a clean exit only."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
