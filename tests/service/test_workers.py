"""Worker processes: what they answer, and what stops them."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadParameter, QueryError, QueryTimeout, QueryTooLarge, StoreMissing
from graph.store import EmbeddedStore
from service.errors import Overloaded, WorkerLost
from service.published import FOLDER, open_published
from service.settings import Settings
from service.workers.pool import Workers
from service.workers.process import Reply

TESTS = Path(__file__).parents[1]
Run = Callable[..., Awaitable[Reply]]


@pytest.fixture
def workers(loaded_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """One process of a lane, a second for a job, and room for two that wait."""
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    settings = Settings(
        data_dir=loaded_demo,
        workers=1,
        query_timeout=1.5,
        query_queue=2,
        query_memory_mb=512,
        answer_limit_mb=4,
    )
    made = Workers(settings, open_published(settings), jobs="worker_jobs")
    made.warm()
    deadline = time.monotonic() + 60
    while True:
        with suppress(Overloaded):
            asyncio.run(made.run("misbehave", {"how": "answer"}))
            break
        assert time.monotonic() < deadline
    yield made
    made.close()


async def _run(workers: Workers, how: str, **options: Any) -> Reply:
    size = options.pop("size", 0)
    return await workers.run("misbehave", {"how": how, "size": size}, **options)


async def _pid(workers: Workers) -> int:
    return int((await _run(workers, "answer", size=1)).headers["Pid"])


def _ends(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while (there := Path(f"/proc/{pid}").exists()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not there


@pytest.mark.parametrize("size", [0, 1 << 16, 3 << 20])
def test_an_answer_is_whole(workers: Workers, size: int) -> None:
    reply = asyncio.run(_run(workers, "answer", size=size))
    assert len(reply.body) == reply.size == size
    if reply.file is not None:
        reply.file.close()


def test_one_process_answers_many(workers: Workers) -> None:
    async def ask() -> list[int]:
        return [await _pid(workers) for _ in range(5)]

    assert len(set(asyncio.run(ask()))) == 1


@pytest.mark.parametrize("how", ["refuse", "refuse late"])
def test_a_known_error_arrives_as_it_was_and_costs_no_process(workers: Workers, how: str) -> None:
    async def ask() -> None:
        pid = await _pid(workers)
        with pytest.raises(BadParameter) as raised:
            await _run(workers, how, size=3 << 20)
        assert (raised.value.name, raised.value.expected) == ("n", "e")
        assert await _pid(workers) == pid

    asyncio.run(ask())
    gc.collect()


def test_at_the_deadline_the_process_is_killed_and_replaced(workers: Workers) -> None:
    async def ask() -> None:
        pid = await _pid(workers)
        began = time.monotonic()
        with pytest.raises(QueryTimeout):
            await _run(workers, "sleep")
        assert time.monotonic() - began < 2.5
        assert _ends(pid)
        assert await _pid(workers) != pid

    asyncio.run(ask())
    assert workers.statistics()["sparql"]["killed_deadline"] == 1


def test_a_client_may_lower_the_deadline_and_not_raise_it(workers: Workers) -> None:
    async def ask(timeout: float) -> float:
        await _pid(workers)
        began = time.monotonic()
        with pytest.raises(QueryTimeout):
            await _run(workers, "sleep", timeout=timeout)
        return time.monotonic() - began

    assert asyncio.run(ask(0.3)) < 1
    assert asyncio.run(ask(50)) < 2.5


def test_memory_that_runs_out_is_told(workers: Workers) -> None:
    async def ask() -> None:
        for how in ("allocate", "abort"):
            with pytest.raises(QueryTooLarge, match="512 MiB"):
                await _run(workers, how)
            assert (await _run(workers, "answer")).status == 200

    asyncio.run(ask())
    assert workers.statistics()["sparql"]["killed_memory"] == 1


@pytest.mark.parametrize(
    ("how", "error"), [("crash", QueryError), ("crash late", WorkerLost), ("fault", WorkerLost)]
)
def test_a_process_that_crashes_is_an_error_and_never_a_part_of_an_answer(
    workers: Workers, how: str, error: type[Exception]
) -> None:
    async def ask() -> None:
        with pytest.raises(error):
            await _run(workers, how, size=3 << 20)
        assert (await _run(workers, "answer")).status == 200

    asyncio.run(ask())
    gc.collect()


def test_an_answer_that_is_too_large_is_an_error(workers: Workers) -> None:
    with pytest.raises(QueryTooLarge, match="4 MiB"):
        asyncio.run(_run(workers, "answer", size=5 << 20))
    gc.collect()


def test_who_goes_away_ends_the_job(workers: Workers) -> None:
    async def ask() -> None:
        pid = await _pid(workers)
        task = asyncio.ensure_future(_run(workers, "sleep"))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert _ends(pid)
        assert (await _run(workers, "answer")).status == 200

    asyncio.run(ask())
    assert workers.statistics()["sparql"]["killed_cancelled"] == 1


def test_who_finds_the_queue_full_is_refused_at_once_and_who_waits_too_long_later(
    workers: Workers,
) -> None:
    async def ask() -> None:
        await _pid(workers)
        began = time.monotonic()
        first = asyncio.ensure_future(_run(workers, "sleep"))
        await asyncio.sleep(0.05)
        waiting = [asyncio.ensure_future(_run(workers, "answer")) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded) as refused:
            await _run(workers, "answer")
        assert refused.value.retry_after >= 1
        assert time.monotonic() - began < 0.5
        for each in waiting:
            with pytest.raises(Overloaded):
                await each
        assert time.monotonic() - began < 1.5
        with pytest.raises(QueryTimeout):
            await first

    asyncio.run(ask())


def test_who_waits_is_served_when_a_job_ends(workers: Workers) -> None:
    async def ask() -> None:
        await _pid(workers)
        first = asyncio.ensure_future(_run(workers, "sleep", timeout=0.4))
        second = asyncio.ensure_future(_run(workers, "answer"))
        with pytest.raises(QueryTimeout):
            await first
        assert (await second).status == 200

    asyncio.run(ask())


def test_who_leaves_the_queue_takes_nothing_along(workers: Workers) -> None:
    async def ask() -> None:
        await _pid(workers)
        first = asyncio.ensure_future(_run(workers, "sleep", timeout=0.6))
        await asyncio.sleep(0.05)
        leaving = asyncio.ensure_future(_run(workers, "answer"))
        await asyncio.sleep(0.05)
        leaving.cancel()
        with pytest.raises(QueryTimeout):
            await first
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert (await _run(workers, "answer")).status == 200

    asyncio.run(ask())
    assert workers.statistics()["sparql"]["waiting"] == 0


def test_processes_end_with_the_one_that_made_them(loaded_demo: Path) -> None:
    text = f"""
import asyncio, os, signal
from pathlib import Path
from service.published import open_published
from service.settings import Settings
from service.workers.pool import Workers
settings = Settings(data_dir=Path({str(loaded_demo)!r}), workers=1)
workers = Workers(settings, open_published(settings), jobs="worker_jobs")
async def ask():
    reply = await workers.run("misbehave", {{"how": "answer", "size": 1}})
    print(reply.headers["Pid"], flush=True)
    await workers.run("misbehave", {{"how": "sleep"}})
asyncio.run(ask())
"""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert _ends(pid)


def test_before_anything_is_published_a_job_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path / "none", workers=1)
    workers = Workers(settings, open_published(settings))
    try:
        with pytest.raises(StoreMissing):
            asyncio.run(workers.run("ping", {}))
    finally:
        workers.close()


def test_a_new_generation_is_served_and_the_old_copy_removed(own_demo: Path) -> None:
    settings = Settings(data_dir=own_demo)
    published = open_published(settings)
    first = published.refresh()
    assert first is not None
    folder = Path(first.source["path"])
    assert folder.is_dir()
    assert folder.is_relative_to(own_demo / FOLDER)
    with EmbeddedStore(own_demo).write(note="nothing"):
        pass
    number = first.number
    deadline = time.monotonic() + 10
    while published.number == number and time.monotonic() < deadline:
        time.sleep(0.02)
    assert published.number == number + 1
    assert folder.is_dir(), "who still reads it must find it"
    del first
    gc.collect()
    assert not folder.exists()
    published.close()
    assert list((own_demo / FOLDER).iterdir()) == []


def test_what_a_killed_server_left_is_removed_by_the_next(own_demo: Path) -> None:
    left = own_demo / FOLDER / "1-left"
    left.mkdir(parents=True)
    (left / "lock").touch()
    living = open_published(Settings(data_dir=own_demo))
    living.refresh()
    other = open_published(Settings(data_dir=own_demo))
    other.refresh()
    assert not left.exists()
    assert len(list((own_demo / FOLDER).iterdir())) == 2
    living.close()
    other.close()
