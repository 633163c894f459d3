"""The lines of posts added: one per territory, site and year, found again by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from territory.scenarios.apportion import by_year, spaced
from territory.scenarios.claims import Claims
from territory.scenarios.model import Posts
from territory.tables.notes import Note, note
from territory.text import N_, Amount
from territory.units import PER_PEOPLE

RESERVE = "reserve"
_RESERVE_NAME = N_("Réserve, à décider par les communautés")
_NOBODY = N_("personne n'y habite : rien n'y est donné")
_RESERVE_WHY = N_("part des gens des territoires autogouvernés : à décider par les communautés")
_PER_CAPITA = N_("au prorata de la population, au plus fort reste")
_NEED = N_("au prorata de la population pondérée par le besoin, au plus fort reste")
_FLOOR = N_(
    "plancher de {floor} {floor:poste|postes} moins {existing} déjà là; le reste au prorata du "
    "besoin, au plus fort reste"
)
_GAPS = N_(
    "chaque poste au territoire le moins pourvu : de {before:2} à {after:2} postes par 10 000 "
    "personnes"
)
_OPTIMAL = N_("là où le calcul sert le mieux l'objectif")


@dataclass(frozen=True)
class Shared:
    """How posts are shared.

    ``table`` is indexed by territory, as the rules return it; ``turns`` has the position of the
    territory of each post, in the order they come; ``at`` has posts by site where the rule
    itself chose the sites.
    """

    table: pd.DataFrame
    turns: np.ndarray
    at: pd.Series | None = None
    notes: tuple[Note, ...] = ()


def lines_of(
    change: Posts,
    claim: Claims,
    shared: Shared,
    reserve: pd.DataFrame,
    at: pd.Series,
    territory: pd.Series,
) -> pd.DataFrame:
    """Return the lines of the allocation: one per territory, site and year."""
    each = _one_by_one(shared, at, territory)
    kept = int(reserve["posts"].iloc[0])
    years = _years(change, len(each), kept)
    each["year"] = years[0]
    group = each.groupby(["territory_id", "service_id", "year"], dropna=False, sort=True)
    parts = group[["floor", "whole", "extra", "posts"]].sum().reset_index()
    parts = parts.astype({"floor": float, "whole": "Int64", "extra": "Int64", "posts": float})
    if shared.table["quota"].isna().all():
        parts[["floor", "whole", "extra"]] = pd.NA
    frame = claim.territories.join(shared.table[["quota", "remainder"]])
    if change.rule == "per_capita":
        frame["need"] = frame["population"]
    lines = frame.rename_axis("territory_id").reset_index().merge(parts, how="left")
    lines["year"] = lines["year"].fillna(0).astype("int64")
    lines["posts"] = lines["posts"].fillna(0.0)
    nothing = lines["service_id"].isna() & (lines["posts"] == 0) & lines["quota"].notna()
    lines.loc[nothing, ["floor", "whole", "extra"]] = 0
    lines["rule"] = change.rule
    total = shared.table["posts"].reindex(frame.index).fillna(0)
    why = pd.Series(_reasons(change, frame, total), index=frame.index, dtype=object)
    # An object series: a column of text would keep the French of a note and lose its English.
    lines["reason"] = why.reindex(lines["territory_id"]).set_axis(lines.index)
    lines["name"] = lines["name"].astype(object)
    if kept:
        aside = _reserve_lines(reserve, claim.reserve, years[1])
        lines = pd.concat([lines, aside], ignore_index=True)
    lines["role"] = change.role
    lines["cost"] = np.nan if change.unit_cost is None else lines["posts"] * change.unit_cost
    return lines


def _one_by_one(shared: Shared, at: pd.Series, territory: pd.Series) -> pd.DataFrame:
    """Return one row per post, in the order they come: where it goes and what part it is."""
    table = shared.table
    each = pd.DataFrame({"territory_id": table.index[shared.turns]})
    rank = each.groupby("territory_id").cumcount()
    floor = each["territory_id"].map(table["floor"].fillna(0.0).astype(float))
    last = each["territory_id"].map(table["posts"] - table["extra"].fillna(0).astype("int64"))
    each["floor"] = (rank < floor).astype("int64")
    each["extra"] = (rank >= last).astype("int64")
    each["posts"] = 1
    each["whole"] = each["posts"] - each["floor"] - each["extra"]
    place = spaced(at.to_numpy(), np.zeros(len(at)), list(at.index))
    doors = pd.DataFrame({"service_id": at.index[place]})
    doors["territory_id"] = doors["service_id"].map(territory).to_numpy()
    doors["rank"] = doors.groupby("territory_id").cumcount()
    return each.assign(rank=rank).merge(doors, on=["territory_id", "rank"], how="left")


def _years(change: Posts, placed: int, kept: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the year of each post placed, in their order, and of each kept in the reserve."""
    if change.years == 1:
        return np.zeros(placed, dtype=np.int64), np.zeros(kept, dtype=np.int64)
    turns = spaced([placed, kept], [1, 0], ["placed", RESERVE])
    years = by_year(placed + kept, change.years)
    return years[turns == 0], years[turns == 1]


def _reserve_lines(reserve: pd.DataFrame, people: float, years: np.ndarray) -> pd.DataFrame:
    """Return the reserve's lines, one per year: how much, for how many people, placed nowhere."""
    row = reserve.iloc[0]
    year, posts = np.unique(years, return_counts=True)
    extra = np.zeros(len(year), dtype=np.int64)
    extra[-1] = int(row["extra"])
    return pd.DataFrame(
        {
            "rule": RESERVE,
            "name": pd.Series([note(_RESERVE_NAME)] * len(year), dtype=object),
            "population": people,
            "floor": 0.0,
            "need": people,
            "quota": float(row["quota"]),
            "whole": pd.array(posts - extra, dtype="Int64"),
            "remainder": float(row["remainder"]),
            "extra": pd.array(extra, dtype="Int64"),
            "posts": posts.astype(float),
            "year": year,
            "reason": pd.Series([note(_RESERVE_WHY)] * len(year), dtype=object),
        }
    )


def _reasons(change: Posts, frame: pd.DataFrame, posts: pd.Series) -> list[Note]:
    """Return what the rule looked at, for each territory."""
    simple = {"per_capita": _PER_CAPITA, "need": _NEED, "optimal": _OPTIMAL}
    told: list[Note] = []
    for row, given in zip(frame.to_dict("records"), posts, strict=True):
        if not row["population"] > 0:
            told.append(note(_NOBODY))
        elif change.rule in simple:
            told.append(note(simple[change.rule]))
        elif change.rule == "floor_then_need":
            told.append(note(_FLOOR, floor=change.floor, existing=Amount(row["existing"])))
        else:
            per = PER_PEOPLE / row["need"] if row["need"] > 0 else float("nan")
            before = float(row["existing"])
            after = before + float(given)
            told.append(note(_GAPS, before=before * per, after=after * per))
    return told
