"""First steps of the walk: reading every input into the five tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read
from territory.study.derive import derived_level, levels_from_population
from territory.study.file import BUNDLED, resolve
from territory.study.model import Input, Study, TerritoryInput
from territory.study.sovereignty import mark_self_governed, road_links
from territory.tables import Reading, rejections
from territory.tables.reading import REJECTED_COLUMNS
from territory.text import N_

POPULATION_UNITS = "population_units"

Progress = Callable[[str], None]


def silent(_step: str) -> None:
    """Say nothing of the progress."""


@dataclass
class Gathered:
    """The tables before membership, and the account of every file read."""

    territories: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    population: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    services: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    rejected: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    inputs: list[dict[str, Any]] = field(default_factory=list)

    def rejected_tables(self) -> dict[str, pd.DataFrame]:
        """Return the rejected rows of every table."""
        return {
            table: pd.concat(parts, ignore_index=True)
            if any(len(part) for part in parts)
            else pd.DataFrame(columns=list(REJECTED_COLUMNS))
            for table, parts in self.rejected.items()
        }


def gather(study: Study, progress: Progress = silent) -> Gathered:
    """Read every input of a study.

    Raises
    ------
    InputError
        For the first file that cannot be read, or a table left empty.
    """
    catalogue = load_catalogue()
    result = Gathered()
    territories: dict[str, list[gpd.GeoDataFrame]] = {}
    file = study.file
    late: list[TerritoryInput] = []
    for given in file.territories:
        if given.reader == POPULATION_UNITS:
            late.append(given)
            continue
        progress(given.path)
        table = _read_one(study, "territories", given, catalogue, result, level=given.level)
        territories.setdefault(given.level, []).append(gpd.GeoDataFrame(table))
    result.population = _stack("population", study, file.population, catalogue, result, progress)
    result.services = _stack("services", study, file.services, catalogue, result, progress)
    result.coverage = pd.DataFrame(
        _stack("coverage", study, file.coverage, catalogue, result, progress)
        if file.coverage
        else {"territory_id": [], "kind": [], "status": [], "source": []}
    )
    result.territories = {level: _one_level(parts, level) for level, parts in territories.items()}
    for given in file.territories:
        for level in given.derive:
            result.territories.setdefault(
                level, derived_level(result.territories[given.level], given.level, level)
            )
    for given in late:
        result.territories[given.level] = levels_from_population(result.population, given.level)
    mark_self_governed(study, result.territories, result.population)
    road_links(result.population)
    _refuse_empty(result)
    return result


def _read_one(
    study: Study,
    table: str,
    given: Input,
    catalogue: Mapping[str, SourceInfo],
    result: Gathered,
    level: str | None = None,
) -> pd.DataFrame:
    meta = _meta(given, catalogue)
    path = resolve(study, given.path)
    files = {name: resolve(study, value) for name, value in given.files.items()}
    reading = read(
        table, given.reader, path, meta=meta, files=files, options=given.options, level=level
    )
    if table == "services":
        reading = _with_a_place(reading)
    result.rejected.setdefault(table, []).append(reading.rejected)
    result.inputs.append(_account(table, given, meta, reading, [path, *files.values()], level))
    return reading.table


def _meta(given: Input, catalogue: Mapping[str, SourceInfo]) -> SourceInfo:
    if given.catalogue is None:
        bundled = given.path.startswith(BUNDLED)
        name = Path(given.path).name
        return SourceInfo(
            key="", title=name, title_en=name, publisher="", licence="", vintage="",
            obtain="bundled" if bundled else "supply", address="",
        )  # fmt: skip
    if given.catalogue not in catalogue:
        raise InputError(
            "L'entrée de catalogue « {name} » n'existe pas; voir data/catalogue.toml.",
            name=given.catalogue,
        )
    return catalogue[given.catalogue]


def _account(
    table: str,
    given: Input,
    meta: SourceInfo,
    reading: Reading,
    paths: Sequence[Path],
    level: str | None,
) -> dict[str, Any]:
    return {
        "table": table,
        "level": level,
        "source": reading.source,
        "path": given.path,
        "title": {"fr": meta.title, "en": meta.title_en},
        "publisher": meta.publisher,
        "licence": meta.licence,
        "vintage": meta.vintage,
        "obtain": meta.obtain,
        "address": meta.address,
        "note": meta.note,
        "read": reading.read,
        "kept": reading.kept,
        "rejected": len(reading.rejected),
        "rejected_reasons": {
            "fr": _counted(reading.rejected["reason"]),
            "en": _counted(reading.rejected["reason_en"]),
        },
        "crs": reading.crs,
        "repairs": dict(reading.repairs),
        "notes": list(reading.notes),
        "sha256": {path.name: _checksum(path) for path in paths if path.is_file()},
    }


def _counted(reasons: pd.Series) -> dict[str, int]:
    """Return how many rows each of the twenty commonest reasons set aside."""
    return {str(key): int(n) for key, n in reasons.value_counts().head(20).items()}


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stack(
    table: str,
    study: Study,
    inputs: Sequence[Input],
    catalogue: Mapping[str, SourceInfo],
    result: Gathered,
    progress: Progress,
) -> gpd.GeoDataFrame:
    parts = []
    for given in inputs:
        progress(given.path)
        parts.append(_read_one(study, table, given, catalogue, result))
    if table == "coverage":
        key = ["territory_id", "kind"]
        return pd.concat(parts, ignore_index=True).drop_duplicates(key, keep="last")
    frames = [gpd.GeoDataFrame(part).to_crs(4326) for part in parts if len(part)]
    if not frames:
        return gpd.GeoDataFrame(parts[0])
    stacked = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=4326)
    key_column = "unit_id" if table == "population" else "service_id"
    twice = stacked.loc[stacked[key_column].duplicated(), key_column]
    if len(twice):
        raise InputError(
            "L'identifiant {id} paraît dans deux fichiers de la table « {table} »; "
            "une personne ou un point ne compte qu'une fois.",
            id=twice.iloc[0],
            table=table,
        )
    return stacked


def _one_level(parts: Sequence[gpd.GeoDataFrame], level: str) -> gpd.GeoDataFrame:
    frames = [part.to_crs(4326) for part in parts]
    whole = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=4326)
    twice = whole.loc[whole["territory_id"].duplicated(), "territory_id"]
    if len(twice):
        raise InputError(
            "Le territoire {id} paraît deux fois au niveau « {level} ».",
            id=twice.iloc[0],
            level=level,
        )
    return whole


def _with_a_place(reading: Reading) -> Reading:
    """Set aside sites without coordinates: they are listed, never placed by guess."""
    table = gpd.GeoDataFrame(reading.table)
    nowhere = (table.geometry.isna() | table.geometry.is_empty).to_numpy()
    if not nowhere.any():
        return reading
    lost = rejections(
        reading.source,
        table.loc[nowhere, "line"] if "line" in table else [0] * int(nowhere.sum()),
        table.loc[nowhere, "service_id"],
        N_("sans coordonnées : le point ne peut être placé"),
    )
    return replace(
        reading,
        table=table.loc[~nowhere].reset_index(drop=True),
        kept=reading.kept - len(lost),
        rejected=pd.concat([reading.rejected, lost], ignore_index=True)
        if len(reading.rejected)
        else lost,
    )


def _refuse_empty(result: Gathered) -> None:
    for table, frame in (("population", result.population), ("services", result.services)):
        if not len(frame):
            raise InputError(
                "Il ne reste aucune rangée dans la table « {table} » : toutes ont été écartées. "
                "Voir les raisons avec `territory check`.",
                table=table,
            )
    if not float(result.population["population"].sum()) > 0:
        raise InputError("La population de l'étude est de 0 personne; rien ne se calcule.")
