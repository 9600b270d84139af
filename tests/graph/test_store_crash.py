"""Whenever a writer is killed, the published data stays whole and the next writer works."""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from graph.errors import StoreMissing
from graph.store import EmbeddedStore

SCRIPT = Path(__file__).with_name("store_writer.py")


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("store_writer", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(data_dir: Path, *, writes: int = 0, last_step: int = 0) -> subprocess.Popen[str]:
    root = str(SCRIPT.parents[2])
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(data_dir), str(writes), str(last_step)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def check_whole(data_dir: Path, reported: int, writer: ModuleType) -> int:
    """The published generation: the last reported or the next, and whole; so are those kept."""
    store = EmbeddedStore(data_dir, keep_generations=2, seed=writer.SEED)
    try:
        snapshot = store.read()
    except StoreMissing:
        assert reported == 0
        return 0
    number = snapshot.generation.number
    assert number in (reported, reported + 1)
    writer.check_load(snapshot.store, number)
    assert len(snapshot.store) == snapshot.generation.triples
    numbers = [entry.number for entry in store.history()]
    assert numbers[0] == number
    for kept in numbers[1:]:
        writer.check_load(type(snapshot.store).read_only(str(_directory(data_dir, kept))), kept)
    return number


def _directory(data_dir: Path, number: int) -> Path:
    return data_dir / "generations" / f"{number:06d}"


def phase_of(data_dir: Path) -> str:
    """Where a killed writer was, from what it left behind."""
    current = int((data_dir / "CURRENT").read_text()) if (data_dir / "CURRENT").exists() else 0
    generations = data_dir / "generations"
    names = {path.name for path in generations.iterdir()} if generations.exists() else set()
    numbers = {int(name[:6]) for name in names if name[:6].isdigit()}
    drafts = data_dir / "drafts"
    if any(number > current for number in numbers):
        return "publishing"
    if any(f"{number:06d}.json" not in names for number in numbers):
        return "pruning"
    return "drafting" if drafts.exists() and any(drafts.iterdir()) else "between"


def write_next(data_dir: Path, writer: ModuleType) -> None:
    store = EmbeddedStore(data_dir, keep_generations=2, seed=writer.SEED)
    with store.write(note="the next writer") as draft:
        draft.replace_graph(writer.LOAD, writer.build_load(draft.number, 10))


@pytest.mark.parametrize("kills", [12, pytest.param(51, marks=pytest.mark.slow)])
def test_killed_at_random_moments(tmp_path: Path, writer: ModuleType, kills: int) -> None:
    chance = random.Random(20_240)
    data_dir = tmp_path / "data"
    number = 0
    phases: dict[str, int] = {}
    seconds = 0.1  # that a write takes here and now
    for kill in range(kills):
        process = start(data_dir)
        assert process.stdout is not None
        reported = number
        for _ in range(kill % 3):
            begun = time.monotonic()
            reported = int(process.stdout.readline())
            seconds = time.monotonic() - begun
        time.sleep(chance.uniform(0, 1.2 * seconds))
        process.kill()
        said, _ = process.communicate()
        reported = int(said.split()[-1]) if said.split() else reported
        phase = phase_of(data_dir)
        phases[phase] = phases.get(phase, 0) + 1
        number = check_whole(data_dir, reported, writer)
    assert phases.get("drafting", 0) > kills // 10, phases
    assert number > kills / 2, "the writers hardly got to write"

    write_next(data_dir, writer)
    check_whole(data_dir, number + 1, writer)
    assert phase_of(data_dir) == "between"


@pytest.mark.parametrize("generations", [0, pytest.param(3, marks=pytest.mark.slow)])
def test_killed_before_every_step(tmp_path: Path, writer: ModuleType, generations: int) -> None:
    """Kill a writer before its first step, then, from the same start, before its second, ...

    Ends when a writer comes to its end. From three generations on, it also prunes.
    """
    first = tmp_path / "first"
    first.mkdir()
    if generations:
        start(first, writes=generations, last_step=1_000_000).communicate(timeout=30)
    phases = set()
    for step in range(1, 100):
        data_dir = tmp_path / f"killed-{step}"
        shutil.copytree(first, data_dir)
        process = start(data_dir, writes=1, last_step=step)
        said, _ = process.communicate(timeout=30)
        phases.add(phase_of(data_dir))
        number = check_whole(data_dir, int(said or generations), writer)
        write_next(data_dir, writer)
        assert check_whole(data_dir, number + 1, writer) == number + 1
        assert phase_of(data_dir) == "between"
        if process.returncode == 0:
            break
    assert process.returncode == 0
    assert step > 12
    expected = {"drafting", "publishing", "between"}
    assert phases == (expected | {"pruning"} if generations else expected)
