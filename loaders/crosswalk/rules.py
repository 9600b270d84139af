"""Reading a crosswalk: every row a rule, every bad row an issue."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from pyoxigraph import NamedNode

from graph.errors import SourceError
from loaders.crosswalk.labels import label_key
from loaders.shipped import read_shipped
from loaders.source import Issue
from ontology.terms import code

MATCHES = ("code", "label", "code-prefix", "broader")
"""Kinds of match, the closest first."""
SHIPPED = "open-eligibility.csv"
_SCHEMES = {"need": "need", "touchpoint": "touchpoint-kind"}
_REQUIRED = ("match", "term", "maps_to")
_MOST_BYTES = 64 * 1024**2


@dataclass(frozen=True)
class Rule:
    """One row: terms that match lead to a need, a kind of touchpoint, or nothing."""

    file: str
    row: int
    vocabulary: str | None
    match: str
    term: str
    scheme: str | None
    """`need` or `touchpoint-kind`; None where the row maps to nothing."""
    notation: str | None

    @property
    def target(self) -> NamedNode | None:
        """The concept mapped to."""
        return code(self.scheme, self.notation) if self.scheme and self.notation else None

    @property
    def reason(self) -> str:
        """File, row and kind of match, for `nwd:mappedBy`."""
        return f"{self.file}, row {self.row}, {self.match}"


def read_crosswalk(path: Path) -> tuple[Sequence[Rule], Sequence[Issue]]:
    """The usable rows, and an issue for each that is not; SourceError for what is no crosswalk."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError("too large to be a crosswalk", path=path)
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=path) from error
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = raw.decode("cp1252", errors="replace")
    if "\x00" in content or content.startswith("PK\x03\x04"):
        raise SourceError("not a CSV file; save the sheet as CSV", path=path)
    rows = _rows(content, path)
    header = [cell.strip().lower() for _, cells in rows[:1] for cell in cells]
    if missing := [name for name in _REQUIRED if name not in header]:
        raise SourceError(
            f"not a crosswalk: no column {', '.join(missing)}; its columns are vocabulary, match, "
            "term, maps_to, note",
            path=path,
        )
    rules: dict[tuple[str, ...], Rule] = {}
    issues: list[Issue] = []
    for row, cells in rows[1:]:
        values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        found = _rule(values, path.name, row)
        if isinstance(found, Issue):
            issues.append(found)
        elif found and (same := rules.setdefault(_key(found), found)) is not found:
            issues.append(
                _issue(found.file, row, "repeated-key", f"says the same as row {same.row}")
            )
    return list(rules.values()), issues


def shipped_crosswalk() -> Sequence[Rule]:
    """The rules that ship, for Open Eligibility; a bad row there is a defect: ValueError."""
    with as_file(files("loaders.crosswalk").joinpath(SHIPPED)) as path:
        rules, issues = read_crosswalk(path)
    if issues:
        raise ValueError(f"{SHIPPED}, row {issues[0].row}: {issues[0].message}")
    return rules


def _rows(content: str, path: Path) -> list[tuple[int, list[str]]]:
    first = next((one for one in content.splitlines() if not one.startswith("#")), "")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SourceError(f"not a CSV file: {error}", path=path) from error
    return [
        (row, cells)
        for row, cells in enumerate(rows, start=1)
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#")
    ]


def _rule(values: Mapping[str, str], file: str, row: int) -> Rule | Issue:
    for name in _REQUIRED:
        if not values.get(name):
            return _issue(file, row, "missing-value", f"{name} is blank", column=name)
    match, target = values["match"].lower(), values["maps_to"]
    if match not in MATCHES:
        return _issue(
            file,
            row,
            "unlisted-word",
            f"match must be one of {', '.join(MATCHES)}",
            column="match",
            value=values["match"],
        )
    scheme, notation = _target(target)
    if scheme is None and target.lower() != "none":
        return _issue(
            file,
            row,
            "unlisted-word",
            "maps_to must be need:<notation> or touchpoint:<kind> of the shipped lists, or none",
            column="maps_to",
            value=target,
        )
    vocabulary = values.get("vocabulary") or None
    return Rule(file, row, vocabulary, match, values["term"], scheme, notation)


def _target(target: str) -> tuple[str | None, str | None]:
    prefix, _, word = target.partition(":")
    scheme = _SCHEMES.get(prefix.strip().lower())
    if scheme is None:
        return None, None
    notation = read_shipped().code_lists[scheme].find(word)
    return (scheme, notation) if notation else (None, None)


def _key(rule: Rule) -> tuple[str, ...]:
    term = rule.term if rule.match.startswith("code") else label_key(rule.term)
    vocabulary = label_key(rule.vocabulary or "")
    return vocabulary, rule.match, term, rule.scheme or "", rule.notation or ""


def _issue(
    file: str,
    row: int,
    kind: str,
    message: str,
    *,
    column: str | None = None,
    value: str | None = None,
) -> Issue:
    return Issue(
        severity="error",
        code=kind,
        message=f"{message}; this row of the crosswalk is not used",
        file=file,
        row=row,
        column=column,
        value=value,
    )
