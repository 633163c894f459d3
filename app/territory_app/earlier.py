"""Results of an earlier run, looked at when they are named: whether they can be compared."""

from __future__ import annotations

from pathlib import Path

from territory_app.errors import ResultsError
from territory_app.reading import read_record
from territory_app.views.trend import incomparable
from territory_app.words import words


def refusal(out: Path, before: Path, language: str) -> str:
    """Say in one line why trends cannot be told from ``before``; empty where they can.

    A folder that cannot be read is said in its own words; that of ``out`` is told elsewhere.
    """
    _ = words(language)
    try:
        now = read_record(out)
    except ResultsError:
        return ""
    try:
        told = incomparable(now, read_record(before), language)
    except ResultsError as fault:
        told = (fault.sentence(language),)
    if not told:
        return ""
    return _("Aucune tendance depuis {folder} : {reasons}").format(
        folder=before, reasons=" ".join(told)
    )
