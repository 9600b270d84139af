"""What a load changed, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from loaders.updates import RecordChange, SourceChanges
from service.output import print_table, say
from service.summary import render_interval

SHOWN = 12
"""Most rows of each table on screen; JSON holds all."""
LONGEST = 60
"""Most characters of a value on screen."""


def list_changes(changes: SourceChanges) -> list[dict[str, Any]]:
    """One row a record and field: `change`, `kind`, `id`, `name`, `field`, `before`, `after`.

    A record that came or went has one row without a field. Several values are joined by `; `.
    """
    return [row for record in changes.records for row in _rows(record)]


def changes_object(changes: SourceChanges | None) -> dict[str, Any] | None:
    """The changes for JSON; None where the source was not loaded before."""
    if changes is None:
        return None
    return {
        "against": changes.against,
        "records": dict(changes.counts),
        "kinds": [
            {"kind": kind, "change": change, "records": count}
            for (kind, change), count in changes.kinds.items()
        ],
        "fields": [
            {"kind": kind, "field": field, "records": count}
            for (kind, field), count in changes.fields.items()
        ],
        "changes": list_changes(changes),
        "left_off": changes.left_off,
        "uncompared": changes.uncompared,
        "sentence": changes.sentence(),
    }


def print_update(changes: SourceChanges | None, review: Mapping[str, Any] | None) -> None:
    """Tables of the changed records, and of the findings that appear and vanish."""
    if changes is not None:
        _print_changes(changes)
    if review is not None:
        _print_review(review)


def _rows(record: RecordChange) -> list[dict[str, Any]]:
    told = {"change": record.change, "kind": record.kind, "id": record.id, "name": record.name}
    if record.change != "changed":
        return [{**told, "field": None, "before": None, "after": None}]
    return [
        {
            **told,
            "field": field.field,
            "before": "; ".join(field.before) or None,
            "after": "; ".join(field.after) or None,
        }
        for field in record.fields
    ]


def _print_changes(changes: SourceChanges) -> None:
    click.echo(changes.sentence())
    if changes.uncompared:
        say(f"{changes.uncompared:,} statements about blank nodes cannot be compared")
    if changes.kinds:
        print_table(_by_kind(changes), ("kind", "added", "removed", "changed"), title="Records")
    rows = sorted(list_changes(changes), key=lambda row: row["name"] is None)
    for row in rows[:SHOWN]:
        row["kind"], row["record"] = _words(row["kind"]), row["name"] or row["id"]
        row["before"], row["after"] = _short(row["before"]), _short(row["after"])
    if rows:
        columns = ("change", "kind", "record", "field", "before", "after")
        print_table(rows[:SHOWN], columns, title="What changes")
    left = len(rows) - min(len(rows), SHOWN)
    if left or changes.left_off:
        more = f", and {changes.left_off:,} records that are only counted" * bool(changes.left_off)
        say(f"{SHOWN} of {len(rows):,} rows shown{more}; --format json has all of them")


def _by_kind(changes: SourceChanges) -> list[dict[str, Any]]:
    words = ("added", "removed", "changed")
    return [
        {"kind": _words(kind), **{word: changes.kinds.get((kind, word), 0) for word in words}}
        for kind in dict.fromkeys(kind for kind, _ in changes.kinds)
    ]


def _print_review(review: Mapping[str, Any]) -> None:
    headline, findings = review["headline"], review["findings"]
    rows = [
        {
            "coverage": words,
            "before": render_interval(headline["before"][name]),
            "after": render_interval(headline["after"][name]),
        }
        for name, words in (("every_door", "every door"), ("any_door", "at least one door"))
    ]
    print_table(rows, ("coverage", "before", "after"))
    required = review["required"]
    if required["added"] or required["dropped"]:
        click.echo(required["sentence"])
    counts = [
        {"finding": _words(name), **told} for name, told in findings["counts"].items() if told
    ]
    if counts:
        print_table(counts, ("finding", "appeared", "vanished", "same"), title="Findings")
    for kind in review["not_compared"]:
        say(f"{kind} are not compared: there are too many in the store; `nwd {kind}` lists them")
    for word in ("appeared", "vanished"):
        _print_findings(findings[word], word)


def _print_findings(findings: Sequence[Mapping[str, Any]], word: str) -> None:
    if not findings:
        return
    rows = [
        {"finding": _words(each["class"]), "sentence": each["sentence"]}
        for each in findings[:SHOWN]
    ]
    print_table(rows, ("finding", "sentence"), title=f"Findings that {word}")
    if len(findings) > SHOWN:
        say(f"{SHOWN} of {len(findings):,} shown; --format json has all of them")


def _words(name: str) -> str:
    """`ReferralGap` as `referral gap`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _short(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST else value[: LONGEST - 3] + "..."
