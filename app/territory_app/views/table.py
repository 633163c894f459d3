"""The table twin of the map, as the JSON its browser script draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.tables.banner import fictional
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import INDICATORS, Indicator
from territory_app.views.panel import class_words
from territory_app.views.people import capital
from territory_app.views.recolour import classing, paint
from territory_app.words import words


def table(catalogue: Catalogue, level: Level, language: str) -> dict[str, Any]:
    """Return the rows of one level, in map order, with the words around them.

    Numbers are sent rounded to what is shown; the browser writes them in its language, sorts
    them and pages them.
    """
    _ = words(language)
    frame = level.table
    judged = classing(catalogue, level, INDICATORS[0], language)
    shown = [one for one in INDICATORS if one.scale != "class" and frame[one.column].notna().any()]
    columns: list[dict[str, Any]] = [
        {"key": "rank", "label": _("Rang"), "kind": "rank"},
        {"key": "name", "label": capital(level.label[language]), "kind": "name"},
        {"key": "class", "label": _class_label(catalogue, language), "kind": "class"},
        {"key": "population", "label": _("Population"), "kind": "number", "digits": 0},
        {
            "key": "people_beyond_reach",
            "label": _("Personnes hors d'atteinte"),
            "kind": "number",
            "digits": 0,
        },
        *(_column(one, language) for one in shown),
    ]
    values: dict[str, list[Any]] = {
        "population": _numbers(frame["population"], 0),
        "people_beyond_reach": _numbers(frame["people_beyond_reach"], 0),
        "rank": _numbers(frame["rank"], 0),
        "rank_low": _numbers(frame["rank_low"], 0),
        "rank_high": _numbers(frame["rank_high"], 0),
    }
    for one in shown:
        digits = one.digits + (2 if one.scale == "share" else 0)
        values[one.key] = _numbers(frame[one.column], digits)
    return {
        "level": level.key,
        "caption": caption(catalogue, level, language),
        "fictional": fictional(language) if catalogue.demonstration else "",
        "ids": frame["territory_id"].tolist(),
        "names": frame["name"].tolist(),
        "classes": _classes(catalogue, frame, language),
        "judgements": judged.codes,
        "paint": paint(judged.styles()),
        "columns": columns,
        "values": values,
    }


def caption(catalogue: Catalogue, level: Level, language: str) -> str:
    """Return the table's caption, which says where figures are invented."""
    _ = words(language)
    text = _("Classement : {level}").format(level=level.plural[language])
    if catalogue.demonstration:
        text = f"{text} — {fictional(language)}"
    return text


def _classes(catalogue: Catalogue, frame: pd.DataFrame, language: str) -> list[str]:
    """Return each row's class in words; worded once per distinct judgement."""
    judged = frame[["class"]].assign(desert_form=frame.get("desert_form", ""))
    distinct = judged.drop_duplicates()
    said = distinct.assign(
        said=[class_words(row, catalogue.norm, language) for _index, row in distinct.iterrows()]
    )
    return judged.merge(said, on=["class", "desert_form"], how="left")["said"].tolist()


def _class_label(catalogue: Catalogue, language: str) -> str:
    _ = words(language)
    word = _("Classe")
    return f"{word} ({fictional(language)})" if catalogue.demonstration else word


def _column(indicator: Indicator, language: str) -> dict[str, Any]:
    _ = words(language)
    label = _(indicator.short or indicator.label)
    unit = {"minutes": _("minutes"), "share": ""}.get(
        "share" if indicator.scale == "share" else indicator.unit, _("ETC par 10 000")
    )
    kind = "share" if indicator.scale == "share" else "number"
    return {
        "key": indicator.key,
        "label": capital(label),
        "unit": unit,
        "kind": kind,
        "digits": indicator.digits,
    }


def _numbers(column: pd.Series[Any], digits: int) -> list[float | int | None]:
    values = np.round(column.to_numpy(dtype=float), digits)
    if digits == 0:
        return [None if np.isnan(value) else int(value) for value in values]
    return [None if np.isnan(value) else float(value) for value in values]
