"""Everything that can go wrong for a reason the user can act on.

KnowledgeGraphError
├── SourceError            a source cannot be read at all (path, sheet, row, column, value)
│   └── StrictError        `--strict` met an issue; nothing was changed (issues)
├── ShapeError             data does not meet the shapes (report)
├── StoreError             the store cannot do what was asked (data_dir)
│   ├── StoreMissing       there is no store there yet
│   ├── StoreLocked        another process is writing (holder)
│   ├── UnknownGeneration  no such generation (sought, available)
│   └── RemoteStoreError   another engine does not do what was asked of it (url, status)
├── QueryError             a query cannot be run (query)
│   ├── UnknownQuery       no such named query (sought, nearest)
│   ├── BadParameter       a parameter's value does not fit (name, value, expected)
│   │   └── UnknownChoice  a parameter names a record that is not there
│   ├── QueryRefused       the query asks for something the service does not do
│   ├── QueryTimeout       the query did not end in time (seconds)
│   ├── QueryTooLarge      the query needs more memory, or answers more, than is allowed (limit)
│   ├── NotAcceptable      the answer is not to be had in any form asked for (available)
│   └── NoSuchRecord       nothing is known by that id or address (sought)
├── AnalysisError          an analysis was asked with parameters that make no sense
├── UnknownSource          no such source is loaded (sought, available)
├── DecisionRefused        a decision on a match does not fit those before (left, right, clashes)
├── SettingError           a setting has a value that does not fit (names)
└── ExportError            an export cannot be written (format)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class KnowledgeGraphError(Exception):
    """Base of every error that is reported in one line, without a traceback."""


class SourceError(KnowledgeGraphError):
    """A source is not what it says it is, or cannot be read; nothing was changed."""

    def __init__(
        self,
        message: str,
        *,
        path: Path | str,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.path, self.sheet, self.row, self.column, self.value = path, sheet, row, column, value
        where = str(path)
        if sheet:
            where += f", sheet {sheet}"
        if row is not None:
            where += f", row {row}"
        if column:
            where += f", column {column}"
        super().__init__(_in_one_line(f"{where}: {message}"))


def _in_one_line(text: str) -> str:
    """The text with what does not print escaped: names of files may hold line ends, or codes that
    would steer a terminal.
    """
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text
    )


class StrictError(SourceError):
    """A strict load met issues; nothing was changed.

    `report` is the report of the load, as far as it came.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Path | str,
        issues: Sequence[object],
        report: object | None = None,
    ) -> None:
        self.issues = issues
        self.report = report
        super().__init__(message, path=path)


class ShapeError(KnowledgeGraphError):
    """Data does not meet the shapes."""

    def __init__(self, message: str, *, report: str) -> None:
        self.report = report
        super().__init__(message)


class StoreError(KnowledgeGraphError):
    """The store cannot do what was asked."""

    def __init__(self, message: str, *, data_dir: Path | str) -> None:
        self.data_dir = data_dir
        super().__init__(message)


class StoreMissing(StoreError):
    """There is no published generation yet."""


class StoreLocked(StoreError):
    """Another process is writing."""

    def __init__(self, message: str, *, data_dir: Path | str, holder: str) -> None:
        self.holder = holder
        super().__init__(message, data_dir=data_dir)


class UnknownGeneration(StoreError):
    """No such generation is kept."""

    def __init__(
        self, message: str, *, data_dir: Path | str, sought: int, available: Sequence[int]
    ) -> None:
        self.sought, self.available = sought, available
        super().__init__(message, data_dir=data_dir)


class RemoteStoreError(StoreError):
    """The engine that holds the data cannot be reached, or does not answer as it should."""

    def __init__(self, message: str, *, url: str, status: int | None = None) -> None:
        self.url, self.status = url, status
        super().__init__(f"{url}: {message}", data_dir=url)


class QueryError(KnowledgeGraphError):
    """A query cannot be run."""

    def __init__(self, message: str, *, query: str) -> None:
        self.query = query
        super().__init__(message)


class UnknownQuery(QueryError):
    """No query of that name is in the catalogue."""

    def __init__(self, sought: str, nearest: Sequence[str]) -> None:
        self.sought, self.nearest = sought, nearest
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no query named {sought!r}{hint}", query=sought)


class BadParameter(QueryError):
    """A parameter's value does not fit its type."""

    def __init__(self, message: str, *, query: str, name: str, value: str, expected: str) -> None:
        self.name, self.value, self.expected = name, value, expected
        super().__init__(message, query=query)


class UnknownChoice(BadParameter):
    """A parameter names a record that is not there; `expected` lists those there are."""


class QueryRefused(QueryError):
    """The query asks for something the service does not do, such as calling another address."""


class QueryTimeout(QueryError):
    """A query did not end in time, and was stopped; nothing of its answer is sent."""

    def __init__(self, message: str, *, query: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(message, query=query)


class QueryTooLarge(QueryError):
    """A query needs more memory, or has a larger answer, than is allowed."""

    def __init__(self, message: str, *, query: str, limit: str) -> None:
        self.limit = limit
        super().__init__(message, query=query)


class NotAcceptable(QueryError):
    """The answer is not to be had in any of the forms asked for."""

    def __init__(self, sought: str, available: Sequence[str]) -> None:
        self.sought, self.available = sought, tuple(available)
        super().__init__(f"available: {', '.join(available)}", query=sought)


class NoSuchRecord(QueryError):
    """Nothing is known by that id or address."""

    def __init__(self, sought: str, message: str = "") -> None:
        self.sought = sought
        super().__init__(message or f"nothing is known of {sought}", query=sought)


class AnalysisError(KnowledgeGraphError):
    """An analysis was asked with parameters that make no sense."""


class UnknownSource(KnowledgeGraphError):
    """No source of that name is loaded, or none of that kind."""

    def __init__(self, sought: str, available: Sequence[str], *, kind: str = "source") -> None:
        self.sought, self.available = sought, available
        known = ", ".join(available) or "none"
        super().__init__(f"no {kind} named {sought!r} is loaded (loaded: {known})")


class DecisionRefused(KnowledgeGraphError):
    """A decision on two records does not fit the records, or what was decided before."""

    def __init__(
        self, message: str, *, left: str, right: str, clashes: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.left, self.right, self.clashes = left, right, tuple(clashes)
        self.refusals: Sequence[tuple[int, str]] = ((0, message),)
        """Of several decisions asked for at once: the place of each refused one, and why."""
        super().__init__(message)


class SettingError(KnowledgeGraphError):
    """A setting has a value that does not fit."""

    def __init__(self, message: str, *, names: Sequence[str]) -> None:
        self.names = names
        super().__init__(message)


class ExportError(KnowledgeGraphError):
    """An export cannot be written."""

    def __init__(self, message: str, *, format: str) -> None:
        self.format = format
        super().__init__(message)
