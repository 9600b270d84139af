"""Income limits in free text, read where one limit is stated for certain.

Read are a percentage with its basis (`at or below 185% of the federal poverty level`, `80% AMI`)
and eligibility for a programme that has its own limit (`Medicaid eligible`). Several limits, a
lower limit, a choice between a limit and something else, or a denial stay text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PERCENT = re.compile(
    r"(?P<percent>\d{2,3})\s*(?:%|percent|per cent)\s*(?:of\s+)?(?:the\s+)?(?:current\s+)?"
    r"(?P<basis>fpl\b|fpg\b|(?:(?:u\.?s\.?|federal|national)\s+)*poverty(?:\s+income)?"
    r"(?:\s+(?:levels?|lines?|guidelines?|limits?))?|ami\b|"
    r"(?:the\s+)?area(?:'s)? median(?:\s+family)?(?:\s+income)?|smi\b|state median(?:\s+income)?)"
)
_OTHER_PERCENT = re.compile(r"\d{1,3}\s*(?:%|percent|per cent)")
_NOT_A_LIMIT = re.compile(
    r"(?:(?<!no )(?<!not )more than|(?<!not )exceed(?:s|ing)?|above|over|greater than|at least|"
    r"minimum(?: of)?|between|from|higher than)\s+(?:an? |the )?$"
)
_DENIED = re.compile(
    r"\bno income (?:limits?|requirements?|guidelines?|restrictions?|eligibility)|"
    r"\bregardless of income|\bnot (?:based on|required|limited)|\bpriority\b|\bpreference\b"
)
_CHOICE = re.compile(
    r"\bor\b[^.]{0,60}\b(?:medicaid|snap|tanf|wic|ssi|foster|homeless|medicare|insurance|uninsured|"
    r"disab\w+)|\b(?:medicaid|snap|tanf|wic|ssi|foster|homeless|medicare|insurance)\b[^.]{0,60}\bor\b"
)
_PROGRAM = re.compile(
    r"\b(?P<first>medicaid|wic|snap)[ -]eligible\b|"
    r"\b(?:must be |who are |be |is |are )?(?:eligible for|enrolled in|receiving)\s+"
    r"(?P<second>medicaid|wic|snap)\b"
)
_NOT_A_CONDITION = re.compile(
    r"\bassist|\bhelp|\bappl(?:y|ies|ication)|\benroll(?:ment|ing)|\bif\b"
)
_LONGEST = 4_000
_HIGHEST = 600


@dataclass(frozen=True)
class IncomeLimit:
    """One limit; `percent` is None where a programme's own limit counts."""

    percent: int | None
    basis: str
    """Notation of the code list income-basis."""
    words: str
    rule: str


def parse_income(text: str) -> IncomeLimit | None:
    """The one income limit that a text states, or None where it is not certain.

    >>> parse_income("Income at or below 185% of the federal poverty level").percent
    185
    >>> parse_income("Medicaid eligible").basis, parse_income("Households above 200% FPL")
    ('medicaid', None)
    """
    given = " ".join(text.split())
    said = given.lower()
    if len(said) > _LONGEST or len(said) != len(given):
        return None
    if _DENIED.search(said) or _CHOICE.search(said):
        return None
    found = list(_PERCENT.finditer(said))
    if len(found) != len(_OTHER_PERCENT.findall(said)):
        return None
    if found:
        limits = {(int(match["percent"]), _basis(match["basis"])) for match in found}
        if len(limits) > 1 or any(_NOT_A_LIMIT.search(said[: m.start()]) for m in found):
            return None
        percent, basis = limits.pop()
        if not 10 <= percent <= _HIGHEST:
            return None
        words = given[found[0].start() : found[0].end()]
        return IncomeLimit(percent, basis, words, "income: percent of a level")
    named = list(_PROGRAM.finditer(said))
    programs = {match["first"] or match["second"] for match in named}
    if len(programs) != 1 or _NOT_A_CONDITION.search(said) or re.search(r"\bnot\b|\bor\b", said):
        return None
    words = given[named[0].start() : named[0].end()].strip()
    return IncomeLimit(None, programs.pop(), words, "income: eligible for a programme")


def _basis(said: str) -> str:
    if "poverty" in said or said.startswith("fp"):
        return "fpl"
    return "smi" if said.startswith(("smi", "state")) else "ami"
