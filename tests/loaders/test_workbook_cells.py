"""One cell: what is read as what, and what is refused with which words."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from loaders.shipped import read_shipped
from loaders.workbook.ages import parse_age
from loaders.workbook.cells import CellError, Notice, Suppressed, cell_parser, cell_text
from loaders.workbook.definition import read_definition


def parse(table: str, column: str, raw: Any) -> Any:
    value, notices = parse_with_notices(table, column, raw)
    assert notices == []
    return value


def parse_with_notices(table: str, column: str, raw: Any) -> tuple[Any, list[Notice]]:
    notices: list[Notice] = []
    found = read_definition().by_name[table].by_name[column]
    return cell_parser(found, read_shipped())(raw, notices), notices


def refusal(table: str, column: str, raw: Any) -> str:
    with pytest.raises(CellError) as caught:
        parse_with_notices(table, column, raw)
    return f"{caught.value.code}: {caught.value}"


@pytest.mark.parametrize(
    ("text", "end", "days"),
    [
        ("0", False, 0),
        ("-280", False, -280),
        ("180", False, 180),
        ("45 days", False, 45),
        ("1 day", False, 1),
        ("6 weeks", False, 42),
        ("6wk", False, 42),
        ("1 week", False, 7),
        ("1 month", False, 30),
        ("18 months", False, 547),
        ("18 mo", False, 547),
        ("18 mos.", False, 547),
        ("1 year", False, 365),
        ("3 years", False, 1095),
        ("4 yr", False, 1461),
        ("5 Yrs old", False, 1826),
        ("2-years", False, 730),
        ("1.5 years", False, 547),
        ("prenatal", False, -280),
        ("prenatal", True, 0),
        ("Newborn", True, 28),
        ("newborn", False, 0),
        ("infant", False, 28),
        ("infant", True, 365),
        ("toddler", True, 730),
        ("preschool", True, 1826),
    ],
)
def test_ages_are_days_from_birth(text: str, end: bool, days: int) -> None:
    assert parse_age(text, end=end, stages=read_shipped().stages) == days


@pytest.mark.parametrize(
    "text", ["school age", "0-3 years", "six weeks", "2.5", "5 decades", "1 year 6 months", "m"]
)
def test_other_ages_are_refused_with_what_is_right(text: str) -> None:
    with pytest.raises(ValueError, match=r"days|whole number"):
        parse_age(text, end=False, stages=read_shipped().stages)


@pytest.mark.parametrize("raw", ["5000 years", "99999999"])
def test_ages_beyond_reason_are_refused(raw: str) -> None:
    assert refusal("services", "to_age", raw).startswith("wrong-type")


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-14",
        "2026-03-14T10:00:00Z",
        "2026-03-14 00:00:00",
        date(2026, 3, 14),
        datetime(2026, 3, 14, 9, 30),
    ],
)
def test_dates(raw: Any) -> None:
    assert parse("partners", "verified_on", raw) == date(2026, 3, 14)


@pytest.mark.parametrize("raw", ["3/14/2026", "14/3/2026", "03/14/2026"])
def test_a_slashed_date_with_one_reading_is_a_warning(raw: str) -> None:
    value, notices = parse_with_notices("partners", "verified_on", raw)
    assert value == date(2026, 3, 14)
    assert [notice.code for notice in notices] == ["date-form"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("3/4/2026", "ambiguous-date: may be two days; write 2026-03-04 or 2026-04-03"),
        ("2026-02-30", "wrong-type: is no day of the calendar"),
        ("13/13/2026", "wrong-type: is no day of the calendar"),
        ("46095", "wrong-type: is a spreadsheet's day number; write 2026-03-14"),
        (46095, "wrong-type: is a spreadsheet's day number; write 2026-03-14"),
        ("March 14", "wrong-type: is not a date; write it as year-month-day"),
        ("3/14/26", "wrong-type: is not a date"),
        (time(9, 30), "wrong-type: is not a date"),
    ],
)
def test_other_dates_are_refused(raw: Any, words: str) -> None:
    assert refusal("partners", "verified_on", raw).startswith(words)


@pytest.mark.parametrize("raw", ["yes", "Y", "TRUE", "t", "1", "x", "X", True, 1, 1.0])
def test_yes(raw: Any) -> None:
    assert parse("sites", "confidential", raw) is True


@pytest.mark.parametrize("raw", ["no", "N", "False", "f", "0", False, 0, 0.0])
def test_no(raw: Any) -> None:
    assert parse("sites", "confidential", raw) is False


def test_maybe_is_refused() -> None:
    assert refusal("sites", "confidential", "maybe").startswith("wrong-type: is neither yes nor")


@pytest.mark.parametrize("raw", ["120", " 120 ", "120.0", 120, 120.0, "+120"])
def test_whole_numbers(raw: Any) -> None:
    assert parse("services", "capacity", raw) == 120


def test_commas_between_thousands() -> None:
    assert parse("places", "population", "1,234,567") == 1_234_567
    assert parse("allocations", "amount", "$1,250.50") == Decimal("1250.50")


@pytest.mark.parametrize("raw", ["12.5", "twelve", "1,2", "1_000", "0x10", "", "9" * 5_000, "<11"])
def test_other_whole_numbers_are_refused(raw: str) -> None:
    if raw:
        assert refusal("services", "capacity", raw).startswith("wrong-type")
    else:
        assert parse("services", "capacity", raw) is None


def test_limits() -> None:
    assert refusal("requirements", "weight", "-1").startswith("out-of-range: is below 0")
    assert refusal("places", "latitude", "91").startswith("out-of-range: is above 90")
    assert refusal("services", "wait_days", "1" * 20).startswith("out-of-range")


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1.5", "1.5"), (".5", "0.5"), ("5.", "5"), (0.1, "0.1"), ("1e3", "1000"), (7, "7")],
)
def test_decimals(raw: Any, value: str) -> None:
    assert parse("requirements", "weight", raw) == Decimal(value)


@pytest.mark.parametrize("raw", ["nan", "inf", "Infinity", ".", "-", "1,5", "1.2.3", "1e999"])
def test_other_decimals_are_refused(raw: str) -> None:
    assert refusal("requirements", "weight", raw).startswith(("wrong-type", "out-of-range"))


def test_decimals_keep_what_the_store_can_hold() -> None:
    assert parse("requirements", "weight", "0." + "3" * 40) == Decimal("0." + "3" * 18)


def test_counts_may_be_suppressed() -> None:
    assert parse("referral_volumes", "count", "<11") == Suppressed(11)
    assert parse("referral_volumes", "count", "< 11") == Suppressed(11)
    assert parse("referral_volumes", "count", "0") == 0
    assert refusal("referral_volumes", "count", "<0").startswith("wrong-type")
    assert refusal("referral_volumes", "count", "<many").startswith("wrong-type")
    assert refusal("referral_volumes", "count", "-3").startswith("out-of-range")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (101.0, "101"),
        (101, "101"),
        (1.5, "1.5"),
        (True, "TRUE"),
        ("\u00a0 a b\u00a0", "a b"),
        ("\ufeffx\u200b", "x"),
        ("a\u00a0b", "a\u00a0b"),
        (None, ""),
        ("  ", ""),
    ],
)
def test_text_is_trimmed_and_numbers_are_as_typed(raw: Any, text: str) -> None:
    assert cell_text(raw) == text


def test_ids_in_text_are_exact() -> None:
    assert parse("places", "id", "101.0") == "101.0"
    assert parse("places", "id", " a:b>c;d ") == "a:b>c;d"


def test_a_date_in_a_text_column_is_a_warning() -> None:
    value, notices = parse_with_notices("services", "cost", datetime(2026, 3, 14))
    assert value == "2026-03-14"
    assert [notice.code for notice in notices] == ["date-in-text"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("#REF!", "error-value"),
        ("#N/A", "error-value"),
        ("a\x00b", "control-character"),
        ("a\ud800b", "control-character"),
        ('{"id": 1}', "json-in-cell"),
        ('["food", "diapers"]', "json-in-cell"),
        ("x" * 1_000_000, "too-long"),
    ],
)
def test_what_no_text_may_hold(raw: str, code: str) -> None:
    assert refusal("partners", "name", raw).startswith(f"{code}: ")


@pytest.mark.parametrize("raw", ["{a}", "[1]", '{"not closed', "a\nb", "a\tb", "Ünïcode 東京"])
def test_what_text_may_hold(raw: str) -> None:
    assert parse("partners", "name", raw) == raw


def test_lists() -> None:
    assert parse("services", "needs", " a ;b;; a ;") == ("a", "b")
    assert parse("services", "needs", " ; ") is None
    assert parse("services", "languages", "English") == ("English",)


@pytest.mark.parametrize("raw", ["early-learning", "Early learning", "EARLY_LEARNING"])
def test_words_of_a_list_may_be_spelled_freely(raw: str) -> None:
    assert parse("partners", "sector", raw) == "early-learning"


def test_unlisted_words_are_refused_with_the_near_ones() -> None:
    assert "write early-learning" in refusal("partners", "sector", "erly-learning")
    assert "warm" not in refusal("referrals", "claimed_by", "all of them")
    assert "write sender, receiver or both" in refusal("referrals", "claimed_by", "all of them")


@pytest.mark.parametrize(
    ("table", "column"), [("services", "status"), ("doors", "status"), ("referrals", "mode")]
)
def test_an_unlisted_status_or_mode_is_read_as_unknown_with_a_warning(
    table: str, column: str
) -> None:
    value, notices = parse_with_notices(table, column, "so-so")
    assert value == "unknown"
    assert [notice.code for notice in notices] == ["unlisted-word"]


def test_an_unlisted_delivery_mode_is_left_out_with_a_warning() -> None:
    value, notices = parse_with_notices("services", "modes", "phone; drone")
    assert value == ("phone",)
    assert [(notice.code, notice.value) for notice in notices] == [("unlisted-word", "drone")]


def test_a_life_stage_may_be_unknown() -> None:
    assert parse("touchpoints", "life_stage", "Unknown") is None
    assert "or unknown" in refusal("touchpoints", "life_stage", "birth")
