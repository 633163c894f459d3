"""One module per kind of change: a function from tables to tables."""

from __future__ import annotations

from typing import Any

from territory.scenarios.ground import Applied
from territory.study import Walk
from territory.tables import Tables


def apply(change: Any, tables: Tables, base: Walk, variant: str) -> Applied:
    """Make one change.

    Parameters
    ----------
    change : one of the kinds of `territory.scenarios.model.Change`
    tables : Tables
        As the changes before it left them.
    base : Walk
        The study before any change: its classes, costs and norm.
    variant : str
        "sur-place", "deplace" or "seul".

    Raises
    ------
    InputError
        When more would move than there is, or a site or territory is not in the study.
    """
    from territory.scenarios.changes import (  # noqa: PLC0415
        inscription,
        organisation,
        outreach,
        people,
        posts,
        reattachment,
        sites,
        siting,
        virtual,
    )

    makers: dict[str, Any] = {
        "rattachement": reattachment.reattach,
        "postes": posts.add_posts,
        "hors-murs": outreach.go_outside,
        "ouvrir": sites.open_site,
        "fermer": sites.close_sites,
        "deplacer": sites.move_site,
        "heures": sites.change_hours,
        "virtuel": virtual.change_virtual,
        "inscription": inscription.change_rates,
        "population": people.project,
        "organisation": organisation.organise,
        "emplacements": siting.choose_sites,
    }
    applied: Applied = makers[change.kind](change, tables, base, variant)
    return applied
