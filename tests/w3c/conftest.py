"""One service for all of the W3C's tests: writable, with the unnamed graph as default graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served.server import running_process
from w3c.endpoint import Endpoint
from w3c.suite import needs_suite

from service.keys import KeyStore


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    needs_suite()
    data_dir: Path = tmp_path_factory.mktemp("w3c") / "nwd-data"
    key = KeyStore(data_dir).create("w3c", "admin")
    strict = {"NWD_DEFAULT_GRAPH": "strict", "NWD_KEEP_GENERATIONS": "1"}
    with running_process(data_dir, "--writable", environment=strict) as (address, _):
        served = Endpoint(address, key)
        served.clear()
        yield served
        served.close()
