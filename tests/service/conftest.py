"""The demonstration community, loaded once, for what only reads it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from served.asgi_client import Client
from served.chromium import started_browser
from served.server import running_server

from loaders.load import load_source
from service.app import create_app
from service.demo import AS_OF, demo_sources
from service.settings import Settings
from service.workspace import Workspace

PATIENCE = 60
"""Seconds, since the first query may have to wait until its process has started."""


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of the demonstration community; not to be written to."""
    data_dir = tmp_path_factory.mktemp("demo") / "nwd-data"
    workspace = Workspace(Settings(data_dir=data_dir))
    for name, path, title in demo_sources():
        load_source(workspace.store, path, source=name, title=title, licence="CC0-1.0")
    return data_dir


@pytest.fixture
def own_demo(loaded_demo: Path, tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    return Path(shutil.copytree(loaded_demo, tmp_path / "nwd-data"))


@pytest.fixture(scope="session")
def client(loaded_demo: Path) -> Client:
    """The service over the demonstration community, as of its day."""
    settings = Settings(data_dir=loaded_demo, as_of=AS_OF, query_timeout=PATIENCE)
    return Client(create_app(Workspace(settings)))


@pytest.fixture
def empty_client(tmp_path: Path) -> Client:
    """The service over a store in which nothing is."""
    return Client(create_app(Workspace(Settings(data_dir=tmp_path / "none"))))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser without a window."""
    with started_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def demo_address(loaded_demo: Path) -> Iterator[str]:
    """The address of a real server of the demonstration community, as of its day."""
    with running_server(loaded_demo, "--as-of", AS_OF.isoformat()) as address:
        yield address
