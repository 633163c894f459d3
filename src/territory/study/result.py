"""What one walk of a study gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.costs import CostTable
from territory.errors import InputError
from territory.gaps.norm import Norm
from territory.study.evidence import Evidence
from territory.study.model import Study
from territory.study.trace import Trace, trace
from territory.tables import Tables
from territory.tables.needs import Need


@dataclass(frozen=True)
class Result:
    """Everything a study computed; the writers and the application read it, nobody changes it.

    Attributes
    ----------
    study : Study
        The study as resolved.
    norm : Norm
        The norm applied, and ``intensity_norm`` the resolved figure per 10,000 (None if the
        norm has no intensity test).
    tables : Tables
        The five tables.
    costs : CostTable
        Minutes from every unit with coordinates to every counted site, those of the band around
        the study (``tables.surroundings``) included.
    units : geopandas.GeoDataFrame
        One row per population unit (self-governed ones left out): the columns of
        access_units.csv, the further measures the study asks for included, plus the unit's
        geometry.
    services : geopandas.GeoDataFrame
        The services table with ``door`` (bool), ``supply`` (FTE counted), ``excluded`` (why);
        sites of the band come last, told apart by ``in_buffer``.
    gaps : Mapping[str, pandas.DataFrame]
        Per level, the rows of gaps_<level>.csv in file order.
    rejected : Mapping[str, pandas.DataFrame]
        Per table (territories, population, services, membership, coverage), rows left out.
    record : Mapping[str, Any]
        What run.json says: inputs, checksums, versions, counts, timings; ``buffer`` is what was
        taken around the study, None where nothing was.
    completeness : Mapping[str, pandas.DataFrame]
        Per level, what is known of each kind of service in each territory.
    populations : pandas.DataFrame
        The study's population beside the counts of its references, territory by territory.
    evidence : Evidence or None
        The rows every figure adds up from, see `trace`.
    kinds : Mapping[str, pandas.DataFrame]
        Per level, the rows of kinds_<level>.csv: one per territory and kind of service.
    needs : Mapping[str, pandas.DataFrame]
        Per level, the rows of needs_<level>.csv; empty where the study has no need.
    need_columns : tuple of Need
        The needs put beside the people, in order; their columns end ``units``.
    """

    study: Study
    norm: Norm
    intensity_norm: float | None
    tables: Tables
    costs: CostTable
    units: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    gaps: Mapping[str, pd.DataFrame]
    rejected: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]
    completeness: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    populations: pd.DataFrame = field(default_factory=pd.DataFrame)
    evidence: Evidence | None = None
    kinds: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    needs: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    need_columns: tuple[Need, ...] = ()

    def table(self, level: str) -> pd.DataFrame:
        """Return a copy of one level's gaps table."""
        return self.gaps[level].copy()

    def trace(self, territory_id: str, column: str) -> Trace:
        """Return what stands behind one figure of a gaps table: its rows and its formula.

        Parameters
        ----------
        territory_id : str
            A territory of any level of the study ("MRC:05").
        column : str
            A column of ``gaps_<level>.csv``.

        Returns
        -------
        Trace
            Its ``check()`` adds the rows up and compares with the table.

        Raises
        ------
        InputError
            When the study has no such territory, the tables no such column, or the result was
            not obtained by walking a study.
        """
        if self.evidence is None:
            raise InputError(
                "Ces résultats ne gardent pas les rangées dont ils viennent; refaites-les avec "
                "`territory run`."
            )
        return trace(self.evidence, territory_id, column)
