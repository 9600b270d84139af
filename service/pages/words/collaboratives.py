"""The words of the analyses of plans and of work done together, as messages."""

from __future__ import annotations

from service.language import N_

ACTION_STATES = {
    "late": N_("late"),
    "blocked": N_("blocked"),
    "at-risk": N_("at risk"),
    "unknown": N_("not known"),
    "under-way": N_("under way"),
    "not-started": N_("not started"),
    "paused": N_("paused"),
    "done": N_("done"),
    "dropped": N_("dropped"),
}
"""How far actions have come; what needs somebody first."""

RECORDS = {
    "plan": N_("Plan"),
    "priority": N_("Priority"),
    "objective": N_("Objective"),
    "action": N_("Action"),
    "support": N_("Request for support"),
}

PLAN_PROBLEMS = {
    "late": N_("Its day has passed, and it is not done."),
    "blocked": N_("It waits for an action that is late."),
    "at-risk": N_("It waits for an action that is due too late for it."),
    "ownerless": N_("Nobody answers for it."),
    "unmeasured": N_("It has no indicator, and nobody is to look at it again."),
    "undated": N_("It has no day by which it is to be done."),
    "unchecked": N_("It was to be looked at, and no note says that it was."),
    "owner-closed": N_("The partner that answers for it is closed."),
    "owner-unknown": N_("The partner that answers for it is not in the records."),
    "outside-horizon": N_("It is due after the plan ends."),
    "status-differs": N_("The status that was typed is not what its days and notes say."),
    "done-without-day": N_("It is said to be done, but not on which day."),
    "depends-on-dropped": N_("It waits for an action that was dropped."),
    "depends-on-unknown": N_("It waits for an action that is not in the records."),
    "depends-in-a-circle": N_("It waits for itself, by way of others."),
    "priority-without-objective": N_("Nothing is to change under this priority."),
    "objective-without-action": N_("No action serves this objective."),
    "objective-unmeasured": N_("Without an indicator nobody can tell whether it is reached."),
    "plan-without-horizon": N_("It has no last day, so nobody can tell what is too late for it."),
    "plan-without-priority": N_("It has no priority."),
    "support-not-given": N_("It was asked for and has not been given."),
    "unknown-part": N_("It names a record that is not there."),
}

OBJECTIVE_RESULTS = {
    "reached": N_("reached"),
    "nearer": N_("nearer"),
    "no-nearer": N_("no nearer"),
    "unknown": N_("not known"),
}

FINDING_STATES = {
    "open": N_("still found"),
    "gone": N_("no longer found"),
    "unknown": N_("not known"),
}

DIRECTIONS = {
    "better": N_("better"),
    "worse": N_("worse"),
    "same": N_("no change"),
    "unknown": N_("not known"),
}

READINGS = {
    "disagreement": N_("disagreement"),
    "opportunity": N_("opportunity"),
    "between": N_("between"),
    "strength": N_("strength"),
    "unknown": N_("not known"),
}
"""What a score says; what is to be talked about first."""

NO_SCORE = {
    "too-few": N_("too few answers to be told"),
    "withheld": N_("not told, so that nobody's answer can be worked out"),
    "too-little-known": N_("too few of its questions have a score"),
    "no-weight": N_("none of its questions counts"),
    "no-score": N_("one of the two has no score"),
    "other-scale": N_("the scales differ"),
}

CHANGES = {
    "better": N_("better"),
    "worse": N_("worse"),
    "within-spread": N_("within the spread"),
    "unknown": N_("not known"),
}

SNAPSHOT_FINDINGS = {
    "disagreement": N_("The answers are far apart: talk about it before acting on the mean."),
    "decline": N_("The score fell by more than the spread."),
    "opportunity-without-priority": N_("An opportunity that no priority is about."),
    "priority-without-action": N_("A priority that no action takes up."),
}

SNAPSHOT_PROBLEMS = {
    "incomplete": N_("It names no questionnaire or no day; left out."),
    "later": N_("It is of a day after the one asked for; left out."),
    "no-scale": N_("There is no scale from a lower to a higher score."),
    "no-questions": N_("It asks no question."),
    "no-community": N_("It names neither a collaborative nor a place."),
    "other-questionnaire": N_("It is about a question that was not asked."),
    "score-and-none": N_("It has a score and a reason for none; not counted."),
    "empty-answer": N_("It has neither a score nor a reason for none."),
    "off-the-scale": N_("The score is not on the scale; not counted."),
    "other-dimension": N_("Its question is of another dimension; read by its question."),
    "maybe-a-name": N_("A respondent may be named; write a code of the role, in one word."),
    "more-than-asked": N_("More people answered than were asked."),
    "same-rank": N_("Several notes of one kind have the same rank."),
}

YES_NO = {"yes": N_("yes"), "no": N_("no"), "unknown": N_("not known")}

VOICE_KINDS = {
    "voice": N_("voice"),
    "lived-experience": N_("lived experience"),
    "sector": N_("sector"),
    "segment": N_("kind of family"),
}

VOICE_VERDICTS = {
    "missing": N_("missing"),
    "unknown": N_("not known"),
    "represented": N_("spoken for"),
}

CHECKS = {
    "parents-at-table": N_("Do parents or caregivers have a seat?"),
    "youth-at-table": N_("Do young people have a seat?"),
    "lived-experience": N_("Does somebody at the table have used such services?"),
    "family-share": N_("Do families hold their share of the seats?"),
    "sectors-at-table": N_("Is every sector that serves its places spoken for?"),
    "segments-at-table": N_("Is every kind of family of its places spoken for?"),
    "local-leadership": N_("Does the local government take part?"),
    "state-support": N_("Does the state take part?"),
    "staff": N_("Is there staff whose first duty it is?"),
    "bylaws": N_("Are its rules written down?"),
    "strategic-plan": N_("Does its plan say what is reached, by when?"),
    "monitored": N_("Is progress measured?"),
    "equity-lens": N_("Is progress told by kind of family?"),
    "map-known": N_("Is it known what leads to help and what does not?"),
    "peer-network": N_("Do collaboratives help each other?"),
}

CHECK_STATES = {"fails": N_("no"), "unknown": N_("not known"), "holds": N_("yes")}

OUTCOME_STATUSES = {
    "missed": N_("missed"),
    "stalled": N_("stalled"),
    "behind": N_("behind"),
    "unknown": N_("not known"),
    "on-track": N_("on track"),
    "met": N_("met"),
}

OUTCOME_REASONS = {
    "no-indicator": N_("no indicator tells how far it is reached"),
    "no-values": N_("no value is recorded"),
    "no-value-since": N_("no value since it was set"),
    "no-target": N_("no target is stated"),
    "no-target-date": N_("no day is stated by which it is to be reached"),
    "no-direction": N_("it is not stated which direction is better"),
    "one-value": N_("there is one value only"),
    "small": N_("too few families to be told"),
    "suppressed": N_("too few families to be told"),
    "no-value": N_("no value is recorded"),
    "not-told": N_("too few families to be told"),
    "reference-not-told": N_("the group compared with is not told"),
    "no-reference": N_("no group to compare with is named"),
}

STANDINGS = {
    "unanswered": N_("waiting too long"),
    "open": N_("waiting"),
    "given": N_("given"),
    "withdrawn": N_("withdrawn"),
}

SEAT_STATES = {"current": N_("now"), "to-come": N_("to come"), "ended": N_("ended")}

SHARE_REASONS = {
    "small": N_("too few families to be told"),
    "no-required-cells": N_("nothing is asked in its places"),
    "no-weight": N_("no weights are known in its places"),
}

COLLABORATIVE_RECORDS = {
    "collaborative": N_("Collaborative"),
    "membership": N_("Membership"),
    "strategic outcome": N_("Outcome of its plan"),
    "assistance": N_("Request for assistance"),
}

COLLABORATIVE_PROBLEMS = {
    "no-places": N_("It has no places, so nothing can be told of its community."),
    "before-the-collaborative": N_("It starts before the collaborative began."),
    "after-the-collaborative": N_("It goes on after the collaborative ended."),
    "overlap": N_("The same seat is listed twice for the same days; both count."),
    "nobody": N_("It names no partner and nobody it speaks for."),
    "no-indicator": N_("No indicator tells how far it is reached."),
    "own-help": N_("Who asks is named as who helps."),
    "no-day": N_("It says given, but not on which day."),
    "no-helper": N_("It says that help was given or agreed, but not by whom."),
    "given-or-not": N_("It has a day on which help was given, and its status says otherwise."),
    "after-the-day": N_("It was asked after the day looked at."),
}

STAGES = {
    "planned": N_("planned"),
    "planning": N_("planning"),
    "not-started": N_("not started"),
    "implementation": N_("implementation"),
    "evaluation": N_("evaluation"),
    "ended": N_("ended"),
    "unknown": N_("not known"),
}

CYCLE_STATES = {
    "planned": N_("planned"),
    "running": N_("running"),
    "done": N_("done, not decided"),
    "decided": N_("decided"),
    "unknown": N_("not known"),
}

LACKS = {
    "aim measure": N_("what the aim measures"),
    "aim target": N_("the target of the aim"),
    "day of the aim": N_("the day of the aim"),
    "population": N_("for which families"),
    "theory": N_("why it should work"),
    "scale": N_("the scale"),
    "first day": N_("the first day"),
    "indicator": N_("an indicator"),
    "prediction": N_("a prediction"),
    "last day": N_("the last day"),
    "whether it was done as planned": N_("whether it was done as planned"),
    "data": N_("data"),
    "learning": N_("what was learned"),
    "decision": N_("a decision"),
}
"""What the record of a test should hold."""

SIZES = {
    "within": N_("within the bounds"),
    "too-few": N_("too few"),
    "too-many": N_("too many"),
    "unknown": N_("not known"),
}

CHART_VERDICTS = {
    "signal": N_("more than chance"),
    "no-signal": N_("no more than chance"),
    "too-few-points": N_("too few values"),
    "no-points": N_("no values"),
    "unknown": N_("not known"),
}

VALUE_STATES = {
    "told": N_("told"),
    "suppressed": N_("too few families to be told"),
    "missing": N_("not measured"),
}

RULES = {
    "anhoej-run": N_("many points in a row on one side of the median"),
    "anhoej-crossings": N_("the median is rarely crossed"),
    "shift": N_("many points in a row on one side of the median"),
    "trend": N_("many points in a row up or down"),
    "few-runs": N_("few runs about the median"),
    "many-runs": N_("many runs about the median"),
}

INDICATOR_CHANGES = {
    "improved": N_("improved"),
    "maintained": N_("maintained"),
    "worse": N_("worse"),
    "unknown": N_("not known"),
}

BOUNDS = {
    "team-size": N_("The team has fewer or more people than asked for."),
    "facilitator": N_("Nobody in the team facilitates its work."),
    "data_access": N_("Nobody in the team can get at the data it needs."),
    "can_change": N_("Nobody in the team can change how the work is done."),
    "network-size": N_("The network has more people than asked for."),
    "sessions": N_("The pause between two learning sessions was too long."),
    "measurement": N_("An indicator is measured less often than asked for."),
}

IMPROVEMENT_PROBLEMS = {
    "unread": N_("What stands there is no number or no day; not used."),
    "after-today": N_("It lies after the day looked at; not used."),
    "no-value": N_("It has neither a value nor a numerator; not used."),
    "no-unit": N_("No value can be worked out, as the unit of the indicator is not stated."),
    "no-denominator": N_("It has a numerator and no denominator; not used."),
    "nobody": N_("Its denominator is 0, so that there is no value; not used."),
    "too-many": N_("Its numerator is larger than its denominator."),
    "contradicts": N_("Its value is not what its numerator and denominator give."),
    "not-checked": N_(
        "It has a value without counts, so that nobody can check whether too few families stand "
        "behind it."
    ),
    "repeated": N_("Another value of the same day stands; not used."),
    "rephasing": N_("The median is not moved on the day asked for."),
    "other-network": N_("It names a team of another network."),
    "outside-network": N_("It lies outside the time of the network."),
    "no-team": N_("No team is stated whose test it is."),
    "other-indicator": N_("It watches no indicator of its team."),
    "other-team": N_("It follows a test of another team."),
    "before-first": N_("It begins before the test that it follows."),
    "after-abandoned": N_("It follows a test that was abandoned."),
    "decided-running": N_("A decision stands, and no last day."),
    "small-count": N_("Its words may hold a count of fewer than eleven families."),
}

TRIED = {
    "test-of-change": N_("test of change"),
    "action": N_("action"),
    "activity": N_("activity"),
}

CAME_TO = {
    "began": N_("began"),
    "ended": N_("ended"),
    "done": N_("done"),
    "dropped": N_("dropped"),
    "running": N_("running"),
    "adopt": N_("adopted"),
    "adapt": N_("adapted"),
    "abandon": N_("abandoned"),
}

MOVED = {
    "indicator": N_("indicator"),
    "finding": N_("finding that an action answers"),
    "snapshot": N_("answer of the snapshot"),
    "maturity": N_("maturity"),
}

WITHOUT = {
    "cycle-without-lesson": N_("A finished test that no lesson comes from"),
    "signal-without-lesson": N_("An indicator that moved, and no lesson says why"),
}

LEARNING_PROBLEMS = {
    "later": N_("It is of a day after the one asked for; not told."),
    "nobody's": N_("It names no collaborative."),
    "its-own": N_("It is said to be shared with, or used by, those who learned it."),
    "from-nothing": N_("It does not say what it was learned from."),
    "not-borne-out": N_("What it was learned from says otherwise."),
}

CELL_CHANGES = {
    "lost": N_("was covered, is a gap"),
    "now-known-gap": N_("was not known, is a gap"),
    "no-longer-certain": N_("was covered, is no longer certain"),
    "newly-covered": N_("was a gap, is covered"),
    "now-known-covered": N_("was not known, is covered"),
    "may-be-covered": N_("was a gap, may be covered"),
}
"""What became of a required cell, what was lost first."""
