"""Two levels read side by side: who, of each territory of one, is in each of the other.

Built on people, never on land: every unit's people are told at both levels by its shares there,
and no figure is lost on the way. Where a unit is split at both levels nothing says which of its
people are where at the same time: its shares are then multiplied, and the people concerned are
counted as estimated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory.codes import NESTED_WIDTHS, ancestor, level_named, require_level
from territory.errors import InputError
from territory.text import N_

# The territory of people outside every territory of a level (« hors niveau »): a blank cell.
OUTSIDE = ""
OUTSIDE_NAME = N_("hors niveau")
PAIR_COLUMNS = (
    "from_id", "to_id", "population", "share_of_from", "share_of_to", "estimated", "method",
)  # fmt: skip
# From the surest to the least sure; a pair bears the least sure of its people's.
JOINTS = ("whole", "shared", "point", "areal", "independent")
COARSE = ("place", "postal", "municipality", "mrc", "unknown")
_SAME = 1e-9
_WHOLE = 1 - _SAME
_LEAST_SURE_SPLIT = JOINTS.index("shared")


@dataclass(frozen=True)
class Crosswalk:
    """People by pairs of territories of two levels.

    Attributes
    ----------
    from_level, to_level : str
        Level keys.
    pairs : pandas.DataFrame
        ``from_id, to_id, population, share_of_from, share_of_to, estimated, method``, the pairs
        of two territories. ``estimated`` is the share (0 to 1) of the pair's people who are in
        units split at a level, or told by one point for a whole municipality. ``method`` is the
        least sure way some of them were told: ``whole`` (units whole at both levels), ``shared``
        (split at one level by known fractions), ``point`` (a municipality at one point),
        ``areal`` (split by land area), ``independent`` (split at both levels: shares
        multiplied).
    residual : pandas.DataFrame
        The same columns for people outside every territory of a level: that side's id is
        `OUTSIDE`, a row of its own, never spread over the others.
    """

    from_level: str
    to_level: str
    pairs: pd.DataFrame
    residual: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """Pairs and residual together: their people are the population, to the last one."""
        return pd.concat([self.pairs, self.residual], ignore_index=True)

    @property
    def population(self) -> float:
        """People told, residual included: exactly the population given."""
        return math.fsum(self.table["population"])

    @property
    def estimated(self) -> float:
        """Share of the people of the pairs whose place in them is estimated."""
        people = float(self.pairs["population"].sum())
        unsure = float((self.pairs["population"] * self.pairs["estimated"]).sum())
        return unsure / people if people else 0.0

    def counts(self) -> dict[str, float]:
        """Return how the two levels fit, in numbers.

        Returns
        -------
        dict
            ``territories`` of the first level with people, ``whole`` (entirely in one territory
            of the second), ``same`` (exact 1:1), ``split``, ``pairs``, ``people``, ``outside``
            (people outside a level) and ``estimated`` (share of people).
        """
        pairs = self.pairs
        of_from = pairs.groupby("from_id")["share_of_from"].max()
        whole = (pairs["share_of_from"] >= _WHOLE) & (pairs["share_of_to"] >= _WHOLE)
        return {
            "territories": len(of_from),
            "whole": int((of_from >= _WHOLE).sum()),
            "same": int(whole.sum()),
            "split": int((of_from < _WHOLE).sum()),
            "pairs": len(pairs),
            "people": float(pairs["population"].sum()),
            "outside": float(self.residual["population"].sum()),
            "estimated": self.estimated,
        }

    def carry(self, values: pd.Series, *, kind: Literal["count", "rate"] = "count") -> pd.DataFrame:
        """Tell at the second level figures known by territory of the first.

        A count goes where the people are: to each territory its share of them, and the total is
        conserved exactly. A rate is averaged over people. Both suppose that people of one
        territory are alike; a figure computed on units does not need it and is told at any level
        by membership instead.

        Parameters
        ----------
        values : pandas.Series
            Indexed by codes of ``from_level``; missing ones are unknown.
        kind : {"count", "rate"}

        Returns
        -------
        pandas.DataFrame
            Indexed by ``to_id``: ``value``; ``estimated``, the share of the figure (of people,
            for a rate) that rests on a split territory or on estimated people; ``known``, the
            share of the territory's people whose own figure is known. Counts outside the second
            level, or of a territory without people, are on the row `OUTSIDE`.

        Raises
        ------
        InputError
            When a code is not of ``from_level``, comes twice, or ``kind`` is unknown.
        """
        if kind not in ("count", "rate"):
            raise InputError(
                "kind vaut « {value} »; valeurs admises : count, rate.", value=str(kind)
            )
        require_level(pd.Series(values.index), self.from_level)
        if values.index.has_duplicates:
            twice = values.index[values.index.duplicated()][0]
            raise InputError("Le territoire {id} a deux valeurs; donnez-en une.", id=twice)
        given = values.astype(float)
        return _count(self.table, given) if kind == "count" else _rate(self.table, given)


def crosswalk(
    population: pd.DataFrame, membership: pd.DataFrame, from_level: str, to_level: str
) -> Crosswalk:
    """Return how the people of each territory of a level are told at another.

    Parameters
    ----------
    population : pandas.DataFrame
        ``unit_id, population``; ``precision`` and a geometry tell which units are one point for
        a whole municipality.
    membership : pandas.DataFrame
        The membership table, with both levels.
    from_level, to_level : str
        Level keys.

    Raises
    ------
    InputError
        When a level is unknown, or membership has no unit at it.

    Examples
    --------
    >>> people = pd.DataFrame({"unit_id": ["a", "b"], "population": [100.0, 60.0]})
    >>> places = pd.DataFrame({
    ...     "subject": "unit", "subject_id": ["a", "b", "a", "b", "b"],
    ...     "territory_id": ["MRC:01", "MRC:01", "CLSC:01111", "CLSC:01111", "CLSC:01121"],
    ...     "level": ["mrc", "mrc", "clsc", "clsc", "clsc"],
    ...     "share": [1, 1, 1, 0.5, 0.25], "method": "crosswalk"})
    >>> both = crosswalk(people, places, "mrc", "clsc")
    >>> both.pairs[["to_id", "population"]].values.tolist()
    [['CLSC:01111', 130.0], ['CLSC:01121', 15.0]]
    >>> both.residual["population"].tolist(), both.population
    ([15.0], 160.0)
    """
    for level in (from_level, to_level):
        level_named(level)
    if from_level == to_level:
        raise InputError(
            "Le niveau « {level} » est donné deux fois; donnez deux niveaux différents.",
            level=from_level,
        )
    people = population.set_index("unit_id")["population"].astype(float)
    left, right = (_at(people.index, membership, level) for level in (from_level, to_level))
    joint = left.merge(right, on="unit", suffixes=("_from", "_to"))
    joint = _nested(joint, from_level, to_level)
    joint["population"] = _apportioned(people, joint)
    coarse = _coarse(population)
    joint["joint"] = _joints(joint, coarse)
    return _summed(joint.loc[joint["population"] > 0], people, from_level, to_level)


def _at(units: pd.Index, membership: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the shares of every unit at a level, what is missing included, adding up to 1."""
    rows = membership.loc[(membership["subject"] == "unit") & (membership["level"] == level)]
    rows = rows.loc[rows["subject_id"].isin(units)]
    if not len(rows):
        raise InputError(
            "Aucune personne n'est placée au niveau « {level} »; niveaux placés : {known}.",
            level=level,
            known=", ".join(sorted(membership["level"].unique())) or "—",
        )
    here = pd.DataFrame(
        {
            "unit": rows["subject_id"].to_numpy(),
            "id": rows["territory_id"].to_numpy(),
            "share": rows["share"].to_numpy(dtype=float),
            "method": rows["method"].to_numpy(),
        }
    )
    placed = here.groupby("unit")["share"].sum().reindex(units, fill_value=0.0)
    full = placed.where(placed < _WHOLE, 1.0)
    here["share"] /= here["unit"].map(placed.where(placed >= _WHOLE, 1.0))
    lacking = pd.DataFrame({"unit": units, "share": (1 - full).to_numpy()})
    lacking = lacking.loc[lacking["share"] > 0].assign(id=OUTSIDE, method="outside")
    return pd.concat([here, lacking], ignore_index=True)


def _nested(joint: pd.DataFrame, from_level: str, to_level: str) -> pd.DataFrame:
    """Give each row of a unit its share; nested levels only meet where one is in the other."""
    joint["share"] = joint["share_from"] * joint["share_to"]
    joint["exact"] = (joint["share_from"] >= _WHOLE) | (joint["share_to"] >= _WHOLE)
    if not {from_level, to_level} <= set(NESTED_WIDTHS):
        return joint
    finer, coarser = sorted((from_level, to_level), key=lambda key: -NESTED_WIDTHS[key])
    fine, wide = ("from", "to") if finer == from_level else ("to", "from")
    held = joint[f"id_{fine}"].ne(OUTSIDE)
    above = ancestor(joint[f"id_{fine}"], coarser).where(held, OUTSIDE)
    within = (above == joint[f"id_{wide}"]).fillna(value=False).to_numpy(dtype=bool)
    # Only where the finer shares add up to the coarser ones, so that no margin moves.
    told = joint[f"share_{fine}"].where(within, 0.0)
    summed = told.groupby([joint["unit"], joint[f"id_{wide}"]]).transform("sum")
    fits = ((summed - joint[f"share_{wide}"]).abs() < _SAME).groupby(joint["unit"]).transform("all")
    use = fits.to_numpy(dtype=bool) & ~joint["exact"].to_numpy(dtype=bool)
    joint.loc[use, "share"] = told[use]
    joint.loc[use, "exact"] = True
    return joint.loc[joint["share"] > 0].reset_index(drop=True)


def _apportioned(people: pd.Series, joint: pd.DataFrame) -> NDArray[np.float64]:
    """Return the people of each row; those of a unit add up to its population exactly.

    Rows are cut on a grid of powers of two, on which sums are exact in any order; the largest
    row of a unit takes what is left.
    """
    total = float(people.sum())
    grid = 2.0 ** (math.floor(math.log2(total)) - 50) if total > 0 else 1.0
    whole = people.reindex(joint["unit"]).to_numpy(dtype=float)
    parts: NDArray[np.float64] = np.floor(whole * joint["share"].to_numpy() / grid) * grid
    left = people - pd.Series(parts).groupby(joint["unit"].to_numpy()).sum().reindex(people.index)
    largest = joint["share"].groupby(joint["unit"]).idxmax()
    parts[largest.to_numpy()] += left.reindex(largest.index).to_numpy()
    return parts


def _coarse(population: pd.DataFrame) -> pd.Index:
    """Return the units that one point stands for, far larger than the point."""
    if "precision" not in population:
        return pd.Index([])
    points = np.ones(len(population), dtype=bool)
    if "geometry" in population:
        points = shapely.get_type_id(np.asarray(population["geometry"], dtype=object)) == 0
    rough = population["precision"].isin(COARSE).to_numpy(dtype=bool)
    names: list[str] = population["unit_id"].loc[points & rough].to_list()
    return pd.Index(names)


def _joints(joint: pd.DataFrame, coarse: pd.Index) -> NDArray[np.intp]:
    """Return how sure each row is, as a position in `JOINTS`."""
    split = (joint[["share_from", "share_to"]] < _WHOLE).any(axis=1)
    areal = (joint[["method_from", "method_to"]] == "areal").any(axis=1)
    spotted = (joint[["method_from", "method_to"]] == "within").any(axis=1)
    spotted &= joint["unit"].isin(coarse)
    return np.select(
        [~joint["exact"], split & areal, spotted, split],
        [JOINTS.index(name) for name in ("independent", "areal", "point", "shared")],
        default=0,
    ).astype(np.intp)


def _summed(joint: pd.DataFrame, people: pd.Series, from_level: str, to_level: str) -> Crosswalk:
    joint = joint.assign(
        unsure=joint["population"].where(joint["joint"] >= _LEAST_SURE_SPLIT, 0.0),
    )
    grouped = joint.groupby(["id_from", "id_to"], sort=True)
    table = grouped.agg(
        population=("population", "sum"), unsure=("unsure", "sum"), joint=("joint", "max")
    ).reset_index()
    table = table.rename(columns={"id_from": "from_id", "id_to": "to_id"})
    table["population"] = conserved(table["population"].to_numpy(), math.fsum(people))
    for side in ("from", "to"):
        of = table.groupby(f"{side}_id")["population"].transform("sum")
        share = table["population"] / of
        table[f"share_of_{side}"] = share.where(table[f"{side}_id"] != OUTSIDE)
    table["estimated"] = (table["unsure"] / table["population"]).clip(upper=1.0)
    table["method"] = np.array(JOINTS, dtype=object)[table["joint"].to_numpy(dtype=np.intp)]
    table = table.loc[:, list(PAIR_COLUMNS)]
    outside = (table[["from_id", "to_id"]] == OUTSIDE).any(axis=1)
    return Crosswalk(
        from_level,
        to_level,
        pairs=table.loc[~outside].reset_index(drop=True),
        residual=table.loc[outside].reset_index(drop=True),
    )


def conserved(parts: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Return ``parts`` whose exact sum rounds to ``total``: the largest takes the rounding left.

    Examples
    --------
    >>> math.fsum(conserved(np.array([0.1, 0.2, 0.3]), 0.6)) == 0.6
    True
    """
    result = parts.astype(float)
    # Of two parts of opposite signs the largest may be too coarse to hold it: the next is tried.
    for position in np.argsort(-np.abs(result), kind="stable")[:8]:
        lacking = math.fsum((total, *(-result)))
        if math.fsum(result) == total:
            break
        result[position] += lacking
    return result


def _count(table: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    known = values.dropna()
    rows = table.loc[table["from_id"].isin(known.index)]
    told = rows["from_id"].map(known).astype(float) * rows["share_of_from"]
    unsure = rows["estimated"].where(rows["share_of_from"] >= _WHOLE, 1.0)
    nobody = known.loc[~known.index.isin(rows["from_id"])]
    frame = pd.DataFrame({"to_id": rows["to_id"], "value": told, "unsure": told.abs() * unsure})
    if len(nobody):
        aside = {"to_id": OUTSIDE, "value": nobody.to_numpy(), "unsure": 0.0}
        frame = pd.concat([frame, pd.DataFrame(aside)], ignore_index=True)
    frame["size"] = frame["value"].abs()
    sums = frame.groupby("to_id").sum()
    result = pd.DataFrame({"value": conserved(sums["value"].to_numpy(), math.fsum(known))})
    result.index = sums.index
    result["estimated"] = (sums["unsure"] / sums["size"]).where(sums["size"] > 0, 0.0)
    return _with_known(result, table, known.index)


def _rate(table: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    known = values.dropna()
    rows = table.loc[table["from_id"].isin(known.index) & (table["to_id"] != OUTSIDE)]
    people = rows["population"]
    unsure = rows["estimated"].where(rows["share_of_from"] >= _WHOLE, 1.0)
    frame = pd.DataFrame(
        {
            "to_id": rows["to_id"],
            "people": people,
            "value": people * rows["from_id"].map(known).astype(float),
            "unsure": people * unsure,
        }
    )
    sums = frame.groupby("to_id").sum()
    result = pd.DataFrame(
        {"value": sums["value"] / sums["people"], "estimated": sums["unsure"] / sums["people"]}
    )
    everyone = pd.Index(table.loc[table["to_id"] != OUTSIDE, "to_id"]).unique()
    return _with_known(result.reindex(everyone.sort_values()), table, known.index)


def _with_known(result: pd.DataFrame, table: pd.DataFrame, known: pd.Index) -> pd.DataFrame:
    """Add the share of each territory's people whose own figure is known."""
    people = table["population"].groupby(table["to_id"]).sum()
    told = table["population"].where(table["from_id"].isin(known), 0.0)
    share = (told.groupby(table["to_id"]).sum() / people).reindex(result.index)
    result["known"] = share
    return result.rename_axis("to_id")
