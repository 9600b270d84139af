"""Options of the whole test run, and a clean environment for every test."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected results from what the code answers now",
    )
    parser.addoption("--run-slow", action="store_true", help="also run tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What starts servers takes longest; side by side, it must not be what is waited for at the end.
    items.sort(key=lambda item: "service" not in item.path.parts[-3:])
    if config.getoption("--run-slow"):
        return
    skip = pytest.mark.skip(reason="slow: run with --run-slow")
    for item in items:
        if item.get_closest_marker("slow") is not None:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _no_settings_from_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the settings of whoever runs it; where test data are is no setting."""
    for name in list(os.environ):
        if name.startswith("NWD_") and name != "NWD_RDF_TESTS":
            monkeypatch.delenv(name)
