"""A crosswalk as people read it: pairs, who is outside, what is estimated, what it is worth."""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from rich.console import Console
from rich.table import Table

from territory.codes import level_named
from territory.membership import OUTSIDE, Crosswalk, Quality, pairs_stated
from territory.membership.crosswalk import OUTSIDE_NAME
from territory.study.model import Study
from territory.study.sovereignty import SMALL_AREAS
from territory.tables.banner import banner
from territory.tables.notes import note
from territory.text import N_, number, percent, translator

WIDTH = 118
WITHHELD = "*"
WITHHELD_NAME = N_("aires autogouvernées, non détaillées")
SHOWN = 20
_PAIRS = N_(
    "{pairs} {pairs:couple|couples}, dont {same} {same:exact|exacts} un à un. De {territories} "
    "{territories:territoire|territoires} de départ, {whole} {whole:tient|tiennent} en entier "
    "dans un seul territoire d'arrivée, {split} {split:se partage|se partagent}."
)
_PLACED = N_(
    "{people} {people:personne placée|personnes placées} aux deux niveaux ({share:%}); {outside} "
    "hors niveau, sur des lignes à part, jamais {outside:répartie|réparties}."
)
_ESTIMATED = N_(
    "Part estimée : {estimated:%} des personnes, dans des unités partagées ou ramenées à un seul "
    "point; les autres sont dans des unités entières aux deux niveaux."
)


def named(
    both: Crosswalk,
    territories: Mapping[str, gpd.GeoDataFrame],
    official: Mapping[str, pd.Series],
) -> pd.DataFrame:
    """Return the pairs and the residual with names, the most people first, residual last.

    Census areas of self-governed communities are not told one by one: they are put together.
    """
    table = _withheld(both, territories)
    for side, level in (("from", both.from_level), ("to", both.to_level)):
        own = territories[level].set_index("territory_id")["name"]
        names = table[f"{side}_id"].map(own)
        if level in official:
            names = names.fillna(table[f"{side}_id"].map(official[level]))
        names = names.where(table[f"{side}_id"] != OUTSIDE, OUTSIDE_NAME)
        table[f"{side}_name"] = names.where(table[f"{side}_id"] != WITHHELD, WITHHELD_NAME)
    outside = table[["from_id", "to_id"]].isin([OUTSIDE, WITHHELD]).any(axis=1)
    table[["from_id", "to_id"]] = table[["from_id", "to_id"]].replace(WITHHELD, OUTSIDE)
    order = ["outside", "population", "from_id", "to_id"]
    return (
        table.assign(outside=outside)
        .sort_values(order, ascending=[True, False, True, True])
        .drop(columns="outside")
        .reset_index(drop=True)
    )


def _withheld(both: Crosswalk, territories: Mapping[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Return the rows, those of self-governed census areas put together."""
    table = both.table
    hidden = False
    for side, level in (("from", both.from_level), ("to", both.to_level)):
        if level in SMALL_AREAS:
            layer = territories[level]
            theirs = table[f"{side}_id"].isin(layer.loc[layer["self_governed"], "territory_id"])
            table[f"{side}_id"] = table[f"{side}_id"].mask(theirs, WITHHELD)
            hidden |= bool(theirs.any())
    if not hidden:
        return table
    table["estimated"] *= table["population"]
    rules = {"population": "sum", "share_of_from": "sum", "share_of_to": "sum"}
    grouped = table.groupby(["from_id", "to_id"], sort=False)
    merged = grouped.agg({**rules, "estimated": "sum", "method": "first"}).reset_index()
    merged["estimated"] /= merged["population"]
    merged.loc[merged["from_id"].isin([OUTSIDE, WITHHELD]), "share_of_from"] = float("nan")
    merged.loc[merged["to_id"].isin([OUTSIDE, WITHHELD]), "share_of_to"] = float("nan")
    return merged


def crosswalk_text(
    both: Crosswalk,
    rows: pd.DataFrame,
    study: Study,
    checked: Sequence[Quality],
    sites: pd.DataFrame | None,
    remarks: Sequence[str],
    lines: int,
    language: str,
) -> str:
    """Return the crosswalk as text: table, summary, what territories lack, quality."""
    _ = translator(language)
    console = Console(width=WIDTH, record=True, file=io.StringIO(), highlight=False)
    if study.demonstration:
        console.print(banner(language), style="bold")
    console.print(_table(both, rows if lines == 0 else rows.head(lines), language))
    if lines and len(rows) > lines:
        more = _("… et {count} autres lignes (--lines 0 pour toutes, -o pour un fichier).")
        console.print(more.format(count=number(len(rows) - lines, language)))
    quality = _quality(both, checked, sites, language)
    for line in [*_summary(both, language), *remarks, *quality]:
        console.print(line, soft_wrap=False)
    return console.export_text().rstrip()


def _table(both: Crosswalk, rows: pd.DataFrame, language: str) -> Table:
    _ = translator(language)
    first, second = (level_named(level) for level in (both.from_level, both.to_level))
    title = _("Côte à côte : {first}; {second}").format(
        first=_(first.plural), second=_(second.plural)
    )
    table = Table(title=title, title_justify="left")
    table.add_column(_("De : {level}").format(level=_(first.label)), overflow="fold")
    table.add_column(_("Vers : {level}").format(level=_(second.label)), overflow="fold")
    for head in (
        _("Personnes"), _("Part de départ"), _("Part d'arrivée"), _("Part estimée")
    ):  # fmt: skip
        table.add_column(head, justify="right")
    for row in rows.to_dict("records"):
        table.add_row(
            _told(row["from_id"], row["from_name"], _),
            _told(row["to_id"], row["to_name"], _),
            number(row["population"], language),
            percent(row["share_of_from"], language),
            percent(row["share_of_to"], language),
            percent(row["estimated"], language),
        )
    return table


def _told(code: str, name: str, _: Callable[[str], str]) -> str:
    return f"{code} {name}" if code != OUTSIDE else _(name)


def _summary(both: Crosswalk, language: str) -> list[str]:
    told = both.counts()
    people = told["people"] + told["outside"]
    fields: dict[str, Any] = {
        **told,
        "share": told["people"] / people if people else None,
    }
    return [note(template, **fields).told(language) for template in (_PAIRS, _PLACED, _ESTIMATED)]


def _quality(
    both: Crosswalk, checked: Sequence[Quality], sites: pd.DataFrame | None, language: str
) -> list[str]:
    _ = translator(language)
    if sites is None:
        return [_("Qualité non mesurée : l'étude ne lit pas les installations (M02).")]
    lines = []
    for found in checked:
        told = {
            key: number(getattr(found, key), language)
            for key in ("stated", "agreeing", "disagreeing", "outside", "undrawn")
        }
        lines.append(
            _(
                "Limites, {level}, selon les {stated} installations qui en inscrivent le code : "
                "{agreeing} y sont, {disagreeing} sont ailleurs, {outside} hors de tout polygone, "
                "{undrawn} dans un territoire que la couche ne dessine pas ({share} de celles "
                "qu'on peut vérifier)."
            ).format(
                level=_(level_named(found.level).plural),
                share=percent(found.share, language),
                **told,
            )
        )
        lines += [_site(row, language) for row in found.listed.head(SHOWN).to_dict("records")]
    pairs = pairs_stated(sites, both)
    if len(pairs):
        nobody = pairs.loc[pairs["population"] <= 0]
        lines.append(
            _(
                "Couples inscrits par les installations elles-mêmes : {pairs}; {found} ont des "
                "personnes dans ce tableau ({sites} installations sur {all})."
            ).format(
                pairs=number(len(pairs), language),
                found=number(len(pairs) - len(nobody), language),
                sites=number(int(pairs["sites"].sum() - nobody["sites"].sum()), language),
                all=number(int(pairs["sites"].sum()), language),
            )
        )
        lines += [
            f"  {row['from_id']} × {row['to_id']} ({number(row['sites'], language)})"
            for row in nobody.head(SHOWN).to_dict("records")
        ]
    return lines


def _site(row: Mapping[Hashable, Any], language: str) -> str:
    _ = translator(language)
    found = row["found_id"] or _(N_("hors de tout polygone"))
    return _("  {name} : code inscrit {stated}; selon ses coordonnées, {found}").format(
        name=row["name"], stated=row["stated_id"], found=found
    )
