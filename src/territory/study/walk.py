"""The stairwell: one study, walked once, from its files to a Result."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.gaps import (
    DOOR_KINDS,
    LevelInputs,
    Norm,
    Situation,
    complete_within_range,
    evaluate,
    gap_table,
    judge_sites,
    kind_evidence,
    kind_sites,
    load_norm,
    meter,
    sought,
)
from territory.membership import build_membership
from territory.study.apart import by_kind_and_need, kinds_told
from territory.study.completeness import (
    completeness_record,
    coverage_by_unit,
    study_completeness,
)
from territory.study.edges import edge_evidence
from territory.study.evidence import collect
from territory.study.gather import Gathered, Progress, detail, gather, silent
from territory.study.measures import further_measures
from territory.study.model import Study
from territory.study.places import places_record
from territory.study.populations import against_references, named_basis
from territory.study.reach import OFF_NETWORK, Traveller, over_service_areas, unit_parameters
from territory.study.record import make_record
from territory.study.registration import with_rates
from territory.study.result import Result
from territory.study.sovereignty import SMALL_AREAS, mark_inside
from territory.study.surroundings import IN_BUFFER, around_rates, every_site, everyone
from territory.study.validate import validate
from territory.study.zones import placed_by_themselves, with_zones
from territory.tables import Surroundings, Tables
from territory.tables.dictionary import ORIGIN_COLUMNS, names
from territory.tables.needs import Need
from territory.text import N_


def run(study: Study, *, progress: Progress | None = None) -> Result:
    """Walk a study once.

    Parameters
    ----------
    study : Study
        From `read_study`.
    progress : Callable, optional
        Called with the name of each step as it starts. Where it has a method ``detail``, long
        steps call it with what they do, how much is done and of how much (0: not known).

    Returns
    -------
    Result

    Raises
    ------
    InputError
        With one sentence, when something a study needs is missing or wrong.
    """
    validate(study)
    say = progress or silent
    clock = _Clock()
    gathered = gather(study, say)
    clock.lap("read")
    say(N_("appartenance des personnes et des points aux territoires"))
    tables = assemble(study, gathered)
    clock.lap("membership")
    norm, registered, without_gmf = _norm_and_registration(study, tables)
    say(N_("temps de déplacement"))
    services = every_site(tables)
    sites = judge_sites(services, norm, without_gmf=without_gmf)
    apart = kind_sites(services, norm, without_gmf=without_gmf)
    units = unit_parameters(study, norm, everyone(tables), registered)
    units[IN_BUFFER] = ~units.index.isin(tables.population["unit_id"])
    traveller = Traveller(study, units, detail(say))
    units[OFF_NETWORK] = units.index.isin(traveller.off_network)
    units["located"] &= ~units[OFF_NETWORK]
    farthest = float(units["threshold"].max()) * max(1.0, *norm.fragile_threshold_factors)
    every_cost = over_service_areas(
        traveller.to_sites(services, sites["counted"] | sought(apart), at_least=farthest),
        services,
        tables.membership,
    )
    costs = every_cost.select_destinations(
        sites["counted"].reindex(every_cost.destinations).to_numpy(bool)
    )
    doors = traveller.to_doors(costs, services, sites)
    situation = Situation(units, sites, costs, doors)
    clock.lap("travel")
    say(N_("accès de chaque unité"))
    evaluations = _evaluations(situation, norm)
    intensity_norm = _intensity_norm(norm, situation, evaluations["base"])
    counted: list[str] = [kind for kind in norm.basket if not (kind == "gmf" and without_gmf)]
    listed_around = study.file.membership.buffer_complete
    known = _known(study, tables, counted, situation, traveller, listed_around)
    edges = edge_evidence(study, tables, situation, norm, traveller)
    clock.lap("access")
    say(N_("écarts par territoire"))
    complete = study_completeness(study, tables, norm)
    beside = against_references(tables, gathered.reference, named_basis(study))
    gaps = {
        level: gap_table(
            _level_inputs(tables, level, known),
            situation,
            evaluations,
            norm,
            intensity_norm,
            edges=edges,
            known=meter(complete[level], tables.territories[level]["territory_id"]),
        )
        for level in study.file.outputs.levels or tables.territories
    }
    clock.lap("gaps")
    kinds, needs = by_kind_and_need(
        {level: _level_inputs(tables, level, known) for level in gaps},
        situation,
        kind_evidence(situation, every_cost, apart, norm, kinds_told(complete)),
        {level: complete[level] for level in gaps},
        gathered.needs,
        tables.population,
        norm,
    )
    clock.lap("kinds")
    more, told = further_measures(situation, norm, study.file.outputs.measures)
    clock.lap("measures")
    result_units = _unit_table(tables, situation, evaluations["base"], more, gathered.needs)
    return Result(
        study=study,
        norm=norm,
        intensity_norm=intensity_norm,
        tables=tables,
        costs=costs,
        units=result_units,
        services=_services_table(services, sites),
        gaps=gaps,
        rejected=gathered.rejected_tables(),
        completeness={level: complete[level] for level in gaps},
        populations=beside,
        evidence=collect(
            tables,
            situation,
            evaluations["base"],
            known,
            norm=norm,
            intensity_norm=intensity_norm,
            edges=edges,
            gaps=gaps,
            completeness={level: complete[level] for level in gaps},
            label=traveller.label(),
        ),
        kinds=kinds,
        needs=needs,
        need_columns=tuple(gathered.needs),
        record={
            **make_record(
                study, gathered.inputs, tables, result_units, sites, traveller, beside, clock.laps
            ),
            "measures": told,
            "places": places_record(tables.services),
            "completeness": completeness_record(study, tables, norm, complete, gaps),
        },
    )


class _Clock:
    """Seconds spent in each step."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self._last = now


def placed(
    study: Study, gathered: Gathered, undrawn: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """Return where people and sites are at each level, zones given by their members left out."""
    rules = study.file.membership
    return build_membership(
        placed_by_themselves(gathered.territories),
        gathered.population,
        gathered.services,
        whole_above=rules.whole_above,
        snap_km=rules.snap_km,
        spatial=rules.spatial,
        shares=gathered.shares if len(gathered.shares) else None,
        land=gathered.land,
        undrawn=undrawn,
    )


def assemble(
    study: Study, gathered: Gathered, *, undrawn: Mapping[str, Collection[str]] | None = None
) -> Tables:
    """Return the five tables, membership built.

    ``undrawn`` are codes by level of territories that exist but that no layer draws; units may
    be in them where a crosswalk is asked for.
    """
    rules = study.file.membership
    membership = placed(study, gathered, undrawn)
    membership, territories = with_zones(
        membership, gathered.territories, gathered.population, gathered.services
    )
    mark_inside(territories, gathered.population, membership)
    population = with_rates(gathered.population, membership, gathered.registration, gathered.inputs)
    return Tables(
        territories=territories,
        population=population,
        services=gathered.services,
        membership=membership,
        coverage=gathered.coverage,
        surroundings=Surroundings(
            rules.buffer_km, gathered.around_population, gathered.around_services
        )
        if rules.buffer_km > 0
        else None,
    )


def _norm_and_registration(study: Study, tables: Tables) -> tuple[Norm, pd.Series, bool]:
    """Return the norm as applied, each unit's registration rate, and whether GMF are left out.

    Where a unit's rate is not known the study's declared rate stands in; where people with a
    place have none, sites that require registration leave the computation and the norm's name
    says so. Self-governed units without a rate are read as not registered.
    """
    choice, population = study.file.norm, tables.population
    norm = load_norm(choice.preset, choice.override)
    registered = population["registered_share"].astype(float)
    if choice.registration_rate is not None:
        registered = registered.fillna(choice.registration_rate)
    asked = population["lon"].notna() & (population["population"] > 0)
    asked &= ~population["self_governed"]
    without_gmf = bool((registered.isna() & asked).any()) and "gmf" in norm.basket
    everyones = around_rates(tables, registered, choice.registration_rate)
    return norm.titled(without_gmf=without_gmf), everyones, without_gmf


def _evaluations(situation: Situation, norm: Norm) -> dict[str, pd.DataFrame]:
    """Return the base and the variants that give ranks their interval."""
    result = {"base": evaluate(situation, norm)}
    for factor in norm.fragile_threshold_factors:
        result[f"threshold x {factor:g}"] = evaluate(situation, norm, threshold_factor=factor)
    result["fast decay"] = evaluate(situation, norm, zone_weights=norm.fragile_zone_weights)
    return result


def _intensity_norm(norm: Norm, situation: Situation, units: pd.DataFrame) -> float | None:
    """Return the intensity norm per 10,000: absolute, or a share of the covered mean."""
    if "intensity" not in norm.tests:
        return None
    if norm.intensity_per_10k is not None:
        return norm.intensity_per_10k
    public = situation.units["located"] & ~situation.units["self_governed"]
    public &= units["access"].notna() & ~situation.units[IN_BUFFER]
    people = situation.units["population"].where(public, 0.0)
    if not people.sum() > 0:
        return float("nan")
    return float(
        norm.intensity_relative * (units["access"].fillna(0) * people).sum() / people.sum()
    )


def _known(
    study: Study,
    tables: Tables,
    counted: list[str],
    situation: Situation,
    traveller: Traveller,
    listed_around: Collection[str],
) -> pd.DataFrame:
    """Return, per unit, whether the kinds counted are completely listed within its threshold."""
    status = coverage_by_unit(study, tables, situation.units.index, counted)
    around = situation.units[IN_BUFFER].to_numpy(bool)
    for kind in counted:
        status.loc[around, kind] = "complete" if kind in listed_around else "unknown"
    complete = status == "complete"
    own = pd.DataFrame(
        {
            "doors_known": complete[[k for k in counted if k in DOOR_KINDS]].all(axis=1),
            "basket_known": complete.all(axis=1),
        }
    )
    if not own.any(axis=None) or own.all(axis=None):
        return own
    located = situation.costs.origins
    thresholds = situation.units.loc[located, "threshold"].to_numpy()
    neighbours = traveller.between_units(float(thresholds.max(initial=0.0)))
    for column in own.columns:
        own.loc[located, column] = complete_within_range(
            own.loc[located, column].to_numpy(bool), neighbours, thresholds
        )
    return own


def _level_inputs(tables: Tables, level: str, known: pd.DataFrame) -> LevelInputs:
    rows = tables.membership.loc[tables.membership["level"] == level]
    columns = ["subject_id", "territory_id", "share", "method"]
    territories = tables.territories[level].set_index("territory_id")
    return LevelInputs(
        territories=pd.DataFrame(territories[["name", "self_governed", "opted_in"]]),
        unit_shares=rows.loc[rows["subject"] == "unit", columns],
        site_shares=rows.loc[rows["subject"] == "service", columns],
        known=known,
        small_area=level in SMALL_AREAS,
    )


def _unit_table(
    tables: Tables,
    situation: Situation,
    base: pd.DataFrame,
    more: pd.DataFrame,
    needs: Sequence[Need],
) -> gpd.GeoDataFrame:
    """Return the units as access_units.csv tells them; self-governed ones are left out."""
    population = tables.population.set_index("unit_id")
    here, base = situation.units.loc[population.index], base.loc[population.index]
    frame = pd.DataFrame(
        {
            "name": population["name"],
            "population": here["population"],
            "milieu": here["milieu"],
            "lon": population["lon"],
            "lat": population["lat"],
            "nearest_cost": base["nearest_cost"],
            "nearest_service_id": base["nearest_service_id"],
            "reached": base["reached"].map({1.0: True, 0.0: False}).astype("object"),
            "access_registered": base["access_registered"],
            "access_nonregistered": base["access_nonregistered"],
            "access": base["access"],
            "status": base["status"].mask(here[OFF_NETWORK], OFF_NETWORK),
        }
    )
    for level, places in _places(tables.membership).items():
        frame[f"{level}_id"] = places.reindex(frame.index)
    kept = [*names(ORIGIN_COLUMNS), *(need.key for need in needs)]
    frame = frame.join(more).join(population[[name for name in kept if name in population]])
    frame["geometry"] = population.geometry
    frame = frame.loc[~here["self_governed"].to_numpy(bool)]
    return gpd.GeoDataFrame(
        frame.rename_axis("unit_id").reset_index(), geometry="geometry", crs=population.crs
    )


def _places(membership: pd.DataFrame) -> Mapping[str, pd.Series]:
    """Return per level the territories of each unit, largest share first, joined by ';'."""
    units = membership.loc[membership["subject"] == "unit"]
    units = units.sort_values(["share", "territory_id"], ascending=[False, True])
    return {
        str(level): rows.groupby("subject_id")["territory_id"].agg(";".join)
        for level, rows in units.groupby("level", sort=False)
    }


def _services_table(services: gpd.GeoDataFrame, sites: pd.DataFrame) -> gpd.GeoDataFrame:
    judged = sites.loc[services["service_id"]]
    return services.assign(
        door=judged["door"].to_numpy(),
        supply=judged["supply"].to_numpy(dtype=np.float64),
        excluded=judged["excluded"].to_numpy(),
    )
