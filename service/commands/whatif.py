"""`nwd whatif`"""

from __future__ import annotations

from typing import Any

import click

from service.options import coverage_options, data_dir_option, limit_option, read_parameters
from service.output import format_option, print_json, print_rows, print_table, say
from service.summary import render_interval
from service.whatif import TEXTS, read_texts
from service.workspace import Workspace

COLUMNS = ("touchpoint", "need", "segment", "place", "weight", "before_any_door", "after_any_door",
           "before_every_door", "after_every_door", "after_gap_type", "sentence")  # fmt: skip
READ = ("weight", "sentence")


def _change_options(command: Any) -> Any:
    for name, text in reversed(list(TEXTS.items())):
        command = click.option(
            "--" + name, name.replace("-", "_"), multiple=True, metavar=text.form, help=text.meaning
        )(command)
    return command


@click.command(name="whatif", short_help="Coverage after changes that are only tried out.")
@_change_options
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    help="A service closes when less than this share of its money is left.",
)
@coverage_options
@format_option
@limit_option
@data_dir_option
def command(
    workspace: Workspace, threshold: float, format_: str, limit: int, **options: Any
) -> None:
    """What would become of coverage if a partner left, a stream ended, a pathway were made.

    Every option may be repeated; all changes are made together. Nothing is kept: the store stays as
    it is. What partners have declared of their referrals is taken to stay as it is, too.
    """
    told = read_texts({name: options[name.replace("-", "_")] for name in TEXTS})
    if not told:
        raise click.UsageError("tell at least one change, such as --remove partner:ID")
    result = workspace.what_if(read_parameters(workspace, options), told, threshold)
    if format_ == "json":
        print_json(result)
        return
    rows = [_flat(cell) for cell in result["cells"]]
    if format_ == "csv":
        print_rows(rows, "csv", columns=COLUMNS)
        return
    for change in result["changes"]:
        click.echo(change["sentence"])
    for title, services in (("Closes", result["closed"]), ("May close", result["may_close"])):
        for each in services:
            click.echo(f"{title} for want of money: {each['name']}.")
    click.echo()
    print_table(_headlines(result), ("coverage", "before", "after"))
    shown = rows if limit == 0 else rows[:limit]
    print_table(shown, READ, title=f"Cells that change: {len(rows)}")
    if len(shown) < len(rows):
        say(f"{len(shown)} of {len(rows)} cells shown; --limit 0 shows all")


def _headlines(result: dict[str, Any]) -> list[dict[str, str]]:
    words = {"every_door": "every door", "any_door": "at least one door"}
    return [
        {
            "coverage": word,
            **{
                when: render_interval(result[when]["headline"][name])
                for when in ("before", "after")
            },
        }
        for name, word in words.items()
    ]


def _flat(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell with what was and what would be as columns of their own."""
    sides = {
        f"{when}_{key}": value for when in ("before", "after") for key, value in cell[when].items()
    }
    return {**cell, **sides}
