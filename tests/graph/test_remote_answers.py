"""What an engine may answer, and the error or the result that each becomes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from engines.fake_engine import FakeEngine, Reply, running_engine
from engines.servers import free_port
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from graph.errors import QueryError, QueryTimeout, QueryTooLarge, RemoteStoreError, StoreError
from graph.store.remote import Endpoint, RemoteStore, find_engine
from graph.store.remote.forms import check_values, find_form

SELECT = "SELECT ?s WHERE { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
TRIPLE = b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n"

Running = Callable[..., FakeEngine]


@pytest.fixture
def running() -> Iterator[Running]:
    """Starts engines with the replies given."""
    with ExitStack() as stack:
        yield lambda *replies: stack.enter_context(running_engine(*replies))


def rows(*values: str, kind: str = "literal", **more: str) -> Reply:
    bindings = [{"s": {"type": kind, "value": value, **more}} for value in values]
    found = {"head": {"vars": ["s"]}, "results": {"bindings": bindings}}
    return Reply(json.dumps(found).encode())


def store(
    fake: FakeEngine,
    engine: str = "oxigraph",
    *,
    user: str | None = None,
    password: str | None = None,
    read_timeout: float = 5,
    answer_limit: int = 1 << 20,
) -> RemoteStore:
    endpoint = Endpoint(fake.url, engine=find_engine(engine), user=user, password=password)
    return RemoteStore(endpoint, read_timeout=read_timeout, answer_limit=answer_limit)


def first_values(remote: RemoteStore, query: str = SELECT) -> list[object]:
    found = remote.query(query)
    assert isinstance(found, QuerySolutions)
    return [row[0] for row in found]


# Results --------------------------------------------------------------------------------------


def test_rows(running: Running) -> None:
    assert first_values(store(running(rows("x", "y")))) == [Literal("x"), Literal("y")]


def test_results_in_xml_are_read_too(running: Running) -> None:
    text = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
        '<results><result><binding name="s"><uri>http://e/a</uri></binding></result></results>'
        "</sparql>"
    )
    engine = running(Reply(text.encode(), media_type="application/sparql-results+xml; charset=x"))
    assert first_values(store(engine)) == [NamedNode("http://e/a")]


def test_a_truth(running: Running) -> None:
    answer = store(running(Reply(b'{"head":{},"boolean":true}'))).query("ASK { ?s ?p ?o }")
    assert isinstance(answer, QueryBoolean)
    assert answer


@pytest.mark.parametrize("media_type", ["application/n-triples", "text/turtle; charset=utf-8"])
def test_triples(running: Running, media_type: str) -> None:
    answer = store(running(Reply(TRIPLE * 2, media_type=media_type))).query(CONSTRUCT)
    assert isinstance(answer, QueryTriples)
    assert [str(triple.subject) for triple in answer] == ["<http://example.org/a>"]


def test_what_virtuoso_means(running: Running) -> None:
    kinds = {"datatype": "http://www.w3.org/2001/XMLSchema#boolean"}
    stored = rows("1", "0", kind="typed-literal", **kinds)
    assert first_values(store(running(stored), "virtuoso")) == [Literal(True), Literal(False)]
    blank = running(rows("nodeID://b10", kind="bnode"))
    assert [str(value) for value in first_values(store(blank, "virtuoso"))] == ["_:b10"]
    asked = {"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": []}}
    answer = store(running(Reply(json.dumps(asked).encode())), "virtuoso").query("ASK { ?s ?p 1 }")
    assert isinstance(answer, QueryBoolean)
    assert not answer


# Answers that are not whole -------------------------------------------------------------------


def test_a_table_cut_at_the_limit_of_rows(running: Running) -> None:
    cut = Reply(headers={"X-SPARQL-MaxRows": "10000"})
    with pytest.raises(QueryTooLarge, match="limit of 10000 rows") as caught:
        store(running(cut), "virtuoso").query(SELECT)
    assert caught.value.limit == "10000 rows"


def test_triples_that_may_have_been_cut(running: Running) -> None:
    triples = Reply(TRIPLE, media_type="application/n-triples")
    cut = Reply(headers={"X-SPARQL-MaxRows": "0"})
    with pytest.raises(QueryTooLarge, match="1 triples"):
        store(running(triples, cut), "virtuoso").query(CONSTRUCT)


def test_triples_below_the_limit_are_probed_once(running: Running) -> None:
    triples = Reply(TRIPLE, media_type="application/n-triples")
    engine = running(triples, rows("1"), triples)
    remote = store(engine, "virtuoso")
    assert isinstance(remote.query(CONSTRUCT), QueryTriples)
    assert isinstance(remote.query(CONSTRUCT), QueryTriples)
    assert [asked.fields["query"][0][:9] for asked in engine.asked] == [
        "CONSTRUCT",
        "SELECT (1",
        "CONSTRUCT",
    ]


def test_a_part_because_time_was_over(running: Running) -> None:
    with pytest.raises(QueryTimeout):
        store(running(Reply(headers={"X-SQL-State": "S1TAT"})), "virtuoso").query(SELECT)


def test_a_break_with_a_word_about_time(running: Running) -> None:
    broken = (
        b'{"head":{"vars":["s"]},"results":{"bindings":[The SPARQL operation has been cancelled'
    )
    with pytest.raises(QueryTimeout, match="in the middle"):
        store(running(Reply(broken))).query(SELECT)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b'{"head":{"vars":["s"]},"results":{"bindings":[{"s"'), "broken or not whole"),
        (Reply(rows("x").body, promised=5_000), "without sending complete message body"),
        (Reply(b""), "broken or not whole"),
        (Reply(b"<html>hello</html>", media_type="text/html"), "address for queries"),
        (Reply(b"s\nx\n", media_type="text/csv"), "address for queries"),
        (Reply(b'{"head":{},"boolean":true}'), "of another kind"),
        (rows("no iri", kind="uri"), "broken or not whole"),
    ],
    ids=["cut", "short", "empty", "page", "csv", "boolean", "bad-iri"],
)
def test_garbage(running: Running, reply: Reply, said: str) -> None:
    with pytest.raises(RemoteStoreError, match=said) as caught:
        store(running(reply)).query(SELECT)
    assert caught.value.url.endswith("/query")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("body", [b'{"results": 3}', b'{"head":{"vars":["s"]}}', b"[]", b"nothing"])
def test_garbage_where_the_answer_is_rewritten(running: Running, body: bytes) -> None:
    with pytest.raises(RemoteStoreError, match="broken or not whole"):
        store(running(Reply(body)), "virtuoso").query(SELECT)


def test_triples_that_are_none(running: Running) -> None:
    for reply in (Reply(b"a b c", media_type="application/n-triples"), Reply(b"{}")):
        with pytest.raises(RemoteStoreError):
            store(running(reply)).query(CONSTRUCT)


def test_an_answer_that_is_too_large(running: Running) -> None:
    with pytest.raises(QueryTooLarge, match="larger than 1 MiB"):
        store(running(rows("x" * (1 << 20)))).query(SELECT)


# Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_who_may_not_ask(running: Running, status: int) -> None:
    engine = running(Reply(status=status))
    with pytest.raises(RemoteStoreError, match="a request without a user") as caught:
        store(engine).query(SELECT)
    assert caught.value.status == status
    with pytest.raises(RemoteStoreError, match="the user or password"):
        store(engine, user="me", password="wrong").query(SELECT)


def test_a_query_the_engine_does_not_understand(running: Running) -> None:
    said = b"Parse error at line 3\nand much more"
    with pytest.raises(QueryError, match=r"Parse error at line 3$"):
        store(running(Reply(said, status=400, media_type="text/plain"))).query(SELECT)


@pytest.mark.parametrize(
    ("engine", "reply"),
    [
        ("generic", Reply(status=504)),
        ("qlever", Reply(status=429)),
        ("fuseki", Reply(status=503)),
        ("neptune", Reply(b'{"code":"TimeLimitExceededException"}', status=500)),
        ("virtuoso", Reply(b"The estimated execution time 9 (sec)", 500, "text/plain")),
    ],
)
def test_how_engines_say_that_time_was_over(running: Running, engine: str, reply: Reply) -> None:
    with pytest.raises(QueryTimeout):
        store(running(reply), engine).query(SELECT)


def test_other_refusals(running: Running) -> None:
    with pytest.raises(RemoteStoreError, match="status 500: out of memory") as caught:
        store(running(Reply(b"\n out of memory \n", 500, "text/plain"))).query(SELECT)
    assert caught.value.status == 500
    elsewhere = Reply(status=302, headers={"location": "http://example.org/"})
    with pytest.raises(RemoteStoreError, match=r"status 302, to http://example\.org/"):
        store(running(elsewhere)).query(SELECT)


def test_an_engine_that_does_not_answer(running: Running) -> None:
    with pytest.raises(QueryTimeout) as caught:
        store(running(Reply(delay=5)), read_timeout=0.1).query(SELECT)
    assert caught.value.seconds == 0.1


def test_an_engine_that_is_not_there() -> None:
    nowhere = RemoteStore(Endpoint(f"http://me:secret@127.0.0.1:{free_port()}/query"))
    with pytest.raises(RemoteStoreError) as caught:
        nowhere.query(SELECT)
    assert isinstance(caught.value, StoreError)
    assert caught.value.status is None
    assert "secret" not in str(caught.value)


# What is sent ---------------------------------------------------------------------------------


def test_the_text_is_sent_as_it_is(running: Running) -> None:
    engine = running()
    text = 'PREFIX x: <http://e/>\nSELECT ?s WHERE { ?s x:y "æ & \\" = +" } # end'
    store(engine).query(text)
    assert engine.asked[0].fields["query"] == [text]
    store(engine, "qlever").query(text)
    assert engine.asked[1].body == text.encode()
    assert engine.asked[1].headers["content-type"] == "application/sparql-query"


def test_the_union_is_asked_for_unless_the_query_names_its_graphs(running: Running) -> None:
    engine = running()
    remote = store(engine)
    remote.query(SELECT)
    remote.query("SELECT ?s FROM <http://example.org/g> WHERE { ?s ?p ?o }")
    union = ["union-default-graph" in asked.fields for asked in engine.asked]
    assert union == [True, False]


@pytest.mark.parametrize(
    ("engine", "sent"),
    [("virtuoso", ["1500"]), ("fuseki", ["2"]), ("stardog", ["1500"]), ("oxigraph", None)],
)
def test_the_time_limit_is_told_in_the_unit_of_the_engine(
    running: Running, engine: str, sent: list[str] | None
) -> None:
    fake = running()
    store(fake, engine, read_timeout=1.5).query(SELECT)
    assert fake.asked[0].fields.get("timeout") == sent


def test_basic_and_bearer(running: Running) -> None:
    engine = running()
    store(engine, user="me", password="pass").query(SELECT)
    store(engine, "qlever", password="token").query(SELECT)
    basic = "Basic " + b64encode(b"me:pass").decode()
    assert [asked.headers["authorization"] for asked in engine.asked] == [basic, "Bearer token"]


def test_digest_answers_a_challenge(running: Running) -> None:
    challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm="MD5", opaque="o"'
    engine = running(Reply(status=401, headers={"www-authenticate": challenge}), rows("x"))
    remote = store(engine, "virtuoso", user="me", password="pass")
    assert first_values(remote) == [Literal("x")]
    assert "authorization" not in engine.asked[0].headers
    assert 'username="me"' in engine.asked[1].headers["authorization"]


# What is not sent -----------------------------------------------------------------------------


def test_a_text_that_is_no_query(running: Running) -> None:
    engine = running()
    for text in ("INSERT DATA { <a:b> <a:c> 1 }", "", '# SELECT\n"ASK"'):
        with pytest.raises(QueryError, match="not legal SPARQL"):
            store(engine).query(text)
    assert engine.asked == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", "SELECT"),
        ("PREFIX select: <http://e/describe> ASK { ?construct ?p ?o }", "ASK"),
        ("# DESCRIBE\nBASE <http://e/ask> CONSTRUCT { } WHERE { SELECT ?s { } }", "CONSTRUCT"),
        ("DESCRIBE<http://e/a>", "DESCRIBE"),
    ],
)
def test_the_form_of_a_query(text: str, form: str) -> None:
    assert find_form(text) == form


def test_more_values_than_an_engine_bears(running: Running) -> None:
    engine = running()
    names = " ".join(f'"{number} {{}}"' for number in range(1_001))
    for text in (
        f"SELECT ?x {{ VALUES ?x {{ {names} }} }}",
        f"SELECT ?x {{ VALUES (?x ?y) {{ {'(<http://e/> 1)' * 1_001} }} }}",
    ):
        with pytest.raises(QueryTooLarge, match="1,001 rows"):
            store(engine, "virtuoso").query(text)
        store(engine).query(text)
    check_values(f"SELECT ?x {{ VALUES ?x {{ {names} }} }}", 1_001)
    assert len(engine.asked) == 2
