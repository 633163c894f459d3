"""Which sites are doors, and what each supplies (definitions, section 1)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.gaps.norm import Norm
from territory.tables.schemas import ROLES
from territory.text import N_

# Kinds whose door counts only when a worker is known to be there.
WORKER_KNOWN = ("community", "outreach", "library")
DOOR_KINDS = ("clsc", *WORKER_KNOWN)


def weighted_fte(services: pd.DataFrame, norm: Norm) -> pd.Series:
    """Return each site's full-time equivalents under the norm's profile; missing is unknown.

    ``fte = sum(weight_role * fte_role)`` over the roles known; where no role is known, the
    stated total counts as it is, and where nothing is known the result is missing, not 0.

    Examples
    --------
    >>> site = pd.DataFrame({"fte_ts": [6.0], "fte_tts": [3.0], "fte_oc": [1.0],
    ...                      "fte_other": [None], "fte": [10.0]}, dtype=float)
    >>> weighted_fte(site, Norm(name="n", title_fr="n", title_en="n")).tolist()
    [9.0]
    """
    roles = services[[f"fte_{role}" for role in ROLES]].astype(float)
    weights = np.array([getattr(norm.role_weights, role) for role in ROLES])
    total = pd.Series(
        np.nansum(roles.to_numpy() * weights, axis=1), index=services.index, dtype=float
    )
    known = roles.notna().any(axis=1)
    return total.where(known, services["fte"].astype(float))


def judge_sites(services: pd.DataFrame, norm: Norm, *, without_gmf: bool = False) -> pd.DataFrame:
    """Return what each site is to the three tests.

    Parameters
    ----------
    services : pandas.DataFrame
        The services table.
    norm : Norm
        Gives the basket, the profile and the smallest opening.
    without_gmf : bool
        Leave out sites that require registration, when no registration rate is known.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``service_id``: ``kind``; ``counted`` (in the computation); ``door``;
        ``supply`` (FTE, missing when unknown); ``required`` (registration); ``virtual_fte``
        (0 for a site in person, missing when unknown);
        ``excluded`` (why a site does not count, in French; empty when it does).
    """
    fte = weighted_fte(services, norm)
    kind = services["kind"]
    required = (services["registration"] == "required") | (
        (services["registration"] == "unknown") & (kind == "gmf")
    )
    virtual = services["mode"] == "virtual"
    unstaffed = (kind == "library") & ~(fte > 0)
    reasons = [
        (~kind.isin(norm.basket), N_("hors du panier de la norme")),
        (services["sector"].isin(norm.sectors_excluded), N_("secteur laissé de côté")),
        (virtual, N_("service virtuel, compté à part")),
        (unstaffed, N_("bibliothèque sans intervenante ni intervenant connu")),
        (required & without_gmf, N_("inscription requise, taux d'inscription inconnu")),
    ]
    excluded = np.select([mask for mask, _ in reasons], [text for _, text in reasons], "")
    counted = excluded == ""
    worker_known = ~kind.isin(WORKER_KNOWN) & (kind != "gmf") | (fte > 0)
    open_enough = services["open_share"] >= norm.minimum_open_share
    return pd.DataFrame(
        {
            "kind": kind.to_numpy(),
            "counted": counted,
            "door": (counted & worker_known & ~required & open_enough).to_numpy(),
            "supply": fte.where(counted).to_numpy(),
            "required": required.to_numpy(),
            "virtual_fte": fte.where(virtual & kind.isin(norm.basket), 0.0).to_numpy(),
            "excluded": excluded,
        },
        index=pd.Index(services["service_id"], name="service_id"),
    )
