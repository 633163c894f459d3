"""``postes``: posts added, given by a declared rule, one line for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from territory.errors import InputError
from territory.scenarios.apportion import (
    COLUMNS,
    floor_then_need,
    in_turn,
    largest_gaps,
    largest_remainder,
    spaced,
)
from territory.scenarios.changes.ledger import RESERVE, Shared, lines_of
from territory.scenarios.changes.uncounted import uncounted
from territory.scenarios.claims import claims
from territory.scenarios.ground import Applied, known_level, with_fte
from territory.scenarios.model import Posts
from territory.scenarios.receiving import among_sites, new_sites, receiving, with_new_sites
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_

FLOORED = ("floor_then_need", "optimal")
_RULES = {
    "per_capita": N_("selon la population"),
    "need": N_("selon la population pondérée par le besoin"),
    "floor_then_need": N_("un plancher, puis le besoin"),
    "largest_gaps": N_("les plus grands manques d'abord"),
    "optimal": N_("au mieux d'un objectif"),
}
_AIMS = {
    "worst_off": N_("l'accès du territoire le moins bien desservi, le plus haut possible"),
    "shortfall": N_("le moins possible d'ETC manquants pour atteindre la norme"),
    "people_reached": N_("le plus possible de personnes à portée d'une porte"),
}


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
    trial = with_new_sites(tables, new) if change.rule == "optimal" else tables
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
    lines = lines_of(change, claim, shared, reserve, at, every["territory_id"])
    aside = uncounted(change, base, tables, after, at)
    told = (*claim.notes, *shared.notes, *_told(change, lines, at, used), *aside)
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
) -> Shared:
    """Share the posts by the change's rule."""
    ids = list(lived_in.index)
    if change.rule == "optimal":
        return _optimally(change, lived_in, sites, tables, base)
    need, existing = lived_in["need"].to_numpy(), lived_in["existing"].to_numpy()
    if change.rule == "largest_gaps":
        table = largest_gaps(change.count, need, ids, existing=existing)
        return Shared(table, in_turn(change.count, need, ids, existing=existing))
    if change.rule == "floor_then_need":
        table = floor_then_need(change.count, need, ids, existing=existing, floor=change.floor)
    else:
        claim = lived_in["population"].to_numpy() if change.rule == "per_capita" else need
        table = largest_remainder(change.count, claim, ids)
    turns = spaced(table["posts"], table["need"], ids, floor=table["floor"])
    return Shared(table, turns)


def _optimally(
    change: Posts, lived_in: pd.DataFrame, sites: pd.DataFrame, tables: Tables, base: Walk
) -> Shared:
    from territory.scenarios.siting.posts import optimal_posts  # noqa: PLC0415

    at, found = optimal_posts(
        base, tables, change, sites.index, sites["territory_id"], existing=lived_in["existing"]
    )
    posts = at.groupby(sites["territory_id"].reindex(at.index)).sum()
    table = pd.DataFrame(index=lived_in.index, columns=list(COLUMNS), dtype=float)
    table["need"] = lived_in["need"]
    table["posts"] = posts.reindex(table.index).fillna(0).astype("int64")
    turns = spaced(table["posts"], lived_in["need"], list(table.index))
    return Shared(table, turns, at, _found(change, found, lived_in["name"]))


def _found(change: Posts, found: Mapping[str, Any], names: pd.Series) -> tuple[Note, ...]:
    """Return what is to be said of a sharing that was computed: how good, and what it leaves."""
    told = [
        note(
            "Objectif de cette répartition : {aim}. Écart au mieux possible : {gap:%} au plus.",
            aim=note(_AIMS[change.aim]),
            gap=float(found["gap"]),
        )
    ]
    unreached = names.reindex(pd.Index(found.get("unreached", ()))).dropna()
    if len(unreached):
        told.append(
            note(
                "{count} {count:territoire|territoires} qu'aucun point possible n'améliore : "
                "{names}.",
                count=len(unreached),
                names=list(unreached),
            )
        )
    homeless = names.reindex(pd.Index(found.get("floors_without_site", ()))).dropna()
    if len(homeless):
        told.append(
            note(
                "{count} {count:territoire|territoires} sans lieu connu où placer le plancher : "
                "{names}.",
                count=len(homeless),
                names=list(homeless),
            )
        )
    return tuple(told)


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
