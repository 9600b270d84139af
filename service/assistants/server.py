"""The protocol's server: lists the tools, and answers their calls by running jobs."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches
from importlib.metadata import version
from typing import Any

from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp.server.caching import CacheHint
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)

from graph.errors import KnowledgeGraphError
from service.assistants.analysis_tools import list_analysis_tools
from service.assistants.query_tools import list_query_tools, offer_any_query, offer_query_list
from service.assistants.tools import Offer, list_analyses, list_lookups
from service.errors import Overloaded
from service.logs import log_event, log_fault
from service.settings import Settings
from service.workers.pool import Workers

_log = logging.getLogger(__name__)

RunJob = Callable[[str, dict[str, Any]], Awaitable[bytes]]
"""Runs a job of `service.jobs` by name; raises its errors and those of the workers."""

NAME = "nowrongdoor"
LONGEST_VALUE, LONGEST_TEXT = 100, 2000
"""Letters of a value, and of a whole error, that are told."""
FEW = 25
"""Records of a kind that are all told as examples."""
EXAMPLES = 3
"""Examples where there are more."""
FRESH_MS = 300_000
"""How long a client may keep the list of tools; only its examples change with the data."""
LAST = ("total_rows", "truncated", "note", "rows", "facts")
"""What stands at the end of an answer."""
SAME_GENERATION = 3
"""How often an answer and its completeness are asked for until both are of one generation."""
INSTRUCTIONS = """\
Asset map of the services for families in a community's first 1,000 days: touchpoints where a family
meets the system, doors, partners, services, needs, referrals and funding; read-only.
Begin with search to find ids. coverage tells how far the community is from no wrong door, gaps who
is left out and why, overlaps who does the same; the query tools answer one question each.
Read every answer with its completeness: what nobody recorded is unknown, and is not a gap. Where
truncated is true there are more rows, to be had with offset. Cite the facts an answer rests on.
It holds no person's data, and does not tell where confidential sites are."""


def build_server(run: RunJob, settings: Settings, *, compact: bool = False) -> Server[Any]:
    """A server whose tools run jobs by `run`.

    With `compact`, or where an HTTP request asks so by `?compact=true`, two tools stand for those
    of the named queries when tools are listed. All can be called in any case.
    """
    tools = _Tools(run, settings)

    async def list_tools(
        context: ServerRequestContext[Any], params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        asked = compact or is_compact(getattr(context.request, "query_params", {}))
        return ListToolsResult(tools=await tools.list_tools(compact=asked))

    async def call_tool(
        context: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult:
        return await tools.call(params.name, params.arguments or {})

    return Server(
        NAME,
        version=version("nowrongdoor"),
        title="No wrong door",
        instructions=INSTRUCTIONS,
        cache_hints={"tools/list": CacheHint(ttl_ms=FRESH_MS, scope="public")},
        get_tool_input_schema=tools.input_schema,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def is_compact(asked: Mapping[str, str]) -> bool:
    """Whether a query string asks for few tools."""
    return asked.get("compact", "").lower() in ("true", "1", "yes")


def run_on(workers: Workers) -> RunJob:
    """Runs jobs in worker processes."""

    async def run(job: str, arguments: dict[str, Any]) -> bytes:
        reply = await workers.run(job, arguments)
        if reply.file is None:
            return reply.rest
        with reply.file:
            return reply.body

    return run


class _Tools:
    """All tools by name, and the completeness that stands beside their answers."""

    def __init__(self, run: RunJob, settings: Settings) -> None:
        limit = settings.row_limit
        self._run = run
        self._always = [
            *list_lookups(limit),
            *list_analyses(limit),
            *list_analysis_tools(limit),
        ]
        self._single = list_query_tools(limit)
        self._any = [offer_query_list(), offer_any_query(limit)]
        self._by_name = {offer.name: offer for offer in (*self._always, *self._single, *self._any)}
        self._settings = settings
        self._known: tuple[tuple[int, object], dict[str, Any]] | None = None

    async def list_tools(self, *, compact: bool) -> list[Tool]:
        """Those that are listed, with ids of what is loaded as examples where they can be had."""
        try:
            ids = _choose_examples(json.loads(await self._run("openapi_values", {})))
        except KnowledgeGraphError as error:
            log_event(_log, logging.WARNING, "no examples", {"error": type(error).__name__})
            ids = {}
        offers = [*self._always, *(self._any if compact else self._single)]
        return [offer.shown(ids) for offer in offers]

    def input_schema(self, name: str) -> Mapping[str, Any] | None:
        """What a tool takes; None where there is none of that name."""
        offer = self._by_name.get(name)
        return offer.tool.input_schema if offer else None

    async def call(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """The answer as an object and as its JSON text, or an error that an assistant can mend."""
        offer = self._by_name.get(name)
        if offer is None:
            nearest = get_close_matches(name, self._by_name, n=3, cutoff=0.5)
            hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
            raise MCPError(INVALID_PARAMS, f"there is no tool {name!r}{hint}")
        try:
            answer = await self._answer(offer, arguments)
        except KnowledgeGraphError as error:
            return CallToolResult(content=[TextContent(text=_say(error))], is_error=True)
        except Exception as error:  # noqa: BLE001 - the outermost frame
            log_fault(_log, error, {"tool": name})
            raise MCPError(INTERNAL_ERROR, "a fault of the service; its log tells more") from None
        text = json.dumps(answer, ensure_ascii=False)
        return CallToolResult(content=[TextContent(text=text)], structured_content=answer)

    async def _answer(self, offer: Offer, arguments: Mapping[str, Any]) -> dict[str, Any]:
        asked = offer.ask(arguments)
        if isinstance(asked, dict):
            return asked
        for _ in range(SAME_GENERATION):
            answer: dict[str, Any] = json.loads(await self._run(asked.job, asked.arguments))
            if "completeness" in answer:
                return answer
            beside = await self._completeness(answer["generation"])
            if beside["generation"] == answer["generation"]:
                # Before the rows, so that who reads only the beginning has read it.
                rows = {name: answer.pop(name) for name in LAST}
                return {**answer, **beside, **rows}
        raise Overloaded("the data changes while it is read: ask again", retry_after=1)

    async def _completeness(self, generation: int) -> dict[str, Any]:
        """That of the generation, computed once for it and for the day."""
        key = (generation, self._settings.day())
        if self._known is None or self._known[0] != key:
            found = json.loads(await self._run("assistant_completeness", {}))
            self._known = ((found["generation"], key[1]), found)
        return self._known[1]


def _say(error: KnowledgeGraphError) -> str:
    """What is wrong; of a long value that does not fit, only its beginning."""
    value = getattr(error, "value", "")
    text = str(error)
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        text = text.replace(value, value[:LONGEST_VALUE] + "...")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "..."


def _choose_examples(values: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """All ids of a kind where there are few, else some."""
    return {
        kind: told["ids"]
        if told["complete"] and len(told["ids"]) <= FEW
        else told["ids"][:EXAMPLES]
        for kind, told in values.items()
    }
