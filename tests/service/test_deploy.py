"""What is shipped for running the service: the unit, the container, the page about it, backups."""

from __future__ import annotations

import configparser
import hashlib
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from click import Command, Context, Group
from pyoxigraph import CanonicalizationAlgorithm, Dataset
from served.command_line import run_nwd

from graph.store import EmbeddedStore
from service.cli import nwd
from service.commands import serve
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNIT = DEPLOY / "nowrongdoor.service"
PAGE = (DEPLOY / "README.md").read_text("utf-8")
MOST_EXPOSED = 20
"""Of 100 in the judgement of systemd-analyze."""


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """systemd's own check; skips where it is not installed."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is here."""
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text("utf-8"))
    path = tmp_path / UNIT.name
    path.write_text(text, "utf-8")
    return path


def test_the_unit_is_right(unit: Path) -> None:
    done = analyze("verify", unit)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_is_locked_up(unit: Path) -> None:
    done = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit)
    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_the_unit_starts_what_there_is() -> None:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(UNIT.read_text("utf-8"))
    program, *arguments = shlex.split(parser["Service"]["ExecStart"])
    assert Path(program).name == "nwd"
    with Context(nwd) as context:
        assert isinstance(nwd.get_command(context, arguments[0]), Command)
    known = {name for option in serve.command.params for name in option.opts}
    assert set(arguments[1:]) <= known
    assert int(parser["Service"]["TimeoutStopSec"]) > serve.STOP_SECONDS


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile with what follows them."""
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    pairs = [line.split(maxsplit=1) for line in whole.splitlines() if line.strip()]
    return [(word, rest) for word, rest in pairs]


def test_the_container_is_well_made() -> None:
    steps = instructions()
    words = [word for word, _ in steps]
    assert set(words) <= {
        "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK",
        "ENTRYPOINT", "CMD",
    }  # fmt: skip
    for image in (rest.split()[0] for word, rest in steps if word == "FROM"):
        name, _, tag = image.partition(":")
        assert "/" not in name
        assert re.match(r"\d+\.\d+-", tag)
    assert words.count("CMD") == words.count("ENTRYPOINT") == words.count("HEALTHCHECK") == 1
    (user,) = (rest for word, rest in steps if word == "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert words.index("USER") > max(n for n, word in enumerate(words) if word == "RUN")
    for word, rest in steps:
        if word == "RUN" and "pip install" in rest:
            assert "--no-cache-dir" in rest
            assert "--constraint" in rest
        if word in ("CMD", "ENTRYPOINT"):
            assert rest.startswith('["')


def test_the_container_copies_what_the_wheel_is_made_of() -> None:
    copied = [
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, "pyproject.toml", "constraints.txt"} <= set(copied)


def test_settings_that_are_named_exist() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for path in DEPLOY.iterdir():
        named = set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", path.read_text("utf-8")))
        assert named <= known, path.name


def test_commands_and_links_of_the_page_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (DEPLOY / target).exists(), target
    blocks = "\n".join(re.findall(r"```(?:sh|text)\n(.*?)```", PAGE, re.DOTALL))
    called = re.findall(r"(?m)(?:^|/|nowrongdoor )nwd ([a-z]+)(?: ([a-z]+))?", blocks)
    assert called
    with Context(nwd) as context:
        for name, below in called:
            command = nwd.get_command(context, name)
            assert command is not None, name
            if isinstance(command, Group):
                assert command.get_command(context, below) is not None, below


def digest(data_dir: Path) -> str:
    """SHA-256 of the canonical N-Quads of a store (RDFC-1.0)."""
    dataset = Dataset(EmbeddedStore(data_dir).read().store)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in dataset)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_what_is_restored_is_what_was_saved(loaded_demo: Path, tmp_path: Path) -> None:
    run_nwd("backup", tmp_path / "saved.tar.gz", data_dir=loaded_demo)
    run_nwd("restore", tmp_path / "saved.tar.gz", data_dir=tmp_path / "other")
    assert digest(tmp_path / "other") == digest(loaded_demo)
