"""``postes``: posts added, given by a declared rule, one line for each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.scenarios.apportion import (
    COLUMNS,
    by_year,
    floor_then_need,
    in_turn,
    largest_gaps,
    largest_remainder,
    spaced,
)
from territory.scenarios.claims import Claims, claims
from territory.scenarios.ground import Applied, known_level, with_fte
from territory.scenarios.model import Posts
from territory.scenarios.receiving import among_sites, new_sites, receiving, with_new_sites
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_, Amount
from territory.units import PER_PEOPLE

FLOORED = ("floor_then_need", "optimal")
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
_RULES = {
    "per_capita": N_("selon la population"),
    "need": N_("selon la population pondérée par le besoin"),
    "floor_then_need": N_("un plancher, puis le besoin"),
    "largest_gaps": N_("les plus grands manques d'abord"),
    "optimal": N_("au mieux d'un objectif"),
}
_AIMS = {
    "worst_off": N_("l'accès du territoire le moins bien pourvu, le plus haut possible"),
    "shortfall": N_("le moins possible d'ETC manquants pour atteindre la norme"),
    "people_reached": N_("le plus possible de personnes à portée d'une porte"),
}


@dataclass(frozen=True)
class _Shared:
    """How posts are shared.

    ``table`` is indexed by territory, as the rules return it; ``turns`` has the position of the
    territory of each post, in the order they come; ``at`` has posts by site where the rule
    itself chose the sites.
    """

    table: pd.DataFrame
    turns: np.ndarray
    at: pd.Series | None = None
    notes: tuple[Note, ...] = ()


def add_posts(change: Posts, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Add posts, shared among the territories of a level by the change's rule.

    The share of self-governed territories, by population, is a line of its own (``reserve``)
    and is placed nowhere. What each of the others gets goes, in whole posts, to its in-person
    sites of kind ``at`` in proportion to their full-time equivalents under the norm; where it has
    none, to a new site at its most populous located unit (``<territory>~postes``).

    Parameters
    ----------
    change : Posts
    tables : Tables
    base : Walk
    variant : str
        Any: posts added are the same in every variant.

    Returns
    -------
    Applied
        ``allocation`` has one line per territory, site and year; ``floor``, ``whole``,
        ``extra``, ``posts`` and ``cost`` are those of the line and add up, ``population``,
        ``existing``, ``need``, ``quota`` and ``remainder`` are those of the territory, repeated
        on each of its lines. A territory that gets nothing has a line too: its need is in the
        quota of the others.

    Raises
    ------
    InputError
        When the floor asks for more posts than there are, a territory, a level or a need column
        is not in the study, or nobody lives there.
    """
    known_level(tables, change.level)
    if change.floor and change.rule not in FLOORED:
        raise InputError(
            "« floor » vaut {floor}, et la règle « {rule} » n'a pas de plancher; prenez "
            "« floor_then_need », ou ôtez « floor ».",
            floor=change.floor,
            rule=change.rule,
        )
    claim = claims(change, tables, base)
    lived_in = claim.territories.loc[claim.territories["population"] > 0]
    if not len(lived_in):
        raise InputError(
            "Personne n'habite les territoires de niveau « {level} » : {count} postes ne peuvent "
            "y être partagés.",
            level=change.level,
            count=change.count,
        )
    reserve = _reserve(change.count, float(lived_in["population"].sum()), claim.reserve)
    count = change.count - int(reserve["posts"].iloc[0])
    sites = receiving(tables, base, change.at, change.level)
    sites = sites.loc[sites["territory_id"].isin(lived_in.index)]
    bare = lived_in.index.difference(pd.Index(sites["territory_id"]))
    new = new_sites(tables, bare, change.at, change.level)
    opened = pd.DataFrame(
        {"territory_id": new["territory_id"].to_numpy(), "weight": 1.0},
        index=pd.Index(new["service_id"]),
    )
    every = pd.concat([sites, opened])
    trial = with_new_sites(tables, new)
    own = change.model_copy(update={"count": count})
    try:
        shared = _share(own, lived_in, every, trial, base)
    except InputError as fault:
        raise _with_reserve(fault, change.count - count) from None
    at = among_sites(shared.table["posts"], every) if shared.at is None else shared.at
    at = at.loc[at > 0]
    used = new.loc[new["service_id"].isin(at.index)]
    after = with_new_sites(tables, used)
    added = pd.DataFrame({f"fte_{change.role}": at.astype(float)})
    after = replace(after, services=with_fte(after.services, added))
    lines = _lines(change, claim, shared, reserve, at, every["territory_id"])
    told = (*claim.notes, *shared.notes, *_told(change, lines, at, used))
    return Applied(after, lines, told)


def _reserve(count: int, people: float, apart: float) -> pd.DataFrame:
    """Return the row of the reserve: the share of the self-governed, by population."""
    shared = largest_remainder(count, [people, apart], ["0", RESERVE])
    return shared.loc[[RESERVE]]


def _with_reserve(fault: InputError, kept: int) -> InputError:
    """Return the fault, the posts of the reserve told where there are some."""
    if not kept:
        return fault
    return InputError(
        "{fault} ({kept} de plus sont en réserve, à décider par les communautés autogouvernées.)",
        fault=fault,
        kept=kept,
    )


def _share(
    change: Posts, lived_in: pd.DataFrame, sites: pd.DataFrame, tables: Tables, base: Walk
) -> _Shared:
    """Share the posts by the change's rule."""
    ids = list(lived_in.index)
    if change.rule == "optimal":
        return _optimally(change, lived_in, sites, tables, base)
    need, existing = lived_in["need"].to_numpy(), lived_in["existing"].to_numpy()
    if change.rule == "largest_gaps":
        table = largest_gaps(change.count, need, ids, existing=existing)
        return _Shared(table, in_turn(change.count, need, ids, existing=existing))
    if change.rule == "floor_then_need":
        table = floor_then_need(change.count, need, ids, existing=existing, floor=change.floor)
    else:
        claim = lived_in["population"].to_numpy() if change.rule == "per_capita" else need
        table = largest_remainder(change.count, claim, ids)
    turns = spaced(table["posts"], table["need"], ids, floor=table["floor"])
    return _Shared(table, turns)


def _optimally(
    change: Posts, lived_in: pd.DataFrame, sites: pd.DataFrame, tables: Tables, base: Walk
) -> _Shared:
    from territory.scenarios.siting.posts import optimal_posts  # noqa: PLC0415

    at, found = optimal_posts(
        base, tables, change, sites.index, sites["territory_id"], existing=lived_in["existing"]
    )
    posts = at.groupby(sites["territory_id"].reindex(at.index)).sum()
    table = pd.DataFrame(index=lived_in.index, columns=list(COLUMNS), dtype=float)
    table["need"] = lived_in["need"]
    table["posts"] = posts.reindex(table.index).fillna(0).astype("int64")
    told = note(
        "Répartition calculée pour que soit atteint ceci : {aim}. Écart au mieux possible : "
        "{gap:%} au plus, en {seconds:1} s.",
        aim=note(_AIMS[change.aim]),
        gap=float(found["gap"]),
        seconds=float(found["seconds"]),
    )
    turns = spaced(table["posts"], lived_in["need"], list(table.index))
    return _Shared(table, turns, at, (told,))


def _lines(
    change: Posts,
    claim: Claims,
    shared: _Shared,
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
    lines["reason"] = lines["territory_id"].map(why).astype(object)
    lines["name"] = lines["name"].astype(object)
    if kept:
        aside = _reserve_lines(reserve, claim.reserve, years[1])
        lines = pd.concat([lines, aside], ignore_index=True)
    lines["role"] = change.role
    lines["cost"] = np.nan if change.unit_cost is None else lines["posts"] * change.unit_cost
    return lines


def _one_by_one(shared: _Shared, at: pd.Series, territory: pd.Series) -> pd.DataFrame:
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


def _told(
    change: Posts,
    lines: pd.DataFrame,
    at: pd.Series,
    used: pd.DataFrame,
) -> list[Note]:
    """Return what is to be said of the sharing, the places taken for granted included."""
    given = lines.loc[lines["rule"] != RESERVE]
    kept = float(lines.loc[lines["rule"] == RESERVE, "posts"].sum())
    got = given.loc[given["posts"] > 0, "territory_id"].nunique()
    told = [
        note(
            "{posts} {posts:poste|postes} à {got} {got:territoire|territoires} sur {all}; règle : "
            "{rule}.",
            posts=float(given["posts"].sum()),
            got=got,
            all=given["territory_id"].nunique(),
            rule=note(_RULES[change.rule]),
        )
    ]
    if kept:
        told.append(
            note(
                "{kept} {kept:poste|postes} en réserve, à décider par les communautés : la part "
                "des gens des territoires autogouvernés; ils ne sont placés nulle part.",
                kept=kept,
            )
        )
    if len(used):
        told.append(
            note(
                "{count} {count:territoire|territoires} sans point de cette sorte : "
                "{posts} {posts:poste|postes} y sont placés à un point nouveau, au lieu le plus "
                "peuplé, par hypothèse.",
                count=len(used),
                posts=float(at.reindex(used["service_id"]).sum()),
            )
        )
    homeless = given.loc[(given["posts"] > 0) & given["service_id"].isna()]
    if len(homeless):
        told.append(
            note(
                "{posts} {posts:poste|postes} de {names} : aucun lieu connu où les placer; ils ne "
                "changent rien au calcul.",
                posts=float(homeless["posts"].sum()),
                names=list(homeless["name"].unique()),
            )
        )
    return told
