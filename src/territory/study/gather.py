"""First steps of the walk: reading every input into the five tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.codes import level_named
from territory.errors import InputError
from territory.sources import SourceInfo, _archive, load_catalogue, read
from territory.study.derive import derived_level, levels_from_population
from territory.study.file import BUNDLED, resolve
from territory.study.merges import merged_sites
from territory.study.model import Input, PlacedInput, PopulationInput, Study, TerritoryInput
from territory.study.needs import beside, described, joined
from territory.study.places import PlaceCheck
from territory.study.populations import references
from territory.study.registration import rates_by_residence
from territory.study.shares import brought, land_of
from territory.study.sovereignty import mark_self_governed, road_links
from territory.study.surroundings import Border, banded, parted
from territory.study.vintages import (
    CODES_VINTAGE,
    contradicted,
    covers_brought,
    members_brought,
    reconciled,
    targets,
    unknown_coverage,
)
from territory.study.zones import settle_zones
from territory.tables import Reading, lines_of, rejections
from territory.tables.needs import Need
from territory.tables.reading import REJECTED_COLUMNS
from territory.text import N_

POPULATION_UNITS = "population_units"

Progress = Callable[[str], None]


def silent(_step: str) -> None:
    """Say nothing of the progress."""


def detail(say: Progress) -> Callable[[str, int, int], None]:
    """Return where a long step tells how far it is: the ``detail`` method of ``say``, if any."""
    told: Callable[[str, int, int], None] = getattr(say, "detail", lambda _what, _done, _of: None)
    return told


@dataclass
class Gathered:
    """The tables before membership, and the account of every file read.

    ``around_population`` and ``around_services`` hold the band around the study; ``needs`` names
    the columns of figures put beside the population.
    """

    territories: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    population: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    services: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    reference: pd.DataFrame = field(default_factory=pd.DataFrame)
    registration: pd.DataFrame = field(default_factory=pd.DataFrame)
    shares: pd.DataFrame = field(default_factory=pd.DataFrame)
    land: gpd.GeoSeries | None = None
    around_population: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    around_services: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    rejected: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    places: PlaceCheck | None = None

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
    result.territories = {level: _one_level(parts, level) for level, parts in territories.items()}
    for given in file.territories:
        for level in given.derive:
            result.territories.setdefault(
                level, derived_level(result.territories[given.level], given.level, level)
            )
    border = _border(study, result.territories, late)
    stack = partial(_stack, study=study, catalogue=catalogue, result=result, progress=progress)
    own = [given for given in file.population if given.role == "study"]
    around = [given for given in file.population if given.role == "buffer"]
    people = stack("population", own, border=border)
    result.population, result.around_population = parted(people)
    for given in late:
        result.territories[given.level] = levels_from_population(result.population, given.level)
    if around:
        more = stack("population", around, border=border, seen=pd.Index(people["unit_id"]))
        result.around_population = stacked([result.around_population, parted(more)[1]])
    for asked in file.needs:
        progress(asked.path)
        _add_needs(_read_one(study, "needs", asked, catalogue, result, say=progress), result)
    for share in file.shares:
        progress(share.path)
        rows = _read_one(study, "membership", share, catalogue, result)
        result.shares = brought(rows, result.population, result.shares, result.inputs[-1])
    result.land = land_of(study)
    sites = sorted(file.services, key=lambda given: given.role == "buffer")
    result.places = PlaceCheck(study, result.territories.get("mrc"))
    doors = stack("services", sites, border=border)
    doors = merged_sites(study, doors, result.rejected["services"], result.inputs)
    result.services, result.around_services = parted(doors)
    result.coverage = pd.DataFrame(
        stack("coverage", file.coverage)
        if file.coverage
        else {"territory_id": [], "kind": [], "status": [], "source": []}
    )
    result.reference = references(
        [_read_one(study, "reference", given, catalogue, result) for given in file.reference]
    )
    result.registration = rates_by_residence(
        [_read_one(study, "registration", given, catalogue, result) for given in file.registration]
    )
    members_brought(study, result.territories, result.population, result.inputs)
    settle_zones(result.territories, result.population, result.inputs)
    mark_self_governed(study, result.territories, result.population)
    road_links(result.population)
    if len(result.around_population):
        road_links(result.around_population)
    _refuse_empty(result)
    return result


def _read_one(
    study: Study,
    table: str,
    given: Input,
    catalogue: Mapping[str, SourceInfo],
    result: Gathered,
    level: str | None = None,
    settle: Callable[[Reading], Reading] | None = None,
    say: Progress = silent,
) -> pd.DataFrame:
    meta = meta_of(given, catalogue)
    path = resolve(study, given.path, given.catalogue)
    files = {name: resolve(study, value) for name, value in given.files.items()}
    reading = read(
        table,
        given.reader,
        path,
        meta=meta,
        files=files,
        options=given.options,
        level=level,
        progress=detail(say),
    )
    if table == "services":
        reading = _with_a_place(reading)
        if result.places is not None:
            reading = result.places.settle(reading)
    reading = _of_their_time(reading, table, given, meta, study, result)
    if isinstance(given, PopulationInput):
        reading.table["basis"] = given.basis or ""
    if settle is not None:
        reading = settle(reading)
    result.rejected.setdefault(table, []).append(reading.rejected)
    result.inputs.append(_account(table, given, meta, reading, [path, *files.values()], level))
    return reading.table


def _of_their_time(
    reading: Reading, table: str, given: Input, meta: SourceInfo, study: Study, result: Gathered
) -> Reading:
    """Return a reading with codes of the vintage of the study's territories, faults noted."""
    if table == "territories":
        notes = (*reading.notes, *contradicted(reading.table))
        rows = reading.table
        if given.vintage is not None:
            rows = rows.assign(**{CODES_VINTAGE: given.vintage})
        return replace(reading, table=rows, notes=notes)
    people = result.population if table in ("needs", "registration", "membership") else None
    goals = targets(result.territories, people)
    reading = reconciled(reading, table, given, meta, study, goals)
    said: list[str] = []
    if covers_brought(given, meta, study, goals, said):
        reading = replace(reading, notes=(*reading.notes, *said))
    if table == "coverage":
        lost = unknown_coverage(reading.table, result.territories)
        reading = replace(reading, notes=(*reading.notes, *lost))
    return reading


def _add_needs(needs: pd.DataFrame, result: Gathered) -> None:
    """Put figures beside the people they describe, and say how many have them."""
    account = result.inputs[-1]
    before = set(result.population.columns)
    result.population, notes = joined(result.population, needs, account["source"])
    result.needs += described(result.population, before, account["source"])
    result.around_population = beside(result.around_population, needs)
    account["notes"] += notes


def meta_of(given: Input, catalogue: Mapping[str, SourceInfo]) -> SourceInfo:
    """Return what the catalogue says of an input; for one outside it, its name alone."""
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
        "role": given.role if isinstance(given, PlacedInput) else "study",
        "source": reading.source,
        "path": given.path,
        "basis": given.basis if isinstance(given, PopulationInput) else None,
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
        "sha256": {file.name: _checksum(file) for file in _whole(paths) if file.is_file()},
    }


def _counted(reasons: pd.Series) -> dict[str, int]:
    """Return how many rows each of the twenty commonest reasons set aside."""
    return {str(key): int(n) for key, n in reasons.value_counts().head(20).items()}


def _whole(paths: Sequence[Path]) -> list[Path]:
    """Return the files on disk: a member of an archive is vouched for by its archive."""
    return [_archive.split(path)[0] for path in paths]


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _border(
    study: Study, territories: Mapping[str, gpd.GeoDataFrame], late: Sequence[TerritoryInput]
) -> Border | None:
    """Return what tells the study from its surroundings, where it takes a band around it."""
    rules = study.file.membership
    if not rules.buffer_km > 0:
        return None
    prefixes = tuple(f"{level_named(given.level).prefix}:" for given in late)
    return Border(rules, territories, prefixes)


def _stack(
    table: str,
    inputs: Sequence[Input],
    *,
    study: Study,
    catalogue: Mapping[str, SourceInfo],
    result: Gathered,
    progress: Progress,
    border: Border | None = None,
    seen: pd.Index | None = None,
) -> gpd.GeoDataFrame:
    """Read the inputs of one table and put them one after the other; no identifier twice."""
    parts: list[pd.DataFrame] = []
    key = "unit_id" if table == "population" else "service_id"
    for given in inputs:
        progress(given.path)
        settle = None
        if border is not None and isinstance(given, PlacedInput):
            known = [*([] if seen is None else seen), *(i for part in parts for i in part[key])]
            settle = partial(banded, table=table, given=given, border=border, seen=pd.Index(known))
        parts.append(_read_one(study, table, given, catalogue, result, settle=settle, say=progress))
    if table == "coverage":
        pair = ["territory_id", "kind"]
        return pd.concat(parts, ignore_index=True).drop_duplicates(pair, keep="last")
    rows = stacked(parts)
    twice = rows.loc[rows[key].duplicated(), key]
    if len(twice):
        raise InputError(
            "L'identifiant {id} paraît dans deux fichiers de la table « {table} »; "
            "une personne ou un point ne compte qu'une fois.",
            id=twice.iloc[0],
            table=table,
        )
    return rows


def stacked(parts: Sequence[pd.DataFrame]) -> gpd.GeoDataFrame:
    """Return tables one after the other, in degrees; the first of them when all are empty."""
    frames = [gpd.GeoDataFrame(part).to_crs(4326) for part in parts if len(part)]
    if not frames:
        return gpd.GeoDataFrame(parts[0])
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=4326)


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
        lines_of(table.loc[nowhere]),
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
