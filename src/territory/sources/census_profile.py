"""Census Profile 2021: 36 million rows by dissemination area, read as a stream for a few figures.

Catalogue 98-401-X2021006, in French or in English. Several columns share the name ``SYMBOL`` (or
``SYMBOLE``): each belongs to the figure before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from territory.errors import InputError
from territory.sources._areas import area_codes
from territory.sources._geo import GEOGRAPHIC
from territory.sources._needs import SYMBOLS, needs_reading, published
from territory.sources._rows import NOT_A_NUMBER, Sieve, areas_km2, population_table
from territory.sources._stream import LargeText, decoded, large_text
from territory.sources.area_profile import area_shapes
from territory.sources.catalogue import SourceInfo
from territory.sources.census import ELSEWHERE, NO_POPULATION, NOT_AN_AREA, NOT_DRAWN, QUEBEC
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, fold, number

COARSER = N_("{level} : ses gens sont déjà ceux de ses aires de diffusion")
SCANNING = N_("profil du recensement")
# Number of a characteristic -> column; percentages stay percentages.
CHARACTERISTICS: Mapping[str, str] = {
    "1": "census_population",
    "24": "people_65_plus",
    "27": "people_75_79",
    "28": "people_80_84",
    "29": "people_85_plus",
    "97": "people_living_alone",
    "243": "median_household_income",
    "345": "low_income_percent",
    "379": "gini",
    "1416": "renter_households",
    "1467": "shelter_30_percent_households",
    "2015": "no_diploma_people",
    "2230": "unemployment_percent",
}
POPULATION, LAND_AREA = "1", "7"
_LEVELS = ("dissemination area", "aire de diffusion")
_DATA_FILE = r"_data(_\w+)?\.csv$"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class _Profile:
    """One row per geography of the file, in its order, and the figures asked for as text."""

    places: pd.DataFrame
    figures: pd.DataFrame
    suppressed: int
    rows: int
    source: str


def read_census_profile(
    path: Path,
    *,
    meta: SourceInfo,
    characteristics: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read some characteristics of every dissemination area of Québec.

    A row of the reading is a geography, not one of the file's 2,631 rows about it. Figures
    withheld (symbols x, F, .., ...) or blank are missing, never 0. Counts are rounded to 5.

    Parameters
    ----------
    path : Path
        The csv, or its zip (540 MB for 6.4 GB of text): read in place, nothing is unpacked.
    meta : SourceInfo
    characteristics : Mapping of str to str, optional
        Number of a characteristic -> name of its column; those of `CHARACTERISTICS` by default.
    progress : callable, optional
        Told the bytes read so far, and in all.

    Returns
    -------
    Reading
        ``unit_id`` "DA:24010019", and one column per characteristic.

    Raises
    ------
    InputError
        When a column is missing, or the file has none of the characteristics.
    """
    wanted = dict(characteristics or CHARACTERISTICS)
    profile = _scan(path, wanted, progress)
    areas, sieve = _sift(profile)
    values: dict[str, pd.Series] = {}
    for place, name in wanted.items():
        values[name], wrong = published(profile.figures[place])
        shown = profile.figures[place].to_numpy(dtype=object, na_value="")
        sieve.reject(wrong, NOT_A_NUMBER, value=shown, column=name)
    table = pd.DataFrame(values)
    return needs_reading(
        sieve, "DA:" + areas, table, meta=meta, notes=_notes(profile, table[sieve.kept])
    )


def read_census_profile_population(
    path: Path,
    *,
    meta: SourceInfo,
    geometry: Path | None = None,
    crs: str | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read the population of every dissemination area of Québec (characteristic 1).

    Parameters
    ----------
    path : Path
        As for `read_census_profile`.
    meta : SourceInfo
    geometry : Path, optional
        Layer of polygons with ``DAUID`` or ``ADIDU``; areas not drawn in it are set aside.
    crs : str, optional
        Coordinate system of the layer, where it does not say.
    progress : callable, optional
        Told the bytes read so far, and in all.
    """
    profile = _scan(path, {POPULATION: "population", LAND_AREA: "area_km2"}, progress)
    areas, sieve = _sift(profile)
    people, wrong = published(profile.figures[POPULATION])
    shown = profile.figures[POPULATION].to_numpy(dtype=object, na_value="")
    sieve.reject(wrong | (people < 0), NOT_A_NUMBER, value=shown, column="C1_COUNT_TOTAL")
    sieve.reject(people.isna(), NO_POPULATION)
    ids = "DA:" + areas
    shapes, layer = area_shapes(geometry, crs)
    if layer is not None:
        sieve.reject(~ids.isin(shapes.index), NOT_DRAWN, layer=layer.source)
    land = published(profile.figures[LAND_AREA])[0]
    kept = ids[sieve.kept].reset_index(drop=True)
    frame = gpd.GeoDataFrame(
        {
            "unit_id": kept,
            "name": "Aire de diffusion " + kept.str[3:],
            "population": people[sieve.kept].to_numpy(),
            "cd_id": "CD:" + kept.str[3:7],
            "area_km2": land.where(land > 0)[sieve.kept].to_numpy(),
            "precision": "exact" if layer is not None else "unknown",
        },
        geometry=shapes.reindex(kept).to_numpy() if layer is not None else [None] * len(kept),
        crs=GEOGRAPHIC,
    )
    if layer is not None:
        frame["area_km2"] = frame["area_km2"].fillna(pd.Series(areas_km2(frame.geometry)))
    total = float(frame["population"].sum())
    told = note("{count} aires, {people} personnes.", count=len(frame), people=total)
    return sieve.reading(
        population_table(frame, meta=meta, source=profile.source),
        crs=layer.crs if layer is not None else None,
        repairs=layer.repairs if layer is not None else {},
        notes=(told, note("{count} rangées parcourues.", count=profile.rows)),
    )


def _scan(path: Path, wanted: Mapping[str, str], progress: Progress | None) -> _Profile:
    """Go through the whole file, keeping the rows of the characteristics wanted."""
    ids = pa.array([place.encode() for place in {POPULATION, *wanted}], pa.binary())
    # Kept as plain objects, each distinct one once: small blocks kept among large ones that are
    # freed would hold their memory, and the whole would grow with the file.
    kept: dict[str, list[bytes]] = {}
    known: dict[bytes, bytes] = {}
    at: list[int] = []
    rows = 0
    with large_text(path, prefer=_DATA_FILE) as text:
        places = _places(text)
        for step, batch in enumerate(text.blocks(places)):
            mine = pc.is_in(batch.column("characteristic"), value_set=ids)
            at.extend((rows + np.flatnonzero(mine.to_numpy(zero_copy_only=False))).tolist())
            rows += batch.num_rows
            few = batch.filter(mine)
            for name in places:
                cells = few.column(name).to_pylist()
                kept.setdefault(name, []).extend(known.setdefault(one, one) for one in cells)
            if progress is not None:
                progress(SCANNING, min(text.size, (step + 1) * text.block_bytes), text.size)
        source = text.source
    if not at:
        raise InputError(
            "{source} : aucune des caractéristiques demandées ({wanted}) sur {rows} rangées; "
            "vérifiez leurs numéros.",
            source=source,
            wanted=", ".join(wanted),
            rows=number(rows),
        )
    frame = pd.DataFrame({name: decoded(pa.array(cells)) for name, cells in kept.items()})
    return _by_place(frame.assign(at=at), wanted, rows, source)


def _places(text: LargeText) -> dict[str, int]:
    """Return where the columns are; a symbol is the column after its figure, whatever its name."""
    count = text.required("C1_COUNT_TOTAL", r"c1_(count|chiffre)_total")
    rate = text.place(r"c10_(rate|taux)_total")
    places = {
        "code": text.required("ALT_GEO_CODE", "alt_geo_code", "code_geo_alt", "dguid", "idugd"),
        "level": text.required("GEO_LEVEL", "geo_level", "niveau_geo"),
        "characteristic": text.required(
            "CHARACTERISTIC_ID", "characteristic_id", "id_caracteristique"
        ),
        "count": count,
        "count_symbol": count + 1,
    }
    if rate is not None:
        places |= {"rate": rate, "rate_symbol": rate + 1}
    for name in [name for name in places if name.endswith("_symbol")]:
        place = places[name]
        if place >= len(text.header) or not fold(text.header[place]).startswith("symbol"):
            raise InputError(
                "{source} : la colonne après « {column} » devrait être celle de son symbole "
                "(SYMBOL); ce n'est pas la disposition connue du profil.",
                source=text.source,
                column=text.header[place - 1],
            )
    return places


def _by_place(frame: pd.DataFrame, wanted: Mapping[str, str], rows: int, source: str) -> _Profile:
    figure = frame["count"].mask(frame["count"].isin(list(SYMBOLS)))
    withheld = frame["count_symbol"].isin(list(SYMBOLS)) & (frame["count_symbol"] != "")
    if "rate" in frame:
        # Some percentages are only in the column of rates; a withheld count has a symbol.
        only = figure.isna() & ~withheld & frame["rate"].ne("")
        figure = figure.mask(only, frame["rate"].mask(frame["rate"].isin(list(SYMBOLS))))
        withheld |= only & frame["rate_symbol"].isin(list(SYMBOLS)) & (frame["rate_symbol"] != "")
    frame["figure"] = figure.mask(withheld)
    # One run of rows is one geography, met again where the same file was put twice together.
    changed = frame["code"].ne(frame["code"].shift()).fillna(value=True)
    frame["run"] = changed.to_numpy(dtype=bool).cumsum()
    once = frame.drop_duplicates(["run", "characteristic"])
    figures = once.set_index(["run", "characteristic"])["figure"].unstack()  # noqa: PD010
    places = frame.drop_duplicates("run")[["code", "level", "at"]].reset_index(drop=True)
    figures = figures.reindex(columns=list(wanted)).reset_index(drop=True)
    asked = frame["characteristic"].isin(list(wanted))
    return _Profile(places, figures.astype("string"), int((withheld & asked).sum()), rows, source)


def _sift(profile: _Profile) -> tuple[pd.Series, Sieve]:
    areas = area_codes(profile.places["code"])
    lines = profile.places["at"].to_numpy(dtype=np.int64) + 2
    sieve = Sieve(profile.source, lines, areas.to_numpy(dtype=object, na_value=""))
    level = profile.places["level"]
    coarser = ~level.map(fold).isin(_LEVELS)
    sieve.reject(coarser, COARSER, level=level.to_numpy(dtype=object, na_value="—"))
    sieve.reject(~areas.str.fullmatch(r"\d{8}").fillna(value=False), NOT_AN_AREA)
    sieve.reject((areas.str[:2] != QUEBEC).fillna(value=True), ELSEWHERE)
    sieve.reject_duplicates(areas)
    if not sieve.kept.any():
        raise InputError(
            "{source} : aucune aire de diffusion du Québec; il faut le profil du Québec par aire "
            "(98-401-X2021006).",
            source=profile.source,
        )
    return areas, sieve


def _notes(profile: _Profile, table: pd.DataFrame) -> tuple[str, ...]:
    missing = table.isna().sum()
    told = [
        note(
            "{rows} rangées parcourues; {count} aires de diffusion.",
            rows=profile.rows,
            count=len(table),
        ),
        note(
            "{count} chiffres supprimés par l'éditeur : inconnus, non nuls.",
            count=profile.suppressed,
        ),
    ]
    told += [
        note(
            "« {name} » : inconnu dans {count} aires sur {total}.",
            name=str(name),
            count=int(count),
            total=len(table),
        )
        for name, count in missing.items()
        if count
    ]
    empty = [str(name) for name in table if table[name].isna().all()]
    if empty:
        told.append(note("Aucun chiffre pour : {names:,}; vérifiez le numéro.", names=empty))
    return (*told, note("Comptes arrondis à 5 par Statistique Canada."))
