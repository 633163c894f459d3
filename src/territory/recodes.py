"""Codes that changed: recodes, mergers, transfers, and codes used twice with two meanings.

The table ``data/recodes.csv`` says what is established, with its date: a year, or two years
("2016/2025") where a change is known only by what stood before and after. A change that is not
in it is not known here, which is not to say that there was none.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from territory.codes import level_named, require_level
from territory.errors import InputError
from territory.places import bundled

KINDS = ("rename", "recode", "merge", "transfer", "reuse")
COLUMNS = (
    "date", "level", "old_code", "new_code", "old_name", "new_name", "old_parent", "new_parent",
    "kind", "source", "note",
)  # fmt: skip
Years = tuple[int, int]


def load_recodes(path: Path | None = None) -> pd.DataFrame:
    """Read the table of codes that changed.

    Parameters
    ----------
    path : Path, optional
        Another table of the same columns; the one provided by default.

    Returns
    -------
    pandas.DataFrame
        One row per change, with ``first`` and ``last``, the years between which it took place.

    Raises
    ------
    InputError
        When a row has an unknown kind, a date that is none or a code that cannot be.
    """
    file = path or bundled("data", "recodes.csv")
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    lacking = [name for name in COLUMNS if name not in table]
    if lacking:
        raise InputError(
            "{source} n'a pas de colonne « {column} ».", source=file.name, column=lacking[0]
        )
    for line, (date, kind) in enumerate(zip(table["date"], table["kind"], strict=True), start=2):
        if kind not in KINDS or years(date) is None:
            raise InputError(
                "{source}, ligne {line} : sorte « {kind} » ou date « {date} » inconnue.",
                source=file.name,
                line=line,
                kind=kind,
                date=date,
            )
    for level, rows in table.groupby("level"):
        for column in ("old_code", "new_code"):
            require_level(rows[column], str(level), file.name)
    spans = [years(date) or (0, 0) for date in table["date"]]
    return table.assign(first=[span[0] for span in spans], last=[span[1] for span in spans])


def years(vintage: str | None) -> Years | None:
    """Return the first and last year a vintage or a date speaks of; None where it says none.

    Examples
    --------
    >>> years("2016-2021"), years("2020-04-01"), years("2016/2025"), years("démonstration")
    ((2016, 2021), (2020, 2020), (2016, 2025), None)
    """
    text = re.sub(r"(?<!\d)(\d{4})-(?:0[1-9]|1[0-2])(?:-\d{2})?(?!\d)", r"\1", vintage or "")
    found = [int(year) for year in re.findall(r"(?<!\d)(?:18|19|20)\d{2}(?!\d)", text)]
    return (min(found), max(found)) if found else None


def changes(
    codes: pd.Series,
    level: str,
    from_vintage: str | None,
    to_vintage: str | None,
    *,
    table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the known changes that bear on codes when one vintage is joined to another.

    Parameters
    ----------
    codes : pandas.Series
        Codes of ``level``, as of ``from_vintage``.
    level : str
        Level key.
    from_vintage, to_vintage : str or None
        "2018", "2020-04-01", "2016-2021" ...; None or without a year: not known.
    table : pandas.DataFrame, optional
        From `load_recodes`; the one provided by default.

    Returns
    -------
    pandas.DataFrame
        Rows of the table, with ``code`` (the one among ``codes``) and ``what``: "gone" (it no
        longer exists), "later" (it did not exist yet), "moved" (territories it is made of came
        or went) or "reuse".
    """
    require_level(codes, level)
    rows = load_recodes() if table is None else table
    if from_vintage == to_vintage:
        return rows.head(0).assign(code="", what="")
    before, after = years(from_vintage), years(to_vintage)
    backward = before is not None and after is not None and before[0] > after[1]
    old, new = (after, before) if backward else (before, after)
    possible, certain = _between(rows, old, new)
    here = rows["level"] == level
    other = rows["old_code"] != rows["new_code"]
    column, what = ("new_code", "later") if backward else ("old_code", "gone")
    crossing = certain & (rows["old_parent"] != rows["new_parent"])
    prefix = level_named(level).prefix + ":"
    chosen = [
        (here & other & possible, column, what),
        (here & (rows["kind"] == "reuse") & possible, "old_code", "reuse"),
        *(
            (crossing & rows[side].str.startswith(prefix), side, "moved")
            for side in ("old_parent", "new_parent")
        ),
    ]
    parts = [
        rows.loc[mask].assign(code=rows.loc[mask, name], what=kind) for mask, name, kind in chosen
    ]
    found = pd.concat(parts, ignore_index=True)
    return found.loc[found["code"].isin(codes.dropna())].reset_index(drop=True)


def _between(
    rows: pd.DataFrame, old: Years | None, new: Years | None
) -> tuple[pd.Series, pd.Series]:
    """Return which changes may have come between two vintages, and which surely did."""
    first, last = rows["first"], rows["last"]
    one = first == last
    possible = pd.Series(data=True, index=rows.index)
    certain = pd.Series(data=old is not None and new is not None, index=rows.index)
    if old is not None:
        # A table of the year itself may be of before or after; one of the last year is after.
        possible &= (old[0] <= last).where(one, old[0] < last)
        certain &= (old[1] < first).where(one, old[1] <= first)
    if new is not None:
        possible &= (new[1] >= first).where(one, new[1] > first)
        certain &= (new[0] > last).where(one, new[0] >= last)
    return possible, certain


def between(
    codes: pd.Series,
    level: str,
    from_vintage: str | None,
    to_vintage: str | None,
    *,
    recode: bool = False,
    what: str = "",
    table: pd.DataFrame | None = None,
) -> pd.Series:
    """Return codes of one vintage as they are to be joined to another.

    Without a known change between the two, they come back as they are. Across one, the join is
    refused, or goes through the table with ``recode``: a code that was replaced or merged takes
    its new one, and a territory whose limits moved keeps its own (its figures are then those of
    other limits). A merger cannot be undone, and a code used twice with two meanings is refused
    unless both vintages are known and on the same side.

    Parameters
    ----------
    codes : pandas.Series
        Namespaced codes; missing ones stay missing.
    level : str
        Level key.
    from_vintage, to_vintage : str or None
        Vintages of the codes and of the territories they are joined to.
    recode : bool
        Whether to go through the table.
    what : str
        File the codes come from, for the sentence.
    table : pandas.DataFrame, optional
        From `load_recodes`; the one provided by default.

    Raises
    ------
    InputError
        Saying which code, what happened, when, and what to write.

    Examples
    --------
    >>> old = pd.Series(["MUN:32040", "MUN:46075"])
    >>> between(old, "municipality", "2016", "2025", recode=True).tolist()
    ['MUN:32043', 'MUN:46075']
    """
    found = changes(codes, level, from_vintage, to_vintage, table=table)
    told = {"where": f"{what} : " if what else ""}
    for row in found.to_dict("records"):
        told |= {"code": row["code"], "date": row["date"], "note": row["note"]}
        told |= {"from": from_vintage or "?", "to": to_vintage or "?"}
        told |= {key: row[key] for key in ("old_code", "new_code", "old_name", "new_name")}
        clear = tuple(_clear(row, years(said)) for said in (from_vintage, to_vintage))
        _refuse(row, told, recode=recode, clear=clear)
    if not recode or not len(found):
        return codes
    moved = found.loc[found["what"].isin(["gone", "later"])]
    other = moved["new_code"].where(moved["what"] == "gone", moved["old_code"])
    mapped = dict(zip(moved["code"], other, strict=True))
    return codes.map(lambda code: mapped.get(code, code), na_action="ignore")


def _clear(row: Mapping[Hashable, Any], said: Years | None) -> bool:
    """Return whether a vintage is surely on one side of a change."""
    return said is not None and (said[1] < row["first"] or said[0] > row["last"])


def _refuse(
    row: Mapping[Hashable, Any], told: dict[str, str], *, recode: bool, clear: tuple[bool, ...]
) -> None:
    if row["what"] == "reuse":
        _refuse_reuse(told, *clear)
    if row["what"] == "later" and row["kind"] == "merge":
        raise InputError(
            "{where}{code} ({new_name}) est né de la fusion de {old_code} ({old_name}) et "
            "d'autres ({date}); ses chiffres ne se partagent pas entre les territoires de {to}. "
            "Prenez des territoires d'après la fusion.",
            **told,
        )
    if recode:
        return
    if row["what"] == "moved":
        raise InputError(
            "{where}les limites de {code} ont changé ({date}) : {old_code} ({new_name}) est "
            "passé d'un territoire à un autre; les chiffres de {from} ne sont pas ceux de {to}. "
            "Donnez-les à un niveau plus fin, ou écrivez recode = true pour les prendre tels "
            "quels.",
            **told,
        )
    raise InputError(
        "{where}le code {old_code} ({old_name}) est devenu {new_code} ({new_name}) ({date}); les "
        "codes sont de {from} et les territoires de {to}. Écrivez recode = true sous cette entrée "
        "pour passer de l'un à l'autre.",
        **told,
    )


def _refuse_reuse(told: dict[str, str], codes_clear: bool, territories_clear: bool) -> None:
    """Refuse a code of two meanings: say whose vintage to write, or that nothing carries it."""
    if codes_clear and territories_clear:
        raise InputError(
            "{where}le code {code} n'a pas le même sens avant {date} et ensuite ({new_name}) : "
            "ces codes sont de {from} et les territoires de {to}; rien ne mène de l'un à "
            "l'autre, pas même recode = true. Donnez les codes des territoires de {to}.",
            **told,
        )
    if codes_clear:
        raise InputError(
            "{where}le code {code} désigne un territoire avant {date} et un autre ensuite "
            "({new_name}); ces codes sont de {from}, et le millésime des territoires ({to}) ne "
            'dit pas que c\'est le même. Écrivez vintage = "AAAA" sous [[territories]].',
            **told,
        )
    raise InputError(
        "{where}le code {code} désigne un territoire avant {date} et un autre ensuite "
        "({new_name}); le millésime de ces codes ({from}) et celui des territoires ({to}) ne "
        'disent pas que c\'est le même. Écrivez vintage = "AAAA" sous cette entrée.',
        **told,
    )
