"""Numbers for Prometheus: what was asked, what is served, what the workers do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from served.asgi_client import Client
from served.small_app import SECRET, small_app

from graph.store import Generation
from service.metrics import MEDIA_TYPE, Metrics

Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]
LANES = {
    "sparql": {
        "workers": 2, "busy": 1, "waiting": 3, "jobs": 40, "started": 5, "refused": 6,
        "killed_deadline": 7, "killed_memory": 8, "killed_cancelled": 9, "lost": 10,
    }
}  # fmt: skip


def read(text: str) -> Numbers:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of_requests(route: str, method: str, status: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    labels = {"route": route, "method": method, "status": str(status)}
    return "nwd_requests_total", tuple(sorted(labels.items()))


def test_requests_are_counted_by_route(tmp_path: Path) -> None:
    app = small_app(tmp_path)
    client = Client(app)
    for name in ("a", "b", SECRET):
        client.get(f"/things/{name}")
        client.get(f"/nowhere/{name}")
    client.request(SECRET, "/who")
    client.get("/fault")
    client.get("/who", headers={"X-API-Key": "x"})
    text = app.state.metrics.render().decode()
    numbers = read(text)
    assert numbers[of_requests("/things/{name}", "GET", 200)] == 3
    assert numbers[of_requests("unknown", "GET", 404)] == 3
    assert numbers[of_requests("/who", "other", 405)] == 1
    assert numbers[of_requests("/fault", "GET", 500)] == 1
    assert numbers[of_requests("unknown", "GET", 401)] == 1
    assert numbers["nwd_request_seconds_count", (("route", "/things/{name}"),)] == 3
    assert SECRET not in text


def test_what_is_served_and_what_workers_do() -> None:
    generation = Generation(12, datetime.now(UTC), "", "load", 345)
    metrics = Metrics(generation=lambda: generation, lanes=lambda: LANES)
    for hit in (True, False, True):
        metrics.count_answer(hit)
    numbers = read(metrics.render().decode())
    assert numbers["nwd_generation", ()] == 12
    assert numbers["nwd_triples", ()] == 345
    assert numbers["nwd_answer_cache_total", (("found", "hit"),)] == 2
    assert numbers["nwd_answer_cache_total", (("found", "miss"),)] == 1
    lane = ("lane", "sparql")
    for name, value in {
        "nwd_workers": 2, "nwd_workers_busy": 1, "nwd_jobs_waiting": 3, "nwd_jobs_total": 40,
        "nwd_workers_started_total": 5, "nwd_jobs_refused_total": 6,
    }.items():  # fmt: skip
        assert numbers[name, (lane,)] == value
    for why, value in {"deadline": 7, "memory": 8, "cancelled": 9, "lost": 10}.items():
        assert numbers["nwd_workers_killed_total", (lane, ("why", why))] == value
    assert numbers["process_resident_memory_bytes", ()] > 1e6


def test_nothing_is_served_yet() -> None:
    numbers = read(Metrics().render().decode())
    assert numbers["nwd_generation", ()] == 0
    assert MEDIA_TYPE.startswith("text/plain")


def test_applications_count_for_themselves(tmp_path: Path) -> None:
    one, other = small_app(tmp_path), small_app(tmp_path)
    Client(one).get("/who")
    assert of_requests("/who", "GET", 200) in read(one.state.metrics.render().decode())
    assert of_requests("/who", "GET", 200) not in read(other.state.metrics.render().decode())
