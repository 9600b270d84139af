"""Text that a spreadsheet would run as a formula (OWASP, CSV injection)."""

from __future__ import annotations

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula.

    >>> is_formula_like("=1+1"), is_formula_like("1+1")
    (True, False)
    """
    return text.startswith(FORMULA_STARTS)


def neutralise(text: str) -> str:
    """The text for a CSV cell: an apostrophe in front where a spreadsheet might run it.

    Taking one leading apostrophe off gives the text back, also where it had some before.

    >>> neutralise("=SUM(A1)"), neutralise("'=SUM(A1)"), neutralise("1+1")
    ("'=SUM(A1)", "''=SUM(A1)", '1+1')
    """
    return f"'{text}" if is_formula_like(text.lstrip("'")) else text
