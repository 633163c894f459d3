"""Which territories gain and which lose, and what their class becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from territory.codes import level_named
from territory.report.comparison.grid import Cell, Grid, Row, number, people, rate, signed
from territory.report.comparison.publics import word
from territory.scenarios import Outcome
from territory.scenarios.model import Reattachment
from territory.tables.words import class_words
from territory.text import N_, translator

SHOWN = 10
PREFERRED_LEVEL = "clsc"
_ACCESS = {
    "registered": "access_registered",
    "nonregistered": "access_nonregistered",
    "average": "access_mean",
    "reach": "reach_share",
}


def shown_level(outcome: Outcome) -> str:
    """Return the level a page speaks of: CLSC territories where there are some, else the first."""
    levels = outcome.base.levels
    stated = outcome.base.study.file.outputs.summary_level
    if PREFERRED_LEVEL in levels:
        return PREFERRED_LEVEL
    return str(stated) if stated in levels else levels[0]


def shown_public(outcome: Outcome) -> str:
    """Return the public whose territories are ranked: the first that the scenario changes.

    Those not registered first where GMF workers are re-attached: it is for them that it is done.
    """
    moves = any(isinstance(change, Reattachment) for change in outcome.scenario.change)
    order = ("nonregistered", "average", "reach") if moves else ("average", "reach")
    for public in (*order, "registered", "nonregistered"):
        for compared in outcome.comparisons.values():
            rows = compared.people
            if len(rows):
                mine = rows.loc[(rows["public"] == public) & (rows["by"] == "everyone")]
                if float(mine[["gain", "lose"]].sum().sum()) > 0:
                    return public
    return order[0]


def winners_and_losers(
    outcome: Outcome, variant: str, level: str, public: str, language: str
) -> tuple[Grid, Grid] | None:
    """Return the territories where most people gain, and those where most people lose."""
    _ = translator(language)
    table = outcome.comparisons[variant].levels.get(level)
    if table is None or f"gain_{public}" not in table:
        return None
    words = class_words(outcome.base.norm.tests)
    what = word(public, language)
    titles = {
        "gain": _(N_("Où le plus de gens gagnent : {what}")).format(what=what.lower()),
        "lose": _(N_("Où le plus de gens perdent : {what}")).format(what=what.lower()),
    }
    head = (
        _(level_named(level).label), _(N_("Gagnent")), _(N_("Perdent")), _(N_("Avant")),
        _(N_("Après")), _(N_("Différence")), _(N_("Classe")),
    )  # fmt: skip
    found = []
    for side, title in titles.items():
        figures = pd.to_numeric(table[f"{side}_{public}"])
        rows = table.assign(_figure=figures).loc[figures >= 0.5]  # noqa: PLR2004 - half a person
        rows = rows.sort_values(["_figure", "territory_id"], ascending=[False, True])
        told = tuple(
            _row(row, public, words, language) for row in rows.head(SHOWN).to_dict("records")
        )
        note = _note(len(rows), language)
        found.append(Grid(title, head, told, note))
    return found[0], found[1]


def _note(count: int, language: str) -> str:
    _ = translator(language)
    if not count:
        return _(N_("Aucun territoire."))
    shown = min(count, SHOWN)
    told = _(N_("{shown} sur {count}; tous sont dans le CSV.")).format(
        shown=number(shown, language), count=number(count, language)
    )
    return told if count > SHOWN else ""


def _row(
    row: Mapping[Any, Any], public: str, words: Mapping[str, tuple[str, str]], language: str
) -> Row:
    column = _ACCESS[public]
    before, after = row[f"{column}_before"], row[f"{column}_after"]
    figures: tuple[Cell, ...]
    if public == "reach":
        _ = translator(language)
        points = signed(100 * (after - before), language, 1) if after == after else "—"  # noqa: PLR0124
        figures = (
            rate(100 * before, language, 1), rate(100 * after, language, 1), Cell(points),
        )  # fmt: skip
    else:
        moved = "—" if pd.isna(after - before) else signed(after - before, language, 2)
        figures = (rate(before, language), rate(after, language), Cell(moved))
    place = 1 if language == "en" else 0
    classes = [
        words.get(str(row[f"class_{state}"]), ("—", "—"))[place] for state in ("before", "after")
    ]
    told = classes[0] if classes[0] == classes[1] else f"{classes[0]} → {classes[1]}"
    return Row(
        str(row["name"]),
        (
            Cell(people(row[f"gain_{public}"], language).text, "gain"),
            Cell(people(row[f"lose_{public}"], language).text, "loss"),
            *figures,
            Cell(told, "word"),
        ),
    )


def classes(outcome: Outcome, language: str) -> Grid | None:
    """Return how many territories of each level are in each class, before and after."""
    _ = translator(language)
    words = class_words(outcome.base.norm.tests)
    variants = list(outcome.comparisons)
    first = next(iter(outcome.comparisons.values()), None)
    if first is None or not first.levels:
        return None
    rows: list[Row] = []
    for level in first.levels:
        rows.append(Row(_(level_named(level).plural), heads=True))
        tables = [outcome.comparisons[key].levels[level] for key in variants]
        for name, told in words.items():
            counts = [
                int((tables[0]["class_before"] == name).sum()),
                *(int((table["class_after"] == name).sum()) for table in tables),
            ]
            if any(counts):
                cells = tuple(Cell(number(count, language)) for count in counts)
                rows.append(Row(told[1 if language == "en" else 0], cells))
    return Grid(
        _(N_("Classes selon la norme, avant et après")),
        (_(N_("Classe")), _(N_("Avant")), *after_heads(variants, language)),
        tuple(rows),
    )


def after_heads(variants: list[str], language: str) -> list[str]:
    """Return the title of the column of each variant's state after."""
    _ = translator(language)
    if len(variants) == 1:
        return [_(N_("Après"))]
    short = {"sur-place": N_("Après, sur place"), "deplace": N_("Après, déplacé")}
    return [_(short.get(key, N_("Après"))) for key in variants]
