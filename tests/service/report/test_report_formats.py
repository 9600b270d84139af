"""The files of a report: what each format holds, whatever the names are."""

from __future__ import annotations

import re
import zipfile
import zlib
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from served.asgi_client import Client

from graph.errors import ExportError
from loaders.load import load_source
from service.cli import nwd
from service.jobs import report as job
from service.report.formats import pdf, select_format, select_formats
from service.report.model import (
    Block,
    Bullets,
    Column,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
)
from service.report.pictures import Bar, draw_bars
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

HOSTILE = [
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "{{7*7}}{% for x in y %}",
    "100% %(name)s %s {number}",
    '#panic("x") $x$ *b* @ref <lbl> \\ `r` // c /* #read("/etc/passwd")',
    "\u202egnirts\x07",
    "W" * 5_000,
]
PARAMETERS = {
    "handoffs": 1,
    "mode": "warm",
    "as_of": "2026-11-21",
    "stale_after_days": 365,
    "uncoded_services": "unknown",
}


def make_report(names: list[str]) -> Report:
    """A report with these names in every place that a text can have."""
    drawn = draw_bars([(name, [Bar(name, [0.2, 0.5], name[:9], "1")]) for name in names], name="p")
    blocks: list[Block] = [
        *(Paragraph(name) for name in names),
        Heading("Part"),
        Bullets(names),
        Facts("Facts", [(name, name) for name in names]),
        Table("Rows", [Column("Name", 2), Column("Size", right=True)],
              [(name, "1") for name in names], "5 more"),
        Picture(drawn, "A bar of each", "Caption"),
    ]  # fmt: skip
    section = Section("part", names[0], blocks)
    return Report(
        names[0], "es", ["Of " + names[0]], [section], "Contents", "Page %(number)s of %(count)s",
        "not drawn: %(letters)s", datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip


def unpack(content: bytes) -> bytes:
    """A PDF with the text of its streams."""
    found = [content]
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1].rstrip(b"\r\n")))
        except zlib.error:
            continue
    return b"".join(found)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def data(hostile: Path) -> JobData:
    settings = Settings(data_dir=hostile)
    return JobData.over(Workspace(settings).snapshot(), settings)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of a small community whose names are attacks."""
    import csv

    folder, data_dir = tmp_path_factory.mktemp("rows"), tmp_path_factory.mktemp("data")
    ids = range(len(HOSTILE))
    tables: dict[str, list[list[str]]] = {
        "partners": [["id", "name"], *([f"p{i}", HOSTILE[i]] for i in ids)],
        "places": [["id", "name"], *([f"a{i}", HOSTILE[i]] for i in ids)],
        "needs": [["id", "name"], *([f"n{i}", HOSTILE[i]] for i in ids)],
        "services": [
            ["id", "name", "partner", "needs", "segments", "places", "status", "verified_on"],
            *([f"s{i}", HOSTILE[i], f"p{i}", f"n{i}", "all", f"a{i}", "active", "2026-11-01"]
              for i in ids),
        ],
        "touchpoints": [
            ["id", "name", "life_stage", "required_needs"],
            *([f"t{i}", HOSTILE[i], "newborn", f"n{i}"] for i in ids),
        ],
        "doors": [["touchpoint", "at"], *([f"t{i}", f"p{(i + 2) % len(ids)}"] for i in ids)],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    store = Workspace(Settings(data_dir=data_dir)).store
    load_source(store, folder, source="hostile", title="Hostile", licence="CC0-1.0")
    return data_dir


def test_the_page_runs_nothing(data: JobData) -> None:
    for content in (select_formats()["html"].render(make_report(HOSTILE)), run(data, "html")):
        page = Tags(content.decode())
        assert {tag for tag, _ in page.tags} <= {
            "html", "head", "meta", "title", "link", "style", "body", "header", "nav", "main",
            "section", "h1", "h2", "h3", "p", "ol", "ul", "li", "a", "figure", "figcaption", "img",
            "div", "table", "caption", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        assert not any(name.startswith("on") or name == "style" for _, a in page.tags for name in a)
        assert HOSTILE[0] in page.text
        assert HOSTILE[2] in page.text
        policies = [a["content"] or "" for _, a in page.tags if "http-equiv" in a]
        assert "default-src 'none'" in policies[0]
        assert "unsafe" not in policies[0]
        assert all(a.get("alt") for tag, a in page.tags if tag == "img")


def test_long_names_are_cut(data: JobData) -> None:
    assert "W" * 200 not in Tags(run(data, "html").decode()).text


def run(data: JobData, name: str, **options: list[str]) -> bytes:
    """What the job answers."""
    answer = job.run(data, format=name, parameters=PARAMETERS, options=options)
    assert answer.headers["Content-Disposition"].endswith(f'report.{name}"')
    return b"".join(answer.chunks)


def test_the_document_has_headings_heads_and_words_for_pictures() -> None:
    content = select_formats()["docx"].render(make_report(HOSTILE))
    document = Document(BytesIO(content))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles[0] == "Title"
    assert styles.index("Heading 1") < styles.index("Heading 2")
    facts, rows = document.tables
    assert [cell.text for cell in rows.rows[1].cells] == [HOSTILE[0], "1"]
    assert "w:tblHeader" in rows.rows[0]._tr.xml
    assert "w:tblHeader" not in rows.rows[1]._tr.xml
    assert facts.rows[3].cells[1].text == HOSTILE[3]
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert pictures == ["A bar of each"]
    assert document.core_properties.language == "es"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert 'w:lang w:val="es"' in archive.read("word/styles.xml").decode()


def test_the_pdf_is_tagged(data: JobData) -> None:
    told = unpack(run(data, "pdf", lang=["es"], top=["2"]))
    assert b"/Lang(es)" in told
    assert b"pdfuaid:part" in told, "it follows PDF/UA"
    assert b"/JavaScript" not in told
    for tag in (b"/S/H1", b"/S/H2", b"/S/Table", b"/S/TH", b"/S/Figure", b"/Alt("):
        assert tag in told, tag


def test_markup_of_the_typesetter_is_text() -> None:
    assert pdf.render(make_report(HOSTILE)).startswith(b"%PDF-1.7")


def test_letters_that_no_font_has_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    own = pdf._fonts(system=False)
    monkeypatch.setattr(pdf, "_fonts", lambda *, system: own)
    asked: list[set[str]] = []
    tell = pdf._tell_missing

    def note(report: Report, missing: set[str]) -> str:
        asked.append(set(missing))
        return tell(report, missing)

    monkeypatch.setattr(pdf, "_tell_missing", note)
    pdf.render(make_report(["Привет Việt 中文 العربية"]))
    assert asked[-1] == set("中文")
    assert tell(make_report(["x"]), {"中"}) == "not drawn: U+4E2D"


def test_pictures_differ_without_colour() -> None:
    picture = draw_bars([("", [Bar("A", [0.25, 0.5], "25%", "1"), Bar("B", None, "–")])], name="p")
    widths = re.findall(r'width="([\d.]+)" height="16" fill="([^"]+)"', picture)
    assert [(round(float(width)), fill[:5]) for width, fill in widths[:3]] == [
        (70, "#1f6f"), (70, "url(#"), (140, "url(#")
    ]  # fmt: skip
    assert "style=" not in picture


def test_the_command_writes_what_the_suffix_names(hostile: Path, tmp_path: Path) -> None:
    def call(*arguments: str) -> tuple[int, str]:
        given = ["report", "--data-dir", str(hostile), *arguments]
        result = CliRunner().invoke(nwd, given)
        return result.exit_code, result.output

    out = tmp_path / "report.html"
    assert call("--out", str(out), "--place", "a0", "--lang", "es") == (
        0, f"report written to {out}\n"
    )  # fmt: skip
    assert '<html lang="es">' in out.read_text("utf-8")
    before = out.read_bytes()
    code, said = call("--out", str(out), "--place", "nowhere")
    assert code == 1
    assert "place = 'nowhere' does not fit" in said
    assert out.read_bytes() == before
    code, said = call("--out", str(tmp_path / "report.odt"))
    assert (code, "a report is .docx, .html, .pdf" in said) == (1, True)
    assert call("--out", str(tmp_path / "none" / "report.pdf"))[0] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_every_format_is_named_by_its_suffix() -> None:
    for name, each in select_formats().items():
        assert select_format(Path(f"Report.{name.upper()}")) is each
    with pytest.raises(ExportError, match="a report is"):
        select_format(Path("report"))


def test_what_there_is_not_is_a_problem(client: Client) -> None:
    found = {
        address: client.get(f"/api/report/{address}").status_code
        for address in ("odt", "pdf?top=0", "pdf?colour=red", "pdf?lang=fr", "pdf?place=")
    }
    assert found.pop("odt") == 404
    assert set(found.values()) == {422}
    unknown = client.get("/api/report/pdf?place=nowhere")
    assert unknown.status_code == 404
    assert "expected the id or name of a place" in unknown.json()["detail"]
    told = client.get("/api/report/odt")
    assert told.headers["content-type"] == "application/problem+json"
