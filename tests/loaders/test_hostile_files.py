"""Files that are not what they say, or that would eat a machine: one clear line, nothing changed.

Refused files go through `load_source` on a store that holds something already; the generation and
every statement must be as before. Files with bad rows load their good rows, and the bad ones are
told.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of
from pyoxigraph import Literal

from graph.errors import SourceError
from graph.store import EmbeddedStore
from loaders import hsds
from loaders.hsds.reading import collect, decoding, members, rows
from loaders.load import load_source
from loaders.source import LoadContext, Reading

ORGANIZATIONS = "id,name\no1,One\n"
SERVICES = "id,organization_id,name\ns1,o1,First\n"
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """A store that holds one small directory; every test of it finds and leaves it so."""
    folder = tmp_path_factory.mktemp("hostile")
    made = EmbeddedStore(folder / "store")
    load_source(made, write(folder / "held", SERVICES), source="held")
    return made


@pytest.fixture
def refuse(store: EmbeddedStore) -> Callable[..., str]:
    """Load what must be refused; the message, once nothing is seen to have changed."""

    def loading(path: Path, match: str, *, kind: str | None = None) -> str:
        before = {str(quad) for quad in store.read().store}
        generations = [one.number for one in store.history()]
        with pytest.raises(SourceError, match=match) as caught:
            load_source(store, path, source="new", kind=kind)
        assert {str(quad) for quad in store.read().store} == before
        assert [one.number for one in store.history()] == generations
        told = str(caught.value)
        assert len(told.splitlines()) == 1
        assert len(told) < 600
        return told

    return loading


def write(folder: Path, services: str | bytes, *, name: str = "services.csv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "organizations.csv").write_text(ORGANIZATIONS, encoding="utf-8")
    data = services.encode() if isinstance(services, str) else services
    (folder / name).write_bytes(data)
    return folder


def said_by(facts: Facts) -> set[str]:
    return {quad.object.value for quad in facts.quads if isinstance(quad.object, Literal)}


def sparse(path: Path, size: int, start: bytes) -> Path:
    """A file of this size that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.write(start)
        stream.truncate(size)
    return path


# Too large.


@pytest.mark.parametrize(
    ("name", "start", "size", "words"),
    [
        ("services.csv", SERVICES.encode(), 10 * 1024**3, "the most for one file"),
        ("services.ndjson", b'{"id": "s1"}\n', 10 * 1024**3, "the most for one file"),
        ("services.json", b'[{"id": "s1"' + b" " * 5000, 2 * 1024**3, "save it as ndjson"),
        ("services.zip", b"PK\x03\x04", 10 * 1024**3, "truncated or damaged"),
    ],
)
def test_a_file_of_gigabytes_is_refused_before_it_is_read(
    refuse: Callable[..., str], tmp_path: Path, name: str, start: bytes, size: int, words: str
) -> None:
    refuse(sparse(tmp_path / name, size, start), words, kind="hsds")


def test_a_table_of_gigabytes_of_nothing_is_no_table(
    refuse: Callable[..., str], tmp_path: Path
) -> None:
    refuse(sparse(tmp_path / "services.csv", 2 * 1024**3, b""), "not a text table", kind="hsds")


def test_more_cells_than_fit_in_memory(
    refuse: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "MAX_HELD", 100_000)
    rows = "".join(f"s{n},o1,{'x' * 1000}\n" for n in range(100))
    folder = write(tmp_path / "big", f"id,organization_id,name\n{rows}")
    told = refuse(folder, "more than 100,000 bytes of cells")
    assert "row 61)" in told


def test_a_line_longer_than_any_row(
    refuse: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MAX_LINE", 10_000)
    monkeypatch.setattr(rows, "MAX_LINE", 10_000)
    folder = write(tmp_path / "long", f"{SERVICES}s2,o1,{'x' * 20_000}\n")
    assert "row 3" in refuse(folder, "a line is longer than 10,000 characters")


def test_a_cell_of_a_hundred_megabytes(refuse: Callable[..., str], tmp_path: Path) -> None:
    """The line is broken off after 16 million characters, not after a hundred."""
    folder = tmp_path / "cell"
    write(folder, SERVICES + "s2,o1,")
    with (folder / "services.csv").open("r+b") as stream:
        stream.seek(0, os.SEEK_END)
        stream.write(b"x" * 17 * 1024**2)
    refuse(folder, "a line is longer than 16,777,216 characters")


def test_a_zip_bomb_and_a_zip_that_leads_out(refuse: Callable[..., str], tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b"0" * 17 * 1024**2)
    refuse(bomb, "zip bomb", kind="hsds")
    for name in ("../services.csv", "/etc/services.csv", "a/../../services.csv"):
        path = tmp_path / "out.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, SERVICES)
        refuse(path, "leads out of the archive", kind="hsds")


def test_a_truncated_zip(refuse: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organizations.csv", ORGANIZATIONS)
        archive.writestr("services.csv", SERVICES * 500)
    path.write_bytes(path.read_bytes()[:-60])
    refuse(path, "truncated or damaged", kind="hsds")


def test_a_zip_packed_in_a_way_that_is_not_read(refuse: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("services.csv", SERVICES)
    refuse(path, "packed by method 12, which is not read", kind="hsds")
    refuse(path, "packed by method 12, which is not read", kind="workbook")


def test_a_zip_entry_without_a_name(refuse: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    entry = zipfile.ZipInfo("services.csv")
    entry.filename = ""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, SERVICES)
    refuse(path, "an entry without a name", kind="hsds")


def test_names_that_would_steer_a_terminal(refuse: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[2J.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("par\ntners\x1b[31m.csv", "id,name\n")
    told = refuse(path, "holds none of the tables", kind="workbook")
    assert told.isprintable()


# What is no file, or may not be read.


def test_pipes_sockets_and_devices(refuse: Callable[..., str], tmp_path: Path) -> None:
    pipe = tmp_path / "services.csv"
    os.mkfifo(pipe)
    refuse(pipe, "neither a file nor a folder")
    refuse(pipe, "neither a file nor a folder", kind="hsds")
    refuse(Path("/dev/zero"), "neither a file nor a folder", kind="hsds")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.json"))
        refuse(tmp_path / "s.json", "neither a file nor a folder")


def test_a_pipe_within_a_folder_is_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path / "with-pipe", SERVICES)
    os.mkfifo(folder / "locations.csv")
    assert facts_of(folder).count("Service") == 1


def test_links_that_lead_in_a_circle(refuse: Callable[..., str], tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    refuse(one, "no such file or folder")
    looped = tmp_path / "looped"
    looped.mkdir()
    (looped / "inner").symlink_to(looped)
    refuse(looped, "no HSDS table or JSON file", kind="hsds")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(refuse: Callable[..., str], tmp_path: Path) -> None:
    folder = write(tmp_path / "closed", SERVICES)
    (folder / "services.csv").chmod(0)
    refuse(folder, "Permission denied", kind="hsds")


def test_a_file_that_cannot_be_opened(
    refuse: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "closed", SERVICES)
    real = Path.open

    def closed(path: Path, *args: object, **named: object) -> object:
        if path.name == "services.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", closed)
    refuse(folder, "cannot be read: Permission denied", kind="hsds")


def test_a_folder_of_too_many_files(
    refuse: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MAX_ENTRIES", 20)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(21):
        (folder / f"services{number}.json").write_text("[]")
    refuse(folder, "holds 21 tables or JSON files, the most is 20", kind="hsds")


@pytest.mark.slow
def test_a_folder_of_a_hundred_thousand_files(refuse: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(100_000):
        (folder / f"{number}.json").touch()
    refuse(folder, "100,000 tables or JSON files, the most is 10,000", kind="hsds")


def test_a_file_that_changes_while_it_is_read(
    refuse: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "moving", SERVICES)
    real = hsds.read

    def read_while_written(path: Path, context: LoadContext) -> Reading:
        found = real(path, context)
        with (path / "services.csv").open("a") as stream:
            stream.write("s2,o1,Second\n")
        return found

    monkeypatch.setattr(hsds, "read", read_while_written)
    refuse(folder, "services.csv changed while it was read")


# Not what its name says.


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("services.csv", b"%PDF-1.7 ...", "not a text table"),
        ("services.csv", b"PK\x03\x04" + b"x" * 50, "not a text table"),
        ("services.csv", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>", "HTML or XML"),
        ("services.json", b"<!DOCTYPE html><title>Log in</title>", "HTML or XML"),
        ("services.json", b"\x1f\x8b\x08\x00rest", "not JSON"),
        ("services.json", b'{"contents": ' + b"[" * 900 + b"]" * 900 + b"}", "no organization"),
        ("services.json", b'{"id":' * 100_000, "nested too deeply"),
        ("services.ndjson", b'{"id":' * 100_000, "nested too deeply"),
        ("services.ndjson", b"\n\n", "no line is valid JSON|the file is empty"),
        ("services.zip", b"id,name\n", "not a zip file"),
    ],
)
def test_not_what_its_name_says(
    refuse: Callable[..., str], tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refuse(path, words, kind="hsds")


# Bad rows: the good ones load.


def test_a_row_and_a_header_of_a_hundred_thousand_columns(tmp_path: Path) -> None:
    wide = SERVICES + "s2,o1,Second" + ",1" * 100_000 + "\ns3,o1,Third\n"
    facts = facts_of(write(tmp_path / "wide", wide))
    assert facts.count("Service") == 3
    assert set(facts.codes()) == {"cells-past-header"}
    header = "id,organization_id,name," + ",".join(f"x{n}" for n in range(100_000))
    facts = facts_of(write(tmp_path / "head", f"{header}\ns1,o1,First\n"))
    assert facts.count("Service") == 1
    assert set(facts.codes()) == {"extension-column"}
    assert len(facts.reading.issues) == collect.MOST_EXTENSIONS + 1
    assert "99,950 more columns" in facts.reading.issues[-1].message


def test_ten_million_commas(tmp_path: Path) -> None:
    folder = write(tmp_path / "commas", f"{SERVICES}{',' * 10_000_000}\ns2,o1,Second\n")
    assert facts_of(folder).count("Service") == 2


def test_a_header_that_repeats_a_column(tmp_path: Path) -> None:
    content = "id,organization_id,name,Name\ns1,o1,,Second spelling\ns2,o1,Own,Other\n"
    facts = facts_of(write(tmp_path / "twice", content))
    issue = facts.issue("repeated-column")
    assert issue.file == "services.csv"
    assert "name more than once" in issue.message
    assert facts.count("Service") == 2


def test_nul_bytes_within_cells(tmp_path: Path) -> None:
    content = SERVICES + "x" * 5000 + ",o1,Long\ns2,o1,Se\x00cond\n"
    facts = facts_of(write(tmp_path / "nul", content))
    assert facts.count("Service") == 3
    assert "Second" in said_by(facts)
    (issue,) = [each for each in facts.reading.issues if each.code == "nul-bytes"]
    assert issue.row == 4


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    first = "id,organization_id,name\n" + "".join(f"a{n},o1,Bébé {n}\n" for n in range(500))
    second = "".join(f"b{n},o1,Crèche “{n}”\n" for n in range(500))
    content = first.encode("utf-8") + second.encode("cp1252")
    facts = facts_of(write(tmp_path / "mixed", content))
    assert set(facts.codes()) == {"mixed-encoding"}
    said = said_by(facts)
    assert {"Bébé 0", "Bébé 499", "Crèche “0”", "Crèche “499”"} <= said
    assert facts.count("Service") == 1000


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_line_ends_and_byte_order_marks(tmp_path: Path, end: str, encoding: str) -> None:
    content = f"\ufeff{SERVICES}" if encoding == "utf-16-be" else SERVICES
    content += 's2,o1,"Bébé\nand you"\n'
    raw = content.replace("\n", end).encode(encoding)
    facts = facts_of(write(tmp_path / "ends", raw))
    assert (facts.count("Service"), facts.reading.issues) == (2, [])
    said = said_by(facts)
    assert "Bébé and you" in said


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ('s2,o1,"Cut off', {"First", "Cut off"}),
        ('s2,o1,"Open\ns3,o1,Third\ns4,o1,Fourth\n', {"First", "Open", "Third", "Fourth"}),
        ('s2,o1,"Open\ns3,o1,"Third"\ns4,o1,Fourth\n', {"First", "Third", "Fourth"}),
        ('s2,o1,"In\ntwo ""lines"""\ns3,o1,Third\n', {"First", 'In two "lines"', "Third"}),
    ],
)
def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, rows: str, names: set[str]) -> None:
    facts = facts_of(write(tmp_path / "open", SERVICES + rows))
    assert names <= said_by(facts)
    assert ("unclosed-quote" in set(facts.codes())) == ("two" not in rows)


def test_a_quotation_mark_that_swallows_more_than_a_cell_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_CELL", 1000)
    more = "".join(f"t{n},o1,Name {n}\n" for n in range(500))
    folder = write(tmp_path / "open", f'{SERVICES}s2,o1,"Open\n{more}')
    facts = facts_of(folder)
    assert facts.count("Service") == 502
    assert [issue.row for issue in facts.reading.issues if issue.code == "unclosed-quote"] == [3]


def test_repeated_json_keys(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    service = '{"id": "s1", "name": "First", "name": "Second", "organization": {"id": "o1"}}'
    path.write_text(f"[{service}]")
    facts = facts_of(path)
    assert "repeated-json-key" in set(facts.codes())
    assert facts.count("Service") == 1


def test_circular_parents(tmp_path: Path) -> None:
    folder = tmp_path / "circle"
    folder.mkdir()
    links = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "e")]
    for table, column in (("organizations", "parent_organization_id"), ("taxonomy", "parent_id")):
        lines = [f"{one},Name {one},{parent}" for one, parent in links]
        (folder / f"{table}.csv").write_text("\n".join([f"id,name,{column}", *lines]))
    locations = [f"{one},Name {one},{parent},a" for one, parent in links]
    head = "id,name,parent_location_id,organization_id"
    (folder / "locations.csv").write_text("\n".join([head, *locations]))
    facts = facts_of(folder)
    found = [
        (i.sheet, i.record, i.row) for i in facts.reading.issues if i.code == "circular-parent"
    ]
    assert ("organization", "c", 4) in found
    assert ("taxonomy_term", "c", 4) in found
    assert [facts.count(kind) for kind in ("Partner", "Site", "DirectoryTerm")] == [5, 5, 5]


def test_a_long_chain_of_parents(tmp_path: Path) -> None:
    folder = tmp_path / "chain"
    folder.mkdir()
    lines = [f"t{n},T{n},t{(n + 1) % 3_000}" for n in range(3_000)]
    (folder / "taxonomy.csv").write_text("\n".join(["id,name,parent_id", *lines]))
    facts = facts_of(folder / "taxonomy.csv")
    assert [(i.code, i.record) for i in facts.reading.issues] == [("circular-parent", "t2999")]


def test_a_bad_line_of_ndjson_and_one_that_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MAX_LINE", 10_000)
    monkeypatch.setattr("loaders.hsds.reading.documents.MAX_LINE", 10_000)
    good = [json.dumps({"id": f"s{n}", "name": "A", "organization_id": "o1"}) for n in range(2)]
    path = tmp_path / "services.ndjson"
    long = json.dumps({"id": "x", "name": "y" * 30_000})
    path.write_text("\n".join([good[0], long, "{", good[1]]))
    facts = facts_of(path)
    told = [(issue.row, issue.code) for issue in facts.reading.issues if issue.severity == "error"]
    assert told == [(2, "not-json"), (3, "not-json")]
    assert facts.count("Service") == 2


# Memory.

PEAK = r"""
    import re, sys
    from pathlib import Path
    from loaders import hsds
    from loaders.source import LoadContext
    reading = hsds.read(Path(sys.argv[1]), LoadContext(source="t"))
    # Unlike ru_maxrss, which a new process inherits from the one that started it.
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(len(reading.records), int(peak[1]) // 1024)
"""


def peak_of(path: Path) -> tuple[int, int]:
    """(records, peak of memory in MiB) of reading a path in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PEAK), str(path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    records, peak = done.stdout.split()
    return int(records), int(peak)


def write_wide(folder: Path, megabytes: int) -> Path:
    """A table of services with long notes in a column that is not read."""
    write(folder, "id,organization_id,name,x_notes\n")
    note = "word " * 2000
    with (folder / "services.csv").open("a") as stream:
        for number in range(megabytes * 100):
            stream.write(f's{number},o1,S{number},"{note}"\n')
    return folder


@pytest.mark.slow
def test_two_gigabytes_of_table_in_little_memory(tmp_path: Path) -> None:
    folder = write_wide(tmp_path / "two", 2_050)
    assert (folder / "services.csv").stat().st_size > 2 * 1000**3
    records, peak = peak_of(folder)
    assert records == 205_001
    assert peak < 500


@pytest.mark.slow
def test_cells_that_are_read_cost_about_three_times_their_size(tmp_path: Path) -> None:
    folder = write(tmp_path / "kept", "id,organization_id,name,description,fees_description\n")
    words = "word " * 40
    with (folder / "services.csv").open("a") as stream:
        for number in range(300_000):
            stream.write(f"s{number},o1,S{number},{words},Free of charge\n")
    megabytes = (folder / "services.csv").stat().st_size / 1000**2
    _, peak = peak_of(folder)
    assert peak < 200 + 6 * megabytes
