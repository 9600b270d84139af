"""Sites and places on a map in the Web Mercator projection, drawn as SVG without any tiles.

For a page, whose style sheet gives the inks. A sector has a shape and an ink of its own. Sites that
would lie on each other are one disc with their number.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from service.pictures.svg import escape

WIDTH, HEIGHT = 960, 600
MARGIN = 36
"""Room for a ring and its name at the edge."""
TILE = 256
MOST_ZOOM = 18
FIT_ZOOM = 14
"""The nearest that a view comes by itself."""
MOST_LATITUDE = 85.05
MANY = 100
"""Of as many points some may be wrong without being told by the picture."""
FAR = 0.5
"""Times the range of nearly all, beyond which a point is left out of the fit."""
LEAST_ROOM = 0.05
"""Degrees that a point may always lie beyond that range."""
CLUSTER = 26
"""Pixels within which sites are drawn as one."""
NAMED = 60
"""Most places that are drawn."""
LINE = 16
"""Height of a line of names."""
INKS = 3
EQUATOR = 40_075_016.7
"""Its length in metres."""

SHAPES = (
    '<circle class="{ink}" cx="{x}" cy="{y}" r="7"/>',
    '<rect class="{ink}" x="{l}" y="{t}" width="13" height="13"/>',
    '<path class="{ink}" d="M{x} {y}m0 -8.5l8 14h-16z"/>',
    '<path class="{ink}" d="M{x} {y}m0 -9l9 9l-9 9l-9 -9z"/>',
    '<path class="{ink}" d="M{x} {y}m0 8.5l8 -14h-16z"/>',
    '<path class="{ink}" d="M{x} {y}m-3 -8.5h6v5.5h5.5v6h-5.5v5.5h-6v-5.5h-5.5v-6h5.5z"/>',
    '<path class="{ink}" d="M{x} {y}m-4 -8h8l5 8l-5 8h-8l-5 -8z"/>',
)
OTHER = '<circle class="mark-none" cx="{x}" cy="{y}" r="6"/>'


@dataclass(frozen=True)
class View:
    """What part of the earth is shown: its middle, and how near."""

    latitude: float
    longitude: float
    zoom: int

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle in pixels of the whole earth at this zoom."""
        return project(self.latitude, self.longitude, self.zoom)

    def moved(self, x: float, y: float, *, nearer: int = 0) -> View:
        """The view moved by parts of its width and height, and brought nearer."""
        cx, cy = self.centre
        latitude, longitude = unproject(cx + x * WIDTH, cy + y * HEIGHT, self.zoom)
        return View(latitude, longitude, min(max(self.zoom + nearer, 0), MOST_ZOOM))


@dataclass(frozen=True)
class Mark:
    """A site."""

    latitude: float
    longitude: float
    name: str
    sector: int | None
    """Number of its sector, which its look goes by."""


@dataclass(frozen=True)
class Spot:
    """A place, shown by its name."""

    latitude: float
    longitude: float
    name: str


Placed = list[tuple[float, float, Mark]]
"""Sites with their pixels."""


@dataclass(frozen=True)
class MapWords:
    """What the map says, in the language of the page."""

    label: str
    sites: str
    """`{count} sites`, for a disc."""
    number: Callable[[int], str]
    """How a count is written."""
    kilometres: str
    """`{number} km`"""


def project(latitude: float, longitude: float, zoom: int) -> tuple[float, float]:
    """Pixels of a point from the north west corner of the earth.

    >>> project(0, 0, 0)
    (128.0, 128.0)
    """
    size = TILE * 2**zoom
    clipped = math.radians(max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude)))
    y = (1 - math.asinh(math.tan(clipped)) / math.pi) / 2
    return (longitude + 180) / 360 * size, y * size


def unproject(x: float, y: float, zoom: int) -> tuple[float, float]:
    """Latitude and longitude of such pixels."""
    size = TILE * 2**zoom
    longitude = x / size * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size))))
    clipped = max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude))
    return clipped, (longitude + 180) % 360 - 180


def fit_view(points: Sequence[tuple[float, float]]) -> View:
    """The nearest view that holds the points; the whole earth where there are none.

    Of many points it leaves out those that lie far from nearly all: places mistyped, or written as
    0 and 0, that would make a speck of the others.
    """
    if not points:
        return View(0.0, 0.0, 1)
    points = _without_strays(points)
    pixels = [project(latitude, longitude, 0) for latitude, longitude in points]
    left, right = min(x for x, _ in pixels), max(x for x, _ in pixels)
    top, bottom = min(y for _, y in pixels), max(y for _, y in pixels)
    zoom = FIT_ZOOM
    while zoom and (
        (right - left) * 2**zoom > WIDTH - 2 * MARGIN
        or (bottom - top) * 2**zoom > HEIGHT - 2 * MARGIN
    ):
        zoom -= 1
    latitude, longitude = unproject((left + right) / 2, (top + bottom) / 2, 0)
    return View(round(latitude, 5), round(longitude, 5), zoom)


def _without_strays(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points within a few times the range in which the middle 98% lie, if these are many."""
    if len(points) < MANY:
        return list(points)
    ranges = []
    for axis in (0, 1):
        ordered = sorted(point[axis] for point in points)
        low, high = ordered[len(ordered) // 100], ordered[-1 - len(ordered) // 100]
        room = max(FAR * (high - low), LEAST_ROOM)
        ranges.append((low - room, high + room))
    return [
        point
        for point in points
        if all(low <= each <= high for each, (low, high) in zip(point, ranges, strict=True))
    ]


def is_shown(view: View, latitude: float, longitude: float) -> bool:
    """Whether a point lies in the view."""
    x, y = _place(view, latitude, longitude)
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def draw_map(
    view: View,
    marks: Iterable[Mark],
    spots: Iterable[Spot],
    words: MapWords,
    *,
    tiles: str | None = None,
) -> str:
    """The map; `tiles` is an address with {z}, {x} and {y} of pictures to lay below."""
    cells: dict[tuple[int, int], Placed] = defaultdict(list)
    for mark in marks:
        x, y = _place(view, mark.latitude, mark.longitude)
        if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            cells[int(x // CLUSTER), int(y // CLUSTER)].append((x, y, mark))
    discs = _merged([found for _, found in sorted(cells.items())])
    rings, names = _spots(view, spots, [found for found in discs if len(found) > 1])
    parts = [*(_tiles(view, tiles) if tiles else ()), *rings]
    parts += [_disc(view, found, words) for found in discs]
    parts += names
    parts.append(_scale(view, words))
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" data-map="" '
        f'aria-label="{escape(words.label)}">{"".join(parts)}</svg>'
    )


def draw_sample(sector: int | None) -> str:
    """The mark of a sector, for the key of a map."""
    mark = _shape(10, 10, sector)
    return f'<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">{mark}</svg>'


def _place(view: View, latitude: float, longitude: float) -> tuple[float, float]:
    cx, cy = view.centre
    x, y = project(latitude, longitude, view.zoom)
    return x - cx + WIDTH / 2, y - cy + HEIGHT / 2


def _shape(x: float, y: float, sector: int | None) -> str:
    form = OTHER if sector is None else SHAPES[sector % len(SHAPES)]
    ink = "" if sector is None else f"mark-{sector // len(SHAPES) % INKS}"
    return form.format(
        ink=ink, x=round(x, 1), y=round(y, 1), l=round(x - 6.5, 1), t=round(y - 6.5, 1)
    )


def _merged(cells: Sequence[Placed]) -> list[Placed]:
    """The sites of cells, so that no discs lie on each other; the larger takes in the smaller."""
    left = sorted(cells, key=len, reverse=True)
    while True:
        kept: list[tuple[float, float, Placed]] = []
        for found in left:
            x, y = _middle(found)
            near = next((k for k in kept if _touches(k, x, y, found)), None)
            if near is None:
                kept.append((x, y, found))
            else:
                kept[kept.index(near)] = (near[0], near[1], [*near[2], *found])
        if len(kept) == len(left):
            return [found for _, _, found in kept]
        left = sorted((found for _, _, found in kept), key=len, reverse=True)


def _touches(disc: tuple[float, float, Placed], x: float, y: float, found: Placed) -> bool:
    apart = math.hypot(disc[0] - x, disc[1] - y)
    return apart < _radius(disc[2]) + _radius(found)


def _middle(found: Placed) -> tuple[float, float]:
    return sum(x for x, _, _ in found) / len(found), sum(y for _, y, _ in found) / len(found)


def _radius(found: Placed) -> float:
    return 8.5 if len(found) == 1 else 11 + 5 * math.log10(len(found))


def _disc(view: View, found: Placed, words: MapWords) -> str:
    """One site by its mark, several as a disc that knows where it is."""
    x, y = _middle(found)
    if len(found) == 1:
        mark = found[0][2]
        return f"<g><title>{escape(mark.name)}</title>{_shape(x, y, mark.sector)}</g>"
    told = escape(words.number(len(found)))
    cx, cy = view.centre
    latitude, longitude = unproject(cx + x - WIDTH / 2, cy + y - HEIGHT / 2, view.zoom)
    where = f'data-lat="{latitude:.5f}" data-lon="{longitude:.5f}"'
    return (
        f'<g class="cluster" {where}><title>{escape(words.sites.format(count=told))}</title>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_radius(found):.1f}"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{told}</text></g>'
    )


def _spots(
    view: View, spots: Iterable[Spot], discs: Sequence[Placed]
) -> tuple[list[str], list[str]]:
    """The rings of the places, and the names that can be read without touching another or a disc.

    Names are drawn last, so that no ring hides them.
    """
    numbers = [(*_middle(found), _radius(found)) for found in discs]
    rings: list[str] = []
    names: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for spot in spots:
        x, y = _place(view, spot.latitude, spot.longitude)
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) or len(rings) >= NAMED:
            continue
        rings.append(
            f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="16">'
            f"<title>{escape(spot.name)}</title></circle>"
        )
        half = 4 * len(spot.name)
        free = (
            at
            for at in (y - 21, y + 31, y - 29, y + 39)
            if all(
                abs(at - line) > LINE or abs(x - middle) > half + reach
                for middle, line, reach in taken
            )
            and not any(
                math.hypot(max(abs(cx - x) - half, 0), max(at - 12 - cy, cy - at - 4, 0)) < radius
                for cx, cy, radius in numbers
            )
        )
        at = next(free, None)
        if at is not None:
            taken.append((x, at, half))
            names.append(
                f'<text class="place-name" x="{x:.1f}" y="{at:.1f}" text-anchor="middle">'
                f"{escape(spot.name)}</text>"
            )
    return rings, names


def _tiles(view: View, address: str) -> list[str]:
    cx, cy = view.centre
    left, top, count = cx - WIDTH / 2, cy - HEIGHT / 2, 2**view.zoom
    parts = []
    for column in range(math.floor(left / TILE), math.floor((left + WIDTH) / TILE) + 1):
        for row in range(math.floor(top / TILE), math.floor((top + HEIGHT) / TILE) + 1):
            if not 0 <= row < count:
                continue
            href = address.replace("{z}", str(view.zoom)).replace("{x}", str(column % count))
            parts.append(
                f'<image href="{escape(href.replace("{y}", str(row)))}" '
                f'x="{column * TILE - left:.1f}" y="{row * TILE - top:.1f}" '
                f'width="{TILE}" height="{TILE}"/>'
            )
    return parts


def _scale(view: View, words: MapWords) -> str:
    """A bar of a round length of at most a fifth of the width."""
    metres = EQUATOR * math.cos(math.radians(view.latitude)) / (TILE * 2**view.zoom)
    most = metres * WIDTH / 5 / 1000
    power = 10.0 ** math.floor(math.log10(most)) if most > 0 else 1.0
    length = next(step * power for step in (5, 2, 1) if step * power <= most)
    width = length * 1000 / metres
    told = words.kilometres.format(number=f"{length:g}")
    y = HEIGHT - 18
    return (
        f'<path class="scale" d="M16 {y - 6}v6h{width:.0f}v-6"/>'
        f'<text x="{24 + width:.0f}" y="{y + 3}">{escape(told)}</text>'
    )
