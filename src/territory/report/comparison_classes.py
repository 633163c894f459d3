"""Which class each territory is in before, after, and in the difference; what legends say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.report.breaks import Breaks, interval_label
from territory.report.diverging import LOSS_INK, Diverging
from territory.tables.palette import PATTERN_INK
from territory.text import N_, translator

STATES = ("before", "after")
JUDGED = ("desert", "underserved", "served")
MISSING, WITHHELD, UNRANKED, UNREACHABLE = "M", "W", "S", "U"
OPENED, CLOSED, STILL = "O", "C", "U"
"""Half of the people can reach a door at last; no longer; or neither before nor after."""
FAR_COLOUR = "#581a00"
STILL_COLOUR = "#cfc4bd"
PATTERN_GROUND = "#ebebe7"
WORDS = {
    MISSING: N_("Donnée absente"),
    WITHHELD: N_("Retirée : trop peu de personnes"),
    UNRANKED: N_("Territoire autogouverné, non classé"),
}
FAR = N_("Aucune porte joignable pour la moitié")
CHANGES = {
    OPENED: N_("Gain : une porte devient joignable pour la moitié"),
    CLOSED: N_("Perte : plus aucune porte joignable pour la moitié"),
    STILL: N_("Aucune porte joignable pour la moitié, avant comme après"),
}


@dataclass(frozen=True)
class Entry:
    """One class of a legend.

    Attributes
    ----------
    code : str
        What territories of the class carry.
    label : str
        Its words.
    colour, pattern, ink : str
        Its paint; `pattern` is "hatch", "dots", "cross", "lines" or empty.
    territories, people : tuple of int
        How many it holds: before and after, or of the difference alone.
    """

    code: str
    label: str
    colour: str
    pattern: str
    ink: str
    territories: tuple[int, ...]
    people: tuple[int, ...]


def people_of(population: pd.Series) -> NDArray[np.float64]:
    """Return people as numbers, none where they are not known."""
    figures = pd.to_numeric(population).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(np.nan_to_num(figures))


def state_codes(
    rows: pd.DataFrame, state: str, column: str, breaks: Breaks, minimum: float
) -> NDArray[np.str_]:
    """Return the class of each territory, or why it has none."""
    place = breaks.position(rows[f"{column}_{state}"]).to_numpy()
    judged = rows[f"class_{state}"].astype("string").fillna("").to_numpy(dtype=str)
    size = rows.get("population_after") if state == "after" else None
    people = people_of(rows["population"] if size is None else size)
    codes = np.where(place < 0, MISSING, place.astype(str))
    absent = place < 0
    codes[absent & (people > 0) & (people < minimum)] = WITHHELD
    if column == "nearest_cost_median":
        codes[absent & np.isin(judged, JUDGED)] = UNREACHABLE
    codes[judged == "not_ranked"] = UNRANKED
    return codes


def change_codes(
    difference: pd.Series, classes: Diverging, codes: Mapping[str, NDArray[np.str_]]
) -> NDArray[np.str_]:
    """Return the class of each difference; a door gained or lost has no figure, but is told."""
    place = classes.position(difference)
    moved = place.astype("string").fillna(MISSING).to_numpy(dtype=str)
    before, after = codes["before"], codes["after"]
    absent = place.isna().to_numpy()
    for code in (WITHHELD, UNRANKED):
        moved[absent & ((before == code) | (after == code))] = code
    told = {key: np.char.isdigit(one) for key, one in codes.items()}
    moved[absent & (before == UNREACHABLE) & told["after"]] = OPENED
    moved[absent & told["before"] & (after == UNREACHABLE)] = CLOSED
    moved[absent & (before == UNREACHABLE) & (after == UNREACHABLE)] = STILL
    moved[(before == UNRANKED) | (after == UNRANKED)] = UNRANKED
    return moved


def state_entries(
    column: str,
    breaks: Breaks,
    colours: Sequence[str],
    codes: Mapping[str, NDArray[np.str_]],
    people: Mapping[str, NDArray[np.float64]],
    language: str,
) -> Iterable[Entry]:
    """Yield the legend of the states; classes that hold nobody stay, reasons that do not go."""
    _ = translator(language)

    def entry(code: str, label: str, colour: str, pattern: str = "") -> Entry:
        held = [codes[state] == code for state in STATES]
        return Entry(
            code,
            label,
            colour,
            pattern,
            PATTERN_INK,
            tuple(int(one.sum()) for one in held),
            tuple(
                round(float(people[state][one].sum()))
                for state, one in zip(STATES, held, strict=True)
            ),
        )

    for position in range(len(breaks.upper)):
        label = interval_label(column, breaks, position, language)
        yield entry(str(position), label, colours[position])
    last = (
        entry(UNREACHABLE, _(FAR), FAR_COLOUR),
        *(
            entry(code, _(WORDS[code]), PATTERN_GROUND, pattern)
            for code, pattern in ((MISSING, "hatch"), (WITHHELD, "dots"), (UNRANKED, "cross"))
        ),
    )
    yield from (one for one in last if sum(one.territories))


def change_entries(
    classes: Diverging, moved: NDArray[np.str_], people: NDArray[np.float64], language: str
) -> Iterable[Entry]:
    """Yield the legend of the difference, from the largest gain to the largest loss."""
    _ = translator(language)

    def entry(code: str, label: str, colour: str, pattern: str = "", ink: str = "") -> Entry:
        held = moved == code
        count, total = int(held.sum()), round(float(people[held].sum()))
        return Entry(code, label, colour, pattern, ink or PATTERN_INK, (count,), (total,))

    steps = len(classes.upper)
    opened = entry(OPENED, _(CHANGES[OPENED]), "#2d1250")
    closed = entry(CLOSED, _(CHANGES[CLOSED]), "#6b2d00", "lines", "#f4f1ea")
    if opened.territories[0]:
        yield opened
    for position in range(steps, -steps - 1, -1):
        pattern = "lines" if position < 0 else ""
        label, colour = classes.label(position, language), classes.colour(position)
        yield entry(str(position), label, colour, pattern, LOSS_INK)
    last = (
        closed,
        entry(STILL, _(CHANGES[STILL]), STILL_COLOUR),
        entry(MISSING, _(WORDS[MISSING]), PATTERN_GROUND, "hatch"),
        entry(WITHHELD, _(WORDS[WITHHELD]), PATTERN_GROUND, "dots"),
        entry(UNRANKED, _(WORDS[UNRANKED]), PATTERN_GROUND, "cross"),
    )
    yield from (one for one in last if one.territories[0])
