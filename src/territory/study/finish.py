"""The last steps of a walk: everything it found, put together as a Result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from territory.gaps import kind_evidence
from territory.study.apart import by_kind_and_need, kinds_told
from territory.study.completeness import completeness_record
from territory.study.evidence import collect
from territory.study.measures import further_measures
from territory.study.places import places_record
from territory.study.populations import against_references, named_basis
from territory.study.record import make_record
from territory.study.result import Result
from territory.study.steps import level_inputs
from territory.study.told import services_table, unit_table
from territory.text import N_

if TYPE_CHECKING:
    from territory.study.path import Walk


def finish(walk: Walk) -> Result:
    """Take every step left and return the result of the walk."""
    say, lap = walk.say, walk.clock.lap
    say(N_("temps de déplacement"))
    situation = walk.situation
    lap("travel")
    say(N_("accès de chaque unité"))
    base, intensity = walk.evaluations["base"], walk.intensity_norm
    known, edges = walk.known, walk.edges
    lap("access")
    say(N_("écarts par territoire"))
    beside = against_references(walk.tables, walk.gathered.reference, named_basis(walk.study))
    gaps = {level: walk.gaps(level) for level in walk.levels}
    complete = {level: walk.complete[level] for level in gaps}
    lap("gaps")
    tables, norm, needs = walk.tables, walk.norm, walk.gathered.needs
    kinds, by_need = by_kind_and_need(
        {level: level_inputs(tables, level, known) for level in gaps},
        situation,
        kind_evidence(situation, walk.every_cost, walk.apart, norm, kinds_told(walk.complete)),
        complete,
        needs,
        tables.population,
        norm,
    )
    lap("kinds")
    more, told = further_measures(situation, norm, walk.study.file.outputs.measures)
    lap("measures")
    units = unit_table(tables, situation, base, more, needs)
    return Result(
        study=walk.study,
        norm=norm,
        intensity_norm=intensity,
        tables=tables,
        costs=situation.costs,
        units=units,
        services=services_table(walk.services, walk.sites),
        gaps=gaps,
        rejected=walk.gathered.rejected_tables(),
        completeness=complete,
        populations=beside,
        evidence=collect(
            tables,
            situation,
            base,
            known,
            norm=norm,
            intensity_norm=intensity,
            edges=edges,
            gaps=gaps,
            completeness=complete,
            label=walk.traveller.label(),
        ),
        kinds=kinds,
        needs=by_need,
        need_columns=tuple(needs),
        record=_record(walk, units, beside, gaps, told),
    )


def _record(
    walk: Walk,
    units: gpd.GeoDataFrame,
    beside: pd.DataFrame,
    gaps: Mapping[str, pd.DataFrame],
    measures: Mapping[str, Any],
) -> dict[str, Any]:
    tables, sites = walk.tables, walk.sites
    laps = walk.clock.laps
    told = make_record(
        walk.study, walk.gathered.inputs, tables, units, sites, walk.traveller, beside, laps
    )
    return {
        **told,
        "measures": dict(measures),
        "places": places_record(tables.services),
        "completeness": completeness_record(walk.study, tables, walk.norm, walk.complete, gaps),
    }
