"""Tables of snapshots and lessons: what is refused, and that the cell is named."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from loaders.load import check_source

GOOD = {
    "collaboratives": {"id": "c", "name": "C"},
    "questionnaires": {"id": "check", "name": "Check", "least": "1", "most": "4"},
    "questions": {"id": "q", "questionnaire": "check", "dimension": "using-data", "text": "Q?"},
    "snapshots": {"id": "s", "name": "S", "questionnaire": "check", "as_of": "2026-10-01"},
    "answers": {"snapshot": "s", "question": "q", "respondent": "warden", "score": "3"},
    "snapshot_notes": {"id": "n", "snapshot": "s", "kind": "priority", "text": "First"},
    "lessons": {"id": "l", "name": "L", "kind": "worked", "text": "It did."},
}

BAD = [
    ("questionnaires", {"least": "4"}, "least", "wrong-order"),
    ("questionnaires", {"most": ""}, "most", "blank-required"),
    ("questions", {"dimension": "feelings"}, "dimension", "dangling-reference"),
    ("questions", {"weight": "-1"}, "weight", "out-of-range"),
    ("questions", {"reversed": "perhaps"}, "reversed", "wrong-type"),
    ("snapshots", {"questionnaire": "other"}, "questionnaire", "dangling-reference"),
    ("snapshots", {"as_of": "autumn"}, "as_of", "wrong-type"),
    ("answers", {"score": "very good"}, "score", "wrong-type"),
    ("answers", {"respondent": ""}, "respondent", "blank-required"),
    ("answers", {"no_score": "shy"}, "no_score", "unlisted-word"),
    ("snapshot_notes", {"kind": "wish"}, "kind", "unlisted-word"),
    ("snapshot_notes", {"effort": "9"}, "effort", "out-of-range"),
    ("snapshot_notes", {"taken_up_by": "nothing"}, "taken_up_by", "dangling-reference"),
    ("lessons", {"kind": "great"}, "kind", "unlisted-word"),
    ("lessons", {"from": "no-such-test"}, "from", "dangling-reference"),
    ("lessons", {"used_by": "c; d"}, "used_by", "dangling-reference"),
    ("lessons", {"as_of": "2026-13-01"}, "as_of", "wrong-type"),
]


def write(path: Path, *more: tuple[str, dict[str, str]]) -> Path:
    """A workbook of the good rows, and of further ones: tables and cells that differ."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table, good in GOOD.items():
        heads = {name: "" for other, cells in more if other == table for name in cells} | good
        sheet = book.create_sheet(table)
        sheet.append(list(heads))
        sheet.append(list(heads.values()))
        for number, (other, cells) in enumerate(more):
            if other == table:
                own = {"id": f"x{number}"} if "id" in good else {"respondent": f"x{number}"}
                sheet.append(list({**heads, **own, **cells}.values()))
    book.save(path)
    return path


def test_the_good_rows_load(tmp_path: Path) -> None:
    assert [issue.message for issue in check_source(None, write(tmp_path / "x.xlsx")).issues] == []


def test_bad_cells_are_told_with_sheet_row_and_column(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", *((table, cells) for table, cells, _, _ in BAD))
    told = [
        (issue.sheet, issue.row, issue.column, issue.code)
        for issue in check_source(None, path).issues
    ]
    rows = dict.fromkeys(GOOD, 2)
    expected = []
    for table, _, column, code in BAD:
        rows[table] += 1
        expected.append((table, rows[table], column, code))
    assert sorted(told) == sorted(expected)


def test_one_respondent_answers_a_question_once(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("answers", {"respondent": "warden", "score": "4"}))
    (issue,) = check_source(None, path).issues
    assert (issue.code, issue.sheet, issue.row) == ("repeated-key", "answers", 3)
