"""Addresses written in one cell, taken apart where their form leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from loaders.hsds.cells import line, unpacked

_UNITED_STATES = re.compile(
    r"(?P<address_1>.+), (?P<city>[^,\d]+), (?P<state_province>[A-Z]{2})"
    r"(?: (?P<postal_code>\d{5}(?:-\d{4})?))?"
)
_NO_STREET = re.compile(
    r"(?:(?P<city>[^,\d:]+), )?(?:State: )?(?P<state_province>[A-Z]{2})"
    r"(?: (?P<postal_code>\d{5}(?:-\d{4})?))?"
)


def address_parts(row: Mapping[str, Any]) -> dict[str, str | None]:
    """Street, city, state_province and postal_code of an address row or of one cell.

    >>> address_parts({"address": "9 Elm St, Suite 2, Cutler Bay, FL 33157"})["city"]
    'Cutler Bay'
    >>> address_parts({"address": "State: FL"})["street"] is None
    True
    """
    lines = [line(unpacked(row.get(column))) for column in ("address_1", "address_2")]
    parts = {column: line(row.get(column)) for column in ("city", "state_province", "postal_code")}
    street = ", ".join(found for found in lines if found) or None
    whole = line(row.get("address"))
    if street is None and whole:
        found = _UNITED_STATES.fullmatch(whole) or _NO_STREET.fullmatch(whole)
        told = found.groupdict() if found else {"address_1": whole}
        street = told.pop("address_1", None)
        parts |= {column: parts.get(column) or value for column, value in told.items()}
    return {"street": street, **parts}
