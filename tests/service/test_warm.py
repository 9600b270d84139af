"""What most ask first is made before new data are served; the old ones are served meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.store import EmbeddedStore, coverage_file
from service.published import open_published
from service.settings import Settings
from service.workers import pool
from service.workers.pool import Workers

PATIENCE = 60.0


async def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def _kept(workers: Workers) -> Path:
    served = workers.published.served
    assert served is not None
    return coverage_file(Path(served.source["path"]))


def test_new_data_are_served_when_their_first_pages_need_no_computing(
    own_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "LOOK_EVERY", 0.05)
    settings = Settings(data_dir=own_demo, workers=1)
    workers = Workers(settings, open_published(settings))
    lane = workers.lanes["analysis"]

    async def follow() -> None:
        watching = asyncio.create_task(workers.watch())
        first = await workers.published.get()
        assert first is not None
        await _until(lambda: _kept(workers).exists())
        await _until(lambda: lane.statistics()["jobs"] == 1)
        with EmbeddedStore(own_demo).write(note="nothing"):
            pass
        await _until(lambda: workers.published.number == first.number + 1)
        assert _kept(workers).exists(), "served before it was warm"
        await _until(lambda: lane.statistics()["workers"] == lane.statistics()["busy"] + 1 == 1)
        started = lane.counts.started
        page = {"page": "home", "parameters": _parameters(settings), "path": {}, "asked": []}
        reply = await workers.run("page_analysis", page)
        assert reply.generation == first.number + 1
        assert lane.counts.started == started == 2, "another process answered"
        watching.cancel()

    try:
        asyncio.run(follow())
    finally:
        workers.close()


def test_a_write_of_this_server_is_served_at_once(own_demo: Path) -> None:
    published = open_published(Settings(data_dir=own_demo))
    first = published.refresh()
    assert first is not None
    published.watched = True
    with EmbeddedStore(own_demo).write(note="nothing"):
        pass
    assert published.number == first.number, "new data are served when somebody made them ready"
    assert published.is_behind()
    following = published.follow()
    assert following is not None
    assert published.number == first.number
    with EmbeddedStore(own_demo).write(note="a write"):
        pass
    written = published.refresh()
    assert written is not None
    assert published.number == written.number == first.number + 2
    published.serve(following)
    assert published.number == written.number, "older data came back"
    published.is_behind()  # what was noticed before is forgotten once it is told
    assert not published.is_behind()
    published.close()


def _parameters(settings: Settings) -> dict[str, object]:
    return {
        "as_of": settings.day().isoformat(),
        "handoffs": 1,
        "mode": "warm",
        "stale_after_days": 365,
    }
