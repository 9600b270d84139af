"""The folder of a download: its pages as files, and how far it has come.

    fetched/<key>/
    ├── LOCK            held while pages are fetched
    ├── state.json      address, lists, counts; written after each page
    └── pages/          services-00001.json, organizations-00001.json, ...

Pages hold what the API sent, persons included, so only the owner may read the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graph.errors import SourceError, StoreLocked
from graph.store.lock import writer_lock
from loaders.fetching.address import Address
from loaders.source import Issue

FORMAT = 1
_NOTE = "fetch"


@dataclass
class ListState:
    """How far one list has come."""

    status: str = "open"
    """`open`, `done`, or `absent` where the API has no such list."""
    parameters: list[list[str]] = field(default_factory=list)
    """Asked with every page, beside those of the address."""
    pages: int = 0
    items: int = 0
    total_items: int | None = None
    total_pages: int | None = None
    validators: dict[str, str] = field(default_factory=dict)
    """`etag` and `last-modified` of the first page."""
    next: str | None = None
    """Address of the next page, where the answers name it; without the parameters of the user."""
    number: int | None = None
    """Number of the next page, where it is asked by number."""
    told_from: int | None = None
    """The number that the API gave to its first page."""
    ahead: int = 0
    """1 where pages are asked by a number that is one more than they tell."""
    one_by_one: bool = False
    """Whether each item is asked for by its id."""
    nested: bool = False
    """Whether services hold their places."""
    said_last: bool = False
    """Whether the page before says that it is the last."""
    empty: int = 0
    """Empty pages met in a row."""


@dataclass
class State:
    """How far a download has come."""

    address: str
    started: str
    lists: dict[str, ListState] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    finished: str | None = None
    size: int = 0
    """Bytes of all answers."""


class Spool:
    """A download's folder, held by one process."""

    def __init__(self, folder: Path, address: Address) -> None:
        self.folder, self.pages = folder, folder / "pages"
        self._address = address
        self.state = self._read() or self._new()

    def save(self) -> None:
        """Write how far it has come; a reader finds the old state or the new one."""
        content = json.dumps({"format": FORMAT, **asdict(self.state)}, indent=1)
        _write(self.folder / "state.json", content)

    def write_page(self, name: str, number: int, text: str, *, suffix: str = ".json") -> str:
        """Keep a page; gives the name of its file."""
        file = page_name(name, number, suffix)
        _write(self.pages / file, text)
        return file

    def read_page(self, name: str, number: int) -> str:
        """A page that was kept."""
        return (self.pages / page_name(name, number)).read_text(encoding="utf-8")

    def restart(self) -> None:
        """Forget what was fetched."""
        shutil.rmtree(self.pages, ignore_errors=True)
        self.pages.mkdir(mode=0o700)
        self.state = self._new()
        self.save()

    def restart_list(self, name: str) -> None:
        """Forget what was fetched of one list."""
        for file in self.pages.glob(f"{name}-[0-9]*"):
            file.unlink()
        self.state.lists[name] = ListState()
        self.save()

    def remove(self) -> None:
        """Remove the folder, but for the lock that another process may wait for."""
        shutil.rmtree(self.pages, ignore_errors=True)
        (self.folder / "state.json").unlink(missing_ok=True)

    def age(self) -> timedelta:
        """Since it was begun."""
        return datetime.now(UTC) - datetime.fromisoformat(self.state.started)

    def tell(
        self, code: str, message: str, *, file: str, value: str | None = None, error: bool = False
    ) -> None:
        """Note what is wrong with a page or a list, once."""
        severity = "error" if error else "warning"
        issue = Issue(severity, code, message, file, value=value)
        if issue not in self.state.issues:
            self.state.issues.append(issue)

    def _new(self) -> State:
        return State(self._address.shown, datetime.now(UTC).isoformat(timespec="seconds"))

    def _read(self) -> State | None:
        """The state that was left; None where there is none that fits."""
        try:
            told = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
            if told.pop("format") != FORMAT:
                return None
            state = State(
                **{
                    **told,
                    "lists": {name: _list_state(one) for name, one in told["lists"].items()},
                    "issues": [Issue(**one) for one in told["issues"]],
                }
            )
            datetime.fromisoformat(state.started)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        whole = all(
            (self.pages / page_name(name, number)).is_file()
            for name, one in state.lists.items()
            for number in range(1, one.pages + 1)
        )
        return state if whole else None


@contextmanager
def open_spool(data_dir: Path, address: Address, *, asked: Mapping[str, Any]) -> Iterator[Spool]:
    """The folder for an address and what is asked of it; SourceError when it is in use.

    Its name is made of both, so that nothing of a key in the address is written anywhere.
    """
    whole = json.dumps([address.shown, address.parameters, address.user, sorted(asked.items())])
    key = hashlib.sha256(whole.encode()).hexdigest()[:20]
    folder = data_dir / "fetched" / key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    try:
        with writer_lock(folder / "LOCK", note=_NOTE):
            (folder / "pages").mkdir(mode=0o700, exist_ok=True)
            yield Spool(folder, address)
    except StoreLocked as error:
        if error.data_dir != folder:
            raise
        raise SourceError(f"{error.holder} fetches it already", path=address.shown) from error


def page_name(name: str, number: int, suffix: str = ".json") -> str:
    """The name of a page's file.

    >>> page_name("services", 12)
    'services-00012.json'
    """
    return f"{name}-{number:05d}{suffix}"


def _list_state(told: Mapping[str, Any]) -> ListState:
    known = {one.name for one in fields(ListState)}
    return ListState(**{name: value for name, value in told.items() if name in known})


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
