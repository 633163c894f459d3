"""The sentence first: who gains and who loses, as plainly one as the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from territory.scenarios.compare.people import EVERYONE
from territory.scenarios.compare.states import AVERAGE, NONREGISTERED, REACH, REGISTERED
from territory.scenarios.conclusions import in_both
from territory.tables.notes import Note, note
from territory.text import N_

HALF = 0.5
_AMONG: Mapping[str, str] = {
    NONREGISTERED: N_(
        "Parmi les personnes non inscrites, {gain} {gain:gagne|gagnent} de l'accès et {lose} en "
        "{lose:perd|perdent}."
    ),
    REGISTERED: N_(
        "Parmi les personnes inscrites, {gain} {gain:gagne|gagnent} de l'accès et {lose} en "
        "{lose:perd|perdent}."
    ),
    AVERAGE: N_(
        "Selon l'accès moyen de leur secteur, {gain} {gain:personne gagne|personnes gagnent} et "
        "{lose} {lose:perd|perdent}."
    ),
}


def headline(
    units: pd.DataFrame, people: pd.DataFrame, told: Mapping[str, Any], *, demonstration: bool
) -> dict[str, str]:
    """Return what a variant changes, in each language, gains and losses told alike.

    Parameters
    ----------
    units : pandas.DataFrame
        What `unit_states` returned.
    people : pandas.DataFrame
        What `people_table` returned.
    told : Mapping
        What `conservation` returned: people before and after.
    demonstration : bool
        Whether it is said that the data are made up.
    """
    rows = people.loc[people["by"] == EVERYONE].set_index("public")
    return in_both(_parts(units, rows, told), demonstration=demonstration)


def _parts(units: pd.DataFrame, rows: pd.DataFrame, told: Mapping[str, Any]) -> list[Note]:
    reach = _reach(units, rows)
    access = _access(rows)
    first = [reach, *access] if _moves(rows, REACH) or not access else [*access, reach]
    if not access:
        first.append(
            note("L'accès n'est pas mesuré : les effectifs ne sont pas connus.")
            if _figure(rows, AVERAGE, "people")
            else note("Personne n'habite ces territoires.")
        )
    return [*first, *_further(rows, told)]


def _reach(units: pd.DataFrame, rows: pd.DataFrame) -> Note:
    gain, lose = _figure(rows, REACH, "gain"), _figure(rows, REACH, "lose")
    fields = {"gain": gain, "lose": lose, "within": _within(units)}
    if gain >= HALF and lose >= HALF:
        return note(
            "{gain} {gain:personne|personnes} de plus à portée d'une porte ({within}); {lose} ne "
            "{lose:l'est|le sont} plus.",
            **fields,
        )
    if gain >= HALF:
        return note(
            "{gain} {gain:personne|personnes} de plus à portée d'une porte ({within}); aucune ne "
            "cesse de l'être.",
            **fields,
        )
    if lose >= HALF:
        return note(
            "{lose} {lose:personne n'est|personnes ne sont} plus à portée d'une porte "
            "({within}); aucune ne le devient.",
            **fields,
        )
    return note(
        "Personne n'entre à portée d'une porte ni n'en sort ({within}).",
        **fields,
    )


def _within(units: pd.DataFrame) -> Note:
    """Return how far a door is within reach, as far as the people of the study are concerned."""
    lived_in = (units["population"] > 0) | (units["population_after"] > 0)
    limits = units.loc[lived_in, "threshold"]
    if not len(limits):
        return note("selon le milieu")
    low, high = float(limits.min()), float(limits.max())
    if low == high:
        return note("{high} minutes au plus", high=high)
    return note("{low} à {high} minutes au plus, selon le milieu", low=low, high=high)


def _access(rows: pd.DataFrame) -> list[Note]:
    """Return one sentence per public whose access is known; nothing where none is."""
    told, changed = [], False
    for public in (NONREGISTERED, REGISTERED, AVERAGE):
        known = sum(_figure(rows, public, name) for name in ("gain", "lose", "same"))
        if known <= 0:
            continue
        gain, lose = _figure(rows, public, "gain"), _figure(rows, public, "lose")
        changed |= _moves(rows, public)
        told.append(note(_AMONG[public], gain=gain, lose=lose))
    if told and not changed:
        return [note("L'accès ne change pour personne.")]
    return told


def _further(rows: pd.DataFrame, told: Mapping[str, Any]) -> list[Note]:
    parts = []
    unknown, everyone = _figure(rows, AVERAGE, "unknown"), _figure(rows, AVERAGE, "people")
    if HALF <= unknown < everyone:
        parts.append(
            note(
                "Pour {count} {count:personne|personnes}, l'accès n'est pas connu avant ou après : "
                "ni gain ni perte.",
                count=unknown,
            )
        )
    was, became = told.get("registered_people_before"), told.get("registered_people_after")
    before, after = told["population_before"], told["population_after"]
    if was is not None and became is not None and abs(became - was) >= HALF and before == after:
        parts.append(
            note(
                "Les personnes inscrites passent de {was} à {became}; gains et pertes de chaque "
                "public sont comptés chez celles et ceux qui en sont après.",
                was=was,
                became=became,
            )
        )
    if abs(after - before) >= HALF:
        parts.append(
            note(
                "La population passe de {before} à {after} personnes; gains et pertes sont comptés "
                "sur celle d'après.",
                before=before,
                after=after,
            )
        )
    return parts


def _moves(rows: pd.DataFrame, public: str) -> bool:
    return max(_figure(rows, public, "gain"), _figure(rows, public, "lose")) >= HALF


def _figure(rows: pd.DataFrame, public: str, name: str) -> float:
    return float(rows[name].to_dict().get(public, 0.0))
