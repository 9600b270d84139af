"""Reading snapshots from the store, and telling what in them contradicts itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from graph.planning.snapshot.records import (
    NOT_TOLD,
    Answer,
    Named,
    Note,
    Problem,
    Question,
    Questionnaire,
    Scale,
    Snapshot,
)
from graph.register import Entry, Register
from graph.store import ReadableStore
from ontology.terms import DCTERMS, SDO, SKOS

_PERSON = re.compile(r"\w+\.?\s+\w.*")
"""A code of a role is one word; two words may be a person's name."""


class SnapshotReader:
    """Reads every snapshot; `problems` fill up while it does."""

    def __init__(self, store: ReadableStore, *, as_of: date) -> None:
        self.register = Register(store)
        self.as_of = as_of
        self.problems: list[Problem] = []
        self.questionnaires: Sequence[Questionnaire] = ()
        """In order of id, once snapshots are read."""
        self._dimensions = {
            iri: Named(iri, entry.id, entry.name)
            for iri, entry in self.register.by_iri("SnapshotDimension").items()
        }

    def read(self) -> Sequence[Snapshot]:
        """Snapshots up to the day asked for, in order of day and id."""
        self.questionnaires = tuple(self._questionnaires())
        questionnaires = {each.iri: each for each in self.questionnaires}
        answers = self.register.grouped("SnapshotAnswer", "inSnapshot")
        notes = self.register.grouped("SnapshotNote", "inSnapshot")
        found = []
        for entry in self.register.of("AssessmentSnapshot"):
            questionnaire = questionnaires.get(entry.ref("usesQuestionnaire") or "")
            day = entry.day("asOf")
            if questionnaire is None or day is None:
                self._tell("incomplete", entry.id, "names no questionnaire or no day; left out")
            elif day > self.as_of:
                self._tell("later", entry.id, f"is of {day}, after the day asked for; left out")
            else:
                found.append(
                    self._snapshot(
                        entry,
                        questionnaire,
                        day,
                        answers.get(entry.iri, ()),
                        notes.get(entry.iri, ()),
                    )
                )
        return sorted(found, key=lambda each: (each.as_of, each.id))

    def _tell(self, kind: str, record: str, message: str) -> None:
        self.problems.append(Problem(kind, record, message))

    def _questionnaires(self) -> Iterator[Questionnaire]:
        asked = self.register.grouped("Question", "inQuestionnaire")
        for entry in self.register.of("Questionnaire"):
            least, most = entry.whole("scaleLeast"), entry.whole("scaleMost")
            if least is None or most is None or least >= most:
                self._tell("no-scale", entry.id, "has no scale from a lower to a higher score")
                continue
            scale = Scale(least, most)
            questions = [self._question(each, scale) for each in asked.get(entry.iri, ())]
            if not questions:
                self._tell("no-questions", entry.id, "asks no question")
            yield Questionnaire(
                entry.iri,
                entry.id,
                entry.name,
                entry.text(f"{SDO}version"),
                scale,
                entry.text("scaleWords"),
                entry.text(f"{DCTERMS}source"),
                entry.day("asOf"),
                sorted(questions, key=_place_on_the_form),
            )

    def _question(self, entry: Entry, scale: Scale) -> Question:
        least, most = entry.whole("scaleLeast"), entry.whole("scaleMost")
        own: Scale | None = Scale(
            scale.least if least is None else least, scale.most if most is None else most
        )
        if own is not None and own.width <= 0:
            self._tell("no-scale", entry.id, "its highest score is not above its lowest")
            own = None
        weight = entry.decimal("questionWeight")
        dimension = entry.ref("inDimension") or ""
        return Question(
            entry.iri,
            entry.id,
            entry.name,
            self._dimension(dimension),
            Fraction(1) if weight is None else Fraction(weight),
            entry.truth("isReversed") or False,
            own,
            entry.whole("orderNumber"),
        )

    def _dimension(self, iri: str) -> Named:
        return self._dimensions.get(iri) or Named(
            iri, self.register.id(iri), self.register.name(iri)
        )

    def _snapshot(
        self,
        entry: Entry,
        questionnaire: Questionnaire,
        day: date,
        answers: Sequence[Entry],
        notes: Sequence[Entry],
    ) -> Snapshot:
        collaborative, place = entry.ref("ofCollaborative"), entry.ref("forPlace")
        community = collaborative or place or entry.iri
        if collaborative is None and place is None:
            self._tell("no-community", entry.id, "names neither a collaborative nor a place")
        questions = {question.iri: question for question in questionnaire.questions}
        usable = [self._answer(each, questions) for each in answers]
        snapshot = Snapshot(
            entry.iri,
            entry.id,
            entry.name,
            questionnaire,
            Named(community, self.register.id(community), self.register.name(community)),
            day,
            entry.whole("respondentsAsked"),
            [answer for answer in usable if answer is not None],
            [self._note(each, questions) for each in notes],
        )
        self._check_respondents(snapshot)
        self._check_ranks(snapshot)
        return snapshot

    def _answer(self, entry: Entry, questions: dict[str, Question]) -> Answer | None:
        question = questions.get(entry.ref("toQuestion") or "")
        # Its id holds the role of the respondent, and problems are told in what is handed out.
        about = (entry.ref("inSnapshot"), entry.ref("toQuestion"))
        record = ">".join(self._id(iri) for iri in about)
        if question is None:
            self._tell("other-questionnaire", record, "is to a question that was not asked")
            return None
        score, reason = entry.decimal("score"), entry.code("withoutScore")
        if score is not None and reason is not None:
            self._tell("score-and-none", record, f"has a score and says {reason}; not counted")
            return None
        if score is None and reason is None:
            self._tell("empty-answer", record, "has neither a score nor a reason for none")
            return None
        if score is not None and question.scale is None:
            self._tell("no-scale", record, "is to a question without a scale; not counted")
            return None
        place = None
        if score is not None and question.scale is not None:
            place = question.scale.place(Fraction(score), is_reversed=question.is_reversed)
            if not 0 <= place <= 1:
                limits = f"{question.scale.least} to {question.scale.most}"
                self._tell("off-the-scale", record, f"{score} is not on {limits}; not counted")
                return None
        return Answer(
            question.iri,
            entry.text("respondent") or NOT_TOLD,
            place,
            reason,
            entry.text(f"{SKOS}note"),
        )

    def _note(self, entry: Entry, questions: dict[str, Question]) -> Note:
        about, dimension = entry.ref("toQuestion"), entry.ref("inDimension")
        question = questions.get(about or "")
        if about is not None and question is None:
            self._tell("other-questionnaire", entry.id, "is about a question that was not asked")
        if question is not None and dimension not in (None, question.dimension.iri):
            told = f"its question is of {question.dimension.id}, not of {self._id(dimension)}"
            self._tell("other-dimension", entry.id, f"{told}; read by its question")
        if question is not None:
            dimension = question.dimension.iri
        return Note(
            entry.iri,
            entry.id,
            entry.code("noteKind") or "",
            entry.name,
            self._dimension(dimension) if dimension else None,
            question.iri if question else None,
            entry.whole("orderNumber"),
            entry.whole("effortLevel"),
            entry.whole("importanceLevel"),
        )

    def _id(self, iri: str | None) -> str:
        return self.register.id(iri) if iri else ""

    def _check_respondents(self, snapshot: Snapshot) -> None:
        codes = {answer.respondent for answer in snapshot.answers} - {NOT_TOLD}
        names = sum(1 for each in codes if _PERSON.fullmatch(each))
        if names:
            self._tell(
                "maybe-a-name",
                snapshot.id,
                f"{names} of its respondents may be named; write a code of the role, in one word",
            )
        if snapshot.asked is not None and snapshot.respondents > snapshot.asked:
            told = f"{snapshot.respondents} people answered, {snapshot.asked} were asked"
            self._tell("more-than-asked", snapshot.id, told)

    def _check_ranks(self, snapshot: Snapshot) -> None:
        ranks = Counter((note.kind, note.rank) for note in snapshot.notes if note.rank is not None)
        for (kind, rank), count in sorted(ranks.items()):
            if count > 1:
                self._tell("same-rank", snapshot.id, f"{count} notes of kind {kind} rank {rank}")


def _place_on_the_form(question: Question) -> tuple[bool, int, str]:
    return (question.order is None, question.order or 0, question.id)
