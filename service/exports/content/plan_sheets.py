"""Sheets of a plan to print and to pin up: actions by priority with a strip of months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from service.exports.content.sheet_setup import fit_to_page
from service.exports.content.text import strip_illegal

COLUMNS = (
    ("What", 44),
    ("Who", 27),
    ("By when", 12),
    ("State", 13),
    ("Support needed", 30),
    ("Watched by", 18),
)
HEADINGS = 5
"""The row of the headings; that of the years stands above it."""
MONTH_WIDTH = 3.2
MOST_MONTHS = 60
LONGEST_TITLE = 31
LINE = 15
"""Height of a line, in points."""
NO_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

TITLE = Font(bold=True, size=16)
BOLD, LIGHT = Font(bold=True), Font(color="595959", italic=True)
WHITE = Font(bold=True, color="FFFFFF")
WRAP = Alignment(wrap_text=True, vertical="top")
INDENT = Alignment(wrap_text=True, vertical="top", indent=2)
MIDDLE = Alignment(horizontal="center", vertical="center")
THIN = Side(style="hair", color="A6A6A6")
NOW = Side(style="medium", color="9A3412")
HEAD_FILL = PatternFill("solid", start_color="1F4E5F")
PRIORITY_FILL = PatternFill("solid", start_color="D5E3E8")
OBJECTIVE_FILL = PatternFill("solid", start_color="F2F5F7")


@dataclass(frozen=True)
class Mark:
    """A cell of the strip; the sign says it without colour."""

    sign: str
    fill: PatternFill
    means: str


PLANNED = Mark("▪", PatternFill("solid", start_color="9CC3D5"), "planned")
DUE = Mark("◆", PatternFill("solid", start_color="5B9BB5"), "due")
DONE = Mark("✓", PatternFill("solid", start_color="B7D8B0"), "done")
LATE = Mark("!", PatternFill("solid", start_color="F2B8A0"), "late, or its dependency is")
DROPPED = Mark("×", PatternFill("solid", start_color="D9D9D9"), "dropped")
MARKS = (PLANNED, DUE, DONE, LATE, DROPPED)


def add_plan_sheets(book: Workbook, result: Mapping[str, Any]) -> None:
    """A sheet a plan, then one of all support, in front of what the book has."""
    taken: set[str] = {sheet.title.casefold() for sheet in book.worksheets} | {"support"}
    for place, plan in enumerate(result["plans"]):
        sheet = book.create_sheet(_title(plan["plan"], taken), index=place)
        _PlanSheet(sheet, plan, result).write()
    _write_support(book.create_sheet("support", index=len(result["plans"])), result)
    book.active = 0


def _title(name: str, taken: set[str]) -> str:
    """A sheet's title that no other sheet has, whatever the case."""
    base = f"plan {strip_illegal(name).translate(NO_SIGNS)}"
    title, number = base[:LONGEST_TITLE], 1
    while title.casefold() in taken:
        number += 1
        title = f"{base[: LONGEST_TITLE - 4]} {number}"
    taken.add(title.casefold())
    return title


class _PlanSheet:
    def __init__(self, sheet: Any, plan: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        self.sheet, self.plan, self.result = sheet, plan, result
        self.today = date.fromisoformat(result["parameters"]["as_of"])
        self.actions: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._of_plan("actions"):
            self.actions[row["objective"]].append(row)
        self.objectives: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._of_plan("objectives"):
            self.objectives[row["priority"]].append(row)
        self.support: dict[str | None, list[str]] = defaultdict(list)
        for row in self._of_plan("support"):
            self.support[row["supports"]].append(_tell_support(row))
        self.months = list(self._months())
        self.row = HEADINGS

    def write(self) -> None:
        self._head()
        for priority in self._of_plan("priorities"):
            rank = f"{priority['rank']}. " if priority["rank"] else ""
            self._band(rank + priority["name"], _tell_done(priority), PRIORITY_FILL, BOLD)
            for objective in self.objectives[priority["priority"]]:
                told = _tell_objective(objective)
                self._band(objective["name"], told, OBJECTIVE_FILL, LIGHT)
                for action in self.actions[objective["objective"]]:
                    self._action(action)
        self._legend()
        self._page()

    def _of_plan(self, name: str) -> list[Mapping[str, Any]]:
        return [row for row in self.result[name] if row["plan"] == self.plan["plan"]]

    def _months(self) -> Iterator[tuple[int, int]]:
        """Every month from the first day of anything to the last, at most so many."""
        actions = self._of_plan("actions")
        texts = [self.plan["starts_on"], self.plan["ends_on"]]
        texts += [row[name] for row in actions for name in ("starts_on", "target_date")]
        days = sorted(date.fromisoformat(text) for text in texts if text)
        if not days:
            return
        year, month = days[0].year, days[0].month
        for _ in range(MOST_MONTHS):
            if (year, month) > (days[-1].year, days[-1].month):
                return
            yield year, month
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def _head(self) -> None:
        sheet, plan = self.sheet, self.plan
        _put(sheet, 1, 1, plan["name"], font=TITLE)
        sheet.row_dimensions[1].height = 1.6 * LINE
        horizon = " to ".join(
            day or "no day stated" for day in (plan["starts_on"], plan["ends_on"])
        )
        _put(sheet, 2, 1, f"Horizon: {horizon}. As of {self.today.isoformat()}.", font=LIGHT)
        if plan["success"]:
            _put(sheet, 3, 1, f"When it has gone well: {plan['success']}", alignment=WRAP)
            sheet.merge_cells(start_row=3, end_row=3, start_column=1, end_column=len(COLUMNS))
            width = sum(width for _, width in COLUMNS)
            sheet.row_dimensions[3].height = LINE * _lines(plan["success"], width - 10)
        for place, (name, width) in enumerate(COLUMNS, start=1):
            _put(sheet, HEADINGS, place, name, font=WHITE, fill=HEAD_FILL)
            sheet.column_dimensions[get_column_letter(place)].width = width
        for place, (year, month) in self._strip():
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = MONTH_WIDTH
            head = date(year, month, 1).strftime("%b")[0]
            _put(sheet, HEADINGS, place, head, font=WHITE, fill=HEAD_FILL, alignment=MIDDLE)
            if month == 1 or place == len(COLUMNS) + 1:
                _put(sheet, HEADINGS - 1, place, str(year), font=BOLD)

    def _strip(self) -> Iterator[tuple[int, tuple[int, int]]]:
        yield from enumerate(self.months, start=len(COLUMNS) + 1)

    def _band(self, name: str, told: str, fill: PatternFill, font: Font) -> None:
        self.row += 1
        width = len(COLUMNS) + len(self.months)
        for place in range(1, width + 1):
            self.sheet.cell(row=self.row, column=place).fill = fill
        text = f"{name}  ({told})" if told else name
        _put(self.sheet, self.row, 1, text, font=font, fill=fill, alignment=WRAP)
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=len(COLUMNS)
        )

    def _action(self, action: Mapping[str, Any]) -> None:
        self.row += 1
        late = f", {action['days_late']} days" if action["days_late"] else ""
        cells = (
            action["name"],
            ", ".join(filter(None, (action["partner_name"], action["role"]))) or "nobody yet",
            action["target_date"] or "no day yet",
            action["state"].replace("-", " ") + late,
            "; ".join(self.support[action["action"]]),
            _tell_watching(action),
        )
        for place, text in enumerate(cells, start=1):
            alignment = INDENT if place == 1 else WRAP
            _put(self.sheet, self.row, place, text, alignment=alignment)
        lines = max(
            _lines(text, width - 3) for text, (_, width) in zip(cells, COLUMNS, strict=True)
        )
        self.sheet.row_dimensions[self.row].height = LINE * lines
        for place, month in self._strip():
            mark = _mark(action, month, (self.today.year, self.today.month))
            cell = self.sheet.cell(row=self.row, column=place)
            now = month == (self.today.year, self.today.month)
            cell.border = Border(left=NOW if now else THIN, right=THIN, top=THIN, bottom=THIN)
            if mark is not None:
                cell.value, cell.fill, cell.alignment = mark.sign, mark.fill, MIDDLE

    def _legend(self) -> None:
        self.row += 2
        _put(self.sheet, self.row, 1, "Strip of months", font=BOLD)
        for mark in MARKS:
            self.row += 1
            _put(self.sheet, self.row, 1, f"{mark.sign}  {mark.means}", fill=mark.fill)
        self.row += 1
        told = "The month with a thick line on its left is that of the day written above."
        _put(self.sheet, self.row, 1, told, font=LIGHT)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.freeze_panes = f"B{HEADINGS + 1}"
        sheet.print_title_rows = f"{HEADINGS - 1}:{HEADINGS}"
        fit_to_page(sheet)
        sheet.oddFooter.center.text = "Page &P of &N"


def _mark(action: Mapping[str, Any], month: tuple[int, int], now: tuple[int, int]) -> Mark | None:
    """What the strip shows of an action in a month."""
    first, last = _month(action["starts_on"]), _month(action["target_date"])
    done = _month(action["done_on"])
    begins = first or last
    if begins is None or month < begins:
        return None
    if action["stage"] == "done":
        end = done or last or begins
        return DONE if month <= end else None
    if action["stage"] == "dropped":
        return DROPPED if month <= (last or begins) else None
    if action["state"] == "late" and last is not None and last <= month <= now:
        return LATE
    if last is None:
        return PLANNED if month == begins else None
    if month == last:
        return LATE if action["state"] == "blocked" else DUE
    return PLANNED if month < last else None


def _write_support(sheet: Any, result: Mapping[str, Any]) -> None:
    names = {row["action"]: row["name"] for row in result["actions"]}
    names |= {row["plan"]: row["name"] for row in result["plans"]}
    columns = (
        ("For", 44), ("Kind", 20), ("Topic", 40), ("From", 32), ("Asked on", 12),
        ("Given on", 12), ("State", 12), ("Days waiting", 10),
    )  # fmt: skip
    for place, (name, width) in enumerate(columns, start=1):
        _put(sheet, 1, place, name, font=WHITE, fill=HEAD_FILL)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(result["support"], start=2):
        cells: Sequence[object] = (
            names.get(row["supports"], row["supports"]), (row["kind"] or "").replace("-", " "),
            row["topic"], row["from_name"] or "nobody yet", row["asked_on"], row["given_on"],
            row["state"], row["days_waiting"],
        )  # fmt: skip
        for place, value in enumerate(cells, start=1):
            _put(sheet, number, place, value, alignment=WRAP)
        texts = zip(cells, columns, strict=True)
        lines = max(_lines(str(value or ""), width - 3) for value, (_, width) in texts)
        sheet.row_dimensions[number].height = LINE * lines
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    fit_to_page(sheet)


def _put(
    sheet: Any,
    row: int,
    column: int,
    value: object,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment | None = None,
) -> None:
    """A value in a cell; text stays text, whatever it looks like."""
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, str):
        cell.value, cell.data_type = strip_illegal(value), "s"
        cell.quotePrefix = True
    else:
        cell.value = value
    cell.font = font or Font()
    if fill is not None:
        cell.fill = fill
    cell.alignment = alignment or Alignment(vertical="top")


def _lines(text: str, width: float) -> int:
    """Lines that a text needs in a column of so many letters."""
    return max(1, -(-len(text) // int(width)))


def _month(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    day = date.fromisoformat(text)
    return day.year, day.month


def _tell_done(row: Mapping[str, Any]) -> str:
    to_do = row["actions"] - row["dropped"]
    return f"{row['done']} of {to_do} actions done, {row['late']} late" if to_do else "no actions"


def _tell_objective(row: Mapping[str, Any]) -> str:
    told = []
    if row["target"] is not None:
        since = "" if row["baseline"] is None else f"from {row['baseline']:g} "
        told.append(f"{since}to {row['target']:g}")
    if row["target_date"]:
        told.append(f"by {row['target_date']}")
    if row["value"] is not None:
        told.append(f"now {row['value']:.1f}")
    return ", ".join([*told, _tell_done(row)])


def _tell_support(row: Mapping[str, Any]) -> str:
    kind = (row["kind"] or "support").replace("-", " ")
    who = f" from {row['from_name']}" if row["from_name"] else ""
    return f"{kind}{who}: {row['state']}"


def _tell_watching(action: Mapping[str, Any]) -> str:
    told = [action["indicator"]] if action["indicator"] else []
    if action["check_every_days"]:
        told.append(f"every {action['check_every_days']} days")
    return ", ".join(told) or "nobody yet"
