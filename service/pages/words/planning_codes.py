"""Codes of the ontology's lists by their names, in the language of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from queries.codes import code_labels
from service.pages.tables import Row

if TYPE_CHECKING:
    from service.pages.view import View


def tell_code(view: View, scheme: str, code: str | None) -> str:
    """The name of a code of a list; a code that the list does not have is shown as it is."""
    if not code:
        return "–"
    name = code_labels(scheme).get(code)
    return code if name is None else view.code(name)


def tell_codes(view: View, scheme: str, codes: Iterable[str]) -> str:
    """Several of them; a dash for none."""
    return view.language.words([tell_code(view, scheme, each) for each in codes]) or "–"


def code_shower(view: View, scheme: str, key: str) -> Callable[[Row], str]:
    """What a column shows in place of the code in `key`."""

    def show(row: Row) -> str:
        value = row[key]
        if isinstance(value, list | tuple):
            return tell_codes(view, scheme, value)
        return tell_code(view, scheme, value)

    return show


def tell_word(view: View, words: Mapping[str, str], word: str | None) -> str:
    """The message of a word that an analysis uses; a word without one is shown as it is."""
    if not word:
        return "–"
    return view.gettext(words[word]) if word in words else word.replace("-", " ")


def word_shower(view: View, words: Mapping[str, str], key: str) -> Callable[[Row], str]:
    """What a column shows in place of the word in `key`."""

    def show(row: Row) -> str:
        value = row[key]
        if isinstance(value, list | tuple):
            return view.language.words([tell_word(view, words, each) for each in value]) or "–"
        return tell_word(view, words, value)

    return show


def tell_count(view: View, counts: Mapping[str, int], words: Mapping[str, str]) -> list[str]:
    """`3 late`, `2 done`: how many there are of each, in the order of `words`."""
    number = view.language.number
    return [
        view.gettext("%(count)s %(what)s", count=number(counts[word]), what=view.gettext(told))
        for word, told in words.items()
        if counts.get(word)
    ]
