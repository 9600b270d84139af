"""What the pictures in SVG have in common: inks, letters, and texts that XML can hold."""

from __future__ import annotations

from xml.sax import saxutils

from service.exports.content.text import strip_illegal

INK, QUIET, PAPER = "#1b1b1b", "#4d5d67", "#ffffff"
FONT = "system-ui, sans-serif"


def escape(text: str) -> str:
    """Text for an element or a quoted attribute, without what XML cannot hold.

    >>> escape('A & "B"' + chr(7))
    'A &amp; &quot;B&quot;'
    """
    return saxutils.escape(strip_illegal(text), {'"': "&quot;"})


def draw_text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 13,
    weight: int = 400,
    colour: str = INK,
    anchor: str = "start",
    style: str = "normal",
) -> str:
    """Words on one line; `y` is where the letters stand."""
    look = f'font-size="{size:g}" fill="{colour}"'
    look += f' font-weight="{weight}"' if weight != 400 else ""
    look += f' text-anchor="{anchor}"' if anchor != "start" else ""
    look += f' font-style="{style}"' if style != "normal" else ""
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(words)}</text>'
