"""One plain sentence for each thing that speaks for or against a match."""

from __future__ import annotations

from loaders.matching.evidence import Evidence
from loaders.matching.keys import FEW_BEARERS
from loaders.matching.normalisation import name_words

MOSTLY = 0.4
"""Names that agree less than this are alike in part."""
MANY = 3
"""From so many names on it is told that they share a key."""
NOUNS = {
    "identifier": "identifier",
    "phone": "telephone number",
    "web": "website",
    "page": "web page",
    "email": "mail address",
    "mail-host": "mail host",
    "address": "address",
}


def describe(kind: str, found: Evidence) -> str:
    """The sentence; `kind` is partner or service."""
    sentence = _sentence(kind, found)
    # What ends in "Inc." needs no second full stop.
    return sentence[:-1] if sentence.endswith("..") else sentence


def _sentence(kind: str, found: Evidence) -> str:
    match found.key:
        case "name":
            return _name(kind, found)
        case "provider":
            return _provider(found)
        case "town":
            return _town(found)
        case "needs" | "terms":
            return _topics(found)
        case "sites":
            return (
                "The same partner lists both, at different addresses: this may be one service at "
                "several sites."
            )
        case "part":
            return f"{found.left} and {found.right} are stated to be a whole and a part of it."
        case "source":
            return f"One source, {found.left}, lists both."
        case "own-service":
            return (
                f"{found.left} ({found.right}) has the name of its own provider: the partner may "
                "be listed as its own service."
            )
        case _:
            return _shared(found)


def _name(kind: str, found: Evidence) -> str:
    if found.agreement < 0:
        return f"The names differ: {found.left} and {found.right}."
    alike = name_words(found.left) == name_words(found.right)
    how = "agree" if alike else "are alike" if found.agreement > MOSTLY else "are alike in part"
    said = f"The names {how}: {found.left} and {found.right}"
    if found.left == found.right:
        said = f"Both have the name {found.left}"
    if found.shared_by > FEW_BEARERS:
        whose = "partners use" if kind == "service" else "partners have"
        return f"{said}; {found.shared_by} {whose} this name, so it tells little."
    return f"{said}."


def _provider(found: Evidence) -> str:
    both = found.left if found.left == found.right else f"{found.left} and {found.right}"
    if found.agreement >= 1:
        return f"The same partner offers both: {both}."
    if found.agreement >= 0:
        return f"The partners that offer them may be one: {both}."
    return f"Different partners offer them: {both}."


def _town(found: Evidence) -> str:
    if found.agreement > 0:
        return f"Both are in {found.left}."
    return f"They are in different towns: {found.left} and {found.right}."


def _topics(found: Evidence) -> str:
    if found.agreement < 0:
        return f"They meet different needs: {found.left}, against {found.right}."
    verb = "meet" if found.key == "needs" else "are listed under"
    return f"Both {verb}: {found.left}."


def _shared(found: Evidence) -> str:
    noun = NOUNS[found.key]
    if found.agreement < 0:
        return f"They have no {noun} in common: {found.left} and {found.right}."
    # Of two mail addresses at one host, the host is what they share.
    shared = found.left.rpartition("@")[2] if found.key == "mail-host" else found.left
    if found.shared_by >= MANY:
        return (
            f"Both have the {noun} {shared}, which records of {found.shared_by} names share, "
            "so it tells little."
        )
    return f"Both have the {noun} {shared}."
