"""What a run left out: rows set aside by reason, with the first of each; sites to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from territory.text import N_, NBSP, number
from territory_app.catalogue import Catalogue
from territory_app.views.loaded import TABLES
from territory_app.views.people import capital, counted
from territory_app.words import words

EXAMPLES = 3
MOST_REASONS = 40
COLUMNS = ("source", "line", "id", "reason", "reason_en")


@dataclass(frozen=True)
class Reason:
    """Why rows of one file were set aside.

    Attributes
    ----------
    source, reason, rows : str
        Name of the file, the sentence, how many rows.
    examples : str
        The first of them: line and identifier.
    """

    source: str
    reason: str
    rows: str
    examples: str


@dataclass(frozen=True)
class Excluded:
    """Rows of one table that were set aside.

    Attributes
    ----------
    key, title : str
        Its anchor; what the table holds.
    rows : str
        How many.
    file : str
        Name of the file that lists them all, among the results.
    reasons : tuple of Reason
        The most frequent first.
    left : str
        How many reasons are not listed; empty when none.
    """

    key: str
    title: str
    rows: str
    file: str
    reasons: tuple[Reason, ...]
    left: str


def excluded(catalogue: Catalogue, files: Iterable[str], language: str) -> tuple[Excluded, ...]:
    """Summarise the rejected rows of every table.

    Parameters
    ----------
    catalogue : Catalogue
        The results.
    files : iterable of str
        Names of the files of the results that may be read.
    language : str
        "fr" or "en".

    Returns
    -------
    tuple of Excluded
        Tables with at least one rejected row.
    """
    found = []
    for name in files:
        if not name.startswith("rejected/"):
            continue
        told = _excluded(catalogue.holdings.out, name, language)
        if told is not None:
            found.append(told)
    return tuple(found)


def _excluded(out: Path, name: str, language: str) -> Excluded | None:
    _ = words(language)
    frame = _read(out / name)
    if frame is None or frame.empty:
        return None
    table = Path(name).stem.removesuffix("_demo")
    column = "reason_en" if language == "en" else "reason"
    # Reasons that name what they found differ row by row; the counts are of whole sentences.
    told = frame["source"] + "\x00" + frame[column]
    sizes = told.value_counts(sort=True)
    shown = [str(one) for one in sizes.index[:MOST_REASONS]]
    firsts = frame[told.isin(shown)].groupby(told, sort=False).head(EXAMPLES)
    examples = {
        str(key): _examples(rows, language) for key, rows in firsts.groupby(told, sort=False)
    }
    reasons = tuple(
        Reason(
            source=one.partition("\x00")[0],
            reason=capital(one.partition("\x00")[2]),
            rows=number(int(sizes[one]), language),
            examples=examples[one],
        )
        for one in shown
    )
    left = len(sizes) - len(reasons)
    return Excluded(
        key=f"ecarte-{table}",
        title=_(TABLES[table]) if table in TABLES else table,
        rows=counted(len(frame), N_("rangée écartée"), N_("rangées écartées"), language),
        file=name,
        reasons=reasons,
        left=_("et {others}, dans le fichier").format(
            others=counted(left, N_("autre raison"), N_("autres raisons"), language)
        )
        if left > 0
        else "",
    )


def _read(path: Path) -> pd.DataFrame | None:
    try:
        frame = pd.read_csv(path, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    except (OSError, ValueError):
        return None
    return frame if set(COLUMNS) <= set(frame.columns) else None


def _examples(rows: pd.DataFrame, language: str) -> str:
    _ = words(language)
    line = _("ligne {line}")
    return "; ".join(
        line.format(line=number).replace(" ", NBSP) + (f" ({one})" if one else "")
        for number, one in zip(rows["line"], rows["id"], strict=True)
    )
