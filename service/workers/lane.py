"""A lane: some worker processes, a bounded queue before them, and a deadline for each job."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from graph.errors import KnowledgeGraphError, QueryError, QueryTimeout, QueryTooLarge
from service.errors import Overloaded, WorkerLost
from service.settings import Settings
from service.workers.process import Ended, Reply, Worker, start_worker

_log = logging.getLogger(__name__)

START_SECONDS = 60.0
"""Longest that a process may take to become ready."""
NO_MEMORY = ("memory allocation of", "bad_alloc", "MemoryError", "Cannot allocate memory")


@dataclass(frozen=True)
class LaneRules:
    """How a lane works."""

    name: str
    size: int
    """Most processes, so most jobs at once."""
    queue: int
    """Most jobs that wait; more are refused."""
    seconds: float
    """Deadline of a job, its waiting included."""
    memory_mb: int | None = None
    """Most memory of a process, MiB."""
    nice: int = 0
    foreign: bool = False
    """Whether the text that is run comes from outside, so that a crash is most likely its doing."""
    spare: bool = False
    """Whether one more process is kept ready for when one is killed."""
    modules: Sequence[str] = ()
    """What a process imports before it is ready."""


@dataclass
class Counts:
    """What happened in a lane since it was made."""

    jobs: int = 0
    started: int = 0
    refused: int = 0
    killed_deadline: int = 0
    killed_memory: int = 0
    killed_cancelled: int = 0
    lost: int = 0


class Lane:
    """Runs one job a process at a time; may be used from several event loops, one after another."""

    def __init__(self, rules: LaneRules, settings: Settings, *, jobs: str = "service.jobs") -> None:
        self.rules = rules
        self._jobs = jobs
        self.counts = Counts()
        self._settings = settings
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._spare: list[Worker] = []
        self._fresh: Worker | None = None
        self._renewing: Worker | None = None
        self._adopted: Worker | None = None
        self._waiting: deque[asyncio.Future[Worker | None]] = deque()
        self._workers: set[int] = set()
        self._closed = False

    def statistics(self) -> dict[str, int]:
        """How many processes there are and are busy, how many jobs wait, and all counts."""
        told = {each.name: getattr(self.counts, each.name) for each in fields(self.counts)}
        with self._lock:
            workers, idle = len(self._workers), len(self._idle)
            return {
                "workers": workers,
                "busy": workers - idle,
                "waiting": len(self._waiting),
                **told,
            }

    def warm(self) -> None:
        """Start all processes, so that the first requests need not wait for them."""
        while (worker := self._start_if_room()) is not None:
            self._give_back(worker)
        self._keep_spare()

    async def run(self, request: dict[str, Any], *, seconds: float | None = None) -> Reply:
        """The answer of one job.

        Raises the job's own error; Overloaded when the queue is full or half of the time went by
        in it; QueryTimeout at the deadline; QueryTooLarge when memory ran out; and QueryError or
        WorkerLost when the process ended for another reason.
        """
        allowed = min(seconds or self.rules.seconds, self.rules.seconds)
        began = time.monotonic()
        patience = allowed / 2
        worker = await self._lease(patience)
        whole = False
        try:
            whole = not await self._wait_ready(worker, began + patience - time.monotonic())
            if whole:
                raise self._overloaded("no process is ready yet", patience)
            async with asyncio.timeout(began + allowed - time.monotonic()):
                answer = await worker.call(request)
            whole = True
        except TimeoutError:
            self.counts.killed_deadline += 1
            raise self._timed_out(allowed) from None
        except Ended as ended:
            raise self._lost(ended) from None
        except asyncio.CancelledError:
            self.counts.killed_cancelled += 1
            raise
        finally:
            self.counts.jobs += 1
            if whole:
                self._give_back(worker)
            else:
                self._replace(worker)
        if isinstance(answer, KnowledgeGraphError):
            raise answer
        return answer

    async def _wait_ready(self, worker: Worker, seconds: float) -> bool:
        if not worker.ready:
            try:
                async with asyncio.timeout(seconds):
                    await worker.wait_ready()
            except TimeoutError:
                return False
        return True

    async def prepare(self, source: dict[str, Any]) -> None:
        """Have processes that nobody uses open the data, one after another."""
        request = {"job": None, "arguments": {}, "source": source, "gzip": False}
        for _ in range(self.rules.size):
            with self._lock:
                stale = [worker for worker in self._idle if worker.source != source]
                if not stale:
                    return
                self._idle.remove(stale[0])
            worker = stale[0]
            try:
                async with asyncio.timeout(START_SECONDS):
                    await worker.wait_ready()
                    await worker.call(request)
            except (Ended, TimeoutError) as error:
                _log.warning("not prepared lane=%s error=%s", self.rules.name, error)
                self._replace(worker)
            except BaseException:
                self._replace(worker)
                raise
            else:
                self._give_back(worker)

    async def renew(self, request: dict[str, Any]) -> None:
        """Have a further process run a request, to be adopted with what it remembers then.

        Meanwhile the others answer. Raises the job's own error, QueryTimeout or WorkerLost.
        """
        self._let_go_of_fresh()
        worker = self._renewing = self._start()
        done = False
        try:
            async with asyncio.timeout(self.rules.seconds):
                await worker.wait_ready()
                answer = await worker.call(request)
            if isinstance(answer, KnowledgeGraphError):
                raise answer
            done = not self._closed
        except TimeoutError:
            raise self._timed_out(self.rules.seconds) from None
        except Ended as ended:
            raise self._lost(ended) from None
        finally:
            self._renewing = None
            if done:
                self._fresh = worker
            else:
                worker.close()

    def adopt(self, source: dict[str, Any]) -> None:
        """Let the process that was renewed for a source take the place of one that is there.

        Where all are busy, it is one more until the first of those is free.
        """
        with self._lock:
            fresh = self._fresh
            if fresh is None or fresh.source != source or self._closed:
                return
            self._fresh, self._adopted = None, fresh
            old = (
                self._idle.pop(0) if len(self._workers) >= self.rules.size and self._idle else None
            )
            if old is not None:
                self._workers.discard(id(old))
            self._workers.add(id(fresh))
        if old is not None:
            old.close()
        self._give_back(fresh)

    def _let_go_of_fresh(self) -> None:
        with self._lock:
            fresh, self._fresh = self._fresh, None
        if fresh is not None:
            fresh.close()

    def close(self) -> None:
        """End all processes; those that are busy, in the middle of their job."""
        with self._lock:
            self._closed = True
            ended = [*self._idle, *self._spare, self._fresh, self._renewing]
            self._idle, self._fresh, self._renewing = [], None, None
            self._spare.clear()
        for worker in ended:
            if worker is not None:
                worker.close()

    async def _lease(self, patience: float) -> Worker:
        """A worker of one's own: idle, new, or the next that becomes free."""
        while True:
            with self._lock:
                if self._idle:
                    return self._idle.pop()
            worker = self._start_if_room()
            if worker is not None:
                return worker
            found = await self._wait_turn(patience)
            if found is not None:
                return found

    async def _wait_turn(self, patience: float) -> Worker | None:
        """The worker that was handed over, or None when there is room for a new one."""
        turn: asyncio.Future[Worker | None] = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._idle:
                return self._idle.pop()
            full = len(self._waiting) >= self.rules.queue
            if not full:
                self._waiting.append(turn)
        if full:
            raise self._overloaded("too many are waiting", patience)
        try:
            async with asyncio.timeout(patience):
                return await asyncio.shield(turn)
        except (TimeoutError, asyncio.CancelledError) as error:
            with self._lock:
                if turn in self._waiting:
                    self._waiting.remove(turn)
            if turn.done() and (worker := turn.result()) is not None:
                self._give_back(worker)
            elif turn.done():
                self._wake(None)
            if isinstance(error, TimeoutError):
                raise self._overloaded("others took too long", patience) from None
            raise

    def _overloaded(self, why: str, patience: float) -> Overloaded:
        self.counts.refused += 1
        after = max(1, math.ceil(patience))
        return Overloaded(f"busy ({why}): ask again in {after} s", retry_after=after)

    def _start_if_room(self) -> Worker | None:
        with self._lock:
            if len(self._workers) >= self.rules.size:
                return None
            worker = self._spare.pop() if self._spare else self._start()
            self._workers.add(id(worker))
            return worker

    def _start(self) -> Worker:
        self.counts.started += 1
        return start_worker(
            self._settings,
            memory_mb=self.rules.memory_mb,
            nice=self.rules.nice,
            modules=self.rules.modules,
            jobs=self._jobs,
        )

    def _keep_spare(self) -> None:
        """Start the process that takes the place of the next one that is killed."""
        with self._lock:
            if self.rules.spare and not self._spare and not self._closed:
                self._spare.append(self._start())

    def _give_back(self, worker: Worker) -> None:
        if self._closed or self._is_surplus(worker):
            self._forget(worker)
        elif not self._wake(worker):
            with self._lock:
                self._idle.append(worker)

    def _is_surplus(self, worker: Worker) -> bool:
        """Whether another process took its place while it was busy."""
        with self._lock:
            return len(self._workers) > self.rules.size and worker is not self._adopted

    def _wake(self, worker: Worker | None) -> bool:
        """Hand a worker, or the room for one, to who waits longest; False where nobody does."""
        while True:
            with self._lock:
                if not self._waiting:
                    return False
                turn = self._waiting.popleft()
            if not turn.get_loop().is_closed():
                turn.get_loop().call_soon_threadsafe(_resolve, turn, worker)
                return True

    def _replace(self, worker: Worker) -> None:
        self._forget(worker)
        if self._closed:
            return
        fresh = self._start_if_room()
        if fresh is not None:
            self._give_back(fresh)
        self._keep_spare()

    def _forget(self, worker: Worker) -> None:
        with self._lock:
            self._workers.discard(id(worker))
            if worker is self._adopted:
                self._adopted = None
        worker.close()

    def _timed_out(self, seconds: float) -> QueryTimeout:
        return QueryTimeout(
            f"not answered within {seconds:g} s, and stopped: ask for less",
            query="",
            seconds=seconds,
        )

    def _lost(self, ended: Ended) -> KnowledgeGraphError:
        if any(mark in ended.said for mark in NO_MEMORY):
            self.counts.killed_memory += 1
            limit = f"{self.rules.memory_mb} MiB"
            return QueryTooLarge(
                f"stopped: it needs more than {limit} of memory", query="", limit=limit
            )
        self.counts.lost += 1
        if ended.by_signal == signal.SIGSEGV and self.rules.foreign:
            return QueryError(
                "the engine could not take this text: it is nested too deeply, or too long",
                query="",
            )
        _log.error("worker lost lane=%s said=%r", self.rules.name, ended.said[-500:])
        return WorkerLost("the process that was answering ended: ask again")


def _resolve(turn: asyncio.Future[Worker | None], worker: Worker | None) -> None:
    """In the waiter's loop; it is shielded, so the turn is never cancelled."""
    if not turn.done():
        turn.set_result(worker)
