"""What each territory brings to a sharing of posts: its people, its need, the posts it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from territory.errors import InputError
from territory.gaps.faults import nearest
from territory.scenarios.ground import people_in, site_territory
from territory.scenarios.model import Posts
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.tables.schemas import POPULATION

# Figures are shared as they are written, so that a reader of the file finds the same posts.
DECIMALS = 6
# Needs that count people or households of a unit: divided by its people to be a weight.
COUNTS = ("low_income_people", "people_65_plus", "people_living_alone", "renter_households")
# Higher where the need is lower: as a weight it would give posts to the better off.
REVERSED = ("median_household_income",)


@dataclass(frozen=True)
class Claims:
    """What the territories of a level claim.

    Attributes
    ----------
    territories : pandas.DataFrame
        Indexed by ``territory_id``, self-governed ones left out: ``name, population, existing,
        need``.
    reserve : float
        People of self-governed territories, whose share they decide of.
    notes : tuple of Note
    """

    territories: pd.DataFrame
    reserve: float
    notes: tuple[Note, ...]


def claims(change: Posts, tables: Tables, base: Walk) -> Claims:
    """Return what each territory of the change's level claims.

    Parameters
    ----------
    change : Posts
    tables : Tables
    base : Walk
        Its norm says which sectors are left aside.

    Raises
    ------
    InputError
        When a territory or a need column is not in the study, or a need cannot be a weight.
    """
    table = tables.territories[change.level].set_index("territory_id")
    everyone = people_in(base, tables, change.level)
    own = table["self_governed"].to_numpy(dtype=bool)
    units = tables.population
    sovereign = units["self_governed"].astype(bool)
    apart = units.loc[sovereign, "population"].sum()
    people = everyone.loc[~own]
    nowhere = float(units.loc[~sovereign, "population"].sum() - everyone.sum())
    existing, told = _existing(change, tables, base, people)
    need, told_need = _need(change, tables, people)
    frame = pd.DataFrame(
        {"name": table.loc[~own, "name"], "population": people, "existing": existing, "need": need}
    )
    frame[["existing", "need"]] = frame[["existing", "need"]].round(DECIMALS)
    told_all = (*told, *told_need, *_left_out(nowhere, change.level))
    return Claims(frame, float(apart + everyone.loc[own].sum()), told_all)


def _left_out(people: float, level: str) -> tuple[Note, ...]:
    """Return what is to be said of people who are in no territory of the level."""
    if people < 0.5:  # noqa: PLR2004 - not one person
        return ()
    return (
        note(
            "{people} {people:personne|personnes} ne sont dans aucun territoire de niveau "
            "« {level} » de l'étude : la règle ne leur donne rien.",
            people=people,
            level=level,
        ),
    )


def _existing(
    change: Posts, tables: Tables, base: Walk, people: pd.Series
) -> tuple[pd.Series, tuple[Note, ...]]:
    nobody = pd.Series(0.0, index=people.index)
    if isinstance(change.existing, Mapping):
        given = _told(change.existing, people.index, "existing", tables, change.level)
        missing = int(given.isna().sum())
        if not missing:
            return given, ()
        return given.fillna(0.0), (
            note(
                "Postes déjà là : {missing} {missing:territoire|territoires} sans nombre donné "
                "{missing:compte|comptent} pour 0.",
                missing=missing,
            ),
        )
    if change.existing == "none":
        return nobody, (note("Postes déjà là : aucun n'est compté, par hypothèse."),)
    if change.existing == "per_capita":
        return _by_population(change, tables, people)
    return _of_services(change, tables, base, nobody)


def _by_population(
    change: Posts, tables: Tables, people: pd.Series
) -> tuple[pd.Series, tuple[Note, ...]]:
    if not change.existing_count:
        raise InputError(
            "« existing » vaut « per_capita » sans dire combien de postes sont déjà là; donnez "
            "« existing_count »."
        )
    everyone = float(tables.population["population"].sum())
    shared = change.existing_count * people / everyone if everyone else people
    return shared, (
        note(
            "Hypothèse : les {count} postes déjà là sont répartis au prorata de la population, "
            "leur répartition n'étant pas connue.",
            count=change.existing_count,
        ),
    )


def _of_services(
    change: Posts, tables: Tables, base: Walk, nobody: pd.Series
) -> tuple[pd.Series, tuple[Note, ...]]:
    services = tables.services
    here = (services["mode"] == "in_person") & ~services["sector"].isin(base.norm.sectors_excluded)
    sites = services.loc[here]
    where = sites["service_id"].map(site_territory(tables, change.level))
    fte = sites[f"fte_{change.role}"].astype(float)
    existing = fte.groupby(where).sum().reindex(nobody.index).fillna(0.0)
    unknown = int(fte.isna().sum())
    notes = [
        note(
            "Postes déjà là : {fte:1} ETC du rôle « {role} », ceux des points en présentiel.",
            fte=float(existing.sum()),
            role=change.role,
        )
    ]
    if unknown:
        notes.append(
            note(
                "{unknown} {unknown:point|points} dont l'effectif de ce rôle n'est pas connu : "
                "rien n'y est compté comme déjà là.",
                unknown=unknown,
            )
        )
    return existing, tuple(notes)


def _need(change: Posts, tables: Tables, people: pd.Series) -> tuple[pd.Series, tuple[Note, ...]]:
    if change.need is None:
        return people, ()
    if isinstance(change.need, Mapping):
        weight = _told(change.need, people.index, "need", tables, change.level)
        missing = int(weight.isna().sum())
        notes = (
            note(
                "Besoin : {missing} {missing:territoire|territoires} sans poids donné "
                "{missing:compte|comptent} pour 1 par personne.",
                missing=missing,
            ),
        )
        return people * weight.fillna(1.0), notes if missing else ()
    return _of_column(change.need, change.level, tables, people)


def _of_column(
    column: str, level: str, tables: Tables, people: pd.Series
) -> tuple[pd.Series, tuple[Note, ...]]:
    units = tables.population.set_index("unit_id")
    weight = _weights(column, units)
    own = units["population"].where(~units["self_governed"].astype(bool), 0.0)
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "unit") & (rows["level"] == level)]
    placed = rows["share"] * rows["subject_id"].map(own).fillna(0.0)
    value = rows["subject_id"].map(weight)
    counted = placed.where(value.notna(), 0.0)
    where = rows["territory_id"]
    known = counted.groupby(where).sum().reindex(people.index, fill_value=0.0)
    total = (counted * value.fillna(0.0)).groupby(where).sum().reindex(people.index, fill_value=0.0)
    if not known.sum() > 0:
        raise InputError(
            "La colonne « {column} » n'est connue pour personne; elle ne peut servir de besoin.",
            column=column,
        )
    everywhere = float(total.sum() / known.sum())
    mean = (total / known.where(known > 0)).fillna(everywhere)
    missing = float((people - known).clip(lower=0).sum())
    if missing < 0.5:  # noqa: PLR2004 - not one person
        return people * mean, ()
    return people * mean, (
        note(
            "Besoin « {column} » : inconnu pour {missing} {missing:personne|personnes}; la moyenne "
            "du territoire leur est attribuée, sinon celle de l'étude.",
            column=column,
            missing=missing,
        ),
    )


def _weights(column: str, units: pd.DataFrame) -> pd.Series:
    """Return the weight of a person of each unit, from a need column."""
    known = [
        str(name)
        for name in units.columns
        if name not in POPULATION.columns
        and is_numeric_dtype(units[name])
        and not str(name).startswith("source_")
    ]
    if not known:
        raise InputError(
            "La colonne de besoin « {column} » n'est pas dans l'étude, qui n'en a aucune; ôtez "
            "« need », ou donnez-y un poids par territoire.",
            column=column,
        )
    if column not in known:
        raise InputError(
            "La colonne de besoin « {column} » n'est pas dans l'étude{hint}; celles qui y sont : "
            "{known}.",
            column=column,
            hint=nearest(column, known),
            known=", ".join(known),
        )
    if column in REVERSED:
        raise InputError(
            "La colonne « {column} » est plus haute où le besoin est moindre : comme poids, elle "
            "donnerait les postes aux mieux nantis; choisissez-en une autre.",
            column=column,
        )
    value = units[column].astype(float)
    if column in COUNTS:
        value = value / units["population"].where(units["population"] > 0)
    if (value < 0).any():
        raise InputError(
            "La colonne « {column} » a des valeurs négatives (la première : {value:g}, unité "
            "{unit}); un poids n'en a pas : prenez un quintile ou un pourcentage.",
            column=column,
            value=float(value[value < 0].iloc[0]),
            unit=str(value.index[value < 0][0]),
        )
    return value.where(np.isfinite(value))


def _told(
    given: Mapping[str, float], codes: pd.Index, key: str, tables: Tables, level: str
) -> pd.Series:
    """Return figures given by hand, one per territory of a level; another code is refused."""
    table = tables.territories[level]
    own = set(table.loc[table["self_governed"].astype(bool), "territory_id"])
    for code in given:
        if code in own:
            raise InputError(
                "« {key} » nomme « {code} », un territoire autogouverné : sa part est une réserve, "
                "à décider par la communauté; ôtez-le.",
                key=key,
                code=code,
            )
        if code not in codes:
            raise InputError(
                "« {key} » nomme « {code} », qui n'est pas un territoire de niveau « {level} » de "
                "l'étude{hint}.",
                key=key,
                code=code,
                level=level,
                hint=nearest(code, list(codes)),
            )
    return pd.Series(dict(given), dtype=float).reindex(codes)
