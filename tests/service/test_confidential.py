"""Where a confidential site is and how few families were counted: asked in every way there is.

One community holds both, with marks that stand nowhere else. Every address of the service is read,
each in every form, and no mark may be in any answer, packed or not. The floor of small counts is
set high, so that a small count can be told from any other number.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pyarrow.parquet
import pytest
from served.server import running_process

from graph.store import EmbeddedStore
from loaders.load import load_source
from ontology.terms import source_graph

STREET, CITY, POSTAL = "4711 Hidden Hollow Lane", "Secretville", "97555"
LATITUDE, LONGITUDE = "44.918273", "-122.645546"
MARKS = ("Hidden Hollow", CITY, POSTAL, LATITUDE, LONGITUDE.lstrip("-"), "-9876.5")
TABLES = {
    "places": "id,name,kind\nmill,Mill County,county\nglen,Quiet Glen,city\n",
    "partners": (
        "id,name,sector,description\n"
        f'haven,Haven House,housing,"Ring first; we are at {STREET}, near the mill"\n'
        "clinic,Mill Clinic,health,A clinic\n"
    ),
    "sites": (
        "id,partner,name,address,city,state,postal_code,latitude,longitude,place,confidential\n"
        f"refuge,haven,The refuge,{STREET},{CITY},OR,{POSTAL},{LATITUDE},{LONGITUDE},glen,yes\n"
        "desk,clinic,Front desk,1 Main Street,Millville,OR,97001,44.5,-122.5,mill,no\n"
        f"broken,haven,Broken row,{STREET},{CITY},OR,{POSTAL},-9876.5,{LONGITUDE},glen,yes\n"
    ),
    "segments": "id,name\nnew,New parents\n",
    "services": (
        "id,name,partner,needs,segments,places,sites,status\n"
        "shelter,Shelter,haven,emergency-shelter,all,mill,refuge,active\n"
        "visits,Visits,clinic,home-visiting,new,mill,desk,active\n"
    ),
    "touchpoints": "id,name,life_stage,kind,required_needs\n"
    "birth,Birth,newborn,hospital-birth,home-visiting;emergency-shelter\n",
    "doors": "touchpoint,at\nbirth,clinic\n",
    "referrals": "id,from,to,mode\nr1,clinic,haven,warm\n",
    "referral_volumes": (
        "referral,period_start,period_end,outcome,count\n"
        "r1,2026-01-01,2026-03-31,sent,40000\n"
        "r1,2026-01-01,2026-03-31,accepted,4107\n"
        "r1,2026-01-01,2026-03-31,rejected,0\n"
        "r1,2026-01-01,2026-03-31,failed,<11\n"
    ),
}
FLOOR = 5000
SMALL = re.compile(
    r"(?<![\w.])(?:4107|4106|4321|4315|983339|0\.4375\d*|0\.43[78]|0\.44|99\.56\d*|zebra|quagga)(?:\.0+)?(?!\w)"
)
"""Small counts of families, numbers that give one away, and who answered a questionnaire."""
MOST_THINGS = 7
"""Records of a kind that are asked for one by one."""
MONTHS = [f"{2025 + i // 12}-{i % 12 + 1:02}-01" for i in range(8)]
PLANNING = {
    "collaboratives": "id,name,kind,places\ncircle,Circle,local,mill\n",
    "strategic_outcomes": (
        "id,collaborative,name,indicator,target,starts_on,target_date\n"
        "more,circle,More visits,visited,90000,2025-01-01,2026-06-30\n"
    ),
    "indicators": (
        "id,name,unit,better,collaborative,outcome,frequency\n"
        "visited,Visits,count,higher,circle,kindergarten-readiness,monthly\n"
        "called,Calls,count,higher,circle,,monthly\n"
        "share,Share reached,percent,higher,circle,early-grade-reading,monthly\n"
    ),
    "observations": "indicator,period_start,segment,value,numerator,denominator,note\n"
    + "".join(
        f"visited,{day},,,{4107 if i == 3 else 60_000 + i},,\n"
        f"called,{day},,{4106 if i == 5 else 70_000 + i},,,near {STREET}\n"
        f"share,{day},,,{ {4: 4321, 6: 983_339}.get(i, 500_000 + i) },987654,\n"
        f"share,{day},new,,{300_000 + i},900000,\n"
        for i, day in enumerate(MONTHS)
    ),
    "improvement_networks": "id,name,indicator,collaborative\nnet,Net,visited,circle\n",
    "teams": "id,name,network,indicator\nteam,Team,net,visited\n",
    "pdsa_cycles": (
        "id,name,team,indicator,starts_on,ends_on,predicted_value,observed_value,data_summary,"
        "learning,decision\n"
        f"c1,First try,team,visited,2025-04-01,2025-04-30,6000,4107,,At {STREET},adopt\n"
        "c2,Second try,team,share,2025-05-01,2025-05-30,50,0.4375,,,adopt\n"
    ),
    "annotations": f"indicator,date,text\nvisited,2025-06-01,Moved to {STREET}\n",
    "lessons": (
        "id,name,collaborative,from,kind,topic,text,as_of\n"
        f"l1,Lesson,circle,c1; visited,worked,Visits,They came to {STREET}.,2026-01-01\n"
    ),
    "plans": (
        "id,name,collaborative,starts_on,ends_on,success\n"
        f"year,Year one,circle,2025-01-01,2027-01-01,All is well at {STREET}.\n"
    ),
    "plan_priorities": "id,plan,name,rank\nfirst,year,First,1\n",
    "objectives": (
        "id,priority,statement,indicator,baseline,target\n"
        "o1,first,More,visited,4107,90000\n"
        "o2,first,Share,share,0.4375,70\n"
    ),
    "scenarios": f"id,name,segment,place,story\nflight,Flight,new,mill,To {STREET} they go.\n",
    "scenario_steps": "id,scenario,touchpoint,needs\nstep,flight,birth,home-visiting\n",
    "questionnaires": "id,name,least,most\nform,Form,1,5\n",
    "questions": "id,questionnaire,dimension,text\nknown,form,using-data,We know.\n",
    "snapshots": "id,name,questionnaire,collaborative,as_of\nsnap,Snap,form,circle,2026-01-01\n",
    "answers": (
        "snapshot,question,respondent,score,comment\nsnap,known,zebra director,3,quagga says\n"
    ),
}
FORMS = (
    *("application/json", "text/csv", "text/html", "text/turtle", "application/ld+json"),
    *("application/sparql-results+xml", "application/vnd.apache.parquet"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
QUERIES = (
    "SELECT * WHERE { ?s ?p ?o }",
    "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?x WHERE { ?s ?p ?x FILTER(CONTAINS(STR(?x), 'Hollow')) }",
    "SELECT (GROUP_CONCAT(?o) AS ?all) WHERE { ?s ?p ?o }",
    "SELECT (GROUP_CONCAT(ENCODE_FOR_URI(STR(?o))) AS ?all) WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (MIN(?l) AS ?a) (MAX(?l) AS ?b) WHERE { ?s <https://schema.org/latitude> ?l }",
    "DESCRIBE ?s WHERE { ?s a <http://www.w3.org/ns/org#Site> }",
    "SELECT ?s ?n WHERE { ?s <https://w3id.org/nowrongdoor/ontology#countValue> ?n }",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on the community."""
    folder = tmp_path_factory.mktemp("confidential")
    (folder / "plan").mkdir()
    for name, text in {**TABLES, **PLANNING}.items():
        (folder / "plan" / f"{name}.csv").write_text(text, encoding="utf-8")
    data_dir = folder / "nwd-data"
    report = load_source(EmbeddedStore(data_dir), folder / "plan", source="plan")
    assert report.refused == 1, "the broken row is refused, and quoted in a load issue"
    settings = {"NWD_SMALL_CELL_FLOOR": str(FLOOR)}
    with running_process(data_dir, environment=settings) as (found, _):
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as found:
        yield found


def _texts(response: httpx.Response) -> Iterator[str]:
    """All text of an answer: what is packed in it, too."""
    body = response.content
    kind = response.headers.get("content-type", "")
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name
                yield archive.read(name).decode("utf-8", "replace")
    elif "parquet" in kind:
        yield str(pyarrow.parquet.read_table(io.BytesIO(body)).to_pylist())
    else:
        yield body.decode("utf-8", "replace")
        yield httpx.URL(body[:0].decode() or "/").path


def _check(response: httpx.Response) -> None:
    assert response.status_code < 500, (response.url, response.text[:300])
    for text in _texts(response):
        plain = text.replace("%20", " ").replace("+", " ").replace("&#39;", "'")
        for mark in MARKS:
            assert mark not in plain, (str(response.url), mark)
        small = SMALL.search(plain)
        assert small is None, (str(response.url), plain[small.start() - 80 : small.end()])


def _paths(client: httpx.Client) -> list[str]:
    described: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    return [path for path, operations in described.items() if "get" in operations]


def test_the_store_holds_the_marks(address: str, client: httpx.Client) -> None:
    text = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}).text
    assert "Front desk" in text
    assert "97001" in text


def test_no_address_tells(client: httpx.Client) -> None:
    asked = 0
    for path in _paths(client):
        if "{" in path or path.startswith("/api/queries/"):
            continue
        # An export has one form, whatever is asked for.
        for form in FORMS[:1] if path.startswith("/api/export/") else FORMS:
            _check(client.get(path, headers={"Accept": form}))
            asked += 1
    assert asked > 60


def test_no_named_query_tells_whatever_it_is_asked(client: httpx.Client) -> None:
    records = {
        "partner": ("haven", "clinic"),
        "service": ("shelter",),
        "touchpoint": ("birth",),
        "place": ("glen", "mill"),
        "need": ("emergency-shelter",),
        "segment": ("new",),
        "pathway": ("r1",),
        "source": ("plan",),
        "indicator": ("visited",),
        "plan": ("year",),
        "collaborative": ("circle",),
    }
    for query in client.get("/api/queries").json():
        for suffix in ("json", "csv", "xlsx", "parquet"):
            for name, values in records.items():
                wanted = [each for each in query["params"] if each["type"] == name]
                for value in values:
                    if wanted:
                        _check(
                            client.get(
                                f"/api/queries/{query['name']}.{suffix}",
                                params={each["name"]: value for each in wanted},
                            )
                        )


def test_no_export_tells(client: httpx.Client) -> None:
    formats = (
        *("xlsx", "csv", "geojson", "graphml", "gexf", "turtle", "trig", "jsonld", "nquads"),
        *("hsds", "hsds-json"),
    )
    for name in (*formats, "html"):
        response = client.get(f"/api/export/{name}")
        assert response.status_code == 200, name
        _check(response)


def test_what_stands_for_a_small_count_is_no_lack_of_data(client: httpx.Client) -> None:
    """What is not told is said to be there, and what is large enough is told."""
    found = client.get("/api/improvement").json()
    cycles = {row["cycle"]: row for row in found["cycles"]}
    assert [cycles[name]["observed_value"] for name in ("c1", "c2")] == [None, None]
    assert not any(row["adopted_without_data"] for row in cycles.values())
    assert "too few families" in cycles["c1"]["sentence"]
    points = [row for row in found["points"] if row["indicator"] == "visited"]
    assert [row["state"] for row in points].count("suppressed") == 1
    assert points[0]["numerator"] == "60000"
    objectives = {row["objective"]: row for row in client.get("/api/plan").json()["objectives"]}
    assert [objectives[name]["baseline"] for name in ("o1", "o2")] == [None, None]
    assert objectives["o1"]["target"] == 90_000


def test_no_directory_answer_tells(client: httpx.Client) -> None:
    lists = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
    for name in lists:
        for options in ({"full": "true"}, {"format": "ndjson"}, {"search": "Hidden"}, {}):
            _check(client.get(f"/hsds/{name}", params=options))
        for each in client.get(f"/hsds/{name}").json().get("contents", []):
            _check(client.get(f"/hsds/{name}/{each['id']}"))
    near = {"postcode": POSTAL, "proximity": "1000"}
    told = client.get("/hsds/service_at_locations", params=near)
    # As if nothing were there: what was asked is said again, and that is all.
    assert (told.status_code, POSTAL in told.json()["detail"]) == (404, True)
    elsewhere = client.get("/hsds/service_at_locations", params={**near, "postcode": "99999"})
    assert told.text.replace(POSTAL, "99999") == elsewhere.text


def test_no_thing_tells(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT DISTINCT ?s { ?s ?p ?o }"})
    base = "https://w3id.org/nowrongdoor"
    subjects = {row["s"]["value"] for row in answer.json()["results"]["bindings"]}
    things = [s for s in subjects if s.startswith(f"{base}/id/plan/")]
    assert f"{base}/id/plan/site/refuge" in things
    seen: dict[str, int] = {}
    for iri in sorted(things):
        kind = iri.rsplit("/", 2)[1]
        seen[kind] = seen.get(kind, 0) + 1
        # Observations are many and alike; those that hold the marks are among the first.
        if seen[kind] > MOST_THINGS:
            continue
        for form in ("text/html", "text/turtle", "application/ld+json"):
            _check(client.get(iri.removeprefix(base), headers={"Accept": form}))


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_tells(client: httpx.Client, query: str) -> None:
    for form in ("application/sparql-results+json", "text/csv", "text/turtle", "*/*"):
        for extra in ({}, {"default-graph": "strict"}, {"default-graph-uri": _graph()}):
            headers = {"Accept": f"{form}, */*;q=0.1"}
            response = client.get("/sparql", params={"query": query, **extra}, headers=headers)
            assert response.status_code == 200, response.text
            _check(response)


def _graph() -> str:
    return source_graph("plan").value


def test_no_graph_tells(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"})
    graphs = [row["g"]["value"] for row in answer.json()["results"]["bindings"]]
    assert _graph() in graphs
    for graph in graphs:
        for form in ("text/turtle", "application/n-quads", "application/rdf+xml"):
            response = client.get(
                f"/rdf-graph-store?graph={quote(graph, safe='')}", headers={"Accept": form}
            )
            _check(response)


def test_small_counts_are_not_told_and_large_ones_and_zero_are(client: httpx.Client) -> None:
    rows = client.get("/api/queries/referrals/volumes").json()["rows"]
    told = {row["outcome"]: (row["count"], row["below"]) for row in rows}
    assert told == {
        "sent": (40_000, None),
        "accepted": (None, FLOOR),
        "rejected": (0, None),
        "failed": (None, 11),
    }
    ask = (
        "ASK { ?v <https://w3id.org/nowrongdoor/ontology#countValue> ?n "
        f"FILTER(?n > 0 && ?n < {FLOOR}) }}"
    )
    assert client.get("/sparql", params={"query": ask}).json()["boolean"] is False
    same = "SELECT ?s WHERE { ?s ?p ?n FILTER(isNumeric(?n) && ?n = 4107) }"
    assert client.get("/sparql", params={"query": same}).json()["results"]["bindings"] == []
    counts = re.findall(r'countValue> "(\d+)"', client.get("/api/export/nquads").text)
    assert sorted(counts) == ["0", "40000"]
