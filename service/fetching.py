"""What `load` and `check` ask of an address, and the folder into which they fetch it."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loaders.source import Progress

if TYPE_CHECKING:
    from loaders.fetching.limits import Limits
    from service.workspace import Workspace

# What needs the HTTP client is imported where it is used: who loads a file need not wait for it.

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:(?=//)|(?:file|ftp|data|https?):", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_MOST_SECRET = 65_536


class PathOrAddress(click.ParamType[Path | str]):
    """A path, or the text of an address."""

    name = "path"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        if isinstance(value, Path) or ADDRESS.match(value):
            return value  # type: ignore[no-any-return]
        return Path(value)


def _read_headers(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Headers whose values are read from where the options say, never from the command line."""
    return dict(_read_header(value, param) for value in values)


def _read_header(told: str, param: click.Parameter) -> tuple[str, str]:
    name, _, place = told.partition(":")
    kind, _, where = place.strip().partition(":")
    if not _HEADER_NAME.fullmatch(name) or kind not in ("env", "file") or not where:
        # What was given may be a secret, so it is not repeated.
        raise click.BadParameter(
            "write NAME:env:VARIABLE or NAME:file:PATH; a value on the command line could be read "
            "by every user of this machine",
            param=param,
        )
    value = os.environ.get(where) if kind == "env" else _read_secret(Path(where), param)
    if value is None:
        raise click.BadParameter(f"{name}: there is no variable {where}", param=param)
    value = value.strip()
    if not value or not value.isascii() or not value.isprintable():
        raise click.BadParameter(
            f"{name}: {where} does not hold one line of plain characters", param=param
        )
    return name, value


def _read_secret(path: Path, param: click.Parameter) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_SECRET).decode()
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param=param) from error
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{path} is not text", param=param) from error


FETCHING = (
    click.option(
        "--header",
        "headers",
        multiple=True,
        metavar="NAME:env:VARIABLE",
        callback=_read_headers,
        help="Of an address: header to send, its value from a variable, or from a file by "
        "NAME:file:PATH; may be repeated.",
    ),
    click.option(
        "--allow-host",
        "also",
        multiple=True,
        metavar="HOST",
        help="Of an address: another host that redirects and links may lead to; may be repeated.",
    ),
    click.option(
        "--lines", is_flag=True, help="Of an address: ask for each list as lines, not in pages."
    ),
    click.option("--fresh", is_flag=True, help="Of an address: fetch all again, continue nothing."),
    click.option(
        "--page-size",
        type=click.IntRange(1, 10_000),
        help="Of an address: items to ask for on one page.  [default: 100]",
    ),
    click.option(
        "--max-page-mib",
        type=click.FloatRange(0, min_open=True),
        help="Of an address: most MiB of one answer.  [default: 64]",
    ),
    click.option(
        "--max-total-mib",
        type=click.FloatRange(0, min_open=True),
        help="Of an address: most MiB of all answers.  [default: 2048]",
    ),
    click.option(
        "--max-pages",
        type=click.IntRange(1),
        help="Of an address: most pages of one list.  [default: 20000]",
    ),
    click.option(
        "--max-items",
        type=click.IntRange(1),
        help="Of an address: most items of one list.  [default: 1000000]",
    ),
    click.option(
        "--tries",
        type=click.IntRange(1, 20),
        help="Of an address: how often a request is made before it is given up.  [default: 5]",
    ),
    click.option(
        "--page-seconds",
        type=click.FloatRange(0, min_open=True),
        help="Of an address: most seconds that one answer may take.  [default: 180]",
    ),
)
"""Options of an address; the command receives them by these names, for `on_disk`."""
_LIMITS = {
    "page_size": "page_size",
    "max_page_mib": "page_mib",
    "max_total_mib": "total_mib",
    "max_pages": "pages",
    "max_items": "items",
    "tries": "tries",
    "page_seconds": "page_seconds",
}
_HOW = ("headers", "also", "lines", "fresh")


@contextmanager
def on_disk(
    workspace: Workspace, options: Mapping[str, Any], progress: Progress, *, keep: bool
) -> Iterator[dict[str, Any]]:
    """The options of a command as `load_source` and `check_source` take them.

    An address is fetched first; `keep` leaves its pages for the next command.
    """
    rest = {name: v for name, v in options.items() if name not in _LIMITS and name not in _HOW}
    path = rest["path"]
    if isinstance(path, Path):
        _refuse_options_of_addresses(options)
        yield rest
        return
    from loaders.fetching.address import parse_address
    from loaders.fetching.fetch import KIND, fetched

    if rest["kind"] not in (None, KIND):
        raise click.BadParameter(f"an address is of kind {KIND}", param_hint="--kind")
    # The client tells whole addresses, in which there may be keys.
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    with fetched(
        parse_address(path),
        workspace.settings.data_dir,
        progress=progress,
        limits=_limits(options),
        keep=keep,
        **{name: options[name] for name in _HOW},
    ) as found:
        yield {
            **rest,
            "path": found.folder,
            "kind": KIND,
            "source": rest["source"] or found.origin.source,
            "origin": found.origin,
        }


def _limits(options: Mapping[str, Any]) -> Limits:
    from loaders.fetching.limits import Limits

    given = {field: options[name] for name, field in _LIMITS.items()}
    return Limits(**{field: value for field, value in given.items() if value is not None})


def _refuse_options_of_addresses(options: Mapping[str, Any]) -> None:
    for name in (*_HOW, *_LIMITS):
        if options[name]:
            option = {"headers": "header", "also": "allow-host"}.get(name, name.replace("_", "-"))
            raise click.UsageError(f"--{option} is of an address, and PATH is none")
