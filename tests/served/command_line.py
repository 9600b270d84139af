"""`nwd` in this process, its answers parsed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from service.cli import nwd


def run_nwd(*arguments: str | Path, data_dir: Path | None = None, exit_code: int = 0) -> Result:
    """The result of a command, which must end with this exit code."""
    every = [str(argument) for argument in arguments]
    if data_dir is not None:
        every += ["--data-dir", str(data_dir)]
    result = CliRunner().invoke(nwd, every)
    assert result.exit_code == exit_code, result.stderr or result.exception
    return result


def read_json(*arguments: str | Path, data_dir: Path | None = None) -> Any:
    """What a command prints with `--format json`."""
    return json.loads(run_nwd(*arguments, "--format", "json", data_dir=data_dir).stdout)


def read_csv(*arguments: str | Path, data_dir: Path | None = None) -> list[dict[str, str]]:
    """The rows that a command prints with `--format csv`."""
    text = run_nwd(*arguments, "--format", "csv", data_dir=data_dir).stdout
    return list(csv.DictReader(io.StringIO(text)))
