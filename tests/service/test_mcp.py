"""The tools for assistants: what they offer, and that they answer what the analyses answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from mcp import MCPError
from mcp_types import Tool
from served.assistant import Conversation, run_here, server_over, talking
from served.problems import HOSTILE, SECRET

from graph.coverage import CoverageParameters, compute_coverage
from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.errors import QueryTimeout
from graph.gaps import select_gaps
from graph.overlap import compute_overlaps
from graph.projection import Projection, build_projection
from graph.public import PublicStore
from graph.store import EmbeddedStore, ReadableStore
from queries.catalogue import catalogue
from queries.codes import code_labels
from queries.header import RECORD_TYPES
from queries.run import run_query
from service.analyses import list_analyses
from service.assistants.arguments import GapRows, OverlapRows, RecordRows, SearchRows
from service.assistants.query_tools import tool_name
from service.assistants.records import KINDS
from service.assistants.server import build_server
from service.demo import AS_OF
from service.filters import list_gap_types
from service.output import _plain
from service.search import KINDS as SEARCHED
from service.settings import Settings
from service.workers.job import JobData

DAY = {"as_of": AS_OF.isoformat(), "stale_after_days": 365}
ALWAYS = ["search", "describe_record", "coverage", "gaps", "overlaps", *list_analyses()]


@pytest.fixture(scope="module")
def public(loaded_demo: Path) -> ReadableStore:
    """The public data of the demonstration community."""
    return PublicStore(EmbeddedStore(loaded_demo).read())


@pytest.fixture(scope="module")
def net(public: ReadableStore) -> Projection:
    return build_projection(public)


@pytest.fixture(scope="module")
def data(public: ReadableStore, loaded_demo: Path) -> JobData:
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


@pytest.fixture(scope="module")
def asked(data: JobData) -> Iterator[Conversation]:
    """An assistant that asks the server over this data."""
    with talking(server_over(data)) as conversation:
        yield conversation


@pytest.fixture(scope="module")
def tools(asked: Conversation) -> dict[str, Tool]:
    return {tool.name: tool for tool in asked.list_tools()}


def plain(rows: Any) -> Any:
    """As JSON tells it."""
    return json.loads(json.dumps(rows, default=_plain))


def check_beside(answer: dict[str, Any], net: Projection) -> None:
    """What every answer carries."""
    parameters = CoverageParameters(as_of=AS_OF)
    assert answer["completeness"] == compute_completeness(Facts(net, parameters))
    assert answer["generation"] == 1
    assert answer["truncated"] is (len(answer["rows"]) < answer["total_rows"])
    assert answer["note"]
    assert answer["facts"]
    assert all(re.match(r"https?://", fact) for fact in answer["facts"])
    assert list(answer)[-2:] == ["rows", "facts"]


def test_a_tool_for_each_query_and_each_analysis(tools: dict[str, Tool]) -> None:
    assert list(tools) == [*ALWAYS, *map(tool_name, catalogue().values())]
    for name, tool in tools.items():
        # With the name of the server before it, as assistants write it, 64 letters are allowed.
        assert re.fullmatch(r"[a-z_]{1,46}", name)
        assert tool.title
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.annotations.destructive_hint is False
        for schema in (tool.input_schema, tool.output_schema):
            assert schema is not None
            assert schema["type"] == "object"
            Draft202012Validator.check_schema(schema)


def test_the_tool_of_a_query_says_what_its_header_says(tools: dict[str, Tool]) -> None:
    for query in catalogue().values():
        tool = tools[tool_name(query)]
        taken, given = tool.input_schema, tool.output_schema
        names = [param.name for param in query.params]
        assert list(taken["properties"]) == [*names, "max_rows", "offset"]
        assert taken["required"] == [param.name for param in query.params if param.required]
        assert taken["additionalProperties"] is False
        for param in query.params:
            schema = taken["properties"][param.name]
            one = schema["items"] if param.many else schema
            assert (one["type"] == "integer") is (param.type == "integer")
            assert bool(one.get("enum")) is bool(param.values or param.scheme)
            assert ("default" in schema) is (param.default is not None)
            assert bool(schema.get("examples")) is (param.type in RECORD_TYPES)
        assert given is not None
        columns = [column.name for column in query.columns]
        assert list(given["properties"]["rows"]["items"]["properties"]) == columns


def test_queries_answer_their_rows(
    asked: Conversation, tools: dict[str, Tool], public: ReadableStore, net: Projection
) -> None:
    for query in catalogue().values():
        for example in query.examples or ({},):
            values = {name: list(v) if isinstance(v, tuple) else v for name, v in example.items()}
            answer = asked.call(tool_name(query), {**values, "max_rows": 1000})
            table = run_query(public, query, values, today=AS_OF)
            columns = [column.name for column in table.columns]
            rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
            assert answer["rows"] == plain(rows), query.name
            assert answer["parameters"] == table.parameters
            assert answer["query"] == query.name
            assert answer["freshness"] == DAY
            check_beside(answer, net)


def test_values_as_json_has_them(asked: Conversation, public: ReadableStore) -> None:
    table = run_query(public, "coverage/needs-and-services", {"at_most_partners": "1"})
    name = "query_coverage_needs_and_services"
    for value in (1, "1", [1], ["1"]):
        assert asked.call(name, {"at_most_partners": value})["total_rows"] == len(table.rows)
    assert asked.call(name, {"at_most_partners": None})["total_rows"] > len(table.rows)
    several = asked.call("query_findings_gaps", {"type": ["link", "warmth"]})
    assert several["parameters"]["type"].count("gap-type/") == 2


def test_rows_in_parts(asked: Conversation) -> None:
    name = "query_partners_by_sector"
    whole = asked.call(name, {"max_rows": 1000})["rows"]
    parts: list[Any] = []
    while True:
        part = asked.call(name, {"max_rows": 17, "offset": len(parts)})
        parts += part["rows"]
        assert part["total_rows"] == len(whole)
        if not part["truncated"]:
            break
        assert f"offset {len(parts)} gives the next" in part["note"]
    assert parts == whole
    beyond = asked.call(name, {"offset": len(whole) + 5})
    assert (beyond["rows"], beyond["truncated"]) == ([], False)
    assert f"there are {len(whole)}" in beyond["note"]


def test_no_row_at_all_and_one(asked: Conversation) -> None:
    one = asked.call("query_partners_sites", {"partner": "baby-link"})
    assert (one["total_rows"], one["note"]) == (1, "The only row.")
    assert one["facts"][0].endswith("/partner/baby-link")
    none = asked.call("query_funding_by_level", {"year": "1900"})
    assert none["note"].startswith("No rows")
    assert [fact.rpartition("/")[2] for fact in none["facts"]] == ["community", "directory"]
    counted = asked.call("query_services_languages", {"max_rows": 0})
    assert counted["rows"] == []
    assert counted["truncated"]
    assert "none of them shown" in counted["note"]


@pytest.mark.parametrize("era", ["auto", "legacy"])
def test_coverage_is_that_of_the_analysis(data: JobData, net: Projection, era: str) -> None:
    given = {"handoffs": 2, "mode": "any", "stale_after_days": 200}
    parameters = CoverageParameters(as_of=AS_OF, **given)  # type: ignore[arg-type]
    coverage = compute_coverage(net, parameters).as_dict()
    with talking(server_over(data), era=era) as asked:
        answer = asked.call("coverage", {**given, "max_rows": 10_000})
    cells = coverage.pop("cells")
    assert answer["rows"] == cells
    assert {key: answer[key] for key in coverage} == coverage
    assert (answer["total_rows"], answer["truncated"]) == (len(cells), False)
    known = {*net.services.iris, *net.partners.iris, *net.touchpoints.iris, *net.pathways.iris}
    assert known.issuperset(answer["facts"])


def test_coverage_without_cells_is_the_headline(asked: Conversation, net: Projection) -> None:
    answer = asked.call("coverage", {"max_rows": 0})
    summary = compute_coverage(net, CoverageParameters(as_of=AS_OF), routes="none").summary()
    assert {key: answer[key] for key in summary} == summary
    assert answer["parameters"] == {
        "handoffs": 1,
        "mode": "warm",
        "uncoded_services": "unknown",
        **DAY,
    }
    check_beside(answer, net)


def test_facts_are_what_each_row_rests_on(asked: Conversation, net: Projection) -> None:
    iri: dict[str, str] = {}
    for part in (net.services, net.partners, net.touchpoints):
        iri |= zip(part.ids, part.iris, strict=True)

    def one(tool: str, **chosen: str) -> tuple[dict[str, Any], set[str]]:
        answer = asked.call(tool, {**chosen, "max_rows": 1})
        (row,) = answer["rows"]
        return row, set(answer["facts"])

    cell, facts = one("coverage", any_door="covered")
    assert {iri[cell["touchpoint"]], *(iri[node] for node in cell["route"])} == facts
    cell, facts = one("coverage", any_door="unknown")
    assert {iri[node] for node in cell["possible_route"]} <= facts
    assert {iri[each["with"]] for each in cell["verify"]} <= facts
    cell, facts = one("gaps", gap_type="door-gap")
    assert {iri[each["door"]] for each in cell["failing_doors"]} <= facts
    cell, facts = one("gaps", gap_type="supply")
    assert len(facts) > 1
    pair, facts = one("overlaps")
    names = ("first", "second", "first_partner", "second_partner")
    assert {iri[pair[name]] for name in names} == facts


def test_cells_are_chosen_by_any_name_of_a_record(asked: Conversation, net: Projection) -> None:
    chosen = {"segment": "spanish-speaking", "every_door": "gap"}
    everything = asked.call("coverage", {"max_rows": 10_000})["rows"]
    wanted = [cell for cell in everything if chosen.items() <= cell.items()]
    iri = net.segments.iris[net.segments.ids.index("spanish-speaking")]
    for name in ("spanish-speaking", "community:spanish-speaking", iri):
        answer = asked.call("coverage", {**chosen, "segment": name, "max_rows": 10_000})
        assert answer["rows"] == wanted
        assert answer["chosen"] == chosen


def test_gaps_are_those_of_the_analysis(asked: Conversation, net: Projection) -> None:
    coverage = compute_coverage(net, CoverageParameters(as_of=AS_OF), routes="gaps")
    gaps = select_gaps(coverage)
    answer = asked.call("gaps", {"max_rows": 10_000})
    assert answer["rows"] == gaps.pop("gaps")
    assert {key: answer[key] for key in gaps} == gaps
    check_beside(answer, net)
    links = asked.call("gaps", {"gap_type": "link"})
    assert links["rows"] == [gap for gap in answer["rows"] if gap["gap_type"] == "link"]
    assert links["counts"] == gaps["counts"]


def test_overlaps_are_those_of_the_analysis(asked: Conversation, net: Projection) -> None:
    overlaps = compute_overlaps(net, CoverageParameters(as_of=AS_OF))
    answer = asked.call("overlaps", {"max_rows": 10_000})
    count = len(overlaps["pairs"])
    assert answer["rows"][:count] == overlaps["pairs"]
    assert len(answer["rows"]) == count + len(overlaps["possible_duplicates"])
    assert answer["thresholds"] == overlaps["thresholds"]
    assert sum(answer["counts"].values()) == answer["total_rows"]
    check_beside(answer, net)
    twice = asked.call("overlaps", {"verdict": "possible-duplicate-record"})
    assert twice["rows"] == answer["rows"][count:]


def test_search_forgives_typing_errors(asked: Conversation, net: Projection) -> None:
    answer = asked.call("search", {"text": "BIRTH registraton"})
    assert answer["rows"][0]["id"] == "community:birth-registration"
    assert answer["facts"][0] == answer["rows"][0]["iri"]
    check_beside(answer, net)
    partners = asked.call("search", {"text": "alder county", "kinds": ["partner"], "max_rows": 3})
    assert {row["kind"] for row in partners["rows"]} == {"partner"}
    assert partners["truncated"]


def test_what_search_finds_can_be_given_to_the_other_tools(asked: Conversation) -> None:
    sought = {"text": "first prenatl visit", "kinds": ["touchpoint"]}
    found = asked.call("search", sought)["rows"][0]
    assert asked.call("query_touchpoints_doors", {"touchpoint": found["id"]})["rows"]
    gaps = asked.call("gaps", {"touchpoint": found["id"]})
    assert {row["touchpoint"] for row in gaps["rows"]} == {"first-prenatal-visit"}
    record = asked.call("describe_record", {"record": found["id"]})
    assert record["record"]["iri"] == found["iri"]


def test_a_record_with_what_is_said_of_it(asked: Conversation, net: Projection) -> None:
    answer = asked.call("describe_record", {"record": "alder-wic", "max_rows": 1000})
    assert answer["record"] == {
        "iri": "https://w3id.org/nowrongdoor/id/community/partner/alder-wic",
        "id": "alder-wic",
        "kind": "partner",
        "name": "Alder County WIC",
        "source": "community",
    }
    assert answer["facts"] == [answer["record"]["iri"]]
    check_beside(answer, net)
    said = [(row["property_iri"], row["value"]) for row in answer["rows"] if not row["inverse"]]
    assert ("https://schema.org/telephone", "541-555-0102") in said
    inverse = {row["id"] for row in answer["rows"] if row["inverse"]}
    assert {"svc-wic-breastfeeding", "site-wic-tamarack"} <= inverse
    again = asked.call("describe_record", {"record": answer["record"]["iri"], "max_rows": 1000})
    assert again["rows"] == answer["rows"]


def test_nothing_tells_where_a_confidential_site_is(asked: Conversation, loaded_demo: Path) -> None:
    whole = EmbeddedStore(loaded_demo).read()
    (hidden,) = {
        quad.subject.value for quad in whole.store if SECRET[0] in str(quad.object)
        and "/site/" in str(quad.subject)
    }  # fmt: skip
    told = [
        asked.result(tool_name(query), {**example, "max_rows": 1000})
        for query in catalogue().values()
        for example in query.examples or ({},)
    ]
    assert not any(asked.call("search", {"text": mark})["rows"] for mark in SECRET)
    record = asked.call("describe_record", {"record": hidden})
    assert record["rows"]
    texts = [json.dumps(record), *(each.model_dump_json() for each in told)]
    assert not [text for text in texts if any(mark in text for mark in SECRET)]


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("query_partners_serving_touchpoint", {}, "needs touchpoint"),
        ("query_partners_serving_touchpoint", {"touchpoint": "birth-registraton"},
         "nearest: birth-registration (Birth certificate)"),
        ("query_partners_serving_touchpoint", {"touchpoint": ["a", "b"]}, "takes one touchpoint"),
        ("query_partners_serving_touchpoint", {"touchpoint": {"id": 1}}, "expected text"),
        ("query_partners_by_sector", {"sectr": "health"}, "it has: sector, max_rows, offset"),
        ("query_partners_by_sector", {"sector": "helth"}, "nearest: health"),
        ("query_partners_by_sector", {"max_rows": 10_001}, "at most 10000"),
        ("query_partners_by_sector", {"offset": -1}, "greater than or equal to 0"),
        ("query_funding_streams_ending", {"by": "soon"}, "a date such as"),
        ("coverage", {"handoffs": 21}, "less than or equal to 20"),
        ("coverage", {"mode": "cold"}, "'warm' or 'any'"),
        ("coverage", {"as_of": "2026-02-30"}, "as_of = '2026-02-30'"),
        ("coverage", {"handofs": 1}, "it has: max_rows, offset, handoffs"),
        ("coverage", {"need": "no-such-need-at-all"}, "the id of a loaded need"),
        ("gaps", {"gap_type": "no-doors-listed"}, "'orphan'"),
        ("overlaps", {"verdict": "same"}, "'healthy-redundancy'"),
        ("search", {}, "search needs text"),
        ("search", {"text": "..."}, "expected words"),
        ("search", {"text": "wic", "kinds": ["person"]}, "'touchpoint'"),
        ("describe_record", {"record": "birth-registraton"}, "nearest: community:birth-regis"),
        ("describe_record", {"record": "alder-wic", "kind": "site"}, "no site 'alder-wic'"),
        ("describe_record", {"record": "https://example.org/nothing"}, "is loaded"),
        ("run_query", {"name": "partners/serving-touchpiont"}, "nearest: partners/serving-touch"),
        ("run_query", {"name": "partners/sites", "parameters": [1]}, "an object of values"),
        ("list_queries", {"topic": "people"}, "one of budget, codes"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_what_would(
    asked: Conversation, name: str, arguments: dict[str, Any], words: str
) -> None:
    said = asked.refusal(name, arguments)
    assert words in said
    assert "Traceback" not in said
    assert "\n" not in said


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_values(asked: Conversation, value: str) -> None:
    asked.refusal("query_partners_serving_touchpoint", {"touchpoint": value})
    asked.refusal("describe_record", {"record": value})
    asked.refusal("gaps", {"place": value})
    result = asked.result("search", {"text": value})
    assert result.is_error or "rows" in result.structured_content


def test_a_long_value_is_not_sent_back(asked: Conversation) -> None:
    said = asked.refusal("query_partners_by_sector", {"sector": "health" * 10_000})
    assert len(said) < 500
    assert "a code of sector" in said or "one of" in said


def test_an_unknown_tool_is_an_error_of_the_protocol(asked: Conversation) -> None:
    with pytest.raises(MCPError, match=r"no tool 'coverages'; nearest: coverage"):
        asked.call("coverages")


def test_few_tools_for_who_takes_few(data: JobData) -> None:
    with talking(server_over(data, compact=True)) as few:
        listed = [tool.name for tool in few.list_tools()]
        assert listed == [*ALWAYS, "list_queries", "run_query"]
        told = few.call("list_queries")
        assert [row["name"] for row in told["rows"]] == list(catalogue())
        (codes,) = few.call("list_queries", {"topic": "codes"})["rows"]
        assert codes["parameters"]["scheme"]["required"]
        one = few.call(
            "run_query", {"name": "partners/sites", "parameters": {"partner": "baby-link"}}
        )
        assert one == few.call("query_partners_sites", {"partner": "baby-link"})
        part = few.call("run_query", {"name": "partners/by-sector", "max_rows": 2, "offset": 1})
        assert part["note"].startswith("Rows 2 to 3")


def test_the_words_that_may_be_chosen_are_those_there_are() -> None:
    def words(model: Any, name: str) -> list[str]:
        parts = get_args(model.model_fields[name].annotation)
        return [word for part in parts for word in get_args(part) if isinstance(word, str)]

    assert words(GapRows, "gap_type") == list_gap_types()
    assert sorted(words(OverlapRows, "verdict")) == sorted(code_labels("overlap-verdict"))
    assert words(RecordRows, "kind") == list(KINDS)
    assert words(SearchRows, "kinds") == list(SEARCHED)
    parameters = {param.name for query in catalogue().values() for param in query.params}
    assert not parameters & {"max_rows", "offset"}


def test_before_anything_is_loaded(tmp_path: Path) -> None:
    nothing = JobData(Settings(data_dir=tmp_path), None, None)
    with talking(server_over(nothing)) as asked:
        assert len(asked.list_tools()) > len(ALWAYS)
        for name in ("coverage", "gaps", "overlaps", "query_sources_loaded"):
            assert "no data yet" in asked.refusal(name)
        assert "no data yet" in asked.refusal("search", {"text": "wic"})


def test_a_deadline_is_said(data: JobData) -> None:
    async def run(job: str, arguments: dict[str, Any]) -> bytes:
        raise QueryTimeout("not answered within 10 s, and stopped", query="", seconds=10)

    with talking(build_server(run, data.settings)) as asked:
        assert "within 10 s" in asked.refusal("gaps")
        assert asked.list_tools()


@pytest.mark.parametrize("era", ["auto", "legacy"])
def test_a_fault_is_not_told(data: JobData, caplog: pytest.LogCaptureFixture, era: str) -> None:
    async def run(job: str, arguments: dict[str, Any]) -> bytes:
        if job == "openapi_values":
            return b"{}"
        raise RuntimeError("secret of the house")

    with (
        talking(build_server(run, data.settings), era=era) as asked,
        pytest.raises(MCPError, match="a fault of the service"),
    ):
        asked.call("gaps")
    assert [record.getMessage() for record in caplog.records] == ["fault"]


def test_completeness_is_of_the_generation_that_was_read(data: JobData) -> None:
    real, jobs = run_here(data), []

    async def run(job: str, arguments: dict[str, Any]) -> bytes:
        """Between the first answer and its completeness, a new generation appears."""
        answer = json.loads(await real(job, arguments))
        if job != "openapi_values":
            jobs.append(job)
            answer["generation"] = 1 if len(jobs) == 1 else 2
        return json.dumps(answer).encode()

    with talking(build_server(run, data.settings)) as asked:
        assert asked.call("search", {"text": "wic"})["generation"] == 2
        assert jobs == ["search", "assistant_completeness", "search"]
        assert asked.call("search", {"text": "food"})["generation"] == 2
        assert jobs[3:] == ["search"]
