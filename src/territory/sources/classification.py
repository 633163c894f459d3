"""Which M02 sites are front-line doors: rules from an editable table, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.errors import InputError
from territory.places import bundled
from territory.sources._tabular import read_csv_text
from territory.tables.schemas import KINDS, SECTORS
from territory.text import N_, fold

FRONT_DOOR, EXCLUDED = "front_door", "excluded"
LAST_DOOR = "last_door"
LAST_DOOR_REASON = N_("seule porte du territoire de CLSC : gardée malgré son nom")
_COLUMNS = (
    "rule",
    "instal_cod",
    "pattern",
    "flags",
    "decision",
    "kind",
    "sector",
    "reason_fr",
    "reason_en",
)


@dataclass(frozen=True)
class Classified:
    """What the rules decide for each site, same order as the sites.

    Attributes
    ----------
    rule, kind, sector, reason, reason_en : numpy.ndarray of object, shape (n,)
    door : numpy.ndarray of bool, shape (n,)
        Front doors.
    """

    rule: NDArray[np.object_]
    door: NDArray[np.bool_]
    kind: NDArray[np.object_]
    sector: NDArray[np.object_]
    reason: NDArray[np.object_]
    reason_en: NDArray[np.object_]


def load_rules(path: Path | None = None) -> pd.DataFrame:
    """Read the table of rules (``data/m02_classification.csv``, or another).

    A rule applies where all it states holds: ``instal_cod`` (the site's permit number),
    ``pattern`` (a regular expression sought in the name, lower case, without accents) and
    ``flags`` ("CHSLD=Oui;CHSGS=Non"). The first rule that applies decides.

    Raises
    ------
    InputError
        When a column is missing, a decision, kind, sector or pattern is not one that can be
        read, or a rule has no reason.
    """
    file = path or bundled("data", "m02_classification.csv")
    text = read_csv_text(file, columns=list(_COLUMNS), blanks=("",))
    rules = text.frame
    allowed = {"decision": (FRONT_DOOR, EXCLUDED), "kind": KINDS, "sector": SECTORS}
    for column, values in allowed.items():
        _refuse(~rules[column].isin(values), rules, text.lines, column, file.name, values)
    for column in ("rule", "reason_fr", "reason_en"):
        _refuse(rules[column].isna(), rules, text.lines, column, file.name, ())
    wrong = [pd.notna(pattern) and _unreadable(pattern) for pattern in rules["pattern"]]
    _refuse(pd.Series(wrong), rules, text.lines, "pattern", file.name, ())
    return rules


def _unreadable(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return True
    return False


def _refuse(
    wrong: pd.Series,
    rules: pd.DataFrame,
    lines: NDArray[np.int64],
    column: str,
    file: str,
    known: tuple[str, ...],
) -> None:
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        value = rules[column].iloc[first]
        raise InputError(
            "{file}, ligne {line}, colonne « {column} » : « {value} » ne convient pas{known}.",
            file=file,
            line=int(lines[first]),
            column=column,
            value="" if pd.isna(value) else str(value),
            known=f" ({', '.join(known)})" if known else "",
        )


def classify(sites: pd.DataFrame, rules: pd.DataFrame) -> Classified:
    """Apply the rules to sites with a CLSC mission.

    A CLSC territory keeps at least one door: where every site of a territory would be excluded,
    the first ones by rule order stay, as their names alone say they are not doors.

    Parameters
    ----------
    sites : pandas.DataFrame
        ``INSTAL_COD, INSTAL_NOM, CLSC_CODE`` and the mission flags, as text.
    rules : pandas.DataFrame
        From `load_rules`.

    Returns
    -------
    Classified
        The rule "last_door" marks the sites kept only because their territory has no other.

    Raises
    ------
    InputError
        When no rule applies to a site.
    """
    folded = sites["INSTAL_NOM"].fillna("").map(fold)
    chosen = np.full(len(sites), -1, dtype=np.intp)
    for position, rule in enumerate(rules.to_dict("records")):
        applies = _applies(rule, sites, folded)
        chosen[applies & (chosen < 0)] = position
    if (chosen < 0).any():
        name = str(sites["INSTAL_NOM"].iloc[int(np.flatnonzero(chosen < 0)[0])])
        raise InputError(
            "Aucune règle de classement ne s'applique à « {name} »; ajoutez-en une, ou une "
            "dernière règle sans condition.",
            name=name,
        )
    decided = rules.iloc[chosen]
    rule_names, kind = (decided[c].to_numpy(dtype=object).copy() for c in ("rule", "kind"))
    reason, reason_en = (
        decided[c].to_numpy(dtype=object).copy() for c in ("reason_fr", "reason_en")
    )
    door = (decided["decision"] == FRONT_DOOR).to_numpy(dtype=bool)
    territory = sites["CLSC_CODE"].astype("object").to_numpy()
    known = pd.notna(territory)
    orphaned = known & ~np.isin(territory.astype(str), territory[known & door].astype(str))
    door, kind[orphaned], rule_names[orphaned] = door | orphaned, "clsc", LAST_DOOR
    reason[orphaned] = LAST_DOOR_REASON
    sector = decided["sector"].to_numpy(dtype=object)
    return Classified(rule_names, door, kind, sector, reason, reason_en)


def _applies(
    rule: Mapping[Hashable, Any], sites: pd.DataFrame, folded: pd.Series
) -> NDArray[np.bool_]:
    applies = np.ones(len(sites), dtype=bool)
    if pd.notna(rule["instal_cod"]):
        applies &= (sites["INSTAL_COD"] == rule["instal_cod"]).fillna(value=False).to_numpy()
    if pd.notna(rule["pattern"]):
        applies &= folded.str.contains(rule["pattern"], regex=True).to_numpy(dtype=bool)
    if pd.notna(rule["flags"]):
        for flag in str(rule["flags"]).split(";"):
            column, _, value = flag.strip().partition("=")
            if column not in sites:
                raise InputError(
                    "La règle « {rule} » nomme l'indicateur « {flag} », absent du fichier M02.",
                    rule=rule["rule"],
                    flag=column,
                )
            applies &= (sites[column] == value).fillna(value=False).to_numpy()
    return applies
