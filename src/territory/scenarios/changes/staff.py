"""The staff of sites, all roles together: what it counts, what leaves and where it goes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from territory.scenarios.ground import with_fte
from territory.tables import Tables
from territory.tables.schemas import ROLES

FTE = [f"fte_{role}" for role in ROLES]


def staff_of(services: pd.DataFrame) -> pd.DataFrame:
    """Return the staff known of each site by role; missing where nothing is known.

    A total without any role is under ``fte_other``, where `with_fte` takes it.

    Examples
    --------
    >>> sites = pd.DataFrame({"service_id": ["a", "b", "c"], "fte_ts": [1.0, None, None],
    ...     "fte_tts": None, "fte_oc": None, "fte_other": None, "fte": [1.0, 2.0, None]})
    >>> staff_of(sites).loc[:, ["fte_ts", "fte_other"]].values.tolist()
    [[1.0, 0.0], [0.0, 2.0], [nan, nan]]
    """
    place = pd.Index(services["service_id"], name="service_id")
    roles = services[FTE].astype(float).set_axis(place)
    total = services["fte"].astype(float).set_axis(place)
    none = roles.isna().all(axis=1)
    known = ~none | total.notna()
    staff = roles.fillna(0.0)
    staff["fte_other"] = staff["fte_other"].where(~none, total)
    return staff.where(known)


def moved_to(tables: Tables, leaving: pd.DataFrame, where: pd.Series) -> Tables:
    """Return the tables once staff has gone from some sites to others.

    Parameters
    ----------
    tables : Tables
    leaving : pandas.DataFrame
        Indexed by the ``service_id`` left: FTE by role, as `staff_of` tells them.
    where : pandas.Series
        Indexed alike: the site that receives.
    """
    received = leaving.groupby(where.reindex(leaving.index).to_numpy()).sum()
    added = received.sub(leaving, fill_value=0.0)
    return replace(tables, services=with_fte(tables.services, added))


def without(tables: Tables, gone: pd.Index) -> Tables:
    """Return the tables without some sites."""
    services = tables.services.loc[~tables.services["service_id"].isin(gone)]
    rows = tables.membership
    left = rows.loc[~((rows["subject"] == "service") & rows["subject_id"].isin(gone))]
    return replace(
        tables, services=services.reset_index(drop=True), membership=left.reset_index(drop=True)
    )
