"""One study as a walk: its steps, each taken when something asks for what it gives.

A scenario, or a draw of an ensemble, is the same walk with something changed: `Walk.again` takes
again the steps whose inputs changed, and no other.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import pandas as pd

from territory.access.weights import Weights
from territory.costs import CostTable
from territory.errors import InputError
from territory.gaps import (
    EdgeEvidence,
    Norm,
    Situation,
    gap_table,
    judge_sites,
    kind_sites,
    meter,
    sought,
    weights_in_range,
)
from territory.study.completeness import sites_recounted, study_completeness
from territory.study.edges import edge_evidence
from territory.study.finish import finish
from territory.study.gather import Gathered, Progress, detail, silent
from territory.study.model import Study
from territory.study.reach import (
    OFF_NETWORK,
    Traveller,
    coarse_units,
    over_service_areas,
    unit_parameters,
)
from territory.study.result import Result
from territory.study.reuse import (
    kinds_of,
    same_counted,
    same_places,
    same_weights,
    with_new_sites,
    within,
)
from territory.study.steps import (
    evaluations_of,
    intensity_norm_of,
    known_of,
    level_inputs,
    registration_of,
    weights_of,
)
from territory.study.surroundings import IN_BUFFER, every_site, everyone
from territory.tables import Tables


class Clock:
    """Seconds spent in each step."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Keep the seconds since the last step under this name."""
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self._last = now


@dataclass(frozen=True)
class Terms:
    """What a walk judges by.

    Attributes
    ----------
    norm : Norm
        As loaded, before its name says whether GMF are left out.
    declared_rate : float or None
        Registration rate where none is known.
    intensity : float or None
        FTE per 10,000 kept from another walk; computed from the norm where it is None.
    """

    norm: Norm
    declared_rate: float | None = None
    intensity: float | None = None


class Walk:
    """One study, walked step by step; a step is taken once, when something asks for it.

    Attributes
    ----------
    study : Study
    gathered : Gathered
        What reading gave.
    tables : Tables
        The five tables.
    terms : Terms
        The norm, the declared rate and, where it is frozen, the figure of intensity.
    base : Walk or None
        The walk this one starts from.
    """

    def __init__(
        self,
        study: Study,
        gathered: Gathered,
        tables: Tables,
        terms: Terms,
        *,
        base: Walk | None = None,
        say: Progress = silent,
        clock: Clock | None = None,
    ) -> None:
        self.study, self.gathered, self.tables, self.terms = study, gathered, tables, terms
        self.base, self.say, self.clock = base, say, clock or Clock()
        self._gaps: dict[str, pd.DataFrame] = {}

    def again(
        self,
        *,
        study: Study | None = None,
        tables: Tables | None = None,
        norm: Norm | None = None,
        declared_rate: float | None = None,
        freeze: bool = True,
        progress: Progress | None = None,
    ) -> Walk:
        """Return a walk that starts from this one with something changed.

        Thresholds, milieux and times stay those of this walk wherever their inputs did not
        change; nothing of this walk is changed.

        Parameters
        ----------
        study : Study, optional
            The same study under another title.
        tables : Tables, optional
            Tables that replace this walk's; those of territories, and the coordinates of units,
            stay the same.
        norm : Norm, optional
            Another norm.
        declared_rate : float, optional
            Another declared rate of registration.
        freeze : bool
            Whether a relative norm of intensity keeps the figure of this walk.
        progress : Callable, optional
        """
        terms = replace(
            self.terms,
            norm=norm or self.terms.norm,
            declared_rate=self.terms.declared_rate if declared_rate is None else declared_rate,
            intensity=self.intensity_norm if freeze else None,
        )
        return Walk(
            study or self.study,
            self.gathered,
            tables or self.tables,
            terms,
            base=self,
            say=progress or silent,
        )

    @cached_property
    def _registration(self) -> tuple[pd.Series, bool]:
        return registration_of(self.tables, self.terms.norm, self.terms.declared_rate)

    @property
    def without_gmf(self) -> bool:
        """Whether sites that require registration are left out, no rate being known."""
        return self._registration[1]

    @cached_property
    def norm(self) -> Norm:
        """The norm as applied; its name says so where GMF are left out."""
        return self.terms.norm.titled(without_gmf=self.without_gmf)

    @cached_property
    def services(self) -> gpd.GeoDataFrame:
        """Every site, those of the band included."""
        return every_site(self.tables)

    @cached_property
    def sites(self) -> pd.DataFrame:
        """What each site is to the three tests."""
        return judge_sites(self.services, self.norm, without_gmf=self.without_gmf)

    @cached_property
    def apart(self) -> pd.DataFrame:
        """What each site is to its own kind."""
        return kind_sites(self.services, self.norm, without_gmf=self.without_gmf)

    @cached_property
    def units(self) -> pd.DataFrame:
        """What each unit brings; milieu and speed stay those of the base."""
        if self.base is not None:
            return self._units_again(self.base)
        people = everyone(self.tables)
        units = unit_parameters(self.study, self.norm, people, self._registration[0])
        units[IN_BUFFER] = ~units.index.isin(self.tables.population["unit_id"])
        self._traveller = Traveller(self.study, units, detail(self.say))
        units[OFF_NETWORK] = units.index.isin(self._traveller.off_network)
        units["located"] &= ~units[OFF_NETWORK]
        return units

    def _units_again(self, base: Walk) -> pd.DataFrame:
        people = everyone(self.tables)
        if not base.units.index.equals(pd.Index(people["unit_id"])):
            raise InputError(
                "Les unités de population ne sont pas celles de l'étude de départ; leur nombre de "
                "gens peut changer, non leur liste."
            )
        rates = self._registration[0].to_numpy(dtype=float)
        own_rate = people["registered_share"].isna().to_numpy(dtype=bool)
        threshold = base.units["milieu"].map(self.norm.threshold_minutes.model_dump()).astype(float)
        coarse = base.units["coarse"].to_numpy()
        if self.norm.threshold_minutes != base.norm.threshold_minutes:
            speed = base.units["speed_kmh"].to_numpy()
            coarse = coarse_units(self.study, people, threshold.to_numpy(), speed)
        return base.units.assign(
            population=people["population"].to_numpy(dtype=float),
            registered_share=rates,
            declared_rate=own_rate & ~pd.isna(rates),
            threshold=threshold,
            coarse=coarse,
        )

    @cached_property
    def traveller(self) -> Traveller:
        """What costs are asked of; always that of the first walk."""
        if self.base is not None:
            return self.base.traveller
        _ = self.units
        return self._traveller

    @cached_property
    def reach(self) -> float:
        """Minutes as far as which sites are looked for."""
        farthest = max(1.0, *self.norm.fragile_threshold_factors)
        needed = float(self.units["threshold"].max()) * farthest
        return max(self.study.file.travel.limit_minutes, needed)

    @cached_property
    def times(self) -> CostTable:
        """Minutes from located units to sites, service areas aside; known ones are kept."""
        wanted = self.sites["counted"] | sought(self.apart)
        if self.base is None or self.reach > self.base.reach:
            return self.traveller.to_sites(self.services, wanted, at_least=self.reach)
        services = gpd.GeoDataFrame(self.services.loc[wanted.to_numpy(bool)])
        times = with_new_sites(self.base.times, self.base.services, services, self._new_times)
        return times if self.reach == self.base.reach else within(times, self.reach)

    def _new_times(self, new: gpd.GeoDataFrame) -> CostTable:
        """Return the times to sites at places the first walk does not know."""
        if self.base is not None:
            self.traveller.check_supplied(new, self.base.services)
        every = pd.Series(data=True, index=new["service_id"])
        return self.traveller.to_sites(new, every, at_least=self.reach)

    @cached_property
    def every_cost(self) -> CostTable:
        """Minutes, a site reaching every unit of its declared service area at cost 0."""
        return over_service_areas(self.times, self.services, self.tables.membership)

    @cached_property
    def situation(self) -> Situation:
        """What the judgement rests on, before any threshold."""
        units, sites, every, base = self.units, self.sites, self.every_cost, self.base
        counted = sites["counted"].reindex(every.destinations).to_numpy(bool)
        if base is not None and same_counted(self, base):
            costs = base.situation.costs
        else:
            costs = every.select_destinations(counted)
        if base is not None and same_places(self, base):
            doors = base.situation.door_costs
        else:
            doors = self.traveller.to_doors(costs, self.services, sites)
        return Situation(units, sites, costs, doors)

    @cached_property
    def weights(self) -> dict[str, Weights]:
        """Weights of the pairs within range, kept for the walks that start from this one."""
        if self.base is not None and same_weights(self, self.base):
            return self.base.weights
        return weights_of(self.situation, self.norm)

    @cached_property
    def weights_as_judged(self) -> Weights:
        """Weights of the base setting alone."""
        if self.base is not None and same_weights(self, self.base):
            return self.base.weights_as_judged
        kept = self.__dict__.get("weights", {}).get("base")
        return kept or weights_in_range(self.situation, 1.0, self.norm.zone_weights)

    @cached_property
    def evaluations(self) -> dict[str, pd.DataFrame]:
        """Reach and access of every unit: the base, and the variants of the rank interval."""
        shared = self.base is not None and same_weights(self, self.base)
        return evaluations_of(self.situation, self.norm, self.weights if shared else None)

    @cached_property
    def intensity_norm(self) -> float | None:
        """FTE per 10,000: frozen, absolute, or a share of the covered mean; None without one."""
        if self.terms.intensity is not None and "intensity" in self.norm.tests:
            return self.terms.intensity
        return intensity_norm_of(self.norm, self.situation, self.evaluations["base"])

    @cached_property
    def known(self) -> pd.DataFrame:
        """Per unit, whether the kinds counted are completely listed within its threshold."""
        base = self.base
        if base is not None and self._judges_like(base):
            return base.known
        counted: list[str] = [
            kind for kind in self.norm.basket if not (kind == "gmf" and self.without_gmf)
        ]
        around = self.study.file.membership.buffer_complete
        return known_of(self.study, self.tables, counted, self.situation, self.traveller, around)

    def _judges_like(self, base: Walk) -> bool:
        mine, its = self.norm, base.norm
        return mine.threshold_minutes == its.threshold_minutes and self._lists_like(base)

    def _lists_like(self, base: Walk) -> bool:
        return (
            self.tables.coverage is base.tables.coverage
            and self.without_gmf == base.without_gmf
            and self.norm.basket == base.norm.basket
            and kinds_of(self.tables) == kinds_of(base.tables)
        )

    @cached_property
    def edges(self) -> EdgeEvidence | None:
        """What tells the territories whose access depends on the outside."""
        base, near = self.base, None
        if base is not None and base.norm.threshold_minutes == self.norm.threshold_minutes:
            near = None if base.edges is None else base.edges.near_border
        return edge_evidence(
            self.study, self.tables, self.situation, self.norm, self.traveller, near=near
        )

    @cached_property
    def complete(self) -> Mapping[str, pd.DataFrame]:
        """Per level, what is known of each kind of service in each territory."""
        if self.base is None or not self._completes_like(self.base):
            return study_completeness(self.study, self.tables, self.norm)
        return sites_recounted(self.tables, self.base.tables, self.base.complete)

    def _completes_like(self, base: Walk) -> bool:
        mine, its = self.tables.population, base.tables.population
        same = mine is its or mine["population"].equals(its["population"])
        return same and self._lists_like(base)

    def meter_of(self, level: str) -> pd.Series:
        """Return the completeness of each territory; how many sites there are is no part of it."""
        if self.base is not None and self._completes_like(self.base):
            return self.base.meter_of(level)
        codes = self.tables.territories[level]["territory_id"]
        return meter(self.complete[level], codes)

    @property
    def levels(self) -> list[str]:
        """Keys of the levels written, in order."""
        return list(self.study.file.outputs.levels or self.tables.territories)

    def gaps(self, level: str) -> pd.DataFrame:
        """Return the gaps of one level, ranked, in file order."""
        if level not in self._gaps:
            self._gaps[level] = gap_table(
                level_inputs(self.tables, level, self.known),
                self.situation,
                self.evaluations,
                self.norm,
                self.intensity_norm,
                edges=self.edges,
                known=self.meter_of(level),
            )
        return self._gaps[level]

    def result(self) -> Result:
        """Take every step left and return the result of the walk."""
        return finish(self)
