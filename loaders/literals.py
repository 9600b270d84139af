"""Numbers, dates, and yes or no, as literals of XML Schema."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from ontology.terms import XSD

_INTEGER, _DECIMAL = NamedNode(XSD + "integer"), NamedNode(XSD + "decimal")
_BOOLEAN, _DATE = NamedNode(XSD + "boolean"), NamedNode(XSD + "date")


def integer(value: int) -> Literal:
    """A whole number as xsd:integer."""
    return Literal(str(value), datatype=_INTEGER)


def decimal(value: float | Decimal) -> Literal:
    """A number as xsd:decimal, without exponent.

    >>> decimal(1e-7).value
    '0.0000001'
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return Literal(format(exact, "f"), datatype=_DECIMAL)


def boolean(value: bool) -> Literal:
    """Yes or no as xsd:boolean."""
    return Literal("true" if value else "false", datatype=_BOOLEAN)


def calendar_day(value: date) -> Literal:
    """A day as xsd:date."""
    return Literal(value.isoformat(), datatype=_DATE)
