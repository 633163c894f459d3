"""BAnQ's directory of public libraries: addresses, no coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from territory import codes
from territory.sources._official import find_columns, mend_official
from territory.sources._rows import DUPLICATE, Sieve, service_table
from territory.sources._tabular import read_csv_text, require_columns
from territory.sources.catalogue import SourceInfo
from territory.sources.locate import locate
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, fold

NO_NAME = N_("ni nom de bibliothèque, ni municipalité")
DOUBTFUL = N_("lieux à vérifier")
_KNOWN = {
    "name": [
        "NOM",
        "BIBLIOTHÈQUE",
        "NOM BIBLIOTHÈQUE",
        "NOM DE LA BIBLIOTHÈQUE",
        "NOM_BIBLIOTHÈQUE",
        "POINT DE SERVICE",
        "NOM DU POINT DE SERVICE",
    ],
    "address": ["ADRESSE"],
    "municipality": ["MUNICIPALITÉ", "VILLE"],
    "postal_code": ["CODEPOSTAL", "CODE POSTAL", "CODE_POSTAL"],
    "region": ["RÉGION", "RÉGION ADMINISTRATIVE", "REGION_ADMINISTRATIVE"],
    "lon": ["LONGITUDE", "LON"],
    "lat": ["LATITUDE", "LAT"],
}


def read_banq(
    path: Path,
    *,
    meta: SourceInfo,
    addresses: Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read the public libraries; each is at the place of its municipality unless found closer.

    Parameters
    ----------
    path : Path
        ``ADRESSE, MUNICIPALITÉ, CODEPOSTAL, region``, ";" between cells.
    meta : SourceInfo
    addresses : Path, optional
        Known addresses with coordinates, see `locate`.
    columns : Mapping[str, str], optional
        The file's own names for ``name, address, municipality, postal_code, region``, where
        they have changed.

    Returns
    -------
    Reading
        Sites "BANQ:17" (row of the file) of kind "library", with ``address`` and
        ``address_precision`` ("municipality" where nothing closer is known). A library whose
        municipality is unknown, or is one of two of that name, is set aside.
    """
    text = read_csv_text(path)
    frame, mended = mend_official(text.frame)
    if columns:
        require_columns(frame.columns, columns.values(), text.source)
    known = {key: [(columns or {}).get(key, names[0]), *names] for key, names in _KNOWN.items()}
    named = find_columns(frame.columns, known, text.source, needed=["municipality"])
    index = frame.index
    nothing = pd.Series(None, index=index, dtype="object")
    told = {key: frame[named[key]].astype("object") if key in named else nothing for key in _KNOWN}
    library = told["name"].where(
        told["name"].notna(), ("Bibliothèque de " + told["municipality"]).astype("object")
    )
    ids = "BANQ:" + pd.Series(text.lines, index=index).astype(str)
    sieve = Sieve(text.source, text.lines, library.to_numpy(dtype=object))
    sieve.reject(library.isna(), NO_NAME)
    same = [told[key].fillna("").map(fold) for key in ("name", "address", "municipality")]
    keys = same[0] + "|" + same[1] + "|" + same[2]
    again = keys.duplicated() & (same[1] != "")
    sieve.reject(again.to_numpy(dtype=bool), DUPLICATE)
    found = locate(
        pd.DataFrame(told),
        lon="lon",
        lat="lat",
        address="address",
        municipality="municipality",
        postal_code="postal_code",
        region="region",
        addresses=addresses,
    )
    sieve.reject(found["reason"].notna(), "{why}", why=found["reason"], english=found["reason_en"])
    sieve.reject_misplaced(found["lon"], found["lat"])
    table = pd.DataFrame(
        {
            "service_id": ids,
            "name": library,
            "kind": "library",
            "sector": "municipal",
            "lon": found["lon"],
            "lat": found["lat"],
            "address_precision": found["precision"],
            "municipality_id": found["municipality_id"],
            "address": told["address"],
            "postal_code": codes.bare(told["postal_code"]).astype("object"),
        }
    )
    coarse = int((sieve.kept & (found["precision"] == "municipality")).sum())
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source),
        repairs={
            **text.repairs,
            **mended,
            DOUBTFUL: int((found["doubt"].notna() & sieve.kept).sum()),
        },
        notes=(
            note(
                "{count} bibliothèques placées au lieu de leur municipalité (sur {total}) : leur "
                "distance aux gens n'est sûre qu'à cette échelle.",
                count=coarse,
                total=int(sieve.kept.sum()),
            ),
        ),
    )
