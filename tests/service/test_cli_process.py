"""The command as a process: exit codes, what goes to which stream, pipes and encodings."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest
from served.server import NWD

from service.demo import AS_OF, demo_sources


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*NWD, *map(str, arguments)],
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def test_data_goes_to_one_stream_and_messages_to_the_other(
    loaded_demo: Path, tmp_path: Path
) -> None:
    done = run("gaps", "--no-save", "--format", "json", "--data-dir", loaded_demo)
    assert done.returncode == 0
    assert json.loads(done.stdout)["gaps"]
    assert done.stderr == b""
    loading = run("load", demo_sources()[1][1], "--data-dir", tmp_path)
    assert loading.returncode == 0
    assert b"Partner" in loading.stdout
    assert loading.stderr.endswith(b"generation 1\n")


def test_exit_codes(tmp_path: Path) -> None:
    known = run("sources", "--data-dir", tmp_path)
    assert (known.returncode, known.stdout) == (1, b"")
    assert known.stderr.startswith(b"nwd: ")
    assert known.stderr.count(b"\n") == 1
    assert run("sources", "--nosuch").returncode == 2
    debug = run("--debug", "sources", "--data-dir", tmp_path)
    assert debug.returncode == 1
    assert b"Traceback" in debug.stderr


def test_settings_come_from_the_environment_and_a_file(loaded_demo: Path, tmp_path: Path) -> None:
    assert run("sources", NWD_DATA_DIR=str(loaded_demo)).returncode == 0
    (tmp_path / ".env").write_text(f"NWD_DATA_DIR={loaded_demo}\n", "utf-8")
    done = subprocess.run([*NWD, "sources"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_old_terminals(loaded_demo: Path, encoding: str) -> None:
    for arguments in (["query", "list"], ["gaps", "--no-save"], ["coverage", "--no-save"]):
        done = run(*arguments, NWD_DATA_DIR=str(loaded_demo), PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert done.stdout.decode("utf-8" if encoding == "ascii" else encoding)


def test_a_reader_that_goes_away(loaded_demo: Path) -> None:
    command = [*NWD, "coverage", "--no-save", "--format", "json", "--data-dir", str(loaded_demo)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == 1


def test_a_full_disk_is_one_line(loaded_demo: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*NWD, "history", "--data-dir", str(loaded_demo)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"nwd: No space left on device\n"


def test_progress_is_drawn_on_a_terminal_only(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*NWD, "load", str(demo_sources()[0][1]), "--data-dir", str(tmp_path)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as load:
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:  # the other end is closed
            pass
        assert load.stdout is not None
        printed = load.stdout.read()
    os.close(ours)
    assert b"\x1b[" in said  # a bar is drawn and wiped again
    assert b"generation 1" in said
    assert b"\x1b[" not in printed


def test_narrow_terminals(loaded_demo: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*NWD, "sources", "--data-dir", str(loaded_demo)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "40"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environment) as show:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # the other end is closed
            pass
        assert show.wait() == 0
    os.close(ours)
    text = shown.decode().splitlines()
    assert max(len(line.rstrip()) for line in text) <= 40
    assert any(line.startswith("name") for line in text)


def test_coverage_is_the_same_twice(loaded_demo: Path) -> None:
    asked = ("coverage", "--no-save", "--format", "json", "--as-of", AS_OF.isoformat())
    first, second = (run(*asked, NWD_DATA_DIR=str(loaded_demo)).stdout for _ in range(2))
    assert first == second
