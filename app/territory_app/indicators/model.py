"""What an indicator is: its words, what it reads, and how its values are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from territory.text import N_, number, percent

Scale = Literal["class", "test", "share", "number", "crossed"]
Ramp = Literal["lack", "supply", "need"]
Source = Literal["", "kinds", "needs"]

TOGETHER, FAR, MANY, WHOM = "ensemble", "loin", "combien", "pour-qui"
GROUPS: tuple[tuple[str, str], ...] = (
    (TOGETHER, N_("Vue d'ensemble")),
    (FAR, N_("Qui est loin?")),
    (MANY, N_("Combien d'intervenantes et d'intervenants?")),
    (WHOM, N_("Pour qui?")),
)
"""Questions the indicators answer, in the order they are offered."""
PEOPLE_COVERED = N_("Dénominateur : population couverte, au lieu de résidence.")
PER_10K = N_("Dénominateur : 10 000 personnes de la population couverte, au lieu de résidence.")
PER_10K_UNIT = N_("ETC par 10 000 personnes")


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    key : str
        Its name in an address.
    column : str
        Column it reads, of ``gaps_<level>.csv`` or of those added when results are read
        (`territory_app.frames`).
    label, measure, unit, denominator, note : str
        In French, keys of the catalogue: short name, title of the map, unit, what it is a
        share of, and the definition in a sentence or two.
    question : str
        Group it belongs to (`GROUPS`).
    term : str
        What the literature calls it; empty where the plain words are the term.
    formula, source, limits : str
        How it is computed, in words or symbols; author and year of a measure of the literature;
        what it does not say.
    short : str
        Heading of its column in the table; the label where there is none.
    scale : str
        "class" and "test" (words), "share" (0 to 1, written as a percentage), "number", or
        "crossed" (two variables at once).
    ramp : str
        "lack", "supply" or "need".
    digits : int
        Decimals shown, of the percentage for a share.
    symbols : str, optional
        Column of counts drawn as proportional circles over the fill.
    travels : bool
        Whether it rests on travel times, whose making is then said under the title.
    by_kind : bool
        Whether it exists for one kind of service apart.
    reads : str
        Table it needs beside that of gaps: "kinds", "needs", or none.
    """

    key: str
    column: str
    label: str
    measure: str
    unit: str
    denominator: str
    note: str
    question: str = TOGETHER
    term: str = ""
    formula: str = ""
    source: str = ""
    limits: str = ""
    short: str = ""
    scale: Scale = "number"
    ramp: Ramp = "supply"
    digits: int = 1
    symbols: str | None = None
    travels: bool = True
    by_kind: bool = False
    reads: Source = ""

    @property
    def worded(self) -> bool:
        """Whether its values are words, with nothing to cut into classes."""
        return self.scale in ("class", "test", "crossed")

    @property
    def reads_need(self) -> bool:
        """Whether a need is to be chosen with it."""
        return self.reads == "needs"

    @property
    def decimals(self) -> int:
        """Decimals of its values as they are stored, a share being between 0 and 1."""
        return self.digits + (2 if self.scale == "share" else 0)

    def write(self, value: float | None, language: str) -> str:
        """Write one value as people read it, without its unit (a percentage keeps its sign)."""
        if self.scale == "share":
            return percent(value, language, digits=self.digits)
        return number(value, language, digits=self.digits)
