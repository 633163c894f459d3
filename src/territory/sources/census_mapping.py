"""Which territory each census unit is in: published correspondences, as shares of people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._rows import NOT_A_NUMBER, Sieve, text_column
from territory.sources._tabular import read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.tables import MEMBERSHIP, Reading, conform
from territory.tables.notes import note
from territory.text import N_

UNKNOWN_TYPE = N_("sorte d'unité « {value} » inconnue (CT, CSD, DA ou CD)")
BAD_UNIT = N_("« {value} » n'est pas le code d'une unité {kind} du Québec")
NO_TERRITORY = N_("code de CLSC absent ou impossible : « {value} »")
OTHER_LEVEL = N_("« {value} » n'est pas un code de niveau « {level} »")
NO_UNIT = N_("sans identifiant d'unité")
NOT_A_SHARE = N_("part « {value} » : un nombre au-dessus de 0 et d'au plus 1 est attendu")
TOO_MUCH = N_("les parts de l'unité font {value}, plus que l'unité entière")
TWICE = N_("unité et territoire déjà lus : rangée en double")
ZEROS_BACK = N_("codes auxquels le zéro initial a été rendu")
POINT_BACK = N_("numéros de secteur auxquels « .00 » ou un zéro final a été rendu")
_COLUMNS = ("census_id", "CLSC_code", "census_type")
_SHAPES = {"CT": r"\d{7}\.\d{2}", "CSD": r"24\d{5}", "DA": r"24\d{6}", "CD": r"24\d{2}"}
_ROUNDING = 0.005
_LEVELS = ("rss", "rts", "rls", "clsc")


def read_census_mapping(path: Path, *, meta: SourceInfo) -> Reading:
    """Read the correspondence of census units of 2016 and CLSC territories.

    Each unit (tract, subdivision, dissemination area or division) is wholly in one CLSC. CLSC
    codes have lost their leading zero (1181 is 01181, 11211 is in region 11), tract numbers
    their decimals. A tract that was cut up since keeps its first seven digits: those seven
    stand for it where all of its parts are in one CLSC.

    Parameters
    ----------
    path : Path
        ``census_id, CLSC_code, census_type``; UTF-8 or Latin-1, other columns unread.
    meta : SourceInfo

    Returns
    -------
    Reading
        Rows ``subject, subject_id, territory_id, level, share, method`` for the CLSC of each
        unit and the RLS, RTS and RSS its code begins with. A subdivision is told by the code of
        its municipality ("MUN:46075"), the others by their own ("CT:", "DA:", "CD:").
    """
    text = read_csv_text(path)
    require_columns(text.frame.columns, _COLUMNS, text.source)
    frame = text.frame
    kind = frame["census_type"].str.strip().str.upper()
    units = codes.bare(frame["census_id"])
    numbers = to_number(units)[0]
    tract = (kind == "CT").fillna(value=False).to_numpy(dtype=bool)
    whole = pd.Series(np.char.mod("%.2f", numbers.fillna(0).to_numpy()), index=units.index)
    mended = int((tract & (whole != units).fillna(value=False).to_numpy(dtype=bool)).sum())
    units = units.where(~tract, whole.astype("string"))
    territory, zeros = codes.repair(frame["CLSC_code"], "clsc")
    sieve = Sieve(text.source, text.lines, units.to_numpy(dtype=object, na_value=""))
    sieve.reject(~kind.isin(list(_SHAPES)), UNKNOWN_TYPE, value=kind.fillna("").to_numpy())
    shown = frame["census_id"].fillna("").to_numpy()
    for name, shape in _SHAPES.items():
        misshapen = (kind == name) & ~units.str.fullmatch(shape).fillna(value=False)
        sieve.reject(misshapen.fillna(value=False), BAD_UNIT, value=shown, kind=name)
    known = codes.well_formed(territory)
    sieve.reject(~known, NO_TERRITORY, value=frame["CLSC_code"].fillna("").to_numpy())
    ids = (kind + ":" + units).str.replace(r"^CSD:24", "MUN:", regex=True)
    sieve.reject_duplicates(ids)
    _refuse_nothing(sieve)
    rows = pd.DataFrame({"subject_id": ids, "clsc": territory})[sieve.kept]
    counts = kind[sieve.kept].value_counts()
    stems = _stems(rows)
    rows = pd.concat([rows, stems], ignore_index=True).assign(share=1.0)
    return sieve.reading(
        conform(_all_levels(rows), MEMBERSHIP, text.source),
        repairs={**text.repairs, ZEROS_BACK: zeros, POINT_BACK: mended},
        notes=(
            note(
                "{count} unités de recensement ({vintage}; {kinds:,}) dans {territories} "
                "territoires de CLSC.",
                count=int(sieve.kept.sum()),
                vintage=meta.vintage or "2016",
                kinds=[
                    note("{name} : {count}", name=str(name), count=int(n))
                    for name, n in counts.items()
                ],
                territories=int(territory[sieve.kept].nunique()),
            ),
        ),
    )


def _stems(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per seven digits whose tracts, cut up in several, are all in one CLSC."""
    tracts = rows.loc[rows["subject_id"].str.startswith("CT:")]
    stem = tracts["subject_id"].str.split(".").str[0]
    found = tracts["clsc"].groupby(stem).agg(["first", "nunique"])
    found = found.loc[found["nunique"] == 1]
    return pd.DataFrame({"subject_id": found.index, "clsc": found["first"].to_numpy()})


def _all_levels(rows: pd.DataFrame) -> pd.DataFrame:
    parts = [
        rows.assign(
            territory_id=rows["clsc"] if level == "clsc" else codes.ancestor(rows["clsc"], level),
            level=level,
        )
        for level in _LEVELS
    ]
    return _shaped(pd.concat(parts, ignore_index=True))


def read_shares(
    path: Path,
    *,
    meta: SourceInfo,  # noqa: ARG001 - every reader takes it
    level: str,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read a table of shares of people: ``unit_id, territory_id, share``.

    Parameters
    ----------
    path : Path
        A CSV. ``unit_id`` is that of a population unit, or of the municipality ("MUN:46075") or
        division ("CD:2446") it is in; ``share`` is 1 where there is no such column.
    meta : SourceInfo
    level : str
        Level of the territories; their codes get its namespace and leading zeros back.
    columns : Mapping, optional
        Our column name to the file's.
    """
    text = read_csv_text(path)
    renamed = {theirs: ours for ours, theirs in (columns or {}).items()}
    frame = text.frame.rename(columns=renamed)
    require_columns(frame.columns, ("unit_id", "territory_id"), text.source)
    units = codes.bare(frame["unit_id"])
    sieve = Sieve(text.source, text.lines, units.to_numpy(dtype=object, na_value=""))
    sieve.reject(units.isna(), NO_UNIT)
    shown = frame["territory_id"].fillna("").to_numpy()
    territory, zeros = codes.repair(frame["territory_id"], level)
    sieve.reject(~codes.well_formed(territory), OTHER_LEVEL, value=shown, level=level)
    share = pd.Series(1.0, index=frame.index)
    if "share" in frame:
        share, wrong = to_number(frame["share"])
        given = frame["share"].fillna("").to_numpy()
        sieve.reject(wrong, NOT_A_NUMBER, value=given, column="share")
        sieve.reject(~((share > 0) & (share <= 1)), NOT_A_SHARE, value=given)
    sieve.reject_duplicates(units.fillna("") + "|" + territory.fillna(""))
    whole = share.where(sieve.kept, 0.0).groupby(units.fillna("")).transform("sum")
    sieve.reject(whole > 1 + _ROUNDING, TOO_MUCH, value=whole.round(6).to_numpy())
    _refuse_nothing(sieve)
    over = whole.where(whole > 1, 1.0)
    rows = pd.DataFrame(
        {"subject_id": units, "territory_id": territory, "level": level, "share": share / over}
    )[sieve.kept]
    return sieve.reading(
        conform(_shaped(rows), MEMBERSHIP, text.source),
        repairs={**text.repairs, ZEROS_BACK: zeros},
    )


def _shaped(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.assign(subject="unit", method="crosswalk").reset_index(drop=True)
    for name in ("subject", "subject_id", "territory_id", "level", "method"):
        table[name] = text_column(table[name], table.index)
    return table[["subject", "subject_id", "territory_id", "level", "share", "method"]]


def _refuse_nothing(sieve: Sieve) -> None:
    if not sieve.kept.any():
        rejected = sieve.rejected()
        raise InputError(
            "{source} : aucune rangée ne peut servir; la première : {reason}.",
            source=sieve.source,
            reason=rejected["reason"].iloc[0] if len(rejected) else "—",
        )
