"""Ages in free text, read where they are for certain those of the child a service is for.

A wrong age makes a false gap, so the rules prefer nothing:

- Read are ranges, upper and lower bounds of ages, from words that say they are ages: `ages 0-5`,
  `birth to 3 years`, `children under 6`, `0 - 36 months`, `prenatal through age 5`; and a text that
  says pregnant women and nothing else.
- Two different ranges, a number that looks like an age and is in none, a negation, another group
  (adults, seniors, all ages, teen parents), ages of a parent, or a lowest age of ten years or more
  (who may be a parent) give no ages at all.
- `Under 6` ends on the sixth birthday; every other bound in years counts completed years, as in
  `ages`. Months end at the bound where they are a multiple of six (12, 18, 36), else
  they are completed months too. So does what counts weeks and days end at the bound.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from loaders.hsds.parts import ages

PREGNANCY = -280
"""First day of pregnancy on the axis of days from birth."""
OLDEST_FIRST = 10
"""A lowest age in years from which the client may be a parent."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_READ = "\0"
"""Stands for a letter that was read already."""
_LONGEST = 4_000
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip
_DAYS_IN = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": ages.DAYS_IN_YEAR}
_SIGN = re.compile(rf"\d|\b(?:{'|'.join(_WORDS)})\b|pregnan|expect")
_N = rf"(?:\d{{1,3}}(?:\.\d)?|{'|'.join(_WORDS)})"
_UNIT = (
    r"(?:[\s-]*(?:(?:years?|yrs?\.?|months?|mos?\.?|weeks?|wks?\.?)\b(?:[\s-]*(?:olds?|of age))?|"
    r"days?[\s-]*(?:olds?|of age)))"
)
_OF_OTHER_THINGS = (
    r"(?!\d|[.,]\d|\s*(?:%|percent|times|days|hours|minutes|visits|sessions|classes|people|persons|"
    r"members|nights|miles|meals|bags|boxes|items|diapers|sizes?|per\b|each\b|a\.?m|p\.?m|"
    r"(?:or|and) more))"
)
"""What counts something else than ages when it follows a number."""
_CHILD = (
    r"(?:child(?:ren)?|kids?|infants?|bab(?:y|ies)|toddlers?|newborns?|preschoolers?|"
    r"(?:boys|girls)(?: and (?:boys|girls))?)"
)
_AGE = r"(?:ages?|aged)(?:\s+(?:of|is|are|from|between|range:?))*:?\s*"
_TO = r"\s*(?:-|to|through|thru|until|up to|and)\s*(?:the\s+)?(?:age(?:\s+of)?\s+)?"
_BORN = r"(?:birth|newborns?|infancy)"
_UNBORN = r"(?:prenatal(?:ly)?|pregnancy|conception|before birth)"
_MENTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        ("from before birth", rf"\b{_UNBORN}{_TO}(?P<b>{_N})(?P<bu>{_UNIT})?{_OF_OTHER_THINGS}"),
        ("from birth", rf"\b{_BORN}{_TO}(?P<b>{_N})(?P<bu>{_UNIT})?{_OF_OTHER_THINGS}"),
        (
            "range",
            rf"(?:\b{_AGE}|\b{_CHILD}\s+(?:\(?\s*{_AGE}|\(?\s*)?)"
            rf"(?P<a>{_N})(?P<au>{_UNIT})?{_TO}(?P<b>{_N})(?P<bu>{_UNIT})?{_OF_OTHER_THINGS}",
        ),
        (
            "range",
            rf"(?<![\d$-])(?P<a>{_N})(?P<au>{_UNIT})?{_TO}(?P<b>{_N})"
            r"(?P<bu>[\s-]*(?:years?|yrs?\.?|months?|mos?\.?|weeks?|wks?\.?)[\s-]*"
            r"(?:olds?|of age))",
        ),
        (
            "under",
            rf"\b{_CHILD}(?:\s+(?:who are|that are))?\s+(?:under|younger than|less than)\s+"
            rf"(?:the age of\s+|age\s+)?(?P<u>{_N})(?P<uu>{_UNIT})?{_OF_OTHER_THINGS}",
        ),
        (
            "under",
            rf"\b(?:under|younger than|less than)\s+(?:the age of\s+|age\s+)(?P<u>{_N})"
            rf"(?P<uu>{_UNIT})?{_OF_OTHER_THINGS}",
        ),
        (
            "up to",
            rf"\b{_CHILD}\s+(?:{_AGE})?(?:up to|through|until)\s+(?:the age of\s+|age\s+)?"
            rf"(?P<b>{_N})(?P<bu>{_UNIT})?{_OF_OTHER_THINGS}",
        ),
        (
            "up to",
            rf"\b(?:up to|through|until)\s+(?:the age of|ages?)\s+(?P<b>{_N})(?P<bu>{_UNIT})?",
        ),
        (
            "up to",
            rf"(?:\b{_AGE}|\b{_CHILD}\s+(?:{_AGE})?)(?P<b>{_N})(?P<bu>{_UNIT})?\s+"
            r"(?:and|or|&)\s+(?:under|younger|below)",
        ),
        (
            "and older",
            rf"(?:\b{_AGE}|\b{_CHILD}\s+(?:{_AGE})?)(?P<a>{_N})(?P<au>{_UNIT})?\s*"
            r"(?:\+|(?:and|or|&)\s+(?:older|over|up|above))",
        ),
    )
)
_ALONE = re.compile(
    rf"(?P<a>{_N})\s*(?P<au>{_UNIT})?\s*(?:-|to|through)\s*(?P<b>{_N})\s*(?P<bu>{_UNIT})\.?"
)
_PREGNANT = re.compile(
    r"(?:must be |currently |all |any )*(?:pregnant|expectant|expecting)"
    r"(?: (?:women|people|persons|individuals|mothers|moms|parents|families|clients|patients))?"
    r"(?: only)?\.?"
)
_WITH_PREGNANCY = re.compile(r"\bpregnan|\bexpectant|\bexpecting|\bprenatal|\bperinatal|\bunborn")
_DENIED = re.compile(
    r"\b(?:not|no|non|except|excludes?|excluding|cannot|can't|don't|doesn't|unless|without|never|"
    r"other than|only after|prior to)\b"
)
_OTHERS = re.compile(
    r"\badults?\b|\bseniors?\b|\belder(?:s|ly)?\b|\ball ages\b|\bany age\b|\bevery(?:one|body)\b|"
    r"\banyone\b|\bteen(?:s|ager|agers)?\b|\badolescents?\b|\byouths?\b|\bveterans?\b|\bstudents?\b|"
    r"\bgeneral public\b|\ball residents\b|\byoung (?:men|women|people|moms?|mothers?|parents?)\b|"
    r"\bhigh school\b|\bvar(?:y|ies)\b|\bdepend(?:s|ing)\b|\b(?:some|most|other) programs?\b"
)
_OF_PARENTS = re.compile(
    r"\b(?:parents?|mothers?|moms?|fathers?|dads?|women|men|guardians?|caregivers?|grandparents?|"
    r"staff|volunteers?|providers?|applicants?|drivers?)\s+(?:who are\s+|must be\s+)?"
    rf"(?:\(?\s*)?(?:{_AGE}|at least\s+|over\s+|under\s+)?(?:the age of\s+)?{_N}\b"
)
_LEFT = re.compile(
    rf"\b{_AGE}{_N}\b|\b{_N}{_UNIT}?\s*(?:-|to)\s*{_N}\s*(?:years?|yrs?|months?)\b|"
    rf"\b{_N}[\s-]*(?:years?|yrs?\.?|months?|mos?\.?)[\s-]*(?:old|of age)|\bbirth\b|"
    r"\b\d{1,2}\s*-\s*\d{1,2}\b|"
    rf"\b(?:under|over|above|older than|younger than|at least|up to)\s+(?:age\s+)?{_N}\b"
    r"(?!\s*(?:%|percent))"
)


@dataclass(frozen=True)
class AgesInWords:
    """The ages that a text states, in days from birth; at least one bound is known."""

    from_day: int | None
    to_day: int | None
    words: str
    """What they were read from."""
    rule: str


def parse_ages(text: str) -> AgesInWords | None:
    """The ages of the child in a text, or None where they are not certain.

    >>> parse_ages("Children ages 0-5").to_day, parse_ages("Infants up to 12 months").to_day
    (2191, 365)
    >>> parse_ages("Must be 18 years or older"), parse_ages("Not for children under 2")
    (None, None)
    """
    given = " ".join(_DASHES.sub("-", text).split())
    said = given.lower()
    if len(said) > _LONGEST or len(said) != len(given) or not _SIGN.search(said):
        return None
    if _PREGNANT.fullmatch(said):
        return AgesInWords(PREGNANCY, 0, given, "ages: pregnancy")
    if _DENIED.search(said) or _OTHERS.search(said) or _OF_PARENTS.search(said):
        return None
    found = _mentions(said, given)
    if not found or len({(one.from_day, one.to_day) for one in found}) > 1:
        return None
    return _with_pregnancy(found[0], said)


def _mentions(said: str, given: str) -> list[AgesInWords]:
    """Every mention, none read twice; nothing where another number may be an age."""
    if match := _ALONE.fullmatch(said):
        window = _window("range", match.groupdict())
        return [AgesInWords(*window, words=given, rule="ages: range")] if window else []
    found: list[AgesInWords] = []
    left = said
    for rule, pattern in _MENTIONS:
        for match in pattern.finditer(left):
            window = _window(rule, match.groupdict())
            if window is None:
                return []
            words = given[match.start() : match.end()].strip(" (")
            found.append(AgesInWords(*window, words=words, rule=f"ages: {rule}"))
        left = pattern.sub(lambda match: _READ * len(match[0]), left)
    return [] if _LEFT.search(left) else found


def _with_pregnancy(found: AgesInWords, said: str) -> AgesInWords | None:
    """The same, from pregnancy on where the text speaks of it; None where that leaves a hole."""
    if not _WITH_PREGNANCY.search(said) or found.from_day in (None, PREGNANCY):
        return found
    if found.from_day != 0 or found.to_day is None:
        return None
    return AgesInWords(PREGNANCY, found.to_day, found.words, f"{found.rule}, with pregnancy")


def _window(rule: str, said: dict[str, str | None]) -> tuple[int | None, int | None] | None:
    """(first day, day after the last) of one mention; None where it says no age of a child."""
    unit = _unit(said.get("bu") or said.get("uu")) or "y"
    first = _number(said.get("a"))
    start: int | None = None
    if first is not None:
        own = _unit(said.get("au")) or (unit if said.get("b") else "y")
        start = math.floor(first * _DAYS_IN[own])
        if first * _DAYS_IN[own] >= OLDEST_FIRST * ages.DAYS_IN_YEAR:
            return None
    if rule == "from before birth":
        start = PREGNANCY
    elif rule == "from birth":
        start = 0
    end: int | None = None
    if (under := _number(said.get("u"))) is not None:
        end = math.floor(under * _DAYS_IN[unit])
    elif (last := _number(said.get("b"))) is not None:
        end = _end(last, unit)
    if (start == 0 and end is None) or (start is not None and end is not None and start >= end):
        return None
    return start, end


def _end(last: float, unit: str) -> int:
    """The day after the last of an age that counts, for years and odd months, to its end."""
    completed = unit == "y" or (unit == "m" and last % 6 != 0)
    return math.floor((last + completed) * _DAYS_IN[unit])


def _number(said: str | None) -> float | None:
    if not said:
        return None
    return float(_WORDS[said]) if said in _WORDS else float(said)


def _unit(said: str | None) -> str | None:
    plain = (said or "").strip(" -")
    return plain[0] if plain else None
