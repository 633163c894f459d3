"""Filled templates about territories: registration rates, and what is listed where."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from territory.codes import LEVELS
from territory.sources._rows import text_column
from territory.sources.catalogue import SourceInfo
from territory.sources.templates.fill import Filled
from territory.sources.templates.naming import Territories, implied_level
from territory.sources.templates.values import Wrong
from territory.tables import COVERAGE, Reading, conform
from territory.text import N_, Amount, percent

RATE_LEVELS = ("municipality", "clsc", "rls", "rts", "rss", "mrc", "region")
AGAIN = N_("le même territoire est déjà à la ligne {line}")
KEEP_ONE = N_("gardez une seule rangée par {pair}")
PER_RATE = (N_("territoire et définition"), "territory and definition")
PER_KIND = (N_("territoire et sorte"), "territory and kind")
OTHER_RATE = N_("{numerator} sur {denominator} font {share}, et non {value}")
CHECK_RATE = N_("vérifiez les trois; le taux écrit est pris")
NOT_LISTED = N_("« {value} » n'est pas un code de la liste fournie")
CHECK_CODE = N_("vérifiez le code et son millésime; la rangée est gardée")
PLACE_OF_CARE = N_(
    "{count} taux selon le lieu de prise en charge : gardés dans la table, jamais pris pour "
    "le taux des gens qui habitent là"
)
_SAME_RATE = 0.01


def registration(filled: Filled, meta: SourceInfo) -> Reading:
    """Shape a filled template of registration rates."""
    rows, index = filled.frame, filled.frame.index
    codes, levels = _territories(filled)
    _check_rates(filled)
    _refuse_again(filled, codes, rows["definition"], PER_RATE)
    table = pd.DataFrame(
        {
            "territory_id": codes,
            "level": levels,
            "registered_share": rows["registered_share"],
            "definition": text_column(rows["definition"], index),
            "date": text_column(rows["date"], index),
            "source": text_column(rows["source"].fillna(meta.title), index),
            "numerator": rows["numerator"],
            "denominator": rows["denominator"],
        }
    )
    for level in dict.fromkeys(levels.dropna()):
        table[f"{level}_id"] = codes.where(levels == level)
    sieve = filled.sieve(filled.raw["territory"].to_numpy(dtype=object))
    kept = table[sieve.kept].reset_index(drop=True)
    elsewhere = int((kept["definition"].astype("object") == "place_of_care").sum())
    if elsewhere:
        filled.notes.append((PLACE_OF_CARE, {"count": elsewhere}))
    return sieve.reading(kept, repairs=filled.repairs)


def coverage(filled: Filled, meta: SourceInfo) -> Reading:
    """Shape a filled template of coverage statements."""
    rows, index = filled.frame, filled.frame.index
    codes, _ = _territories(filled)
    _refuse_again(filled, codes, rows["kind"], PER_KIND)
    said = rows["stated_by"].map(lambda one: f", {one}" if isinstance(one, str) else "")
    when = rows["date"].map(lambda one: f" ({one})" if isinstance(one, str) else "")
    table = pd.DataFrame(
        {
            "territory_id": text_column(codes, index),
            "kind": text_column(rows["kind"], index),
            "status": text_column(rows["status"], index),
            "source": text_column(_told(rows["source"].fillna(meta.title), said, when), index),
            "date": text_column(rows["date"], index),
            "stated_by": text_column(rows["stated_by"], index),
        }
    )
    sieve = filled.sieve(filled.raw["territory"].to_numpy(dtype=object))
    kept = table[sieve.kept].reset_index(drop=True)
    return sieve.reading(conform(kept, COVERAGE, filled.source), repairs=filled.repairs)


def _told(*parts: pd.Series) -> pd.Series:
    """Return the parts of a text put together, row by row."""
    rows = zip(*parts, strict=True)
    return pd.Series(["".join(map(str, row)) for row in rows], index=parts[0].index, dtype="object")


READERS: Mapping[str, Callable[[Filled, SourceInfo], Reading]] = {
    "registration": registration,
    "coverage": coverage,
}


def _territories(filled: Filled) -> tuple[pd.Series, pd.Series]:
    """Return the code and the level of each row's territory; say which cannot be told."""
    known = Territories()
    implied = implied_level(filled.column("territory"))
    codes: list[str | None] = []
    for row, (text, level) in enumerate(
        zip(filled.frame["territory"], filled.frame["level"], strict=True)
    ):
        stated = level if isinstance(level, str) else implied
        told = known.code(text, stated) if isinstance(text, str) else None
        if isinstance(told, Wrong):
            filled.fault(row, "territory", told.what, told.todo, **told.values)
            told = None
        codes.append(told)
    ids = pd.Series(codes, index=filled.frame.index, dtype="object")
    prefixes = {one.prefix: key for key, one in LEVELS.items()}
    levels = ids.str.partition(":")[0].map(prefixes).astype("object")
    for level, group in ids.dropna().groupby(levels.dropna()):
        listed = known.known(group, str(level))
        for row in group.index[~listed.to_numpy(dtype=bool)]:
            filled.fault(int(row), "territory", NOT_LISTED, CHECK_CODE, fatal=False, value=ids[row])
    return ids, levels


def _refuse_again(filled: Filled, codes: pd.Series, what: pd.Series, pair: tuple[str, str]) -> None:
    """Refuse the second statement about one thing: nothing says which of the two holds."""
    seen: dict[str, int] = {}
    for row in np.flatnonzero(filled.usable()):
        key = f"{codes.iloc[row]}|{what.iloc[row]}"
        if key in seen:
            line = int(filled.lines[seen[key]])
            filled.fault(int(row), "territory", AGAIN, KEEP_ONE, line=line, pair=pair)
        else:
            seen[key] = int(row)


def _check_rates(filled: Filled) -> None:
    """Question the rates that their own counts contradict."""
    rows = filled.frame
    share = rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0)
    apart = (share - rows["registered_share"]).abs() > _SAME_RATE
    for row in np.flatnonzero(apart.to_numpy()):
        filled.fault(
            int(row),
            "registered_share",
            OTHER_RATE,
            CHECK_RATE,
            fatal=False,
            numerator=Amount(rows["numerator"].iloc[row]),
            denominator=Amount(rows["denominator"].iloc[row]),
            share=_both(share.iloc[row]),
            value=_both(rows["registered_share"].iloc[row]),
        )


def _both(share: float) -> tuple[str, str]:
    """Return a share as a percentage, in French and in English."""
    return percent(share, "fr"), percent(share, "en")
