"""Reading a crosswalk: every row a rule, every bad row an issue."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from graph.errors import SourceError
from loaders.crosswalk.codes import ends_within_level
from loaders.crosswalk.labels import label_key
from loaders.crosswalk.rules import MATCHES, SCHEMES, Rule
from loaders.crosswalk.words import phrase_forms
from loaders.shipped import read_shipped
from loaders.source import Issue

SHIPPED = "open-eligibility.csv"
SHIPPED_KEYWORDS = "first-1000-days.csv"
SUGGESTION = "suggestion"
"""Column of a file with suggestions: there a row with a blank `maps_to` waits for a person."""
_REQUIRED = ("match", "term", "maps_to")
_MOST_BYTES = 64 * 1024**2
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet may run; an apostrophe before it keeps it a text."""


@dataclass(frozen=True)
class CrosswalkFile:
    """A crosswalk as read from a file, or as kept in the store."""

    name: str
    sha256: str
    rules: Sequence[Rule]


def read_crosswalk(path: Path) -> tuple[Sequence[Rule], Sequence[Issue]]:
    """The usable rows, and an issue for each that is not; SourceError for what is no crosswalk."""
    file, issues = read_crosswalk_file(path)
    return file.rules, issues


def read_crosswalk_file(path: Path) -> tuple[CrosswalkFile, Sequence[Issue]]:
    """The crosswalk with its name and hash, and the issues of its rows."""
    raw = _bytes(path)
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
            "term, maps_to, unless, note",
            path=path,
        )
    rules: dict[tuple[str, ...], Rule] = {}
    issues: list[Issue] = []
    for row, cells in rows[1:]:
        values = dict(zip(header, map(_plain, cells), strict=False))
        if SUGGESTION in header and not values.get("maps_to"):
            continue
        found = _rule(values, path.name, row)
        if isinstance(found, Issue):
            issues.append(found)
            continue
        issues += _remarks(found)
        if (same := rules.setdefault(_key(found), found)) is not found:
            issues.append(
                _issue(found.file, row, "repeated-key", f"says the same as row {same.row}")
            )
    digest = hashlib.sha256(raw).hexdigest()
    return CrosswalkFile(path.name, digest, tuple(rules.values())), issues


@lru_cache(maxsize=2)
def shipped_crosswalk() -> Sequence[Rule]:
    """The rules that ship, for Open Eligibility; a bad row there is a defect: ValueError."""
    return _shipped(SHIPPED)


@lru_cache(maxsize=2)
def shipped_keywords() -> Sequence[Rule]:
    """The keyword rules that ship; a bad row there is a defect: ValueError."""
    return _shipped(SHIPPED_KEYWORDS)


def _shipped(name: str) -> Sequence[Rule]:
    with as_file(files("loaders.crosswalk").joinpath(name)) as path:
        rules, issues = read_crosswalk(path)
    if issues:
        raise ValueError(f"{name}, row {issues[0].row}: {issues[0].message}")
    return rules


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError("too large to be a crosswalk", path=path)
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=path) from error


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


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it as a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


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
    vocabulary, unless = values.get("vocabulary") or None, values.get("unless") or None
    if match == "keyword":
        if vocabulary:
            message = "a keyword row is for every vocabulary; leave vocabulary blank"
            return _issue(file, row, "misplaced-value", message, "vocabulary", vocabulary)
        if not all(map(phrase_forms, values["term"].split("|"))):
            message = "each keyword must have a letter or digit"
            return _issue(file, row, "wrong-type", message, "term", values["term"])
    elif unless:
        message = "only a keyword row can have words in unless"
        return _issue(file, row, "misplaced-value", message, "unless", unless)
    note = values.get("note") or None
    return Rule(file, row, vocabulary, match, values["term"], scheme, notation, unless, note)


def _remarks(rule: Rule) -> list[Issue]:
    """What is told of a row that is used."""
    if rule.match != "code-prefix" or not ends_within_level(rule.term):
        return []
    message = (
        "the prefix ends within a level of the code, so codes with more digits do not match; end "
        "it where a level ends, e.g. BH-1800"
    )
    return [
        Issue(
            severity="warning",
            code="half-prefix",
            message=message,
            file=rule.file,
            row=rule.row,
            column="term",
            value=rule.term,
        )
    ]


def _target(target: str) -> tuple[str | None, str | None]:
    prefix, _, word = target.partition(":")
    scheme = SCHEMES.get(prefix.strip().lower())
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
