"""Known addresses: number and street, postal code, street, each within its municipality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.sources._geo import read_layer
from territory.sources._tabular import read_csv_text, require_columns, to_number
from territory.sources.locating.names import over_unique
from territory.sources.locating.streets import Door, door, street_key
from territory.sources.locating.towns import Towns, municipality_codes
from territory.text import fold

# A street or a postal code stands for its addresses only where they are this close together.
STREET_KM = 1.0
POSTAL_KM = 2.0
ADDRESS_KM = 0.3
# Fewer addresses known on a street say nothing of where it goes.
STREET_LEAST = 5
_KM_PER_DEGREE = 111.2
_LAYERS = (".gpkg", ".geojson", ".json", ".shp", ".fgb")
FIELDS = (
    "address", "number", "street", "municipality", "municipality_code", "postal_code", "lon", "lat",
)  # fmt: skip
# Headers by field, folded: French, English, OpenStreetMap, National Address Register.
_KNOWN: dict[str, tuple[str, ...]] = {
    "address": ("address", "adresse"),
    "number": ("number", "numero", "no civique", "no_civique", "civic_no", "addr:housenumber",
               "addr_housenumber", "housenumber"),
    "street": ("street", "rue", "odonyme", "addr:street", "addr_street"),
    "municipality": ("municipality", "municipalite", "ville", "city", "csd_fre_name", "addr:city",
                     "addr_city"),
    "municipality_code": ("municipality_code", "code_municipalite", "mun_code", "csduid", "sdridu"),
    "postal_code": ("postal_code", "code_postal", "code postal", "mail_postal_code",
                    "addr:postcode", "addr_postcode"),
    "lon": ("lon", "longitude", "@lon", "x"),
    "lat": ("lat", "latitude", "@lat", "y"),
}  # fmt: skip
# The National Address Register: street in three columns, metres of Statistics Canada's Lambert.
_REGISTER = ("OFFICIAL_STREET_TYPE", "OFFICIAL_STREET_NAME", "OFFICIAL_STREET_DIR")
_REGISTER_XY = ("BG_X", "BG_Y")
_LAMBERT = "EPSG:3347"
_QUEBEC = "24"


@dataclass(frozen=True)
class AddressBook:
    """Addresses whose place is known.

    Attributes
    ----------
    table : pandas.DataFrame
        ``municipality_id, number, street, loose, postal_code, lon, lat``: the municipality's
        code, the number, the street as `street_key` writes it, with and without its type, the
        postal code in capitals without space; one row per address.
    source : str
        Name of the file.
    """

    table: pd.DataFrame
    source: str = ""

    @classmethod
    def read(cls, path: Path, columns: Mapping[str, str] | None = None) -> AddressBook:
        """Read addresses from a text file or a layer of points.

        Parameters
        ----------
        path : Path
            An OpenStreetMap extract of addresses as CSV or GeoPackage (``addr:housenumber,
            addr:street, addr:city, addr:postcode``), a part of the National Address Register
            (``CIVIC_NO, OFFICIAL_STREET_NAME, CSD_FRE_NAME, MAIL_POSTAL_CODE, BG_X, BG_Y``), or
            ``number, street, municipality, postal_code, lon, lat`` in French or English;
            ``address`` may stand for number and street.
        columns : Mapping of str to str, optional
            For another layout: the file's column for each field; several joined by " + ".

        Raises
        ------
        InputError
            When the file cannot be read or a field has no column.
        """
        frame, source = _rows(path)
        fields = _fields(frame, columns or {}, source)
        ids = municipality_codes(fields["municipality_code"])
        if ids.isna().any():
            towns = Towns()
            named = over_unique(fields["municipality"], lambda one: towns.told(one).code or "")
            ids = ids.fillna(named)
        streets, numbers = _doors(fields)
        table = pd.DataFrame(
            {
                "municipality_id": ids.fillna("").astype("object"),
                "number": numbers,
                "street": streets,
                "loose": over_unique(streets, lambda one: Door((), one).loose),
                "postal_code": postal_key(fields["postal_code"]),
                "lon": fields["lon"],
                "lat": fields["lat"],
            }
        )
        usable = table["lon"].notna() & table["lat"].notna()
        return cls(table[usable].reset_index(drop=True), source)

    def find(
        self, address: pd.Series, municipality_id: pd.Series, *, postal_code: pd.Series
    ) -> pd.DataFrame:
        """Return ``lon, lat, precision`` of each address, missing where it is not known.

        The number on the street of the municipality is an "address"; the middle of an urban
        postal code's addresses, all within two km of it, is "postal"; that of a street's, five
        of them at least and all within one km, is a "place". Nothing is sought outside the
        municipality, nor in one unknown.
        """
        asked = self._asked(address, municipality_id, postal_code)
        result = pd.DataFrame(
            {"lon": np.nan, "lat": np.nan, "precision": None}, index=address.index
        ).astype({"precision": "object"})
        numbered = self.table[self.table["number"].notna() & (self.table["street"] != "")]
        for keys, rows, limit, precision in (
            (["municipality_id", "street", "number"], numbered, ADDRESS_KM, "address"),
            (["municipality_id", "street", "other"], numbered, ADDRESS_KM, "address"),
            (["municipality_id", "loose", "number"], self._one_type(), ADDRESS_KM, "address"),
            (["municipality_id", "postal_code"], self._postal(), POSTAL_KM, "postal"),
            (["municipality_id", "street"], self._streets(), STREET_KM, "place"),
        ):  # fmt: skip
            left = asked[result["lon"].isna() & asked[keys].notna().all(axis=1)]
            if left.empty or rows.empty:
                continue
            theirs = ["number" if key == "other" else key for key in keys]
            middle = _middles(rows, theirs, limit)
            met = left.merge(middle, left_on=keys, right_on=theirs, how="left", validate="m:1")
            met.index = left.index
            here = met.index[met["lon"].notna()]
            result.loc[here, ["lon", "lat"]] = met.loc[here, ["lon", "lat"]]
            result.loc[here, "precision"] = precision
        return result

    def _asked(
        self, address: pd.Series, municipality_id: pd.Series, postal_code: pd.Series
    ) -> pd.DataFrame:
        told = {one: door(str(one)) for one in address.dropna().unique()}
        doors = [told.get(one, Door()) for one in address]
        numbers = [(*one.numbers, np.nan, np.nan)[:2] for one in doors]
        asked = pd.DataFrame(
            {
                "municipality_id": municipality_id.astype("object"),
                "street": pd.Series([one.street for one in doors], index=address.index),
                "loose": pd.Series([one.loose for one in doors], index=address.index),
                "number": [float(one) for one, _ in numbers],
                "other": [float(other) for _, other in numbers],
                "postal_code": postal_key(postal_code),
            },
            index=address.index,
        ).astype({"street": "object", "loose": "object", "postal_code": "object"})
        for column in ("street", "loose"):
            asked[column] = asked[column].mask(asked[column] == "", None)
        return asked

    def _one_type(self) -> pd.DataFrame:
        """Return the numbered addresses of the streets that alone bear their name."""
        rows = self.table[self.table["number"].notna() & (self.table["loose"] != "")]
        if rows.empty:
            return rows
        streets = rows.groupby(["municipality_id", "loose"])["street"].transform("nunique")
        return rows[streets == 1]

    def _streets(self) -> pd.DataFrame:
        """Return the addresses of the streets enough of which is known."""
        rows = self.table[self.table["street"] != ""]
        if rows.empty:
            return rows
        known = rows.groupby(["municipality_id", "street"])["lon"].transform("size")
        return rows[known >= STREET_LEAST]

    def _postal(self) -> pd.DataFrame:
        """Return the addresses with an urban postal code; a rural one (a 0) spans villages."""
        code = self.table["postal_code"].astype("string")
        return self.table[code.str.fullmatch(r"[A-Z][1-9][A-Z]\d[A-Z]\d").fillna(value=False)]


def postal_key(codes: pd.Series) -> pd.Series:
    """Return postal codes in capitals without space; what is not one is missing.

    Examples
    --------
    >>> postal_key(pd.Series(["h2l 4e1", "G0X2E0", "x"])).tolist()
    ['H2L4E1', 'G0X2E0', None]
    """
    text = codes.astype("string").str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    good = text.str.fullmatch(r"[A-Z]\d[A-Z]\d[A-Z]\d").fillna(value=False)
    return text.astype("object").where(good, None)


def _middles(rows: pd.DataFrame, keys: list[str], limit_km: float) -> pd.DataFrame:
    """Return the middle of the addresses alike, where none is farther from it than the limit."""
    groups = rows.groupby(keys, sort=False)
    lon, lat = groups["lon"].transform("median"), groups["lat"].transform("median")
    east = (rows["lon"] - lon) * np.cos(np.radians(lat)) * _KM_PER_DEGREE
    away = np.hypot(east, (rows["lat"] - lat) * _KM_PER_DEGREE)
    told = rows[keys].assign(lon=lon, lat=lat, away=away)
    middle = told.groupby(keys, sort=False).agg(
        lon=("lon", "first"), lat=("lat", "first"), away=("away", "max")
    )
    return middle[middle["away"] <= limit_km].drop(columns="away").reset_index()


def _rows(path: Path) -> tuple[pd.DataFrame, str]:
    """Return a file's rows, ``lon`` and ``lat`` taken from its geometry where it is a layer."""
    if path.suffix.lower() not in _LAYERS:
        text = read_csv_text(path)
        return text.frame, text.source
    layer = read_layer(path)
    points = layer.frame.geometry.representative_point()
    frame = pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name))
    drawn = {"lon": points.x, "lat": points.y}
    rest = [
        name for name in frame.columns if fold(str(name)) not in (*_KNOWN["lon"], *_KNOWN["lat"])
    ]
    return frame[rest].assign(**drawn), layer.source


def _fields(frame: pd.DataFrame, columns: Mapping[str, str], source: str) -> pd.DataFrame:
    """Return the seven fields of a file, told by its headers or by the columns given."""
    unknown = [name for name in columns if name not in FIELDS]
    if unknown:
        raise InputError(
            "address_columns nomme « {field} »; champs connus : {known}.",
            field=unknown[0],
            known=", ".join(FIELDS),
        )
    folded = {fold(str(name)): str(name) for name in frame.columns}
    fields = pd.DataFrame(index=frame.index)
    for field in FIELDS:
        given = columns.get(field)
        if given is not None:
            parts = [part.strip() for part in given.split(" + ")]
            require_columns(frame.columns, parts, source)
            fields[field] = _joined(frame, parts)
            continue
        found = next((folded[name] for name in _KNOWN[field] if name in folded), None)
        fields[field] = None if found is None else frame[found]
    if "street" not in columns and set(_REGISTER) <= set(frame.columns):
        fields["street"] = _joined(frame, _REGISTER)
    if set(_REGISTER_XY) <= set(frame.columns) and not {"lon", "lat"} & set(columns):
        fields["lon"], fields["lat"] = _degrees(frame)
        fields = fields[frame["PROV_CODE"] == _QUEBEC] if "PROV_CODE" in frame else fields
    for axis in ("lon", "lat"):
        fields[axis] = to_number(fields[axis])[0]
    _require(fields, source)
    return fields.reset_index(drop=True)


def _doors(fields: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the street of each row, as `street_key` writes it, and its number."""
    if fields["street"].isna().all():
        whole = fields["address"]
        told = {one: door(str(one)) for one in whole.dropna().unique()}
        doors = [told.get(one, Door()) for one in whole]
        numbers = [float(one.numbers[0]) if one.numbers else np.nan for one in doors]
        streets = pd.Series([one.street for one in doors], index=fields.index, dtype="object")
        return streets, pd.Series(numbers, index=fields.index, dtype=float)
    digits = fields["number"].astype("string").str.extract(r"^\s*(\d{1,6})", expand=False)
    streets = over_unique(fields["street"], street_key).fillna("")
    return streets, pd.to_numeric(digits).astype("Float64").astype(float)


def _require(fields: pd.DataFrame, source: str) -> None:
    for wanted in (
        ("street", "address"),
        ("municipality", "municipality_code"),
        ("lon",),
        ("lat",),
    ):
        if all(fields[name].isna().all() for name in wanted):
            raise InputError(
                "{source} : aucune colonne ne donne « {field} »; dites laquelle sous [places] "
                "address_columns.",
                source=source,
                field=wanted[0],
            )


def _joined(frame: pd.DataFrame, parts: tuple[str, ...] | list[str]) -> pd.Series:
    text = frame[list(parts)].astype("string").fillna("")
    joined = text.iloc[:, 0]
    for name in list(parts)[1:]:
        joined = joined + " " + text[name]
    return joined.str.strip().mask(joined.str.strip() == "")


def _degrees(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    x, y = (to_number(frame[name])[0] for name in _REGISTER_XY)
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=frame.index, crs=_LAMBERT).to_crs(4326)
    known = x.notna() & y.notna()
    return points.x.where(known), points.y.where(known)
