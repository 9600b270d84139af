"""Languages as HSDS names them: a name, its note, and its ISO 639 code where it is certain."""

from __future__ import annotations

from typing import Any

from ontology.languages import name_of, read_language
from service.hsds.ids import made_id


def language_of(subject: str, said: str) -> dict[str, Any]:
    """The HSDS language of what a record says, a name or a code.

    The code is that of ISO 639-1, or of 639-3 where that has none; a code alone is given its name.

    >>> language_of("x", "es")["name"], language_of("x", "spanish")["code"]
    ('Spanish', 'es')
    >>> language_of("x", "Spanish (limited)")["note"]
    'limited'
    """
    read = read_language(said)
    is_code = read.code is not None and read.name in (read.code, read.short)
    name = name_of(read.code) if is_code and read.code else read.name
    found = {"id": made_id(subject, "language", said), "name": name, "code": read.short}
    return {key: value for key, value in {**found, "note": read.note}.items() if value}
