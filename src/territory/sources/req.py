"""Non-profits and co-operatives of the enterprise register, for community groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._geo import GEOGRAPHIC
from territory.sources._rows import Sieve, service_table
from territory.sources._tabular import read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, fold, number

FORMS = {
    "APE": "personne morale sans but lucratif",
    "ASS": "association",
    "COP": "coopérative",
}
OTHER_FORM = N_("forme juridique {form} laissée de côté (option forms)")
FAR_AWAY = N_("le point est à {km} km de la municipalité indiquée ({name})")
_COLUMNS = (
    "NEQ",
    "NomEntreprise",
    "Adresse",
    "Municipalite",
    "SecteurActivite",
    "FormeJuridique",
    "lat",
    "long",
)
_EARTH_KM = 6371.0


def read_req(
    path: Path,
    *,
    meta: SourceInfo,
    forms: list[str] | None = None,
    regions: list[str] | None = None,
    places: Path | None = None,
    far_km: float = 100.0,
) -> Reading:
    """Read organisations of the register of enterprises, geocoded by their address.

    Some points are abroad (Italy, Switzerland), or in another place of the same name: a point
    farther than ``far_km`` from the municipality written in its address is set aside. Where
    several organisations with different addresses share one point, the point is that of a
    place, not of an address.

    Parameters
    ----------
    path : Path
        ``NEQ, NomEntreprise, Adresse, Municipalite, SecteurActivite, FormeJuridique, lat,
        long``; "NA" means nothing.
    meta : SourceInfo
    forms : list of str, optional
        Legal forms kept: "APE" and "ASS" by default, without co-operatives ("COP").
    regions : list of str, optional
        Administrative regions whose municipalities are sought by name (["04", "17"]).
    places : Path, optional
        ``mun_code, name, region_code, lon, lat``; the bundled facts by default.
    far_km : float
        Tolerance, in km.

    Returns
    -------
    Reading
        Sites "REQ:1140139735" of kind "community", with the activity the register states.
    """
    wanted = forms or ["APE", "ASS"]
    unknown = [form for form in wanted if form not in FORMS]
    if unknown:
        raise InputError(
            "forms nomme « {form} »; formes juridiques connues : {known}.",
            form=unknown[0],
            known=", ".join(FORMS),
        )
    text = read_csv_text(path, columns=list(_COLUMNS))
    frame = text.frame
    sieve = Sieve(text.source, text.lines, frame["NEQ"].to_numpy(dtype=object))
    form = frame["FormeJuridique"].fillna("—")
    sieve.reject_duplicates(frame["NEQ"])
    sieve.reject(~form.isin(wanted), OTHER_FORM, form=form)
    lon, lat = to_number(frame["long"])[0], to_number(frame["lat"])[0]
    sieve.reject_misplaced(lon, lat)
    towns = _towns(places, regions or [])
    town = _town_names(frame["Municipalite"]).map(towns["municipality_id"])
    located = towns.drop_duplicates("municipality_id").set_index("municipality_id")
    away = _km(lon, lat, town.map(located["lon"]), town.map(located["lat"]))
    sieve.reject(
        away > far_km,
        FAR_AWAY,
        km=[number(km) for km in np.nan_to_num(away)],
        name=frame["Municipalite"].fillna(""),
    )
    shared, place = _shared_points(frame, lon, lat, sieve.kept)
    table = pd.DataFrame(
        {
            "service_id": "REQ:" + codes.bare(frame["NEQ"]),
            "name": frame["NomEntreprise"].fillna("Organisme sans nom"),
            "kind": "community",
            "sector": "community",
            "lon": lon,
            "lat": lat,
            "municipality_id": town,
            "address": frame["Adresse"].astype("object"),
            "address_precision": np.where(place, "place", "address"),
            "activity": frame["SecteurActivite"]
            .mask(frame["SecteurActivite"] == "-")
            .astype("object"),
        }
    )
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source),
        crs=GEOGRAPHIC,
        repairs=text.repairs,
        notes=(
            note(
                "{shared} organismes retenus sont à un point où un autre se trouve déjà; {several} "
                "y ont des adresses différentes (point approximatif).",
                shared=shared,
                several=int(place[sieve.kept].sum()),
            ),
            note(
                "Registre d'entreprises, non liste d'organismes communautaires financés; l'adresse "
                "est le domicile du registre, et non un lieu de service. Aucun effectif : les ETC "
                "sont inconnus."
            ),
        ),
    )


def _town_names(values: pd.Series) -> pd.Series:
    bare = values.fillna("").str.replace(r"\s*\(qu[ée]bec\)\s*$", "", case=False, regex=True)
    return bare.map(_key)


def _key(name: str) -> str:
    plain = fold(name).replace("-", " ").replace("'", " ")
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(word, word) for word in plain.split())


def _towns(places: Path | None, regions: list[str]) -> pd.DataFrame:
    """Return the municipalities whose name is not ambiguous, by key of their name."""
    columns = ["mun_code", "name", "region_code", "lon", "lat"]
    frame = read_csv_text(
        places or bundled("data", "facts", "municipalities.csv"), columns=columns
    ).frame
    if regions:
        frame = frame[frame["region_code"].isin(regions)]
    towns = pd.DataFrame(
        {
            "municipality_id": codes.repair(frame["mun_code"], "municipality")[0].astype("object"),
            "lon": to_number(frame["lon"])[0],
            "lat": to_number(frame["lat"])[0],
        }
    ).set_axis(frame["name"].map(_key), axis=0)
    return towns[~towns.index.duplicated(keep=False)]


def _km(lon: pd.Series, lat: pd.Series, lon_2: pd.Series, lat_2: pd.Series) -> pd.Series:
    """Return great-circle distances, NaN where a place is unknown."""
    x, y, x_2, y_2 = (np.radians(value.astype(float)) for value in (lon, lat, lon_2, lat_2))
    half = np.sin((y_2 - y) / 2) ** 2 + np.cos(y) * np.cos(y_2) * np.sin((x_2 - x) / 2) ** 2
    km: pd.Series = 2 * _EARTH_KM * np.arcsin(np.sqrt(half))
    return km


def _shared_points(
    frame: pd.DataFrame, lon: pd.Series, lat: pd.Series, kept: NDArray[np.bool_]
) -> tuple[int, NDArray[np.bool_]]:
    """Return how many kept rows repeat a point, and which points serve several addresses."""
    point = pd.DataFrame({"lon": lon, "lat": lat, "address": frame["Adresse"].fillna("").map(fold)})
    inside = point[kept]
    repeated = int(inside.duplicated(["lon", "lat"]).sum())
    addresses = inside.groupby(["lon", "lat"])["address"].transform("nunique")
    several = np.zeros(len(frame), dtype=bool)
    several[kept] = (addresses > 1).to_numpy()
    return repeated, several
