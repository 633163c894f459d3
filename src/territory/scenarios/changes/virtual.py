"""``virtuel``: virtual services that come back in person, are withdrawn, or are offered."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from territory.errors import InputError
from territory.scenarios.changes.present import present
from territory.scenarios.changes.staff import staff_of, without
from territory.scenarios.ground import Applied, known_territory, sites_in
from territory.scenarios.model import Virtual
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_

_DONE = {
    "to_in_person": N_(
        "{count} {count:service virtuel revient|services virtuels reviennent} en personne, à "
        "{count:son|leur} point : {fte:1} ETC."
    ),
    "withdraw": N_(
        "{count} {count:service virtuel est retiré|services virtuels sont retirés} : {fte:1} ETC "
        "virtuels disparaissent; l'accès en personne ne change pas."
    ),
    "offer": N_(
        "{count} {count:point passe|points passent} au mode virtuel : {fte:1} ETC n'y sont plus "
        "en personne."
    ),
}
_UNKNOWN = N_("{count} d'entre eux n'ont pas d'effectif connu.")
_NOWHERE = N_(
    "{count} {count:service virtuel|services virtuels} sans coordonnées : "
    "{count:il reste virtuel|ils restent virtuels}."
)
_APART = N_(
    "Par convention de la norme, un service virtuel ne compte dans l'accès ni avant ni après : "
    "personne n'est compté comme perdant ce qu'il donnait."
)
_OFFERED = N_(
    "Par convention de la norme, un service virtuel ne compte pas dans l'accès : ce que ces points "
    "donneront à distance n'y est pas compté."
)
_NONE = N_("Aucun service virtuel n'est visé : rien ne change.")


def change_virtual(change: Virtual, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Offer services virtually, bring virtual ones back in person, or withdraw them.

    Parameters
    ----------
    change : Virtual
        "to_in_person" opens each virtual service where its own point is; one without a place
        stays virtual, and a note counts it. "withdraw" takes them away with their staff.
        "offer" makes sites in person virtual: they are no door any more.
    tables : Tables
    base : Walk

    Raises
    ------
    InputError
        When nothing says what becomes virtual, or a site named is not in the mode expected.
    """
    aimed = _aimed(change, tables, base)
    notes: list[Note] = []
    if change.action == "to_in_person":
        points = tables.services.set_index("service_id").geometry.reindex(aimed)
        nowhere = aimed[(points.isna() | points.is_empty).to_numpy()]
        aimed = aimed.difference(nowhere, sort=False)
        if len(nowhere):
            notes.append(note(_NOWHERE, count=len(nowhere)))
    if not len(aimed):
        return Applied(tables, notes=(*notes, note(_NONE)))
    staff = staff_of(tables.services).loc[aimed]
    notes.insert(0, note(_DONE[change.action], count=len(aimed), fte=float(staff.sum().sum())))
    unknown = int(staff.isna().all(axis=1).sum())
    if unknown:
        notes.insert(1, note(_UNKNOWN, count=unknown))
    offered = change.action == "offer"
    notes.append(note(_OFFERED if offered else _APART))
    if change.action == "withdraw":
        return Applied(without(tables, aimed), notes=tuple(notes))
    services = tables.services.copy()
    mode = "virtual" if change.action == "offer" else "in_person"
    services.loc[services["service_id"].isin(aimed), "mode"] = mode
    return Applied(replace(tables, services=services), notes=tuple(notes))


def _aimed(change: Virtual, tables: Tables, base: Walk) -> pd.Index:
    """Return the sites a change is about."""
    services = tables.services
    mode = "in_person" if change.action == "offer" else "virtual"
    if change.sites:
        named = present(tables, base, change.sites)
        _refuse_mode(services.set_index("service_id")["mode"].reindex(named), mode)
        aimed = named
    elif change.action == "offer":
        if not change.in_territories:
            raise InputError(
                "Rien ne dit quels points deviennent virtuels; nommez-les (sites), ou leurs "
                "territoires (in_territories)."
            )
        counted = base.norm.basket
        here = (services["mode"] == mode) & services["kind"].isin(counted)
        aimed = pd.Index(services.loc[here, "service_id"])
    else:
        aimed = pd.Index(services.loc[services["mode"] == mode, "service_id"])
    if change.in_territories:
        for code in change.in_territories:
            known_territory(tables, code)
        aimed = aimed[aimed.isin(sites_in(tables, change.in_territories))]
    return aimed


def _refuse_mode(modes: pd.Series, wanted: str) -> None:
    other = modes.index[(modes != wanted).to_numpy()]
    if len(other) and wanted == "virtual":
        raise InputError(
            "Le point « {id} » n'est pas virtuel : il ne revient pas en personne et ne se retire "
            "pas ainsi.",
            id=other[0],
        )
    if len(other):
        raise InputError("Le point « {id} » est déjà virtuel; ôtez-le.", id=other[0])
