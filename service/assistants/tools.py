"""A tool, and those of the analyses, of search and of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mcp_types import Tool, ToolAnnotations

from service.assistants.arguments import (
    RECORDS,
    AnalysisRows,
    CoverageRows,
    GapRows,
    OverlapRows,
    RecordRows,
    Rows,
    SearchRows,
    read_arguments,
)
from service.assistants.schemas import OPEN, Schema, describe_answer, describe_model

READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


@dataclass(frozen=True)
class JobCall:
    """A job to run, and what it is given."""

    job: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """A tool, and how a call of it becomes a job."""

    tool: Tool
    ask: Callable[[Mapping[str, Any]], JobCall | dict[str, Any]]
    """The job for some arguments, or the answer where none is needed; raises BadParameter."""
    records: Mapping[str, str] = field(default_factory=dict)
    """Arguments that name records, each with the kind of record."""

    @property
    def name(self) -> str:
        return self.tool.name

    def shown(self, ids: Mapping[str, Sequence[str]]) -> Tool:
        """The tool as it is listed, with ids of the loaded records as examples."""
        examples = {name: list(ids[kind]) for name, kind in self.records.items() if ids.get(kind)}
        if not examples:
            return self.tool
        takes = self.tool.input_schema
        properties = {
            name: schema | ({"examples": examples[name]} if name in examples else {})
            for name, schema in takes["properties"].items()
        }
        return self.tool.model_copy(update={"input_schema": {**takes, "properties": properties}})


def make_tool(name: str, title: str, description: str, takes: Schema, answers: Schema) -> Tool:
    """A tool that only reads."""
    return Tool(
        name=name,
        title=title,
        description=description,
        input_schema=takes,
        output_schema=answers,
        annotations=READ_ONLY,
    )


def list_analyses(row_limit: int) -> list[Offer]:
    """Coverage, gaps and overlaps."""
    pair = {"type": ["array", "null"], "items": {"type": "number"}}
    headline = {
        "type": "object",
        "properties": {"every_door": pair, "any_door": pair},
        "description": "Weighted share of the required cells: [certain, possible]",
    }
    required = OPEN | {"description": "The cells asked for: origin, cells, weight"}
    chosen = OPEN | {"description": "What the rows were chosen by"}
    counts = OPEN | {"description": "All there are, by type; not only those chosen"}
    return [
        _analysis(
            "coverage",
            "No-wrong-door coverage",
            "How far every door, and any door, leads to what families need: the headline as an "
            "interval, and one row per required cell (touchpoint, need, segment, place) with its "
            "status, its route, its gap type and what to verify with whom. What is unknown is not "
            "a gap. max_rows 0 gives the headline alone, and is fast.",
            CoverageRows,
            {
                "required": required,
                "headline": headline,
                "variants": {
                    "type": "array",
                    "items": OPEN,
                    "description": "The headline for 0, 1 and 2 handoffs, warm and any",
                },
                "chosen": chosen,
            },
            row_limit,
        ),
        _analysis(
            "gaps",
            "Needs that families cannot get met, and why",
            "One row per required cell that no door, or not every door, leads to, the heaviest "
            "first, each with a sentence. Types: orphan (no door), supply (nobody offers it), "
            "eligibility, access (not in that place), link (no referral leads there), warmth "
            "(only a cold referral does), door-gap (some doors fail).",
            GapRows,
            {"required": required, "headline": headline, "counts": counts, "chosen": chosen},
            row_limit,
        ),
        _analysis(
            "overlaps",
            "Services that serve nearly the same families",
            "One row per pair of services of different partners, the strongest overlap first, "
            "then pairs of records that may be the same service. A duplication candidate is a "
            "question for the partners to discuss, not a verdict.",
            OverlapRows,
            {"thresholds": OPEN, "counts": counts, "chosen": chosen},
            row_limit,
        ),
    ]


def _analysis(
    name: str,
    title: str,
    description: str,
    model: type[AnalysisRows],
    further: Mapping[str, Schema],
    row_limit: int,
) -> Offer:
    parameters = [key for key in AnalysisRows.model_fields if key not in Rows.model_fields]

    def ask(arguments: Mapping[str, Any]) -> JobCall:
        asked = read_arguments(model, arguments, tool=name, row_limit=row_limit)
        given = asked.model_dump(mode="json")
        told = {
            "kind": name,
            "offset": given.pop("offset"),
            "max_rows": given.pop("max_rows"),
            "parameters": {key: given.pop(key) for key in parameters},
            "chosen": {key: value for key, value in given.items() if value is not None},
        }
        return JobCall("assistant_analysis", told)

    takes = describe_model(model, row_limit=row_limit)
    tool = make_tool(name, title, description, takes, describe_answer(OPEN, further))
    return Offer(tool, ask, {key: key for key in RECORDS if key in model.model_fields})


def list_lookups(row_limit: int) -> list[Offer]:
    """Search, and one record."""
    text = {"type": ["string", "null"]}
    hit = {
        "type": "object",
        "properties": {
            **{name: text for name in ("kind", "id", "name", "description", "iri")},
            "score": {"type": "number", "description": "1 is the name or id itself"},
        },
    }
    statement = {
        "type": "object",
        "properties": {
            **{name: text for name in ("property", "property_iri", "id", "name", "source")},
            "inverse": {"type": "boolean", "description": "The value says it of this record"},
            "value": {},
        },
    }
    return [
        _lookup(
            "search",
            "Find records and queries by words",
            "Touchpoints, partners, services, places, needs, segments, funding streams and the "
            "named queries whose name, other names, id, needs or description have the words; best "
            "first. Case, accents and typing errors do not matter. The id of a row can be given "
            "to the other tools.",
            ("search", SearchRows),
            (hit, {}),
            row_limit,
        ),
        _lookup(
            "describe_record",
            "Everything that is said of one record",
            "One row per statement: what is said of the record, then which others say something "
            "of it. Where a confidential site is, is not told.",
            ("assistant_record", RecordRows),
            (statement, {"record": OPEN}),
            row_limit,
        ),
    ]


def _lookup(
    name: str,
    title: str,
    description: str,
    asked: tuple[str, type[SearchRows] | type[RecordRows]],
    answered: tuple[Schema, Mapping[str, Schema]],
    row_limit: int,
) -> Offer:
    job, model = asked

    def ask(arguments: Mapping[str, Any]) -> JobCall:
        given = read_arguments(model, arguments, tool=name, row_limit=row_limit)
        return JobCall(job, given.model_dump(mode="json"))

    takes = describe_model(model, row_limit=row_limit)
    return Offer(make_tool(name, title, description, takes, describe_answer(*answered)), ask)
