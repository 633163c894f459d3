"""The rows and the second count behind each column of the gaps tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from territory.study.recount import TOLERANCE, Step
from territory.study.subject import Subject
from territory.units import PER_PEOPLE

CONTRIBUTION = "contribution"
SUM, SUM_OR_ZERO, QUANTILE, RULE, ORDER = "sum", "sum_or_zero", "quantile", "rule", "order"
NOTHING = pd.DataFrame()


@dataclass(frozen=True)
class Answer:
    """What stands behind one figure.

    Attributes
    ----------
    kind : str
        How the rows give the figure: a sum, a sum kept above 0, a quantile, a rule, an order.
    value : Any
        The figure counted again; None where there is none.
    lines : pandas.DataFrame
        The rows; where the figure is a sum, the column ``contribution`` adds up to it.
    apart : float
        What self-governed people add to that sum, in one figure.
    units, sites, pairs, demand : pandas.DataFrame
        The rows behind the lines.
    parameters : Mapping
        What else enters the formula.
    """

    kind: str
    value: Any
    lines: pd.DataFrame = field(default_factory=pd.DataFrame)
    apart: float = 0.0
    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    sites: pd.DataFrame = field(default_factory=pd.DataFrame)
    pairs: pd.DataFrame = field(default_factory=pd.DataFrame)
    demand: pd.DataFrame = field(default_factory=pd.DataFrame)
    parameters: Mapping[str, Any] = field(default_factory=dict)


def total(values: Iterable[float]) -> float:
    """Return a sum rounded once, whatever the order of its terms."""
    return math.fsum(values)


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows without the columns that only serve to find them."""
    return frame[[name for name in frame.columns if not str(name).startswith("_")]]


def _sum(rows: pd.DataFrame, contribution: Any, *, apart: float = 0.0, **parameters: Any) -> Answer:
    lines = shown(rows).assign(**{CONTRIBUTION: contribution})
    lines = lines.loc[lines[CONTRIBUTION].ne(0).to_numpy()]
    told = "unit_id" in rows
    return Answer(
        SUM,
        total([*lines[CONTRIBUTION], apart]),
        lines,
        apart,
        units=lines if told else NOTHING,
        sites=NOTHING if told else lines,
        parameters=parameters,
    )


def _public(subject: Subject) -> pd.DataFrame:
    rows = subject.units
    return rows.loc[rows["located"]]


def _population(subject: Subject) -> Answer:
    rows = subject.units
    return _sum(rows, rows["people"], apart=float(subject.place["apart_people"]))


def _covered(subject: Subject) -> Answer:
    rows = _public(subject)
    return _sum(rows, rows["people"])


def _presence(subject: Subject) -> Answer:
    rows = subject.inside.loc[subject.inside["door"]]
    return _sum(rows, 1.0)


def _beyond(subject: Subject) -> Answer:
    rows = _public(subject)
    if not total(rows["people"]) > 0:
        return Answer(SUM, None)
    return _sum(rows.loc[~rows["reached"]], rows.loc[~rows["reached"], "people"])


def _reach(column: str) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        rows = subject.units
        everyone = rows if column != "reach_share" else _public(subject)
        base = total(everyone["people"])
        met = rows["located"] & rows["reached"]
        chosen = rows.loc[met | ~rows["located"] if column == "reach_high" else met]
        if not base > 0:
            return Answer(SUM, None)
        return _sum(chosen, chosen["people"] / base, people=base)

    return answer


def _quantile(column: str, q: float) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        rows = _public(subject)
        rows = rows.loc[rows["people"] > 0]
        values = rows[column].fillna(np.inf) if column == "nearest_cost" else rows[column]
        if not len(rows) or values.isna().any():
            return Answer(QUANTILE, None)
        lines = shown(rows).assign(value=values).sort_values(["value", "unit_id"])
        people = lines["people"].to_numpy()
        lines["cumulative"] = np.cumsum(people) / total(people)
        enough = lines["cumulative"].to_numpy() >= q - TOLERANCE
        found = float(lines["value"].to_numpy()[np.argmax(enough)])
        lines["chosen"] = np.arange(len(lines)) == np.argmax(enough)
        return Answer(
            QUANTILE,
            found if np.isfinite(found) else None,
            lines,
            units=lines,
            parameters={"q": q, "people": total(people)},
        )

    return answer


def _fte(column: str) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        sites, all_sites = subject.inside, subject.evidence.sites
        name = "virtual_fte" if column == "fte_virtual" else "supply"
        some = bool(all_sites["supply"].notna().any())
        some |= column == "fte_virtual" and bool((all_sites["virtual_fte"] > 0).any())
        rows = sites if column == "fte_virtual" else sites.loc[sites["counted"]]
        if not some or rows[name].isna().any():
            return Answer(SUM, None, rows, sites=rows)
        if column != "fte_per_10k":
            return _sum(rows, rows[name])
        people = float(subject.row["population"])
        if not people > 0:
            return Answer(SUM, None)
        return _sum(rows, rows[name] * (PER_PEOPLE / people), people=people)

    return answer


PUBLICS = {
    "access_mean": "access",
    "access_registered": "access_registered",
    "access_nonregistered": "access_nonregistered",
}


def _weights(column: str, rows: pd.DataFrame) -> pd.Series:
    rate = rows["registered_share"]
    if column == "access_registered":
        return rows["people"] * rate.fillna(1.0)
    if column == "access_nonregistered":
        return rows["people"] * (1 - rate.fillna(0.0))
    return rows["people"]


def _access(column: str) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        rows = _public(subject)
        mass = _weights(column, rows)
        base = total(mass)
        if not base > 0 or rows.loc[mass > 0, PUBLICS[column]].isna().any():
            return Answer(SUM, None)
        pairs = subject.pairs
        part = mass.set_axis(rows["_unit"].to_numpy()) / base
        eligible = np.ones(len(pairs))
        if column == "access_nonregistered":
            eligible = np.where(pairs["required"], 0.0, 1.0)
        if column == "access_mean":
            rate = pairs["registered_share"].fillna(0.0)
            eligible = np.where(pairs["required"], rate, 1.0)
        share = pairs["_unit"].map(part).to_numpy(dtype=float)
        lines = shown(pairs.drop(columns="required")).assign(eligible=eligible, mass=share * base)
        lines[CONTRIBUTION] = share * eligible * pairs["weight"] * pairs["ratio"]
        lines = lines.loc[lines[CONTRIBUTION] > 0]
        places = np.unique(pairs["_site"].to_numpy())
        sites = subject.sites(places)
        found = lines.groupby("service_id")[CONTRIBUTION].sum()
        sites[CONTRIBUTION] = sites["service_id"].map(found).fillna(0.0)
        units = shown(rows).assign(
            **{CONTRIBUTION: rows[PUBLICS[column]].fillna(0.0) * mass / base}
        )
        return Answer(
            SUM,
            total(lines[CONTRIBUTION]),
            lines,
            units=units,
            sites=sites,
            pairs=lines,
            demand=subject.demand(places),
            parameters={"mass": base},
        )

    return answer


def _shortfall(subject: Subject) -> Answer:
    intensity = subject.evidence.intensity_norm
    mean = _access("access_mean")(subject)
    if intensity is None or math.isnan(intensity) or mean.value is None:
        return Answer(SUM_OR_ZERO, None)
    rows = _public(subject)
    lack = (intensity - rows["access"].fillna(0.0)) * rows["people"] / PER_PEOPLE
    answer = _sum(rows, lack, intensity_norm=intensity, access_mean=mean.value)
    return Answer(
        SUM_OR_ZERO, max(0.0, answer.value), answer.lines, units=answer.lines, sites=mean.sites,
        pairs=mean.pairs, demand=mean.demand, parameters=answer.parameters,
    )  # fmt: skip


def _shortfall_floor(subject: Subject) -> Answer:
    intensity, rows = subject.evidence.intensity_norm, _public(subject)
    rows = rows.loc[rows["people"] > 0]
    if intensity is None or not len(rows) or rows["access"].isna().any() or math.isnan(intensity):
        return Answer(SUM, None)
    lack = (intensity - rows["access"]).clip(lower=0) * rows["people"] / PER_PEOPLE
    return _sum(rows, lack, intensity_norm=intensity)


def _coarse(subject: Subject) -> Answer:
    rows = _public(subject)
    rows = rows.loc[rows["coarse"]]
    return _sum(rows, rows["people"])


def _completeness(subject: Subject) -> Answer:
    table = subject.evidence.completeness
    rows = table.loc[
        (table["level"] == subject.level)
        & (table["territory_id"] == subject.territory_id)
        & table["in_basket"].astype(bool)
        & table["share_complete"].notna()
    ]
    if not len(rows):
        return Answer(SUM, None)
    lines = rows[["kind", "share_complete"]].assign(
        **{CONTRIBUTION: rows["share_complete"].astype(float) / len(rows)}
    )
    return Answer(SUM, total(lines[CONTRIBUTION]), lines, parameters={"kinds": len(rows)})


def steps_table(path: Iterable[Step]) -> pd.DataFrame:
    """Return the questions of a decision, in order."""
    return pd.DataFrame(list(path), columns=list(Step._fields))


def _decided(name: str, value: Callable[[Any], Any]) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        decision = subject.decision
        return Answer(RULE, value(decision), steps_table(decision.path[name]))

    return answer


def _desert_form(decision: Any) -> str:
    if decision.judged != "desert":
        return ""
    return "remote" if decision.path["presence_test"][0].answer == "yes" else "absent"


def _class_reason(subject: Subject) -> Answer:
    decision = subject.decision
    reason = ""
    if decision.judged == "not_ranked":
        reason = "self_governed"
    elif decision.judged == "insufficient_data":
        unknown = "reach" if decision.reach_test != "pass" else "intensity"
        reason = "no_population" if not subject.figures["population"] > 0 else f"{unknown}_unknown"
    return Answer(RULE, reason, steps_table(decision.path["class"]))


def _flags(subject: Subject) -> Answer:
    from territory.study.trace_flags import flags  # noqa: PLC0415 - it needs the names above

    path = flags(subject)
    raised = ";".join(step.question for step in path if step.answer == "yes")
    return Answer(RULE, raised, steps_table(path))


def _rank(subject: Subject) -> Answer:
    figures = subject.counts.figures(subject.level)
    ranks = subject.counts.ranks(subject.level)
    own = ranks[subject.territory_id]
    if np.isnan(own):
        return Answer(ORDER, None)
    table = subject.evidence.gaps[subject.level].set_index("territory_id")
    lines = pd.DataFrame(
        {
            "territory_id": figures.index,
            "name": table["name"].reindex(figures.index).to_numpy(),
            "class": figures["class"].to_numpy(),
            "reach_share": (figures["reached"] / figures["covered"]).to_numpy(),
            "access_mean": figures["access_mean"].to_numpy(),
            "rank": ranks.to_numpy(),
        }
    )
    lines = lines.loc[lines["rank"] <= own].sort_values(["rank", "territory_id"])
    before = int((lines["rank"] < own).sum())
    return Answer(ORDER, float(before + 1), lines, parameters={"before": before})


def _rank_bound(pick: Callable[[Iterable[float]], float]) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        found = {
            name: float(subject.counts.ranks(subject.level, name)[subject.territory_id])
            for name in subject.tried()
        }
        base = next(iter(found.values()))
        if math.isnan(base):
            return Answer(ORDER, None)
        told = [rank for rank in found.values() if not math.isnan(rank)]
        lines = pd.DataFrame({"variant": list(found), "rank": list(found.values())})
        return Answer(ORDER, float(pick(told)), lines)

    return answer


def _identity(column: str) -> Callable[[Subject], Answer]:
    def answer(subject: Subject) -> Answer:
        evidence, place = subject.evidence, subject.place
        value = evidence.norm.name if column == "norm" else str(place[column])
        kept = [n for n in ("territory_id", "name", *_ORIGIN) if n in place]
        return Answer(RULE, value, place[kept].to_frame().T if column != "norm" else NOTHING)

    return answer


_ORIGIN = ("source_file", "source_row", "source_rows")

ANSWERS: dict[str, Callable[[Subject], Answer]] = {
    "territory_id": _identity("territory_id"),
    "name": _identity("name"),
    "population": _population,
    "population_covered": _covered,
    "class": _decided("class", lambda decision: decision.judged),
    "presence": _presence,
    "presence_test": _decided("presence_test", lambda decision: decision.presence_test),
    "reach_share": _reach("reach_share"),
    "reach_low": _reach("reach_low"),
    "reach_high": _reach("reach_high"),
    "people_beyond_reach": _beyond,
    "nearest_cost_median": _quantile("nearest_cost", 0.5),
    "fte": _fte("fte"),
    "fte_per_10k": _fte("fte_per_10k"),
    "access_mean": _access("access_mean"),
    "access_p10": _quantile("access", 0.1),
    "access_p90": _quantile("access", 0.9),
    "access_registered": _access("access_registered"),
    "access_nonregistered": _access("access_nonregistered"),
    "rank": _rank,
    "rank_low": _rank_bound(min),
    "rank_high": _rank_bound(max),
    "fte_shortfall": _shortfall,
    "fte_shortfall_floor": _shortfall_floor,
    "flags": _flags,
    "norm": _identity("norm"),
    "reach_test": _decided("reach_test", lambda decision: decision.reach_test),
    "intensity_test": _decided("intensity_test", lambda decision: decision.intensity_test),
    "class_nonregistered": _decided(
        "class_nonregistered", lambda decision: decision.judged_nonregistered
    ),
    "desert_form": _decided("desert_form", _desert_form),
    "coarse_people": _coarse,
    "fte_virtual": _fte("fte_virtual"),
    "completeness": _completeness,
    "class_reason": _class_reason,
}
"""What counts each column again."""
