"""Comparing labels as people write them."""

from __future__ import annotations

import re


def label_key(value: str) -> str:
    """A label for comparison: lower case, letters and digits only, single spaces.

    >>> label_key("  St. Mary’s  COUNTY ")
    'st mary s county'
    """
    return " ".join(re.findall(r"\w+", value.casefold().replace("_", " ")))
