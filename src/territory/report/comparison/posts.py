"""The posts a scenario gives, and the FTE missing to reach the norm, year by year."""

from __future__ import annotations

import pandas as pd

from territory.report.comparison.grid import Cell, Grid, Row
from territory.scenarios import Outcome
from territory.tables.scenarios import ALLOCATION_COLUMNS, TRAJECTORY_SECTORS
from territory.text import N_, number, translator

SHOWN = 12


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
        note = _(N_("{shown} territoires sur {count}; toutes les lignes sont dans le CSV.")).format(
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


def trajectory(outcome: Outcome, language: str) -> Grid | None:
    """Return the FTE missing in the whole study, by sector and year; None where none is told."""
    _ = translator(language)
    table = outcome.trajectory
    if not len(table) or not float(table[["missing_before", "missing_after"]].sum().sum()):
        return None
    figures = ["missing_before", "missing_after", "cost_before", "cost_after"]
    known = table.assign(**{name: pd.to_numeric(table[name]) for name in figures})
    summed = known.groupby(["sector", "year"], sort=False)[figures].sum(min_count=1).reset_index()
    priced = bool(summed[["cost_before", "cost_after"]].notna().any().any())
    heads = [_(N_("Sans le scénario")), _(N_("Avec le scénario"))]
    place = 1 if language == "en" else 0
    rows: list[Row] = []
    for sector, part in summed.groupby("sector", sort=False):
        name = TRAJECTORY_SECTORS.get(str(sector), (str(sector), str(sector)))[place]
        rows.append(Row(name[0].upper() + name[1:], heads=True))
        for one in part.to_dict("records"):
            cells = [number(one[key], language, digits=1) for key in figures[:2]]
            if priced:
                cells += [number(one[key], language) for key in figures[2:]]
            title = _(N_("Année {year}")).format(year=one["year"])
            rows.append(Row(title, tuple(Cell(text) for text in cells)))
    group = [(_(N_("ETC manquants")), 2)]
    if priced:
        group.append((_(N_("Coût annuel ($)")), 2))
    return Grid(
        _(N_("Pour atteindre la norme : ETC manquants, année par année")),
        (_(N_("Secteur")), *(heads * len(group))),
        tuple(rows),
        _(N_(
            "Ce qui manque est comblé à parts égales, d'année en année; c'est un minimum d'ETC à "
            "placer. Par territoire : le CSV."
        )),
        tuple(group),
    )  # fmt: skip
