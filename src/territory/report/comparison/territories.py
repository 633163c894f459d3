"""Which territories gain and which lose, and what their class becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from territory.codes import level_named
from territory.report.comparison.grid import Cell, Grid, Row, people, rate, signed
from territory.scenarios import Outcome
from territory.tables.banner import fictional
from territory.tables.scenarios import PUBLICS
from territory.tables.words import class_words
from territory.text import N_, number, translator

SHOWN, HALF = 10, 0.5
ORDER = ("average", "nonregistered", "registered", "reach")
PREFERRED_LEVEL = "clsc"
_TITLES = {
    "gain": N_("Où le plus de gens gagnent — {what}"),
    "lose": N_("Où le plus de gens perdent — {what}"),
}
ACCESS = {
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


def changed_publics(outcome: Outcome, variant: str | None = None) -> tuple[str, ...]:
    """Return the publics for whom something changes, the average of all first.

    Parameters
    ----------
    outcome : Outcome
    variant : str, optional
        One variant; any of them by default.
    """
    keys = list(outcome.comparisons) if variant is None else [variant]
    changed = set()
    for key in keys:
        rows = outcome.comparisons[key].people
        if len(rows):
            mine = rows.loc[rows["by"] == "everyone"].set_index("public")
            moved = mine[["gain", "lose"]].sum(axis=1) >= HALF
            changed |= set(moved.index[moved])
    return tuple(public for public in ORDER if public in changed)


def winners_and_losers(
    outcome: Outcome, variant: str, level: str, language: str
) -> tuple[Grid, ...]:
    """Return where most people gain and where most lose, for each public that something changes.

    A table without a territory says so, beside the one that has some.
    """
    table = outcome.comparisons[variant].levels.get(level)
    if table is None:
        return ()
    return tuple(
        _ranked(outcome, table, side, public, level, language)
        for public in changed_publics(outcome, variant)
        for side in ("gain", "lose")
    )


def _ranked(
    outcome: Outcome, table: pd.DataFrame, side: str, public: str, level: str, language: str
) -> Grid:
    _ = translator(language)
    words = class_words(outcome.base.norm.tests)
    title = _(_TITLES[side]).format(what=_short(public, language))
    figures = pd.to_numeric(table[f"{side}_{public}"])
    rows = table.assign(_figure=figures).loc[figures >= HALF]
    rows = rows.sort_values(["_figure", "territory_id"], ascending=[False, True])
    name = _(level_named(level).label)
    head = (
        name[0].upper() + name[1:], _(N_("Gagnent")), _(N_("Perdent")), _(N_("Avant")),
        _(N_("Après")), _(N_("Différence")), _(N_("Classe")),
    )  # fmt: skip
    told = tuple(_row(row, public, words, language) for row in rows.head(SHOWN).to_dict("records"))
    if outcome.base.study.demonstration:
        title = f"{title} — {fictional(language)}"
    return Grid(title, head, told, _note(len(rows), language))


def _short(public: str, language: str) -> str:
    return PUBLICS[public][1 if language == "en" else 0]


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
    column = ACCESS[public]
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
