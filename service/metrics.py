"""Numbers on the running service, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from graph.store import Generation

MEDIA_TYPE = CONTENT_TYPE_LATEST
SECONDS = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
)  # fmt: skip
"""Bounds of the histogram of times."""

Lanes = Mapping[str, Mapping[str, int]]
"""Numbers of a worker pool: by lane, what is counted."""
LANE_GAUGES = {
    "workers": ("nwd_workers", "Worker processes"),
    "busy": ("nwd_workers_busy", "Worker processes that are answering"),
    "waiting": ("nwd_jobs_waiting", "Jobs that wait for a process"),
}
LANE_COUNTERS = {
    "jobs": ("nwd_jobs", "Jobs that ended, well or not"),
    "started": ("nwd_workers_started", "Worker processes started"),
    "refused": ("nwd_jobs_refused", "Jobs refused because too many waited"),
}
KILLED = "killed_"
"""How the names of counts of processes that were stopped begin; why follows."""


class Metrics:
    """The numbers of one application; several may be in one process."""

    def __init__(
        self,
        *,
        generation: Callable[[], Generation | None] = lambda: None,
        lanes: Callable[[], Lanes] = dict,
    ) -> None:
        """`generation` and `lanes` are asked whenever the numbers are."""
        # When each series began would double the text, and is hardly ever asked.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "nwd_requests",
            "Requests by route, method and status",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "nwd_request_seconds",
            "Seconds from request to the end of the answer",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        answers = Counter(
            "nwd_answer_cache",
            "Answers found among those kept, and not",
            ("found",),
            registry=self.registry,
        )
        self._answers = {hit: answers.labels("hit" if hit else "miss") for hit in (True, False)}
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.registry.register(_Served(generation))
        self.registry.register(_Pool(lanes))
        ProcessCollector(registry=self.registry)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request; the names must come from the code, not from the client."""
        key = (route, method, status)
        series = self._series.get(key)
        if series is None:
            counter = self._requests.labels(route, method, str(status))
            series = self._series[key] = (counter, self._seconds.labels(route))
        series[0].inc()
        series[1].observe(seconds)

    def count_answer(self, hit: bool) -> None:
        """Count one look among the answers that are kept."""
        self._answers[hit].inc()

    def render(self) -> bytes:
        """All numbers as they are now."""
        return generate_latest(self.registry)


class _Served(Collector):
    """What is being served."""

    def __init__(self, generation: Callable[[], Generation | None]) -> None:
        self._generation = generation

    def collect(self) -> Iterator[Metric]:
        served = self._generation()
        number, triples = (served.number, served.triples) if served else (0, 0)
        yield GaugeMetricFamily("nwd_generation", "Generation being served; 0 none", number)
        yield GaugeMetricFamily("nwd_triples", "Triples in it, over all graphs", triples)


class _Pool(Collector):
    """What the worker processes do."""

    def __init__(self, lanes: Callable[[], Lanes]) -> None:
        self._lanes = lanes

    def collect(self) -> Iterator[Metric]:
        lanes = self._lanes()
        for field, (name, meaning) in LANE_GAUGES.items():
            gauge = GaugeMetricFamily(name, meaning, labels=("lane",))
            for lane, counted in lanes.items():
                gauge.add_metric((lane,), counted.get(field, 0))
            yield gauge
        for field, (name, meaning) in LANE_COUNTERS.items():
            counter = CounterMetricFamily(name, meaning, labels=("lane",))
            for lane, counted in lanes.items():
                counter.add_metric((lane,), counted.get(field, 0))
            yield counter
        killed = CounterMetricFamily(
            "nwd_workers_killed", "Worker processes stopped, and why", labels=("lane", "why")
        )
        for lane, counted in lanes.items():
            for field in counted:
                if field.startswith(KILLED):
                    killed.add_metric((lane, field.removeprefix(KILLED)), counted[field])
            killed.add_metric((lane, "lost"), counted.get("lost", 0))
        yield killed
