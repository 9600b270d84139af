"""`python -m service.language.update`: the catalogues, brought up to date with code and templates.

What is new stands there untranslated; what is no longer used is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from service.language.shipped import list_shipped_texts
from service.language.translating import LANGUAGES, SOURCE

SERVICE = Path(__file__).parents[1]
FOLDER = Path(__file__).with_name("catalogues")
METHODS = [
    ("**.py", "service.language.extracting:extract_python"),
    ("**/templates/**.html", "jinja2"),
]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed day in the headers, so that a catalogue only changes with its messages."""


def extract_messages() -> Catalog:
    """Every message of code and templates, and the texts that ship as data."""
    catalogue = Catalog(project="nowrongdoor", creation_date=WRITTEN, revision_date=WRITTEN)
    found = extract_from_dir(SERVICE, METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    for file, _, message, comments, context in found:
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    for context, texts in list_shipped_texts().items():
        for text in sorted(texts):
            catalogue.add(text, context=context)
    return catalogue


def update_catalogue(code: str, messages: Catalog) -> Catalog:
    """The catalogue of a language with exactly these messages; what was translated is kept."""
    path = FOLDER / f"{code}.po"
    known = Catalog(code, project="nowrongdoor", fuzzy=False)
    if path.exists():
        known = read_po(BytesIO(path.read_bytes()), locale=code)
    # A copy: the messages of the catalogue are those of the template, not others like them.
    known.update(deepcopy(messages), no_fuzzy_matching=True, update_creation_date=False)
    known.header_comment = f"# The messages of nowrongdoor in {LANGUAGES[code]} ({code})."
    known.creation_date = known.revision_date = WRITTEN
    known.obsolete.clear()
    for each in known:
        # The file names alone: with lines, every change of code would change the catalogue.
        each.locations = sorted({(file, 0) for file, _ in each.locations})
        if code == SOURCE and each.id and not _is_told(each.string):
            each.string = each.id
    return known


def write_catalogue(catalogue: Catalog) -> bytes:
    """The catalogue as the text of its file."""
    text = BytesIO()
    write_po(text, catalogue, width=100, sort_output=True, include_lineno=False)
    return text.getvalue()


def _is_told(text: str | Sequence[str] | None) -> bool:
    return bool(text) if text is None or isinstance(text, str) else all(text)


def main() -> None:
    """Write every catalogue; say what is left to translate."""
    messages = extract_messages()
    for code in LANGUAGES:
        catalogue = update_catalogue(code, messages)
        (FOLDER / f"{code}.po").write_bytes(write_catalogue(catalogue))
        left = sum(each.id != "" and not _is_told(each.string) for each in catalogue)
        click.echo(f"{code}: {len(catalogue)} messages, {left} to translate", err=True)


if __name__ == "__main__":
    main()
