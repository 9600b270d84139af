"""All lanes of a service, and the generation that they read."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from importlib.metadata import version
from typing import Any

from graph.errors import KnowledgeGraphError
from service.published import Published, Served
from service.settings import Settings
from service.workers.job import Lane as LaneName
from service.workers.lane import Lane, LaneRules
from service.workers.process import Reply

_log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at what is published."""
EXPORTS_WAITING = 8
READING = ("graph.store", "queries.run", "queries.catalogue")
ANALYSING = (*READING, "graph.coverage", "graph.gaps", "graph.projection")


def lanes_of(settings: Settings) -> tuple[LaneRules, ...]:
    """The lanes: those that strangers can fill are apart from those that all else needs."""
    queue, memory = settings.query_queue, settings.query_memory_mb
    return (
        LaneRules(
            "sparql",
            size=settings.workers,
            queue=queue,
            seconds=settings.query_timeout,
            memory_mb=memory,
            nice=10,
            foreign=True,
            spare=True,
            modules=("graph.store", "queries.guard"),
        ),
        LaneRules(
            "catalogue",
            size=settings.workers,
            queue=queue,
            seconds=settings.catalogue_timeout,
            memory_mb=memory,
            nice=1,
            modules=READING,
        ),
        LaneRules(
            "analysis",
            size=1,
            queue=queue,
            seconds=settings.analysis_timeout,
            nice=5,
            modules=ANALYSING,
        ),
        LaneRules(
            "export",
            size=1,
            queue=EXPORTS_WAITING,
            seconds=settings.analysis_timeout,
            nice=10,
            modules=ANALYSING,
        ),
        LaneRules(
            "write",
            size=1,
            queue=queue,
            seconds=settings.write_timeout,
            nice=1,
            foreign=True,
            modules=("graph.store",),
        ),
    )


class Workers:
    """Runs jobs on the published generation, each in a worker process of its lane."""

    def __init__(
        self, settings: Settings, published: Published, *, jobs: str = "service.jobs"
    ) -> None:
        self.settings = settings
        self.published = published
        self.fingerprint = f"{version('nowrongdoor')} {settings.model_dump_json()}".encode()
        """What besides data and request decides an answer: this release and its settings."""
        self.lanes: dict[str, Lane] = {
            rules.name: Lane(rules, settings, jobs=jobs) for rules in lanes_of(settings)
        }
        self._jobs = jobs
        self._lane_of: dict[str, LaneName] = {}
        self._prepared: int | None = None
        self._preparing: set[asyncio.Task[None]] = set()
        self._warmed: tuple[str, date] | None = None
        self._started: int | None = None
        """Processes for analyses started when one was last warm; None where that failed."""

    def warm(self) -> None:
        """Start the processes that answer queries."""
        for name in ("sparql", "catalogue"):
            self.lanes[name].warm()

    async def watch(self) -> None:
        """Follow what is published, until cancelled: what it takes to answer is made beforehand.

        What was there before is served meanwhile. So it is where coverage is judged by another day.
        """
        self.published.watched = True
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                try:
                    await self._follow()
                except (KnowledgeGraphError, OSError) as error:
                    _log.error("newer data are not served error=%s", error)
        finally:
            self.published.watched = False

    async def _follow(self) -> None:
        lane = self.lanes["analysis"]
        if self.published.is_behind():
            newer = await asyncio.to_thread(self.published.follow)
            try:
                if newer is not None and self.published.served not in (None, newer):
                    await self._warm(newer, lane.renew)
            finally:
                self.published.serve(newer)
        served = self.published.served
        if served is not None:
            lane.adopt(served.source)
            await self._warm(served, lane.run)

    async def _warm(
        self, served: Served, run: Callable[[dict[str, Any]], Awaitable[object]]
    ) -> None:
        """Have a process for analyses know what most ask first of these data, unless one does.

        It is told to one that was lost, too; but what failed is not tried again and again.
        """
        counts, known = self.lanes["analysis"].counts, (served.version, self.settings.day())
        if known == self._warmed and self._started in (None, counts.started):
            return
        self._warmed, self._started = known, None
        request = {"job": "warm", "arguments": {}, "source": served.source, "gzip": False}
        try:
            await run(request)
            self._started = counts.started
        except KnowledgeGraphError as error:
            _log.warning("not made beforehand generation=%s error=%s", served.number, error)

    def statistics(self) -> dict[str, dict[str, int]]:
        """By lane: processes, how many are busy, jobs that wait, and counts."""
        return {name: lane.statistics() for name, lane in self.lanes.items()}

    async def run(
        self,
        job: str,
        arguments: dict[str, Any],
        *,
        timeout: float | None = None,
        gzip: bool = False,
    ) -> Reply:
        """What the module `service.jobs.<job>` answers; raises its errors and those of its lane.

        `timeout` (seconds) shortens the lane's deadline. With `gzip`, the body may be compressed:
        then the reply's headers say so. After a write, the reply waits until it can be read.
        """
        lane = self._find_lane(job)
        if lane == "write":
            request = {"job": job, "arguments": arguments, "source": None, "gzip": False}
            reply = await self.lanes[lane].run(request, seconds=timeout)
            served = await asyncio.to_thread(self.published.refresh)
            reply.generation = served.number if served else None
            return reply
        served = await self.published.get()
        source = served.source if served else None
        request = {"job": job, "arguments": arguments, "source": source, "gzip": gzip}
        if served and served.number != self._prepared:
            self._prepared = served.number
            self._prepare(served.source)
        reply = await self.lanes[lane].run(request, seconds=timeout)
        # Kept until here, so that its files stay while they are read.
        reply.generation = served.number if served else None
        return reply

    def close(self) -> None:
        """End all processes, and let go of what is published."""
        for lane in self.lanes.values():
            lane.close()
        self.published.close()

    def _find_lane(self, job: str) -> LaneName:
        if job not in self._lane_of:
            self._lane_of[job] = importlib.import_module(f"{self._jobs}.{job}").LANE
        return self._lane_of[job]

    def _prepare(self, source: dict[str, Any]) -> None:
        for name in ("sparql", "catalogue"):
            task = asyncio.ensure_future(self.lanes[name].prepare(source))
            self._preparing.add(task)
            task.add_done_callback(self._preparing.discard)
