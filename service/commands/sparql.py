"""`nwd sparql`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from graph.errors import QueryError
from queries.run import run_sparql
from service.options import data_dir_option
from service.output import format_option, print_rows, say
from service.workspace import Workspace


@click.command(name="sparql", short_help="Run a SPARQL query.")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), help="Most rows.  [default: NWD_ROW_LIMIT]")
@format_option
@data_dir_option
def command(workspace: Workspace, query: str, limit: int | None, format_: str) -> None:
    """Run a SPARQL query that reads: its text, a file after `@`, or `-` for standard input.

    The default graph is the union of all sources. CONSTRUCT and DESCRIBE give a row a triple, ASK
    one row.
    """
    try:
        if query == "-":
            query = sys.stdin.read()
        elif query.startswith("@"):
            query = Path(query[1:]).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"{query}: this is not text in UTF-8", query=query) from error
    table = run_sparql(workspace.snapshot(), query, limit=limit or workspace.settings.row_limit)
    columns = [column.name for column in table.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    print_rows(rows, format_, columns=columns)
    if table.truncated:
        say(f"cut at {len(rows)} rows; --limit raises this")
