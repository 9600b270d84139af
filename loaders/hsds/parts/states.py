"""States of the United States: postal abbreviation, FIPS code and name.

Source: ANSI INCITS 38:2009, as the United States Census Bureau lists it (public domain).
"""

from __future__ import annotations

from loaders.crosswalk.labels import label_key

_TABLE = """
AL 01 Alabama; AK 02 Alaska; AZ 04 Arizona; AR 05 Arkansas; CA 06 California; CO 08 Colorado;
CT 09 Connecticut; DE 10 Delaware; DC 11 District of Columbia; FL 12 Florida; GA 13 Georgia;
HI 15 Hawaii; ID 16 Idaho; IL 17 Illinois; IN 18 Indiana; IA 19 Iowa; KS 20 Kansas;
KY 21 Kentucky; LA 22 Louisiana; ME 23 Maine; MD 24 Maryland; MA 25 Massachusetts;
MI 26 Michigan; MN 27 Minnesota; MS 28 Mississippi; MO 29 Missouri; MT 30 Montana;
NE 31 Nebraska; NV 32 Nevada; NH 33 New Hampshire; NJ 34 New Jersey; NM 35 New Mexico;
NY 36 New York; NC 37 North Carolina; ND 38 North Dakota; OH 39 Ohio; OK 40 Oklahoma;
OR 41 Oregon; PA 42 Pennsylvania; RI 44 Rhode Island; SC 45 South Carolina; SD 46 South Dakota;
TN 47 Tennessee; TX 48 Texas; UT 49 Utah; VT 50 Vermont; VA 51 Virginia; WA 53 Washington;
WV 54 West Virginia; WI 55 Wisconsin; WY 56 Wyoming; AS 60 American Samoa; GU 66 Guam;
MP 69 Northern Mariana Islands; PR 72 Puerto Rico; VI 78 Virgin Islands
"""
_ROWS = [row.split(maxsplit=2) for row in " ".join(_TABLE.split()).split("; ")]
_BY_WORD = {word: postal for postal, _, name in _ROWS for word in (postal, label_key(name))}
_BY_FIPS = {fips: postal for postal, fips, _ in _ROWS}


def state_named(said: str | None) -> str | None:
    """The postal abbreviation of a state's name, abbreviation or ISO 3166-2 code.

    Abbreviations count in capitals only, as `or`, `in` and `me` are words.

    >>> state_named("Oregon"), state_named("OR"), state_named("or"), state_named("US-OR")
    ('OR', 'OR', None, 'OR')
    """
    plain = (said or "").strip().rstrip(".").removeprefix("US-")
    return _BY_WORD.get(plain) or _BY_WORD.get(label_key(plain)) if plain else None


def state_of_geoid(geoid: str) -> str | None:
    """The state of a GEOID, whose first two digits are the state's.

    >>> state_of_geoid("41043"), state_of_geoid("E06000023")
    ('OR', None)
    """
    return _BY_FIPS.get(geoid[:2]) if geoid.isdigit() else None
