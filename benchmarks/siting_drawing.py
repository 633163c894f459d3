"""Seconds against candidates, on two logarithmic scales, as a small SVG written by hand."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from drawing import BOTTOM, HALO, HEIGHT, LEFT, TEXT, TOP, _axis, _line, _power, _text

WIDTH, RIGHT = 720, 230
# Between two names, and from the end of a line to its name.
APART, LEAD = 16.0, 26
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
    ends = spaced([y(line[-1][1]) for line in lines.values()], TOP + 6, HEIGHT - BOTTOM - 4)
    for (name, line), (colour, dash), at in zip(lines.items(), STYLES, ends, strict=True):
        path = " ".join(f"{x(size):.1f},{y(seconds):.1f}" for size, seconds in line)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        end, there = x(line[-1][0]), y(line[-1][1])
        parts.append(
            f'<polyline points="{end + 3:.1f},{there:.1f} {end + LEAD - 4:.1f},{at:.1f}" '
            f'fill="none" stroke="{colour}" stroke-width="1"/>'
        )
        parts.append(
            f'<text x="{end + LEAD:.0f}" y="{at + 4:.0f}" font-family="sans-serif" '
            f'font-size="13" font-weight="bold" fill="{colour}" {HALO}>{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def spaced(wanted: list[float], low: float, high: float) -> list[float]:
    """Return positions in the order of those wanted, apart, within limits, near where wanted.

    Examples
    --------
    >>> spaced([50.0, 50.0, 90.0], 0.0, 100.0)
    [42.0, 58.0, 90.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    groups: list[list[int]] = []
    for place in order:
        groups.append([place])
        while len(groups) > 1 and _first(groups[-1], wanted, low, high) < (
            _first(groups[-2], wanted, low, high) + APART * len(groups[-2])
        ):
            last = groups.pop()
            groups[-1] += last
    found = [0.0] * len(wanted)
    for group in groups:
        first = _first(group, wanted, low, high)
        for rank, place in enumerate(group):
            found[place] = first + APART * rank
    return found


def _first(group: list[int], wanted: list[float], low: float, high: float) -> float:
    """Return where the first of a group goes, the group centred on what its members want."""
    tall = APART * (len(group) - 1)
    middle = sum(wanted[place] for place in group) / len(group)
    return min(max(middle - tall / 2, low), high - tall)
