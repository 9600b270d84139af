"""`nwd query list`, `nwd query show`, `nwd query run`"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from queries.catalogue import NamedQuery, Param, catalogue, find_query
from queries.header import Example
from queries.run import run_query
from service.options import data_dir_option
from service.output import format_option, print_rows
from service.workspace import Workspace


@click.group(name="query", short_help="List, show and run the named queries.")
def command() -> None:
    """List, show and run the named queries."""


@command.command(name="list", short_help="List the named queries.")
@format_option
@click.option("--topic", help="Only queries of this topic, e.g. referrals.")
def list_queries(format_: str, topic: str | None) -> None:
    """Every named query with the question it answers; a parameter with `?` may be left out."""
    topics = sorted({query.topic for query in catalogue().values()})
    if topic not in (None, *topics):
        raise click.BadParameter(f"the topics are {', '.join(topics)}", param_hint="'--topic'")
    rows = [
        {
            "name": query.name,
            "question": query.question,
            "parameters": [param.name + ("" if param.required else "?") for param in query.params],
        }
        for query in catalogue().values()
        if topic in (None, query.topic)
    ]
    print_rows(rows, format_, columns=("name", "question", "parameters"))


@command.command(name="show", short_help="Show the text of a named query.")
@click.argument("name")
def show_query(name: str) -> None:
    """The text of a query, with its header."""
    click.echo(find_query(name).text, nl=False)


class _Queries(click.Group):
    """Each named query as a command, its parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return _command_of(find_query(cmd_name))


@command.group(name="run", cls=_Queries, short_help="Run a named query.")
def run_named() -> None:
    """Run a named query; `nwd query run NAME --help` shows its parameters."""


def _command_of(query: NamedQuery) -> click.Command:
    run: Callable[..., None] = _runner(query)
    run = data_dir_option(format_option(run))
    for param in reversed(query.params):
        run = _option(param)(run)
    columns = ", ".join(column.name for column in query.columns)
    grain = query.grain[:1].upper() + query.grain[1:]
    shown = "".join(f"\n\nExample: {_example(query, each)}" for each in query.examples)
    text = f"{query.question}\n\n{grain}.\n\nColumns: {columns}.{shown}"
    return click.command(name=query.name, help=text, short_help=query.summary)(run)


def _example(query: NamedQuery, example: Example) -> str:
    """The command of an example, as it is typed."""
    options = [
        f"--{name.replace('_', '-')} {each}"
        for name, value in example.items()
        for each in ([value] if isinstance(value, str) else value)
    ]
    return " ".join([query.name, *options])


def _option(param: Param) -> Callable[[Callable[..., None]], Callable[..., None]]:
    settings: dict[str, Any] = {"required": param.required, "multiple": param.many}
    if param.values:
        settings["type"] = click.Choice(param.values)
    if param.default is not None:
        settings |= {"default": [param.default] if param.many else param.default}
        settings |= {"show_default": True}
    name = param.name.replace("_", "-")
    help_ = f"{param.meaning} ({param.type})"
    return click.option(f"--{name}", f"p_{param.name}", help=help_, **settings)


def _runner(query: NamedQuery) -> Callable[..., None]:
    def run(workspace: Workspace, format_: str, **options: Any) -> None:
        given = {name.removeprefix("p_"): value for name, value in options.items() if value}
        today = workspace.settings.day()
        table = run_query(workspace.snapshot(), query, given, today=today)
        columns = [column.name for column in table.columns]
        rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
        # For people the ids say enough; IRIs are for machines.
        shown = [column.name for column in table.columns if column.type != "iri"]
        print_rows(rows, format_, columns=columns, shown=shown)

    return run
