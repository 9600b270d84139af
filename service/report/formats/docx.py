"""The report as a document of a word processor, to be edited."""

from __future__ import annotations

import re
from datetime import UTC
from functools import singledispatchmethod
from io import BytesIO
from typing import Any

from service.exports.content.text import strip_illegal
from service.language import N_
from service.report.model import (
    Bullets,
    Column,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Report,
    Table,
)

NAME = "docx"
TITLE = N_("a Word document to edit")
SUFFIX = ".docx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

WIDTH, MARGIN = 6.7, 0.9
"""Of the text and beside it, in inches, on a letter page."""
ACCENT, QUIET = "0B5C6B", "4D5D67"
LINE = "C9D3D8"


def render(report: Report) -> bytes:
    """The document, with headings, header rows and the words of its pictures."""
    document = _Document(report)
    document.write()
    packed = BytesIO()
    document.document.save(packed)
    return packed.getvalue()


class _Document:
    def __init__(self, report: Report) -> None:
        # python-docx is loaded only by who writes a document.
        from docx import Document

        self.report = report
        self.document: Any = Document()
        self._set_up()

    def write(self) -> None:
        """Title, then every section."""
        self.document.add_paragraph(strip_illegal(self.report.title), style="Title")
        for number, line in enumerate(self.report.about):
            self._say(line, size=14 if number == 0 else 10, colour=None if number == 0 else QUIET)
        for section in self.report.sections:
            self.document.add_heading(strip_illegal(section.title), level=1)
            for number, block in enumerate(section.blocks):
                self._write(block)
                after = section.blocks[number + 1 : number + 2]
                if isinstance(block, Paragraph) and after and isinstance(after[0], Picture):
                    self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    @singledispatchmethod
    def _write(self, block: Any) -> None:
        raise TypeError(f"no way to write {type(block).__name__}")

    @_write.register
    def _(self, block: Paragraph) -> None:
        if block.kind == "lead":
            self._say(block.text, size=14, keep=True)
        else:
            self._say(block.text, colour=QUIET if block.kind == "quiet" else None)

    @_write.register
    def _(self, block: Bullets) -> None:
        for item in block.items:
            self.document.add_paragraph(strip_illegal(item), style="List Bullet")

    @_write.register
    def _(self, block: Heading) -> None:
        self.document.add_heading(strip_illegal(block.text), level=2)

    @_write.register
    def _(self, block: Picture) -> None:
        from docx.shared import Inches

        from service.report.formats.pdf import draw_png

        shape = self.document.add_picture(BytesIO(draw_png(block.svg)), width=Inches(WIDTH))
        shape._inline.docPr.set("descr", strip_illegal(block.alt))
        if block.caption:
            self._say(block.caption, size=9.5, colour=QUIET)

    @_write.register
    def _(self, block: Facts) -> None:
        columns = (Column("", 2), Column("", 1, right=True))
        self._add_table(block.title, columns, [], block.pairs)
        self._leave_room()

    @_write.register
    def _(self, block: Table) -> None:
        head = [column.title for column in block.columns]
        self._add_table(block.title, block.columns, head, block.rows)
        if block.left_out:
            self._say(block.left_out, size=9.5, colour=QUIET)
        self._leave_room()

    def _add_table(self, title: str, columns: Any, head: Any, rows: Any) -> None:
        from docx.shared import Inches, Pt

        self._say(title, bold=True, keep=True)
        table = self.document.add_table(rows=0, cols=len(columns))
        table.autofit = False
        _describe(table, strip_illegal(title))
        whole = sum(column.share for column in columns)
        widths = [Inches(WIDTH * column.share / whole) for column in columns]
        for number, texts in enumerate([head, *rows] if head else rows):
            is_head = bool(head) and number == 0
            row = table.add_row()
            _keep_together(row, is_head=is_head)
            # Asking a table for its cells is slow; a new row has just its own.
            for cell, text, column, width in zip(row.cells, texts, columns, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                run = paragraph.add_run(strip_illegal(text))
                run.font.size = Pt(9.5)
                run.bold = is_head or None
                if column.right:
                    paragraph.alignment = 2
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width

    def _leave_room(self) -> None:
        """Between a table and what follows, which would else join it."""
        from docx.shared import Pt

        room = self.document.add_paragraph().paragraph_format
        room.space_after, room.line_spacing = Pt(0), Pt(6)

    def _say(
        self,
        text: str,
        *,
        size: float | None = None,
        colour: str | None = None,
        bold: bool = False,
        keep: bool = False,
    ) -> None:
        from docx.shared import Pt, RGBColor

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep or None
        run = paragraph.add_run(strip_illegal(text))
        run.bold = bold or None
        if size is not None:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = RGBColor.from_string(colour)

    def _set_up(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Inches, Pt, RGBColor

        properties, report = self.document.core_properties, self.report
        properties.title, properties.author = report.title, "nowrongdoor"
        properties.language = report.language
        made = report.made_at.astimezone(UTC).replace(tzinfo=None)
        properties.created = properties.modified = made
        section = self.document.sections[0]
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(MARGIN)
        section.top_margin = section.bottom_margin = Inches(0.8)
        styles = self.document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for name, size in (("Title", 26), ("Heading 1", 18), ("Heading 2", 13)):
            styles[name].font.size = Pt(size)
            styles[name].font.color.rgb = RGBColor.from_string(ACCENT)
        for mark in styles.element.iter(qn("w:lang")):
            mark.set(qn("w:val"), report.language)
        self._number_pages(section)

    def _number_pages(self, section: Any) -> None:
        """`Page 3 of 9` below every page; the word processor fills the numbers in."""
        from docx.shared import Pt

        fields = {"%(number)s": "PAGE", "%(count)s": "NUMPAGES"}
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = 2
        for part in re.split(r"(%\(\w+\)s)", self.report.page):
            if part in fields:
                _add_field(paragraph, fields[part])
            else:
                paragraph.add_run(part)
        for run in paragraph.runs:
            run.font.size = Pt(9)


def _add_field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", None, "end"):
        if kind is None:
            told = OxmlElement("w:instrText")
            told.text = code
        else:
            told = OxmlElement("w:fldChar")
            told.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(told)


def _describe(table: Any, title: str) -> None:
    """Name a table for screen readers, and draw a line below each row."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    properties.append(caption)


def _keep_together(row: Any, *, is_head: bool) -> None:
    """No page break inside a row; the head stands on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
