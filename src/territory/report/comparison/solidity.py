"""Whether what is concluded holds under other settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from territory.codes import level_named
from territory.report.comparison.grid import Cell, Grid, Row, signed
from territory.tables.scenarios import CONCLUSIONS, SETTINGS
from territory.text import N_, is_singular, number, translator

AS_JUDGED = "as_judged"
_HOLDS = (
    N_("Cette conclusion tient sous l'autre réglage essayé."),
    N_("Cette conclusion tient sous les {count} autres réglages essayés."),
)
_ARROWS = {"up": "↑", "down": "↓", "same": "="}
_IN_ACCESS = ("mean_access", "worst_off")
_SIDES = ("before", "after")


def holds(rows: Sequence[Mapping[str, Any]], variant: str, language: str) -> str:
    """Return the sentence for a conclusion that no other setting changes; nothing if untried."""
    mine = [row for row in rows if row["variant"] == variant]
    others = {row["setting"] for row in mine} - {AS_JUDGED}
    if not others or not all(row["same"] for row in mine):
        return ""
    form = _HOLDS[0 if is_singular(len(others), language) else 1]
    return translator(language)(form).format(count=number(len(others), language))


def robustness(
    rows: Sequence[Mapping[str, Any]], variant: str, language: str
) -> Grid | None:  # fmt: skip
    """Return each conclusion of a variant under each setting: the way it goes, and its figures."""
    _ = translator(language)
    mine = [row for row in rows if row["variant"] == variant]
    if not mine:
        return None
    place = 1 if language == "en" else 0
    settings = list(dict.fromkeys(row["setting"] for row in mine))
    found = []
    for conclusion, level in dict.fromkeys((row["conclusion"], row["level"]) for row in mine):
        told = {
            row["setting"]: row
            for row in mine
            if (row["conclusion"], row["level"]) == (conclusion, level)
        }
        name = CONCLUSIONS.get(conclusion, (conclusion, conclusion))[place]
        if level:
            name = f"{name} ({_(level_named(level).plural)})"
        cells = tuple(_way(told.get(setting), language) for setting in settings)
        found.append(Row(name, cells))
    head = [SETTINGS.get(setting, (setting, setting))[place] for setting in settings]
    return Grid(
        _(N_("Solidité : la même conclusion sous d'autres réglages")),
        (_(N_("Conclusion")), *(one[0].upper() + one[1:] for one in head)),
        tuple(found),
        _(N_(
            "↑ monte, ↓ baisse, = ne change pas. Pour les gens : combien gagnent et combien "
            "perdent; sinon, avant puis après. Une case marquée d'un point d'exclamation ne va pas "
            "dans le même sens que la conclusion telle que jugée."
        )),
    )  # fmt: skip


def _way(row: Mapping[str, Any] | None, language: str) -> Cell:
    """Return the way a conclusion goes under one setting, and what it rests on."""
    if row is None:
        return Cell("—", "way")
    if row.get("gain") is not None and row.get("lose") is not None:
        figures = f"{signed(row['gain'], language)} / {signed(-row['lose'], language)}"
    else:
        digits = 2 if row["conclusion"] in _IN_ACCESS else 0
        before, after = (number(row[side], language, digits=digits) for side in _SIDES)
        figures = f"{before} → {after}"
    told = f"{_ARROWS.get(row['direction'], '')} {figures}"
    return Cell(told, "way") if row["same"] else Cell(f"{told} !", "way flip")
