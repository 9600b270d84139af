"""Real engines in processes of their own, each on a free port and in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.store.remote import Endpoint, find_engine

START_SECONDS = 60
ROW_LIMIT = 15_000
"""Of Virtuoso here: more than any graph of the demonstration, less than all of them."""
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


@contextmanager
def running_oxigraph(folder: Path) -> Iterator[Endpoint]:
    """`oxigraph serve`, empty."""
    binary = _binary(str(Path(sys.executable).parent / "oxigraph"), "the Python package oxigraph")
    port = free_port()
    command = [binary, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, port, folder):
        yield Endpoint(f"http://127.0.0.1:{port}/query", engine=find_engine("oxigraph"))


@contextmanager
def running_virtuoso(folder: Path) -> Iterator[Endpoint]:
    """Virtuoso with the limits that Debian sets, but for the rows; signed as its first user."""
    binary = _binary("virtuoso-t", "the Debian package virtuoso-opensource-7-bin")
    port, sql_port = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        VIRTUOSO_INI.format(folder=folder, port=port, sql_port=sql_port, rows=ROW_LIMIT),
        encoding="utf-8",
    )
    with _running([binary, "+foreground", "+configfile", str(ini)], port, folder):
        yield Endpoint(
            f"http://127.0.0.1:{port}/sparql",
            engine=find_engine("virtuoso"),
            user="dba",
            password="dba",
        )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _binary(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        reason = f"{Path(name).name} is not here: it comes with {package}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet) as process:
        try:
            _wait(process, port)
            yield
        finally:
            # Nothing of the folder is needed again, so it need not be left in order.
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{process.args!r} does not listen"
            time.sleep(0.05)
