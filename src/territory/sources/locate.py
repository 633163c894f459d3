"""Sites placed without a network: coordinates, then an address file, then the municipality."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from territory.sources._geo import OUTSIDE, outside_quebec
from territory.sources._tabular import to_number
from territory.sources.locating.addresses import AddressBook, postal_key
from territory.sources.locating.distances import far_factor, km_to_division, km_to_town
from territory.sources.locating.towns import (
    CODE_AND_NAME,
    UNKNOWN_CODE,
    Town,
    Towns,
    municipality_codes,
    written,
)
from territory.text import N_, number

if TYPE_CHECKING:
    from territory.sources._rows import Sieve

NO_PLACE = N_("ni coordonnées, ni adresse reconnue, ni municipalité")
TOO_FAR = N_("le point est à {km} km de la municipalité indiquée ({name})")
SOMEWHAT_FAR = N_("le point est à {km} km du lieu de la municipalité indiquée ({name})")
NO_TOWN_PLACE = N_("le lieu de la municipalité {name} n'est pas connu")
THE_PROVINCE = N_(
    "« {name} » est ici la province plutôt que la ville (code postal {postal_code}); donnez la "
    "municipalité"
)
COLUMNS = ("lon", "lat", "precision", "municipality_id", "reason", "reason_en", "doubt", "doubt_en")
# A point farther than this from the place of the municipality stated is refused, or to check.
FAR_KM = 100.0
DOUBTFUL_KM = 40.0
# Québec is also the province: written as a city, it is one where letters go to G1, G2 or G3.
_QUEBEC_CITY = "MUN:23027"
_QUEBEC_CITY_POSTAL = r"G[123].*"


def locate(
    frame: pd.DataFrame,
    *,
    lon: str | None = None,
    lat: str | None = None,
    address: str | None = None,
    municipality: str | None = None,
    municipality_code: str | None = None,
    postal_code: str | None = None,
    mrc: str | None = None,
    region: str | None = None,
    addresses: AddressBook | Path | None = None,
    places: Path | None = None,
    far_km: float = FAR_KM,
    doubtful_km: float = DOUBTFUL_KM,
) -> pd.DataFrame:
    """Return where each row is, how precisely, in which municipality, or why it is nowhere.

    In order: the coordinates the row has; its number and street, its postal code or its street
    in the address file; the place of its municipality. A municipality is told by its code, else
    by its name, with its MRC or its region where several have that name: never by a name that
    only looks like one, nor by one of two municipalities of one name. Coordinates far from the
    municipality stated are refused: one of the two is wrong.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of a file.
    lon, lat, address, municipality, municipality_code, postal_code, mrc, region : str, optional
        Names of the columns that hold them; one that is absent from ``frame`` says nothing. A
        code may be that of a census subdivision ("2446005.0"); an MRC or a region a code or a
        name.
    addresses : AddressBook or Path, optional
        Known addresses, or the file that holds them in a known layout.
    places : Path, optional
        The municipalities; the bundled facts by default.
    far_km, doubtful_km : float
        Distance of a point to its municipality's place from which it is refused, or to check;
        four times more in the vast municipalities of the North.

    Returns
    -------
    pandas.DataFrame
        On the index of ``frame``: ``lon, lat`` (NaN: nowhere), ``precision`` (one of
        `tables.schemas.PRECISIONS`: "exact" for coordinates given), ``municipality_id`` ("MUN:…"
        or None), ``reason`` and ``reason_en`` (why the row is placed nowhere, else None),
        ``doubt`` and ``doubt_en`` (what to check in a row that is placed, else None). A reader
        sets the rows with a reason aside: ``sieve.reject(found["reason"].notna(), "{why}",
        why=found["reason"], english=found["reason_en"])``.
    """
    towns = Towns(places)
    told = _towns_of(frame, towns, municipality, municipality_code, mrc, region)
    found = _given(frame, lon, lat)
    found["municipality_id"] = told["code"]
    for column in ("reason", "reason_en", "doubt", "doubt_en"):
        found[column] = told[column]
    by_name = municipality_codes(_column(frame, municipality_code)).isna()
    _refuse_province(found, by_name, _column(frame, municipality), _column(frame, postal_code))
    has = found["lon"].notna()
    # Coordinates stand without a municipality; what was wrong with its name is to check.
    for tail in ("", "_en"):
        unsure = has & found[f"reason{tail}"].notna()
        found[f"doubt{tail}"] = found[f"doubt{tail}"].mask(unsure, found[f"reason{tail}"])
        found[f"reason{tail}"] = found[f"reason{tail}"].mask(has, None)
    _check_distance(found, towns.table, far_km, doubtful_km)
    if addresses is not None:
        book = addresses if isinstance(addresses, AddressBook) else AddressBook.read(addresses)
        _by_address(found, book, _column(frame, address), _column(frame, postal_code))
    _by_town(found, towns.table)
    return found.loc[:, list(COLUMNS)]


def placed_by_address(
    frame: pd.DataFrame,
    sieve: Sieve,
    lon: pd.Series,
    lat: pd.Series,
    town: pd.Series,
    *,
    city: str | None = None,
    postal_code: str | None = None,
) -> tuple[pd.Series, pd.Series, pd.Series, pd.Series]:
    """Return ``lon, lat, municipality, precision`` of a file whose rows may lack coordinates.

    Rows without coordinates are placed at their municipality, told by ``town`` (its code), else
    by the column ``city``; those that cannot be are set aside with the reason. The others keep
    what they have.
    """
    left = pd.Series(sieve.kept, index=frame.index) & (lon.isna() | lat.isna())
    rows = frame[left].assign(**{"(code)": town[left]})
    found = locate(rows, municipality_code="(code)", municipality=city, postal_code=postal_code)
    found = found.reindex(frame.index)
    sieve.reject(
        left & found["reason"].notna(), "{why}", why=found["reason"], english=found["reason_en"]
    )
    precision = pd.Series("address", index=frame.index).mask(left, found["precision"])
    return (
        lon.mask(left, found["lon"]),
        lat.mask(left, found["lat"]),
        town.astype("object").mask(left, found["municipality_id"]),
        precision.fillna("unknown"),
    )  # fmt: skip


def street_address(frame: pd.DataFrame, number_column: str, street_column: str) -> pd.Series:
    """Return "5155, rue Bélanger" from two columns; missing where there is no street."""
    numbers, streets = _column(frame, number_column), _column(frame, street_column)
    joined = numbers.astype("string") + ", " + streets.astype("string")
    whole = joined.where(numbers.notna(), streets.astype("string"))
    return whole.astype("object").where(streets.notna(), None)


def _column(frame: pd.DataFrame, name: str | None) -> pd.Series:
    """Return a column as text, blank cells missing; all missing where there is no such column."""
    if name is None or name not in frame:
        return pd.Series(None, index=frame.index, dtype="object")
    text = frame[name].astype("string").str.strip()
    return text.mask(text == "").astype("object").where(text.notna() & (text != ""), None)


def _given(frame: pd.DataFrame, lon: str | None, lat: str | None) -> pd.DataFrame:
    """Return the coordinates the rows have; 0, 0 says nothing, as a blank does."""
    x = to_number(_column(frame, lon))[0]
    y = to_number(_column(frame, lat))[0]
    known = x.notna() & y.notna() & ~((x == 0) & (y == 0))
    return pd.DataFrame(
        {
            "lon": x.where(known),
            "lat": y.where(known),
            "precision": np.where(known, "exact", "unknown"),
        },
        index=frame.index,
    ).astype({"precision": "object"})


def _towns_of(
    frame: pd.DataFrame,
    towns: Towns,
    municipality: str | None,
    code: str | None,
    mrc: str | None,
    region: str | None,
) -> pd.DataFrame:
    """Return the municipality of each row, asked once per distinct way of saying it."""
    said = pd.DataFrame(
        {
            "code": municipality_codes(_column(frame, code)),
            "name": _column(frame, municipality),
            "mrc": _column(frame, mrc),
            "region": _column(frame, region),
        },
        dtype="object",
    ).fillna("")
    ways = said.drop_duplicates().copy()
    answers = [
        _asked(towns, *(str(cell) or None for cell in way))
        for way in ways.itertuples(index=False, name=None)
    ]
    ways["found"] = pd.Series([one.code for one in answers], index=ways.index, dtype="object")
    for column, language in (("", "fr"), ("_en", "en")):
        why = [written(one.why, language) for one in answers]
        doubt = [written(one.doubt, language) for one in answers]
        ways[f"reason{column}"] = pd.Series(why, index=ways.index, dtype="object")
        ways[f"doubt{column}"] = pd.Series(doubt, index=ways.index, dtype="object")
    joined = said.merge(ways, on=["code", "name", "mrc", "region"], how="left", validate="m:1")
    joined = joined.drop(columns="code").rename(columns={"found": "code"}).set_axis(frame.index)
    columns = ["code", "reason", "reason_en", "doubt", "doubt_en"]
    text = joined.loc[:, columns].astype("object")
    return text.where(text.notna(), None)


def _refuse_province(
    found: pd.DataFrame, by_name: pd.Series, name: pd.Series, postal_code: pd.Series
) -> None:
    """Take Québec for the province, not the city, where the postal code is another's."""
    postal = postal_key(postal_code)
    city = postal.astype("string").str.fullmatch(_QUEBEC_CITY_POSTAL).fillna(value=True)
    wrong = (found["municipality_id"] == _QUEBEC_CITY) & by_name & ~city.astype(bool)
    _say(found, wrong, "reason", THE_PROVINCE, name=name, postal_code=postal_code)
    found.loc[wrong, "municipality_id"] = None


def _asked(
    towns: Towns, code: str | None, name: str | None, mrc: str | None, region: str | None
) -> Town:
    if code is None:
        return Town() if name is None else towns.told(name, mrc, region)
    if code not in towns.table.index:
        if name is None:
            return Town(why=(UNKNOWN_CODE, {"code": code}))
        told = towns.told(name, mrc, region)
        return Town(told.code, told.why, told.doubt or (UNKNOWN_CODE, {"code": code}))
    if name is not None:
        same = towns.candidates(name)
        if same and code not in same:
            there = str(towns.table.loc[code, "name"])
            return Town(code, doubt=(CODE_AND_NAME, {"code": code, "there": there, "name": name}))
    return Town(code)


def _check_distance(
    found: pd.DataFrame, table: pd.DataFrame, far_km: float, doubtful_km: float
) -> None:
    """Refuse coordinates outside Québec or far from the municipality stated."""
    outside = pd.Series(outside_quebec(found["lon"], found["lat"]), index=found.index)
    _say(found, outside, "reason", OUTSIDE, lon=found["lon"].round(6), lat=found["lat"].round(6))
    town, factor = found["municipality_id"], far_factor(found["municipality_id"], table)
    away = km_to_town(found["lon"], found["lat"], town, table)
    shown = {
        "km": [number(km) for km in away.fillna(0.0)],
        "name": found["municipality_id"].map(table["name"]),
    }
    far = (away > far_km * factor) & ~outside
    around = km_to_division(
        found["lon"][far], found["lat"][far], town[far].map(table["mrc"]), table
    )
    far &= ~(around <= far_km * factor[far]).reindex(far.index, fill_value=False)
    _say(found, far, "reason", TOO_FAR, **shown)
    _say(found, (away > doubtful_km * factor) & ~far & ~outside, "doubt", SOMEWHAT_FAR, **shown)
    found.loc[outside | far, ["lon", "lat"]] = np.nan
    found.loc[outside | far, "precision"] = "unknown"


def _say(
    found: pd.DataFrame, rows: pd.Series, column: str, template: str, **values: object
) -> None:
    """Write a sentence in ``column`` of the rows told, in French and in English."""
    here = found.index[rows.to_numpy(dtype=bool)]
    if not len(here):
        return
    fields = pd.DataFrame(values, index=found.index).loc[here].astype(str)
    each = [{str(name): str(value) for name, value in row.items()} for row in _records(fields)]
    each = each or [{}] * len(here)
    for tail, language in (("", "fr"), ("_en", "en")):
        told = [written((template, row), language) for row in each]
        found.loc[here, column + tail] = np.array(told, dtype=object)


def _records(fields: pd.DataFrame) -> list[dict[Hashable, object]]:
    return fields.to_dict("records") if len(fields.columns) else []


def _by_address(
    found: pd.DataFrame, book: AddressBook, address: pd.Series, postal_code: pd.Series
) -> None:
    """Place the rows that have no coordinates by the address file, where it knows them."""
    left = found["lon"].isna() & found["reason"].isna()
    if not left.any():
        return
    placed = book.find(
        address[left], found.loc[left, "municipality_id"], postal_code=postal_code[left]
    )
    placed = placed[placed["lon"].notna()]
    found.loc[placed.index, ["lon", "lat", "precision"]] = placed[["lon", "lat", "precision"]]


def _by_town(found: pd.DataFrame, table: pd.DataFrame) -> None:
    """Place what is left at its municipality; say why the rest is nowhere."""
    left = found["lon"].isna() & found["reason"].isna()
    town = found["municipality_id"]
    lon, lat = town.map(table["lon"]), town.map(table["lat"])
    there = left & lon.notna()
    found["lon"] = found["lon"].where(~there, lon)
    found["lat"] = found["lat"].where(~there, lat)
    found["precision"] = found["precision"].where(~there, "municipality")
    nowhere = left & ~there
    _say(found, nowhere & town.notna(), "reason", NO_TOWN_PLACE, name=town.map(table["name"]))
    _say(found, nowhere & town.isna(), "reason", NO_PLACE)
