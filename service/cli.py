"""The command `nwd`: one module of `service.commands` a command, found by scanning."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import pkgutil
import sys
from typing import Any

import click

import service.commands
from graph.errors import KnowledgeGraphError
from service.analyses import list_analyses, select_analysis
from service.output import render_plain


class Failure(click.ClickException):
    """A known error: one line on standard error, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"nwd: {render_plain(self.message)}", file=file, err=True)


class _Commands(click.Group):
    """The commands of `service.commands`, module `load` is `nwd load`, and the analyses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(service.commands.__path__))
        commands = {name for name in names if not name.startswith("_")}
        return sorted(commands | set(list_analyses()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        if cmd_name in list_analyses():
            from service.analyses.command import build_command

            return build_command(select_analysis(cmd_name))
        module = importlib.import_module(f"service.commands.{cmd_name}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module.__file__} has no `command`")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that the person can act on becomes one line."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KnowledgeGraphError as error:
            if ctx.params.get("debug"):
                raise
            raise Failure(str(error)) from error
        except OSError as error:
            # A reader that went away, as `head` does, is for click, which ends without a word.
            if ctx.params.get("debug") or error.errno == errno.EPIPE:
                raise
            _forget_unwritten()
            raise Failure(_describe(error)) from error


@click.command(cls=_Commands, name="nwd")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="nowrongdoor", prog_name="nwd")
def nwd(debug: bool) -> None:
    """Map family services, and find where families are left out.

    Data goes to standard output, messages to standard error. Exit code 0 is done, 1 a known error,
    2 wrong usage.
    """
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if debug else logging.WARNING,
        format="%(levelname)s %(name)s %(message)s",
    )


def main() -> None:
    """Entry point of the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is shown escaped; it does not end the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    nwd()


def _forget_unwritten() -> None:
    """Drop what standard output could not take: at its end the interpreter would try again."""
    try:
        sys.stdout.flush()
    except OSError:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _describe(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename else what
