"""A run chart as SVG: points, the median of each phase, what was aimed at and what happened.

The picture needs no script and no colour: above and below the median, phases, suppressed and
missing values differ by shape and text. Its colours are custom properties with a dark variant, so
that it can stand in a page of either kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

from babel.dates import format_skeleton

from service.language import N_, Language, select_language
from service.pictures.svg import escape

WIDTH, HEIGHT = 860, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 62, 64
"""Room around the plot for axes, labels of medians, the title, and notes."""
TICKS = 5
MOST_DAYS = 14
"""Most days written on the axis."""
LONGEST_TITLE = 88
LONGEST_LABEL = 30
BETTER = {"higher": N_("higher is better"), "lower": N_("lower is better")}
TOO_FEW, MISSING = N_("too few families to be told"), N_("not measured")
STYLE = """
.rc{--ink:#1b1f24;--quiet:#5c6670;--grid:#d9dee3;--line:#1f5f8b;--median:#b4461d;--aim:#2f7d4f;
--ground:#ffffff;font-family:system-ui,sans-serif}
@media (prefers-color-scheme:dark){.rc{--ink:#e8ecf0;--quiet:#a3adb7;--grid:#39424b;
--line:#7cc0ee;--median:#ff9d73;--aim:#7fd6a2;--ground:#14181c}}
@media print{.rc{--ink:#000;--quiet:#333;--grid:#ccc;--line:#000;--median:#000;--aim:#000;
--ground:#fff}}
.rc text{fill:var(--ink);font-size:12px}.rc .quiet{fill:var(--quiet)}
.rc .title{font-size:15px;font-weight:600}
.rc .over{paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round}
"""


def draw_run_chart(
    chart: Mapping[str, Any], language: Language | None = None, *, has_style: bool = True
) -> str:
    """The SVG of a chart of `compute_improvement`; it can be put into an HTML page as it is.

    Its words are English, or of a `language`; without its style a page must bring that of `.rc`.
    Needed are `title`, `unit_text`, `points` (`day`, `value`, `state`), `phases` (`from`, `to`,
    `median`, `baseline_to`), `annotations`, `targets`, `sentence` and `counts`.
    """
    name = "run-chart-" + "".join(c if c.isalnum() else "-" for c in str(chart.get("id", "one")))
    told = language or select_language("en")
    plot = _Plot(chart, told)
    title = told.gettext("Run chart: %(title)s", title=chart["title"])
    parts = [
        f'<svg class="rc" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" aria-labelledby="{name}-t {name}-d">',
        f'<title id="{name}-t">{escape(title)}</title>',
        f'<desc id="{name}-d">{escape(_describe(chart, told))}</desc>',
        f"<style>{STYLE}</style>" if has_style else "",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="var(--ground)"/>',
        f'<text class="title" x="12" y="24">{escape(_cut(chart["title"], LONGEST_TITLE))}</text>',
        *_subtitle(chart, told),
    ]
    parts += plot.draw() if plot.days else [_nothing(told)]
    return "\n".join([*filter(None, parts), "</svg>"]) + "\n"


def _describe(chart: Mapping[str, Any], language: Language) -> str:
    return language.gettext(
        "%(sentence)s The chart shows %(told)s values, %(suppressed)s suppressed and %(missing)s "
        "missing.",
        sentence=chart["sentence"],
        **{name: language.number(count) for name, count in chart["counts"].items()},
    )


def _subtitle(chart: Mapping[str, Any], language: Language) -> Iterator[str]:
    unit, better = chart["unit_text"], chart["better"]
    words = [
        language.gettext("in %(unit)s", unit=unit) if unit else "",
        language.gettext(BETTER[better]) if better else "",
    ]
    yield f'<text class="quiet" x="12" y="42">{escape(", ".join(filter(None, words)))}</text>'


def _nothing(language: Language) -> str:
    told = escape(language.gettext("There are no values to show."))
    return f'<text x="{LEFT}" y="{HEIGHT / 2:.0f}">{told}</text>'


def _show(value: float, language: Language) -> str:
    """A value as people write it: three digits behind the point below 1, one from 10 on."""
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1
    return language.number(value, digits)


def _with_unit(value: float, unit: str, language: Language) -> str:
    gap = "" if unit in ("", "%") else " "
    return f"{_show(value, language)}{gap}{unit}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


@dataclass(frozen=True)
class _Scale:
    """From a number to a place on the picture."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + share * (self.end - self.start)


class _Plot:
    """The plot area of one chart."""

    def __init__(self, chart: Mapping[str, Any], language: Language) -> None:
        self.chart = chart
        self.language = language
        self.points: Sequence[Mapping[str, Any]] = chart["points"]
        self.days = [date.fromisoformat(point["day"]).toordinal() for point in self.points]
        values = [point["value"] for point in self.points if point["value"] is not None]
        values += [phase["median"] for phase in chart["phases"]]
        values += [target["value"] for target in chart["targets"]]
        self.ticks = nice_ticks(values)
        self.right, self.base = WIDTH - RIGHT, HEIGHT - BOTTOM
        self.x = _Scale(
            min(self.days, default=0), max(self.days, default=0), LEFT + 12, self.right - 12
        )
        self.y = _Scale(self.ticks[0], self.ticks[-1], self.base, TOP)

    def draw(self) -> list[str]:
        return [
            *self._grid(),
            *self._axis(),
            *self._marks(),
            *self._aims(),
            *self._medians(),
            *self._line(),
            *self._points(),
        ]

    def _grid(self) -> Iterator[str]:
        for tick in self.ticks:
            y = self.y.at(tick)
            yield (
                f'<line x1="{LEFT}" x2="{self.right}" y1="{y:.1f}" y2="{y:.1f}" '
                'stroke="var(--grid)"/>'
            )
            yield (
                f'<text class="quiet" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
                f"{_show(tick, self.language)}</text>"
            )

    def _axis(self) -> Iterator[str]:
        every = max(1, -(-len(self.days) // MOST_DAYS))
        before = ""
        firsts = all(date.fromordinal(day).day == 1 for day in self.days)
        locale = self.language.code
        for place in range(0, len(self.days), every):
            x, day = self.x.at(self.days[place]), date.fromordinal(self.days[place])
            said = format_skeleton("MMM", day, locale=locale) if firsts else f"{day:%m-%d}"
            yield (
                f'<text class="quiet" x="{x:.1f}" y="{self.base + 18}" text-anchor="middle">'
                f"{said}</text>"
            )
            if str(day.year) != before:
                before = str(day.year)
                yield (
                    f'<text x="{x:.1f}" y="{self.base + 33}" text-anchor="middle">{before}</text>'
                )

    def _marks(self) -> Iterator[str]:
        """What happened: a thin line and a number, told under the chart."""
        told = []
        for number, each in enumerate(self.chart["annotations"], start=1):
            day = date.fromisoformat(each["day"]).toordinal()
            if not self.x.low <= day <= self.x.high:
                continue
            x = self.x.at(day)
            yield (
                f"<g><title>{escape(each['day'] + ': ' + each['text'])}</title>"
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{self.base}" '
                'stroke="var(--quiet)" stroke-dasharray="1 4"/>'
                f'<text class="quiet" x="{x:.1f}" y="{TOP - 5}" text-anchor="middle">'
                f"{number}</text></g>"
            )
            told.append(f"{number} {_cut(each['text'], LONGEST_LABEL)}")
        if told:
            text = _cut(" · ".join(told), 130)
            yield f'<text class="quiet" x="12" y="{HEIGHT - 10}">{escape(text)}</text>'

    def _aims(self) -> Iterator[str]:
        """Only the latest aim is drawn: earlier ones have been replaced by it."""
        for target in self.chart["targets"][-1:]:
            y = self.y.at(target["value"])
            yield (
                f'<line x1="{LEFT}" x2="{self.right}" y1="{y:.1f}" y2="{y:.1f}" '
                'stroke="var(--aim)" stroke-width="1.5" stroke-dasharray="2 3"/>'
            )
            label = self.language.gettext("aim %(value)s", value=self._told(target["value"]))
            yield f'<text x="{self.right + 8}" y="{self._free(y):.1f}">{escape(label)}</text>'

    def _free(self, y: float) -> float:
        """Where the label of the aim stands without lying on that of the last median."""
        phases = self.chart["phases"]
        median = self.y.at(phases[-1]["median"]) if phases else None
        if median is None or abs(median - y) >= 30:
            return y + 4
        return median - 14 if y < median else median + 34

    def _medians(self) -> Iterator[str]:
        """Solid over the baseline, from which it was worked out, then dashed: frozen."""
        phases = self.chart["phases"]
        for number, phase in enumerate(phases):
            start, frozen = (self._day(phase[key]) for key in ("from", "baseline_to"))
            last = number + 1 == len(phases)
            end = self.right if last else self.x.at(self._day(phases[number + 1]["from"]))
            y = self.y.at(phase["median"])
            a, b = self.x.at(start), self.x.at(frozen)
            a = max(LEFT, a - 6)
            yield _median(a, b, y, dashed=False)
            if end > b:
                yield _median(b, end, y, dashed=True)
            label = self.language.gettext("median %(value)s", value=self._told(phase["median"]))
            if last:
                yield f'<text x="{self.right + 8}" y="{y + 4:.1f}">{escape(label)}</text>'
                rests = self.language.ngettext(
                    "of %(num)s point", "of %(num)s points", phase["baseline"]
                )
                yield (
                    f'<text class="quiet" x="{self.right + 8}" y="{y + 19:.1f}">'
                    f"{escape(rests)}</text>"
                )
            else:
                yield (
                    f'<text class="over" x="{a + 6:.1f}" y="{self._over(phase, y):.1f}">'
                    f"{escape(label)}</text>"
                )

    def _over(self, phase: Mapping[str, Any], y: float) -> float:
        """Above all points of the phase, so that the label lies on none."""
        own = [p["value"] for p in self.points if p["value"] is not None and _is_of(p, phase)]
        return min([y, *map(self.y.at, own)]) - 10

    def _told(self, value: float) -> str:
        return _with_unit(value, self.chart["unit_text"], self.language)

    def _day(self, text: str) -> int:
        return date.fromisoformat(text).toordinal()

    def _line(self) -> Iterator[str]:
        """Broken where a value is missing or suppressed, and where the median is a new one."""
        stretch: list[str] = []
        phase = None
        for point, day in zip(self.points, self.days, strict=True):
            if stretch and (point["value"] is None or point["phase"] != phase):
                yield _polyline(stretch)
                stretch = []
            phase = point["phase"]
            if point["value"] is not None:
                stretch.append(f"{self.x.at(day):.1f},{self.y.at(point['value']):.1f}")
        if stretch:
            yield _polyline(stretch)

    def _points(self) -> Iterator[str]:
        too_few, missing = (self.language.gettext(each) for each in (TOO_FEW, MISSING))
        for point, day in zip(self.points, self.days, strict=True):
            x = self.x.at(day)
            if point["value"] is not None:
                y = self.y.at(point["value"])
                value = self._told(point["value"])
                yield (
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="var(--line)">'
                    f"<title>{escape(point['day'] + ': ' + value)}</title></circle>"
                )
            elif point["state"] == "suppressed":
                yield (
                    f'<rect x="{x - 4:.1f}" y="{self.base - 4}" width="8" height="8" '
                    'fill="var(--ground)" stroke="var(--ink)"><title>'
                    f"{escape(point['day'] + ': ' + too_few)}</title></rect>"
                )
            else:
                yield (
                    f'<text class="quiet" x="{x:.1f}" y="{self.base + 4}" text-anchor="middle">'
                    f"×<title>{escape(point['day'] + ': ' + missing)}</title></text>"
                )
        yield from self._key()

    def _key(self) -> Iterator[str]:
        counts = self.chart["counts"]
        words = []
        if counts["suppressed"]:
            words.append("□ " + self.language.gettext(TOO_FEW))
        if counts["missing"]:
            words.append("× " + self.language.gettext(MISSING))
        if words:
            yield (
                f'<text class="quiet" x="{self.right}" y="42" text-anchor="end">'
                f"{escape(' · '.join(words))}</text>"
            )


def _median(start: float, end: float, y: float, *, dashed: bool) -> str:
    dash = ' stroke-dasharray="7 4"' if dashed else ""
    return (
        f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="var(--median)" stroke-width="2"{dash}/>'
    )


def _polyline(points: Sequence[str]) -> str:
    return (
        f'<polyline points={quoteattr(" ".join(points))} fill="none" '
        'stroke="var(--line)" stroke-width="1.5"/>'
    )


def _is_of(point: Mapping[str, Any], phase: Mapping[str, Any]) -> bool:
    return bool(phase["from"] <= point["day"] <= phase["to"])


def nice_ticks(values: Sequence[float]) -> list[float]:
    """Round numbers that the values lie between; zero is among them only where it is near.

    >>> nice_ticks([41.0, 58.5, 67.2])
    [40.0, 50.0, 60.0, 70.0]
    >>> nice_ticks([5.0])
    [4.0, 4.5, 5.0, 5.5, 6.0]
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / (TICKS - 1)
    power = 10.0 ** _exponent(rough)
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough)
    first = int(low // step)
    ticks = [round(first * step, 10)]
    while ticks[-1] < high:
        ticks.append(round((first + len(ticks)) * step, 10))
    return ticks


def _exponent(number: float) -> int:
    return int(f"{number:e}".partition("e")[2])


def draw_run_charts(charts: Sequence[Mapping[str, Any]]) -> str:
    """One SVG with a chart below the other."""
    height = HEIGHT * max(1, len(charts))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}"><title>Run charts</title>'
    ]
    for place, chart in enumerate(charts):
        own = draw_run_chart(chart).replace(' width="100%"', f' width="{WIDTH}"', 1)
        parts.append(f'<svg y="{place * HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n{own}</svg>')
    if not charts:
        parts.append(f'<text x="12" y="40">{escape("There are no indicators to show.")}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
