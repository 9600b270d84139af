"""The service on the data of another engine: the same answers, and a clear word when it is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines.servers import running_oxigraph
from served.asgi_client import Client

from loaders.load import load_source
from service.analyses import list_analyses
from service.app import create_app
from service.demo import AS_OF, demo_sources
from service.settings import Settings
from service.workspace import Workspace

ASKED = (
    "/api/queries/touchpoints/overview",
    "/api/queries/partners/serving-touchpoint?touchpoint=birth-registration",
    "/api/gaps",
    "/hsds/services?per_page=5",
    "/sparql?query=SELECT%20%3Fs%20%7B%3Fs%20a%20%3Chttps://w3id.org/nowrongdoor/ontology%23Door%3E%7D"
    "%20ORDER%20BY%20%3Fs",
)
SOME_ANALYSES = ("cliffs", "completion", "budget", "journeys")
"""Of both parts: money and counts of families, which are queried, and the map itself."""


@pytest.mark.parametrize(
    "analyses", [SOME_ANALYSES, pytest.param(tuple(list_analyses()), marks=pytest.mark.slow)]
)
def test_the_answers_are_the_same_and_an_engine_that_is_gone_is_a_problem(
    client: Client, tmp_path: Path, analyses: tuple[str, ...]
) -> None:
    with running_oxigraph(tmp_path) as endpoint:
        settings = Settings(
            data_dir=tmp_path / "none",
            as_of=AS_OF,
            store_url=endpoint.query_url,
            store_engine="oxigraph",
            answer_cache_mb=0,
        )
        workspace = Workspace(settings)
        for name, folder, title in demo_sources():
            load_source(workspace.store, folder, source=name, title=title, licence="CC0-1.0")
        remote = Client(create_app(workspace))
        for path in (*ASKED, *(f"/api/{name}" for name in analyses)):
            here, there = client.get(path), remote.get(path)
            assert (there.status_code, here.status_code) == (200, 200), (path, there.text[:300])
            here, there = here.json(), there.json()
            for answer in (here, there):
                answer.pop("generation", None)
                for each in answer.get("contents", ()):
                    each.pop("last_modified", None)
            assert there == here, path
        assert remote.get("/healthz").json()["generation"] == len(demo_sources())
    gone = remote.get(ASKED[-1])
    assert gone.status_code == 502
    assert "Connection refused" in gone.json()["detail"]
