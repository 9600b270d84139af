"""Who answered what in a questionnaire: not to be had from public data, which tell all else."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.parameters import CoverageParameters
from graph.planning.snapshot import compute_snapshots
from graph.planning.snapshot.rules import Rules
from graph.public import PublicStore, read_withheld
from graph.public.raters import FLOOR
from graph.store import MemoryStore
from loaders.load import build_dataset, build_store
from loaders.workbook.recall import leave_out_untold, recall_rows
from ontology.terms import GRAPH_SOURCES, code, nwd

PARAMETERS = CoverageParameters(as_of=date(2026, 11, 21))
PEOPLE = ("warden-7", "midwife-7", "clerk-7", "editor-7", "sheriff-7", "gardener-7")
SCORES = {"many": (1, 2, 2, 3, 4, 4), "some": (3, 1, 3, 2, 4), "few": (4, 4, 1, 2)}
COMMENT = "the eighth seat is never filled"
TABLES = {
    "collaboratives": [{"id": "c", "name": "C"}],
    "questionnaires": [{"id": "check", "name": "Check", "least": "1", "most": "4"}],
    "questions": [
        {"id": name, "questionnaire": "check", "dimension": "using-data", "text": f"{name}?"}
        for name in SCORES
    ],
    "snapshots": [
        {"id": "s", "name": "S", "questionnaire": "check", "collaborative": "c",
         "as_of": "2026-10-01"}
    ],
    "answers": [
        *(
            {"snapshot": "s", "question": name, "respondent": who, "score": str(score),
             "comment": COMMENT}
            for name, scores in SCORES.items()
            for who, score in zip(PEOPLE, scores, strict=False)
        ),
        {"snapshot": "s", "question": "few", "respondent": "sheriff-7", "no_score": "not-known"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def own() -> MemoryStore:
    return build_store({"one": TABLES})


@pytest.fixture(scope="module")
def public(own: MemoryStore) -> PublicStore:
    return PublicStore(own)


def test_no_role_and_no_comment_stands_in_any_quad(own: MemoryStore, public: PublicStore) -> None:
    before, after = (
        "\n".join(map(str, store.store.quads_for_pattern(None, None, None, None)))
        for store in (own, public)
    )
    for mark in (*PEOPLE, COMMENT):
        assert mark in before
        assert mark not in after


def test_scores_of_small_groups_are_withheld_and_all_others_are_told(public: PublicStore) -> None:
    told: dict[str, list[str]] = {name: [] for name in SCORES}
    withheld = dict.fromkeys(SCORES, 0)
    for quad in public.store.quads_for_pattern(None, nwd("toQuestion"), None, None):
        assert isinstance(quad.object, NamedNode)
        name = quad.object.value.rpartition("/")[2]
        for given in public.store.quads_for_pattern(quad.subject, nwd("score"), None, None):
            assert isinstance(given.object, Literal)
            told[name].append(given.object.value)
        reasons = public.store.quads_for_pattern(quad.subject, nwd("withoutScore"), None, None)
        withheld[name] += sum(r.object == code("no-score", "withheld") for r in reasons)
    for name, scores in SCORES.items():
        if len(scores) < FLOOR:
            assert (told[name], withheld[name]) == ([], len(scores))
        else:
            assert (sorted(told[name]), withheld[name]) == (sorted(map(str, scores)), 0)


def test_stand_ins_come_in_the_order_of_what_they_say_whoever_said_it() -> None:
    turned = [
        {**row, "respondent": dict(zip(PEOPLE, reversed(PEOPLE), strict=True))[row["respondent"]]}
        for row in TABLES["answers"]
    ]
    other = PublicStore(build_store({"one": {**TABLES, "answers": turned}}))
    first = PublicStore(build_store({"one": TABLES}))
    quads = [
        {str(q) for q in store.store.quads_for_pattern(None, None, None, None)
         if q.graph_name != GRAPH_SOURCES}
        for store in (first, other)
    ]  # fmt: skip
    assert quads[0] == quads[1]


def test_the_analysis_says_the_same_of_public_data(own: MemoryStore, public: PublicStore) -> None:
    mine, theirs = (compute_snapshots(store, PARAMETERS) for store in (own, public))
    assert mine.pop("comments") != []
    assert theirs.pop("comments") == []
    assert mine == theirs
    # The four people who scored and the one who did not know are counted without being named.
    assert theirs["snapshots"][0]["respondents"] == len(PEOPLE)


def test_a_lower_floor_makes_no_findings_that_anyone_could_read() -> None:
    """Findings are kept in the store; of a question with few scores none is made."""
    low = [{**row, "score": "1"} if "score" in row else row for row in TABLES["answers"]]
    store = build_store({"one": {**TABLES, "answers": low}})
    result = compute_snapshots(store, PARAMETERS, rules=Rules(floor=3))
    read = {row["question"]: row["reading"] for row in result["questions"]}
    assert read == dict.fromkeys(SCORES, "opportunity")
    assert {row["question"] for row in result["findings"]} == {"many", "some"}


def test_issues_of_the_table_do_not_quote_it() -> None:
    """Rows given as tables are of no file; `sheet` is the name of the table."""
    bad = {"snapshot": "s", "question": "many", "respondent": "gossip", "score": "terrible"}
    again = {"snapshot": "s", "question": "many", "respondent": "warden-7", "score": "2"}
    store, _ = build_dataset({"one": {**TABLES, "answers": [*TABLES["answers"], bad, again]}})
    for quads, expected in ((store, True), (PublicStore(store), False)):
        text = "\n".join(map(str, quads.store.quads_for_pattern(None, None, None, GRAPH_SOURCES)))
        assert [mark in text for mark in ("terrible", "warden-7")] == [expected] * 2


def test_what_refers_to_an_answer_or_is_said_of_it_elsewhere_is_not_told() -> None:
    store = build_store({"one": {**TABLES, "answers": TABLES["answers"][-2:-1]}})
    ((subject, *_),) = store.store.quads_for_pattern(None, nwd("respondent"), None, None)
    assert "editor-7" in str(subject)
    other = NamedNode("https://example.org/graph")
    rating = NamedNode("https://example.org/rating")
    store.store.extend(
        [
            Quad(rating, nwd("restsOnRecord"), subject, other),
            Quad(subject, nwd("evidenceText"), Literal("as the editor-7 says"), other),
            Quad(rating, nwd("respondent"), Literal("editor-7"), other),
        ]
    )
    told = PublicStore(store).store
    assert not any("editor-7" in str(q) for q in told.quads_for_pattern(None, None, None, None))


def test_answers_of_several_sources_are_one_group_and_stay_apart() -> None:
    """Three of one source and three of another are six scores; none of them takes another's IRI."""
    rows = [row for row in TABLES["answers"] if row["question"] == "many"]
    second = [{**row, "snapshot": "one:s", "question": "one:many"} for row in rows[3:]]
    store = build_store({"one": {**TABLES, "answers": rows[:3]}, "two": {"answers": second}})
    told = PublicStore(store).store
    scores = list(told.quads_for_pattern(None, nwd("score"), None, None))
    assert len({quad.subject for quad in scores}) == len(rows) == 6
    mine, theirs = (compute_snapshots(each, PARAMETERS) for each in (store, PublicStore(store)))
    assert mine["questions"] == theirs["questions"]


def test_an_answer_that_contradicts_itself_makes_no_group_large_enough() -> None:
    both = {"snapshot": "s", "question": "few", "respondent": "editor-7", "score": "1",
            "no_score": "not-known"}  # fmt: skip
    store, _ = build_dataset({"one": {**TABLES, "answers": [*TABLES["answers"][-5:-1], both]}})
    assert not list(PublicStore(store).store.quads_for_pattern(None, nwd("score"), None, None))


@pytest.mark.parametrize(
    ("name", "is_it"),
    [("answers", True), ("Answers.csv", True), ("sent/answers.csv.gz", True),
     ("questions.csv", False), ("our answers.xlsx", False)],
)  # fmt: skip
def test_the_table_is_known_as_a_sheet_and_as_a_file(name: str, is_it: bool) -> None:
    store = MemoryStore(())
    met = NamedNode("https://example.org/issue/1")
    column = "sheet" if "." not in name else "file"
    quads = [
        Quad(met, nwd(column), Literal(name), GRAPH_SOURCES),
        Quad(met, nwd("value"), Literal("warden-7"), GRAPH_SOURCES),
    ]
    store.store.extend(quads)
    (told,) = PublicStore(store).store.quads_for_pattern(met, nwd("value"), None, None)
    assert (told.object == Literal("warden-7")) is not is_it


def test_the_workbook_of_public_data_leaves_the_answers_out_and_says_how_many(
    own: MemoryStore, public: PublicStore
) -> None:
    """One name stands for all: loaded again, but one answer to each question would be refused."""
    nothing = read_withheld(public)
    tables, left = leave_out_untold(recall_rows(public, "one", nothing))
    assert left == {"answers": len(TABLES["answers"])}
    assert set(tables) == set(TABLES) - {"answers"}
    assert leave_out_untold(recall_rows(own, "one", nothing))[1] == {}
