"""What a scenario gave: the base, each variant walked again, and how they compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from territory.scenarios.model import Scenario
from territory.study import Walk
from territory.tables.notes import Note


@dataclass(frozen=True)
class Comparison:
    """One variant beside the base.

    Attributes
    ----------
    units : pandas.DataFrame
        Indexed by unit, self-governed ones and those of the band left out: ``population,
        population_after, registered_share, registered_share_after, milieu, threshold``, then
        ``<measure>_before`` and ``<measure>_after`` for ``nearest_cost, reached,
        access_registered, access_nonregistered, access``.
    levels : Mapping of str to pandas.DataFrame
        Per level, the rows of difference_<level>.csv without their ``variant``, made when asked
        for.
    people : pandas.DataFrame
        ``public`` (registered, nonregistered, average, reach), ``by`` (everyone, milieu,
        registration, a need column), ``group``, ``people, gain, lose, same, unknown`` (people
        after), ``newly_known, no_longer_known`` (of the unknown), ``before, after`` (their mean
        access per 10,000, or share reached), ``mean_gain, mean_loss``.
    conservation : Mapping of str to object
        ``supply_before, supply_after`` (FTE counted), ``used_before, used_after`` (sum of P A),
        ``used_registered_*``, ``used_nonregistered_*``, ``empty_catchments`` (names of sites of
        the study with supply and nobody eligible in range, after), ``conserved`` and a
        ``sentence`` in each language; see `territory.scenarios.compare.conservation`.
    equity : pandas.DataFrame
        ``index`` (mean, lowest_tenth, gini, theil, below_norm_*, concentration), ``need``,
        ``public``, ``before``, ``after``.
    headline : Mapping of str to str
        The sentences first, by language: counts alone, three sentences at most.
    details : tuple of Mapping of str to str
        One sentence per fact, by language: each public, the worst-served tenth, what does not
        change.
    """

    units: pd.DataFrame
    levels: Mapping[str, pd.DataFrame]
    people: pd.DataFrame
    conservation: Mapping[str, Any]
    equity: pd.DataFrame
    headline: Mapping[str, str]
    details: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One scenario, run.

    Attributes
    ----------
    scenario : Scenario
    base : Walk
        The study under the scenario's norm and assumptions.
    variants : Mapping of str to Walk
        The study with the changes made; `main` is the one the title speaks of.
    comparisons : Mapping of str to Comparison
        Per variant.
    allocation : pandas.DataFrame
        The rows of allocation.csv, ``variant`` first.
    trajectory : pandas.DataFrame
        FTE missing to reach the norm, year by year, by territory, public and community apart.
    robustness : pandas.DataFrame
        The scenario's conclusions under other thresholds, decays and norms.
    notes : Mapping of str to tuple of Note
        Per variant, what is to be said.
    assumptions : tuple of Note
        What both states assume.
    """

    scenario: Scenario
    base: Walk
    variants: Mapping[str, Walk]
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    allocation: pd.DataFrame = field(default_factory=pd.DataFrame)
    trajectory: pd.DataFrame = field(default_factory=pd.DataFrame)
    robustness: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    assumptions: tuple[Note, ...] = ()

    @property
    def main(self) -> str:
        """The variant the scenario's title speaks of."""
        return list(self.variants)[-1]
