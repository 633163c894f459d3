"""The surroundings of a study: which rows of its files make the band, and how they take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.membership.around import as_points, in_band, in_study
from territory.study.model import MembershipRules, PlacedInput
from territory.tables import Reading, Surroundings, Tables, lines_of, rejections
from territory.text import N_, number

IN_BUFFER = "in_buffer"
BEYOND = N_("à plus de {km} km de l'étude : au-delà de la bande prise autour d'elle")
INSIDE = N_("dans l'étude : ses propres fichiers en tiennent compte")
NOWHERE = N_("sans coordonnées : la distance à l'étude n'est pas connue")
COUNTED = N_("déjà dans un autre fichier de l'étude")
_KEYS = {"population": ("unit_id", ""), "services": ("service_id", "stated_")}


@dataclass(frozen=True)
class Border:
    """What decides which rows of a file are the study's and which are around it.

    Attributes
    ----------
    rules : MembershipRules
        With a ``buffer_km`` above 0.
    territories : Mapping of level key to GeoDataFrame
    unit_prefixes : tuple of str
        Levels the study makes of its own units ("DA:"): such units are all in the study.
    """

    rules: MembershipRules
    territories: Mapping[str, gpd.GeoDataFrame]
    unit_prefixes: tuple[str, ...] = ()


def banded(
    reading: Reading, table: str, given: PlacedInput, border: Border, seen: pd.Index
) -> Reading:
    """Return a reading whose rows say whether they are in the band; those beyond are set aside.

    A row that a territory of the study can claim is the study's; another is in the band when its
    point is within ``buffer_km`` of the study. In a file that describes the surroundings only,
    rows of the study, and rows another file already holds, are set aside.

    Parameters
    ----------
    reading : Reading
    table : {"population", "services"}
    given : PlacedInput
        What the study file says of this file.
    border : Border
    seen : pandas.Index
        Identifiers already read for this table.
    """
    frame = gpd.GeoDataFrame(reading.table)
    if not len(frame):
        return reading
    key, prefix = _KEYS[table]
    points = as_points(frame) if table == "population" else frame.geometry
    near = in_band(points, border.territories, border.rules.buffer_km)
    nowhere = points.isna().to_numpy(dtype=bool)
    if given.role == "buffer":
        own = in_study(frame.set_geometry(points), border.territories, prefix="(none) ")
        counted = frame[key].isin(seen).to_numpy(dtype=bool)
        reasons = [(counted, COUNTED), (own, INSIDE), (nowhere, NOWHERE), (~near, BEYOND)]
    else:
        rules = border.rules
        own = in_study(
            frame, border.territories, prefix=prefix, snap_km=rules.snap_km, spatial=rules.spatial
        )
        own |= frame[key].str.startswith(border.unit_prefixes or "(none)").to_numpy(dtype=bool)
        # People without a place stay the study's: nothing says that they are elsewhere.
        reasons = [(~(own | near | nowhere), BEYOND)]
        near &= ~own
    kept = np.ones(len(frame), dtype=bool)
    lost = [reading.rejected]
    km = number(border.rules.buffer_km, digits=_digits(border.rules.buffer_km))
    for mask, reason in reasons:
        rows = frame.loc[mask & kept]
        lost.append(rejections(reading.source, lines_of(rows), rows[key], reason, km=km))
        kept &= ~mask
    rest = frame.assign(**{IN_BUFFER: near})[kept].reset_index(drop=True)
    aside = pd.concat([part for part in lost if len(part)] or lost[:1], ignore_index=True)
    return replace(reading, table=rest, kept=reading.kept - int((~kept).sum()), rejected=aside)


def _digits(km: float) -> int:
    return 0 if float(km).is_integer() else 1


def parted(stacked: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the study's rows and those of the band."""
    if IN_BUFFER not in stacked:
        return stacked, stacked.head(0)
    around = stacked[IN_BUFFER].fillna(value=False).astype(bool)
    plain = stacked.drop(columns=IN_BUFFER)
    return plain[~around].reset_index(drop=True), plain[around].reset_index(drop=True)


def everyone(tables: Tables) -> gpd.GeoDataFrame:
    """Return the study's units, then those of the band."""
    return _with(tables.population, tables.surroundings and tables.surroundings.population)


def every_site(tables: Tables) -> gpd.GeoDataFrame:
    """Return the study's sites, then those of the band, told apart by ``in_buffer``."""
    own = tables.services.assign(**{IN_BUFFER: False})
    around: Surroundings | None = tables.surroundings
    return _with(own, around and around.services.assign(**{IN_BUFFER: True}))


def _with(own: gpd.GeoDataFrame, around: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if around is None or not len(around):
        return own
    return gpd.GeoDataFrame(
        pd.concat([own, around], ignore_index=True), geometry="geometry", crs=own.crs
    )


def around_rates(tables: Tables, registered: pd.Series, declared: float | None) -> pd.Series:
    """Return the registration rate of every unit, those of the band after the study's.

    Where a unit of the band has none, the study's declared rate stands in, else the mean rate
    of the study's people: without one, nobody beyond the border would share its GMF.

    Parameters
    ----------
    tables : Tables
    registered : pandas.Series
        Rates of the study's units, in their order.
    declared : float or None
        The study's declared rate.
    """
    if tables.surroundings is None:
        return registered
    people = tables.population["population"].where(registered.notna(), 0.0)
    mean = float((registered.fillna(0.0) * people).sum() / people.sum()) if people.sum() else None
    stand_in = declared if declared is not None else mean
    around = tables.surroundings.population["registered_share"].astype(float)
    filled = around if stand_in is None else around.fillna(stand_in)
    rates: pd.Series = pd.concat([registered, filled], ignore_index=True)
    return rates
