"""Text made safe for XML and for spreadsheets."""

from __future__ import annotations

import re

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""Text that starts so may be run as a formula by a spreadsheet (OWASP, CSV injection)."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def strip_illegal(text: str) -> str:
    """The text without the characters that XML 1.0 does not allow."""
    return _ILLEGAL.sub("", text)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula.

    >>> is_formula_like("=1+1"), is_formula_like("1+1")
    (True, False)
    """
    return text.startswith(FORMULA_STARTS)
