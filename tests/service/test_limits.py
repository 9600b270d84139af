"""What is refused before it costs anything: too much, too often, from elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from served.asgi_client import Client
from served.problems import check_problem
from served.small_app import ask_raw, small_app

from service.keys import KeyStore
from service.middleware.bodies import BodyLimit
from service.middleware.gate import MOST_PARAMETERS
from service.middleware.rate import DEFAULT_RATE, RateLimiter, asked_rate
from service.middleware.scopes import LONGEST_ADDRESS
from service.responding import SECURITY_HEADERS
from service.settings import Settings

HERE, THERE = "http://good.example", "http://other.example"
HALF_MEBI = 1 << 19


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 65_536


# How much


def test_the_length_of_a_body(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path, body_limit_mb=0.5))
    assert client.post("/echo", content=b"x" * HALF_MEBI).json() == {"bytes": HALF_MEBI}
    answer = client.post("/echo", content=b"x" * (HALF_MEBI + 1))
    check_problem(answer, 413, "0.5 MiB")
    assert answer.headers["connection"] == "close"


def test_the_length_of_a_body_that_does_not_say_it(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path, body_limit_mb=0.5))
    assert client.post("/echo", content=chunks(8)).json() == {"bytes": HALF_MEBI}
    answer = client.post("/echo", content=chunks(9))
    check_problem(answer, 413, "0.5 MiB")
    assert answer.headers["connection"] == "close"
    assert client.post("/nowhere", content=chunks(9)).status_code == 404


def test_a_route_that_swallows_the_error_of_a_long_body_sends_nothing() -> None:
    async def swallow(scope: Any, receive: Any, send: Any) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Exception:  # noqa: BLE001 - as a framework might
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"all is well"})

    client = Client(BodyLimit(swallow, megabytes=0.1))  # type: ignore[arg-type]
    check_problem(client.post("/", content=chunks(9)), 413)


def test_the_length_of_an_address_and_its_parameters(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path))
    for over, status in ((0, 200), (1, 414)):
        query = b"x" * (LONGEST_ADDRESS - len("/who") + over)
        _, (start, body) = ask_raw(client.app, query_string=query)
        assert start["status"] == status
        assert (b"longer" in body["body"]) is bool(over)
    assert client.get("/who?" + "a&" * (MOST_PARAMETERS - 1)).status_code == 200
    check_problem(client.get("/who?" + "a&" * MOST_PARAMETERS), 400, "parameters")


# How often


def test_a_client_may_ask_so_often(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path, rate_limit=5))
    token = KeyStore(tmp_path).create("anna", "read")
    assert [client.get("/who").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    answer = client.get("/who")
    check_problem(answer, 429, "5 requests a minute")
    assert 1 <= int(answer.headers["retry-after"]) <= 12
    # Another client, of the same address; and what is never limited.
    assert client.get("/who", headers={"X-API-Key": token}).json() == {"key": "anna"}
    assert [client.get("/healthz").status_code for _ in range(9)] == [200] * 9


def test_a_bucket_fills_again() -> None:
    now = 1000.0
    limiter = RateLimiter(6, clock=lambda: now)
    assert [limiter.take("a") for _ in range(7)] == [0] * 6 + [10]
    assert limiter.look("a") == 10
    assert limiter.look("b") == 0
    now += 9.5
    assert limiter.take("a") == 1
    now += 0.5
    assert [limiter.take("a"), limiter.take("a")] == [0, 10]
    now += 3600
    assert [limiter.take("a") for _ in range(7)] == [0] * 6 + [10]


@pytest.mark.parametrize("rate", [1, 7, 1200])
def test_a_full_bucket_holds_one_minute(rate: int) -> None:
    limiter = RateLimiter(rate, clock=lambda: 12_345.678)
    assert [limiter.take("a") for _ in range(rate + 1)].index(
        1 if rate > 60 else 60 // rate + (60 % rate > 0)
    ) == rate


def test_many_clients_take_bounded_memory() -> None:
    limiter = RateLimiter(1, clients=100)
    assert all(limiter.take(str(n)) == 0 for n in range(1000))
    assert len(limiter._full) == 100
    assert limiter.take("999") > 0


@pytest.mark.parametrize(
    ("given", "rate"),
    [
        ({}, 0),
        ({"host": "::1"}, 0),
        ({"host": "0.0.0.0"}, DEFAULT_RATE),
        ({"host": "data.example"}, DEFAULT_RATE),
        ({"host": "0.0.0.0", "rate_limit": 0}, 0),
        ({"rate_limit": 9}, 9),
    ],
)
def test_the_rate_that_is_not_set(given: dict[str, Any], rate: int) -> None:
    assert asked_rate(Settings(**given)) == rate


# From where


def test_other_origins_are_shut_out_by_default(tmp_path: Path) -> None:
    answer = Client(small_app(tmp_path)).get("/who", headers={"Origin": HERE})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_named_origins_may_read(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path, cors_origins=(HERE,), require_key=True))
    answer = client.get("/who", headers={"Origin": HERE})
    # A page may read why it was refused.
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == HERE
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    other = client.get("/who", headers={"Origin": THERE})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("origin", "method", "status"),
    [(HERE, "QUERY", 200), (HERE, "POST", 200), (HERE, "DELETE", 400), (THERE, "GET", 400)],
)
def test_what_pages_may_send(tmp_path: Path, origin: str, method: str, status: int) -> None:
    client = Client(small_app(tmp_path, cors_origins=(HERE,), require_key=True))
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = client.request("OPTIONS", "/who", headers=headers)
    assert answer.status_code == status
    allowed = answer.headers.get("access-control-allow-origin")
    assert allowed == (HERE if origin == HERE else None)


def test_every_origin_may_be_allowed(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path, cors_origins=("*",)))
    answer = client.get("/who", headers={"Origin": THERE})
    assert answer.headers["access-control-allow-origin"] == "*"


# What every answer has


@pytest.mark.parametrize(
    ("path", "status"), [("/who", 200), ("/nowhere", 404), ("/error", 400), ("/fault", 500)]
)
def test_every_answer_has_the_headers_that_protect(tmp_path: Path, path: str, status: int) -> None:
    answer = Client(small_app(tmp_path)).get(path)
    assert answer.status_code == status
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert "strict-transport-security" not in answer.headers


def test_a_route_may_set_its_own_policy(tmp_path: Path) -> None:
    answer = Client(small_app(tmp_path)).get("/things/x")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]


def test_https_stays_https(tmp_path: Path) -> None:
    answer = Client(small_app(tmp_path)).get("https://test/who")
    assert "max-age" in answer.headers["strict-transport-security"]


def test_head_is_get_without_a_body(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path))
    for path in ("/who", "/nowhere"):
        got, head = client.get(path), client.request("HEAD", path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-length"] == got.headers["content-length"]


def test_what_is_no_request_passes(tmp_path: Path) -> None:
    app = small_app(tmp_path, cors_origins=("*",))
    sent = []

    async def send(message: Any) -> None:
        sent.append(message["type"])

    waiting = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]

    async def receive() -> Any:
        return waiting.pop()

    asyncio.run(app({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
