"""How sure a study is of where its sites are: refined, checked, set aside or to be verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory.sources.locating.addresses import AddressBook
from territory.sources.locating.distances import far_factor, km_to_division, km_to_town
from territory.sources.locating.duplicates import duplicates
from territory.sources.locating.headquarters import (
    HEADQUARTERS,
    REPEATED,
    headquarters,
    repeated_addresses,
)
from territory.sources.locating.towns import directory, written
from territory.study.file import resolve
from territory.study.model import Study
from territory.study.section_places import Places
from territory.tables import Reading, lines_of, rejections
from territory.tables.notes import note
from territory.text import N_, number

DOUBT, DOUBT_EN = "place_doubt", "place_doubt_en"
OFFICE = N_("adresse d'un siège ou de bureaux, et non d'un service (places.keep_headquarters)")
EXCLUDED = N_("précision « {precision} » écartée de l'étude (places.exclude_precision)")
ELSEWHERE = N_(
    "le point est à {km} km de la municipalité inscrite ({name}), et hors de sa MRC ({mrc})"
)
FAR = N_("le point est à {km} km de la municipalité inscrite ({name})")
OUTSIDE_MRC = N_("le point est hors de la MRC ({mrc}) de la municipalité inscrite ({name})")
# Borders drawn at 1:1,000,000 and a point on a street of one's own side may differ by this.
BORDER_KM = 2.0
_COARSE = ("municipality", "mrc", "unknown")
_METRES = 32198


@dataclass
class PlaceCheck:
    """What the sites of a study are held against, prepared once.

    Attributes
    ----------
    rules : Places
    study : Study
    mrc : geopandas.GeoDataFrame or None
        The MRC the study draws, if any.
    """

    study: Study
    mrc: gpd.GeoDataFrame | None = None
    rules: Places = field(init=False)

    def __post_init__(self) -> None:
        """Take the study's own rules."""
        self.rules = self.study.file.places

    @cached_property
    def towns(self) -> pd.DataFrame:
        """The municipalities and their places."""
        return directory()

    @cached_property
    def book(self) -> AddressBook | None:
        """The known addresses, read when the first file asks for them."""
        if self.rules.addresses is None:
            return None
        path = resolve(self.study, self.rules.addresses)
        return AddressBook.read(path, self.rules.address_columns)

    @cached_property
    def outlines(self) -> Mapping[str, shapely.Geometry]:
        """The MRC drawn, by code, in metres."""
        if self.mrc is None:
            return {}
        shapes = self.mrc.geometry.to_crs(_METRES)
        found = dict(zip(self.mrc["territory_id"], shapes, strict=True))
        shapely.prepare(list(found.values()))
        return found

    def settle(self, reading: Reading) -> Reading:
        """Return a reading of services whose places are refined, and checked.

        Offices, precisions the study does without, and points that are not where their
        municipality is are set aside with their reason; points that may not be are kept, with
        what to check in column ``place_doubt``.
        """
        table = gpd.GeoDataFrame(reading.table)
        if not len(table):
            return reading
        refined, count = self._refined(table)
        office = headquarters(refined)
        refined[HEADQUARTERS] = office.to_numpy(dtype=bool)
        told = self._told(refined)
        precision = refined["address_precision"]
        reasons = [
            (office & (not self.rules.keep_headquarters), OFFICE, {}),
            (precision.isin(self.rules.exclude_precision), EXCLUDED, {"precision": precision}),
            (told["refused"].notna(), "{why}", {"why": told["refused"]}),
        ]
        kept, aside = np.ones(len(refined), dtype=bool), [reading.rejected]
        for mask, reason, fields in reasons:
            lost = np.asarray(mask, dtype=bool) & kept
            kept &= ~lost
            aside.append(_rejected(reading.source, refined, lost, reason, fields, told))
        refined[DOUBT], refined[DOUBT_EN] = told["doubt"], told["doubt_en"]
        notes = reading.notes + _notes(refined[kept], count)
        return replace(
            reading,
            table=refined[kept].reset_index(drop=True),
            kept=reading.kept - int((~kept).sum()),
            rejected=pd.concat([part for part in aside if len(part)] or aside[:1],
                               ignore_index=True),
            notes=notes,
        )  # fmt: skip

    def _refined(self, table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
        """Return the sites, those that only had their municipality placed by their address."""
        refined = table.copy()
        if self.book is None or "address" not in table:
            return refined, 0
        coarse = table["address_precision"].isin(_COARSE) & table["municipality_id"].notna()
        rows = table[coarse]
        nothing = pd.Series(None, index=rows.index, dtype="object")
        found = self.book.find(
            rows["address"].astype("object"),
            rows["municipality_id"],
            postal_code=rows.get("postal_code", nothing),
        )
        found = found[found["lon"].notna()]
        points = gpd.points_from_xy(found["lon"], found["lat"], crs=4326)
        refined.loc[found.index, "address_precision"] = found["precision"].astype(str)
        geometry = refined.geometry.copy()
        geometry.loc[found.index] = gpd.GeoSeries(points, index=found.index).to_crs(table.crs)
        return refined.set_geometry(geometry), len(found)

    def _told(self, sites: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return why a site's point is not its municipality's, and what is to be checked."""
        points = sites.geometry.to_crs(4326)
        town = sites["municipality_id"].astype("object")
        away = km_to_town(points.x, points.y, town, self.towns)
        factor = far_factor(town, self.towns)
        division = town.map(self.towns["mrc"])
        if "stated_mrc_id" in sites:
            division = sites["stated_mrc_id"].astype("object").fillna(division)
        outside = self._outside(sites, division)
        far = away > self.rules.far_km * factor
        # Where its MRC is not drawn, the places of that one's municipalities stand for it.
        known = (
            division.isin(list(self.outlines)) if self.outlines else pd.Series(False, town.index)
        )
        around = km_to_division(points.x[far], points.y[far], division[far], self.towns)
        beyond = (around > self.rules.far_km * factor[far]).reindex(far.index, fill_value=False)
        refused = far & (outside | (~known & beyond))
        doubtful = ~refused & ((away > self.rules.doubtful_km * factor) | outside)
        names = division.map(self.towns.drop_duplicates("mrc").set_index("mrc")["mrc_name"])
        fields = pd.DataFrame(
            {
                "km": [number(km) for km in away.fillna(0.0)],
                "name": town.map(self.towns["name"]).fillna(town),
                "mrc": names.fillna(division),
            }
        )
        told = pd.DataFrame(
            {name: pd.Series(None, index=sites.index, dtype="object") for name in _TOLD}
        )
        for rows, column, template in (
            (refused & known, "refused", ELSEWHERE),
            (refused & ~known, "refused", FAR),
            (doubtful & outside, "doubt", OUTSIDE_MRC),
            (doubtful & ~outside, "doubt", FAR),
        ):
            here = rows.to_numpy(dtype=bool)
            each = [
                {str(name): str(value) for name, value in row.items()}
                for row in fields.loc[here].to_dict("records")
            ]
            for tail, language in (("", "fr"), ("_en", "en")):
                sentences = [written((template, row), language) for row in each]
                told.loc[here, column + tail] = np.array(sentences, dtype=object)
        return told

    def _outside(self, sites: gpd.GeoDataFrame, division: pd.Series) -> pd.Series:
        """Return which points are farther than a border's width from the MRC they should be in."""
        outside = pd.Series(data=False, index=sites.index)
        points = pd.Series(sites.geometry.to_crs(_METRES).to_numpy(), index=sites.index)
        for code, here in division.groupby(division):
            polygon = self.outlines.get(str(code))
            if polygon is not None:
                inside = shapely.dwithin(polygon, points[here.index].to_numpy(), BORDER_KM * 1000.0)
                outside[here.index] = ~inside
        return outside


_TOLD = ("refused", "refused_en", "doubt", "doubt_en")


def _notes(sites: pd.DataFrame, refined: int) -> tuple[str, ...]:
    """Say how many sites were refined, and which addresses so many give that they may be one's."""
    notes = []
    if refined:
        notes.append(note("{count} points précisés par le fichier d'adresses.", count=refined))
    repeated = repeated_addresses(sites)
    if len(repeated):
        notes.append(
            note(
                "{count} points donnent une adresse que donnent au moins {least} points de ce "
                "fichier (maison partagée, ou siège plutôt que lieu de service) : {places} "
                "adresses, dont {address}.",
                count=int(repeated["sites"].sum()),
                least=REPEATED,
                places=len(repeated),
                address=str(repeated["address"].iloc[0]),
            )
        )
    return tuple(notes)


def _rejected(
    source: str,
    sites: gpd.GeoDataFrame,
    lost: NDArray[np.bool_],
    reason: str,
    fields: Mapping[str, pd.Series],
    told: pd.DataFrame,
) -> pd.DataFrame:
    rows = sites[lost]
    part = rejections(
        source,
        lines_of(rows),
        rows["service_id"],
        reason,
        **{name: values[lost].to_numpy(dtype=object) for name, values in fields.items()},
    )
    if reason == "{why}":
        part["reason_en"] = told.loc[lost, "refused_en"].to_numpy(dtype=object)
    return part


def to_check(services: pd.DataFrame) -> pd.DataFrame:
    """Return the sites whose place is to be checked: id, name, kind, municipality, what."""
    columns = ["service_id", "name", "kind", "municipality_id", DOUBT, DOUBT_EN]
    if DOUBT not in services:
        return pd.DataFrame(columns=columns)
    rows = services.loc[services[DOUBT].notna(), columns]
    return pd.DataFrame(rows).reset_index(drop=True)


def places_record(services: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what run.json says of the places of the sites."""
    counts = services.groupby(["kind", "address_precision"]).size()
    precision: dict[str, dict[str, int]] = {}
    for (kind, told), count in counts.items():
        precision.setdefault(str(kind), {})[str(told)] = int(count)
    return {
        "precision": precision,
        "to_check": len(to_check(services)),
        "duplicates_proposed": len(duplicates(services)),
    }
