"""The wheel: it holds every file of the packages, and runs where the sources are not."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGES = ("ontology", "graph", "loaders", "queries", "service")
SUFFIXES = {".py", ".ttl", ".rq", ".csv", ".json", ".jsonld", ".css", ".html", ".js", ".typed"}
"""Kinds of file without which something does not run."""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "NWD_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network by the build tool of the development set-up."""
    if importlib.util.find_spec("hatchling") is None:
        reason = "hatchling is not installed: run `make setup`"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder)
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, cwd=folder)
    (built,) = folder.glob("nowrongdoor-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment: the wheel, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    into = ("--python", python, "install", "--no-deps", "--no-index", wheel)
    run(sys.executable, "-m", "pip", *into, cwd=folder)
    site = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    ).stdout.strip()
    # A path that comes by a .pth file has its own .pth files passed over, so the checkout that is
    # installed in this environment is not seen.
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(site) / "dependencies.pth").write_text("\n".join(sorted(here)), "utf-8")
    return scripts


def test_the_wheel_holds_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith(PACKAGES)}
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == here
    assert {Path(name).suffix for name in here} >= SUFFIXES
    assert {f"{package}/py.typed" for package in PACKAGES} <= here


def test_the_wheel_names_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name.partition(".dist-info/")[2] for name in archive.namelist()}
    assert {"licenses/LICENSE", "licenses/ontology/LICENSE", "METADATA"} <= names


def test_the_demonstration_runs_elsewhere(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import service; print(service.__file__)", cwd=tmp_path)
    assert not Path(where.stdout.strip()).is_relative_to(ROOT)
    nwd = installed / "nwd"
    shown = run(nwd, "demo", "--out", "out", cwd=tmp_path)
    assert "No-wrong-door coverage" in shown.stdout
    assert (tmp_path / "out" / "community.xlsx").stat().st_size > 10_000
    store = ("--data-dir", "out/nwd-data")
    assert "partners/by-sector" in run(nwd, "query", "list", cwd=tmp_path).stdout
    assert "Tamarack" in run(nwd, "query", "run", "partners/by-sector", *store, cwd=tmp_path).stdout
    run(nwd, "template", "blank.xlsx", cwd=tmp_path)
    page = "from service.pages import render_page; print(render_page('start.html', data_dir='x'))"
    assert "<h1>" in run(installed / "python", "-c", page, cwd=tmp_path).stdout
