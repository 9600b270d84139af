"""Rows to standard output as a table, CSV or JSON; messages go to standard error."""

from __future__ import annotations

import io
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.tables.csv import render_cell, render_lines

Row = Mapping[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])
PIPED_WIDTH = 100
"""Columns of a table that does not go to a terminal."""
LONGEST_WORD = 40
"""Letters of a word, such as an id, from which on it may be broken to fit."""
EASY = 12
"""Letters that a column of longer texts needs to be read with ease."""
GAP, EDGES = 3, 2
"""Letters between two columns of a table, and on both sides of it."""


def format_option(command: Command) -> Command:
    """`--format table|csv|json`, on every command that lists."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        show_default=True,
        help="How to print the result.",
    )(command)


def print_rows(
    rows: Sequence[Row],
    format_: str,
    *,
    columns: Sequence[str],
    shown: Sequence[str] = (),
    title: str = "",
) -> None:
    """Print rows in one of the formats.

    `columns` names and orders what CSV holds, `shown` what the table shows of it (default: all).
    JSON holds the rows as they are.
    """
    if format_ == "json":
        print_json(list(rows))
    elif format_ == "csv":
        click.echo(render_csv(rows, columns), nl=False)
    else:
        print_table(rows, shown or columns, title=title)


def print_json(value: object) -> None:
    """JSON without NaN; indented for a terminal, ASCII where the output is not in UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(
        value,
        allow_nan=False,
        ensure_ascii=encoding != "utf8",
        indent=2 if sys.stdout.isatty() else None,
        default=_plain,
    )
    click.echo(text)


def render_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """CSV of RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe."""
    return render_lines(
        [columns, *([render_cell(row.get(name)) for name in columns] for row in rows)]
    )


def print_table(rows: Sequence[Row], columns: Sequence[str], *, title: str = "") -> None:
    """A table for people; where the columns do not fit beside each other, a block a row."""
    cells = [[render_plain(_shown(row.get(name))) for name in columns] for row in rows]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH
    if title:
        click.echo(f"{title}\n")
    if not rows:
        say("nothing to show")
        return
    least = _least_widths(cells, columns)
    if sum(least) + GAP * len(least) + EDGES > width:
        _print_blocks(cells, columns, width)
        return
    right = [
        all(isinstance(row.get(name), int | float | Decimal | None) for row in rows)
        for name in columns
    ]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, number, letters in zip(columns, right, least, strict=True):
        justify: Literal["left", "right"] = "right" if number else "left"
        head = name.replace("_", " ")
        table.add_column(head, justify=justify, overflow="fold", min_width=letters)
    for each in cells:
        table.add_row(*map(Text, each))
    _print_grid(table, width)


def say(message: str) -> None:
    """A message to the person, on standard error, in one line."""
    click.echo(render_plain(message), err=True)


def render_plain(text: str) -> str:
    """Text in one line, without characters that would steer a terminal.

    >>> render_plain("two\\nlines \\x1b[31mred")
    'two lines \ufffd[31mred'
    """
    one_line = " ".join(text.split()) if not text.isprintable() else text
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in one_line)


def _print_grid(table: Table, width: int) -> None:
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(table)
    lines = [line.rstrip() for line in capture.get().strip("\n").splitlines()]
    if not _takes(sys.stdout, "─"):
        lines = [line.replace("─", "-") for line in lines]
    click.echo("\n".join(line for line in lines if line))
    click.echo()


def _print_blocks(cells: list[list[str]], columns: Sequence[str], width: int) -> None:
    names = [name.replace("_", " ") for name in columns]
    wide = max(map(len, names))
    for each in cells:
        for name, cell in zip(names, each, strict=True):
            indent = " " * (wide + 2)
            for line in textwrap.wrap(cell, max(width - len(indent), EASY)):
                click.echo(f"{name:<{len(indent)}}{line}")
                name = ""
        click.echo()


def _least_widths(cells: list[list[str]], columns: Sequence[str]) -> list[int]:
    """Letters that each column needs when every cell is wrapped between words."""

    def longest(text: str) -> int:
        return min(max(map(len, text.split()), default=0), LONGEST_WORD)

    needs = []
    for position, name in enumerate(columns):
        texts = [name.replace("_", " "), *(row[position] for row in cells)]
        needs.append(max(*map(longest, texts), min(max(map(len, texts)), EASY)))
    return needs


def _takes(stream: Any, letter: str) -> bool:
    try:
        letter.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in value)
    return str(value)
