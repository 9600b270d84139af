"""Messages of one language, and how it writes numbers, shares and days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import NullTranslations, Translations

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Español"}
"""The languages by their code, each by its own name."""
SOURCE = "en"
"""The language that messages are written in."""
CODE = "code"
"""Context of the names of codes of the ontology's lists."""
QUERY = "query"
"""Context of what the named queries say of themselves."""
QUALITY = "quality"
"""Context of the kinds of issues with loaded data."""
MATURITY = "maturity"
"""Context of the goals that ship and of the rules that judge them."""
MEANING = "meaning"
"""Context of what the needs that ship mean."""
TERM = "term"
"""Context of the names of classes and properties of the ontology."""

Interval = Sequence[float] | None
_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
"""A column, a parameter or a code; any other text is a phrase."""


def N_(message: str) -> str:  # noqa: N802 (the name that tools for catalogues look for)
    """A message that is translated where it is shown; marks it for the catalogues."""
    return message


def spell_name(name: str) -> str:
    """The name of a column, parameter or kind of issue as words, as the catalogues hold it.

    >>> spell_name("door_id"), spell_name("wrong-type")
    ('door id', 'wrong type')
    """
    return name.replace("_", " ").replace("-", " ")


@dataclass(frozen=True)
class Language:
    """One language. Messages take their values as `%(name)s`."""

    code: str
    messages: NullTranslations

    def gettext(self, message: str, **values: Any) -> str:
        """The message in this language, with its values.

        >>> select_language("en").gettext("%(count)s doors", count=3)
        '3 doors'
        """
        return self.messages.ugettext(message) % values if message else ""

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """The message that fits the count; `%(num)s` in it is the count as it is written.

        >>> select_language("en").ngettext("%(num)s gap", "%(num)s gaps", 1200)
        '1,200 gaps'
        """
        text: str = self.messages.ungettext(one, many, count)
        return text % {"num": self.number(count), **values}

    def code_name(self, name: str) -> str:
        """The name of a code, or of a term of the ontology, from its English one."""
        told: str = self.messages.upgettext(CODE, name)
        return told

    def shipped(self, context: str, text: str | None) -> str:
        """A text that ships as data, by its English one; a text of somebody else as it stands."""
        return str(self.messages.upgettext(context, text)) if text else ""

    def query_text(self, text: str | None) -> str:
        """What a named query says of itself, or the name of a column or parameter in words.

        >>> select_language("en").query_text("door_id")
        'door id'
        """
        name = text and _NAME.fullmatch(text)
        return self.shipped(QUERY, spell_name(text) if text and name else text)

    def number(self, value: float | int | None, digits: int = 0, *, fixed: bool = False) -> str:
        """A number with at most so many digits after the point, `fixed` with just as many.

        A dash for None.

        >>> select_language("es").number(12345.5, 1)
        '12.345,5'
        """
        if value is None:
            return "–"
        shape = "#,##0" + ("." + ("0" if fixed else "#") * digits if digits else "")
        return str(format_decimal(value, format=shape, locale=self.code))

    def share(self, value: float | None) -> str:
        """A share of 0 to 1 in percent, with one digit; a dash for None."""
        if value is None:
            return "–"
        return str(format_percent(value, format="#,##0.0%", locale=self.code))

    def interval(self, ends: Interval) -> str:
        """`41.0% to 56.2%`, or one share where both ends look the same."""
        if ends is None:
            return self.gettext("not defined")
        low, high = self.share(ends[0]), self.share(ends[1])
        return low if low == high else self.gettext("%(low)s to %(high)s", low=low, high=high)

    def money(self, amount: Any, currency: str | None = "USD") -> str:
        """An amount in its currency; a dash for None."""
        if amount is None:
            return "–"
        return str(format_currency(amount, currency or "USD", locale=self.code))

    def day(self, day: date | str | None) -> str:
        """A day, or the text of one; a dash for None."""
        if not day:
            return "–"
        read = date.fromisoformat(day[:10]) if isinstance(day, str) else day
        return str(format_date(read, "medium", locale=self.code))

    def moment(self, moment: datetime) -> str:
        """A day and a time of day, in UTC."""
        return str(format_datetime(moment, "medium", locale=self.code)) + " UTC"

    def words(self, items: Sequence[str]) -> str:
        """Several things as one list in a sentence."""
        return ", ".join(items)


@cache
def select_language(code: str) -> Language:
    """The language of a code of LANGUAGES; its catalogue is read once."""
    return Language(code, _read_messages(code))


def _read_messages(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    source = files("service.language").joinpath(f"catalogues/{code}.po").read_bytes()
    packed = BytesIO()
    write_mo(packed, read_po(BytesIO(source), locale=code))
    packed.seek(0)
    return Translations(packed)
