"""Tables, CSV and JSON on terminals and files of every kind."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest

from service import output
from service.output import print_json, print_rows, print_table, render_csv, render_plain

ROWS: list[dict[str, Any]] = [
    {"id": "a", "name": "Clínica “Ñandú”", "share": 0.5, "open": True, "doors": ["x", "y"]},
    {"id": "b", "name": None, "share": None, "open": False, "doors": []},
]
COLUMNS = ("id", "name", "share", "open", "doors")


def terminal(monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8") -> io.BytesIO:
    """Standard output of that encoding, as the command sets it up."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding, errors="backslashreplace")
    stream.flush()
    monkeypatch.setattr("sys.stdout", stream)
    return written


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_a_table_has_heads_and_aligned_columns(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(ROWS, COLUMNS, title="Two")
    title, head, rule, first, second = lines(capsys)
    assert title == "Two"
    assert head.split() == list(COLUMNS)
    assert set(rule.strip()) == {"─"}
    assert first.split()[-4:] == ["0.500", "yes", "x,", "y"]
    assert second.split() == ["b", "no"]
    assert head.index("share") + len("share") == first.index("0.500") + len("0.500")


def test_what_does_not_fit_becomes_blocks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "PIPED_WIDTH", 30)
    print_table(ROWS, COLUMNS)
    shown = lines(capsys)
    assert shown[0] == "id     a"
    assert "share  0.500" in shown
    assert max(map(len, shown)) <= 30


def test_no_text_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [f"word{i}" for i in range(200)]
    for width in (20, 50, 100):
        monkeypatch.setattr(output, "PIPED_WIDTH", width)
        print_table([{"a": "x", "text": " ".join(words), "b": "y" * 300}], ("a", "text", "b"))
        shown = capsys.readouterr().out
        assert [word for word in words if word not in shown] == []
        assert shown.count("y") == 300


def test_no_column_is_cut_at_any_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {f"column_{i}": f"value-{i}-{'x' * i}" for i in range(6)}
    for width in range(30, 130):
        monkeypatch.setattr(output, "PIPED_WIDTH", width)
        print_table([row], tuple(row))
        shown = capsys.readouterr().out
        assert [cell for cell in row.values() if cell not in shown] == []
        assert max(len(line) for line in shown.splitlines()) <= max(width, 35)


def test_nothing_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([], COLUMNS)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "nothing to show\n")
    print_rows([], "csv", columns=COLUMNS)
    assert capsys.readouterr().out == "id,name,share,open,doors\n"
    print_rows([], "json", columns=COLUMNS)
    assert capsys.readouterr().out == "[]\n"


def test_csv_is_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, "csv", columns=COLUMNS)
    first, second = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert first == {
        "id": "a", "name": "Clínica “Ñandú”", "share": "0.5", "open": "yes", "doors": "x; y",
    }  # fmt: skip
    assert second["name"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_csv_has_no_formulas(start: str) -> None:
    text = render_csv([{"a": f"{start}1+1", "b": -5, "c": Decimal("-1.5")}], ("a", "b", "c"))
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert row == [f"'{start}1+1", "-5", "-1.5"]


def test_csv_has_one_kind_of_line_break() -> None:
    text = render_csv([{"a": "\r1+1"}, {"a": "two\r\nlines"}], ("a",))
    assert list(csv.reader(io.StringIO(text))) == [["a"], ["'\n1+1"], ["two\nlines"]]


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "utf-8"])
@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_every_encoding_is_written(
    monkeypatch: pytest.MonkeyPatch, encoding: str, format_: str
) -> None:
    written = terminal(monkeypatch, encoding)
    names = [{**row, "name": "Ñandú “Žofie” 家族 →"} for row in ROWS]
    print_rows(names, format_, columns=COLUMNS)
    text = written.getvalue().decode(encoding)
    if format_ == "json":
        assert json.loads(text)[0]["name"] == names[0]["name"]
    elif encoding == "utf-8":
        assert "Žofie" in text
    else:
        assert "ofie" in text


def test_json_is_for_machines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    print_json({"whole": Decimal("3"), "part": Decimal("0.25"), "name": "Ñ"})
    assert capsys.readouterr().out == '{"whole": 3, "part": 0.25, "name": "Ñ"}\n'
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="not JSON compliant"):
            print_json([bad])
    with pytest.raises(TypeError, match="no JSON form"):
        print_json({"a": {1}})


def test_terminals_are_not_steered(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([{"name": "\x1b]0;owned\x07 \u202etxt\nnext"}], ("name",))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert render_plain("plain  text") == "plain  text"
