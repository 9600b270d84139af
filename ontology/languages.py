"""Languages as people write them, as codes of ISO 639-3.

Read are names and codes of the tables of SIL International, the registration authority, which the
package `python-iso639` carries, and the everyday names and own names of the list below. A text is
given a code only where it names one language for certain; a note in brackets stays a note. Words
that are also codes (`no`, `so`) are no codes, and neither are three letters that are a code of
ISO 639-3 alone (`tty`, `all`), unless a column of codes holds them.

Source: ISO 639-1, 639-2 and 639-3; https://iso639-3.sil.org
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

EVERYDAY = {
    "asl": "ase", "bsl": "bfi", "auslan": "asf",
    "bangla": "ben", "bosnian/croatian/serbian": "hbs", "brazilian portuguese": "por",
    "cambodian": "khm", "cantonese": "yue", "cape verdean creole": "kea", "chamorro": "cha",
    "dari": "prs", "farsi": "fas", "filipino": "fil", "flemish": "nld", "greek": "ell",
    "haitian": "hat", "haitian kreyol": "hat", "hmong": "hmn", "ilocano": "ilo", "kirundi": "run",
    "kanjobal": "kjb", "q'anjob'al": "kjb", "k'iche'": "quc", "laotian": "lao", "mandarin": "cmn",
    "mandarin chinese": "cmn", "pashto": "pus", "punjabi": "pan", "tongan": "ton",
    "azerbaijani": "aze", "kurdish": "kur", "malay": "msa", "nepali": "nep", "swahili": "swa",
    "castellano": "spa", "español": "spa", "espanol": "spa", "français": "fra", "francais": "fra",
    "deutsch": "deu", "italiano": "ita", "português": "por", "portugues": "por", "polski": "pol",
    "русский": "rus", "українська": "ukr", "中文": "zho", "普通话": "cmn", "廣東話": "yue",
    "한국어": "kor", "日本語": "jpn", "tiếng việt": "vie", "العربية": "ara", "فارسی": "fas",
    "kreyòl": "hat", "kreyol": "hat", "kreyòl ayisyen": "hat", "soomaali": "som", "cymraeg": "cym",
    "gaeilge": "gle", "اردو": "urd", "हिन्दी": "hin", "አማርኛ": "amh", "ትግርኛ": "tir",
}  # fmt: skip
"""Names in everyday use, and languages' own names, that the tables lack or give to several."""
_WORDS_TOO = frozenset(
    {"am", "an", "as", "be", "by", "da", "do", "el", "he", "ho", "id", "ie", "ii", "in", "io", "is"}
    | {"it", "la", "li", "lo", "ma", "me", "my", "na", "no", "oc", "om", "or", "os", "pi", "sa"}
    | {"se", "si", "so", "st", "to", "ts", "tt", "tw", "ty", "up", "us"}
)
"""Two letters that are a code of ISO 639-1 and a word, or an abbreviation, of another meaning."""
_TAG = re.compile(r"([a-z]{2,3})(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3}))*")
_BRACKET = re.compile(r"(?P<name>[^()\[\]]+?)\s*[(\[](?P<note>[^()\[\]]*)[)\]]\s*")
_WITH_NOTE = re.compile(
    r"(?P<name>[^()\[\]]+?)(?:\s+(?:-|–)\s+|,\s+|\s+|-)(?P<note>(?:speaking|spoken|interpret\w*|"
    r"translat\w*|bilingual|staff|limited|fluent|available|(?:up)?on request|by appointment|"
    r"by phone)\b.{0,80})",
    re.I,
)
_DENIED = re.compile(r"\b(?:no|not|none|never|un\w*able|former\w*|discontinued)\b", re.I)
_KINDS = re.compile(r"\s*\((?:macrolanguage|individual language)\)$")
_PARTED = re.compile(r"\s*/\s*|\s+&\s+|\s+and\s+", re.I)
_LIVING = frozenset({"L", "C"})
_SEVERAL_WORDS = re.compile(r"\w+(?:[ '-]\w+)+")


@dataclass(frozen=True)
class Language:
    """What one text says of one language."""

    text: str
    """As given."""
    name: str
    """The name in the text, without its note; the text itself where no language is certain."""
    note: str | None
    code: str | None
    """ISO 639-3; None where the text names none for certain."""
    short: str | None
    """ISO 639-1, or 639-3 where that has none."""


def read_language(text: str, stated: str | None = None) -> Language:
    """The language that a text names; `stated` is a code given beside it, as a column of codes has.

    A code that says another language than the name leaves both uncertain.

    >>> read_language("Spanish (limited)").code, read_language("Spanish (limited)").note
    ('spa', 'limited')
    >>> [read_language(said).code for said in ("es", "en-US", "Español", "ASL", "No", "Other")]
    ['spa', 'eng', 'spa', 'ase', None, None]
    """
    given = _read(" ".join(text.split()))
    if not stated or not stated.strip():
        return given
    by_code = code_of(stated)
    if by_code is None or (given.code is not None and not _agree(given.code, by_code)):
        return given if by_code is None else _uncertain(given.text)
    if given.code is not None:
        return given
    return Language(given.text, given.name, given.note, by_code, _short(by_code))


def code_of(stated: str) -> str | None:
    """The ISO 639-3 code of a code or tag in a column of codes; None where it is none.

    >>> code_of("es"), code_of("spa"), code_of("zh-Hant"), code_of("xx")
    ('spa', 'spa', 'zho', None)
    """
    match = _TAG.fullmatch(stated.strip().replace("_", "-"))
    primary = (match[1] if match else stated.strip()).lower()
    return _by_code().get(primary)


def split_languages(text: str) -> list[str]:
    """A text parted at `/`, `&` and `and` where each part is a language for certain.

    >>> split_languages("English/Spanish"), split_languages("English and others")
    (['English', 'Spanish'], ['English and others'])
    """
    parts = [part.strip() for part in _PARTED.split(text)]
    if len(parts) == 1 or read_language(text).code is not None:
        return [text]
    return parts if all(part and read_language(part).code for part in parts) else [text]


def name_of(code: str) -> str | None:
    """The reference name of a code of ISO 639-3."""
    return _names().get(code)


@lru_cache(maxsize=8192)
def _read(text: str) -> Language:
    if found := _certain(text):
        return Language(text, text, None, found, _short(found))
    for pattern in (_BRACKET, _WITH_NOTE):
        match = pattern.fullmatch(text)
        if match is None or _DENIED.search(match["note"]):
            continue
        code, inner = _certain(match["name"]), _certain(match["note"])
        if code and inner and inner != code:
            inner = inner if _agree(code, inner) else None
            return Language(text, text, None, inner, _short(inner)) if inner else _uncertain(text)
        if code or (inner and match["name"].casefold() == "sign language"):
            found = code or inner
            return Language(text, match["name"], match["note"] or None, found, _short(found))
    return _uncertain(text)


def _uncertain(text: str) -> Language:
    return Language(text, text, None, None, None)


def _certain(said: str) -> str | None:
    """The code of a name or code that says one language, else None."""
    plain = said.strip().strip(".").casefold().replace("’", "'")
    plain = plain.removesuffix(" language") if "sign" not in plain else plain
    if plain in EVERYDAY:
        return EVERYDAY[plain]
    if found := _by_name().get(plain):
        return found
    match = _TAG.fullmatch(said.strip().replace("_", "-"))
    if match is None or plain in _WORDS_TOO:
        return None
    primary = match[1]
    return _by_code().get(primary) if len(primary) == 2 or primary in _bibliographic() else None


def _agree(one: str, other: str) -> bool:
    """Whether two codes say the same language, or one is a member of the other."""
    above = _macrolanguages()
    return one == other or above.get(one) == other or above.get(other) == one


def _short(code: str | None) -> str | None:
    return None if code is None else _first_part().get(code, code)


@cache
def _by_code() -> dict[str, str]:
    """Codes of all parts -> ISO 639-3."""
    from iso639 import ALL_LANGUAGES

    found = {one.part3: one.part3 for one in ALL_LANGUAGES if one.status == "A"}
    for one in ALL_LANGUAGES:
        for code in (one.part1, one.part2b, one.part2t):
            if code:
                found.setdefault(code, one.part3)
    return found


@cache
def _bibliographic() -> frozenset[str]:
    """Codes of ISO 639-2."""
    from iso639 import ALL_LANGUAGES

    codes = (code for one in ALL_LANGUAGES for code in (one.part2b, one.part2t))
    return frozenset(code for code in codes if code)


@cache
def _first_part() -> dict[str, str]:
    from iso639 import ALL_LANGUAGES

    return {one.part3: one.part1 for one in ALL_LANGUAGES if one.part1}


@cache
def _macrolanguages() -> dict[str, str]:
    from iso639 import ALL_LANGUAGES

    return {one.part3: one.macrolanguage for one in ALL_LANGUAGES if one.macrolanguage}


@cache
def _names() -> dict[str, str]:
    from iso639 import ALL_LANGUAGES

    return {one.part3: _KINDS.sub("", one.name) for one in ALL_LANGUAGES}


@cache
def _by_name() -> dict[str, str]:
    """Names of living languages that one language alone has; a reference name goes before others.

    Of languages without a code of ISO 639-2 the reference name counts alone, and only where it is
    of several words, as the tables hold many that are a common word (Even, Male, Bench).
    """
    from iso639 import ALL_LANGUAGES

    first: dict[str, set[str]] = {}
    other: dict[str, set[str]] = {}
    for one in ALL_LANGUAGES:
        if one.status != "A" or one.type not in _LIVING or one.scope not in ("I", "M"):
            continue
        known = bool(one.part2b or one.part2t)
        name = _KINDS.sub("", one.name).casefold()
        if known or _SEVERAL_WORDS.fullmatch(name):
            first.setdefault(name, set()).add(one.part3)
        if known:
            for alias in one.other_names or ():
                other.setdefault(_KINDS.sub("", alias.print).casefold(), set()).add(one.part3)
    joined = {**{n: c for n, c in other.items() if n not in first}, **first}
    return {name: next(iter(codes)) for name, codes in joined.items() if len(codes) == 1}
