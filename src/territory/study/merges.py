"""Sites written twice, once someone has said so: the confirmed merges of a study."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.errors import InputError
from territory.sources._tabular import read_csv_text
from territory.study.file import resolve
from territory.study.model import Study
from territory.tables import lines_of, rejections
from territory.tables.reading import SOURCE_FILE
from territory.text import N_

MERGED = N_(
    "fusionné avec {kept} (doublon confirmé le {date}); ce que cette rangée dit de plus n'est pas "
    "repris"
)


def confirmed_merges(study: Study, known: Sequence[str]) -> pd.DataFrame:
    """Return ``id_merged, id_kept, date`` of the duplicates a study's file confirms.

    Parameters
    ----------
    study : Study
        With ``places.merge``; without it there are none.
    known : sequence of str
        Identifiers of every site read, those set aside included.

    Raises
    ------
    InputError
        With the row, when a site is not one of the study's, is merged with itself, twice or into
        one that is itself merged, or the decision has no date.
    """
    empty = pd.DataFrame({"id_merged": [], "id_kept": [], "date": []}, dtype="object")
    name = study.file.places.merge
    if name is None:
        return empty
    text = read_csv_text(resolve(study, name))
    for column in ("id_kept", "id_merged", "date"):
        if column not in text.frame:
            raise InputError(
                "{source} : la colonne « {column} » manque; il faut id_kept, id_merged et date.",
                source=text.source,
                column=column,
            )
    merged = set(text.frame["id_merged"].dropna())
    there = set(known)
    seen: set[str] = set()
    for line, row in zip(text.lines, text.frame.to_dict("records"), strict=True):
        told = {str(key): value for key, value in row.items()}
        fault = _fault(told, there, merged, seen)
        if fault is not None:
            raise InputError(
                "{source}, rangée {line} : {fault}",
                source=text.source,
                line=int(line),
                fault=fault,
            )
        seen.add(str(told["id_merged"]))
    return text.frame[["id_merged", "id_kept", "date"]].astype("object")


def _fault(
    row: dict[str, Any], known: set[str], merged: set[str], seen: set[str]
) -> InputError | None:
    """Return what is wrong with one decision, if anything is."""
    for column in ("id_kept", "id_merged"):
        value = row[column]
        if pd.isna(value) or str(value) not in known:
            shown = "—" if pd.isna(value) else str(value)
            return InputError("le point « {id} » n'est pas de l'étude.", id=shown)
    kept, gone = str(row["id_kept"]), str(row["id_merged"])
    if kept == gone:
        return InputError("le point {id} est fusionné avec lui-même.", id=kept)
    if kept in merged:
        return InputError(
            "{id} est gardé ici et fusionné ailleurs; donnez comme id_kept le point qui reste à la "
            "fin.",
            id=kept,
        )
    if gone in seen:
        return InputError("le point {id} est fusionné deux fois.", id=gone)
    try:
        date.fromisoformat(str(row["date"]))
    except ValueError:
        return InputError("la date de la décision manque ou n'est pas de la forme 2026-01-31.")
    return None


def merged_sites(
    study: Study,
    services: gpd.GeoDataFrame,
    rejected: list[pd.DataFrame],
    inputs: list[dict[str, Any]],
) -> gpd.GeoDataFrame:
    """Return the sites less those merged into another, which join the rows set aside.

    The account of each file told in ``inputs`` is kept: read = kept + rejected.
    """
    aside = [str(one) for part in rejected for one in part["id"]]
    merges = confirmed_merges(study, [*services["service_id"].astype(str), *aside])
    into = merges.set_index("id_merged")["id_kept"]
    rows = services["service_id"].isin(into.index)
    if not rows.any():
        return services
    gone = services[rows]
    files = gone[SOURCE_FILE].astype(str) if SOURCE_FILE in gone else pd.Series("", gone.index)
    when = gone["service_id"].map(merges.set_index("id_merged")["date"])
    for file, part in gone.groupby(files):
        told = rejections(
            str(file), lines_of(part), part["service_id"], MERGED,
            kept=part["service_id"].map(into), date=when.loc[part.index],
        )  # fmt: skip
        rejected.append(told)
        _account(inputs, str(file), told)
    return services[~rows].reset_index(drop=True)


def _account(inputs: list[dict[str, Any]], file: str, told: pd.DataFrame) -> None:
    for account in inputs:
        if account["table"] == "services" and account["source"] == file:
            account["kept"] -= len(told)
            account["rejected"] += len(told)
            for language, column in (("fr", "reason"), ("en", "reason_en")):
                reasons = account["rejected_reasons"][language]
                for reason, count in told[column].value_counts().items():
                    reasons[str(reason)] = reasons.get(str(reason), 0) + int(count)
            return
