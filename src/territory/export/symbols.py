"""Symbols of QGIS styles, as QML elements: plain fills, hatches, dots and markers."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from territory.tables.palette import OUTLINE, PATTERN_INK

OUTLINE_MM = 0.15


def rgba(colour: str) -> str:
    """Write a ``#rrggbb`` colour as QGIS does.

    Examples
    --------
    >>> rgba("#b35806")
    '179,88,6,255'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},255"


def symbol(name: str, kind: str, *layers: ET.Element) -> ET.Element:
    """Return a symbol ("fill", "line" or "marker") made of layers, the lowest first."""
    element = ET.Element(
        "symbol",
        {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"},
    )
    element.extend(layers)
    return element


def _layer(kind: str, options: Mapping[str, str], inner: ET.Element | None = None) -> ET.Element:
    element = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    mapping = ET.SubElement(element, "Option", {"type": "Map"})
    for key, value in options.items():
        ET.SubElement(mapping, "Option", {"name": key, "type": "QString", "value": value})
    if inner is not None:
        element.append(inner)
    return element


def plain_fill(colour: str) -> ET.Element:
    """Return a plain fill with a thin outline."""
    return _layer(
        "SimpleFill",
        {
            "color": rgba(colour),
            "joinstyle": "bevel",
            "outline_color": rgba(OUTLINE),
            "outline_style": "solid",
            "outline_width": str(OUTLINE_MM),
            "outline_width_unit": "MM",
            "style": "solid",
        },
    )


def hatch(colour: str = PATTERN_INK) -> ET.Element:
    """Return oblique lines: the pattern of insufficient data."""
    line = _layer(
        "SimpleLine",
        {
            "line_color": rgba(colour),
            "line_style": "solid",
            "line_width": "0.3",
            "line_width_unit": "MM",
        },
    )
    return _layer(
        "LinePatternFill",
        {
            "angle": "45",
            "color": rgba(colour),
            "distance": "1.6",
            "distance_unit": "MM",
            "line_width": "0.3",
            "line_width_unit": "MM",
            "offset": "0",
            "offset_unit": "MM",
        },
        symbol("@hatch@1", "line", line),
    )


def dots(colour: str = PATTERN_INK) -> ET.Element:
    """Return spaced dots: the pattern of territories that are not ranked."""
    return _layer(
        "PointPatternFill",
        {
            "distance_x": "2.4",
            "distance_x_unit": "MM",
            "distance_y": "2.4",
            "distance_y_unit": "MM",
            "displacement_x": "1.2",
            "displacement_x_unit": "MM",
        },
        symbol("@dots@1", "marker", marker(colour, size_mm=0.7, outline=colour)),
    )


def marker(colour: str, *, size_mm: float, outline: str = "#ffffff") -> ET.Element:
    """Return a round marker."""
    return _layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": rgba(colour),
            "outline_color": rgba(outline),
            "outline_style": "solid",
            "outline_width": "0.1",
            "outline_width_unit": "MM",
            "size": str(size_mm),
            "size_unit": "MM",
        },
    )
