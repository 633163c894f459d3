"""How good the joins are: places that state their own codes, as referees of the geometry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from territory.codes import require_level, same_namespace
from territory.errors import InputError
from territory.membership.crosswalk import Crosswalk


@dataclass(frozen=True)
class Quality:
    """What sites that state a code say of a level's limits.

    Attributes
    ----------
    level : str
        Level key.
    stated : int
        Sites that state a code of this level and have coordinates.
    agreeing, disagreeing, outside, undrawn : int
        In the territory they state; in another; in none; and sites that state a territory no
        layer draws, which cannot be judged. They add up to ``stated``.
    listed : pandas.DataFrame
        ``service_id, name, stated_id, found_id`` of those that disagree or are outside (blank).
    """

    level: str
    stated: int
    agreeing: int
    disagreeing: int
    outside: int
    undrawn: int
    listed: pd.DataFrame

    @property
    def share(self) -> float | None:
        """Share of the sites judged that are in the territory they state."""
        judged = self.stated - self.undrawn
        return self.agreeing / judged if judged else None


def crosswalk_quality(
    services: pd.DataFrame,
    membership: pd.DataFrame,
    level: str,
    *,
    drawn: Collection[str] | None = None,
) -> Quality:
    """Compare the codes sites state with the territories they are in by their coordinates.

    Parameters
    ----------
    services : pandas.DataFrame
        ``service_id, name, stated_<level>_id`` and a geometry.
    membership : pandas.DataFrame
        Rows of ``subject`` "service"; those of method "within" are by coordinates.
    level : str
        Level key.
    drawn : collection of str, optional
        Territories the layer draws; those found by default.

    Raises
    ------
    InputError
        When the sites state no code of that level.
    """
    column = f"stated_{level}_id"
    if column not in services or not services[column].notna().any():
        raise InputError(
            "Aucun point n'inscrit de code de niveau « {level} » : rien ne peut le vérifier.",
            level=level,
        )
    require_level(services[column], level)
    rows = membership.loc[
        (membership["subject"] == "service")
        & (membership["level"] == level)
        & (membership["method"] == "within")
    ]
    same_namespace(services[column], rows["territory_id"])
    known = set(rows["territory_id"] if drawn is None else drawn)
    sites = services.loc[services[column].notna()]
    if "geometry" in sites:
        sites = sites.loc[~(sites["geometry"].isna() | sites["geometry"].is_empty)]
    found = sites["service_id"].map(rows.set_index("subject_id")["territory_id"])
    judged = sites[column].isin(known)
    agreeing = judged & (found == sites[column]).fillna(value=False)
    outside = judged & found.isna()
    listed = pd.DataFrame(
        {
            "service_id": sites["service_id"],
            "name": sites["name"],
            "stated_id": sites[column],
            "found_id": found.astype(object).where(found.notna(), ""),
        }
    ).loc[judged & ~agreeing]
    return Quality(
        level=level,
        stated=len(sites),
        agreeing=int(agreeing.sum()),
        disagreeing=int((judged & ~agreeing & ~outside).sum()),
        outside=int(outside.sum()),
        undrawn=int((~judged).sum()),
        listed=listed.sort_values(["found_id", "name"], ascending=[False, True])
        .reset_index(drop=True),
    )  # fmt: skip


def pairs_stated(services: pd.DataFrame, both: Crosswalk) -> pd.DataFrame:
    """Return the pairs of codes sites state at both levels, and what the crosswalk has there.

    Parameters
    ----------
    services : pandas.DataFrame
        ``stated_<level>_id`` of both levels of the crosswalk.
    both : Crosswalk

    Returns
    -------
    pandas.DataFrame
        ``from_id, to_id, sites, population``; a pair the crosswalk gives nobody has 0 people.
    """
    columns = [f"stated_{level}_id" for level in (both.from_level, both.to_level)]
    lacking = [name for name in columns if name not in services]
    if lacking:
        return pd.DataFrame(columns=["from_id", "to_id", "sites", "population"])
    for level, column in zip((both.from_level, both.to_level), columns, strict=True):
        require_level(services[column], level)
    stated = services.dropna(subset=columns).groupby(columns).size().rename("sites").reset_index()
    stated.columns = pd.Index(["from_id", "to_id", "sites"])
    pairs = both.pairs[["from_id", "to_id", "population"]]
    joined = stated.astype({"from_id": object, "to_id": object}).merge(
        pairs, on=["from_id", "to_id"], how="left"
    )
    return joined.fillna({"population": 0.0})
