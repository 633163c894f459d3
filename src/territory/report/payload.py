"""What a map page holds: outlines, figures, classes, sites and words, as plain data.

Everything a person wrote (names above all) stays data: the page turns it into text nodes, never
into markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.codes import level_named
from territory.report.breaks import breaks_of, interval_label, shades
from territory.report.cautions import cautions
from territory.report.page_words import page_words
from territory.report.provenance import source_line
from territory.report.shapes import Outlines, outlines
from territory.report.summary import in_buffer, travel_label
from territory.study.result import Result
from territory.tables.banner import banner, fictional
from territory.tables.dictionary import GAPS_COLUMNS, column_named
from territory.tables.palette import CLASS_COLOURS, KIND_COLOURS
from territory.tables.words import CLASS_REASONS, CLASSES, FLAGS, KIND_WORDS, PRESENCES, class_words
from territory.text import LANGUAGES, translator

GRADED = ("reach_share", "nearest_cost_median", "fte_per_10k", "access_mean")
FIGURES = (
    "population", "population_covered", "presence", "reach_share", "people_beyond_reach",
    "nearest_cost_median", "fte", "fte_per_10k", "access_mean", "rank", "rank_low", "rank_high",
)  # fmt: skip
MISSING_COLOUR = CLASS_COLOURS["insufficient_data"]
UNRANKED_COLOUR = CLASS_COLOURS["not_ranked"]
CENTRAL_PEOPLE = (0.005, 0.995)
Both = dict[str, str]


def payload(result: Result, level: str) -> dict[str, Any]:
    """Return the data of one level's page, ready for JSON.

    Parameters
    ----------
    result : Result
        One walk of a study.
    level : str
        Key of a level the study computed.
    """
    rows = result.gaps[level]
    territories = result.tables.territories[level]
    geometry = territories.set_index("territory_id").geometry.reindex(rows["territory_id"])
    drawn = outlines(gpd.GeoSeries(geometry.to_numpy(), crs=territories.crs))
    known = level_named(level)
    classes = class_words(result.norm.tests)
    return {
        "words": page_words(),
        "level": {
            "key": level,
            "label": _translated(known.label),
            "plural": _translated(known.plural),
        },
        "study": _study(result),
        "cautions": {
            language: " ".join(f"{one}." for one in cautions(result.record, language, level))
            for language in LANGUAGES
        },
        "banner": _both(banner) if result.study.demonstration else None,
        "fictional": _both(fictional) if result.study.demonstration else None,
        "whole": _corners(drawn.bounds),
        "inhabited": _corners(_inhabited(result.units, drawn)),
        "scale": drawn.scale,
        "territories": _territories(rows, drawn),
        "labels": {
            name: _titles(name)
            for name in ("name", "class", "class_reason", "presence_test", "flags", *FIGURES)
        },
        "indicators": [_class_indicator(rows, classes), *_graded_indicators(rows)],
        "classes": _vocabulary(classes),
        "presences": _vocabulary(PRESENCES),
        "flags": _vocabulary(FLAGS),
        "reasons": _vocabulary(CLASS_REASONS),
        **_sites(result.services),
    }


def as_script(value: Mapping[str, Any]) -> str:
    """Write JSON that can stand inside a script element, whatever text it holds.

    Examples
    --------
    >>> "<" in as_script({"name": "</script><img>"})
    False
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _both(words: Any) -> Both:
    return {language: words(language) for language in LANGUAGES}


def _translated(message: str) -> Both:
    return {language: translator(language)(message) for language in LANGUAGES}


def _pair(words: tuple[str, str]) -> Both:
    return {"fr": words[0], "en": words[1]}


def _vocabulary(words: Mapping[str, tuple[str, str]]) -> dict[str, Both]:
    return {value: _pair(pair) for value, pair in words.items()}


def _titles(name: str) -> dict[str, Both]:
    column = column_named(name, GAPS_COLUMNS)
    return {
        "title": _both(column.label),
        "unit": _both(column.measured_in),
        "meaning": _both(column.description),
    }


def _study(result: Result) -> dict[str, Any]:
    study, norm = result.study.file.study, result.norm
    return {
        "title": {"fr": study.title, "en": study.title_en},
        "note": {"fr": study.note, "en": study.note_en},
        "norm": {"fr": norm.title_fr, "en": norm.title_en},
        "travel": _both(lambda language: _sentence(travel_label(result, language))),
        "sources": _both(lambda language: source_line(result, language)),
        "version": version("territory"),
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _corners(bounds: tuple[float, float, float, float]) -> list[list[float]]:
    """Return bounds as Leaflet wants them: south-west, north-east, latitude first."""
    west, south, east, north = (round(edge, 4) for edge in bounds)
    return [[south, west], [north, east]]


def _inhabited(units: gpd.GeoDataFrame, drawn: Outlines) -> tuple[float, float, float, float]:
    """Return the box that holds 99 % of people, a little widened: where a reader starts."""
    placed = units.loc[units["lon"].notna() & (units["population"] > 0)]
    if placed.empty:
        return drawn.bounds
    edges = []
    for axis in ("lon", "lat"):
        ordered = placed.sort_values(axis)
        share = ordered["population"].cumsum() / ordered["population"].sum()
        low, high = (
            float(ordered[axis].iloc[min(int(np.searchsorted(share, q)), len(ordered) - 1)])
            for q in CENTRAL_PEOPLE
        )
        margin = max(0.08 * (high - low), 0.05)
        edges.append((low - margin, high + margin))
    (west, east), (south, north) = edges
    return west, south, east, north


def _territories(rows: pd.DataFrame, drawn: Outlines) -> dict[str, list[Any]]:
    texts = ("territory_id", "name", "class", "class_reason", "presence_test", "flags")
    return {
        **{name: rows[name].astype("string").fillna("").tolist() for name in texts},
        **{name: _figures(rows[name]) for name in FIGURES},
        "shape": drawn.shapes,
    }


def _figures(values: pd.Series) -> list[float | int | None]:
    """Return numbers with six significant digits; missing and infinite ones are None."""
    figures = pd.to_numeric(values).astype("float64").to_numpy()
    rounded = (float(f"{figure:.6g}") if np.isfinite(figure) else None for figure in figures)
    return [int(f) if f is not None and f.is_integer() else f for f in rounded]


def _entry(
    label: Both, colour: str, pattern: str | None, mask: pd.Series, people: pd.Series
) -> dict[str, Any]:
    return {
        "label": label,
        "colour": colour,
        "pattern": pattern,
        "count": int(mask.sum()),
        "people": round(float(people[mask].sum())),
    }


_PATTERNS = {"insufficient_data": "hatch", "not_ranked": "dots"}


def _class_indicator(rows: pd.DataFrame, classes: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    people = pd.to_numeric(rows["population"]).fillna(0)
    order = list(classes)
    entries = [
        _entry(
            _pair(words), CLASS_COLOURS[name], _PATTERNS.get(name), rows["class"] == name, people
        )
        for name, words in classes.items()
    ]
    return {
        "key": "class",
        "method": None,
        "entries": entries,
        "of": [order.index(name) for name in rows["class"]],
        **_titles("class"),
    }


def _graded_indicators(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        _graded_indicator(rows, name) for name in GRADED if pd.to_numeric(rows[name]).notna().any()
    ]


def _graded_indicator(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    people = pd.to_numeric(rows["population"]).fillna(0)
    breaks = breaks_of(name, rows[name])
    place = breaks.position(rows[name])
    unranked = (place < 0) & (rows["class"] == "not_ranked")
    absent = (place < 0) & ~unranked
    colours = shades(len(breaks.upper))
    entries = [
        _entry(
            {lang: interval_label(name, breaks, i, lang) for lang in LANGUAGES},
            colours[i],
            None,
            place == i,
            people,
        )
        for i in range(len(breaks.upper))
    ]
    words = {language: table["missing"] for language, table in page_words().items()}
    entries.append(_entry(words, MISSING_COLOUR, "hatch", absent, people))
    entries.append(_entry(_pair(CLASSES["not_ranked"]), UNRANKED_COLOUR, "dots", unranked, people))
    classes = place.mask(absent, len(breaks.upper)).mask(unranked, len(breaks.upper) + 1)
    return {
        "key": name,
        "method": breaks.method,
        "entries": entries,
        "of": [int(position) for position in classes],
        **_titles(name),
    }


def _sites(services: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the sites with a position, and how many of each kind are in and around the study."""
    kinds = [kind for kind in KIND_WORDS if (services["kind"] == kind).any()]
    placed = services.loc[services.geometry.notna() & ~services.geometry.is_empty]
    points = placed.geometry.to_crs("EPSG:4326")
    around = pd.Series(in_buffer(services), index=services.index)
    own = services.loc[~around]
    return {
        "kinds": [
            {
                "key": kind,
                "label": _pair(KIND_WORDS[kind]),
                "colour": KIND_COLOURS[kind],
                "count": int((own["kind"] == kind).sum()),
                "doors": int(own.loc[own["kind"] == kind, "door"].astype(bool).sum()),
                "around": int((services.loc[around, "kind"] == kind).sum()),
            }
            for kind in kinds
        ],
        "sites": {
            "lat": [round(float(y), 4) for y in points.y],
            "lon": [round(float(x), 4) for x in points.x],
            "kind": [kinds.index(kind) for kind in placed["kind"]],
            "name": placed["name"].astype("string").fillna("").tolist(),
            "door": [int(door) for door in placed["door"].astype(bool)],
            "supply": _figures(placed["supply"]),
            "around": [int(beyond) for beyond in in_buffer(placed)],
        },
    }
