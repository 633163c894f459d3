"""The sentence first: who gains and who loses and how much, as plainly one as the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from territory.scenarios.compare.people import EVERYONE
from territory.scenarios.compare.states import AVERAGE, NONREGISTERED, REACH, REGISTERED
from territory.scenarios.conclusions import in_both
from territory.tables.notes import Note, note
from territory.tables.scenarios import NOTABLE
from territory.text import N_, Amount
from territory.units import PER_PEOPLE

HALF = 0.5
DIGITS = 2
_SIZE = "{sign}{mean}"
_AMONG: Mapping[str, str] = {
    NONREGISTERED: N_("Parmi les personnes non inscrites"),
    REGISTERED: N_("Parmi les personnes inscrites"),
    AVERAGE: N_("Selon l'accès moyen de leur secteur"),
}
_STILL: Mapping[str, str] = {
    NONREGISTERED: N_("Rien ne change pour les personnes non inscrites."),
    REGISTERED: N_("Rien ne change pour les personnes inscrites."),
    AVERAGE: N_("L'accès moyen ne change dans aucun secteur."),
}
_BOTH, _GAIN, _LOSE = "both", "gain", "lose"
_OF_PEOPLE: Mapping[str, str] = {
    _BOTH: N_(
        "{among}, {gain} {gain:gagne|gagnent} de l'accès ({more}) et {lose} en "
        "{lose:perd|perdent} ({less})."
    ),
    _GAIN: N_("{among}, {gain} {gain:gagne|gagnent} de l'accès ({more}) et aucune n'en perd."),
    _LOSE: N_("{among}, {lose} {lose:perd|perdent} de l'accès ({less}) et aucune n'en gagne."),
}
_OF_AREAS: Mapping[str, str] = {
    _BOTH: N_(
        "{among}, {gain} {gain:personne gagne|personnes gagnent} ({more}) et {lose} "
        "{lose:perd|perdent} ({less})."
    ),
    _GAIN: N_(
        "{among}, {gain} {gain:personne gagne|personnes gagnent} ({more}) et aucune ne perd."
    ),
    _LOSE: N_(
        "{among}, {lose} {lose:personne perd|personnes perdent} ({less}) et aucune ne gagne."
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
    """Return one sentence per public whose access is known, those for whom it changes first."""
    moved: list[Note] = []
    still: list[Note] = []
    for public in (NONREGISTERED, REGISTERED, AVERAGE):
        known = sum(_figure(rows, public, name) for name in ("gain", "lose", "same"))
        if known > 0:
            (moved if _moves(rows, public) else still).append(_of_public(rows, public))
    if still and not moved:
        return [note("L'accès ne change pour personne.")]
    return [*moved, *still]


def _of_public(rows: pd.DataFrame, public: str) -> Note:
    """Return how many people of a public gain, how many lose, and how much each."""
    gain, lose = _figure(rows, public, "gain"), _figure(rows, public, "lose")
    if not _moves(rows, public):
        return note(_STILL[public])
    sides = _BOTH if gain >= HALF and lose >= HALF else _GAIN if gain >= HALF else _LOSE
    return note(
        (_OF_AREAS if public == AVERAGE else _OF_PEOPLE)[sides],
        among=note(_AMONG[public]),
        gain=gain,
        lose=lose,
        more=_how_much(rows, public, "gain", with_unit=True),
        less=_how_much(rows, public, "lose", with_unit=sides == _LOSE),
    )


def _how_much(rows: pd.DataFrame, public: str, part: str, *, with_unit: bool) -> Note:
    """Return the mean change of those who gain or lose, and how many change notably."""
    mean = _figure(rows, public, "mean_gain" if part == "gain" else "mean_loss")
    if abs(mean) * 10**DIGITS < HALF:
        size = note("moins de {smallest}", smallest=Amount(10**-DIGITS, DIGITS))
    else:
        size = note(_SIZE, sign="+" if mean > 0 else "", mean=Amount(mean, DIGITS))
    if with_unit:
        average = note("{size} ETC par {people} en moyenne", size=size, people=PER_PEOPLE)
    else:
        average = note("{size} en moyenne", size=size)
    count, notable = _figure(rows, public, part), _figure(rows, public, f"{part}_notable")
    least = Amount(100 * NOTABLE)
    if notable < HALF:
        told = note("aucune d'au moins {least} %", least=least)
    elif round(count) > 1 and count - notable < HALF:
        told = note("toutes d'au moins {least} %", least=least)
    else:
        told = note("{notable} d'au moins {least} %", notable=notable, least=least)
    return note("{average}; {notable}", average=average, notable=told)


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
