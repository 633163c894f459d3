"""Seconds against candidates, on two logarithmic scales, as a small SVG written by hand."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from drawing import BOTTOM, HALO, HEIGHT, LEFT, TEXT, TOP, _axis, _line, _power, _text

WIDTH, RIGHT = 760, 270
# Okabe and Ito's palette; dashes tell the lines apart in grey.
STYLES = (
    ("#0072b2", ""),
    ("#d55e00", "6 4"),
    ("#009e73", "2 3"),
    ("#555555", "8 3 2 3"),
    ("#cc79a7", "1 2"),
)


def drawing(lines: dict[str, list[tuple[float, float]]], words: dict[str, str]) -> str:
    """Return the drawing: one line per name, named at its end."""
    points = [point for line in lines.values() for point in line]
    x = _axis([size for size, _ in points], LEFT, WIDTH - RIGHT)
    y = _axis([seconds for _, seconds in points], HEIGHT - BOTTOM, TOP)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f"aria-label={quoteattr(words['alt'])}>"
        ),
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
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, escape(words["x"]), "middle"))
    parts.append(
        f'<text x="18" y="{middle:.0f}" text-anchor="middle" {TEXT} '
        f'transform="rotate(-90 18 {middle:.0f})">{escape(words["y"])}</text>'
    )
    taken: list[float] = []
    for (name, line), (colour, dash) in zip(lines.items(), STYLES, strict=True):
        path = " ".join(f"{x(size):.1f},{y(seconds):.1f}" for size, seconds in line)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        at = y(line[-1][1]) + 4
        while any(abs(at - other) < 16 for other in taken):
            at += 16
        taken.append(at)
        parts.append(
            f'<text x="{x(line[-1][0]) + 8:.0f}" y="{at:.0f}" font-family="sans-serif" '
            f'font-size="13" font-weight="bold" fill="{colour}" {HALO}>{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
