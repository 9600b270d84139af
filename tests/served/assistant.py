"""Assistants: the protocol's own client, and a server whose jobs run in this process."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.server import Server
from mcp_types import CallToolResult, Tool

from service.assistants.server import RunJob, build_server
from service.workers.job import JobData

Arguments = Mapping[str, Any]
NOTHING: Arguments = {}


def run_here(data: JobData) -> RunJob:
    """Runs jobs in this process; what they are given goes through JSON, as to a worker."""

    async def run(job: str, arguments: dict[str, Any]) -> bytes:
        module = importlib.import_module(f"service.jobs.{job}")
        return b"".join(module.run(data, **json.loads(json.dumps(arguments))).chunks)

    return run


def server_over(data: JobData, *, compact: bool = False) -> Server[Any]:
    """A server over data that is read in this process."""
    return build_server(run_here(data), data.settings, compact=compact)


class Conversation:
    """A client that stays connected to a server."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal, self.client = portal, client

    def list_tools(self) -> list[Tool]:
        return self._portal.call(self.client.list_tools).tools

    def result(self, tool: str, arguments: Arguments = NOTHING) -> CallToolResult:
        """What a tool answers, or that it refuses."""
        result: CallToolResult = self._portal.call(self.client.call_tool, tool, dict(arguments))
        return result

    def call(self, tool: str, arguments: Arguments = NOTHING) -> dict[str, Any]:
        """The object that a tool answers; its text must say the same."""
        result = self.result(tool, arguments)
        (content,) = result.content
        assert content.type == "text"
        assert not result.is_error, content.text
        assert json.loads(content.text) == result.structured_content
        answer: dict[str, Any] = result.structured_content
        return answer

    def refusal(self, tool: str, arguments: Arguments = NOTHING) -> str:
        """What a tool says is wrong."""
        result = self.result(tool, arguments)
        (content,) = result.content
        assert result.is_error
        assert result.structured_content is None
        assert content.type == "text"
        return content.text


@contextmanager
def talking(
    target: Server[Any] | StdioServerParameters | str, *, era: str = "auto"
) -> Iterator[Conversation]:
    """A conversation; `era` is `legacy` for the protocol that begins with a handshake."""
    client = Client(target, mode=era)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(client) as connected,
    ):
        yield Conversation(portal, connected)
