"""How complete the data are, territory by territory and kind by kind: the completeness meter."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from territory.gaps.aggregate import placed_people

STATUSES = ("complete", "partial", "absent", "unknown")
_FIGURES = ("fte", "fte_ts", "fte_tts", "fte_oc", "fte_other")


def completeness(
    territories: pd.DataFrame,
    unit_shares: pd.DataFrame,
    units: pd.DataFrame,
    site_shares: pd.DataFrame,
    services: pd.DataFrame,
    basket: Collection[str],
) -> pd.DataFrame:
    """Return what is known of each kind in each territory of one level.

    ``share_s = sum(m over units of status s) / sum(m)``, *m* the people of a unit in the
    territory. The status of a territory is that of all its people; mixed, it is "partial".

    Parameters
    ----------
    territories : pandas.DataFrame
        Indexed by ``territory_id``: ``name`` and ``self_governed``.
    unit_shares, site_shares : pandas.DataFrame
        ``subject_id, territory_id, share`` of the level.
    units : pandas.DataFrame
        Indexed by ``unit_id``: ``population``, ``self_governed`` and, per kind, the status of
        its coverage.
    services : pandas.DataFrame
        The services table.
    basket : collection of str
        Kinds the norm asks for.

    Returns
    -------
    pandas.DataFrame
        One row per territory that is not self-governed and kind: ``territory_id, name, kind,
        in_basket, status, share_complete, share_partial, share_absent, share_unknown, sites,
        sites_with_fte``. Shares are missing where nobody lives.
    """
    kinds = [name for name in units.columns if name not in {"population", "self_governed"}]
    placed = placed_people(unit_shares, units.loc[~units["self_governed"].to_numpy(bool)])
    index = territories.index[~territories["self_governed"].to_numpy(bool)]
    everyone = placed.groupby("territory_id")["people"].sum().reindex(index, fill_value=0.0)
    parts = []
    for kind in kinds:
        held = placed.pivot_table(
            "people", index="territory_id", columns=kind, aggfunc="sum", fill_value=0.0
        ).reindex(index=index, columns=list(STATUSES), fill_value=0.0)
        shares = held.div(everyone.where(everyone > 0), axis=0)
        parts.append(_one_kind(kind, shares, territories.loc[index, "name"], kind in basket))
    table = pd.concat(parts, ignore_index=True)
    table = table.merge(
        _sites(site_shares, services), how="left", on=["territory_id", "kind"], validate="1:1"
    )
    table[["sites", "sites_with_fte"]] = table[["sites", "sites_with_fte"]].fillna(0).astype(int)
    return table.sort_values(["territory_id", "kind"], ignore_index=True)


def _one_kind(kind: str, shares: pd.DataFrame, names: pd.Series, in_basket: bool) -> pd.DataFrame:
    whole = shares.ge(1 - 1e-9)
    status = np.select([whole[name] for name in STATUSES], STATUSES, "partial")
    return pd.DataFrame(
        {
            "territory_id": shares.index,
            "name": names.to_numpy(),
            "kind": kind,
            "in_basket": in_basket,
            "status": np.where(shares["complete"].notna(), status, "unknown"),
            **{f"share_{name}": shares[name].to_numpy() for name in STATUSES},
        }
    )


def _sites(site_shares: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    """Return how many sites of each kind are in each territory, and how many tell their staff."""
    known = services.set_index("service_id")
    told = known[list(_FIGURES)].notna().any(axis=1)
    inside = site_shares.join(
        pd.DataFrame({"kind": known["kind"], "told": told}), on="subject_id", how="inner"
    )
    grouped = inside.groupby(["territory_id", "kind"])["told"]
    return pd.DataFrame({"sites": grouped.size(), "sites_with_fte": grouped.sum()}).reset_index()


def meter(table: pd.DataFrame, index: Sequence[str] | pd.Index) -> pd.Series:
    """Return the completeness of each territory: the mean over the basket of its shares complete.

    ``meter_T = sum(share_complete over the basket's kinds) / number of kinds``, 0 to 1; missing
    for a territory without people or that is self-governed.

    Examples
    --------
    >>> rows = pd.DataFrame({"territory_id": ["MRC:01", "MRC:01", "MRC:01"],
    ...     "in_basket": [True, True, False], "share_complete": [1.0, 0.5, 0.0]})
    >>> meter(rows, ["MRC:01", "MRC:02"]).tolist()
    [0.75, nan]
    """
    asked = table.loc[table["in_basket"]]
    return asked.groupby("territory_id")["share_complete"].mean().reindex(pd.Index(index))
