"""Snapshots: agreement with plain statistics, thresholds, comparisons, conclusions, findings."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import fmean, median, pstdev
from typing import Any

import pytest

from graph.errors import AnalysisError, BadParameter
from graph.findings.snapshot import build_snapshot_findings
from graph.parameters import CoverageParameters
from graph.planning.snapshot import Rules, compute_snapshots
from loaders.load import build_store

Rows = list[dict[str, object]]
Tables = dict[str, Sequence[Mapping[str, object]]]
Result = dict[str, Any]

DAY = date(2026, 11, 21)
PARAMETERS = CoverageParameters(as_of=DAY)
CHECK = {"id": "check", "name": "Check", "least": 1, "most": 4}
TALK, DATA = "strengthening-partnerships", "using-data"


def question(id_: str, dimension: str = DATA, **more: object) -> dict[str, object]:
    return {
        "id": id_, "questionnaire": "check", "dimension": dimension, "text": f"{id_}?", **more
    }  # fmt: skip


def snapshot(id_: str, as_of: str, **more: object) -> dict[str, object]:
    own = {"id": id_, "name": id_, "questionnaire": "check", "as_of": as_of}
    return {**own, "collaborative": "c", **more}


def answers(snapshot_id: str, **given: Sequence[object]) -> Rows:
    """By question: a score for each respondent, or a reason, or None for no row."""
    return [
        {
            "snapshot": snapshot_id,
            "question": name.replace("_", "-"),
            "respondent": f"role-{number}",
            ("no_score" if isinstance(value, str) else "score"): value,
        }
        for name, values in given.items()
        for number, value in enumerate(values, start=1)
        if value is not None
    ]


def tables(
    questions: Sequence[Mapping[str, object]],
    snapshots: Sequence[Mapping[str, object]],
    given: Rows,
    **more: Sequence[Mapping[str, object]],
) -> Tables:
    own: Tables = {
        "collaboratives": [{"id": "c", "name": "C"}, {"id": "d", "name": "D"}],
        "questionnaires": [CHECK],
        "questions": questions,
        "snapshots": snapshots,
        "answers": given,
    }
    return {**own, **more}


def compute(given: Tables, *, as_of: date = DAY, **rules: Any) -> Result:
    store = build_store({"one": given})
    return compute_snapshots(store, CoverageParameters(as_of=as_of), rules=Rules(**rules))


def one(result: Result, name: str, **sought: object) -> dict[str, Any]:
    (row,) = (
        row for row in result[name] if all(row[key] == value for key, value in sought.items())
    )
    return dict(row)


AUTUMN = snapshot("autumn", "2026-10-01")


class TestScores:
    @pytest.mark.parametrize("seed", range(4))
    def test_agree_with_plain_statistics(self, seed: int) -> None:
        rng = random.Random(seed)
        people = rng.randint(5, 9)
        scales = {"a": (1, 4), "b": (0, 10), "c": (1, 4)}
        turned = {"a": False, "b": True, "c": rng.random() < 0.5}
        weights = {name: rng.choice((1, 2, 0.5)) for name in scales}
        given = {
            name: [
                rng.choice(("not-known", "not-applicable"))
                if rng.random() < 0.15
                else rng.randint(*scales[name])
                for _ in range(people)
            ]
            for name in scales
        }
        questions = [
            question(
                name,
                weight=weights[name],
                reversed="yes" if turned[name] else "no",
                least=scales[name][0],
                most=scales[name][1],
            )
            for name in scales
        ]
        result = compute(tables(questions, [AUTUMN], answers("autumn", **given)))
        places: dict[str, float] = {}
        variances: dict[str, float] = {}
        for name, values in given.items():
            least, most = scales[name]
            plain = [v for v in values if isinstance(v, int)]
            good = [least + most - v if turned[name] else v for v in plain]
            row = one(result, "questions", question=name)
            assert row["scores"] == len(plain)
            assert row["not_known"] == values.count("not-known")
            assert row["not_applicable"] == values.count("not-applicable")
            if len(plain) < 5:
                assert (row["score"], row["reason"]) == (None, "too-few")
                continue
            assert row["score"] == pytest.approx(fmean(good), abs=1e-4)
            assert row["median"] == pytest.approx(median(good))
            assert row["spread"] == pytest.approx(pstdev(good), abs=1e-4)
            assert row["spread_share"] == pytest.approx(2 * pstdev(good) / (most - least), abs=1e-4)
            assert (row["lowest"], row["highest"]) == (min(good), max(good))
            assert {g["score"]: g["count"] for g in row["given"]} == {
                value: good.count(value) for value in good
            }
            places[name] = (fmean(good) - least) / (most - least)
            variances[name] = (pstdev(good) / (most - least)) ** 2
        (whole,) = result["dimensions"]
        share = sum(weights[n] for n in places) / sum(weights.values())
        assert whole["weight_known"] == pytest.approx(share, abs=1e-4)
        if share >= 0.6:
            known = sum(weights[n] for n in places)
            place = sum(weights[n] * places[n] for n in places) / known
            spread = (sum(weights[n] * variances[n] for n in places) / known) ** 0.5
            assert whole["score"] == pytest.approx(1 + 3 * place, abs=1e-4)
            assert whole["spread_share"] == pytest.approx(2 * spread, abs=1e-4)
        else:
            assert (whole["score"], whole["reason"]) == (None, "too-little-known")

    def test_below_the_floor_nothing_but_the_number_is_told(self) -> None:
        given = answers("autumn", few=[1, 2, 3, 4], enough=[1, 2, 3, 4, 4])
        for row in given:
            row["comment"] = f"by {row['question']}"
        result = compute(tables([question("few"), question("enough")], [AUTUMN], given))
        few, enough = (one(result, "questions", question=name) for name in ("few", "enough"))
        told = ("score", "place", "median", "lowest", "highest", "spread", "spread_share", "given")
        assert [few[name] for name in told] == [None] * len(told)
        assert (few["scores"], few["reading"]) == (4, "unknown")
        assert all(enough[name] is not None for name in told)
        assert {row["question"] for row in result["comments"]} == {"enough"}
        lower = compute(
            tables([question("few")], [AUTUMN], answers("autumn", few=[1, 2, 4])), floor=3
        )
        assert one(lower, "questions", question="few")["score"] == pytest.approx(7 / 3, abs=1e-4)

    def test_a_hidden_question_is_no_part_of_its_dimension(self) -> None:
        """Else it could be worked out from the dimension and the questions that are told."""
        questions = [question("told", weight=3), question("hidden")]
        given = answers("autumn", told=[2] * 6, hidden=[4, 4, 4])
        (row,) = compute(tables(questions, [AUTUMN], given))["dimensions"]
        assert (row["score"], row["questions_scored"], row["weight_known"]) == (2, 1, 0.75)

    @pytest.mark.parametrize(("weight", "score"), [(1.5, 2), (1.49, None)])
    def test_a_dimension_needs_so_much_of_its_weight(
        self, weight: float, score: float | None
    ) -> None:
        questions = [question("told", weight=weight), question("hidden")]
        given = answers("autumn", told=[2] * 6, hidden=[4])
        (row,) = compute(tables(questions, [AUTUMN], given))["dimensions"]
        assert row["score"] == score

    def test_questions_without_weight_give_no_score(self) -> None:
        given = answers("autumn", light=[2] * 6)
        (row,) = compute(tables([question("light", weight=0)], [AUTUMN], given))["dimensions"]
        assert (row["score"], row["reason"]) == (None, "no-weight")

    @pytest.mark.parametrize(
        ("scores", "reading"),
        [
            ([7] * 5, "strength"),
            ([7] * 9 + [6], "between"),
            ([4] * 5, "opportunity"),
            ([4] * 9 + [5], "between"),
            ([2, 8] * 3, "disagreement"),
            ([2, 8, 3, 7] * 2, "between"),
            ([0, 10] * 3, "disagreement"),
        ],
    )
    def test_readings_at_their_thresholds(self, scores: list[int], reading: str) -> None:
        asked = [question("q", least=0, most=10)]
        result = compute(tables(asked, [AUTUMN], answers("autumn", q=scores)))
        assert one(result, "questions")["reading"] == reading

    def test_the_largest_spread_there_can_be_is_one(self) -> None:
        result = compute(tables([question("q")], [AUTUMN], answers("autumn", q=[1, 4] * 3)))
        assert one(result, "questions")["spread_share"] == 1

    def test_who_left_a_question_out(self) -> None:
        given = answers("autumn", q=[1, 2, None, "not-known", 2, 3, 3], r=[1] * 7)
        result = compute(tables([question("q"), question("r")], [AUTUMN], given))
        assert one(result, "questions", question="q")["no_answer"] == 1
        assert one(result, "snapshots")["respondents"] == 7
        assert one(result, "snapshots")["answered_share"] == pytest.approx(12 / 14, abs=1e-4)

    @pytest.mark.parametrize(
        "wrong", [{"weak": 0.7}, {"strong": 1.2}, {"disagreement": 0}, {"known": 0}, {"floor": 2}]
    )
    def test_rules_that_make_no_sense_are_refused(self, wrong: dict[str, float]) -> None:
        with pytest.raises(AnalysisError):
            Rules(**wrong)  # type: ignore[arg-type]

    def test_nothing_recorded(self) -> None:
        result = compute({"collaboratives": [{"id": "c", "name": "C"}]})
        assert [result[name] for name in ("snapshots", "findings", "problems")] == [[], [], []]

    def test_an_unknown_snapshot_names_those_there_are(self) -> None:
        store = build_store({"one": tables([question("q")], [AUTUMN], [])})
        with pytest.raises(BadParameter, match="there are: autumn"):
            compute_snapshots(store, PARAMETERS, snapshots=["winter"])


class TestComparing:
    BEFORE, AFTER = snapshot("old", "2025-10-01"), snapshot("new", "2026-10-01")

    @pytest.mark.parametrize(
        ("old", "new", "verdict"),
        [
            ([2] * 5, [3] * 5, "better"),
            ([3] * 5, [2] * 5, "worse"),
            ([2] * 5, [2] * 5, "within-spread"),
            # Both spreads are 1: a change of 1 is not more than that.
            ([1, 3] * 3, [2, 4] * 3, "within-spread"),
            ([1, 1, 1, 1, 2], [4, 4, 4, 4, 3], "better"),
            ([2] * 5, [3] * 4, "unknown"),
        ],
    )
    def test_a_change_counts_beyond_the_spread(
        self, old: list[int], new: list[int], verdict: str
    ) -> None:
        given = answers("old", q=old) + answers("new", q=new)
        result = compute(tables([question("q")], [self.BEFORE, self.AFTER], given))
        assert one(result, "changes", question="q")["verdict"] == verdict
        assert one(result, "changes", question=None)["verdict"] == verdict

    def test_of_another_edition_only_shared_questions_are_compared(self) -> None:
        second = {"id": "again", "name": "Again", "least": 1, "most": 4}
        asked = [
            question("both", questionnaire="check; again"),
            question("first"),
            question("second", questionnaire="again"),
        ]
        later = snapshot("new", "2026-10-01", questionnaire="again")
        given = answers("old", both=[2] * 5, first=[2] * 5)
        given += answers("new", both=[4] * 5, second=[2] * 5)
        result = compute(tables(asked, [self.BEFORE, later], given, questionnaires=[CHECK, second]))
        (row,) = result["changes"]
        assert (row["question"], row["verdict"], row["change"]) == ("both", "better", 2)

    def test_another_scale_is_not_compared(self) -> None:
        second = {"id": "again", "name": "Again", "least": 0, "most": 10}
        asked = [question("both", questionnaire="check; again")]
        later = snapshot("new", "2026-10-01", questionnaire="again")
        given = answers("old", both=[2] * 5) + answers("new", both=[9] * 5)
        result = compute(tables(asked, [self.BEFORE, later], given, questionnaires=[CHECK, second]))
        (row,) = result["changes"]
        assert (row["verdict"], row["reason"], row["change"]) == ("unknown", "other-scale", None)

    def test_communities_are_side_by_side_and_apart_only_beyond_the_spread(self) -> None:
        rng = random.Random(4)
        snapshots = [
            snapshot("of-c", "2026-10-01"),
            snapshot("of-d", "2026-09-01", collaborative="d"),
        ]
        names = ["p", "q", "r"]
        given = [
            row
            for each in ("of-c", "of-d")
            for row in answers(each, **{n: [rng.randint(1, 4) for _ in range(6)] for n in names})
        ]
        given += answers("of-c", s=[1] * 6) + answers("of-d", s=[3] * 6)
        result = compute(tables([question(n) for n in (*names, "s")], snapshots, given))
        rows = result["side_by_side"]
        assert len(rows) == 2 * 5
        for name in (None, *names, "s"):
            ours, theirs = (
                one(result, "side_by_side", question=name, community=each) for each in "cd"
            )
            apart = abs(ours["score"] - theirs["score"]) > max(ours["spread"], theirs["spread"])
            assert apart == bool(ours["surely_above"] or ours["surely_below"])
            assert bool(ours["surely_above"]) == bool(theirs["surely_below"])
            assert bool(ours["not_apart"]) == (not apart)
        assert one(result, "side_by_side", question="s", community="d")["surely_above"] == ["c"]

    def test_a_snapshot_after_the_day_is_left_out_and_told(self) -> None:
        given = answers("old", q=[2] * 5) + answers("new", q=[4] * 5)
        made = tables([question("q")], [self.BEFORE, self.AFTER], given)
        result = compute(made, as_of=date(2026, 1, 1))
        assert [row["snapshot"] for row in result["snapshots"]] == ["old"]
        assert [(p["kind"], p["record"]) for p in result["problems"]] == [("later", "new")]


def note(id_: str, kind: str, **more: object) -> dict[str, object]:
    return {"id": id_, "snapshot": "autumn", "kind": kind, "text": f"{id_}.", **more}


PLAN: Tables = {
    "plans": [{"id": "plan", "name": "Plan", "collaborative": "c", "snapshot": "autumn"}],
    "plan_priorities": [{"id": "pp", "plan": "plan", "name": "First"}],
    "objectives": [{"id": "o", "priority": "pp", "statement": "Done"}],
}
ACTION = {"id": "act", "name": "Act", "objective": "o"}


class TestConclusions:
    ASKED = (question("low"), question("high"), question("few", TALK))
    GIVEN = tuple(answers("autumn", low=[1] * 5, high=[4] * 5, few=[2, 2]))

    def make(self, *notes: dict[str, object], **more: Sequence[Mapping[str, object]]) -> Result:
        given = list(self.GIVEN)
        return compute(tables(self.ASKED, [AUTUMN], given, snapshot_notes=list(notes), **more))

    @pytest.mark.parametrize(
        ("kind", "about", "agrees"),
        [
            ("strength", {"question": "high"}, "yes"),
            ("strength", {"question": "low"}, "no"),
            ("opportunity", {"question": "low"}, "yes"),
            ("strength", {"question": "few"}, "unknown"),
            ("strength", {"dimension": DATA}, "no"),
            ("strength", {}, "unknown"),
            ("priority", {"question": "low"}, None),
        ],
    )
    def test_scores_bear_notes_out_or_not(
        self, kind: str, about: dict[str, str], agrees: str | None
    ) -> None:
        assert one(self.make(note("n", kind, **about)), "notes")["agrees"] == agrees

    def test_priorities_by_importance_and_feasibility_with_ties(self) -> None:
        numbers = {"a": (5, 2), "b": (4, 1), "c": (2, 1), "d": (5, None), "e": (None, 1)}
        notes = [
            note(id_, "priority", importance=importance, effort=effort)
            for id_, (importance, effort) in numbers.items()
        ]
        rows = self.make(*notes)["priorities"]
        told = [(row["note"], row["product"], row["place"], row["tied"]) for row in rows]
        assert told == [
            ("a", 20, 1, 2),
            ("b", 20, 1, 2),
            ("c", 10, 3, 1),
            ("d", None, None, 1),
            ("e", None, None, 1),
        ]

    @pytest.mark.parametrize(
        ("priority", "unmet"),
        [
            (None, ["opportunity>c>low"]),
            ({"question": "low"}, []),
            ({"dimension": DATA}, []),
            ({"question": "high"}, ["opportunity>c>low"]),
            ({"dimension": TALK}, ["opportunity>c>low"]),
        ],
    )
    def test_an_opportunity_by_its_scores_wants_a_priority(
        self, priority: dict[str, object] | None, unmet: list[str]
    ) -> None:
        notes = [] if priority is None else [note("p", "priority", **priority)]
        assert [row["key"] for row in self.make(*notes)["findings"]] == unmet

    def test_a_noted_opportunity_stands_for_its_scores(self) -> None:
        result = self.make(note("grow", "opportunity", question="low"))
        assert [row["key"] for row in result["findings"]] == ["opportunity>c>grow"]

    def test_an_opportunity_about_nothing_is_not_judged(self) -> None:
        result = self.make(note("vague", "opportunity"), note("p", "priority", question="low"))
        assert result["findings"] == []

    @pytest.mark.parametrize(
        ("more", "taken_up", "verdict"),
        [
            ({}, "", "unknown"),
            (PLAN, "", "no"),
            (PLAN, "pp", "no"),
            ({**PLAN, "actions": [ACTION]}, "pp", "yes"),
            ({**PLAN, "actions": [ACTION]}, "act", "yes"),
            ({**PLAN, "actions": [ACTION]}, "", "no"),
            ({**PLAN, "actions": [{**ACTION, "answers": "snapshot/priority>c>p"}]}, "", "yes"),
        ],
    )
    def test_whether_a_plan_takes_a_priority_up(
        self, more: dict[str, Any], taken_up: str, verdict: str
    ) -> None:
        result = self.make(note("p", "priority", question="low", taken_up_by=taken_up), **more)
        assert one(result, "priorities")["taken_up"] == verdict
        found = [row["kind"] for row in result["findings"]]
        assert found == (["priority-without-action"] if verdict == "no" else [])


class TestFindings:
    def test_a_disagreement_and_a_decline_are_gone_when_the_next_snapshot_shows_neither(
        self,
    ) -> None:
        snapshots = [snapshot("s1", "2024-10-01"), snapshot("s2", "2025-10-01")]
        given = answers("s1", split=[1, 4] * 3, fell=[4] * 6)
        given += answers("s2", split=[1, 4] * 3, fell=[3] * 6)
        asked = [question("split"), question("fell")]
        first = compute(tables(asked, snapshots, given))
        keys = {row["key"] for row in first["findings"]}
        assert keys == {"disagreement>c>split", "decline>c>fell"}
        given += answers("s3", split=[3] * 6, fell=[3] * 6)
        second = compute(tables(asked, [*snapshots, snapshot("s3", "2026-10-01")], given))
        assert second["findings"] == []

    def test_they_are_written_with_what_they_are_about(self) -> None:
        given = answers("autumn", split=[1, 4] * 3)
        found = build_snapshot_findings(compute(tables([question("split")], [AUTUMN], given)))
        node = "<https://w3id.org/nowrongdoor/id/findings/snapshot/disagreement%3Ec%3Esplit>"
        told = {str(quad.predicate).rpartition("#")[2]: quad for quad in found.quads
                if str(quad.subject) == node}  # fmt: skip
        assert {"snapshotFindingKind>", "inSnapshot>", "inDimension>", "toQuestion>"} <= told.keys()

    def test_which_snapshots_are_told_of_does_not_change_what_is_found(self) -> None:
        given = answers("autumn", split=[1, 4] * 3) + answers("other", split=[3] * 5)
        other = snapshot("other", "2026-09-01", collaborative="d")
        store = build_store({"one": tables([question("split")], [AUTUMN, other], given)})
        whole = compute_snapshots(store, PARAMETERS)
        part = compute_snapshots(store, PARAMETERS, snapshots=["other"])
        assert part["snapshots"] != whole["snapshots"]
        assert build_snapshot_findings(part).digest == build_snapshot_findings(whole).digest


class TestProblems:
    def test_each_contradiction_is_told_with_its_record(self) -> None:
        asked = [question("q"), question("r", TALK), question("other", questionnaire="again")]
        again = {"id": "again", "name": "Again", "least": 1, "most": 4}
        given: Rows = [
            *answers("autumn", q=[1, 2, 2, 3, 3], other=[2]),
            {"snapshot": "autumn", "question": "q", "respondent": "far", "score": 5},
            {"snapshot": "autumn", "question": "q", "respondent": "both", "score": 1,
             "no_score": "not-known"},
            {"snapshot": "autumn", "question": "q", "respondent": "none"},
            {"snapshot": "autumn", "question": "q", "respondent": "Ann Example", "score": 2},
            {"snapshot": "nobody", "question": "q", "respondent": "x", "score": 2},
        ]  # fmt: skip
        snapshots = [
            snapshot("autumn", "2026-10-01", asked=5),
            snapshot("nobody", "2026-10-01", collaborative=""),
        ]
        notes = [
            note("astray", "strength", question="other"),
            note("torn", "priority", question="q", dimension=TALK, rank=1),
            note("tied", "priority", question="q", rank=1),
        ]
        made = tables(asked, snapshots, given, questionnaires=[CHECK, again], snapshot_notes=notes)
        result = compute(made)
        told = sorted((p["kind"], p["record"]) for p in result["problems"])
        assert told == [
            ("empty-answer", "autumn>q"),
            ("maybe-a-name", "autumn"),
            ("more-than-asked", "autumn"),
            ("no-community", "nobody"),
            ("off-the-scale", "autumn>q"),
            ("other-dimension", "torn"),
            ("other-questionnaire", "astray"),
            ("other-questionnaire", "autumn>other"),
            ("same-rank", "autumn"),
            ("score-and-none", "autumn>q"),
        ]
        assert one(result, "questions", snapshot="autumn", question="q")["scores"] == 6
        assert one(result, "notes", note="torn")["dimension"] == DATA

    def test_a_question_with_its_scale_upside_down_has_no_score(self) -> None:
        given = answers("autumn", q=[2] * 6)
        result = compute(tables([question("q", least=7)], [AUTUMN], given))
        assert one(result, "questions")["score"] is None
        assert result["problems"][0]["kind"] == "no-scale"
