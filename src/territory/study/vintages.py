"""Where codes of two vintages meet: known changes are refused, or gone through when asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.codes import LEVELS, contradicting, well_formed
from territory.errors import InputError
from territory.membership.zones import MEMBERS, links
from territory.recodes import between, changes, load_recodes, years
from territory.sources import SourceInfo
from territory.study.derive import EDITION
from territory.study.model import Input, ServiceInput, Study
from territory.tables import Reading
from territory.tables.notes import Note, note
from territory.text import N_, enumerate_words

CODES_VINTAGE = EDITION
# Tables with one row per territory: two codes that become one there cannot both stay.
_ONE_EACH = ("needs", "registration")
# Tables whose codes of territories may be of several levels, in one column.
_ANY_LEVEL = ("coverage", "registration", "reference", "membership")
# What two rows of codes that became one add up to.
_SUMMED = {"membership": "share", "reference": "population"}
# Columns that hold codes of several levels, or identifiers that are no codes.
_MIXED = ("territory_id", "subject_id", "unit_id")
_RECODED = N_("Codes de {level} de {old} remplacés par ceux de {new} (data/recodes.csv) : {codes}.")
_KEPT = N_("Limites changées depuis {old}, chiffres pris tels quels comme demandé : {codes}.")
_IMPOSSIBLE = N_(
    "{count} codes « {column} » impossibles (le premier : {code}) : laissés de côté, ces rangées "
    "sont placées par leur géométrie."
)
_UNKNOWN = N_(
    "{count} déclarations de couverture portent sur {places} territoires que l'étude n'a pas : "
    "elles ne disent rien ici ({codes})."
)
_CONTRADICTED = N_(
    "{count} territoires inscrivent un parent que leur propre code contredit : {codes}."
)
_SHOWN = 5


@dataclass(frozen=True)
class Target:
    """Codes of a level that others are joined to, and their vintage."""

    codes: frozenset[str]
    vintage: str


def targets(
    territories: Mapping[str, gpd.GeoDataFrame], population: pd.DataFrame | None = None
) -> dict[str, Target]:
    """Return what codes of each level are joined to: territories, else what people state."""
    found: dict[str, Target] = {}
    if population is not None and "vintage" in population:
        for column in population.columns:
            level = str(column).removesuffix("_id")
            if level in LEVELS and str(column).endswith("_id"):
                rows = population.loc[population[column].notna()]
                dated = sorted(rows["vintage"].dropna().unique(), key=lambda v: years(v) or (0, 0))
                if dated:
                    found[level] = Target(frozenset(rows[column]), str(dated[-1]))
    for level, table in territories.items():
        column = CODES_VINTAGE if CODES_VINTAGE in table else "vintage"
        said = table[column].dropna()
        found[level] = Target(
            frozenset(table["territory_id"]), str(said.iloc[0]) if len(said) else ""
        )
    return found


def reconciled(
    reading: Reading,
    table: str,
    given: Input,
    meta: SourceInfo,
    study: Study,
    goals: Mapping[str, Target],
) -> Reading:
    """Return a reading whose codes are those of the territories they will be joined to.

    Codes that no territory of their level can have are made missing and counted.

    Raises
    ------
    InputError
        When a known change stands between the two vintages and no recode is asked for, or
        cannot be gone through (see `territory.recodes.between`).
    """
    frame, notes = reading.table, list(reading.notes)
    recode = _recode(study, given)
    for column, level in _code_columns(frame, table):
        if level not in goals:
            continue
        if column not in _MIXED:
            frame = _possible(frame, column, level, notes)
        mine = _of_level(frame[column], level)
        for vintage, rows in _by_vintage(frame, table, given, meta):
            codes = frame.loc[rows & mine, column]
            told = _brought(codes, level, vintage, goals[level], recode, reading.source, notes)
            if told is not None:
                before = frame[column]
                frame = frame.assign(**{column: before.where(~(rows & mine), told)})
                if table in _ONE_EACH:
                    _refuse_merged(before, frame[column], reading.source)
        if column == "territory_id" and table in _SUMMED:
            frame = _added_up(frame, _SUMMED[table])
    return replace(reading, table=frame, notes=tuple(notes))


def _recode(study: Study, given: Input) -> bool:
    return study.file.vintages.recode if given.recode is None else given.recode


def _added_up(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return the rows that became about one territory put together: their counts add up."""
    keys = [n for n in ("subject_id", "territory_id", "level", "source", "year") if n in frame]
    if not frame.duplicated(keys).any():
        return frame
    rules = {name: "sum" if name == value else "first" for name in frame if name not in keys}
    whole = frame.groupby(keys, sort=False, dropna=False).agg(rules).reset_index()
    return whole.loc[:, list(frame.columns)]


def covers_brought(
    given: Input, meta: SourceInfo, study: Study, goals: Mapping[str, Target], notes: list[str]
) -> dict[str, str]:
    """Return the territories of a file's ``covers``, each as its study knows it; notes appended.

    Raises
    ------
    InputError
        As `reconciled`, the codes being of the file's vintage.
    """
    if not isinstance(given, ServiceInput):
        return {}
    told = {code: code for extent in given.covers for code in extent.territories}
    codes = pd.Series(list(told), dtype="object")
    vintage = meta.vintage if given.vintage is None else given.vintage
    source = f"{given.path}, covers"
    for level in _levels_of(codes):
        if level in goals:
            mine = codes[_of_level(codes, level)]
            recode = _recode(study, given)
            new = _brought(mine, level, vintage, goals[level], recode, source, notes)
            told |= {} if new is None else dict(zip(mine, new, strict=True))
    return told


def members_brought(
    study: Study,
    territories: dict[str, gpd.GeoDataFrame],
    population: pd.DataFrame,
    inputs: list[dict[str, Any]],
) -> None:
    """Bring the members of zones to the vintage of the territories they are sought in.

    Raises
    ------
    InputError
        As `reconciled`, the codes being of the vintage of the zones' file.
    """
    zones = territories.get("zone")
    if zones is None or MEMBERS not in zones or not zones[MEMBERS].notna().any():
        return
    own = [given for given in study.file.territories if given.level == "zone"]
    recode = all(_recode(study, given) for given in own)
    accounts = [one for one in inputs if one["table"] == "territories" and one["level"] == "zone"]
    source = enumerate_words([one["source"] for one in accounts])
    goals = targets({key: table for key, table in territories.items() if key != "zone"}, population)
    column = CODES_VINTAGE if CODES_VINTAGE in zones else "vintage"
    rows = links(zones)
    rows["vintage"] = rows["zone"].map(zones.set_index("territory_id")[column]).fillna("")
    notes: list[str] = []
    for (level, vintage), here in rows.groupby(["level", "vintage"]):
        if level in goals:
            goal = goals[str(level)]
            told = _brought(here["member"], str(level), str(vintage), goal, recode, source, notes)
            if told is not None:
                rows.loc[here.index, "member"] = told
    held = rows.drop_duplicates(["zone", "member"]).groupby("zone")["member"].agg(";".join)
    members = zones["territory_id"].map(held).where(zones[MEMBERS].notna())
    territories["zone"] = zones.assign(**{MEMBERS: members})
    for account in accounts:
        account["notes"] += notes


def _brought(
    codes: pd.Series,
    level: str,
    vintage: str,
    goal: Target,
    recode: bool,
    source: str,
    notes: list[str],
) -> pd.Series | None:
    """Return codes brought to a target's vintage, or None where nothing changed."""
    table = load_recodes()
    found = changes(codes, level, vintage, goal.vintage, table=table)
    # A code that was replaced, yet that the territories still have, is theirs.
    stale = found["what"].isin(["gone", "later"]) & found["code"].isin(goal.codes)
    found = found.loc[~stale]
    if not len(found):
        return None
    concerned = codes.where(codes.isin(found["code"]))
    told = between(concerned, level, vintage, goal.vintage, recode=recode, what=source, table=table)
    moved = found["what"] == "moved"
    for template, rows in ((_KEPT, found.loc[moved]), (_RECODED, found.loc[~moved])):
        if len(rows):
            listed = [
                row["code"]
                if row["what"] == "moved"
                else f"{row['code']} → {told[concerned == row['code']].iloc[0]}"
                for row in rows.drop_duplicates("code").to_dict("records")
            ]
            notes.append(
                note(
                    template,
                    level=LEVELS[level].prefix,
                    old=vintage or "?",
                    new=goal.vintage or "?",
                    codes=listed,
                )
            )
    return told.fillna(codes)


def _code_columns(frame: pd.DataFrame, table: str) -> list[tuple[str, str]]:
    """Return the columns that hold codes of a level joined to territories."""
    found = []
    for name in map(str, frame.columns):
        level = name.removeprefix("stated_").removesuffix("_id")
        if name.endswith("_id") and level in LEVELS:
            found.append((name, level))
    if table in _ANY_LEVEL and "territory_id" in frame:
        found += [("territory_id", level) for level in _levels_of(frame["territory_id"])]
    if table == "needs" and "unit_id" in frame:
        found += [("unit_id", level) for level in _levels_of(frame["unit_id"])]
    if table == "membership":
        found.append(("subject_id", "municipality"))
    return found


def _levels_of(codes: pd.Series) -> list[str]:
    prefixes = set(codes.dropna().astype("string").str.extract(r"^([A-Z]+):", expand=False))
    return [level.key for level in LEVELS.values() if level.prefix in prefixes]


def _of_level(codes: pd.Series, level: str) -> pd.Series:
    prefix = re.escape(LEVELS[level].prefix) + ":"
    here = codes.astype("string").str.match(prefix).fillna(value=False).astype(bool)
    return here & well_formed(codes)


def _possible(frame: pd.DataFrame, column: str, level: str, notes: list[str]) -> pd.DataFrame:
    """Return the frame without codes that no territory of a level can have; count them."""
    wrong = frame[column].notna() & ~_of_level(frame[column], level)
    if not wrong.any():
        return frame
    first = str(frame.loc[wrong, column].iloc[0])
    notes.append(note(_IMPOSSIBLE, count=int(wrong.sum()), column=column, code=first))
    return frame.assign(**{column: frame[column].mask(wrong)})


def _by_vintage(
    frame: pd.DataFrame, table: str, given: Input, meta: SourceInfo
) -> list[tuple[str, pd.Series]]:
    """Return the rows of each vintage: as the study says, else each row, else the catalogue."""
    everyone = pd.Series(data=True, index=frame.index)
    if given.vintage is not None:
        return [(given.vintage, everyone)]
    dated = ("vintage", "date") if table != "reference" else ("year",)
    column = next((name for name in dated if name in frame), None)
    if column is None:
        return [(meta.vintage, everyone)]
    said = frame[column].astype("object").where(frame[column].notna(), meta.vintage)
    said = said.where(said != "", meta.vintage)
    return [(str(value), said == value) for value in said.unique()]


def _refuse_merged(before: pd.Series, after: pd.Series, source: str) -> None:
    """Refuse two figures that a merger puts on one code."""
    again = after.notna() & after.duplicated() & ~(before.notna() & before.duplicated())
    if again.any():
        raise InputError(
            "{source} : deux rangées deviennent {code} une fois leurs codes mis à jour; donnez "
            "une seule valeur pour le territoire fusionné.",
            source=source,
            code=after[again].iloc[0],
        )


def unknown_coverage(
    coverage: pd.DataFrame, territories: Mapping[str, gpd.GeoDataFrame]
) -> list[Note]:
    """Return what to say of statements about territories a study does not have."""
    known = {code for table in territories.values() for code in table["territory_id"]}
    away = coverage.loc[~coverage["territory_id"].isin(known), "territory_id"]
    if not len(away):
        return []
    codes = list(dict.fromkeys(away))
    return [note(_UNKNOWN, count=len(away), places=len(codes), codes=_few(codes))]


def contradicted(table: pd.DataFrame) -> list[Note]:
    """Return what to say of territories whose stated parent their own code contradicts."""
    wrong = contradicting(table["territory_id"], table["parent_id"])
    if not wrong.any():
        return []
    rows = table.loc[wrong.to_numpy(dtype=bool)]
    pairs = [f"{a} ({b})" for a, b in zip(rows["territory_id"], rows["parent_id"], strict=True)]
    return [note(_CONTRADICTED, count=len(pairs), codes=_few(pairs))]


def _few(names: list[str]) -> str:
    return ", ".join([*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])])
