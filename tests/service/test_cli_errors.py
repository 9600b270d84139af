"""Known errors end in one line and exit code 1, wrong usage in exit code 2."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner
from served.command_line import run_nwd

from graph.errors import StoreMissing
from graph.store import EmbeddedStore
from service.cli import nwd

COMMANDS = sorted(nwd.list_commands(None))  # type: ignore[arg-type]


def said(*arguments: str | Path, data_dir: Path | None = None) -> str:
    """The one line of a known error."""
    result = run_nwd(*arguments, data_dir=data_dir, exit_code=1)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("nwd: ")
    return line


@pytest.mark.parametrize(
    "arguments",
    [
        ["sources"],
        ["coverage"],
        ["gaps"],
        ["overlaps"],
        ["query", "run", "sources/loaded"],
        ["sparql", "ASK {}"],
        ["export", "csv"],
        ["rollback"],
        ["backup", "saved.tar.gz"],
    ],
    ids=" ".join,
)
def test_a_missing_store_is_said(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "load a source first" in said(*arguments, data_dir=tmp_path / "none")
    assert not (tmp_path / "saved.tar.gz").exists()


def test_drop_from_a_missing_store(tmp_path: Path) -> None:
    assert "no source named 'x'" in said("drop", "x", data_dir=tmp_path / "none")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["load", "/no/such/file.xlsx"], "no such file"),
        (["load", __file__], "not known"),
        (["load", __file__, "--kind", "x"], "no kind 'x'"),
        (["drop", "nobody"], "loaded: community, directory"),
        (["rollback", "--to", "99"], "no generation 99"),
        (["restore", "/no/such/archive"], "no such file"),
        (["restore", __file__], "not a backup"),
        (["export", "docx"], "there are: budget-docx"),
        (["query", "run", "partners/by-sektor"], "partners/by-sector"),
        (["query", "run", "partners/sites", "--partner", "nobody"], "'nobody'"),
        (["gaps", "--no-save", "--touchpoint", "birth-registraton"], "nearest: birth-registration"),
        (["gaps", "--no-save", "--place", "nowhere"], "id of a place"),
        (["sparql", "SELECT"], "SPARQL"),
        (["sparql", "SELECT * { ?s ?p }"], "SPARQL"),
        (["sparql", "@/no/such/query.rq"], "No such file"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "refused"),
        (["sparql", "INSERT DATA { <a:b> <a:c> 1 }"], "INSERT"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)
def test_known_errors(loaded_demo: Path, arguments: list[str], word: str) -> None:
    assert word in said(*arguments, data_dir=loaded_demo)


def test_a_query_that_is_not_there_names_the_nearest() -> None:
    assert "partners/by-sector" in said("query", "show", "partners/by-sektor")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "is a file" in said("history", data_dir=tmp_path / "file")


def test_what_cannot_be_written(loaded_demo: Path, tmp_path: Path) -> None:
    assert "/no/such/x.xlsx" in said("template", "/no/such/x.xlsx")
    assert "cannot be written" in said("export", "csv", "--out", "/no/x.zip", data_dir=loaded_demo)
    (tmp_path / "there.tar.gz").write_text("x")
    assert "already there" in said("backup", tmp_path / "there.tar.gz", data_dir=loaded_demo)
    assert (tmp_path / "there.tar.gz").read_text() == "x"


def test_a_locked_store_is_not_waited_for(own_demo: Path) -> None:
    from service.demo import demo_sources

    with EmbeddedStore(own_demo).write(note="someone else at work"):
        assert "someone else at work" in said("drop", "directory", data_dir=own_demo)
        path = demo_sources()[1][1]
        assert "someone else at work" in said("load", path, data_dir=own_demo)
        # The answer of an analysis does not depend on keeping its findings.
        result = run_nwd("coverage", data_dir=own_demo)
        assert "were not kept" in result.stderr
        assert "No-wrong-door" in result.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "many"), ("KEEP_GENERATIONS", "0"), ("AS_OF", "yesterday"), ("ROW_LIMIT", "-1")],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"NWD_{name}", value)
    assert f"NWD_{name} = '{value}'" in said("history")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["--nosuch"],
        ["load"],
        ["load", "a.xlsx", "b.xlsx"],
        ["coverage", "--handoffs", "x"],
        ["coverage", "--handoffs", "99"],
        ["coverage", "--mode", "lukewarm"],
        ["coverage", "--as-of", "2026-02-30"],
        ["coverage", "--format", "xml"],
        ["gaps", "--gap-type", "nosuch"],
        ["query", "list", "--topic", "nosuch"],
        ["query", "run", "partners/serving-touchpoint"],
        ["query", "run", "partners/by-sector", "--colour", "red"],
        ["sparql", "ASK {}", "--limit", "0"],
        ["serve", "--port", "70000"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run_nwd(*arguments, exit_code=2)
    assert result.stdout == ""
    assert "Usage: " in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = run_nwd(name, "--help")
    assert result.stdout.startswith(f"Usage: nwd {name}")
    command = nwd.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(limit=60) == command.short_help


def test_without_arguments_the_help_is_shown() -> None:
    result = run_nwd(exit_code=2)
    assert "Commands:" in result.stderr
    assert run_nwd("--version").stdout.startswith("nwd, version ")


def test_a_message_of_many_lines_becomes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreMissing("two\nlines \x1b[31m", data_dir="x")

    monkeypatch.setattr(EmbeddedStore, "history", fail)
    assert said("history") == "nwd: two lines \ufffd[31m"
    shown = CliRunner().invoke(nwd, ["--debug", "history"])
    assert isinstance(shown.exception, StoreMissing)


def test_a_fault_of_the_system_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(EmbeddedStore, "history", fail)
    assert said("history") == "nwd: No space left on device"
