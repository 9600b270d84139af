"""Languages as HSDS names them: a name, and its ISO 639-1 code where it is known."""

from __future__ import annotations

from typing import Any

from service.hsds.ids import made_id

CODES = {
    "am": "Amharic", "ar": "Arabic", "bn": "Bengali", "bs": "Bosnian", "de": "German",
    "en": "English", "es": "Spanish", "fa": "Farsi", "fr": "French", "gu": "Gujarati",
    "hi": "Hindi", "hmn": "Hmong", "ht": "Haitian Creole", "hy": "Armenian", "it": "Italian",
    "ja": "Japanese", "km": "Khmer", "ko": "Korean", "ku": "Kurdish", "lo": "Lao", "mr": "Marathi",
    "my": "Burmese", "ne": "Nepali", "nv": "Navajo", "pa": "Punjabi", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sm": "Samoan",
    "so": "Somali", "sw": "Swahili", "ti": "Tigrinya", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yi": "Yiddish", "zh": "Chinese",
    "ase": "American Sign Language",
}  # fmt: skip
"""Code of ISO 639-1, or 639-3 where that has none, and name."""
_BY_NAME = {name.casefold(): code for code, name in CODES.items()}


def language_of(subject: str, said: str) -> dict[str, Any]:
    """The HSDS language of what a record says, a name or a code.

    >>> language_of("x", "es")["name"], language_of("x", "spanish")["code"]
    ('Spanish', 'es')
    """
    code = said.casefold() if said.casefold() in CODES else _BY_NAME.get(said.casefold())
    name = CODES[code] if code == said.casefold() and code else said
    found = {"id": made_id(subject, "language", said), "name": name}
    return {**found, "code": code} if code else found
