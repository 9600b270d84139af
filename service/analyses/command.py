"""The command of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from service.analyses.cells import column_cell
from service.analyses.contract import Analysis, Listed, Option
from service.analyses.options import read_options
from service.findings import record_findings
from service.options import (
    coverage_options,
    data_dir_option,
    limit_option,
    read_parameters,
    save_option,
)
from service.output import format_option, print_json, print_rows, print_table, say
from service.workspace import Workspace


def build_command(analysis: Analysis) -> click.Command:
    """`nwd NAME` with the parameters of coverage and the analysis's own."""

    def command(
        workspace: Workspace, format_: str, limit: int, list_: str, save: bool, **options: Any
    ) -> None:
        parameters = read_parameters(workspace, options)
        told = {option.name: _texts(options[option.name]) for option in analysis.OPTIONS}
        asked = read_options(analysis, told)
        result = workspace.analysis(analysis, parameters, asked)
        if save:
            whole = _widen(analysis, asked)
            all_ = result if whole == asked else workspace.analysis(analysis, parameters, whole)
            record_findings(workspace, analysis.find(workspace.projection(), all_))
        if format_ == "json":
            print_json(result)
        elif format_ == "csv":
            chosen = _chosen(analysis, list_)
            columns = [column.name for column in chosen.columns]
            print_rows(_plain(chosen, result[chosen.name]), "csv", columns=columns)
        else:
            for line in analysis.tell(result):
                click.echo(line)
            click.echo()
            _show(_chosen(analysis, list_), result, limit)
            others = [each.name for each in analysis.LISTS if each.name != list_]
            if others:
                say("further lists, with --list: " + ", ".join(others))

    command.__doc__ = analysis.DESCRIPTION
    wrapped: Any = data_dir_option(save_option(_list_options(analysis)(command)))
    for option in reversed(analysis.OPTIONS):
        wrapped = _click_option(option)(wrapped)
    return click.command(name=analysis.NAME, short_help=analysis.SUMMARY)(
        coverage_options(format_option(wrapped))
    )


def _widen(analysis: Analysis, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The options without what only narrows what is told."""
    wide = {option.name: option.default for option in analysis.OPTIONS if option.narrows}
    return {**asked, **wide}


def _list_options(analysis: Analysis) -> Any:
    names = [each.name for each in analysis.LISTS]

    def add(command: Any) -> Any:
        command = click.option(
            "--list",
            "list_",
            type=click.Choice(names),
            default=names[0],
            show_default=True,
            help="Which list the table or CSV holds; JSON holds all.",
        )(command)
        return limit_option(command)

    return add


def _click_option(option: Option) -> Any:
    kinds = {"whole": "INTEGER", "number": "NUMBER", "day": "DATE", "text": "TEXT"}
    default = option.default if option.many else (option.default,)
    shown = ", ".join(str(value) for value in default or () if value is not None)
    several = "  May be repeated." if option.many else ""
    suffix = f"  [default: {shown}]" if shown else ""
    return click.option(
        "--" + option.name.replace("_", "-"),
        option.name,
        type=click.Choice(option.choices) if option.choices else click.STRING,
        metavar=None if option.choices else kinds[option.kind],
        multiple=option.many,
        help=option.meaning + several + suffix,
    )


def _texts(value: object) -> Iterable[str]:
    if value is None:
        return ()
    return [str(each) for each in value] if isinstance(value, tuple) else [str(value)]


def _plain(listed: Listed, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {each.name: column_cell(each, row.get(each.name)) for each in listed.columns}
        for row in rows
    ]


def _chosen(analysis: Analysis, name: str) -> Listed:
    return next(each for each in analysis.LISTS if each.name == name)


def _show(listed: Listed, result: dict[str, Any], limit: int) -> None:
    rows = result[listed.name]
    shown = rows if limit == 0 else rows[:limit]
    print_table(_plain(listed, shown), listed.read, title=listed.title)
    if len(shown) < len(rows):
        say(f"{len(shown)} of {len(rows)} shown; --limit 0 shows all")
