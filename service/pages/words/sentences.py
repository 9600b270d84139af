"""Sentences of an analysis that has no code for what they say, in the language of the page.

An analysis tells these in English. Each pattern is what the sentence looks like, with the message
that says it from what the pattern finds; what fits none is shown as the English text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from service.language import N_
from service.language.translating import SOURCE
from service.pages.planning.choosing import in_english

if TYPE_CHECKING:
    from service.pages.view import View

Pattern = tuple[str, str]
"""What a sentence looks like, and the message that says it."""

JOURNEYS: Sequence[Pattern] = (
    (r"The scenario has no steps, so there is nothing to judge\.",
     N_("The scenario has no steps, so there is nothing to judge.")),
    (r"It names a service but no need, so the service is not checked\.",
     N_("It names a service but no need, so the service is not checked.")),
    (r"It names a pathway but no need, so the pathway is not checked\.",
     N_("It names a pathway but no need, so the pathway is not checked.")),
    (r"It is to be met before the next step, but asks no need\.",
     N_("It is to be met before the next step, but asks no need.")),
    (r"It follows (?P<step>.+), no step of this scenario\.",
     N_("It follows %(step)s, no step of this scenario.")),
    (r"The .+ (?P<id>\S+) is not loaded, so the step is not judged\.",
     N_("%(id)s is not loaded, so the step is not judged.")),
    (r"The .+ (?P<id>\S+) is not loaded, so the scenario is not judged\.",
     N_("%(id)s is not loaded, so the scenario is not judged.")),
    (r"It has a to age without a from age, so it has no day\.",
     N_("It has a to age without a from age, so it has no day.")),
    (r"It has no day, so nobody can say whether its needs are met late\.",
     N_("It has no day, so nobody can say whether its needs are met late.")),
    (r"These steps follow each other round, so they are not judged: (?P<steps>.+)\.",
     N_("These steps follow each other round, so they are not judged: %(steps)s.")),
    (r"It is on day (?P<day>-?\d+), before the story's (?P<begins>-?\d+)\.",
     N_("It is on day %(day)s, before the story's %(begins)s.")),
    (r"It is on day (?P<day>-?\d+), before day (?P<earlier>-?\d+) of (?P<step>.+), which it "
     r"follows\.",
     N_("It is on day %(day)s, before day %(earlier)s of %(step)s, which it follows.")),
    (r"Its needs must be met before the family is there\.",
     N_("Its needs must be met before the family is there.")),
    (r"Its days are outside (?P<stage>\S+), the life stage of (?P<touchpoint>.+)\.",
     N_("Its days are outside the life stage of %(touchpoint)s.")),
)  # fmt: skip
"""What contradicts itself in scenarios."""
HOW_MAPPED: Sequence[Pattern] = (
    (r"(?P<file>.+), row (?P<row>\d+), code", N_("%(file)s, row %(row)s, by code")),
    (r"(?P<file>.+), row (?P<row>\d+), label", N_("%(file)s, row %(row)s, by label")),
    (r"(?P<file>.+), row (?P<row>\d+), code-prefix",
     N_("%(file)s, row %(row)s, by the front of the code")),
    (r"(?P<file>.+), row (?P<row>\d+), broader",
     N_("%(file)s, row %(row)s, by a broader term")),
    (r"(?P<file>.+), row (?P<row>\d+), keyword", N_("%(file)s, row %(row)s, by a word")),
)  # fmt: skip
"""What a need was derived with."""
WHY_UNMAPPED: Sequence[Pattern] = (
    (r"no row maps it", N_("no row maps it")),
    (r"its rows lead to unlike needs: (?P<needs>.+)",
     N_("its rows lead to unlike needs: %(needs)s")),
    (r"the same name stands below (?P<names>.+): map each by its code",
     N_("the same name stands below %(names)s: map each by its code")),
    (r"one row maps all alike, but the same name stands below (?P<names>.+)",
     N_("one row maps all alike, but the same name stands below %(names)s")),
    (r"(?P<file>.+), row (?P<row>\d+), maps it to (?P<one>.+), (?P<file2>.+), row (?P<row2>\d+), "
     r"to (?P<two>.+); the first counts",
     N_("%(file)s, row %(row)s, maps it to %(one)s, %(file2)s, row %(row2)s, to %(two)s; the first "
        "counts")),
)  # fmt: skip
"""Why a term is to be mapped."""


def tell_sentence(view: View, patterns: Sequence[Pattern], text: str) -> Markup:
    """The sentence in the language of the page."""
    if view.language.code == SOURCE:
        return Markup("{}").format(text)
    for pattern, message in patterns:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            names = re.findall(r"%\((\w+)\)s", message)
            told = view.gettext(message, **{name: found[name] for name in names})
            return Markup("{}").format(told)
    return in_english(text)
