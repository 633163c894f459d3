"""Territories that resemble one another in their people and place, not in their access.

Resemblance is a distance over criteria of equal weight, each standardised over the level:
population (log), density (log), milieux (share of people in each), and each need column the
study has. What is judged (doors, times, staffing) never enters it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory.tables.words import MILIEUX
from territory.text import enumerate_words
from territory_app.catalogue import Catalogue, spoken
from territory_app.reading import read_layer
from territory_app.tiles.geometry import METRES
from territory_app.words import words

SHOWN = 5
NOT_RANKED = "not_ranked"


@dataclass(frozen=True)
class Comparable:
    """One territory that resembles another.

    Attributes
    ----------
    territory_id, name : str
        Which it is.
    row : int
        Its row in the level's table, where its figures are.
    distance : float
        How far it is: the root of the mean of squared differences, in standard deviations.
    """

    territory_id: str
    name: str
    row: int
    distance: float


@dataclass(frozen=True)
class Traits:
    """What territories of a level are compared on.

    Attributes
    ----------
    criteria : tuple of (str, numpy.ndarray)
        Name of each criterion and its standardised columns: territories x columns.
    allowed : numpy.ndarray of bool
        Territories that may be named as comparable.
    """

    criteria: tuple[tuple[str, NDArray[np.float64]], ...]
    allowed: NDArray[np.bool_]


def comparable(
    catalogue: Catalogue, territory_id: str, count: int = SHOWN
) -> tuple[Comparable, ...]:
    """Return the territories of the same level that resemble one most, nearest first.

    Never the territory itself, nor a self-governed one; none for a self-governed one.

    Raises
    ------
    KeyError
        When the results do not hold the territory.
    """
    level, position = catalogue.places[territory_id]
    known = traits(catalogue, level)
    if not known.allowed[position]:
        return ()
    apart = _distances(known, position)
    others = np.flatnonzero(known.allowed & np.isfinite(apart))
    others = others[others != position]
    order = others[np.argsort(apart[others], kind="stable")][: max(0, count)]
    table = catalogue.levels[level].table
    return tuple(
        Comparable(
            str(table["territory_id"].iloc[row]),
            str(table["name"].iloc[row]),
            int(row),
            float(apart[row]),
        )
        for row in order
    )


def compared_on(catalogue: Catalogue, level: str, language: str) -> str:
    """Say in one sentence what territories of ``level`` are compared on."""
    _ = words(language)
    named = {
        "population": _("population"),
        "density": _("densité"),
        "milieux": _("milieux de vie"),
    }
    told = [
        named.get(name) or spoken(catalogue.needs.get(name, {}).get("label"), language) or name
        for name, _columns in traits(catalogue, level).criteria
    ]
    return _(
        "Comparés à poids égal sur : {criteria}. Ni les portes, ni les temps, ni les effectifs "
        "n'entrent dans la comparaison."
    ).format(criteria=enumerate_words(told, language))


def traits(catalogue: Catalogue, level: str) -> Traits:
    """Return what territories of ``level`` are compared on, computed once per results."""
    return cast(
        "Traits", catalogue.holdings.keep(f"traits:{level}", lambda: _traits(catalogue, level))
    )


def areas(catalogue: Catalogue, level: str) -> pd.Series[float]:
    """Return the area inside each territory's limits, in square kilometres, by id."""

    def measured() -> pd.Series[float]:
        layer = read_layer(catalogue.package, catalogue.levels[level].layer).to_crs(METRES)
        surface = shapely.area(layer.geometry.to_numpy()) / 1e6
        return pd.Series(surface, index=layer["territory_id"].to_numpy())

    return cast("pd.Series[float]", catalogue.holdings.keep(f"areas:{level}", measured))


def milieu_shares(catalogue: Catalogue, level: str) -> pd.DataFrame:
    """Return the share of each territory's people in each milieu, by id; NaN where nobody is."""
    units = catalogue.units
    if "milieu" not in units:
        return pd.DataFrame(index=catalogue.levels[level].table["territory_id"])
    shares = catalogue.shares
    if shares is None:
        held = units[["unit_id", level]].rename(columns={level: "territory_id"}).assign(share=1.0)
    else:
        held = shares.loc[shares["level"] == level, ["unit_id", "territory_id", "share"]]
    people = held.merge(units[["unit_id", "population", "milieu"]], on="unit_id")
    people["people"] = people["population"] * people["share"]
    sums = people.pivot_table(
        index="territory_id", columns="milieu", values="people", aggfunc="sum", fill_value=0.0
    )
    sums = sums.reindex(
        index=catalogue.levels[level].table["territory_id"],
        columns=[one for one in MILIEUX if one in sums.columns],
    )
    return sums.div(sums.sum(axis=1).replace(0.0, np.nan), axis=0)


def _traits(catalogue: Catalogue, level: str) -> Traits:
    table = catalogue.levels[level].table
    ids = table["territory_id"]
    population = table["population"].to_numpy(dtype=float)
    surface = areas(catalogue, level).reindex(ids).to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(population > 0, np.log(population), np.nan)
        density = np.where(surface > 0, size - np.log(surface), np.nan)
    allowed = (table["class"] != NOT_RANKED).to_numpy() & (population > 0)
    blocks = [
        ("population", size[:, None]),
        ("density", density[:, None]),
        ("milieux", milieu_shares(catalogue, level).to_numpy(dtype=float)),
    ]
    needs = catalogue.needs_table(level)
    if needs is not None:
        rows = needs.set_index("territory_id").reindex(ids)
        blocks += [
            (key, rows[key].to_numpy(dtype=float)[:, None])
            for key in catalogue.needs
            if key in rows and pd.api.types.is_numeric_dtype(rows[key])
        ]
    standardised = ((name, _standardised(values, allowed)) for name, values in blocks)
    return Traits(
        tuple((name, values) for name, values in standardised if values.shape[1]), allowed
    )


def _standardised(values: NDArray[np.float64], allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Centre and scale each column over the territories compared; a constant column goes."""
    kept = []
    for column in values.T:
        known = column[allowed & np.isfinite(column)]
        spread = float(known.std()) if len(known) > 1 else 0.0
        if spread > 0:
            kept.append((column - known.mean()) / spread)
    return np.column_stack(kept) if kept else np.empty((len(values), 0))


def _distances(known: Traits, position: int) -> NDArray[np.float64]:
    """Measure how far every territory is from one, over the criteria both have."""
    squares = []
    for _name, values in known.criteria:
        difference = (values - values[position]) ** 2
        present = np.isfinite(difference)
        total = np.where(present, difference, 0.0).sum(axis=1)
        counted = present.sum(axis=1)
        squares.append(np.where(counted > 0, total / np.maximum(counted, 1), np.nan))
    if not squares:
        return np.full(len(known.allowed), np.nan)
    columns = np.column_stack(squares)
    present = np.isfinite(columns)
    total = np.where(present, columns, 0.0).sum(axis=1)
    return np.where(
        present.any(axis=1), np.sqrt(total / np.maximum(present.sum(axis=1), 1)), np.nan
    )
