"""The documentation says what there is, and its generated parts are as the code says."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from cogapp import Cog

from graph import errors
from service import documentation
from service.app import create_app
from service.demo import AS_OF
from service.settings import PREFIX, Settings
from service.workspace import Workspace

ROOT = Path(__file__).parents[2]
GENERATED = ["README.md", "docs/cli.md", "docs/service.md", "docs/loading/quality.md"]
COMMANDS = documentation.list_commands()


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", GENERATED)
def test_generated_parts_are_current(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = read(name)
    assert Cog().process_string(text, name) == text, "run `make docs`"


def test_every_page_with_a_generated_part_is_checked() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    marked = {str(p.relative_to(ROOT)) for p in pages if "[[[cog" in p.read_text("utf-8")}
    assert marked == set(GENERATED)
    (listed,) = re.findall(r"^GENERATED := (.*)$", read("Makefile"), re.MULTILINE)
    assert listed.split() == GENERATED


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_is_documented_and_has_help(path: str, command: object) -> None:
    assert f"## `{path}`\n" in read("docs/cli.md")
    assert getattr(command, "help", None), path
    for parameter in getattr(command, "params", ()):
        if parameter.param_type_name == "option":
            assert parameter.help, f"{path} {parameter.name}"


def test_every_setting_is_documented_and_described() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{PREFIX}{name.upper()}` |" in read("docs/cli.md")
        assert field.description


def test_every_error_is_documented() -> None:
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.KnowledgeGraphError):
            assert f"| `{name}` |" in read("docs/service.md")
            assert name in (errors.__doc__ or "")


def test_every_route_is_documented() -> None:
    for path in create_app(Workspace(Settings())).openapi()["paths"]:
        if path.startswith("/api/queries/"):
            assert f"### {path.removeprefix('/api/queries/')}\n" in read("docs/queries.md")
        else:
            assert f"{path}` |" in read("docs/service.md")


def test_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_commands_of_the_readme_exist() -> None:
    names = {path.split()[1] for path, _ in COMMANDS if " " in path}
    for block in re.findall(r"```sh\n(.*?)```", read("README.md"), re.DOTALL):
        for name in re.findall(r"^nwd (\w+)", block, re.MULTILINE):
            assert name in names


def test_the_makefile_serves_the_demonstration_as_of_its_day() -> None:
    assert f"DEMO_DAY := {AS_OF.isoformat()}\n" in read("Makefile")
