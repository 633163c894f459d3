"""The curve of RAAM's gap against time, as a small SVG written by hand."""

from __future__ import annotations

import math
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 78, 150, 18, 52
# Okabe and Ito's palette: told apart by everyone; dashes tell them apart in grey.
STYLES = {
    "territory": ("#0072b2", ""),
    "frank-wolfe": ("#d55e00", "6 4"),
    "access": ("#555555", "2 3"),
}
HALO = 'stroke="#ffffff" stroke-width="4" paint-order="stroke"'
TEXT = 'font-family="sans-serif" font-size="13" fill="#222222"'


def curve_svg(raam: dict[str, Any], words: dict[str, str]) -> str:
    """Return the drawing: one line per method, its name at its end."""
    curves = {
        tool: [(t, g) for t, g in raam[tool]["curve"] if t > 0 and g > 0]
        for tool in STYLES
        if tool in raam
    }
    points = [point for curve in curves.values() for point in curve]
    x = _axis([time for time, _ in points], LEFT, WIDTH - RIGHT)
    y = _axis([gap for _, gap in points], HEIGHT - BOTTOM, TOP)
    parts = [
        _opening(escape(words["raam_alt"])),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(x.low, x.high + 1):
        at = x(10.0**power)
        parts.append(_line(at, TOP, at, HEIGHT - BOTTOM))
        parts.append(_text(at, HEIGHT - BOTTOM + 18, _power(power), "middle"))
    for power in range(y.low, y.high + 1):
        at = y(10.0**power)
        parts.append(_line(LEFT, at, WIDTH - RIGHT, at))
        parts.append(_text(LEFT - 8, at + 4, _power(power), "end"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, escape(words["raam_x"]), "middle"))
    parts.append(
        f'<text x="18" y="{middle:.0f}" text-anchor="middle" {TEXT} '
        f'transform="rotate(-90 18 {middle:.0f})">{escape(words["raam_y"])}</text>'
    )
    taken: list[float] = []
    for tool, curve in curves.items():
        colour, dash = STYLES[tool]
        path = " ".join(f"{x(time):.1f},{y(gap):.1f}" for time, gap in curve)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        name = {
            "territory": "territory",
            "frank-wolfe": "Frank-Wolfe",
            "access": words["raam_short_access"].format(rounds=raam["rounds"]),
        }[tool]
        at = y(curve[-1][1]) + 4
        while any(abs(at - other) < 16 for other in taken):
            at += 16
        taken.append(at)
        end = x(curve[-1][0]) + 6
        parts.append(
            f'<text x="{end:.0f}" y="{at:.0f}" font-family="sans-serif" font-size="13" '
            f'font-weight="bold" fill="{colour}" {HALO}>{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _opening(label: str) -> str:
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{label}">'


class _axis:  # noqa: N801 - called as a function
    """A logarithmic scale between two positions, on whole powers of ten."""

    def __init__(self, values: list[float], first: float, last: float) -> None:
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self._first, self._last = first, last

    def __call__(self, value: float) -> float:
        """Return the position of a value."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self._first + share * (self._last - self._first)


def _power(power: int) -> str:
    return f'10<tspan dy="-5" font-size="10">{str(power).replace("-", "−")}</tspan>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd" '
        'stroke-width="1"/>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" {TEXT}>{text}</text>'
