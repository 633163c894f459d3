"""The table twin of the map, as the JSON its browser script draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.tables.banner import fictional
from territory.tables.words import FLAGS
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import INDICATORS, Indicator
from territory_app.indicators.model import PER_10K_UNIT
from territory_app.views.entries import verdict_codes
from territory_app.views.panel import class_words
from territory_app.views.people import capital, worded
from territory_app.views.recolour import classing, paint
from territory_app.views.shown import service_words, with_need
from territory_app.views.verdicts import UNIT, verdict_heading, verdict_words, verdicts_shown
from territory_app.words import words

SMALL_FLAG = "small_numbers"


def table(
    catalogue: Catalogue, level: Level, language: str, *, service: str = "", need: str = ""
) -> dict[str, Any]:
    """Return the rows of one level, in map order, with the words around them.

    Numbers are sent rounded to what is shown; the browser writes them in its language, sorts
    them and pages them. With ``service``, the figures of that kind alone where it has some; with
    ``need``, that need rather than the first.
    """
    _ = words(language)
    frame = catalogue.frame(level.key, service)
    judged = classing(catalogue, level, INDICATORS[0], language)
    shown = columns_shown(catalogue, frame, need, language)
    tests = verdicts_shown(frame, catalogue.norm)
    kind = service_words(service, language)
    columns: list[dict[str, Any]] = [
        {"key": "rank", "label": _("Rang"), "kind": "rank"},
        {"key": "name", "label": capital(level.label[language]), "kind": "name"},
        {"key": "class", "label": _class_label(catalogue, language), "kind": "class"},
        *(_test_column(one, language) for one in tests),
        {"key": "population", "label": _("Population"), "kind": "number", "digits": 0},
        {
            "key": "people_beyond_reach",
            "label": _of_kind(_("Personnes hors d'atteinte"), kind),
            "kind": "number",
            "digits": 0,
        },
        *(_column(one, language, kind if one.by_kind else "") for one in shown),
    ]
    values: dict[str, list[Any]] = {
        "population": _numbers(frame["population"], 0),
        "people_beyond_reach": _numbers(frame["people_beyond_reach"], 0),
        "rank": _numbers(frame["rank"], 0),
        "rank_low": _numbers(frame["rank_low"], 0),
        "rank_high": _numbers(frame["rank_high"], 0),
    }
    for one in shown:
        values[one.key] = _numbers(frame[one.column], one.decimals)
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
        "verdicts": {
            one.key: {
                "codes": "".join(verdict_codes(frame, one.column)),
                "words": verdict_words(one.column, language),
            }
            for one in tests
        },
        "small": _small(frame),
        "smallWords": worded(FLAGS, SMALL_FLAG, language),
    }


def columns_shown(
    catalogue: Catalogue, frame: pd.DataFrame, need: str, language: str
) -> list[Indicator]:
    """Return the indicators that are columns of figures: those with at least one value."""
    resolved = []
    for one in INDICATORS:
        if one.worded:
            continue
        indicator = one
        if one.reads_need:
            chosen = need if need in catalogue.needs else next(iter(catalogue.needs), "")
            indicator = with_need(one, catalogue, chosen, language)
        if indicator.column in frame and np.isfinite(frame[indicator.column].astype(float)).any():
            resolved.append(indicator)
    return resolved


def _small(frame: pd.DataFrame) -> list[int]:
    """Return the rows whose staff is so small that a change of one post changes the figure."""
    if "flags" not in frame:
        return []
    flagged = frame["flags"].fillna("").str.split(";").map(lambda flags: SMALL_FLAG in flags)
    return np.flatnonzero(flagged.to_numpy(dtype=bool)).tolist()


def _of_kind(label: str, kind: str) -> str:
    return f"{label} ({kind})" if kind else label


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


def _test_column(indicator: Indicator, language: str) -> dict[str, Any]:
    label = verdict_heading(indicator.column, language)
    return {"key": indicator.key, "label": label, "unit": words(language)(UNIT), "kind": "test"}


def _column(indicator: Indicator, language: str, kind: str) -> dict[str, Any]:
    _ = words(language)
    label = _of_kind(_(indicator.short or indicator.label), kind)
    unit = {"minutes": _("minutes"), PER_10K_UNIT: _("ETC par 10 000")}.get(indicator.unit, "")
    scale = "share" if indicator.scale == "share" else "number"
    return {
        "key": indicator.key,
        "label": capital(label),
        "unit": unit,
        "kind": scale,
        "digits": indicator.digits,
    }


def _numbers(column: pd.Series[Any], digits: int) -> list[float | int | None]:
    values = np.round(column.to_numpy(dtype=float), digits)
    if digits == 0:
        return [None if np.isnan(value) else int(value) for value in values]
    return [float(value) if np.isfinite(value) else None for value in values]
