"""Loaders are found by scanning, and a broken one is named."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from graph.errors import SourceError
from loaders.registry import REQUIRED_NAMES, find_loader, list_loaders, select_loaders


def make_module(name: str, *names: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = f"loaders/{name}.py"
    for required in names:
        setattr(module, required, "x")
    return module


def test_the_workbook_is_found() -> None:
    assert "workbook" in list_loaders()


def test_a_module_that_lacks_a_name_fails_with_its_path() -> None:
    with pytest.raises(TypeError, match=r"loaders/half\.py: a loader needs read, build"):
        select_loaders([make_module("half", "KIND", "TITLE", "recognises")])


def test_two_loaders_of_one_kind_fail() -> None:
    with pytest.raises(TypeError, match=r"loaders/b\.py: there is a loader of kind x"):
        select_loaders([make_module("a", *REQUIRED_NAMES), make_module("b", *REQUIRED_NAMES)])


def test_modules_without_a_kind_are_no_loaders() -> None:
    assert select_loaders([make_module("other", "read")]) == {}


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no kind 'word' of source; use .*workbook"):
        find_loader(tmp_path, kind="word")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        find_loader(tmp_path / "nowhere.xlsx")


def test_a_directory_of_services_in_another_form_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "services.csv").write_text("id,organization_id,name,url\n")
    (tmp_path / "organizations.csv").write_text("id,name,description\n")
    assert not list_loaders()["workbook"].recognises(tmp_path)
