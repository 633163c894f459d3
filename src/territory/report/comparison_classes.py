"""Which class each territory is in before, after, and in the difference; what legends say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.report.breaks import Breaks, interval_label
from territory.report.diverging import GAINS, LOSS_INK, LOSSES, UNCHANGED, Diverging
from territory.tables.palette import CLASS_COLOURS, PATTERN_INK
from territory.tables.words import CLASSES
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
BETTER = {
    1: N_("Gain : meilleure classe"),
    0: N_("Même classe"),
    -1: N_("Perte : moins bonne classe"),
}
FAR = N_("Aucune porte joignable pour la moitié des gens")
CHANGES = {
    OPENED: N_("Gain : une porte devient joignable pour la moitié des gens"),
    CLOSED: N_("Perte : plus aucune porte joignable pour la moitié des gens"),
    STILL: N_("Aucune porte joignable pour la moitié des gens, avant comme après"),
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


def judged_codes(rows: pd.DataFrame, state: str) -> NDArray[np.str_]:
    """Return the code of each territory's class under the norm."""
    codes = {judged: str(place) for place, judged in enumerate(JUDGED)}
    codes |= {"insufficient_data": MISSING, "not_ranked": UNRANKED}
    judged = rows[f"class_{state}"].astype("string")
    return np.asarray(judged.map(codes).fillna(MISSING).to_numpy(dtype=str))


def judged_changes(codes: Mapping[str, NDArray[np.str_]]) -> NDArray[np.str_]:
    """Return whether each territory's class is better, worse or the same.

    Examples
    --------
    >>> states = {"before": np.array(["0", "2", "M"]), "after": np.array(["2", "1", "2"])}
    >>> judged_changes(states).tolist()
    ['1', '-1', 'M']
    """
    before, after = codes["before"], codes["after"]
    told = np.char.isdigit(before) & np.char.isdigit(after)
    steps = np.where(told, after, "0").astype(int) - np.where(told, before, "0").astype(int)
    moved = np.where(told, np.sign(steps).astype(str), MISSING)
    moved[(before == UNRANKED) | (after == UNRANKED)] = UNRANKED
    return moved


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
    classes: Sequence[tuple[str, str]],
    codes: Mapping[str, NDArray[np.str_]],
    people: Mapping[str, NDArray[np.float64]],
    language: str,
) -> Iterable[Entry]:
    """Yield the legend of the states; classes that hold nobody stay, reasons that do not go.

    Parameters
    ----------
    classes : sequence of (str, str)
        Words and colour of each class, in order.
    codes, people : Mapping of str to numpy.ndarray
        Code and people of each territory, by state.
    language : str
        "fr" or "en".
    """
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

    for position, (label, colour) in enumerate(classes):
        yield entry(str(position), label, colour)
    last = (
        entry(UNREACHABLE, _(FAR), FAR_COLOUR),
        *(
            entry(code, _(WORDS[code]), PATTERN_GROUND, pattern)
            for code, pattern in ((MISSING, "hatch"), (WITHHELD, "dots"), (UNRANKED, "cross"))
        ),
    )
    yield from (one for one in last if sum(one.territories))


def graded_classes(
    column: str, breaks: Breaks, colours: Sequence[str], language: str
) -> list[tuple[str, str]]:
    """Return the words and the colour of each class of a figure."""
    places = range(len(breaks.upper))
    return [(interval_label(column, breaks, one, language), colours[one]) for one in places]


def judged_classes(language: str) -> list[tuple[str, str]]:
    """Return the words and the colour of each class of the norm."""
    at = 1 if language == "en" else 0
    return [(CLASSES[one][at].capitalize(), CLASS_COLOURS[one]) for one in JUDGED]


def change_entries(
    classes: Diverging | None, moved: NDArray[np.str_], people: NDArray[np.float64], language: str
) -> Iterable[Entry]:
    """Yield the legend of the difference, from the largest gain to the largest loss.

    Without `classes`, the difference is that of the norm's classes: better, the same, worse.
    """
    _ = translator(language)

    def entry(code: str, label: str, colour: str, pattern: str = "", ink: str = "") -> Entry:
        held = moved == code
        count, total = int(held.sum()), round(float(people[held].sum()))
        return Entry(code, label, colour, pattern, ink or PATTERN_INK, (count,), (total,))

    opened = entry(OPENED, _(CHANGES[OPENED]), "#2d1250")
    closed = entry(CLOSED, _(CHANGES[CLOSED]), "#6b2d00", "lines", "#f4f1ea")
    if opened.territories[0]:
        yield opened
    steps = 1 if classes is None else len(classes.upper)
    for position in range(steps, -steps - 1, -1):
        pattern = "lines" if position < 0 else ""
        if classes is None:
            label, colour = _(BETTER[position]), (UNCHANGED, GAINS[1], LOSSES[1])[position]
        else:
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
