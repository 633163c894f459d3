"""One territory of a run, with its own rows of the evidence: what a trace starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.gaps.faults import nearest
from territory.study.evidence import ALONE, APART, BASE, ORIGIN, Evidence, variants
from territory.study.recount import Decision, Recount, decide, level_figures, ranking, recount
from territory.units import PER_PEOPLE


class Counts:
    """The recounts of one evidence, made once each and shared by every trace of it."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._recounts: dict[str, Recount] = {}
        self._figures: dict[tuple[str, str], pd.DataFrame] = {}

    def of(self, variant: str = BASE) -> Recount:
        """Return the access of every unit under a variant."""
        if variant not in self._recounts:
            self._recounts[variant] = recount(self.evidence, variant)
        return self._recounts[variant]

    def figures(self, level: str, variant: str = BASE) -> pd.DataFrame:
        """Return the figures of every territory of a level under a variant, and their classes."""
        key = (level, variant)
        if key not in self._figures:
            evidence = self.evidence
            table = level_figures(evidence, level, self.of(variant))
            norm, intensity = evidence.norm, evidence.intensity_norm
            decisions = [decide(row, norm, intensity) for _, row in table.iterrows()]
            table["class"] = [decision.judged for decision in decisions]
            self._figures[key] = table
        return self._figures[key]

    def ranks(self, level: str, variant: str = BASE) -> pd.Series:
        """Return the ranks of a level under a variant."""
        table = self.figures(level, variant)
        two_tests = self.evidence.intensity_norm is None
        return ranking(table, table["class"], self.evidence.norm, two_tests=two_tests)


@dataclass(frozen=True)
class Subject:
    """One territory and its rows.

    Attributes
    ----------
    counts : Counts
    level, territory_id : str
    row : pandas.Series
        Its row in the gaps table.
    place : pandas.Series
        Its row among the territories of the evidence.
    """

    counts: Counts
    level: str
    territory_id: str
    row: pd.Series
    place: pd.Series

    @property
    def evidence(self) -> Evidence:
        """The rows of the run."""
        return self.counts.evidence

    @property
    def hidden(self) -> bool:
        """Whether it is self-governed, and nothing of it is told."""
        return bool(self.place["self_governed"])

    @cached_property
    def figures(self) -> pd.Series:
        """Its figures, counted again."""
        return one(self.counts.figures(self.level), self.territory_id)

    @cached_property
    def decision(self) -> Decision:
        """Its tests and class, decided again."""
        return decide(self.figures, self.evidence.norm, self.evidence.intensity_norm)

    @cached_property
    def units(self) -> pd.DataFrame:
        """Its units: share, people, what each reaches, and the row of the file."""
        evidence, count = self.evidence, self.counts.of()
        shares = evidence.unit_shares
        shares = shares.loc[
            (shares["level"] == self.level) & (shares["territory_id"] == self.territory_id)
        ]
        place = evidence.units.index.get_indexer(pd.Index(shares["unit_id"]))
        units = evidence.units.iloc[place]
        frame = pd.DataFrame(
            {
                "unit_id": shares["unit_id"].to_numpy(),
                "name": units["name"].to_numpy(),
                "population": units["population"].to_numpy(dtype=float),
                "share": shares["share"].to_numpy(dtype=float),
                "method": shares["method"].to_numpy(),
                "located": units["located"].to_numpy(dtype=bool),
                "registered_share": units["registered_share"].to_numpy(dtype=float),
                "threshold": units["threshold"].to_numpy(dtype=float),
                "nearest_cost": units["nearest_cost"].to_numpy(dtype=float),
                "nearest_service_id": units["nearest_service_id"].to_numpy(),
                "reached": count.reached[place],
                "coarse": units["coarse"].to_numpy(dtype=bool),
                "access_registered": count.registered[place],
                "access_nonregistered": count.nonregistered[place],
                "access": count.access[place],
                **{name: units[name].to_numpy() for name in ORIGIN if name in units},
            }
        )
        frame.insert(5, "people", frame["share"] * frame["population"])
        frame["_unit"] = place
        return frame

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Its units with each site in their range: cost, weight, FTE per 10,000 of the site."""
        evidence, count = self.evidence, self.counts.of()
        pairs = evidence.pairs
        own = np.isin(pairs["unit"].to_numpy(), self.units["_unit"].to_numpy())
        rows = np.flatnonzero(own & (count.weights > 0))
        chosen = pairs.iloc[rows]
        site = chosen["site"].to_numpy()
        frame: pd.DataFrame = pd.DataFrame(
            {
                "_unit": chosen["unit"].to_numpy(),
                "_site": site,
                "cost": chosen["cost"].to_numpy(dtype=float),
                "weight": count.weights[rows],
                "ratio": count.ratio[site] * PER_PEOPLE,
                "required": evidence.sites["required"].to_numpy(dtype=bool)[site],
            }
        )
        mine = self.units[["_unit", "unit_id", "people", "registered_share", "threshold"]]
        frame = frame.merge(mine, on="_unit", how="left", sort=False)
        frame["service_id"] = evidence.sites.index.to_numpy()[frame["_site"]]
        return frame

    def sites(self, places: Any) -> pd.DataFrame:
        """Return sites, by position: supply, demand, FTE per 10,000, and the row of the file."""
        count, chosen = self.counts.of(), self.evidence.sites.iloc[places]
        told = ["name", "kind", "door", "counted", "supply", "required", "virtual_fte", "excluded"]
        frame: pd.DataFrame = chosen[told].rename_axis("service_id").reset_index()
        frame["demand"] = count.demand[places]
        frame["ratio"] = count.ratio[places] * PER_PEOPLE
        for name in ORIGIN:
            if name in chosen:
                frame[name] = chosen[name].to_numpy()
        return frame

    @cached_property
    def inside(self) -> pd.DataFrame:
        """The sites located in it."""
        rows = self.evidence.site_shares
        rows = rows.loc[(rows["level"] == self.level) & (rows["territory_id"] == self.territory_id)]
        return self.sites(self.evidence.sites.index.get_indexer(pd.Index(rows["service_id"])))

    def demand(self, places: Any) -> pd.DataFrame:
        """Return who makes the demand of some sites: people, share eligible, weight."""
        evidence, count = self.evidence, self.counts.of()
        pairs = evidence.pairs
        rows = np.flatnonzero(np.isin(pairs["site"].to_numpy(), places) & (count.weights > 0))
        chosen = pairs.iloc[rows]
        unit, site = chosen["unit"].to_numpy(), chosen["site"].to_numpy()
        units = evidence.units.iloc[unit]
        required = evidence.sites["required"].to_numpy(dtype=bool)[site]
        rates = units["registered_share"].fillna(0.0).to_numpy(dtype=float)
        frame = pd.DataFrame(
            {
                "service_id": evidence.sites.index.to_numpy()[site],
                "unit_id": units.index.to_numpy(),
                "population": units["population"].to_numpy(dtype=float),
                "eligible": np.where(required, rates, 1.0),
                "cost": chosen["cost"].to_numpy(dtype=float),
                "weight": count.weights[rows],
            }
        )
        frame["demand"] = frame["population"] * frame["eligible"] * frame["weight"]
        apart = evidence.sites[APART + BASE].to_numpy(dtype=float)[places]
        folded = pd.DataFrame(
            {"service_id": evidence.sites.index.to_numpy()[places], "demand": apart}
        )
        both: pd.DataFrame = pd.concat([frame, folded[apart > 0]], ignore_index=True)
        return both

    def tried(self) -> Mapping[str, Any]:
        """Return the variants that give a rank its interval."""
        return variants(self.evidence.norm)

    def has_alone(self) -> bool:
        """Whether the study was also walked without its surroundings."""
        return APART + ALONE in self.evidence.sites


def one(table: pd.DataFrame, code: str) -> pd.Series:
    """Return the one row of a table that has this identifier."""
    place = int(table.index.get_indexer(pd.Index([code]))[0])
    row: pd.Series = table.iloc[place]
    return row


def subject(counts: Counts, territory_id: str) -> Subject:
    """Return one territory of a run.

    Raises
    ------
    InputError
        When no level of the run has it, naming the nearest code.
    """
    evidence = counts.evidence
    for level, table in evidence.gaps.items():
        rows = table.loc[table["territory_id"].str.casefold() == territory_id.casefold()]
        if len(rows):
            places = evidence.territories
            code = str(rows["territory_id"].iloc[0])
            here = (places["level"] == level) & (places["territory_id"] == code)
            return Subject(counts, level, code, rows.iloc[0], places.loc[here].iloc[0])
    known = [code for table in evidence.gaps.values() for code in table["territory_id"]]
    raise InputError(
        "Le territoire « {code} » n'est pas dans ces résultats{hint}; ses niveaux sont : {levels}.",
        code=territory_id,
        hint=nearest(territory_id, known),
        levels=", ".join(evidence.gaps),
    )
