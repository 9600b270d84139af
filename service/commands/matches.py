"""`nwd matches list`, `show`, `accept`, `reject`, `undo`, `apply`"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from graph.errors import DecisionRefused
from service.matches import (
    MatchFilters,
    count_matches,
    decide_matches,
    describe_matches,
    open_proposals,
    read_decision_table,
    resolve_pair,
    select_matches,
    show_match,
)
from service.matches.deciding import Told
from service.matches.listing import BANDS, COLUMNS, KINDS
from service.matches.table import refuse_rows
from service.options import data_dir_option, limit_option
from service.output import format_option, print_json, print_rows, print_table, say
from service.workspace import Workspace

SHOWN = ("score", "band", "kind", "left", "left_name", "right", "right_name", "decision", "reasons")
REASONS_SHOWN = 2
"""Reasons of a row of the table; CSV and JSON hold all."""

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(name="matches", short_help="Decide which records are of one partner or service.")
def command() -> None:
    """Decide which records are of one partner or service.

    Proposals come with a score and reasons, and a person decides. A decision is kept with who made
    it and when, survives a new load of the sources, and can be undone. Records that were accepted
    as one count once in every analysis; no record is changed. LEFT and RIGHT are an id, source:id
    or an IRI.
    """


def _by_option(command: Command) -> Command:
    return click.option(
        "--by",
        help="Who decides, as may be shown to others: a role or initials.  "
        "[default: the name you are logged in with]",
    )(command)


@command.command(name="list", short_help="List proposed and decided matches.")
@click.option(
    "--band",
    "bands",
    multiple=True,
    type=click.Choice(BANDS),
    help="Only proposals of this band; may be repeated.",
)
@click.option("--kind", type=click.Choice(KINDS), help="Only records of this kind.")
@click.option("--source", help="Only pairs with a record of this source.")
@click.option(
    "--decided/--undecided", default=None, help="Only pairs that are decided, or left to decide."
)
@limit_option
@format_option
@data_dir_option
def list_command(
    workspace: Workspace,
    bands: tuple[str, ...],
    kind: str | None,
    source: str | None,
    decided: bool | None,
    limit: int,
    format_: str,
) -> None:
    """Pairs of records that may be of one thing, the most alike first.

    --format csv writes a file to decide in: fill in the column decision (accepted or rejected) and
    give it to `nwd matches apply`.
    """
    store = workspace.snapshot()
    chosen = select_matches(
        store,
        open_proposals(store, workspace.settings.data_dir),
        MatchFilters(bands, kind, source, decided),
    )
    if format_ == "json":
        rows = describe_matches(store, chosen)
        print_json({"counts": count_matches(chosen), "matches": rows})
    elif format_ == "csv":
        print_rows(describe_matches(store, chosen), "csv", columns=COLUMNS)
    else:
        shown = chosen if limit == 0 else chosen[:limit]
        rows = [_shorten(row) for row in describe_matches(store, shown)]
        print_table(rows, SHOWN, title="Records that may be of one partner or service")
        counts = count_matches(chosen)
        say(", ".join(f"{number} {word}" for word, number in counts.items() if number))
        if len(shown) < len(chosen):
            say(f"{len(shown)} of {len(chosen)} pairs shown; --limit 0 shows all")


def _shorten(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table: what follows from others, or that a record is awaited, as decision."""
    decision = row["decision"] or (
        f"{row['follows']}, as follows from others" if row["follows"] else None
    )
    if not row["loaded"]:
        decision = f"{decision}, but not loaded"
    reasons = " ".join(row["reasons"][:REASONS_SHOWN])
    return {**row, "decision": decision, "reasons": reasons}


@command.command(name="show", short_help="Show two records side by side.")
@click.argument("left")
@click.argument("right")
@format_option
@data_dir_option
def show_command(workspace: Workspace, left: str, right: str, format_: str) -> None:
    """Every field of LEFT and RIGHT side by side, and what was decided of them."""
    store = workspace.snapshot()
    shown = show_match(store, *resolve_pair(store, left, right))
    if format_ == "json":
        print_json(shown)
        return
    columns = ("field", "left", "right", "agrees", "left_source", "right_source")
    if format_ == "csv":
        print_rows(shown["fields"], "csv", columns=columns)
        return
    for side in ("left", "right"):
        click.echo(f"{side:<6} {shown[side]['name']} ({shown[side]['id']})")
    click.echo()
    rows = [{**row, "same": row["agrees"]} for row in shown["fields"]]
    print_table(rows, ("field", "left", "right", "same"))
    for each in shown["decisions"]:
        note = f": {each['note']}" if each["note"] else ""
        ended = "" if each["counts"] else " (no longer counts)"
        say(f"{each['decision']} by {each['by']} at {each['at']}{ended}{note}")


def _decision_command(name: str, word: str, short: str, text: str) -> None:
    @click.argument("left")
    @click.argument("right")
    @_by_option
    @click.option("--note", default="", help="Why, in your own words; kept with the decision.")
    @data_dir_option
    def run(workspace: Workspace, left: str, right: str, by: str | None, note: str) -> None:
        who = _who(by)
        told = Told(left, right, word, who, note)
        store = workspace.snapshot()
        result = decide_matches(
            workspace.store,
            open_proposals(store, workspace.settings.data_dir),
            [told],
            base=workspace.settings.base_iri,
        )
        _tell(workspace, result, left, right)
        if by is None:
            _say_who(who)

    run.__doc__ = text
    command.command(name=name, short_help=short)(run)


_decision_command(
    "accept",
    "accepted",
    "Say that two records are of one and the same.",
    """LEFT and RIGHT are of one partner or service, and count as one from now on.

    Their records stay as they are, each in its source. Where they differ, what is computed says so
    or takes the value that was verified last: see docs/loading/matches.md.
    """,
)
_decision_command(
    "reject",
    "rejected",
    "Say that two records are of different things.",
    """LEFT and RIGHT are different partners or services; they are not proposed any more.""",
)
_decision_command(
    "undo",
    "withdrawn",
    "Take back what was decided of two records.",
    """What was decided of LEFT and RIGHT no longer counts; it stays in the history.""",
)


@command.command(name="apply", short_help="Make the decisions of a CSV file.")
@click.argument("file", type=click.Path(path_type=Path))
@_by_option
@data_dir_option
def apply_command(workspace: Workspace, file: Path, by: str | None) -> None:
    """Make all decisions of FILE, or none.

    FILE is CSV with the columns left, right, decision (accepted, rejected, withdrawn or blank) and,
    if you like, by and note, as `nwd matches list --format csv` writes it. A row that cannot be
    decided is named with its number, and nothing is changed.
    """
    table = read_decision_table(file)
    told = table.told
    asks_login = by is None and not all(each.by for each in told)
    if not all(each.by for each in told):
        who = _who(by)
        told = [replace(each, by=each.by or who) for each in told]
    store = workspace.snapshot()
    try:
        result = decide_matches(
            workspace.store,
            open_proposals(store, workspace.settings.data_dir),
            told,
            base=workspace.settings.base_iri,
        )
    except DecisionRefused as refused:
        wrong = [(table.rows[position], message) for position, message in refused.refusals]
        raise refuse_rows(file, wrong) from refused
    made = len(result["decided"])
    say(f"{made} decided, {result['unchanged']} as before, {table.undecided} rows without decision")
    if made:
        say(f"generation {result['generation']} published")
    if asks_login:
        _say_who(who)


def _who(by: str | None) -> str:
    if by is not None:
        return by
    try:
        name = getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("say who decides: --by") from error
    return name


def _say_who(name: str) -> None:
    say(f"decided by {name!r}, the name you are logged in with; --by gives another")


def _tell(workspace: Workspace, result: Mapping[str, Any], left: str, right: str) -> None:
    if not result["decided"]:
        say("this counts already; nothing was changed")
        return
    (made,) = result["decided"]
    say(f"{made['decision']}: {left}, {right}; generation {result['generation']} published")
    if made["decision"] != "accepted":
        return
    if len(made["one_record"]) > 2:
        say(f"{len(made['one_record'])} records are one by now: {', '.join(made['one_record'])}")
    shown = show_match(workspace.snapshot(), made["left"], made["right"])
    differing = [row["field"] for row in shown["fields"] if row["agrees"] is False]
    if differing:
        say(f"they differ in: {', '.join(differing)}; `nwd matches show` has them side by side")
