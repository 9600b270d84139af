"""Parameters of a request, from its address and from a form; UTF-8 or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from graph.errors import BadParameter, QueryError
from service.errors import UnsupportedMedia

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 1_000
_UTF8 = frozenset(("utf-8", "utf8", "us-ascii"))


@dataclass(frozen=True)
class Fields:
    """Names and values in their order; a name may be there several times."""

    pairs: tuple[tuple[str, str], ...]

    def __contains__(self, name: str) -> bool:
        return any(each == name for each, _ in self.pairs)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a name."""
        return tuple(value for each, value in self.pairs if each == name)

    def only(self, name: str) -> str | None:
        """The value of a name, None where it is not there; QueryError for more than one."""
        values = self.every(name)
        if len(values) > 1:
            raise QueryError(f"one {name} is expected, {len(values)} were sent", query="")
        return values[0] if values else None

    def graphs(self, name: str) -> tuple[str, ...]:
        """Addresses of graphs; QueryError for what is no absolute IRI."""
        return tuple(checked_graph(value, name) for value in self.every(name))

    def word(self, name: str, allowed: Iterable[str]) -> str | None:
        """One of some words; BadParameter for any other."""
        value, words = self.only(name), tuple(allowed)
        if value is not None and value not in words:
            raise _unfit(name, value, f"one of {', '.join(words)}")
        return value

    def number(self, name: str, *, least: float) -> float | None:
        """A finite number that is not too small; BadParameter for any other."""
        value = self.only(name)
        if value is None:
            return None
        expected = f"a number, {least:g} or more"
        try:
            number = float(value)
        except ValueError:
            raise _unfit(name, value, expected) from None
        if not least <= number < float("inf"):
            raise _unfit(name, value, expected)
        return number

    def whole(self, name: str, *, least: int) -> int | None:
        """A whole number that is not too small; BadParameter for any other."""
        value = self.only(name)
        if value is None:
            return None
        digits = value.isascii() and value.isdigit() and len(value) < 19
        if not digits or int(value) < least:
            raise _unfit(name, value, f"a whole number, {least} or more")
        return int(value)


def parse_fields(*encoded: bytes) -> Fields:
    """The fields of query strings and forms, one after another.

    Raises QueryError where they are not UTF-8, or too many.

    >>> parse_fields(b"a=1&b=%20", b"a=x+y").every("a")
    ('1', 'x y')
    """
    pairs: list[tuple[str, str]] = []
    for text in encoded:
        try:
            decoded = text.decode("ascii")
        except UnicodeDecodeError:
            decoded = decode_text(text)
        try:
            pairs += parse_qsl(
                decoded, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
            )
        except UnicodeDecodeError as error:
            raise QueryError("a parameter is not UTF-8", query="") from error
        except ValueError as error:
            raise QueryError(f"there are more than {MOST_FIELDS:,} parameters", query="") from error
    return Fields(tuple(pairs))


def decode_text(body: bytes) -> str:
    """Text in UTF-8; QueryError where it is not."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(
            f"the text is not UTF-8 (at byte {error.start}): send it in UTF-8", query=""
        ) from error


def media_type_of(content_type: str) -> str:
    """The media type of a Content-Type, in lower case; only UTF-8 is understood.

    >>> media_type_of('Text/Turtle; charset="UTF-8"')
    'text/turtle'
    """
    media_type, *parameters = (part.strip() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in _UTF8:
            raise UnsupportedMedia(content_type, [f"{media_type}; charset=utf-8"])
    return media_type.lower()


def checked_graph(value: str, name: str) -> str:
    """An absolute IRI, as it is; QueryError where it is none."""
    try:
        return NamedNode(value).value
    except ValueError as error:
        raise QueryError(f"{name} = {value!r} is no absolute IRI: {error}", query="") from error


def _unfit(name: str, value: str, expected: str) -> BadParameter:
    return BadParameter(
        f"{name} = {value!r} does not fit: expected {expected}",
        query="",
        name=name,
        value=value,
        expected=expected,
    )
