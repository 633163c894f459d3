"""The sentences first: how many gain and how many lose, as plainly one as the other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from territory.scenarios.compare.people import EVERYONE
from territory.scenarios.compare.states import AVERAGE, NONREGISTERED, REACH, REGISTERED
from territory.scenarios.conclusions import in_both
from territory.tables.notes import Note, note
from territory.tables.scenarios import NOTABLE
from territory.text import N_, Amount

HALF = 0.5
TOLERANCE = 1e-9
_WHOLE, _NEARLY_ALL, _MOST = 10.0, 99.0, 100.0
_PUBLICS = (NONREGISTERED, REGISTERED, AVERAGE)
BOTH, GAIN, LOSE, _NONE = "both", "gain", "lose", "none"
_COUNTS: Mapping[str, str] = {
    BOTH: N_("{gain} {gain:gagne|gagnent} de l'accès et {lose} en {lose:perd|perdent}"),
    GAIN: N_("{gain} {gain:gagne|gagnent} de l'accès et aucune n'en perd"),
    LOSE: N_("{lose} {lose:perd|perdent} de l'accès et aucune n'en gagne"),
    _NONE: N_("l'accès ne change pour aucune"),
}
_BY_AREA: Mapping[str, str] = {
    BOTH: N_(
        "Selon l'accès moyen de leur secteur, {gain} {gain:personne gagne|personnes gagnent} et "
        "{lose} {lose:perd|perdent}."
    ),
    GAIN: N_(
        "Selon l'accès moyen de leur secteur, {gain} {gain:personne gagne|personnes gagnent} et "
        "aucune ne perd."
    ),
    LOSE: N_(
        "Selon l'accès moyen de leur secteur, {lose} {lose:personne perd|personnes perdent} et "
        "aucune ne gagne."
    ),
}
_LOWER = N_(
    "L'accès du dixième le moins bien desservi, pris dans chaque état, baisse de {share} %."
)
_HIGHER = N_(
    "L'accès du dixième le moins bien desservi, pris dans chaque état, monte de {share} %."
)


def headline(
    units: pd.DataFrame, people: pd.DataFrame, equity: pd.DataFrame, *, demonstration: bool
) -> dict[str, str]:
    """Return what a variant changes, in each language: counts alone, three sentences at most.

    Doors that come within reach or out of it, people who gain and who lose, then the worst-served
    tenth where its access changes notably. The rest is in `details`.

    Parameters
    ----------
    units : pandas.DataFrame
        What `unit_states` returned.
    people : pandas.DataFrame
        What `people_table` returned.
    equity : pandas.DataFrame
        What `equity_table` returned.
    demonstration : bool
        Whether it is said that the data are made up.
    """
    rows = everyone(people)
    told = [one for one in (_access(units, rows), _tenth(equity)) if one is not None]
    if leads_with_reach(rows):
        first = moves(rows, REACH) or not publics_told(units, rows)
        told.insert(0 if first else 1, reach_note(units, rows))
    return in_both(told, demonstration=demonstration)


def everyone(people: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of everyone together, by public."""
    return people.loc[people["by"] == EVERYONE].set_index("public")


def leads_with_reach(rows: pd.DataFrame) -> bool:
    """Return whether the headline speaks of reach: where it changes, or where nothing else does."""
    return moves(rows, REACH) or not any(moves(rows, one) for one in _PUBLICS)


def publics_told(units: pd.DataFrame, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the publics to speak of: both where registration matters, and the average."""
    if all(known(rows, public) for public in (NONREGISTERED, REGISTERED)) and _matters(units):
        return _PUBLICS
    return (AVERAGE,) if known(rows, AVERAGE) else ()


def _matters(units: pd.DataFrame) -> bool:
    """Return whether being registered makes any difference to access, before or after."""
    pairs = (
        (units[f"access_registered_{moment}"], units[f"access_nonregistered_{moment}"])
        for moment in ("before", "after")
    )
    return not all(
        np.allclose(one, other, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
        for one, other in pairs
    )


def _access(units: pd.DataFrame, rows: pd.DataFrame) -> Note:
    publics = publics_told(units, rows)
    if not publics:
        if figure(rows, AVERAGE, "people"):
            return note("L'accès n'est pas mesuré : les effectifs ne sont pas connus.")
        return note("Personne n'habite ces territoires.")
    if not any(moves(rows, public) for public in publics):
        return note("L'accès ne change pour personne.")
    if any(moves(rows, public) for public in publics if public != AVERAGE):
        return note(
            "Parmi les personnes non inscrites, {first}; parmi les inscrites, {second}.",
            first=_counts(rows, NONREGISTERED),
            second=_counts(rows, REGISTERED),
        )
    return note(_BY_AREA[side(rows, AVERAGE)], **_gain_and_lose(rows, AVERAGE))


def _counts(rows: pd.DataFrame, public: str) -> Note:
    return note(_COUNTS[side(rows, public)], **_gain_and_lose(rows, public))


def _gain_and_lose(rows: pd.DataFrame, public: str) -> dict[str, float]:
    return {name: figure(rows, public, name) for name in ("gain", "lose")}


def tenth_of(equity: pd.DataFrame, public: str) -> tuple[float, float] | None:
    """Return the mean access of the worst-served tenth, before and after; none if not known."""
    row = equity.loc[(equity["index"] == "lowest_tenth") & (equity["public"] == public)]
    pair = [float(value) for value in row[["before", "after"]].to_numpy(float).ravel()]
    return (pair[0], pair[1]) if pair and np.isfinite(pair).all() else None


def _tenth(equity: pd.DataFrame) -> Note | None:
    pair = tenth_of(equity, AVERAGE)
    if pair is None or abs(pair[1] - pair[0]) <= TOLERANCE:
        return None
    was, became = pair
    if was <= 0:
        return note("L'accès du dixième le moins bien desservi, nul avant, ne l'est plus.")
    share = became / was - 1
    if abs(share) < NOTABLE - TOLERANCE:
        return None
    percent = 100 * abs(share)
    size = Amount(percent, 0 if _WHOLE <= percent < _NEARLY_ALL or percent >= _MOST else 1)
    if share < 0:
        return note(_LOWER, share=size)
    return note(_HIGHER, share=size)


def reach_note(units: pd.DataFrame, rows: pd.DataFrame) -> Note:
    """Return how many people come within reach of a door, and how many out of it."""
    gain, lose = figure(rows, REACH, "gain"), figure(rows, REACH, "lose")
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


def side(rows: pd.DataFrame, public: str) -> str:
    """Return whether a public gains, loses, does both or neither."""
    gain, lose = figure(rows, public, "gain") >= HALF, figure(rows, public, "lose") >= HALF
    return BOTH if gain and lose else GAIN if gain else LOSE if lose else _NONE


def known(rows: pd.DataFrame, public: str) -> bool:
    """Return whether the access of some people of a public is known before and after."""
    return sum(figure(rows, public, name) for name in ("gain", "lose", "same")) > 0


def moves(rows: pd.DataFrame, public: str) -> bool:
    """Return whether anyone of a public gains or loses."""
    return side(rows, public) != _NONE


def figure(rows: pd.DataFrame, public: str, name: str) -> float:
    """Return a figure of a public among everyone; 0 where there is no such public."""
    return float(rows[name].to_dict().get(public, 0.0))
