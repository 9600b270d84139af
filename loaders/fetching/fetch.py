"""A directory behind an API, fetched into a folder that the loader of HSDS reads."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from graph.errors import SourceError, StrictError
from loaders.fetching.address import LISTS, Address
from loaders.fetching.limits import MIB, Limits
from loaders.fetching.lists import ListReader
from loaders.fetching.requests import Requester, Sleep
from loaders.fetching.spool import Spool, State, open_spool
from loaders.source import Issue, Origin, Progress

KIND = "hsds"
"""The kind of source that a fetched folder is."""
CONTINUED_FOR = timedelta(hours=24)
"""A download that was broken off longer ago begins anew: too much has changed since."""
USED_FOR = timedelta(hours=1)
"""A whole download is used again for so long, by a load after a check."""


@dataclass(frozen=True)
class Fetched:
    """A whole download."""

    folder: Path
    """Of its page files."""
    origin: Origin


@contextmanager
def fetched(
    address: Address,
    data_dir: Path,
    *,
    progress: Progress,
    limits: Limits | None = None,
    headers: Mapping[str, str] | None = None,
    also: Sequence[str] = (),
    lines: bool = False,
    fresh: bool = False,
    keep: bool = False,
    sleep: Sleep = time.sleep,
) -> Iterator[Fetched]:
    """Every page of an API as files of a folder, for as long as the block lasts.

    What was broken off is continued, unless it is `fresh` or older than a day. When the block
    ends well the files are removed, unless `keep`. `headers` are sent to the API's own host only
    and kept nowhere; `also` are other hosts that redirects and links may lead to; with `lines`
    each list is asked for as one answer of lines. Raises SourceError when a list cannot be had
    whole; what was fetched until then is kept.
    """
    limits = limits or Limits()
    asked = {"lines": lines, "page_size": limits.page_size}
    with open_spool(data_dir, address, asked=asked) as spool:
        _begin(spool, fresh=fresh)
        with Requester(address, limits, headers=headers or {}, also=also, sleep=sleep) as requester:
            requester.fetched = spool.state.size
            try:
                for name in _wanted(address, spool.state):
                    ListReader(name, address, requester, spool, progress, lines=lines).read()
            except SourceError as error:
                raise _kept(error, spool.state) from error
            _finish(spool)
        origin = Origin(address.shown, address.source_name, tuple(_issues(spool.state)))
        with _shown_as(spool.pages, address.shown):
            yield Fetched(spool.pages, origin)
        if not keep:
            spool.remove()


def _wanted(address: Address, state: State) -> Iterator[str]:
    """The lists to read, in order; places by themselves only where services do not hold them."""
    for name in LISTS if address.only is None else (address.only,):
        services = state.lists.get("services")
        if name == "service_at_locations" and services is not None and services.nested:
            continue
        yield name


def _begin(spool: Spool, *, fresh: bool) -> None:
    state = spool.state
    old = USED_FOR if state.finished else CONTINUED_FOR
    if fresh or spool.age() > old or not state.lists:
        spool.restart()
        return
    pages = sum(one.pages for one in state.lists.values())
    first = "first page was" if pages == 1 else f"first {pages:,} pages were"
    what = "fetched" if state.finished else f"continued; its {first} fetched"
    spool.tell("fetched-before", f"{what} at {state.started}", file=state.address)


def _finish(spool: Spool) -> None:
    if not any(one.items for one in spool.state.lists.values()):
        raise SourceError("the API answers, but lists nothing", path=spool.state.address)
    spool.state.finished = spool.state.started
    spool.save()


def _issues(state: State) -> Iterator[Issue]:
    yield from state.issues
    absent = [name for name, one in state.lists.items() if one.status == "absent"]
    if absent:
        message = f"the API has no list of {', '.join(absent)}; what services tell of them is used"
        yield Issue("warning", "list-absent", message, state.address)


def _kept(error: SourceError, state: State) -> SourceError:
    """The same error, with what becomes of the pages that are there."""
    pages = sum(one.pages for one in state.lists.values())
    if not pages:
        return error
    kept = "1 page is" if pages == 1 else f"{pages:,} pages ({state.size / MIB:,.1f} MiB) are"
    hint = f"{kept} kept: run it again to continue"
    message = str(error).removeprefix(f"{error.path}: ")
    return SourceError(f"{message}; {hint}", path=error.path)


@contextmanager
def _shown_as(folder: Path, shown: str) -> Iterator[None]:
    """Errors of the loader name the address instead of the folder."""
    try:
        yield
    except StrictError as error:
        raise StrictError(
            _renamed(error, folder, shown), path=shown, issues=error.issues
        ) from error
    except SourceError as error:
        raise SourceError(_renamed(error, folder, shown), path=shown, row=error.row) from error


def _renamed(error: SourceError, folder: Path, shown: str) -> str:
    message = str(error).replace(str(folder), shown)
    return message.removeprefix(f"{shown}: ").removeprefix(f"{shown}, ")
