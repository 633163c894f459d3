"""What a scenario assumes where the study has no figure, before as after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.scenarios.model import Assumed, Role
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.tables.schemas import ROLES
from territory.tables.words import KIND_WORDS
from territory.text import N_, enumerate_words, number

_STAFF = N_(
    "Hypothèse : {count} {count:point|points} de sorte « {kind} » sans effectif connu "
    "{count:a|ont chacun} {roles}."
)
_STAFF_INSIDE = N_(
    "Hypothèse : {count} {count:point|points} de sorte « {kind} » sans effectif connu "
    "{count:a|ont chacun} {roles}; {inside} {inside:est|sont} dans les territoires de l'étude."
)
_NO_STAFF = N_("Hypothèse sans effet : tous les points de sorte « {kind} » ont un effectif connu.")
_RATE = N_("Hypothèse : taux d'inscription de {rate:%} là où aucun n'est connu.")
_SAID = N_("{said}")
_FTE = {"fr": "ETC", "en": "FTE"}


@dataclass(frozen=True)
class _Said:
    """Words of the scenario itself, in both languages."""

    fr: str
    en: str

    def sentence(self, language: str = "fr") -> str:
        """Return the words in a language; the French where there are no others."""
        return self.en if language == "en" and self.en else self.fr


def assumed(assume: Assumed, tables: Tables) -> tuple[Tables, tuple[Note, ...]]:
    """Return the tables with the figures assumed, and what is to be said of them.

    Staff is assumed at sites in person of a kind where neither the total nor any role is known,
    those around the study included; a figure the study has is never replaced.

    Parameters
    ----------
    assume : Assumed
    tables : Tables
        Returned as they are where nothing is assumed of their sites.

    Returns
    -------
    tables : Tables
    notes : tuple of Note
        One per figure assumed, then what the scenario says of where they come from.
    """
    notes: list[Note] = []
    services, around = tables.services, tables.surroundings
    placed = tables.membership.loc[tables.membership["subject"] == "service", "subject_id"]
    for kind, roles in assume.fte.items():
        services, given = _staffed(services, kind, roles)
        if around is not None:
            others, _ = _staffed(around.services, kind, roles)
            around = around if others is around.services else replace(around, services=others)
        word = _Said(*KIND_WORDS[kind])
        if len(given):
            held = int(given.isin(placed).sum())
            said = _STAFF if held == len(given) else _STAFF_INSIDE
            told = _roles(roles)
            notes.append(note(said, count=len(given), inside=held, kind=word, roles=told))
        else:
            notes.append(note(_NO_STAFF, kind=word))
    if assume.registration_rate is not None:
        notes.append(note(_RATE, rate=assume.registration_rate))
    if assume.note:
        notes.append(note(_SAID, said=_Said(assume.note, assume.note_en)))
    if services is tables.services and around is tables.surroundings:
        return tables, tuple(notes)
    return replace(tables, services=services, surroundings=around), tuple(notes)


def _staffed(
    services: gpd.GeoDataFrame, kind: str, roles: Mapping[Role, float]
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Return the sites with staff where a kind has none known, and which got some."""
    columns = [f"fte_{role}" for role in ROLES]
    unknown = services[[*columns, "fte"]].isna().all(axis=1)
    here = (unknown & (services["kind"] == kind) & (services["mode"] == "in_person")).to_numpy(bool)
    if not roles or not here.any():
        return services, services["service_id"].iloc[:0]
    table = services.copy()
    table[[*columns, "fte"]] = table[[*columns, "fte"]].astype(float)
    given = pd.Series({f"fte_{role}": fte for role, fte in roles.items()}, dtype=float)
    row = given.reindex(columns).to_numpy()
    table.loc[here, columns] = np.broadcast_to(row, (int(here.sum()), len(columns)))
    table.loc[here, "fte"] = float(sum(roles.values()))
    return table, table.loc[here, "service_id"]


def _roles(roles: Mapping[Role, float]) -> _Said:
    def told(language: str) -> str:
        parts = [
            f"{number(fte, language, digits=2)} {_FTE[language]} ({role})"
            for role, fte in roles.items()
        ]
        return enumerate_words(parts, language)

    return _Said(told("fr"), told("en"))
