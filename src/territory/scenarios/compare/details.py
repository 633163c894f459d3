"""What a variant changes, fact by fact: for each public, and for the worst-served tenth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from territory.scenarios.compare.headline import (
    BOTH,
    GAIN,
    HALF,
    LOSE,
    TOLERANCE,
    everyone,
    figure,
    leads_with_reach,
    moves,
    publics_told,
    reach_note,
    side,
    tenth_of,
)
from territory.scenarios.compare.states import AVERAGE, NONREGISTERED, REGISTERED
from territory.scenarios.conclusions import in_both
from territory.tables.notes import Note, note
from territory.tables.scenarios import NOTABLE
from territory.text import N_, Amount
from territory.units import PER_PEOPLE

DIGITS = 2
_LEAST_SHARE = 0.05
_SIZE = "{sign}{mean}"
_AMONG: Mapping[str, str] = {
    NONREGISTERED: N_("Parmi les personnes non inscrites"),
    REGISTERED: N_("Parmi les personnes inscrites"),
    AVERAGE: N_("Selon l'accès moyen de leur secteur"),
}
_WHOSE: Mapping[str, str] = {
    NONREGISTERED: N_("Parmi les personnes non inscrites"),
    REGISTERED: N_("Parmi les personnes inscrites"),
    AVERAGE: N_("Parmi toutes les personnes"),
}
_STILL: Mapping[str, str] = {
    NONREGISTERED: N_("Rien ne change pour les personnes non inscrites."),
    REGISTERED: N_("Rien ne change pour les personnes inscrites."),
    AVERAGE: N_("L'accès moyen ne change dans aucun secteur."),
}
_OF_PEOPLE: Mapping[str, str] = {
    BOTH: N_(
        "{among}, {gain} {gain:gagne|gagnent} de l'accès ({more}) et {lose} en "
        "{lose:perd|perdent} ({less})."
    ),
    GAIN: N_("{among}, {gain} {gain:gagne|gagnent} de l'accès ({more}) et aucune n'en perd."),
    LOSE: N_("{among}, {lose} {lose:perd|perdent} de l'accès ({less}) et aucune n'en gagne."),
}
_OF_AREAS: Mapping[str, str] = {
    BOTH: N_(
        "{among}, {gain} {gain:personne gagne|personnes gagnent} ({more}) et {lose} "
        "{lose:perd|perdent} ({less})."
    ),
    GAIN: N_("{among}, {gain} {gain:personne gagne|personnes gagnent} ({more}) et aucune ne perd."),
    LOSE: N_("{among}, {lose} {lose:personne perd|personnes perdent} ({less}) et aucune ne gagne."),
}


def details(
    units: pd.DataFrame,
    people: pd.DataFrame,
    equity: pd.DataFrame,
    told: Mapping[str, Any],
    *,
    demonstration: bool,
) -> tuple[dict[str, str], ...]:
    """Return what a variant changes, one sentence per fact, in each language.

    Parameters
    ----------
    units : pandas.DataFrame
        What `unit_states` returned.
    people : pandas.DataFrame
        What `people_table` returned.
    equity : pandas.DataFrame
        What `equity_table` returned.
    told : Mapping
        What `conservation` returned: people before and after.
    demonstration : bool
        Whether each sentence says that the data are made up.
    """
    rows = everyone(people)
    publics = publics_told(units, rows)
    facts = [one for public in publics for one in _of_public(rows, public)]
    facts += _tenths(equity, publics)
    if not leads_with_reach(rows):
        facts.append(reach_note(units, rows))
    facts += _further(rows, told)
    return tuple(in_both([one], demonstration=demonstration) for one in facts)


def _of_public(rows: pd.DataFrame, public: str) -> Iterator[Note]:
    """Yield how many people of a public gain and lose and how much, then its mean access."""
    if not moves(rows, public):
        yield note(_STILL[public])
        return
    sides = side(rows, public)
    yield note(
        (_OF_AREAS if public == AVERAGE else _OF_PEOPLE)[sides],
        among=note(_AMONG[public]),
        gain=figure(rows, public, "gain"),
        lose=figure(rows, public, "lose"),
        more=_how_much(rows, public, "gain", with_unit=True),
        less=_how_much(rows, public, "lose", with_unit=sides == LOSE),
    )
    yield _mean(rows, public)


def _mean(rows: pd.DataFrame, public: str) -> Note:
    """Return the mean access of a public before and after, with the change in percent."""
    was, became = figure(rows, public, "before"), figure(rows, public, "after")
    fields: dict[str, Any] = {
        "among": note(_WHOSE[public]),
        "was": was,
        "became": became,
        "people": PER_PEOPLE,
    }
    if not was > 0:
        return note(
            "{among}, l'accès moyen passe de {was:2} à {became:2} ETC par {people}.", **fields
        )
    share = 100 * (became / was - 1)
    if abs(share) < _LEAST_SHARE:
        return note(
            "{among}, l'accès moyen change de moins de {least} % ({became:2} ETC par {people}).",
            **fields,
            least=Amount(2 * _LEAST_SHARE),
        )
    return note(
        "{among}, l'accès moyen passe de {was:2} à {became:2} ETC par {people} : {change}, soit "
        "{share} %.",
        **fields,
        change=_size(became - was),
        share=_signed(share, 1),
    )


def _tenths(equity: pd.DataFrame, publics: tuple[str, ...]) -> list[Note]:
    """Return the worst-served tenth of everyone; of each public too where some go another way."""
    pairs = {public: pair for public in publics if (pair := tenth_of(equity, public)) is not None}
    if len({_way(pair) for pair in pairs.values()}) < 2:  # noqa: PLR2004
        pairs = {public: pair for public, pair in pairs.items() if public == AVERAGE}
    ordered = sorted(pairs, key=lambda public: public != AVERAGE)
    return [_tenth(public, *pairs[public]) for public in ordered]


def _way(pair: tuple[float, float]) -> int:
    was, became = pair
    if abs(became - was) <= TOLERANCE * max(1.0, was, became):
        return 0
    return 1 if became > was else -1


def _tenth(public: str, was: float, became: float) -> Note:
    fields: dict[str, Any] = {
        "among": note(_WHOSE[public]),
        "was": was,
        "became": became,
        "people": PER_PEOPLE,
    }
    if _way((was, became)) == 0:
        return note(
            "{among}, l'accès du dixième le moins bien desservi ne change pas ({became:3} ETC par "
            "{people}).",
            **fields,
        )
    if not was > 0:
        return note(
            "{among}, l'accès du dixième le moins bien desservi passe de {was:3} à {became:3} ETC "
            "par {people}.",
            **fields,
        )
    share = 100 * (became / was - 1)
    if abs(share) < _LEAST_SHARE:
        return note(
            "{among}, l'accès du dixième le moins bien desservi change de moins de {least} % "
            "({became:3} ETC par {people}).",
            **fields,
            least=Amount(2 * _LEAST_SHARE),
        )
    return note(
        "{among}, l'accès du dixième le moins bien desservi passe de {was:3} à {became:3} ETC par "
        "{people} ({share} %).",
        **fields,
        share=_signed(share, 1),
    )


def _signed(value: float, digits: int) -> Note:
    return note(_SIZE, sign="+" if value > 0 else "", mean=Amount(value, digits))


def _size(mean: float) -> Note:
    """Return a change of access with its sign, or that it is less than can be written."""
    if abs(mean) * 10**DIGITS < HALF:
        return note("moins de {smallest}", smallest=Amount(10**-DIGITS, DIGITS))
    return _signed(mean, DIGITS)


def _how_much(rows: pd.DataFrame, public: str, part: str, *, with_unit: bool) -> Note:
    """Return the mean change of those who gain or lose, and how many change notably."""
    mean = figure(rows, public, "mean_gain" if part == "gain" else "mean_loss")
    size = _size(mean)
    if with_unit:
        average = note("{size} ETC par {people} en moyenne", size=size, people=PER_PEOPLE)
    else:
        average = note("{size} en moyenne", size=size)
    count, notable = figure(rows, public, part), figure(rows, public, f"{part}_notable")
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
    unknown, everyone = figure(rows, AVERAGE, "unknown"), figure(rows, AVERAGE, "people")
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
                "public sont comptés parmi les personnes qui en font partie après.",
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
