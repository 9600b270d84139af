"""The generated parts of the documentation, from the code itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeGuard

import click
from click.testing import CliRunner

import service.errors
from graph import errors
from service.app import create_app
from service.cli import nwd
from service.demo import AS_OF, demo_sources
from service.problems import status_of
from service.settings import PREFIX, Settings
from service.workspace import Workspace

WIDTH = 100
ROWS_SHOWN = 36
"""Lines of an answer in the README; what is cut is said."""

EXAMPLES = (
    (
        "Which partners serve this touchpoint, and with what?",
        "query run partners/serving-touchpoint --touchpoint birth-registration"
        " --need home-visiting",
    ),
    ("How far is the community from no wrong door?", f"coverage --as-of {AS_OF}"),
    ("Which families are left out, and why?", f"gaps --as-of {AS_OF} --limit 5"),
    (
        "What happens if that grant ends?",
        f"whatif --end-stream miechv --as-of {AS_OF} --limit 3",
    ),
)
"""Questions of the README, each answered by a command on the demonstration community."""


def render_cli() -> str:
    """Markdown with the help of every command."""
    blocks = []
    for path, command in list_commands():
        with click.Context(command, info_name=path, terminal_width=WIDTH) as context:
            blocks.append(f"## `{path}`\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n" + "\n".join(blocks) + "\n"


def render_settings() -> str:
    """A Markdown table of the settings."""
    rows = [
        (f"`{PREFIX}{name.upper()}`", _default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _table(("variable", "default", "meaning"), rows)


def render_routes() -> str:
    """A Markdown table of what is served, without the route of each named query."""
    paths: dict[str, dict[str, Any]] = create_app(Workspace(Settings())).openapi()["paths"]
    rows = [
        (
            f"`{method.upper()} {path}`",
            _parameters(operation) or "none",
            _first(operation["description"]),
        )
        for path, operations in paths.items()
        for method, operation in operations.items()
        if not path.startswith("/api/queries/")
    ]
    return _table(("route", "parameters", "what"), rows)


def render_errors() -> str:
    """A Markdown table of every known error with its HTTP status."""
    rows = []
    for kind in sorted(_list_errors(), key=lambda kind: kind.__name__):
        status = status_of(kind.__new__(kind))
        rows.append((f"`{kind.__name__}`", str(status), _first(inspect.getdoc(kind) or "")))
    return _table(("error", "HTTP status", "meaning"), rows)


def _list_errors() -> set[type[errors.KnowledgeGraphError]]:
    found = [*vars(errors).values(), *vars(service.errors).values()]
    return {each for each in found if _is_error(each)}


def _is_error(value: object) -> TypeGuard[type[errors.KnowledgeGraphError]]:
    return inspect.isclass(value) and issubclass(value, errors.KnowledgeGraphError)


def render_examples() -> str:
    """The README's questions with their real output on the demonstration community."""
    runner, blocks = CliRunner(), []
    with TemporaryDirectory() as folder:
        data_dir = str(Path(folder) / "nwd-data")
        for name, path, _ in demo_sources():
            loading = ["load", str(path), "--source", name, "--data-dir", data_dir]
            runner.invoke(nwd, loading, catch_exceptions=False)
        for question, arguments in EXAMPLES:
            command = [*arguments.split(), "--data-dir", data_dir]
            answer = runner.invoke(nwd, command, catch_exceptions=False).stdout
            lines = answer.strip("\n").splitlines()
            if len(lines) > ROWS_SHOWN:
                lines = [*lines[:ROWS_SHOWN], "..."]
            text = "\n".join(line.rstrip() for line in lines)
            blocks.append(f"**{question}**\n\n```console\n$ nwd {arguments}\n{text}\n```\n")
    return "\n" + "\n".join(blocks) + "\n"


def list_commands() -> list[tuple[str, click.Command]]:
    """Every command with its path; those of the named queries have a page of their own."""
    return list(_commands(nwd, "nwd"))


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group) and path != "nwd query run":
        with click.Context(command, info_name=path) as context:
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                if below is not None:
                    yield from _commands(below, f"{path} {name}")


def _parameters(operation: dict[str, Any]) -> str:
    return ", ".join(f"`{parameter['name']}`" for parameter in operation.get("parameters", ()))


def _first(text: str) -> str:
    """The first paragraph in one line."""
    return " ".join(text.split("\n\n")[0].split())


def _default(value: object) -> str:
    return "" if value is None else f"`{value}`"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in [list(head), *cells]]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n" + "\n".join(lines) + "\n\n"
