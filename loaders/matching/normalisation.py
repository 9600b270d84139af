"""Names, numbers and addresses in the form in which two directories can be compared.

Every function is pure and gives nothing (an empty value or None) for what cannot be read: a record
that lacks a key lacks that evidence, and no more.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

_VOCABULARY = json.loads(files(__package__).joinpath("vocabulary.json").read_text("utf-8"))
LEGAL_FORMS = frozenset(_VOCABULARY["legal_forms"])
EMPTY_WORDS = frozenset(_VOCABULARY["empty_words"])
GENERIC_WORDS = frozenset(_VOCABULARY["generic_words"])
"""Words that many names of this field hold: they weigh little however few the records."""
ABBREVIATIONS: dict[str, str] = _VOCABULARY["abbreviations"]
STREET_WORDS: dict[str, str] = _VOCABULARY["street_words"]
TAX_SCHEMES = frozenset(_VOCABULARY["tax_schemes"])
"""What directories call the number of a taxpayer."""
HOSTS_OF_MANY = frozenset(_VOCABULARY["hosts_of_many"])
"""Hosts whose pages belong to others: the page is compared in place of the host."""
MAIL_FOR_ALL = frozenset(_VOCABULARY["mail_for_all"])
"""Mail hosts that anybody may use."""

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’`´ʼ]")
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_INITIALISM = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}")
_EXTENSION = re.compile(r"(?i)\s*(?:ext\.?|extension|x|#|option|press)\s*\d+\s*$")
_NO_DIGIT = re.compile(r"[^0-9]+")
_SEVERAL = re.compile(r"(?i)\s*(?:[;/|,]|\bor\b|\band\b)\s*")
_UNIT = re.compile(
    r"(?i)(?:,|\s)\s*(?:(?:suite|ste|unit|apt|apartment|room|rm|floor|fl|bldg|building)\b\.?|#)"
    r"\s*[\w-]*\s*(?=,|\s|$)"
)
SHORTEST_IDENTIFIER = 4
PHONE_DIGITS = range(7, 16)
"""E.164 allows fifteen; a local number has seven."""
SIGNIFICANT_DIGITS = 10
REMEMBERED = 50_000
"""Texts whose form is kept: names, addresses and hosts come again and again."""


def plain(text: str) -> str:
    """Without accents, case and spaces at the ends.

    >>> plain(" Niños ")
    'ninos'
    """
    if text.isascii():
        return text.casefold().strip()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


@lru_cache(maxsize=REMEMBERED)
def word(token: str) -> tuple[str, ...]:
    """One word of a name without abbreviation and plural; nothing for a legal form.

    >>> word("svcs"), word("families"), word("inc")
    (('service',), ('family',), ())
    """
    if token in EMPTY_WORDS or token in LEGAL_FORMS:
        return ()
    spelled = ABBREVIATIONS.get(token, token)
    return tuple(_singular(part) for part in spelled.split())


def _singular(token: str) -> str:
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        token = token[:-1]
    return token.replace("isation", "ization")


@lru_cache(maxsize=REMEMBERED)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in their order, as they are compared.

    >>> name_words("The Alder Co. Dept. of Children's Svcs, Inc.")
    ('alder', 'county', 'department', 'child', 'service')
    >>> name_words("Y.M.C.A. of Millrace")
    ('ymca', 'millrace')
    """
    text = _APOSTROPHE.sub("", plain(_INITIALISM.sub(lambda m: m[0].replace(".", ""), name)))
    found = tuple(w for token in _WORD.findall(text) for w in word(token))
    return found or tuple(_WORD.findall(text))


@lru_cache(maxsize=REMEMBERED)
def initials(name: str) -> str:
    """First letters of the words that are not empty, or nothing for fewer than three.

    >>> initials("Tamarack Falls Hospital")
    'tfh'
    """
    letters = [
        w[0] for w in _WORD.findall(_APOSTROPHE.sub("", plain(name))) if w not in EMPTY_WORDS
    ]
    return "".join(letters) if len(letters) >= 3 else ""


def name_forms(name: str) -> Iterator[str]:
    """A name, and the short form that it gives in brackets as a name of its own.

    >>> list(name_forms("Community Awareness & Treatment Services (CATS)"))
    ['Community Awareness & Treatment Services', 'CATS']
    """
    short = [i for i in _IN_BRACKETS.findall(name) if i.isupper() and i.isalpha() and len(i) > 1]
    bare = name
    for inner in short:
        bare = bare.replace(f"({inner})", " ").replace(f"[{inner}]", " ")
    bare = " ".join(bare.split())
    yield bare or name
    if bare:
        yield from short


def phone_numbers(text: str) -> Iterator[str]:
    """The last ten digits of each number, without extension: a country code does not matter.

    >>> list(phone_numbers("+1 (541) 555-0101 ext. 3; 020 7946 0958"))
    ['5415550101', '2079460958']
    """
    for part in _SEVERAL.split(text):
        digits = _NO_DIGIT.sub("", _EXTENSION.sub("", part)).lstrip("0")
        if len(digits) in PHONE_DIGITS and len(set(digits)) > 1:
            yield digits[-SIGNIFICANT_DIGITS:]


@lru_cache(maxsize=REMEMBERED)
def web_host(url: str) -> str | None:
    """The host of a web address; with the first part of the path where many share the host.

    >>> web_host("https://www.Hearthside.example/help"), web_host("facebook.com/hearthside/about")
    ('hearthside.example', 'facebook.com/hearthside')
    """
    parts = _split(url)
    if parts is None:
        return None
    host, path = parts
    if host not in HOSTS_OF_MANY:
        return host
    first = path.split("/", 1)[0]
    return f"{host}/{first}" if first else None


@lru_cache(maxsize=REMEMBERED)
def web_page(url: str) -> str | None:
    """Host and path of a web address that leads deeper than the front page.

    >>> web_page("http://www.lib.example/story-time/"), web_page("http://lib.example")
    ('lib.example/story-time', None)
    """
    parts = _split(url)
    return f"{parts[0]}/{parts[1]}" if parts and parts[1] else None


def _split(url: str) -> tuple[str, str] | None:
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = parts.hostname
    except ValueError:
        return None
    if not host or "." not in host.strip(".") or " " in host:
        return None
    path = parts.path.strip("/").casefold()
    return host.strip(".").removeprefix("www."), path


def mail_address(text: str) -> str | None:
    """A mail address in lower case; None where there is none.

    >>> mail_address("mailto:Info@Hearthside.example ")
    'info@hearthside.example'
    """
    address = text.strip().casefold().removeprefix("mailto:")
    name, at, host = address.partition("@")
    return address if at and name and "." in host and " " not in address else None


def mail_host(address: str) -> str | None:
    """The host of a mail address, unless anybody may have an address there.

    >>> mail_host("info@hearthside.example"), mail_host("hearthside@gmail.com")
    ('hearthside.example', None)
    """
    host = address.rpartition("@")[2].removeprefix("www.")
    return None if host in MAIL_FOR_ALL else host


@lru_cache(maxsize=REMEMBERED)
def street_line(text: str) -> str:
    """A street address without unit, with the short forms of street words.

    >>> street_line("240 North Heron Lane, Suite 5"), street_line("P.O. Box 12")
    ('240 n heron ln', 'po box 12')
    """
    bare = _UNIT.sub(" ", _INITIALISM.sub(lambda m: m[0].replace(".", ""), text))
    words = _WORD.findall(_APOSTROPHE.sub("", plain(bare)))
    return " ".join(STREET_WORDS.get(w, w) for w in words)


def identifier_scheme(text: str) -> str:
    """The list that an identifier is of, in one form; every name of tax numbers is `tax`.

    >>> identifier_scheme("US-EIN"), identifier_scheme("Tax number"), identifier_scheme("GB-CHC")
    ('tax', 'tax', 'gb chc')
    """
    scheme = " ".join(_WORD.findall(plain(text)))
    return "tax" if scheme in TAX_SCHEMES else scheme


def identifier_value(text: str) -> str:
    """An identifier without punctuation; empty where it is a filler.

    >>> identifier_value("93-0012345"), identifier_value("00-0000000"), identifier_value("n/a")
    ('930012345', '', '')
    """
    value = "".join(_WORD.findall(plain(text)))
    return value if len(value) >= SHORTEST_IDENTIFIER and len(set(value)) > 1 else ""
