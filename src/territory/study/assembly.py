"""Where everyone and everything is: from what was read to the five tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from territory.membership import build_membership
from territory.study.gather import Gathered
from territory.study.model import Study
from territory.study.registration import with_rates
from territory.study.sovereignty import mark_inside
from territory.study.zones import placed_by_themselves, with_zones
from territory.tables import Surroundings, Tables


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
