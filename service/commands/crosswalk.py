"""`nwd crosswalk list`, `suggest`, `apply`, `show`, `remove`"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from graph.errors import SourceError
from loaders.crosswalk.applying import ApplyReport, apply_crosswalk, remove_crosswalk
from loaders.crosswalk.directories import read_directories
from loaders.crosswalk.gaps import Gaps, find_gaps
from loaders.crosswalk.kept import read_kept
from loaders.crosswalk.suggesting import render_suggestions, suggest_rows
from service.crosswalks import LISTED, gap_row, gaps_in, gaps_object
from service.options import data_dir_option
from service.output import format_option, print_json, print_rows, say
from service.quality import say_issues
from service.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

READ = ("term", "vocabulary", "services", "uncoded", "newly", "share", "why")
"""What the table shows."""
CHANGED = (
    "source",
    "services",
    "coded_before",
    "coded_after",
    "needs_added",
    "needs_removed",
    "doors_added",
    "doors_removed",
)
ROWS = ("row", "match", "term", "maps_to", "services")
KEPT = ("source", "crosswalk", "sha256", "row", "vocabulary", "match", "term", "maps_to", "unless")
KEPT_READ = ("source", "crosswalk", "row", "match", "term", "maps_to")
SHOWN = 30
"""Most rows of a table."""


def sources_option(command: Command) -> Command:
    """`--source NAME`, any number of times; the command receives `sources`."""
    return click.option(
        "--source",
        "sources",
        multiple=True,
        help="Only this source; may be repeated.  [default: every directory]",
    )(command)


@click.group(name="crosswalk", short_help="Map a directory's own terms to needs.")
def command() -> None:
    """Map the terms of loaded directories to needs and kinds of touchpoint.

    Begin with `list`, write a file with `suggest`, fill in its column maps_to, then `apply` it.
    """


@command.command(name="list", short_help="Terms to map next, the most useful first.")
@sources_option
@click.option("--all", "every", is_flag=True, help=f"All rows in the table, not the first {SHOWN}.")
@format_option
@data_dir_option
def list_gaps(workspace: Workspace, sources: tuple[str, ...], every: bool, format_: str) -> None:
    """Terms that no crosswalk maps, or that are mapped in two minds.

    In the order in which mapping pays: `uncoded` services with the term have no need yet, `newly`
    of them have no term further up in the list, `share` of all uncoded services with terms are
    settled by the list so far. CSV and JSON hold every row.
    """
    gaps = _gaps(workspace, sources)
    if format_ == "json":
        print_json(gaps_object(gaps))
        return
    rows = [gap_row(gap) for gap in gaps.gaps]
    shown = rows if every or format_ == "csv" else rows[:SHOWN]
    print_rows(shown, format_, columns=LISTED, shown=READ)
    if len(shown) < len(rows):
        say(f"{len(rows) - len(shown):,} more terms; --all shows them")
    say(gaps.sentence())


@command.command(name="suggest", short_help="Write a crosswalk file to fill in.")
@sources_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; it must not be there yet.  [default: standard output]",
)
@data_dir_option
def suggest(workspace: Workspace, sources: tuple[str, ...], out: Path | None) -> None:
    """Write a crosswalk file with the unmapped terms, the most useful first.

    Where there is enough to go by, the column `suggestion` names a need, and `suggested_by` and
    `score` say why and how sure. A row counts only after a person has filled in `maps_to`.
    """
    with workspace.snapshot().copied() as held:
        directories = list(read_directories(held, sources))
        suggestions = list(suggest_rows(find_gaps(directories), directories))
    text = render_suggestions(suggestions)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write_new(out, text)
    count = sum(one.maps_to is not None for one in suggestions)
    say(f"{len(suggestions):,} terms, {count:,} with a suggestion; fill in maps_to, then apply")


@command.command(name="apply", short_help="Map loaded directories with a crosswalk file.")
@click.argument("file", type=click.Path(path_type=Path))
@sources_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@format_option
@data_dir_option
def apply(
    workspace: Workspace, file: Path, sources: tuple[str, ...], dry_run: bool, format_: str
) -> None:
    """Map loaded directories with FILE, without their own files.

    FILE is asked before crosswalks applied earlier, and kept: loading the source again uses it. A
    kept file of the same name is replaced. Needs and doors that crosswalks gave are derived anew;
    what a source itself states stays.
    """
    report = apply_crosswalk(
        workspace.store,
        file,
        sources=sources,
        base=workspace.settings.base_iri,
        dry_run=dry_run,
    )
    _print_report(report, format_, dry_run=dry_run)
    if not dry_run:
        say("the quality report of a source is that of its load: load it again to measure it anew")


@command.command(name="remove", short_help="Map without a crosswalk that was applied.")
@click.argument("name")
@sources_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@format_option
@data_dir_option
def remove(
    workspace: Workspace, name: str, sources: tuple[str, ...], dry_run: bool, format_: str
) -> None:
    """Forget the crosswalk NAME, as `nwd crosswalk show` names it, and what it gave."""
    report = remove_crosswalk(
        workspace.store,
        name,
        sources=sources,
        base=workspace.settings.base_iri,
        dry_run=dry_run,
    )
    _print_report(report, format_, dry_run=dry_run)


@command.command(name="show", short_help="The crosswalks kept for each source.")
@sources_option
@format_option
@data_dir_option
def show(workspace: Workspace, sources: tuple[str, ...], format_: str) -> None:
    """The crosswalks kept for each source with their rows, in the order in which they are asked."""
    with workspace.snapshot().copied() as held:
        names = [one.source for one in read_directories(held, sources)]
        kept = {name: read_kept(held, name) for name in names}
    rows = [
        {
            "source": name,
            "crosswalk": file.name,
            "sha256": file.sha256,
            **{column: getattr(rule, column) for column in KEPT[3:]},
        }
        for name in names
        for file in kept[name].files
        for rule in file.rules
    ]
    print_rows(rows, format_, columns=KEPT, shown=KEPT_READ)
    for name in names:
        if not kept[name].keywords:
            say(f"{name}: keyword rows are not asked (--no-keywords)")


def _gaps(workspace: Workspace, sources: tuple[str, ...]) -> Gaps:
    with workspace.snapshot().copied() as held:
        return gaps_in(held, sources)


def _print_report(report: ApplyReport, format_: str, *, dry_run: bool) -> None:
    changes = [asdict(change) for change in report.changes]
    used = [
        {"row": rule.row, **_of_rule(rule), "services": services} for rule, services in report.used
    ]
    unused = [{"row": rule.row, **_of_rule(rule)} for rule in report.unused]
    if format_ == "json":
        print_json(
            {
                "crosswalk": report.name,
                "generation": report.generation,
                "changed": report.changed,
                "sources": changes,
                "used": used,
                "unused": unused,
                "issues": [asdict(issue) for issue in report.issues],
            }
        )
    else:
        say_issues(report.issues)
        print_rows(changes, format_, columns=CHANGED, shown=CHANGED[:6])
        if format_ == "table" and used:
            print_rows(used[:SHOWN], format_, columns=ROWS, title="Rows that were used")
    if unused:
        rows = ", ".join(str(one["row"]) for one in unused[:SHOWN])
        more = f" and {len(unused) - SHOWN} more" if len(unused) > SHOWN else ""
        say(f"no service is mapped by row {rows}{more} of {report.name}")
    if report.generation:
        done = f"generation {report.generation} published"
    elif report.changed and dry_run:
        done = "a dry run: nothing was changed"
    else:
        done = "nothing changes"
    say(f"{report.name}: {done}")


def _of_rule(rule: Any) -> dict[str, Any]:
    return {"match": rule.match, "term": rule.term, "maps_to": rule.maps_to}


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except FileExistsError:
        raise SourceError(
            "is there already, perhaps with work in it; nothing was written", path=path
        ) from None
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror or error}", path=path) from error
