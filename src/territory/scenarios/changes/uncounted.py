"""What is to be said of staff that is added and that the norm does not count."""

from __future__ import annotations

import pandas as pd

from territory.gaps import judge_sites
from territory.scenarios.model import Posts
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_

ROLE_UNCOUNTED = N_(
    "La norme « {norm} » ne compte pas le rôle « {role} » : aucun poste n'y change l'accès; "
    "choisissez une norme qui le compte."
)
_SITES_UNCOUNTED = N_(
    "La norme « {norm} » ne compte aucun des points qui reçoivent les postes : aucun n'y change "
    "l'accès; choisissez une autre sorte de points, ou une norme qui la compte."
)
_IN_TOTALS = N_(
    "La norme « {norm} » ne compte pas le rôle « {role} » : de {all:1} ETC ajoutés, {fte:1} "
    "changent l'accès, ceux de points dont seul l'effectif total est connu."
)
_DOORS = N_(
    "{count} {count:point nouveau est|points nouveaux sont} tout de même une porte, sans ETC "
    "compté : des gens peuvent s'y trouver à portée."
)


def weightless(role: str, base: Walk) -> bool:
    """Return whether the norm gives no weight to a role."""
    return float(getattr(base.norm.role_weights, role)) == 0


def uncounted(
    change: Posts, base: Walk, before: Tables, after: Tables, at: pd.Series
) -> list[Note]:
    """Return what is to be said where the norm does not count the posts that were given.

    Parameters
    ----------
    change : Posts
    base : Walk
        Its norm judges.
    before, after : Tables
        Without and with the posts.
    at : pandas.Series
        Indexed by ``service_id``: the posts each site was given.
    """
    if not len(at):
        return []
    was, now = (
        judge_sites(tables.services, base.norm, without_gmf=base.without_gmf)
        for tables in (before, after)
    )
    supply = now["supply"].fillna(0.0)
    gained = float((supply - was["supply"].reindex(supply.index).fillna(0.0)).loc[at.index].sum())
    norm = base.norm.name
    if weightless(change.role, base):
        some = gained > 0
        first = note(
            _IN_TOTALS if some else ROLE_UNCOUNTED,
            norm=norm,
            role=change.role,
            **({"all": float(at.sum()), "fte": gained} if some else {}),
        )
    elif not now.loc[at.index, "counted"].any():
        first = note(_SITES_UNCOUNTED, norm=norm)
    else:
        return []
    doors = int(now.loc[at.index.difference(was.index), "door"].sum())
    return [first, *([note(_DOORS, count=doors)] if doors else [])]
