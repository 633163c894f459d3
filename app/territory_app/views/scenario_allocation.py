"""Who receives what: the first lines of a scenario's allocation, and what they add up to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from territory.tables.scenarios import ALLOCATION_COLUMNS
from territory.text import N_, number
from territory_app.views.people import counted
from territory_app.views.scenario_record import ScenarioRecord
from territory_app.words import words

SHOWN = ("name", "role", "posts", "quota", "whole", "remainder", "extra", "year", "cost", "reason")
FIRST_LINES = 12
ROLES = {
    "ts": N_("travail social"),
    "tts": N_("techniques de travail social"),
    "oc": N_("organisation communautaire"),
    "other": N_("autre rôle"),
}


def allocation_lines(
    record: ScenarioRecord, variant: str, language: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Return the first lines of who receives what, the columns that say something alone."""
    table = record.table("allocation")
    if table.empty or "variant" not in table:
        return None
    rows = table.loc[table["variant"] == variant].head(FIRST_LINES)
    if rows.empty:
        return None
    columns = [one for one in ALLOCATION_COLUMNS if one.name in SHOWN and one.name in rows]
    columns = [one for one in columns if _says(rows[one.name], one.kind)]
    cells = tuple(
        tuple(_cell(one.name, row[one.name], one.kind, language) for one in columns)
        for _place, row in rows.iterrows()
    )
    return tuple(one.label(language) for one in columns), cells


def _cell(name: str, value: Any, kind: str, language: str) -> str:
    if value is None or pd.isna(value):
        return "—"
    if name == "role":
        return words(language)(ROLES.get(str(value), str(value)))
    if kind == "string":
        return str(value)
    whole = float(value).is_integer()
    return number(float(value), language, digits=0 if whole else 2)


def allocation_said(record: ScenarioRecord, language: str) -> str:
    """Say how many posts are given, in how many lines, and what they cost."""
    told = record.told.get("allocation") or {}
    if not told.get("lines"):
        return ""
    _ = words(language)
    posts = told.get("posts")
    pieces = [
        _("{posts} postes ou ETC, en {lines}.").format(
            posts=number(posts, language, digits=0 if posts == int(posts) else 1),
            lines=counted(told["lines"], N_("ligne"), N_("lignes"), language),
        )
        if posts is not None
        else ""
    ]
    if told.get("cost") is not None:
        pieces.append(_("Coût annuel : {cost} $.").format(cost=number(told["cost"], language)))
    return " ".join(filter(None, pieces))


def _says(values: pd.Series, kind: str) -> bool:
    """Say whether a column holds something: a word, or a number that is not zero."""
    if kind == "string":
        return bool(values.notna().any())
    return bool(pd.to_numeric(values).fillna(0).ne(0).any())
