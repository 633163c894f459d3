"""Sites that may be one door written twice: proposed with the reason, never merged."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.spatial import cKDTree

from territory.sources._rows import METRES
from territory.sources.locating.names import over_unique, place_key
from territory.sources.locating.streets import door
from territory.text import N_, translator

SAME_PLACE = N_("noms semblables, à moins de {metres} m")
SAME_ADDRESS = N_("noms semblables, même adresse")
SAME_TOWN = N_("même nom dans la même municipalité, dont l'un n'a pas de point précis")
COLUMNS = (
    "id_a", "id_b", "name_a", "name_b", "kind_a", "kind_b", "distance_m", "similarity", "why",
    "why_en",
)  # fmt: skip
# Two sites this near whose names are at least this alike (0 to 100) may be one.
NEAR_M = 150.0
ALIKE = 85.0
# More neighbours than this at one point: the point is that of a building, names alone are told.
_CROWD = 200
_PRECISE = ("exact", "address", "place")
# Words that a kind of site is called by, or that link others: they tell nothing of which one.
_LINKS = "a au aux d de des du en et l la le les s sur pour par inc enr ltee"
_KINDS = (
    "clsc centre local services communautaires service point sante sociaux multiservices "
    "bibliotheque municipale publique library gmf clinique groupe medecine famille familiale "
    "medical medicale organisme association"
)
_SAYING_NOTHING = frozenset(_LINKS.split())
_COMMON = _SAYING_NOTHING | frozenset(_KINDS.split())


def name_key(name: str) -> str:
    """Return the form of a site's name in which two are compared: its words, sorted.

    Words said of any site of its kind are left out, unless nothing else is left.

    Examples
    --------
    >>> name_key("CLSC de St-Clet"), name_key("POINT DE SERVICE (CLSC) SAINT-CLET")
    ('clet saint', 'clet saint')
    >>> name_key("Bibliothèque municipale")
    'bibliotheque municipale'
    """
    words = place_key(name).split()
    told = [word for word in words if word not in _COMMON]
    return " ".join(sorted(told or words))


def _whole_key(name: str) -> str:
    """Return the same form with the words of its kind, to compare two kinds of sites."""
    return " ".join(sorted(word for word in place_key(name).split() if word not in _SAYING_NOTHING))


def duplicates(
    services: gpd.GeoDataFrame, *, near_m: float = NEAR_M, alike: float = ALIKE
) -> pd.DataFrame:
    """Return the pairs of sites that may be one, the most alike first.

    Two sites are compared when they lie within ``near_m`` of one another, or have the same
    number and street in the same municipality; where one has no precise point, when they have
    the same name in the same municipality. Names with different numbers in them are different.

    Parameters
    ----------
    services : geopandas.GeoDataFrame
        ``service_id, name, kind``, geometry; ``address``, ``address_precision`` and
        ``municipality_id`` where known.
    near_m : float
        Distance, in metres.
    alike : float
        Least similarity of the names, 0 to 100.

    Returns
    -------
    pandas.DataFrame
        ``id_a, id_b, name_a, name_b, kind_a, kind_b, distance_m, similarity, why, why_en``.
    """
    if len(services) < 2:  # noqa: PLR2004 - a pair
        return pd.DataFrame(columns=list(COLUMNS))
    rows = _rows(services)
    reasons: dict[tuple[int, int], tuple[str, float]] = {}
    for pairs, reason, least in (
        (_near(rows, near_m), SAME_PLACE, alike),
        (_same(rows, "door"), SAME_ADDRESS, alike),
        (_same(rows[~rows["precise"]], "town_name", rows), SAME_TOWN, alike),
    ):
        first, second, likeness = _alike(rows, pairs, least)
        for a, b, value in zip(first.tolist(), second.tolist(), likeness.tolist(), strict=True):
            reasons.setdefault((a, b), (reason, value))
    return _told(rows, reasons, near_m)


def _rows(services: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what is compared, one row per site, in the order of the table."""
    metric = services.geometry.to_crs(METRES)
    nothing = pd.Series(None, index=services.index, dtype="object")
    town = services.get("municipality_id", nothing).astype("object")
    precision = services.get("address_precision", nothing)
    key = over_unique(services["name"], name_key).fillna("")
    address = over_unique(services.get("address", nothing), _door_key)
    return pd.DataFrame(
        {
            "id": services["service_id"].to_numpy(dtype=object),
            "name": services["name"].to_numpy(dtype=object),
            "kind": services["kind"].to_numpy(dtype=object),
            "key": key.to_numpy(dtype=object),
            "whole": over_unique(services["name"], _whole_key).fillna("").to_numpy(dtype=object),
            "numbers": key.str.findall(r"\d+").str.join(" ").to_numpy(dtype=object),
            "x": metric.x.to_numpy(),
            "y": metric.y.to_numpy(),
            "precise": precision.isin(_PRECISE).to_numpy() | precision.isna().to_numpy(),
            "door": (town + "|" + address.mask(address == "")).to_numpy(dtype=object),
            "town_name": (town + "|" + key.mask(key == "")).to_numpy(dtype=object),
        }
    )


def _door_key(address: str) -> str:
    told = door(address)
    return f"{told.numbers[0]}|{told.street}" if told.numbers and told.street else ""


def _near(rows: pd.DataFrame, near_m: float) -> NDArray[np.intp]:
    """Return the pairs of precise points within a distance, shape (pairs, 2).

    Sites at one point shared by a crowd are compared by their name alone.
    """
    precise = np.flatnonzero(rows["precise"] & np.isfinite(rows["x"]) & np.isfinite(rows["y"]))
    points = rows.loc[precise, ["x", "y"]].round(1)
    crowd = (points.groupby(["x", "y"])["x"].transform("size") > _CROWD).to_numpy()
    alone = precise[~crowd]
    pairs = cKDTree(rows.loc[alone, ["x", "y"]].to_numpy()).query_pairs(
        near_m, output_type="ndarray"
    )
    crowded = rows.loc[precise[crowd]].assign(
        here=lambda frame: frame["x"].astype(str) + "|" + frame["y"].astype(str) + frame["key"]
    )
    more = _same(crowded, "here") if len(crowded) else np.empty((0, 2), dtype=np.intp)
    return np.concatenate([alone[pairs].reshape(-1, 2), more])


def _same(rows: pd.DataFrame, column: str, others: pd.DataFrame | None = None) -> NDArray[np.intp]:
    """Return the pairs of rows, or of rows and others, alike in a column, shape (pairs, 2)."""
    known = rows.loc[rows[column].notna(), [column]]
    if known.empty:
        return np.empty((0, 2), dtype=np.intp)
    right = known if others is None else others.loc[others[column].notna(), [column]]
    met = known.assign(a=known.index).merge(right.assign(b=right.index), on=column)
    ends = np.sort(met.loc[met["a"] != met["b"], ["a", "b"]].to_numpy(dtype=np.intp), axis=1)
    return np.unique(ends, axis=0).reshape(-1, 2)


def _alike(
    rows: pd.DataFrame, pairs: NDArray[np.intp], least: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the pairs whose names are at least this alike, and how much they are."""
    first, second = pairs[:, 0], pairs[:, 1]
    numbers = rows["numbers"].to_numpy()
    same = numbers[first] == numbers[second]
    first, second = first[same], second[same]
    kinds = rows["kind"].to_numpy()
    of_kind = (kinds[first] == kinds[second])[:, None]
    names = rows[["key", "whole"]].to_numpy()
    left = np.where(of_kind, names[first, :1], names[first, 1:]).ravel()
    right = np.where(of_kind, names[second, :1], names[second, 1:]).ravel()
    likeness = np.asarray(
        process.cpdist(left.tolist(), right.tolist(), scorer=fuzz.token_sort_ratio),
        dtype=np.float64,
    )
    good = likeness >= least
    return first[good], second[good], likeness[good]


def _told(
    rows: pd.DataFrame, reasons: Mapping[tuple[int, int], tuple[str, float]], near_m: float
) -> pd.DataFrame:
    """Return the pairs in words, the most alike first."""
    if not reasons:
        return pd.DataFrame(columns=list(COLUMNS))
    ends = np.array(list(reasons), dtype=np.intp)
    a, b = rows.loc[ends[:, 0]].reset_index(drop=True), rows.loc[ends[:, 1]].reset_index(drop=True)
    why = [reason for reason, _ in reasons.values()]
    metres = f"{near_m:g}"
    frame = pd.DataFrame(
        {
            "id_a": a["id"],
            "id_b": b["id"],
            "name_a": a["name"],
            "name_b": b["name"],
            "kind_a": a["kind"],
            "kind_b": b["kind"],
            "distance_m": np.hypot(a["x"] - b["x"], a["y"] - b["y"]).round(),
            "similarity": [round(likeness) for _, likeness in reasons.values()],
            "why": [translator("fr")(one).format(metres=metres) for one in why],
            "why_en": [translator("en")(one).format(metres=metres) for one in why],
        }
    )
    order = ["similarity", "distance_m", "id_a", "id_b"]
    return frame.sort_values(order, ascending=[False, True, True, True]).reset_index(drop=True)
