"""One population, named: which count of people a study rests on, beside those of others.

The census, the projections by CLSC and the municipal directory count different people: a study
names one, scales nothing, and where two meet tells their ratio territory by territory.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.places import bundled
from territory.sources._tabular import nearest_name
from territory.study.model import Study
from territory.tables import Tables
from territory.text import LANGUAGES

COLUMNS = (
    "level", "territory_id", "name", "population", "basis", "basis_share", "reference_population",
    "reference", "year", "ratio",
)  # fmt: skip


@dataclass(frozen=True)
class Basis:
    """One count of the people of Québec.

    Attributes
    ----------
    key : str
        Name used in study files.
    title, title_en : str
    total : float or None
        People of Québec it counts.
    """

    key: str
    title: str
    title_en: str
    total: float | None

    def label(self, language: str = "fr") -> str:
        """Return its name in ``language``."""
        return self.title_en if language == "en" else self.title


def bases() -> dict[str, Basis]:
    """Return the populations described in ``data/populations.toml``.

    Examples
    --------
    >>> bases()["census_2021"].total
    8501833.0
    """
    content = tomllib.loads(bundled("data", "populations.toml").read_text(encoding="utf-8"))
    return {key: _basis(key, values) for key, values in content.items()}


def _basis(key: str, values: Mapping[str, Any]) -> Basis:
    total = values.get("total")
    return Basis(
        key, str(values["title"]), str(values["title_en"]), None if total is None else float(total)
    )


def named_basis(study: Study) -> Basis | None:
    """Return the population a study names, or that all its files count; None where none says.

    Raises
    ------
    InputError
        When a key is unknown, or the files count several and the study names none.
    """
    known = bases()
    given = [one.basis for one in study.file.population if one.basis is not None]
    stated = study.file.study.population_basis
    for key in [*given, *([stated] if stated else [])]:
        if key not in known:
            raise InputError(
                "La population « {key} » n'est pas décrite dans data/populations.toml; est-ce "
                "« {near} »?",
                key=key,
                near=nearest_name(key, known, close_enough=0.0) or next(iter(known)),
            )
    if stated:
        return known[stated]
    if len(set(given)) > 1:
        raise InputError(
            "Les fichiers de population n'en comptent pas une seule et même ({found}); nommez "
            "celle de l'étude : population_basis, sous [study].",
            found=", ".join(dict.fromkeys(given)),
        )
    return known[given[0]] if given else None


def references(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return reference counts one after the other: ``territory_id, population, source, year``.

    A census division that is one MRC and nothing else counts that MRC too.
    """
    columns = ["territory_id", "population", "source", "year"]
    known = [part.reindex(columns=columns) for part in parts if len(part)]
    if not known:
        return pd.DataFrame(columns=columns)
    told = pd.concat(known, ignore_index=True)
    as_mrc = told.assign(territory_id=told["territory_id"].map(_divisions()))
    return pd.concat([told, as_mrc.dropna(subset=["territory_id"])], ignore_index=True)


def _divisions() -> dict[str, str]:
    """Return the MRC of each census division that holds only one."""
    facts = pd.read_csv(bundled("data", "facts", "mrc_facts.csv"), dtype=str)
    whole = facts.loc[facts["cd_partagee"] == "non"]
    divisions, codes = "CD:" + whole["cduid_2021"], "MRC:" + whole["code_sda"]
    return dict(zip(divisions, codes, strict=True))


def against_references(
    tables: Tables, reference: pd.DataFrame, basis: Basis | None
) -> pd.DataFrame:
    """Return the study's population beside the reference counts, territory by territory.

    ``ratio = people of the study / people of the reference``; the study's people are the sum of
    ``share * population`` of its units, never scaled. ``basis_share`` is the part of them that
    the population named really counts: the others come from another count.

    Parameters
    ----------
    tables : Tables
    reference : pandas.DataFrame
        ``territory_id, population, source`` and, where known, ``year``.
    basis : Basis or None
        The population the study names.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, the territories of the study that a reference counts; self-governed
        ones left out.
    """
    if not len(reference):
        return pd.DataFrame(columns=list(COLUMNS))
    population = tables.population.set_index("unit_id")
    units = population["population"].astype(float)
    told = population.get("basis", pd.Series("", index=population.index))
    named = units * (np.nan if basis is None else (told == basis.key).astype(float))
    rows = tables.membership.loc[tables.membership["subject"] == "unit"]
    counted = rows["share"].astype(float) * rows["subject_id"].map(units).astype(float)
    people = counted.groupby(rows["territory_id"]).sum()
    own = rows["share"].astype(float) * rows["subject_id"].map(named).astype(float)
    own_people = own.groupby(rows["territory_id"]).sum()
    parts = []
    for level, territories in tables.territories.items():
        open_ones = territories.loc[~territories["self_governed"]]
        here = pd.DataFrame(open_ones[["territory_id", "name"]]).merge(
            reference.rename(columns={"population": "reference_population", "source": "reference"})[
                ["territory_id", "reference_population", "reference", "year"]
            ],
            on="territory_id",
        )
        here["population"] = here["territory_id"].map(people).astype(float).fillna(0.0)
        here["basis_share"] = here["territory_id"].map(own_people).astype(float)
        here["basis_share"] /= here["population"].where(here["population"] > 0)
        parts.append(here.assign(level=level, basis="" if basis is None else basis.key))
    table = pd.concat(parts, ignore_index=True)
    counted = table["reference_population"].where(table["reference_population"] > 0)
    table["ratio"] = (table["population"] / counted).astype(float)
    return table.loc[:, list(COLUMNS)]


def ratio_summary(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return, per level and reference, how far the two counts are from each other.

    Returns
    -------
    list of dict
        ``level, reference, territories, low, median, high`` (ratios) and ``far``: the five
        territories whose ratio is farthest from 1, as ``territory_id, name, ratio``.
    """
    told = []
    for (level, reference), rows in table.groupby(["level", "reference"], sort=False):
        known = rows.dropna(subset=["ratio"])
        if not len(known):
            continue
        away = known.assign(away=np.abs(np.log(known["ratio"].clip(lower=1e-9))))
        far = away.sort_values(["away", "territory_id"], ascending=[False, True]).head(5)
        told.append(
            {
                "level": str(level),
                "reference": str(reference),
                "territories": len(known),
                "low": float(known["ratio"].min()),
                "median": float(known["ratio"].median()),
                "high": float(known["ratio"].max()),
                "far": far[["territory_id", "name", "ratio"]].to_dict("records"),
            }
        )
    return told


def coarse_units(units: pd.DataFrame) -> pd.Series:
    """Return the people of the units too large for their threshold, or crowded at one point.

    Parameters
    ----------
    units : pandas.DataFrame
        ``population, located, self_governed, coarse``, see `reach.unit_parameters`.
    """
    public = units["located"] & ~units["self_governed"] & units["coarse"]
    return units.loc[public, "population"]


def population_record(
    basis: Basis | None, beside: pd.DataFrame, coarse: pd.Series
) -> dict[str, Any]:
    """Return which population a study counts, beside others, and how coarse its units are."""
    return {
        "basis": None
        if basis is None
        else {
            "key": basis.key,
            "title": {language: basis.label(language) for language in LANGUAGES},
            "quebec": basis.total,
        },
        "references": ratio_summary(beside),
        "coarse_units": len(coarse),
        "coarse_people": float(coarse.sum()),
    }
