"""ODHF 1.0: Statistics Canada's list of health facilities, the only open one that names GMF."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._geo import GEOGRAPHIC
from territory.sources._mojibake import MENDED, mend_text
from territory.sources._rows import Sieve, service_table
from territory.sources._tabular import read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.locate import placed_by_address, street_address
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_

ELSEWHERE = N_("hors du Québec")
NOT_A_CLINIC = N_("ni clinique ni groupe de médecine de famille ({kind})")
NOT_NAMED_GMF = N_("clinique dont le nom ne dit pas GMF (option gmf)")
GMF_COUNTED = ("named", "all")
CLINIC = "clinic or family medicine group"
_COLUMNS = (
    "index",
    "facility_name",
    "source_facility_type",
    "province",
    "CSDuid",
    "latitude",
    "longitude",
)
_ADDRESS = ("street_no", "street_name", "postal_code", "city")
_NAMED_GMF = r"\bgmf"
_ACRONYMS = frozenset({"gmf", "clsc", "csss", "chsld", "u", "r"})
_COMMON_WORD = re.compile(
    "a|à|aux?|d|des?|du|en|et|l|la|les?|s|sur|cliniques?|médicales?|médical|médecine|famille|"
    "familiale|centre|santé|coopérative|polyclinique|groupe|universitaire|services?|point|"
    "solidarité"
)


def read_odhf(
    path: Path, *, meta: SourceInfo, gmf: str = "named", by_address: bool = False
) -> Reading:
    """Read the family medicine groups (GMF) of ODHF 1.0.

    The file was written in cp1252, read as MacRoman and saved in UTF-8 ("QuÈbec"): every text
    is given back its accents, and counted. Of the Québec rows of type "clinic or family
    medicine group", only those whose name says GMF are certainly one; ``gmf = "all"`` takes the
    other clinics too. Version 1.1 no longer has them.

    Parameters
    ----------
    path : Path
        ``index, facility_name, source_facility_type, province, CSDuid, latitude, longitude``.
    meta : SourceInfo
    gmf : {"named", "all"}
        What counts as a GMF.
    by_address : bool
        Whether those without coordinates are placed at their municipality, or at their address
        where the study has a file of addresses; they are set aside by default.

    Returns
    -------
    Reading
        Sites "ODHF:7929" of kind "gmf", registration unknown, sector unknown (most are private
        clinics working in the public plan); no workforce.

    Raises
    ------
    InputError
        When the file has no Québec clinic at all (version 1.1).
    """
    if gmf not in GMF_COUNTED:
        raise InputError(
            "gmf vaut « {value} »; valeurs admises : {known}.",
            value=gmf,
            known=", ".join(GMF_COUNTED),
        )
    text = read_csv_text(path)
    require_columns(text.frame.columns, _COLUMNS, text.source)
    frame, mended = mend_text(text.frame[list(_COLUMNS)], "mac_roman", "cp1252")
    where = [name for name in _ADDRESS if name in text.frame]
    frame = frame.join(mend_text(text.frame[where], "mac_roman", "cp1252")[0])
    sieve = Sieve(text.source, text.lines, frame["index"].to_numpy(dtype=object))
    sieve.reject((frame["province"].str.casefold() != "qc").fillna(value=True), ELSEWHERE)
    sieve.reject_duplicates(frame["index"])
    kind = frame["source_facility_type"].fillna("—")
    clinic = (kind == CLINIC).to_numpy(dtype=bool)
    if not (clinic & sieve.kept).any():
        raise InputError(
            "{source} : aucune clinique du Québec; les GMF ne sont que dans la version 1.0.",
            source=text.source,
        )
    sieve.reject(~clinic, NOT_A_CLINIC, kind=kind)
    clinics = int(sieve.kept.sum())
    named = frame["facility_name"].str.casefold().str.contains(_NAMED_GMF, regex=True)
    named = named.fillna(value=False).astype(bool)
    said = int((named & sieve.kept).sum())
    if gmf == "named":
        sieve.reject(~named, NOT_NAMED_GMF)
    lon, lat = to_number(frame["longitude"])[0], to_number(frame["latitude"])[0]
    located = int((lon.notna() & lat.notna() & clinic).sum())
    town, precision = municipality(frame["CSDuid"]), pd.Series("address", index=frame.index)
    if by_address:
        lon, lat, town, precision = placed_by_address(
            frame, sieve, lon, lat, town, city="city", postal_code="postal_code"
        )
    sieve.reject_misplaced(lon, lat)
    table = pd.DataFrame(
        {
            "service_id": "ODHF:" + codes.bare(frame["index"]),
            "name": _readable(frame["facility_name"]),
            "kind": "gmf",
            "lon": lon,
            "lat": lat,
            "municipality_id": town,
            "named_gmf": named,
            "address": street_address(frame, "street_no", "street_name"),
            "address_precision": precision,
        }
    )
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source, registration="unknown"),
        crs=GEOGRAPHIC,
        repairs={**text.repairs, MENDED: mended},
        notes=(
            note(
                "{clinics} cliniques ou groupes de médecine de famille au Québec, dont {named} "
                "nommés GMF; {located} avec coordonnées.",
                clinics=clinics,
                named=said,
                located=located,
            ),
            note("Liste de 2020, incomplète; aucun effectif : les ETC sont inconnus."),
        ),
    )


def municipality(subdivisions: pd.Series) -> pd.Series:
    """Return the municipality of each census subdivision of Québec ("2458227.0").

    Examples
    --------
    >>> municipality(pd.Series(["2458227.0", "..", "3520005"])).tolist()
    ['MUN:58227', <NA>, <NA>]
    """
    bare = codes.bare(subdivisions).str.extract(r"^24(\d{5})$", expand=False)
    return "MUN:" + bare


def _readable(names: pd.Series) -> pd.Series:
    """Give back their capitals to names the file has in lower case, common words aside."""
    capital = names.str.replace(
        r"(?<!\d)[^\W\d_]+", lambda word: _capital(word.group()), regex=True
    )
    return capital.str[:1].str.upper() + capital.str[1:]


def _capital(word: str) -> str:
    if word in _ACRONYMS:
        return word.upper()
    return word if _COMMON_WORD.fullmatch(word) else word[:1].upper() + word[1:]
