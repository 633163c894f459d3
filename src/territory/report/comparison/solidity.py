"""Whether what is concluded holds under other settings, and the posts given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from territory.codes import level_named
from territory.report.comparison.grid import Cell, Grid, Row
from territory.scenarios import Outcome
from territory.tables.scenarios import ALLOCATION_COLUMNS, CONCLUSIONS, DIRECTIONS, SETTINGS
from territory.text import N_, is_singular, number, translator

AS_JUDGED, SHOWN = "as_judged", 12
_HOLDS = (
    N_("Cette conclusion tient sous l'autre réglage essayé."),
    N_("Cette conclusion tient sous les {count} autres réglages essayés."),
)
_ARROWS = {"up": "↑", "down": "↓", "same": "="}


def holds(rows: Sequence[Mapping[str, Any]], variant: str, language: str) -> str:
    """Return the sentence for a conclusion that no other setting changes; nothing if untried."""
    mine = [row for row in rows if row["variant"] == variant]
    others = {row["setting"] for row in mine} - {AS_JUDGED}
    if not others or not all(row["same"] for row in mine):
        return ""
    form = _HOLDS[0 if is_singular(len(others), language) else 1]
    return translator(language)(form).format(count=number(len(others), language))


def robustness(
    rows: Sequence[Mapping[str, Any]], variant: str, language: str
) -> Grid | None:  # fmt: skip
    """Return each conclusion of a variant under each setting: the way it goes, and its figures."""
    _ = translator(language)
    mine = [row for row in rows if row["variant"] == variant]
    if not mine:
        return None
    place = 1 if language == "en" else 0
    settings = list(dict.fromkeys(row["setting"] for row in mine))
    found = []
    for conclusion, level in dict.fromkeys((row["conclusion"], row["level"]) for row in mine):
        told = {
            row["setting"]: row
            for row in mine
            if (row["conclusion"], row["level"]) == (conclusion, level)
        }
        name = CONCLUSIONS.get(conclusion, (conclusion, conclusion))[place]
        if level:
            name = f"{name} ({_(level_named(level).plural)})"
        cells = tuple(_way(told.get(setting), language) for setting in settings)
        found.append(Row(name, cells))
    head = [SETTINGS.get(setting, (setting, setting))[place] for setting in settings]
    return Grid(
        _(N_("Solidité : la même conclusion sous d'autres réglages")),
        (_(N_("Conclusion")), *(one[0].upper() + one[1:] for one in head)),
        tuple(found),
        _(N_(
            "↑ monte, ↓ baisse, = ne change pas; entre parenthèses, avant puis après. Une case "
            "marquée d'un point d'exclamation ne va pas dans le même sens que telle que jugée."
        )),
    )  # fmt: skip


def _way(row: Mapping[str, Any] | None, language: str) -> Cell:
    if row is None:
        return Cell("—")
    before, after = row["before"], row["after"]
    in_access = row["conclusion"] in {
        "registered", "nonregistered", "average", "mean_access", "worst_off",
    }  # fmt: skip
    digits = 2 if in_access else 0
    figures = (
        f"{number(before, language, digits=digits)} → {number(after, language, digits=digits)}"
    )
    arrow = _ARROWS.get(row["direction"], "")
    said = DIRECTIONS.get(row["direction"], ("", ""))[1 if language == "en" else 0]
    mark = "" if row["same"] else " !"
    return Cell(f"{arrow} ({figures}){mark}" if said else "—", "figure" if row["same"] else "flip")


def allocation(outcome: Outcome, variant: str, language: str) -> Grid | None:
    """Return the posts given: what the rule gave each territory, the largest first."""
    _ = translator(language)
    table = outcome.allocation
    if not len(table):
        return None
    mine = table.loc[(table["variant"] == variant) & (pd.to_numeric(table["posts"]) > 0)]
    if not len(mine):
        return None
    titles = {column.name: column.label(language) for column in ALLOCATION_COLUMNS}
    named = mine.assign(
        territory_id=mine["territory_id"].fillna(""),
        name=mine["name"].fillna(""),
        role=mine["role"].fillna(""),
    )
    whole = named.assign(posts=pd.to_numeric(named["posts"]), cost=pd.to_numeric(named["cost"]))
    summed = whole.groupby(["territory_id", "name"], sort=False)[["posts", "cost"]].sum(min_count=1)
    ordered = summed.reset_index().sort_values(["posts", "name"], ascending=[False, True])
    priced = bool(ordered["cost"].notna().any())
    rows = tuple(
        Row(
            str(one["name"] or one["territory_id"] or "—"),
            (
                Cell(_posts(one["posts"], language)),
                *([Cell(number(one["cost"], language))] if priced else []),
            ),
        )
        for one in ordered.head(SHOWN).to_dict("records")
    )
    total = Row(
        _(N_("Total")),
        (
            Cell(_posts(ordered["posts"].sum(), language)),
            *([Cell(number(ordered["cost"].sum(), language))] if priced else []),
        ),
    )
    note = ""
    if len(ordered) > SHOWN:
        note = _(N_("{shown} territoires sur {count}; allocation.csv dit chaque ligne.")).format(
            shown=number(SHOWN, language), count=number(len(ordered), language)
        )
    return Grid(
        _(N_("Postes donnés")),
        (titles["territory_id"], titles["posts"], *([titles["cost"]] if priced else [])),
        (total, *rows),
        note,
    )


def _posts(value: float, language: str) -> str:
    whole = abs(value - round(value)) < 1e-9  # noqa: PLR2004 - as printed
    return number(value, language, digits=0 if whole else 2)
