"""The pages of the explorer: their time beside that of the data they rest on, and their weight."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from bench.registry import AS_OF, step
from served.crawling import crawl_pages

from graph.store import EmbeddedStore
from service.pages.addresses import COVERAGE, find_page
from service.pages.rendering import answer_page
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Analyses

Made = TypeVar("Made")
UNASKED = {
    "handoffs": 1,
    "mode": "warm",
    "as_of": None,
    "stale_after_days": 365,
    "uncoded_services": "unknown",
}


@step
def time_pages(data_dir: str) -> dict[str, Any]:
    """One address of each page: seconds as the first page that is asked for, those of them spent in
    queries and analyses, seconds when it is asked again, and bytes of its HTML, plain and packed.
    """
    settings = Settings(data_dir=Path(data_dir), as_of=AS_OF)
    data = TimedData.of(settings)
    told: dict[str, dict[str, Any]] = {}

    def read(address: str) -> str:
        data.spent = data.bare = 0.0
        began = time.perf_counter()
        body = _render(data, address)
        taken, bare = time.perf_counter() - began, data.bare
        first = taken - data.spent + bare
        began = time.perf_counter()
        _render(data, address)
        again = time.perf_counter() - began
        told[address] = {
            "first": first,
            "bare": bare,
            "again": again,
            "bytes": len(body),
            "packed": len(gzip.compress(body, 5)),
        }
        return body.decode()

    addresses = crawl_pages(read)
    return {"pages": {name: {"address": at, **told[at]} for name, at in addresses.items()}}


def _render(data: JobData, address: str) -> bytes:
    parts = urlsplit(address)
    asked = parse_qsl(parts.query)
    found = find_page(parts.path)
    assert found is not None
    page, path = found
    values = {name: _typed(name, value) for name, value in asked if name in COVERAGE}
    outcome = answer_page(data, page=page.NAME, parameters=UNASKED | values, path=path, asked=asked)
    return b"".join(outcome.chunks)


def _typed(name: str, value: str) -> Any:
    return int(value) if name in ("handoffs", "stale_after_days") else value


class TimedData(JobData):
    """Data that note the seconds of reading and analysing.

    `spent` is what they took of a page, `bare` what they would have taken had no page asked the
    same before.
    """

    spent = 0.0
    bare = 0.0
    _depth = 0
    _costs: dict[Hashable, float]

    @classmethod
    def of(cls, settings: Settings) -> TimedData:
        store = EmbeddedStore(settings.data_dir).read()
        made = cls(settings, store, store.generation)
        made._costs = {}
        made._store = _TimedStore(store, made)
        made._analyses = _TimedAnalyses(made)
        made._analyses.projection()
        return made

    def timed(self, make: Callable[[], Made], key: Hashable = None) -> Made:
        """Only the outermost counts: an analysis reads the store, too."""
        self._depth += 1
        began = time.perf_counter()
        try:
            return make()
        finally:
            self._depth -= 1
            seconds = time.perf_counter() - began
            if not self._depth:
                self.spent += seconds
                self.bare += seconds if key is None else self._costs.setdefault(key, seconds)

    def remember(self, key: Hashable, compute: Callable[[], Made]) -> Made:
        """What is kept counts as its reading did when it was made."""
        before = self.bare
        is_there = key in self._kept
        made = super().remember(key, compute)
        if is_there:
            self.bare += self._costs.get(("kept", key), 0.0)
        else:
            self._costs["kept", key] = self.bare - before
        return made


class _TimedStore:
    """The store, with the time of its queries noted while their answers are read."""

    def __init__(self, store: Any, data: TimedData) -> None:
        self._bare, self._data = store, data

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._bare, name)
        if not callable(found):
            return found

        def timed(*arguments: Any, **named: Any) -> Any:
            return self._data.timed(lambda: found(*arguments, **named))

        return timed


class _TimedAnalyses(Analyses):
    def __init__(self, data: TimedData) -> None:
        super().__init__(lambda: data.store)
        self._data = data

    def _remember(
        self, what: str, version: str, compute: Callable[[], Made], *parameters: object
    ) -> Made:
        return self._data.timed(
            lambda: super(_TimedAnalyses, self)._remember(what, version, compute, *parameters),
            (what, version, *parameters),
        )
