"""From a request to a job: entity tags, kept answers, and clients that go away."""

from __future__ import annotations

import asyncio
from datetime import date
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from served.asgi_client import Client
from starlette.types import Message

from service.answering import GENERATION, answer
from service.cache import LARGEST, AnswerCache
from service.settings import Settings
from service.workers.process import Reply


class Workers:
    """In the place of worker processes: answers with how often it was asked."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings(as_of=date(2026, 11, 21))
        self.published = self
        self.fingerprint = b"release 1"
        self.number = 1
        self.asked = 0
        self.body: bytes | None = None
        self.status = 200
        self.large = False
        self.cancelled = False
        self.slow = 0.0

    async def get(self) -> Any:
        return SimpleNamespace(number=self.number, version=str(self.number))

    async def run(self, job: str, arguments: dict[str, Any], **options: Any) -> Reply:
        self.asked += 1
        try:
            await asyncio.sleep(self.slow)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        body = self.body if self.body is not None else f"{job} {self.asked}".encode()
        file = None
        if self.large:
            file = TemporaryFile()  # noqa: SIM115 - the response closes it
            file.write(body)
            file.seek(0)
        return Reply(self.status, "text/plain", {}, body, file, len(body), self.number)


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
def client(workers: Workers) -> Client:
    """An application of one route, with kept answers."""
    app = FastAPI()
    app.state.workers = workers

    @app.api_route("/job", methods=["GET", "POST"])
    async def read(request: Request) -> Response:
        return await answer(request, "job", {})

    app.add_middleware(
        AnswerCache,
        megabytes=1,
        generation=lambda: workers.number,
        today=lambda: date(2026, 11, 21),
    )
    return Client(app)


def test_the_answer_names_its_generation_and_has_a_weak_tag(client: Client) -> None:
    answered = client.get("/job")
    assert answered.text == "job 1"
    assert answered.headers[GENERATION] == "1"
    assert answered.headers["etag"].startswith('W/"1-')
    assert answered.headers["cache-control"] == "no-cache"


def test_who_has_the_answer_gets_304_and_no_job_is_run(client: Client, workers: Workers) -> None:
    tag = client.get("/job").headers["etag"]
    fresh = {"Cache-Control": "no-cache"}
    for sent in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        answered = client.get("/job", headers={"If-None-Match": sent, **fresh})
        assert (answered.status_code, answered.content) == (304, b"")
        assert answered.headers["etag"] == tag
    assert workers.asked == 1


@pytest.mark.parametrize(
    ("change", "headers"),
    [("?x=1", {}), ("", {"Accept": "text/csv"}), ("", {"Host": "elsewhere"})],
)
def test_what_chooses_the_answer_changes_the_tag(
    client: Client, change: str, headers: dict[str, str]
) -> None:
    tag = client.get("/job").headers["etag"]
    assert client.get(f"/job{change}", headers=headers).headers["etag"] != tag


def test_a_new_generation_changes_the_tag_and_the_answer(client: Client, workers: Workers) -> None:
    tag = client.get("/job").headers["etag"]
    workers.number = 2
    answered = client.get("/job", headers={"If-None-Match": tag})
    assert (answered.status_code, answered.text) == (200, "job 2")


def test_other_settings_change_the_tag(client: Client, workers: Workers) -> None:
    tag = client.get("/job").headers["etag"]
    workers.fingerprint = b"release 1, other settings"
    fresh = {"Cache-Control": "no-cache"}
    assert client.get("/job", headers=fresh).headers["etag"] != tag


def test_a_kept_answer_is_sent_again_and_says_how_old_it_is(
    client: Client, workers: Workers
) -> None:
    first, second = client.get("/job"), client.get("/job")
    assert first.text == second.text == "job 1"
    assert "age" not in first.headers
    assert int(second.headers["age"]) >= 0
    assert {**second.headers, "age": ""} == {**first.headers, "age": ""}
    kept = client.get("/job", headers={"If-None-Match": first.headers["etag"]})
    assert (kept.status_code, kept.content, workers.asked) == (304, b"", 1)


@pytest.mark.parametrize("control", ["no-cache", "no-store"])
def test_a_client_may_ask_for_a_new_answer(client: Client, control: str) -> None:
    client.get("/job")
    assert client.get("/job", headers={"Cache-Control": control}).text == "job 2"


def test_a_post_is_never_kept_and_has_no_tag(client: Client) -> None:
    assert [client.post("/job").text for _ in range(2)] == ["job 1", "job 2"]
    assert "etag" not in client.post("/job").headers


def test_an_error_is_never_kept_and_has_no_tag(client: Client, workers: Workers) -> None:
    workers.status = 400
    first, second = client.get("/job"), client.get("/job")
    assert (first.text, second.text) == ("job 1", "job 2")
    assert "etag" not in first.headers


def test_large_answers_are_not_kept_and_the_oldest_go_first(
    client: Client, workers: Workers
) -> None:
    workers.body = b"x" * (LARGEST + 1)
    client.get("/job")
    client.get("/job")
    assert workers.asked == 2
    workers.body = b"x" * (LARGEST - 1)
    for number in range(5):
        client.get(f"/job?{number}")
    asked = workers.asked
    client.get("/job?4")
    assert workers.asked == asked
    client.get("/job?0")
    assert workers.asked == asked + 1


def test_an_answer_in_a_file_is_sent_with_its_length(client: Client, workers: Workers) -> None:
    workers.body, workers.large = b"y" * 1_000_000, True
    answered = client.get("/job")
    assert answered.content == workers.body
    assert answered.headers["content-length"] == "1000000"


def test_a_client_that_goes_away_ends_the_job(workers: Workers) -> None:
    workers.slow = 30
    app = SimpleNamespace(state=SimpleNamespace(workers=workers))
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/job",
        "query_string": b"",
        "headers": [],
        "app": app,
    }
    messages: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b""}]

    async def receive() -> Message:
        return messages.pop()

    answered = asyncio.run(answer(Request(scope, receive), "job", {}))
    assert answered.status_code == 499
    assert workers.cancelled
