"""First Nations and Inuit territories, and places without a road: editable lists.

Nothing of theirs is ranked, given a class or told unit by unit, unless a file names the
community's own decision and its date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.codes import well_formed
from territory.errors import InputError
from territory.places import bundled
from territory.study.file import resolve
from territory.study.model import Study
from territory.text import fold

# Levels of census areas: of a self-governed one, not even the population is told.
SMALL_AREAS = ("da", "ct", "db")
MOSTLY = 0.5
OPT_IN_COLUMNS = ("territory_id", "community", "decision", "date")


def _codes(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype="str", comment="#", encoding="utf-8-sig")
    except (ValueError, OSError) as fault:
        raise InputError(
            "Le fichier {path} ne se lit pas : {fault}.", path=path.name, fault=str(fault)
        ) from None
    for column in columns:
        if column not in table:
            raise InputError(
                "Le fichier {path} n'a pas de colonne « {column} ».", path=path.name, column=column
            )
    stripped: pd.DataFrame = table.apply(lambda column: column.str.strip())
    if "territory_id" in columns:
        _refuse_impossible(stripped["territory_id"], path.name)
    return stripped


def _refuse_impossible(ids: pd.Series, source: str) -> None:
    """Refuse a list with a code no territory can have: a typing error would decide in silence."""
    wrong = ids.notna() & ~well_formed(ids)
    if wrong.any():
        raise InputError(
            "{source}, ligne {line} : aucun territoire ne peut avoir le code « {code} »; écrivez "
            "le niveau et tous les chiffres (MRC:46, CLSC:01111).",
            source=source,
            line=int(ids.index[wrong][0]) + 2,
            code=ids[wrong].iloc[0],
        )


def mark_self_governed(
    study: Study, territories: dict[str, gpd.GeoDataFrame], population: gpd.GeoDataFrame
) -> None:
    """Mark the self-governed territories and units, except those whose community opted in.

    The list is editable (``self_governed.list``), and so is the list of designations that make a
    place one (``data/designations.csv``); the opt-in file holds the communities' own decisions.
    Units are marked by their code, their municipality's or their designation. Territories get
    ``opted_in`` too.

    Raises
    ------
    InputError
        When a list lacks a column, or a decision its community, its words or its date.
    """
    rules = study.file.self_governed
    path = (
        bundled("data", "self_governed.csv")
        if rules.list == "bundled"
        else resolve(study, rules.list)
    )
    listed = set(_codes(path, ("territory_id",))["territory_id"])
    opted = {decision["territory_id"] for decision in opt_ins(study)}
    designated = _designations()
    for table in territories.values():
        ids = table["territory_id"]
        own = table["self_governed"] | ids.isin(listed) | _by_designation(table, designated)
        table["opted_in"] = (own & ids.isin(opted)).to_numpy(dtype=bool)
        table["self_governed"] = (own & ~ids.isin(opted)).to_numpy(dtype=bool)
    codes = population[["unit_id", "municipality_id"]]
    within = codes.isin(listed).any(axis=1) | _by_designation(population, designated)
    released = codes.isin(opted).any(axis=1)
    for column in [c for c in population.columns if c.endswith("_id") and c != "unit_id"]:
        released |= population[column].isin(opted)
    population["self_governed"] = (population["self_governed"] | within) & ~released


def mark_inside(
    territories: Mapping[str, gpd.GeoDataFrame],
    population: gpd.GeoDataFrame,
    membership: pd.DataFrame,
) -> None:
    """Mark the units mostly in a self-governed territory, and the territories that are such units.

    What is not told of a territory is not told unit by unit either.
    """
    own = {
        code
        for table in territories.values()
        for code in table.loc[table["self_governed"], "territory_id"]
    }
    opted = {
        code
        for table in territories.values()
        for code in table.loc[table["opted_in"], "territory_id"]
    }
    mostly = membership.loc[
        (membership["subject"] == "unit") & (membership["share"] >= MOSTLY),
        ["subject_id", "territory_id"],
    ]
    inside = mostly.loc[mostly["territory_id"].isin(own), "subject_id"]
    # A decision told for one level holds for its people at every other.
    released = mostly.loc[mostly["territory_id"].isin(opted), "subject_id"]
    units = population["unit_id"]
    population["self_governed"] |= units.isin(inside) & ~units.isin(released)
    marked = population.loc[population["self_governed"], "unit_id"]
    for table in territories.values():
        own_unit = table["territory_id"].isin(marked)
        table["self_governed"] |= own_unit & ~table["opted_in"]


def opt_ins(study: Study) -> list[dict[str, str]]:
    """Return the decisions of the communities that chose to be ranked; none by default.

    Returns
    -------
    list of dict
        ``territory_id, community, decision, date`` of each.

    Raises
    ------
    InputError
        With the line, where one of the four is blank, or the date is not one or is to come.
    """
    if study.file.self_governed.opt_in is None:
        return []
    path = resolve(study, study.file.self_governed.opt_in)
    table = _codes(path, OPT_IN_COLUMNS)
    told: list[dict[str, str]] = []
    for line, row in enumerate(table[list(OPT_IN_COLUMNS)].to_dict("records"), start=2):
        told.append(_decision({str(key): value for key, value in row.items()}, line, path.name))
    return told


def _decision(row: dict[str, Any], line: int, path: str) -> dict[str, str]:
    for column in OPT_IN_COLUMNS:
        if pd.isna(row[column]) or not row[column]:
            raise InputError(
                "{path}, ligne {line} : « {column} » est vide; une adhésion nomme la communauté, "
                "sa décision et la date de celle-ci.",
                path=path,
                line=line,
                column=column,
            )
    try:
        decided = date.fromisoformat(row["date"])
    except ValueError:
        raise InputError(
            "{path}, ligne {line} : la date « {value} » ne se lit pas; écrivez AAAA-MM-JJ.",
            path=path,
            line=line,
            value=row["date"],
        ) from None
    if decided > date.today():  # noqa: DTZ011 - a day, wherever one is
        raise InputError(
            "{path}, ligne {line} : la décision est datée du {value}, un jour à venir.",
            path=path,
            line=line,
            value=row["date"],
        )
    return {column: str(row[column]) for column in OPT_IN_COLUMNS}


def _designations() -> str:
    """Return the pattern of the designations that make a place self-governed, accents folded."""
    table = _codes(bundled("data", "designations.csv"), ("designation", "match", "self_governed"))
    table = table.loc[table["self_governed"] == "yes"]
    words = [re.escape(fold(str(said))) for said in table["designation"]]
    ends = ["" if match == "begins" else "$" for match in table["match"]]
    return "|".join(f"{word}{end}" for word, end in zip(words, ends, strict=True))


def _by_designation(table: pd.DataFrame, pattern: str) -> pd.Series:
    """Return which rows say they are a reserve, a northern village, a Category I land and so on."""
    if "designation" not in table:
        return pd.Series(data=False, index=table.index)
    said = table["designation"].fillna("").astype(str)
    folded = said.map({name: fold(name) for name in said.unique()})
    return folded.str.match(pattern)


def road_links(population: gpd.GeoDataFrame) -> None:
    """Fill unknown road links from the editable list of places without a road."""
    listed = _codes(bundled("data", "road_links.csv"), ("municipality_id",))
    known = listed.drop_duplicates("municipality_id").set_index("municipality_id")["road_link"]
    stated = population["municipality_id"].map(known)
    unknown = population["road_link"] == "unknown"
    population["road_link"] = population["road_link"].mask(unknown & stated.notna(), stated)
