"""A real `nwd serve` in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

NWD = (sys.executable, "-c", "from service.cli import main; main()")
"""The command as the interpreter of the tests runs it."""
START_SECONDS = 60


@contextmanager
def running_server(data_dir: Path, *options: str) -> Iterator[str]:
    """The address of a server on a free port."""
    with running_process(data_dir, *options) as (address, _):
        yield address


@contextmanager
def running_process(
    data_dir: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, int]]:
    """The address of a server on a free port, and its process."""
    command = [*NWD, "serve", "--port", "0", "--data-dir", str(data_dir), *options]
    with TemporaryDirectory() as folder:
        # To a file, since nobody reads what it says while it runs.
        words = Path(folder) / "stderr"
        with (
            words.open("wb") as file,
            subprocess.Popen(
                command, stderr=file, env={**os.environ, **(environment or {})}
            ) as process,
        ):
            try:
                yield _wait(process, words), process.pid
            finally:
                process.terminate()
                process.wait(START_SECONDS)


def _wait(process: subprocess.Popen[bytes], words: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while True:
        said = words.read_text()
        found = re.search(r"http://\S+?:\d+", said)
        assert found or process.poll() is None, said
        assert time.monotonic() < deadline, said
        if found:
            try:
                ready = httpx.get(f"{found[0]}/readyz", trust_env=False, timeout=START_SECONDS)
                # An empty store is never ready.
                if ready.status_code == 200 or "no data" in ready.text:
                    return found[0]
            except httpx.ConnectError:
                pass
        time.sleep(0.02)
