"""ODCAF 1.0: Statistics Canada's list of cultural facilities, read for its libraries."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._geo import GEOGRAPHIC
from territory.sources._rows import Sieve, service_table
from territory.sources._tabular import read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.locate import placed_by_address, street_address
from territory.sources.odhf import ELSEWHERE, municipality
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, fold

QUEBEC = "24"
LIBRARY = "library or archives"
NOT_A_LIBRARY = N_("ni bibliothèque ni archives ({kind})")
ARCHIVES = N_("archives ou société d'histoire, ou lieu d'une autre nature (option archives)")
NAMELESS = "Bibliothèque sans nom"
_COLUMNS = (
    "Index",
    "Facility_Name",
    "Source_Facility_Type",
    "ODCAF_Facility_Type",
    "CSDUID",
    "PRUID",
    "Latitude",
    "Longitude",
)
_LIBRARY_NAME = r"biblio|library|mediathe"
_LIBRARY_TYPE = r"biblio|affiliee|crsbp|municipale|^publique"


def read_odcaf(
    path: Path, *, meta: SourceInfo, archives: bool = True, by_address: bool = False
) -> Reading:
    """Read the libraries of ODCAF 1.0.

    The file is in cp1252 and writes ".." for nothing. The city is wrong on the rows that come
    from BAnQ; the census subdivision (``CSDUID``) is right and gives the municipality. Nothing
    says whether a social worker is on site: by the definitions these are shown, not counted.

    Parameters
    ----------
    path : Path
        ``Index, Facility_Name, ODCAF_Facility_Type, CSDUID, PRUID, Latitude, Longitude``.
    meta : SourceInfo
    archives : bool
        Whether archives, historical societies and the few mistaken rows ("stationnements") are
        kept with the libraries, as the file has them in one type.
    by_address : bool
        Whether those without coordinates are placed at their municipality, or at their address
        where the study has a file of addresses; they are set aside by default.

    Returns
    -------
    Reading
        Sites "ODCAF:2109" of kind "library".
    """
    text = read_csv_text(path, encodings=("cp1252",))
    require_columns(text.frame.columns, _COLUMNS, text.source)
    frame = text.frame
    sieve = Sieve(text.source, text.lines, frame["Index"].to_numpy(dtype=object))
    sieve.reject((codes.bare(frame["PRUID"]) != QUEBEC).fillna(value=True), ELSEWHERE)
    sieve.reject_duplicates(frame["Index"])
    kind = frame["ODCAF_Facility_Type"].fillna("—")
    sieve.reject(kind != LIBRARY, NOT_A_LIBRARY, kind=kind)
    libraries = int(sieve.kept.sum())
    if not libraries:
        raise InputError("{source} : aucune bibliothèque du Québec.", source=text.source)
    if not archives:
        sieve.reject(~_is_library(frame), ARCHIVES)
    lon, lat = to_number(frame["Longitude"])[0], to_number(frame["Latitude"])[0]
    unlocated = int((sieve.kept & (lon.isna() | lat.isna())).sum())
    town, precision = municipality(frame["CSDUID"]), pd.Series("address", index=frame.index)
    if by_address:
        lon, lat, town, precision = placed_by_address(
            frame, sieve, lon, lat, town, postal_code="Postal_Code"
        )
    sieve.reject_misplaced(lon, lat)
    table = pd.DataFrame(
        {
            "service_id": "ODCAF:" + codes.bare(frame["Index"]),
            "name": frame["Facility_Name"].fillna(NAMELESS),
            "kind": "library",
            "sector": "municipal",
            "lon": lon,
            "lat": lat,
            "municipality_id": town,
            "address": street_address(frame, "Street_No", "Street_Name"),
            "address_precision": precision,
        }
    )
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source),
        crs=GEOGRAPHIC,
        repairs=text.repairs,
        notes=(
            note(
                "{libraries} bibliothèques ou archives au Québec; {unlocated} des lieux retenus "
                "sont sans coordonnées.",
                libraries=libraries,
                unlocated=unlocated,
            ),
            note(
                "Rien ne dit si une intervenante ou un intervenant y travaille : les ETC "
                "sont inconnus."
            ),
        ),
    )


def _is_library(frame: pd.DataFrame) -> pd.Series:
    name = frame["Facility_Name"].fillna("").map(fold)
    kind = frame["Source_Facility_Type"].fillna("").map(fold)
    historical = kind.str.contains("historical|archaelogy")
    named = name.str.contains(_LIBRARY_NAME) & ~name.str.contains("^archives")
    return (named | (name == "") | kind.str.contains(_LIBRARY_TYPE)) & ~historical
