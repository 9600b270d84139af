"""The report as PDF: to print and to hand round, tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.report.model import Paragraph, Report

if TYPE_CHECKING:
    from typst import Fonts

NAME = "pdf"
TITLE = N_("a PDF to print")
SUFFIX = ".pdf"
MEDIA_TYPE = "application/pdf"

UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Kinds of characters that are left out: they show nothing, or turn the order of others."""
MISSING = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed')
UNSAID = "missing codepoints"
ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
BOX = "□"
PICTURE = b"""#set page(width: 180mm, height: auto, margin: 0pt)
#set text(font: "Libertinus Serif")
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
TEMPLATE = files("service.report").joinpath("templates/report.typ").read_bytes()
LETTERS = b"""#set document(title: "letters")
#set text(font: "Libertinus Serif")
#for letter in json(bytes(sys.inputs.report)) { par(letter) }
"""
ROUNDS = 20
"""Times that letters are found that no font has; they come a few at a time."""


def render(report: Report) -> bytes:
    """The file. Letters that no font of this machine has stand as boxes, and it says which.

    The fonts that the typesetter brings along draw Latin, Greek and Cyrillic letters; those of the
    machine are only looked at where they lack some.
    """
    told, missing = _describe(report), set[str]()
    for attempt in range(ROUNDS):
        text = json.dumps({**told, "undrawn": _tell_missing(report, missing)}, ensure_ascii=False)
        found = _typeset(TEMPLATE, text, system_fonts=attempt > 0)
        if isinstance(found, bytes):
            return found
        if attempt > 0:
            # One letter without a font may spoil those that stand beside it.
            alone = _typeset(LETTERS, json.dumps(sorted(found)), system_fonts=True)
            missing |= found if isinstance(alone, bytes) else alone
            told = _replace(told, missing)
    raise RuntimeError(f"letters are still missing: {sorted(missing)}")


def draw_png(svg: str, ppi: float = 200) -> bytes:
    """A picture of points, for files that cannot hold a drawing; always the same for the same."""
    import typst

    made = typst.compile(
        PICTURE, sys_inputs={"svg": svg}, format="png", ppi=ppi, font_paths=_fonts(system=False)
    )
    if not isinstance(made, bytes):
        raise TypeError("a picture of several pages")
    return made


def _typeset(template: bytes, text: str, *, system_fonts: bool) -> bytes | set[str]:
    """The file, or letters that no font has: the standard refuses what is not drawn."""
    import typst

    fonts = _fonts(system=system_fonts)
    given = {"report": text}
    try:
        return typst.compile(
            template, sys_inputs=given, format="pdf", pdf_standards="ua-1", font_paths=fonts
        )
    except typst.TypstError as error:
        letters = {
            letter
            for told in (error.message, error.diagnostic)
            for found in MISSING.finditer(told)
            for letter in _unescape(found["text"])
        }
        if letters:
            return letters
        if UNSAID not in error.message:
            raise
    # Every letter is drawn, but some script joins letters in a way that has no text behind it: the
    # file is tagged all the same, though it may not call itself PDF/UA.
    return typst.compile(template, sys_inputs=given, format="pdf", font_paths=fonts)


@cache
def _fonts(*, system: bool) -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True)


def _describe(report: Report) -> dict[str, Any]:
    """The report as JSON values, without characters that show nothing."""
    sections = [
        {"title": section.title, "blocks": [_describe_block(block) for block in section.blocks]}
        for section in report.sections
    ]
    told = {
        "title": report.title,
        "language": report.language,
        "about": list(report.about),
        "page": report.page.replace("%(number)s", "{number}").replace("%(count)s", "{count}"),
        "sections": sections,
    }
    cleaned: dict[str, Any] = _each_text(told, _clean)
    return cleaned


def _describe_block(block: Any) -> dict[str, Any]:
    told = asdict(block)
    if isinstance(block, Paragraph):
        told["look"] = told.pop("kind")
    return {**told, "kind": type(block).__name__}


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) not in UNSEEN)


def _replace(told: dict[str, Any], missing: set[str]) -> dict[str, Any]:
    boxes = str.maketrans(dict.fromkeys(missing, BOX))
    replaced: dict[str, Any] = _each_text(told, lambda text: text.translate(boxes))
    return replaced


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(each, change) for each in value]
    return value


def _tell_missing(report: Report, missing: set[str]) -> str:
    if not missing:
        return ""
    points = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(missing))
    return report.undrawn % {"letters": points}


def _unescape(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
