"""Log lines: one a request, in one form, with ids and without what was asked."""

from __future__ import annotations

import io
import json
import logging
import os
import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from served.asgi_client import Client
from served.small_app import SECRET, ask_raw, small_app

from service.keys import KeyStore
from service.logs import MOST_WAITING, LineHandler, configure_logs, log_event
from service.middleware.scopes import group_of
from service.middleware.tracing import accept_id, accept_trace

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


@contextmanager
def logging_to(stream: io.StringIO, form: Literal["text", "json"] = "json") -> Iterator[None]:
    """Logs as the service writes them; the levels of the test run are put back."""
    root, own = logging.getLogger(), logging.getLogger("nwd")
    before = (root.handlers[:], root.level, own.level)
    handler = configure_logs(form, stream=stream)
    try:
        yield
    finally:
        handler.close()
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        own.setLevel(before[2])


def logged(client: Client, method: str, path: str, **options: Any) -> list[dict[str, Any]]:
    """The lines that a request leads to."""
    stream = io.StringIO()
    with logging_to(stream):
        client.request(method, path, **options)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path))
    token = KeyStore(tmp_path).create("anna", "read")
    (line,) = logged(client, "GET", f"/things/{SECRET}?q={SECRET}", headers={"X-API-Key": token})
    assert list(line) == [
        "time", "level", "logger", "event", "id", "trace", "span", "method", "route", "status",
        "ms", "bytes", "client", "key", "query",
    ]  # fmt: skip
    assert (line["logger"], line["event"], line["level"]) == ("nwd.access", "request", "info")
    assert (line["method"], line["route"], line["status"]) == ("GET", "/things/{name}", 200)
    assert (line["bytes"], line["key"], line["query"]) == (len(SECRET), "anna", "abc123")
    assert 0 < line["ms"] < 5000
    assert line["client"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("HEAD", f"/things/{SECRET}", "/things/{name}", 200),
        ("GET", f"/{SECRET}", "unknown", 404),
        ("POST", "/who", "/who", 405),
        ("BREW", f"/{SECRET}", "unknown", 404),
    ],
)
def test_routes_are_named_by_their_template(
    tmp_path: Path, method: str, path: str, route: str, status: int
) -> None:
    (line,) = logged(Client(small_app(tmp_path)), method, path)
    assert (line["route"], line["status"]) == (route, status)
    assert line["method"] == ("other" if method == "BREW" else method)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/things/{SECRET}"),
        ("GET", f"/error?q={SECRET}"),
        ("GET", f"/fault?q={SECRET}"),
        ("GET", "/torn"),
        ("GET", f"/nowhere/{SECRET}?{SECRET}=1"),
        ("POST", f"/write?{SECRET}"),
        ("POST", f"/{SECRET}"),
        (SECRET, "/who"),
    ],
)
def test_nothing_that_was_asked_is_logged(
    tmp_path: Path, form: Literal["text", "json"], method: str, path: str
) -> None:
    stream = io.StringIO()
    client = Client(small_app(tmp_path, writable=True))
    headers = {"X-Request-Id": f"{SECRET} ", "User-Agent": SECRET, "Cookie": SECRET}
    with logging_to(stream, form):
        try:
            client.request(method, path, headers=headers, content=SECRET)
            client.request(method, path, headers={"X-API-Key": f"nwd_{SECRET}"})
        except AssertionError:
            assert path == "/torn"
    assert "status" in stream.getvalue()
    assert SECRET.lower() not in stream.getvalue().lower()


def test_a_fault_is_logged_with_its_place(tmp_path: Path) -> None:
    lines = {line["logger"]: line for line in logged(Client(small_app(tmp_path)), "GET", "/fault")}
    fault = lines["nwd.fault"]
    assert fault["error"] == "RuntimeError"
    assert fault["at"].endswith(":fault")
    assert "small_app.py:" in fault["at"]
    assert fault["id"] == lines["nwd.access"]["id"]
    assert lines["nwd.access"]["status"] == 500


def test_a_traceback_of_others_is_a_kind_and_a_place() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        try:
            int(SECRET)
        except ValueError:
            logging.getLogger("other").exception("it failed")
        logging.getLogger("asyncio").error("never retrieved\nfuture: %s", SECRET)
        logging.getLogger("other").info("too small a thing")
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["error"]) == ("it failed", "ValueError")
    assert "test_logs.py" in first["at"]
    assert second["event"] == "never retrieved"
    assert SECRET not in stream.getvalue()


def test_text_is_pairs_in_one_line() -> None:
    stream = io.StringIO()
    with logging_to(stream, "text"):
        fields = {"a": 'two words "quoted"', "b": None, "c": 1, "d": "line\nbreak", "e": "\x1b[31m"}
        log_event(logging.getLogger("nwd.x"), logging.INFO, "it happened", fields)
    (line,) = stream.getvalue().splitlines()
    assert "\x1b" not in line
    pairs = dict(pair.split("=", 1) for pair in shlex.split(line))
    assert pairs["event"] == "it happened"
    assert pairs["a"] == 'two words "quoted"'
    assert pairs["c"] == "1"
    assert "b" not in pairs


# Ids


def test_a_request_has_an_id(tmp_path: Path) -> None:
    client = Client(small_app(tmp_path))
    given = client.get("/who", headers={"X-Request-Id": "abc-1234"})
    assert given.headers["x-request-id"] == "abc-1234"
    made = {client.get(path).headers["x-request-id"] for path in ("/who", "/nowhere", "/fault")}
    assert len(made) == 3
    (line,) = logged(client, "GET", "/who", headers={"X-Request-Id": "abc-1234"})
    assert line["id"] == "abc-1234"


@pytest.mark.parametrize(
    "sent", [b"", b"short", b"x" * 129, b"a b c d e f", b"a\r\nb: cccccc", None]
)
def test_an_id_that_is_no_plain_word_is_replaced(sent: bytes | None) -> None:
    made = accept_id(sent)
    assert len(made) == 16
    assert made != accept_id(sent)


def test_a_trace_goes_on(tmp_path: Path) -> None:
    (line,) = logged(
        Client(small_app(tmp_path)), "GET", "/who", headers={"Traceparent": TRACEPARENT}
    )
    assert line["trace"] == TRACE
    assert len(line["span"]) == 16
    assert line["span"] != PARENT
    trace = accept_trace(TRACEPARENT.encode())
    assert trace is not None
    assert trace.traceparent == f"00-{TRACE}-{trace.span_id}-01"
    later = accept_trace(f"cc-{TRACE}-{PARENT}-ff-what-is-to-come".encode())
    assert later is not None
    assert later.traceparent.endswith("-01")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}",
        f"{TRACEPARENT} ",
        f"cc-{TRACE}-{PARENT}-01what",
    ],
)
def test_a_trace_that_does_not_fit_is_passed_over(sent: str) -> None:
    assert accept_trace(sent.encode()) is None


def test_two_traces_are_none(tmp_path: Path) -> None:
    header = (b"traceparent", TRACEPARENT.encode())
    assert ask_raw(small_app(tmp_path), headers=[header])[0]["trace_id"] == TRACE
    assert ask_raw(small_app(tmp_path), headers=[header, header])[0]["trace_id"] is None


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8:0:0:ffff::", "2001:db8::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("fe80::1%eth0", "fe80::"),
        ("a:b", "a:b"),
        ("", ""),
    ],
)
def test_clients_are_told_apart(address: str, group: str) -> None:
    assert group_of(address) == group


# The handler


class Stuck(io.StringIO):
    """A stream that takes nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()

    def write(self, text: str, /) -> int:
        self.may.wait(30)
        return super().write(text)


def test_a_reader_that_stopped_stops_nothing() -> None:
    stream = Stuck()
    handler = LineHandler(stream)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "y" * 100_000, (), None)
    for _ in range(3 * MOST_WAITING // 100_000):
        handler.handle(record)
    stream.may.set()
    handler.close()
    lines = stream.getvalue().splitlines()
    assert 40 <= sum("yyy" in line for line in lines) <= 90
    assert "lines dropped" in stream.getvalue()
    handler.handle(record)
    assert stream.getvalue().count("yyy") > 0


def test_a_closed_stream_is_no_fault() -> None:
    stream = io.StringIO()
    handler = LineHandler(stream)
    stream.close()
    handler.handle(logging.LogRecord("x", logging.ERROR, "", 0, "y", (), None))
    handler.close()


def test_a_forked_process_logs_too(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("w", encoding="utf-8") as stream:
        handler = LineHandler(stream)
        child = os.fork()
        if child == 0:
            handler.handle(logging.LogRecord("x", logging.INFO, "", 0, "child", (), None))
            os._exit(0)
        os.waitpid(child, 0)
        assert "child" in path.read_text("utf-8")
        handler.close()
