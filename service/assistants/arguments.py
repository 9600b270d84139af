"""What the tools take that are no named query; their input schemas are made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import BadParameter
from service.asked import CoverageBody

ROWS = 100
"""Rows of an answer where nothing else is asked."""
FOUND = 20
"""The same for search."""

RECORDS = ("touchpoint", "need", "segment", "place")
"""What cells and gaps may be chosen by, beside words of their own."""
FINDABLE = "id, source:id or IRI; search finds it"
"""How a record is named."""
Status = Literal["covered", "gap", "unknown"]


class Rows(BaseModel):
    """Which rows are wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_rows: int = Field(ROWS, ge=0, description="Most rows to tell; truncated says of more")
    offset: int = Field(0, ge=0, description="Rows to pass over")


class AnalysisRows(CoverageBody, Rows):
    """Parameters of coverage, and which rows."""


class CellRows(AnalysisRows):
    """Which cells."""

    touchpoint: str | None = Field(None, description=f"Only at this touchpoint ({FINDABLE})")
    need: str | None = Field(None, description=f"Only of this need ({FINDABLE})")
    segment: str | None = Field(
        None, description=f"Only of this kind of family ({FINDABLE}; all is every family)"
    )
    place: str | None = Field(
        None, description=f"Only in this place ({FINDABLE}; everywhere is the whole area)"
    )


class CoverageRows(CellRows):
    any_door: Status | None = Field(None, description="Only cells with this status for any door")
    every_door: Status | None = Field(
        None, description="Only cells with this status for every door, which is no wrong door"
    )


class GapRows(CellRows):
    gap_type: (
        Literal["orphan", "supply", "eligibility", "access", "link", "warmth", "door-gap"] | None
    ) = Field(None, description="Only gaps of this type")


class OverlapRows(AnalysisRows):
    verdict: (
        Literal[
            "overlap-not-judged",
            "healthy-redundancy",
            "duplication-candidate",
            "possible-duplicate-record",
        ]
        | None
    ) = Field(None, description="Only pairs with this verdict")


class SearchRows(Rows):
    text: str = Field(
        min_length=1, max_length=200, description="Words to look for; they may be misspelt"
    )
    kinds: tuple[
        Literal["touchpoint", "partner", "service", "place", "need", "segment", "stream", "query"],
        ...,
    ] = Field((), description="Only these kinds; without any, all")
    max_rows: int = Field(FOUND, ge=0, description="Most rows to tell; truncated says of more")


class RecordRows(Rows):
    record: str = Field(
        min_length=1, max_length=2000, description="Id, source:id or IRI of the record"
    )
    kind: (
        Literal[
            "partner",
            "service",
            "touchpoint",
            "place",
            "need",
            "segment",
            "stream",
            "pathway",
            "door",
            "site",
            "source",
        ]
        | None
    ) = Field(None, description="Its kind, where an id is that of several records")


Asked = TypeVar("Asked", bound=Rows)


def read_arguments(
    model: type[Asked], arguments: Mapping[str, Any], *, tool: str, row_limit: int
) -> Asked:
    """The arguments as the model has them; a null counts as not given.

    Raises BadParameter that says what would be right.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in given:
        if name not in model.model_fields:
            raise unknown_argument(tool, name, model.model_fields)
    try:
        asked = model.model_validate(given)
    except ValidationError as error:
        raise _misfit(tool, error) from None
    if asked.max_rows <= row_limit:
        return asked
    if "max_rows" not in asked.model_fields_set:
        return asked.model_copy(update={"max_rows": row_limit})
    expected = f"at most {row_limit}; ask for the others with offset"
    raise BadParameter(
        f"{tool}: max_rows = {asked.max_rows} does not fit: expected {expected}",
        query=tool,
        name="max_rows",
        value=str(asked.max_rows),
        expected=expected,
    )


def _misfit(tool: str, error: ValidationError) -> BadParameter:
    """The first value that does not fit, and what would be right."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    if first["type"] == "missing":
        value, said = "", f"{tool} needs {name}"
    else:
        value = str(first["input"])
        said = f"{tool}: {name} = {value!r} does not fit: {first['msg']}"
    return BadParameter(said, query=tool, name=name, value=value, expected=first["msg"])


def unknown_argument(tool: str, name: str, known: Iterable[str]) -> BadParameter:
    """That a tool has no such argument, and which it has."""
    told = ", ".join(known)
    return BadParameter(
        f"{tool} has no parameter {name!r} (it has: {told})",
        query=tool,
        name=name,
        value="",
        expected=told,
    )
