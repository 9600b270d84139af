"""One cell: from what a spreadsheet holds to a plain value, or why it cannot be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation, localcontext
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from loaders.shipped import CodeList, Shipped
from loaders.workbook.ages import parse_age
from loaders.workbook.definition import Column
from loaders.workbook.reading import BadValue
from ontology.findings import cite_finding, name_finding

MAX_CELL_CHARACTERS = 32_767
"""As in a spreadsheet."""
MAX_WHOLE = 10**15
MAX_DECIMAL_PLACES = 18
"""What an xsd:decimal of the store can hold."""
SHOWN_WORDS = 12
"""Lists up to this length are written out in a message; of longer ones the nearest words."""

ERROR_VALUES = frozenset(
    f"#{name}" for name in ("NULL!", "DIV/0!", "VALUE!", "REF!", "NAME?", "NUM!", "N/A", "CALC!")
)
TRUE_WORDS = frozenset(("yes", "y", "true", "t", "1", "x"))
FALSE_WORDS = frozenset(("no", "n", "false", "f", "0"))

_INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WHOLE = re.compile(r"([+-]?(?:\d{1,40}|\d{1,3}(?:,\d{3}){1,12}))(?:\.0*)?")
_DECIMAL = re.compile(
    r"([+-]?)\$?\s?((?:\d{1,3}(?:,\d{3}){1,12}|\d{0,40})(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3})?)"
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_FEWER = re.compile(r"<\s*(\d{1,9})")


class CellError(Exception):
    """A cell that cannot be read; `code` and the message go into the issue."""

    value: str | None = None
    """The one of several values that is wrong."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Suppressed:
    """A count too small to publish: fewer than `below`."""

    below: int


class _Unread:
    """Stands for the value of a cell that could not be read, in a row that is refused for it."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = _Unread()


@dataclass(frozen=True)
class Notice:
    """Something worth a warning about a cell that was read nevertheless."""

    code: str
    message: str
    value: str | None = None
    """The one of several values it is about."""


Notices = list[Notice]
CellParser = Callable[[Any, Notices], Any]
"""(cell as read, where to put notices) -> value, or None when blank. Raises CellError."""


def cell_text(raw: Any, *, notices: Notices | None = None) -> str:
    """A cell as trimmed text; numbers as a person would type them."""
    if isinstance(raw, str):
        text = raw.strip()
        if not text.isprintable():
            text = text.strip(_INVISIBLE).strip()
            if _FORBIDDEN.search(text):
                raise CellError("control-character", "holds a control character; type it again")
        if len(text) > MAX_CELL_CHARACTERS:
            raise CellError(
                "too-long",
                f"is {len(text):,} characters long, the most is {MAX_CELL_CHARACTERS:,}",
            )
        if text in ERROR_VALUES:
            raise CellError("error-value", "is an error of the spreadsheet; mend the formula")
        return text
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < MAX_WHOLE else repr(raw)
    if isinstance(raw, datetime | date | time | timedelta):
        return _date_as_text(raw, notices)
    if isinstance(raw, BadValue):
        raise CellError(raw.code, raw.message)
    return str(raw)


def _date_as_text(raw: date | time | timedelta, notices: Notices | None) -> str:
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    if notices is not None:
        message = f"the spreadsheet holds a date or time here, read as {raw}; format it as text"
        notices.append(Notice("date-in-text", message))
    return str(raw)


def cell_parser(column: Column, shipped: Shipped) -> CellParser:
    """The parser of one column's cells."""
    one = _item_parser(column, shipped)
    dates = column.datatype == "date"

    def parse(raw: Any, notices: Notices) -> Any:
        if dates and isinstance(raw, date):
            return raw.date() if isinstance(raw, datetime) else raw
        text = cell_text(raw, notices=notices)
        return one(text, notices) if text else None

    def parse_many(raw: Any, notices: Notices) -> Any:
        text = cell_text(raw, notices=notices)
        if not text:
            return None
        items = (item.strip() for item in text.split(";"))
        values = (read_item(item, notices) for item in items if item)
        return tuple(dict.fromkeys(value for value in values if value is not None)) or None

    def read_item(item: str, notices: Notices) -> Any:
        try:
            return one(item, notices)
        except CellError as error:
            error.value = item
            raise

    return parse_many if column.many else parse


def _item_parser(column: Column, shipped: Shipped) -> Callable[[str, Notices], Any]:
    if column.codes is not None:
        return _code_parser(column, shipped.code_lists[column.codes])
    if column.finding:
        return _finding
    if column.age is not None:
        return _age_parser(shipped, end=column.age == "end")
    if column.datatype == "integer":
        if column.suppressed:
            return lambda text, notices: _fewer(text) or _whole(text, column)
        return lambda text, notices: _whole(text, column)
    if column.datatype == "decimal":
        return lambda text, notices: _decimal(text, column)
    return {"boolean": _boolean, "date": _date, "string": _string}[column.datatype]


def _string(text: str, notices: Notices) -> str:
    if text[0] in "{[" and text[1:2] in '"{' and _is_json(text):
        raise CellError("json-in-cell", "is JSON; write plain text, and several values with ;")
    return text


def _finding(text: str, notices: Notices) -> str:
    try:
        return name_finding(cite_finding(text))
    except ValueError as error:
        raise CellError("wrong-type", str(error)) from error


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _boolean(text: str, notices: Notices) -> bool:
    word = text.casefold()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise CellError("wrong-type", "is neither yes nor no; write yes, no or nothing")


def _whole(text: str, column: Column) -> int:
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise CellError("wrong-type", "is not a whole number; write digits only, such as 120")
    value = int(found[1].replace(",", ""))
    _check_limits(value, column)
    return value


def _decimal(text: str, column: Column) -> Decimal:
    found = _DECIMAL.fullmatch(text)
    try:
        value = Decimal(found[1] + found[2].replace(",", "")) if found else None
    except InvalidOperation:
        value = None
    if value is None:
        raise CellError("wrong-type", "is not a number; write digits with a point, such as 12.5")
    _check_limits(value, column)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MAX_DECIMAL_PLACES:
        with localcontext(prec=60):
            value = round(value, MAX_DECIMAL_PLACES)
    return value


def _check_limits(value: int | Decimal, column: Column) -> None:
    lowest = -MAX_WHOLE if column.minimum is None else column.minimum
    highest = MAX_WHOLE if column.maximum is None else column.maximum
    if value < lowest:
        raise CellError("out-of-range", f"is below {lowest:,}, the least there can be")
    if value > highest:
        raise CellError("out-of-range", f"is above {highest:,}, the most there can be")


def _fewer(text: str) -> Suppressed | None:
    if not text.startswith("<"):
        return None
    found = _FEWER.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise CellError("wrong-type", "is no count; write a number, or < and one, such as <11")
    return Suppressed(int(found[1]))


def _age_parser(shipped: Shipped, *, end: bool) -> Callable[[str, Notices], int]:
    @lru_cache(maxsize=1_000)
    def days(text: str) -> int:
        return parse_age(text, end=end, stages=shipped.stages)

    def parse(text: str, notices: Notices) -> int:
        try:
            return days(text)
        except ValueError as error:
            raise CellError("wrong-type", str(error)) from error

    return parse


def _date(text: str, notices: Notices) -> date:
    found = _ISO.fullmatch(text)
    try:
        if found:
            return date.fromisoformat(found[1])
        slashed = _SLASHED.fullmatch(text)
        if slashed:
            return _slashed_date(int(slashed[1]), int(slashed[2]), int(slashed[3]), notices)
    except ValueError as error:
        raise CellError("wrong-type", f"is no day of the calendar ({error})") from error
    if re.fullmatch(r"[3-6]\d{4}", text):
        meant = date(1899, 12, 30) + timedelta(days=int(text))
        raise CellError("wrong-type", f"is a spreadsheet's day number; write {meant} if that is it")
    raise CellError("wrong-type", "is not a date; write it as year-month-day, such as 2026-03-14")


def _slashed_date(first: int, second: int, year: int, notices: Notices) -> date:
    """A date with slashes, where only one reading is possible."""
    if first <= 12 and second <= 12 and first != second:
        one, other = date(year, first, second), date(year, second, first)
        raise CellError("ambiguous-date", f"may be two days; write {one} or {other}")
    meant = date(year, second, first) if first > 12 else date(year, first, second)
    notices.append(Notice("date-form", f"is read as {meant}; write dates as year-month-day"))
    return meant


def _code_parser(column: Column, words: CodeList) -> Callable[[str, Notices], Any]:
    def parse(text: str, notices: Notices) -> str | None:
        notation = words.find(text)
        if notation is not None:
            return notation
        if text.casefold() in column.absent:
            return None
        message = f"is not on the list {words.scheme}; {right_words(text, words, column)}"
        if column.unlisted is None:
            raise CellError("unlisted-word", message)
        outcome = "it is left out" if column.unlisted == "leave-out" else "it is read as unknown"
        notices.append(Notice("unlisted-word", f"{message}; {outcome}", text))
        return None if column.unlisted == "leave-out" else column.unlisted

    return parse


def right_words(text: str, words: CodeList, column: Column) -> str:
    """What to write instead: the whole list when it is short, else the nearest words."""
    allowed = [*words.labels, *column.absent]
    near = get_close_matches(text.casefold()[:60], allowed, n=3, cutoff=0.6)
    if len(allowed) <= SHOWN_WORDS:
        return f"write {', '.join(allowed[:-1])} or {allowed[-1]}"
    if near:
        return f"write {' or '.join(near)}, or see the {len(allowed)} words of the list"
    return f"see the {len(allowed)} words of the list, such as {', '.join(allowed[:4])}"
