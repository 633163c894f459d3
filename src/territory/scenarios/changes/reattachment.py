"""``rattachement``: social workers of GMF serve everyone again, on site or from a CLSC."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.gaps.sites import judge_sites
from territory.scenarios.changes.moving import (
    KNOWN_PARTS,
    clsc_doors,
    in_parts,
    in_study,
    lines,
    nearest_of,
    one_territory,
)
from territory.scenarios.changes.shares import over_territories
from territory.scenarios.ground import Applied, known_site, people_in, with_fte, with_sites
from territory.scenarios.model import SUR_PLACE, Reattachment
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_, Amount

RULE = "rattachement"
BESIDE = "~rattache"
SOURCE = "scénario"

HERE = N_("sur place : les mêmes personnes, sans inscription")
ALREADY = N_("sur place : ce GMF sert déjà sans inscription")
SAME_TERRITORY = N_("CLSC du même territoire de CLSC, au prorata de leurs ETC")
EQUAL_PARTS = N_("CLSC du même territoire de CLSC, à parts égales : leurs ETC sont inconnus")
NONE_HERE = N_("aucun CLSC dans son territoire de CLSC : le plus proche le reçoit")
NO_LEVEL = N_("l'étude n'a pas de territoires de CLSC : le CLSC le plus proche le reçoit")
NEAREST = N_("le CLSC le plus proche le reçoit")
BY_POPULATION = N_("mis en commun, puis partagé selon la population des territoires de CLSC")
REFUSED = N_("refusé : aucun CLSC à portée; ces ETC restent au GMF")

_MOVED_HERE = N_(
    "{fte:1} ETC de travail social de {count} GMF servent tout le monde, là où ils sont."
)
_MOVED = N_("{fte:1} ETC de travail social de {count} GMF passent à {doors} CLSC.")
_UNKNOWN = N_(
    "{count} GMF sur {all} {count:n'a|n'ont} pas d'ETC de travail social connus : rien n'en est "
    "rattaché."
)
_ASIDE = N_(
    "{count} GMF {count:virtuel, ou d'un secteur que la norme laisse de côté, ne change|virtuels, "
    "ou d'un secteur que la norme laisse de côté, ne changent} pas."
)
_OUTSIDE = N_("{count} GMF hors des territoires de l'étude ne {count:change|changent} pas.")
_KEPT = N_("{fte:1} ETC de {count} GMF restent où ils sont : aucun CLSC n'est à portée.")
_NOT_COUNTED = N_(
    "{fte:1} de ces ETC n'étaient pas comptés par la norme au départ : ils s'ajoutent au total."
)
_BARE = N_(
    "{count} CLSC qui {count:reçoit des ETC n'en avait|reçoivent des ETC n'en avaient} pas de "
    "connus : seul ce {count:qu'il reçoit|qu'ils reçoivent} est compté."
)


def reattach(change: Reattachment, tables: Tables, base: Walk, variant: str) -> Applied:
    """Re-attach social workers of GMF, on site or at CLSC (definitions, section 6).

    Parameters
    ----------
    change : Reattachment
        How much of each GMF's ``fte_ts``: ``fte`` by GMF comes before ``by_site``, then
        ``by_territory`` (the finest level that names the GMF), then ``share``.
    tables : Tables
    base : Walk
    variant : str
        "sur-place": the same people at the same place, registration no longer needed, as a site
        of its own (``<id>~rattache``). Otherwise they move: to the in-person CLSC doors of the
        GMF's CLSC territory in proportion to their FTE, in equal parts where none is known;
        where it has no such door, to the nearest for the people who live beside the GMF; where
        none can be reached, they stay, and a line says so.

    Returns
    -------
    Applied
        FTE in all are what they were. A GMF whose ``fte_ts`` is unknown keeps it unknown.

    Raises
    ------
    InputError
        When more FTE would move than a GMF has, or a site named is not a GMF.
    """
    services = tables.services.set_index("service_id", drop=False)
    mine = (services["kind"] == "gmf") & ~_beside(services)
    inside = services.index.isin(in_study(tables))
    able = mine & _may_move(services, base)
    gmfs = services.loc[able & inside]
    _refuse(change, services, gmfs)
    moved, unknown = _amounts(change, tables, gmfs)
    notes: list[Note] = []
    if unknown:
        notes.append(note(_UNKNOWN, count=unknown, all=len(gmfs)))
    for template, those in ((_ASIDE, mine & ~able), (_OUTSIDE, able & ~inside)):
        if those.any():
            notes.append(note(template, count=int(those.sum())))
    moved = moved.loc[moved > 0]
    if not len(moved):
        return Applied(tables, notes=tuple(notes))
    if variant == SUR_PLACE:
        applied = _on_site(tables, moved)
    else:
        applied = _relocated(change, tables, base, moved)
    return replace(applied, notes=(*notes, *applied.notes, *_new_supply(tables, base, moved)))


def _beside(services: pd.DataFrame) -> pd.Series:
    return services["service_id"].astype(str).str.endswith(BESIDE)


def _may_move(services: pd.DataFrame, base: Walk) -> pd.Series:
    """Return which sites are in person and of a sector the norm counts."""
    counted = ~services["sector"].isin(base.norm.sectors_excluded)
    return counted & (services["mode"] == "in_person")


def _refuse(change: Reattachment, services: gpd.GeoDataFrame, gmfs: gpd.GeoDataFrame) -> None:
    """Refuse a site named that is not a GMF, and more FTE than a GMF has."""
    named = [*change.by_site, *change.fte]
    for one in named:
        known_site(services, one)
    wrong = [one for one in named if services.loc[one, "kind"] != "gmf"]
    if wrong:
        raise InputError(
            "Le point « {id} » ({name}) n'est pas un GMF; un rattachement ne prend qu'aux GMF.",
            id=wrong[0],
            name=services.loc[wrong[0], "name"],
        )
    still = [one for one in named if one not in gmfs.index]
    if still:
        raise InputError(
            "Le GMF « {id} » ({name}) est virtuel, hors des territoires de l'étude, déjà rattaché "
            "ou d'un secteur que la norme laisse de côté; ôtez-le du rattachement.",
            id=still[0],
            name=services.loc[still[0], "name"],
        )
    has = gmfs["fte_ts"].astype(float)
    for one, asked in change.fte.items():
        if asked > 0 and not has[one] >= asked:
            raise _too_much(one, str(gmfs.loc[one, "name"]), float(has[one]), asked)


def _too_much(one: str, name: str, has: float, asked: float) -> InputError:
    if np.isnan(has):
        return InputError(
            "Les ETC de travail social du GMF « {id} » ({name}) sont inconnus; donnez-les dans "
            "l'étude, ou une part (by_site) au lieu d'un nombre.",
            id=one,
            name=name,
        )
    return InputError(
        "Le GMF « {id} » ({name}) a {has} ETC de travail social; {asked} ne peuvent pas en être "
        "rattachés.",
        id=one,
        name=name,
        has=Amount(has),
        asked=Amount(asked),
    )


def _amounts(change: Reattachment, tables: Tables, gmfs: gpd.GeoDataFrame) -> tuple[pd.Series, int]:
    """Return the FTE each GMF gives, and how many GMF that should give have none known."""
    share = pd.Series(0.0 if change.share is None else change.share, index=gmfs.index)
    share = over_territories(tables, "service", change.by_territory, share)
    share = pd.Series(change.by_site, dtype=float).reindex(gmfs.index).fillna(share)
    has = gmfs["fte_ts"].astype(float)
    moved = pd.Series(change.fte, dtype=float).reindex(gmfs.index).fillna(share * has)
    asked = (share > 0) & moved.isna()
    return moved.fillna(0.0), int(asked.sum())


def _on_site(tables: Tables, moved: pd.Series) -> Applied:
    """Open a site beside each GMF, without registration, with what leaves the GMF."""
    services = tables.services.set_index("service_id", drop=False)
    opened = services.loc[moved.index, "registration"] == "open"
    leaving = moved.loc[~opened.to_numpy(bool)]
    beside = pd.Series(leaving.index, index=leaving.index + BESIDE, name="beside")
    there = beside.index.isin(services.index)
    new = _new_sites(services, beside.loc[~there], leaving)
    added = pd.concat([-leaving, pd.Series(leaving.to_numpy(), beside.index).loc[there]])
    after = replace(tables, services=with_fte(tables.services, added.rename("fte_ts").to_frame()))
    after = with_sites(after, new, like=beside.loc[~there])
    rows = pd.DataFrame(
        {
            "from_service_id": moved.index,
            "service_id": np.where(opened, moved.index, moved.index + BESIDE),
            "posts": moved.to_numpy(),
            "reason": np.where(opened, ALREADY, HERE),
        }
    )
    told = note(_MOVED_HERE, fte=float(leaving.sum()), count=len(leaving))
    return Applied(after, lines(rows, after, rule=RULE, role="ts"), (told,))


def _new_sites(services: gpd.GeoDataFrame, beside: pd.Series, moved: pd.Series) -> gpd.GeoDataFrame:
    """Return the sites opened at the place of others: the same, but for staff and registration."""
    new = services.loc[beside.to_numpy()].copy()
    new["service_id"] = beside.index
    new["name"] = new["name"].astype(str) + " (rattaché)"
    new["registration"], new["source"] = "open", SOURCE
    new[["fte_tts", "fte_oc", "fte_other"]] = np.nan
    new["fte_ts"] = new["fte"] = moved.reindex(beside.to_numpy()).to_numpy()
    return new.reset_index(drop=True)


def _relocated(change: Reattachment, tables: Tables, base: Walk, moved: pd.Series) -> Applied:
    """Move what leaves each GMF to CLSC doors; what no door can take stays."""
    doors = clsc_doors(tables, base)
    if change.to == "population":
        rows = _by_population(tables, base, moved, doors)
        stays = moved.iloc[:0] if len(rows) else moved
    else:
        rows, stays = _by_place(change, tables, base, moved, doors)
    leaving = moved.drop(stays.index)
    received = rows.groupby("service_id")["posts"].sum() if len(rows) else moved.iloc[:0]
    added = received.sub(leaving, fill_value=0.0).rename("fte_ts").to_frame()
    after = replace(tables, services=with_fte(tables.services, added))
    refused = pd.DataFrame(
        {"from_service_id": stays.index, "service_id": None, "posts": 0.0, "reason": REFUSED}
    )
    every = pd.concat([part for part in (rows, refused) if len(part)], ignore_index=True)
    return Applied(
        after,
        lines(every, tables, rule=RULE, role="ts"),
        tuple(_told(leaving, stays, doors["fte"].reindex(received.index))),
    )


def _told(leaving: pd.Series, stays: pd.Series, receiving: pd.Series) -> list[Note]:
    told = [note(_MOVED, fte=float(leaving.sum()), count=len(leaving), doors=len(receiving))]
    if len(stays):
        told.append(note(_KEPT, fte=float(stays.sum()), count=len(stays)))
    if receiving.isna().any():
        told.append(note(_BARE, count=int(receiving.isna().sum())))
    return told


def _by_place(
    change: Reattachment, tables: Tables, base: Walk, moved: pd.Series, doors: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the lines to the CLSC of each GMF's territory, else the nearest; what stays."""
    rows = [pd.DataFrame()]
    left = moved
    if change.to == "territory":
        home = one_territory(tables, "clsc").reindex(moved.index)
        parts = in_parts(home, doors)
        reason = np.where(parts["by"] == KNOWN_PARTS, SAME_TERRITORY, EQUAL_PARTS)
        rows.append(parts.assign(reason=reason))
        left = moved.drop(parts["from_service_id"].unique())
    near = nearest_of(tables, base, left.index, doors.index).dropna()
    rows.append(
        pd.DataFrame(
            {
                "from_service_id": near.index,
                "service_id": near.to_numpy(),
                "part": 1.0,
                "reason": _why_nearest(change, tables),
            }
        )
    )
    every = pd.concat([part for part in rows if len(part)] or rows, ignore_index=True)
    if not len(every):
        return every, left
    every["posts"] = every["part"] * every["from_service_id"].map(moved)
    return every, left.drop(near.index)


def _why_nearest(change: Reattachment, tables: Tables) -> str:
    if change.to != "territory":
        return NEAREST
    return NONE_HERE if "clsc" in tables.territories else NO_LEVEL


def _by_population(
    tables: Tables, base: Walk, moved: pd.Series, doors: pd.DataFrame
) -> pd.DataFrame:
    """Return the lines of what is pooled, then shared by the people of CLSC territories."""
    if "clsc" not in tables.territories:
        raise InputError(
            "Le partage selon la population demande le niveau « clsc », que l'étude n'a pas; "
            'prenez to = "nearest".'
        )
    people = people_in(base, tables, "clsc")
    served = people.loc[people.index.isin(doors["territory_id"]) & (people > 0)]
    parts = in_parts(pd.Series(served.index, index=served.index), doors)
    each = parts["from_service_id"].map(served) / served.sum() * moved.sum()
    return pd.DataFrame(
        {
            "from_service_id": None,
            "service_id": parts["service_id"],
            "posts": parts["part"] * each,
            "reason": BY_POPULATION,
        }
    )


def _new_supply(tables: Tables, base: Walk, moved: pd.Series) -> list[Note]:
    """Return what is to be said of FTE the norm did not count where they were."""
    judged = judge_sites(tables.services, base.norm, without_gmf=base.without_gmf)
    out = float(moved.loc[~judged["counted"].reindex(moved.index).to_numpy(bool)].sum())
    return [note(_NOT_COUNTED, fte=out)] if out > 0 else []
