"""A real `nwd serve` in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

NWD = (sys.executable, "-c", "from service.cli import main; main()")
"""The command as the interpreter of the tests runs it."""
START_SECONDS = 60


@contextmanager
def running_server(data_dir: Path, *options: str) -> Iterator[str]:
    """The address of a server on a free port."""
    command = [*NWD, "serve", "--port", "0", "--data-dir", str(data_dir), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _wait(process)
        finally:
            process.terminate()
            process.communicate(timeout=START_SECONDS)


def _wait(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said = process.stderr.readline()
    found = re.search(r"http://\S+?:\d+", said)
    assert found, said
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            # Any answer will do: an empty store answers 503.
            httpx.get(f"{found[0]}/healthz", trust_env=False)
            return found[0]
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
