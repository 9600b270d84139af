"""The tools of `service.analyses`, one each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, create_model

from graph.errors import BadParameter
from service.analyses import select_analyses
from service.analyses.contract import Analysis, Option
from service.analyses.options import describe_option, read_options
from service.assistants.arguments import AnalysisRows, Rows, read_arguments
from service.assistants.schemas import OPEN, describe_answer, describe_model
from service.assistants.tools import JobCall, Offer, make_tool

PARAMETERS = tuple(name for name in AnalysisRows.model_fields if name not in Rows.model_fields)


def list_analysis_tools(row_limit: int) -> list[Offer]:
    """A tool for every analysis, in order of name."""
    return [_offer(analysis, row_limit) for analysis in select_analyses().values()]


def _offer(analysis: Analysis, row_limit: int) -> Offer:
    lists = [each.name for each in analysis.LISTS]
    names = [option.name for option in analysis.OPTIONS]
    fields: dict[str, Any] = {option.name: (Any, None) for option in analysis.OPTIONS}
    fields["list"] = (str, Field(lists[0], description=_describe_lists(analysis)))
    title = f"{analysis.NAME.capitalize()}Rows"
    model: type[AnalysisRows] = create_model(title, __base__=AnalysisRows, **fields)

    def ask(arguments: Mapping[str, Any]) -> JobCall:
        asked = read_arguments(model, arguments, tool=analysis.NAME, row_limit=row_limit)
        given = asked.model_dump(mode="json")
        options = {name: _texts(given[name]) for name in names if given[name] is not None}
        read_options(analysis, options)
        if given["list"] not in lists:
            raise _unknown_list(analysis.NAME, given["list"], lists)
        told = {
            "analysis": analysis.NAME,
            "parameters": {name: given[name] for name in PARAMETERS},
            "options": options,
            "chosen": given["list"],
            "offset": given["offset"],
            "max_rows": given["max_rows"],
        }
        return JobCall("assistant_result", told)

    takes = describe_model(model, row_limit=row_limit)
    takes["properties"]["list"] |= {"enum": lists}
    for option in analysis.OPTIONS:
        takes["properties"][option.name] = _describe(option)
    tool = make_tool(
        analysis.NAME, analysis.SUMMARY, analysis.DESCRIPTION, takes, describe_answer(OPEN)
    )
    return Offer(tool, ask)


def _unknown_list(tool: str, value: str, lists: list[str]) -> BadParameter:
    expected = "one of " + ", ".join(lists)
    return BadParameter(
        f"{tool}: list = {value!r} does not fit: expected {expected}",
        query=tool,
        name="list",
        value=value,
        expected=expected,
    )


def _describe(option: Option) -> dict[str, Any]:
    return {**describe_option(option), "description": option.meaning}


def _describe_lists(analysis: Analysis) -> str:
    told = "; ".join(f"{each.name}: {each.grain}" for each in analysis.LISTS)
    return f"Which list the rows are of. {told}"


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
