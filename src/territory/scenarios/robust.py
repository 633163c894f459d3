"""A scenario's conclusions under the other reasonable thresholds, decays and norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from territory.gaps import Norm, evaluate
from territory.gaps.aggregate import People, placed_people
from territory.gaps.judgement import judge
from territory.gaps.norm import RoleWeights
from territory.scenarios.compare.people import EVERYONE
from territory.scenarios.compare.states import REACH, changes_of, states_between
from territory.scenarios.conclusions import flip, flip_together
from territory.scenarios.outcome import Comparison
from territory.study import Walk
from territory.study.steps import intensity_norm_of, level_inputs
from territory.tables.dictionary import names
from territory.tables.scenarios import ROBUSTNESS_COLUMNS
from territory.tables.schemas import ROLES
from territory.text import LANGUAGES

AS_JUDGED, INTENSITY_AGAIN = "as_judged", "intensity_again"
ALL_ROLES, HALF_TECHNICIANS = "all_roles", "half_technicians"
MAIN_LEVELS = ("clsc", "mrc")
TOLERANCE = 1e-9
_BASE = "base"
_UP, _DOWN, _SAME = "up", "down", "same"
_OPPOSITE = {_UP: _DOWN, _DOWN: _UP}


@dataclass(frozen=True)
class Ground:
    """The people of one level, placed once for every setting."""

    placed: People
    known: pd.DataFrame
    territories: pd.DataFrame


@dataclass(frozen=True)
class Side:
    """One state under one setting: its walk, its units evaluated, and what it is held against."""

    walk: Walk
    units: pd.DataFrame
    intensity: float | None

    def levels(self, grounds: Mapping[str, Ground]) -> dict[str, dict[str, float]]:
        """Return what the territories of each main level are, in figures."""
        return {level: _level_figures(self, ground) for level, ground in grounds.items()}


def robustness(
    base: Walk, walks: Mapping[str, Walk], comparisons: Mapping[str, Comparison]
) -> pd.DataFrame:
    """Return each conclusion under each other setting, and whether it flips.

    Parameters
    ----------
    base : Walk
    walks : Mapping of str to Walk
        The variants.
    comparisons : Mapping of str to Comparison
        Those of the variants; a variant without one is left out.

    Returns
    -------
    pandas.DataFrame
        The columns of `territory.tables.scenarios.ROBUSTNESS_COLUMNS`, the setting "as_judged"
        first. ``same`` is whether the conclusion goes the same way as judged; where it does not,
        ``sentence_fr`` and ``sentence_en`` say so. A conclusion that cannot be told as judged is
        left out.
    """
    norms = other_norms(base, *walks.values())
    before = dict(_sides(base, norms))
    here = _grounds(base)
    told_before = {key: side.levels(here) for key, side in before.items()}
    rows: list[dict[str, Any]] = []
    for variant in comparisons:
        judged: dict[tuple[str, str], dict[str, Any]] = {}
        there = _grounds(walks[variant])
        for key, after in _sides(walks[variant], norms, before):
            levels = told_before.get(key, told_before[AS_JUDGED])
            found = list(_about_levels(levels, after.levels(there)))
            if key == INTENSITY_AGAIN:
                found = [one for one in found if one["conclusion"] == "below_norm"]
            else:
                found = [*_about_people(before[key], after), *found]
            for one in found:
                place = (one["conclusion"], one["level"])
                if key == AS_JUDGED:
                    judged[place] = one
                if place in judged:
                    rows.append(_row(variant, key, one, judged[place], base))
    return pd.DataFrame(rows, columns=names(ROBUSTNESS_COLUMNS))


def flips(
    table: pd.DataFrame,
    variant: str,
    *,
    people: pd.DataFrame | None = None,
    demonstration: bool = False,
) -> list[dict[str, str]]:
    """Return one sentence, in each language, per conclusion of a variant that does not hold.

    Those that some setting reverses come first; those that nothing changed as judged, last.

    Parameters
    ----------
    table : pandas.DataFrame
        What `robustness` returned.
    variant : str
    people : pandas.DataFrame, optional
        What `territory.scenarios.compare.people.people_table` returned for the variant: those whose
        access changes notably are then told beside all those who gain or lose.
    demonstration : bool
        Whether it is said that the data are made up.

    Examples
    --------
    >>> flips(pd.DataFrame(columns=names(ROBUSTNESS_COLUMNS)), "seul")
    []
    """
    rows = table.loc[table["variant"] == variant]
    notable = {} if people is None else _notable(people)
    told: list[tuple[int, dict[str, str]]] = []
    for _, group in rows.groupby(["conclusion", "level"], sort=False):
        judged = group.loc[group["setting"] == AS_JUDGED].iloc[0]
        figures = {str(name): value for name, value in judged.items()}
        figures |= notable.get(figures["conclusion"], {})
        others = group.loc[~group["same"].astype(bool)]
        opposite = _OPPOSITE.get(judged["direction"], "")
        reversing = others.loc[others["direction"] == opposite, "setting"].tolist()
        ending = others.loc[others["direction"] != opposite, "setting"].tolist()
        if reversing or ending:
            order = 0 if reversing else 1 + (judged["direction"] == _SAME)
            sentence = flip_together(figures, reversing, ending, demonstration=demonstration)
            told.append((order, sentence))
    return [sentence for _, sentence in sorted(told, key=lambda one: one[0])]


def _notable(people: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return how many gain and lose notably, by public; for a door, every change is notable."""
    rows = people.loc[(people["by"] == EVERYONE) & (people["public"] != REACH)]
    table = rows.set_index("public")[["gain_notable", "lose_notable"]]
    return {
        str(public): {str(name): float(value) for name, value in row.items()}
        for public, row in table.to_dict("index").items()
    }


def main_levels(walk: Walk) -> list[str]:
    """Return the levels conclusions are told at: the summary's, then CLSC and MRC."""
    first = walk.study.file.outputs.summary_level or walk.levels[0]
    return [level for level in dict.fromkeys((first, *MAIN_LEVELS)) if level in walk.levels]


def _sides(
    walk: Walk, norms: Mapping[str, Norm], before: Mapping[str, Side] | None = None
) -> Iterator[tuple[str, Side]]:
    """Return one state under every setting that applies to the study, as judged first.

    ``before`` is the state it starts from, whose figures of intensity it keeps.
    """
    frozen = walk.intensity_norm if before is None else before[AS_JUDGED].intensity
    for name, units in walk.evaluations.items():
        yield _key(name), Side(walk, units, frozen)
    relative = "intensity" in walk.norm.tests and walk.norm.intensity_per_10k is None
    if relative and before is not None:
        units = walk.evaluations[_BASE]
        yield (
            INTENSITY_AGAIN,
            Side(walk, units, intensity_norm_of(walk.norm, walk.situation, units)),
        )
    for key, norm in norms.items():
        other = walk.again(norm=norm, freeze=False)
        units = evaluate(other.situation, other.norm, weights=other.weights_as_judged)
        if before is None:
            own = intensity_norm_of(other.norm, other.situation, units)
        else:
            own = before[key].intensity
        yield key, Side(other, units, own)


def _key(name: str) -> str:
    return AS_JUDGED if name == _BASE else name.replace(" ", "_")


def _grounds(walk: Walk) -> dict[str, Ground]:
    """Return the people of every main level; another norm of roles moves none of them."""
    found = {}
    for level in main_levels(walk):
        inputs = level_inputs(walk.tables, level, walk.known)
        territories = inputs.territories.assign(presence=0)
        placed = placed_people(inputs.unit_shares, walk.situation.units, territories.index)
        found[level] = Ground(placed, inputs.known, territories)
    return found


def other_norms(base: Walk, *others: Walk) -> dict[str, Norm]:
    """Return the other profiles that change what counts in a study, by setting.

    Every role alike, and technicians for half; only where a role they weigh otherwise has staff,
    in the base or in what it becomes.
    """
    norm = base.terms.norm
    weights = norm.role_weights.model_dump()
    profiles = {ALL_ROLES: dict.fromkeys(ROLES, 1.0)}
    if weights["tts"] == 1:
        profiles[HALF_TECHNICIANS] = {**weights, "tts": 0.5}
    staffed = {
        role
        for role in ROLES
        if any(bool((one.services[f"fte_{role}"] > 0).any()) for one in (base, *others))
    }
    return {
        key: norm.model_copy(update={"role_weights": RoleWeights(**profile)})
        for key, profile in profiles.items()
        if any(profile[role] != weights[role] for role in staffed)
    }


def _level_figures(side: Side, ground: Ground) -> dict[str, float]:
    norm, territories = side.walk.norm, ground.territories
    table = judge(ground.placed, side.units, ground.known, territories, norm, side.intensity)
    judged = table["class"]
    told = (table["population_covered"] >= norm.minimum_population) & ~territories["self_governed"]
    return {
        "deserts": float((judged == "desert").sum()),
        "below_norm": float(judged.isin(["desert", "underserved"]).sum()),
        "worst_off": float(table["access_mean"].where(told).min()),
    }


def _about_levels(
    before: Mapping[str, Mapping[str, float]], after: Mapping[str, Mapping[str, float]]
) -> Iterator[dict[str, Any]]:
    for level, figures in after.items():
        for name, value in figures.items():
            yield from _told(name, level, before[level][name], value)


def _about_people(before: Side, after: Side) -> Iterator[dict[str, Any]]:
    units = states_between(before.walk.units, after.walk.units, before.units, after.units)
    for public, change in changes_of(units).items():
        known, people = change.known, change.people
        gain = float(people[change.sign > 0].sum())
        lose = float(people[change.sign < 0].sum())
        if not people[known].sum() > 0:
            continue
        was = float((people * change.before)[known].sum())
        became = float((people * change.after)[known].sum())
        scale = 1.0 if public == "reach" else float(people[known].sum())
        yield {
            "conclusion": public,
            "level": "",
            "before": was / scale,
            "after": became / scale,
            "gain": gain,
            "lose": lose,
            "direction": _direction(lose, gain),
        }
        if public == "average":
            held = float((change.people_before * change.before)[known].sum())
            whole = float(change.people_before[known].sum())
            if whole > 0:
                yield from _told("mean_access", "", held / whole, became / scale)


def _told(name: str, level: str, before: float, after: float) -> Iterator[dict[str, Any]]:
    if not (np.isfinite(before) and np.isfinite(after)):
        return
    yield {
        "conclusion": name,
        "level": level,
        "before": before,
        "after": after,
        "gain": np.nan,
        "lose": np.nan,
        "direction": _direction(before, after),
    }


def _direction(before: float, after: float) -> str:
    if abs(after - before) <= TOLERANCE * max(1.0, abs(before), abs(after)):
        return _SAME
    return _UP if after > before else _DOWN


def _row(
    variant: str,
    setting: str,
    found: Mapping[str, Any],
    judged: Mapping[str, Any],
    base: Walk,
) -> dict[str, Any]:
    same = found["direction"] == judged["direction"]
    told = dict.fromkeys(LANGUAGES, "")
    if not same:
        told = flip(setting, found, judged, demonstration=base.study.demonstration)
    return {
        "variant": variant,
        "setting": setting,
        **found,
        "same": same,
        **{f"sentence_{language}": text for language, text in told.items()},
    }
