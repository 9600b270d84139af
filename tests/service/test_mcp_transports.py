"""Assistants over standard input and output, and over HTTP; the client going away."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from mcp import StdioServerParameters
from served.asgi_client import Client
from served.assistant import talking
from served.problems import check_problem
from served.server import NWD, running_server
from starlette.types import Message, Scope

from graph.public import PublicStore
from graph.store import EmbeddedStore
from queries.run import run_query
from service.app import create_app
from service.assistants.http import AssistantEndpoint
from service.demo import AS_OF
from service.keys import KeyStore
from service.settings import Settings
from service.workspace import Workspace

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
START = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
DAY = AS_OF.isoformat()


def check_answers(target: StdioServerParameters | str, data_dir: Path) -> None:
    """What any transport must give: tools, rows, an analysis, search, and an error."""
    with talking(target) as asked:
        assert "query_partners_serving_touchpoint" in {tool.name for tool in asked.list_tools()}
        values = {"touchpoint": "birth-registration"}
        answer = asked.call("query_partners_serving_touchpoint", values)
        public = PublicStore(EmbeddedStore(data_dir).read())
        table = run_query(public, "partners/serving-touchpoint", values)
        assert [tuple(row.values()) for row in answer["rows"]] == list(table.rows)
        assert answer["generation"] == 2
        assert asked.call("coverage", {"max_rows": 0})["parameters"]["as_of"] == DAY
        assert asked.call("search", {"text": "nurs vsit"})["rows"]
        refused = asked.refusal("describe_record", {"record": "birth-registraton"})
        assert "nearest: community:birth-registration" in refused


def test_over_standard_input_and_output(loaded_demo: Path, tmp_path: Path) -> None:
    code = tmp_path / "code"
    options = ["mcp", "--data-dir", str(loaded_demo), "--as-of", DAY]
    arguments = ["-c", '"$@"; echo $? > "$0"', str(code), *NWD, *options]
    check_answers(StdioServerParameters(command="sh", args=arguments), loaded_demo)
    assert code.read_text() == "0\n"


def test_over_http(loaded_demo: Path) -> None:
    with running_server(loaded_demo, "--as-of", DAY) as address:
        check_answers(f"{address}/mcp", loaded_demo)
        with talking(f"{address}/mcp?compact=true", era="legacy") as few:
            assert "run_query" in {tool.name for tool in few.list_tools()}
            assert few.call("run_query", {"name": "sources/loaded"})["total_rows"] == 2


def started(*options: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([*NWD, "mcp", *options], stdin=pipe, stdout=pipe, stderr=pipe)


def greet(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(START).encode() + b"\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert answer["result"]["protocolVersion"] == "2025-06-18"
    assert "read-only" in answer["result"]["instructions"]


def nobody_reads(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps({**LIST, "id": 2}).encode() + b"\n")
        process.stdin.flush()
        process.stdin.close()
    process.stdin = None


def test_it_ends_cleanly_however_it_is_ended(tmp_path: Path) -> None:
    ends: list[tuple[Callable[[subprocess.Popen[bytes]], None], bytes]] = [
        (nobody_reads, b"went away"),
        (lambda process: process.send_signal(signal.SIGINT), b""),
    ]
    with ExitStack() as stack:
        processes = [stack.enter_context(started("--data-dir", str(tmp_path))) for _ in ends]
        for process, (end, words) in zip(processes, ends, strict=True):
            greet(process)
            end(process)
            _, said = process.communicate(timeout=30)
            assert process.returncode == 0
            assert words in said
            assert said.count(b"\n") == bool(words)


def test_only_messages_are_taken(client: Client) -> None:
    for method in ("GET", "DELETE", "PUT"):
        answer = client.request(method, "/mcp")
        check_problem(answer, 405, "Model Context Protocol")
        assert answer.headers["allow"] == "POST"
    check_problem(client.post("/mcp?few=true", json=LIST, headers=JSON), 422, "it has: compact")
    assert client.post("/mcp", content=b"{", headers=JSON).status_code == 400
    assert client.post("/mcp", json=LIST, headers={"Accept": "text/html"}).status_code == 406
    answer = client.post("/mcp", json=LIST, headers=JSON)
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.json()["result"]["tools"]) > 50
    assert "mcp-session-id" not in answer.headers


def test_pages_of_others_may_not_ask(loaded_demo: Path) -> None:
    settings = Settings(data_dir=loaded_demo, cors_origins=("https://named.example",))
    service = Client(create_app(Workspace(settings)))
    allowed = ("http://localhost:3000", "http://[::1]:3000", "https://named.example")
    others = ("https://evil.example", "http://localhost.evil.example", "http://evil", "null")
    for origin in (*allowed, *others):
        # The page's own name for this machine is no reason to trust it.
        headers = {**JSON, "Origin": origin, "Host": "evil"}
        answer = service.post("/mcp", content=b"{", headers=headers)
        assert answer.status_code == (400 if origin in allowed else 403), origin


def test_a_key_where_every_request_needs_one(own_demo: Path) -> None:
    settings = Settings(data_dir=own_demo, require_key=True)
    token = KeyStore(own_demo).create("anna", "read")
    service = Client(create_app(Workspace(settings)))
    check_problem(service.post("/mcp", json=LIST, headers=JSON), 401, "key")
    headers = {**JSON, "Authorization": f"Bearer {token}"}
    assert service.post("/mcp", json=LIST, headers=headers).status_code == 200


class Endless:
    """In the place of worker processes: never answers, and notes that it was told to stop."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.stopped = False

    async def run(self, job: str, arguments: dict[str, Any], **options: Any) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped = True


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_a_client_that_goes_away_ends_the_job(version: str) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = {"name": "coverage", "arguments": {}, "_meta": meta}
    body = json.dumps({**LIST, "method": "tools/call", "params": params}).encode()
    told = {**JSON, "MCP-Protocol-Version": version, "Mcp-Method": "tools/call"}
    headers = {**told, "Mcp-Name": "coverage", "Host": "test"}
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/mcp",
        "query_string": b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }

    async def ask() -> bool:
        workers = Endless()
        sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if sent:
                return sent.pop()
            await workers.begun.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            raise AssertionError(message)

        endpoint = AssistantEndpoint(workers, Settings())  # type: ignore[arg-type]
        async with asyncio.timeout(10):
            await endpoint(scope, receive, send)
        return workers.stopped

    assert asyncio.run(ask())
