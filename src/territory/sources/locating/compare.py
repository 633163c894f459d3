"""Two vintages of a list of sites: the same doors under other codes, and what is to be checked."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from territory.sources._geo import GEOGRAPHIC
from territory.sources._rows import METRES
from territory.sources.locating.duplicates import name_key
from territory.sources.locating.names import over_unique
from territory.sources.locating.streets import door
from territory.text import N_, translator

# A door moves by less than this from one vintage's geocoding to the next.
DOOR_M = 150.0
SAME_CODE = "same_code"
SAME_DOOR = "same_door"
DOOR_STILL_THERE = "door_still_there"
DOOR_ALREADY_THERE = "door_already_there"
GONE = "gone_to_check"
CAME = "came_to_check"
STATUSES = {
    SAME_CODE: N_("même code"),
    SAME_DOOR: N_("même porte, code changé"),
    DOOR_STILL_THERE: N_("code parti, mais la porte existe encore sous un autre code"),
    DOOR_ALREADY_THERE: N_("code nouveau, mais la porte existait déjà sous un autre code"),
    GONE: N_("à vérifier : rien n'est inscrit à cette porte (déménagée, fusionnée ou fermée)"),
    CAME: N_("à vérifier : rien n'était inscrit à cette porte (nouvelle, déménagée ou oubliée)"),
}
COLUMNS = ("old_id", "new_id", "status", "distance_m", "how", "says", "says_en")
# Two addresses that differ, without names to tell, are one door only this near.
CORNER_M = 30.0
_NAMES_ALIKE = 60.0


def compare_sites(old: pd.DataFrame, new: pd.DataFrame, *, door_m: float = DOOR_M) -> pd.DataFrame:
    """Return what became of each site from one vintage of a list to the next.

    A code that goes is not a door that closes: sites are matched by their place, their address
    and, where both vintages have one, their name. Nothing here says that a site closed or
    opened; what no door answers to is to be checked.

    Parameters
    ----------
    old, new : pandas.DataFrame
        ``site_id, lon, lat``; ``name`` and ``address`` where known.
    door_m : float
        Distance within which two points may be one door, in metres.

    Returns
    -------
    pandas.DataFrame
        One row per site of either vintage: ``old_id, new_id`` (missing where there is none),
        ``status`` (a key of `STATUSES`), ``distance_m``, ``how`` ("address", "place"), and the
        sentence, ``says`` and ``says_en``. Codes changed are matched one to one, nearest first.
    """
    before, after = _shaped(old), _shaped(new)
    both = before.index.intersection(after.index)
    moved = np.hypot(
        before.loc[both, "x"] - after.loc[both, "x"], before.loc[both, "y"] - after.loc[both, "y"]
    )
    parts = [_rows(both, both, SAME_CODE, moved.to_numpy(), "")]
    gone, came = before.drop(both), after.drop(both)
    pairs = _matched(gone, came, door_m)
    parts.append(_rows(pairs["a"], pairs["b"], SAME_DOOR, pairs["metres"], pairs["how"]))
    gone, came = gone.drop(pairs["a"]), came.drop(pairs["b"])
    still = _nearest(gone, after, door_m)
    parts.append(_rows(still["a"], still["b"], DOOR_STILL_THERE, still["metres"], still["how"]))
    already = _nearest(came, before, door_m)
    parts.append(
        _rows(already["b"], already["a"], DOOR_ALREADY_THERE, already["metres"], already["how"])
    )
    gone, came = gone.drop(still["a"]), came.drop(already["a"])
    parts.append(_rows(gone.index, None, GONE, np.nan, ""))
    parts.append(_rows(None, came.index, CAME, np.nan, ""))
    told = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    for column, language in (("says", "fr"), ("says_en", "en")):
        words = {key: translator(language)(says) for key, says in STATUSES.items()}
        told[column] = told["status"].map(words)
    return told.loc[:, list(COLUMNS)]


def _shaped(sites: pd.DataFrame) -> pd.DataFrame:
    """Return places in metres, and what names and addresses are compared by, by code."""
    points = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"]), crs=GEOGRAPHIC)
    metric = points.to_crs(METRES)
    nothing = pd.Series(None, index=sites.index, dtype="object")
    shaped = pd.DataFrame(
        {
            "x": metric.x.to_numpy(),
            "y": metric.y.to_numpy(),
            "door": _known(sites.get("address", nothing), _door),
            "key": _known(sites.get("name", nothing), name_key),
        },
        index=pd.Index(sites["site_id"].astype(str), name="site_id"),
    )
    return shaped[~shaped.index.duplicated()]


def _known(values: pd.Series, change: Callable[[str], str]) -> NDArray[np.object_]:
    """Return values changed, missing where nothing is left."""
    told = over_unique(values, change)
    return told.mask(told == "", None).to_numpy(dtype=object)


def _door(address: str) -> str:
    told = door(address)
    return f"{told.numbers[0]}|{told.loose}" if told.numbers and told.loose else ""


def _pairs(left: pd.DataFrame, right: pd.DataFrame, door_m: float) -> pd.DataFrame:
    """Return the pairs that may be one door: near one another, names not contradicting."""
    here, there = left.dropna(subset=["x", "y"]), right.dropna(subset=["x", "y"])
    if here.empty or there.empty:
        return pd.DataFrame({"a": [], "b": [], "metres": [], "how": [], "cost": []})
    # An address may be placed half a kilometre apart by two geocoders, not a bare point.
    wide = 5 * door_m
    near = cKDTree(here[["x", "y"]]).sparse_distance_matrix(
        cKDTree(there[["x", "y"]]), wide, output_type="coo_matrix"
    )
    a, b = here.iloc[near.row], there.iloc[near.col]
    same = (a["door"].to_numpy() == b["door"].to_numpy()) & a["door"].notna().to_numpy()
    likeness = [
        50.0 if not one or not other else fuzz.token_sort_ratio(one, other)
        for one, other in zip(a["key"].fillna(""), b["key"].fillna(""), strict=True)
    ]
    frame = pd.DataFrame(
        {
            "a": a.index,
            "b": b.index,
            "metres": near.data,
            "how": np.where(same, "address", "place"),
            "likeness": likeness,
        }
    )
    named = a["key"].notna().to_numpy() & b["key"].notna().to_numpy()
    differ = ~same & a["door"].notna().to_numpy() & b["door"].notna().to_numpy()
    within = np.where(differ & ~named, CORNER_M, door_m)
    good = same | ((near.data <= within) & (~named | (frame["likeness"] >= _NAMES_ALIKE)))
    frame["cost"] = frame["metres"] - 1000.0 * same - 5.0 * frame["likeness"]
    pairs: pd.DataFrame = frame.loc[good].reset_index(drop=True)
    return pairs


def _matched(left: pd.DataFrame, right: pd.DataFrame, door_m: float) -> pd.DataFrame:
    """Return pairs, each site in one at most: as many as can be, the likeliest first."""
    pairs = _pairs(left, right, door_m)
    if pairs.empty:
        return pairs
    rows, row_names = pd.factorize(pairs["a"])
    columns, column_names = pd.factorize(pairs["b"])
    none = 1e9
    cost = np.full((len(row_names), len(column_names)), none)
    cost[rows, columns] = pairs["cost"]
    chosen = np.column_stack(linear_sum_assignment(cost))
    chosen = chosen[cost[chosen[:, 0], chosen[:, 1]] < none]
    kept = pd.MultiIndex.from_arrays([row_names[chosen[:, 0]], column_names[chosen[:, 1]]])
    return pairs[pd.MultiIndex.from_frame(pairs[["a", "b"]]).isin(kept)]


def _nearest(left: pd.DataFrame, right: pd.DataFrame, door_m: float) -> pd.DataFrame:
    """Return, for each site on the left that has one, the likeliest door on the right."""
    pairs = _pairs(left, right, door_m).sort_values("cost", kind="stable")
    return pairs.drop_duplicates("a")


def _rows(
    old: pd.Index | pd.Series | None,
    new: pd.Index | pd.Series | None,
    status: str,
    metres: object,
    how: object,
) -> pd.DataFrame:
    length = len(old) if old is not None else len(new) if new is not None else 0
    frame = pd.DataFrame({"status": [status] * length})
    frame["old_id"] = None if old is None else np.asarray(old, dtype=object)
    frame["new_id"] = None if new is None else np.asarray(new, dtype=object)
    frame["distance_m"] = np.round(np.asarray(metres, dtype=float), 1) if length else []
    frame["how"] = np.asarray(how, dtype=object) if length else []
    return frame
