"""QGIS styles (QML) of the layers of study.gpkg.

Each level layer opens categorised on ``class``, insufficient data hatched and territories that
are not ranked dotted; graded styles of the main figures are one click away. QML is read by QGIS
3.20 and later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pandas as pd

from territory.export.symbols import dots, hatch, marker, plain_fill, symbol
from territory.report.breaks import breaks_of, interval_label, shades
from territory.tables.palette import CLASS_COLOURS, KIND_COLOURS
from territory.tables.words import CLASSES, KIND_WORDS, Column

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
GRADED = {
    "reach_share": "Part atteinte",
    "nearest_cost_median": "Temps médian",
    "access_mean": "Accès moyen",
}
"""Figures with a graded style, and its name in QGIS (thirty characters at most)."""
GEOMETRY_TYPES = {"point": "0", "polygon": "2"}


@dataclass(frozen=True)
class Style:
    """A named style of one layer."""

    layer: str
    name: str
    qml: str
    default: bool


def _both(words: tuple[str, str]) -> str:
    """Write a label in French, then in English where the words differ."""
    return words[0] if words[0] == words[1] else " / ".join(words)


def _document(renderer: ET.Element, columns: Iterable[Column], geometry: str) -> str:
    """Wrap a renderer in a whole QML document, with the columns' titles as aliases."""
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Fields"})
    root.append(renderer)
    aliases = ET.SubElement(root, "aliases")
    for index, column in enumerate(columns, start=1):
        alias = {"field": column.name, "index": str(index), "name": column.title}
        ET.SubElement(aliases, "alias", alias)
    ET.SubElement(root, "layerGeometryType").text = GEOMETRY_TYPES[geometry]
    ET.indent(root)
    return DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"


def _categorised(attribute: str, entries: list[tuple[str, str, ET.Element]]) -> ET.Element:
    """Return a renderer with one symbol per value: (value, label, symbol)."""
    renderer = ET.Element(
        "renderer-v2",
        {
            "type": "categorizedSymbol",
            "attr": attribute,
            "enableorderby": "0",
            "forceraster": "0",
            "symbollevels": "0",
        },
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for value, label, drawn in entries:
        entry = {
            "value": value,
            "symbol": drawn.attrib["name"],
            "label": label,
            "render": "true",
            "type": "string",
        }
        ET.SubElement(categories, "category", entry)
        symbols.append(drawn)
    return renderer


def _ruled(entries: list[tuple[str, str, ET.Element]]) -> ET.Element:
    """Return a renderer with one symbol per rule: (filter, label, symbol)."""
    renderer = ET.Element(
        "renderer-v2",
        {"type": "RuleRenderer", "enableorderby": "0", "forceraster": "0", "symbollevels": "0"},
    )
    rules = ET.SubElement(renderer, "rules", {"key": "{territory}"})
    symbols = ET.SubElement(renderer, "symbols")
    for position, (condition, label, drawn) in enumerate(entries):
        rule = {
            "key": f"{{territory-{position}}}",
            "filter": condition,
            "label": label,
            "symbol": drawn.attrib["name"],
        }
        ET.SubElement(rules, "rule", rule)
        symbols.append(drawn)
    return renderer


def _pattern(klass: str, name: str) -> ET.Element:
    """Return the symbol of a class that holds no judgement."""
    over = dots() if klass == "not_ranked" else hatch()
    return symbol(name, "fill", plain_fill(CLASS_COLOURS[klass]), over)


def _values(name: str, columns: Iterable[Column]) -> Mapping[str, tuple[str, str]]:
    return next(c.values for c in columns if c.name == name)  # noqa: PD011 - not a frame


def class_style(layer: str, columns: tuple[Column, ...]) -> Style:
    """Return the style a level layer opens with: one colour or pattern per class."""
    entries = []
    for position, (klass, words) in enumerate(_values("class", columns).items()):
        judged = klass not in {"insufficient_data", "not_ranked"}
        name = str(position)
        drawn = (
            symbol(name, "fill", plain_fill(CLASS_COLOURS[klass]))
            if judged
            else _pattern(klass, name)
        )
        entries.append((klass, _both(words), drawn))
    qml = _document(_categorised("class", entries), columns, "polygon")
    return Style(layer, "Classe", qml, default=True)


def graded_style(
    layer: str, rows: pd.DataFrame, indicator: str, columns: tuple[Column, ...]
) -> Style:
    """Return a style graded on one figure; where it is missing, hatched or dotted."""
    breaks = breaks_of(indicator, rows[indicator])
    quoted = f'"{indicator}"'
    entries: list[tuple[str, str, ET.Element]] = []
    colours = shades(len(breaks.upper))
    for position, upper in enumerate(breaks.upper):
        above = f" AND {quoted} > {breaks.upper[position - 1]:.12g}" if position else ""
        drawn = symbol(str(position), "fill", plain_fill(colours[position]))
        label = interval_label(indicator, breaks, position)
        entries.append((f"{quoted} <= {upper:.12g}{above}", label, drawn))
    blank = f'{quoted} IS NULL AND "class"'
    for klass, sign in (("insufficient_data", "<>"), ("not_ranked", "=")):
        name = str(len(entries))
        words = _both(CLASSES["not_ranked"]) if sign == "=" else "donnée absente / no data"
        entries.append((f"{blank} {sign} 'not_ranked'", words, _pattern(klass, name)))
    qml = _document(_ruled(entries), columns, "polygon")
    return Style(layer, GRADED[indicator], qml, default=False)


def level_styles(layer: str, rows: pd.DataFrame, columns: tuple[Column, ...]) -> list[Style]:
    """Return every style of one level layer, the default first."""
    graded = [name for name in GRADED if name in rows and rows[name].notna().any()]
    return [
        class_style(layer, columns),
        *(graded_style(layer, rows, name, columns) for name in graded),
    ]


def service_style(layer: str, columns: tuple[Column, ...]) -> Style:
    """Return the style of the sites: one colour per kind."""
    entries = [
        (kind, _both(words), symbol(str(i), "marker", marker(KIND_COLOURS[kind], size_mm=1.8)))
        for i, (kind, words) in enumerate(KIND_WORDS.items())
    ]
    return Style(
        layer, "Sorte", _document(_categorised("kind", entries), columns, "point"), default=True
    )


def unit_style(layer: str, columns: tuple[Column, ...], geometry: str) -> Style:
    """Return the style of the population units: within reach, beyond it, or unknown."""

    def drawn(name: str, colour: str) -> ET.Element:
        if geometry == "point":
            return symbol(name, "marker", marker(colour, size_mm=1.2))
        return symbol(name, "fill", plain_fill(colour))

    reached, beyond, unknown = (
        CLASS_COLOURS[klass] for klass in ("served", "desert", "insufficient_data")
    )
    entries = [
        ('"reached" = true', "une porte sous le seuil / a door in reach", drawn("0", reached)),
        ('"reached" = false', "hors d'atteinte / beyond reach", drawn("1", beyond)),
        ('"reached" IS NULL', "sans coordonnées / no coordinates", drawn("2", unknown)),
    ]
    return Style(layer, "Atteinte", _document(_ruled(entries), columns, geometry), default=True)
