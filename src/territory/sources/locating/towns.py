"""Municipalities told by their code or their name, never by a name that several have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from territory import codes
from territory.places import bundled
from territory.sources._tabular import read_csv_text, to_number
from territory.sources.locating.names import over_unique, place_key, qualifier, without_article
from territory.text import N_, enumerate_words, fold, translator

UNKNOWN_CODE = N_("le code de municipalité {code} n'est pas au répertoire")
UNKNOWN_NAME = N_("la municipalité « {name} » n'est pas au répertoire")
PERHAPS = N_("la municipalité « {name} » n'est pas au répertoire; est-ce {candidates}?")
SEVERAL = N_(
    "« {name} » peut être {candidates}; donnez le code de la municipalité, sa MRC ou sa région"
)
CONTRADICTED = N_("« {name} » est {candidates}, ce que contredit « {stated} »")
CODE_AND_NAME = N_("le code {code} est celui de {there}, et le nom dit « {name} »")
MOST_PEOPLED = N_("« {name} » peut être {candidates}, au même lieu; la plus peuplée est prise")
# Places of one name nearer to one another than this are one place under several designations.
SAME_PLACE_KM = 15.0
# Names less alike than this (0 to 100) are not worth proposing.
PROPOSED_FROM = 80.0
_PROPOSED = 3
_COLUMNS = (
    "mun_code", "name", "designation", "mrc_code", "region_code", "population", "lon", "lat",
)  # fmt: skip
_EARTH_KM = 6371.0
_SDA_WIDTH = 2


@dataclass(frozen=True)
class Town:
    """What is known of one way of naming a municipality.

    Attributes
    ----------
    code : str or None
        "MUN:07030", where one municipality alone answers.
    why : tuple of (str, dict) or None
        Reason (French template) and its fields, where none does.
    doubt : tuple of (str, dict) or None
        What is to be checked, where one was taken.
    """

    code: str | None = None
    why: tuple[str, dict[str, str]] | None = None
    doubt: tuple[str, dict[str, str]] | None = None


def directory(places: Path | None = None) -> pd.DataFrame:
    """Return the municipalities by code ("MUN:46005"): names, keys, MRC, region, place.

    Parameters
    ----------
    places : Path, optional
        ``mun_code, name, designation, mrc_code, region_code, population, lon, lat``; the bundled
        facts by default.
    """
    file = places or bundled("data", "facts", "municipalities.csv")
    frame = read_csv_text(file, columns=list(_COLUMNS)).frame
    ids = codes.repair(frame["mun_code"], "municipality")[0].astype("object")
    table = pd.DataFrame(
        {
            "name": frame["name"].astype("object"),
            "designation": frame["designation"].astype("object"),
            "key": over_unique(frame["name"], place_key),
            "mrc": codes.repair(frame["mrc_code"], "mrc")[0].astype("object"),
            "region": codes.repair(frame["region_code"], "region")[0].astype("object"),
            "population": to_number(frame["population"])[0].fillna(0.0),
            "lon": to_number(frame["lon"])[0],
            "lat": to_number(frame["lat"])[0],
        }
    ).set_axis(ids, axis=0)
    table["mrc_name"] = table["mrc"].map(_divisions()["mrc_name"])
    return table[~table.index.duplicated()]


def _divisions() -> pd.DataFrame:
    """Return the MRC by code, with their name and their region's."""
    frame = read_csv_text(
        bundled("data", "facts", "mrc_facts.csv"),
        columns=["code_sda", "nom", "region_code", "region"],
    ).frame
    return pd.DataFrame(
        {
            "mrc_name": frame["nom"].astype("object"),
            "region": codes.repair(frame["region_code"], "region")[0].astype("object"),
            "region_name": frame["region"].astype("object"),
        }
    ).set_axis(codes.repair(frame["code_sda"], "mrc")[0].astype("object"), axis=0)


def municipality_codes(values: pd.Series) -> pd.Series:
    """Return "MUN:46005" from a code of municipality or of census subdivision ("2446005.0").

    Examples
    --------
    >>> municipality_codes(pd.Series(["2446005.0", "1023", "MUN:66023", "x", None])).tolist()
    ['MUN:46005', 'MUN:01023', 'MUN:66023', 'MUN:x', None]
    """
    bare = codes.bare(values).str.replace(r"^(?:MUN:)?(?:2021A0005|2016A0005)?", "", regex=True)
    bare = bare.str.replace(r"^24(\d{5})$", r"\1", regex=True)
    ids, _ = codes.repair(bare, "municipality")
    return ids.astype("object").where(ids.notna(), None)


class Towns:
    """The municipalities of Québec, asked by name.

    Parameters
    ----------
    places : Path, optional
        See `directory`.
    other_names : Path, optional
        ``name, mun_code``: boroughs and former municipalities by the one they are in now; the
        bundled list by default.
    """

    def __init__(self, places: Path | None = None, other_names: Path | None = None) -> None:
        self.table = directory(places)
        self._codes_of: dict[str, list[str]] = {}
        for code, key in zip(self.table.index, self.table["key"], strict=True):
            self._codes_of.setdefault(str(key), []).append(str(code))
        short: dict[str, list[str]] = {}
        for key, found in self._codes_of.items():
            if without_article(key) != key:
                short.setdefault(without_article(key), []).extend(found)
        for key, found in short.items():
            self._codes_of.setdefault(key, found)
        for key, code in self._other(other_names).items():
            if code in self.table.index:
                self._codes_of.setdefault(key, [code])
        self._proposed = sorted(self._codes_of)
        divisions = _divisions()
        self._areas: dict[str, set[str]] = {}
        for code, row in divisions.iterrows():
            self._area(str(row["mrc_name"]), str(code))
            self._area(str(row["region_name"]), str(row["region"]))

    @staticmethod
    def _other(path: Path | None) -> dict[str, str]:
        file = path or bundled("data", "gazetteer", "places.csv")
        frame = read_csv_text(file, columns=["name", "mun_code"]).frame
        keys = over_unique(frame["name"], place_key)
        return dict(zip(keys, municipality_codes(frame["mun_code"]), strict=True))

    def _area(self, name: str, code: str) -> None:
        for key in (place_key(name), without_article(place_key(name))):
            self._areas.setdefault(key, set()).add(code)

    def told(self, name: str, mrc: str | None = None, region: str | None = None) -> Town:
        """Return what one name says, with the MRC and the region written beside it.

        Parameters
        ----------
        name : str
            As written: "ST-LÉON-LE-GRAND (Québec)", "Stanstead (canton)".
        mrc, region : str, optional
            Code or name: "07", "MRC La Matapédia (070)", "Bas-Saint-Laurent".
        """
        bare, inside = qualifier(name)
        key = place_key(bare)
        found = self._codes_of.get(key) or self._codes_of.get(place_key(name)) or []
        if not found:
            return self._unknown(name, key, mrc, region)
        chosen = self._within(found, mrc, "mrc")
        chosen = self._within(chosen, region, "region")
        if inside:
            chosen = self._qualified(chosen, inside)
        if not chosen:
            stated = enumerate_words(str(one) for one in (mrc, region, inside) if one)
            return Town(why=(CONTRADICTED, self._fields(name, found, stated=stated)))
        settled = self._settled(chosen)
        if len(settled) == 1:
            return Town(settled[0])
        if self._one_place(settled):
            first = str(self.table.loc[settled, "population"].idxmax())
            return Town(first, doubt=(MOST_PEOPLED, self._fields(name, settled)))
        return Town(why=(SEVERAL, self._fields(name, settled)))

    def candidates(self, name: str) -> list[str]:
        """Return the municipalities of exactly this name, "St" and "Saint" alike."""
        bare, _ = qualifier(name)
        return self._codes_of.get(place_key(bare), [])

    def _within(self, found: list[str], stated: str | None, column: str) -> list[str]:
        """Return those in the MRC or the region stated; all of them when it says nothing."""
        if stated is None or not found:
            return found
        wanted = self._area_codes(str(stated), column)
        return (
            [code for code in found if self.table.loc[code, column] in wanted] if wanted else found
        )

    def _area_codes(self, stated: str, column: str) -> set[str]:
        prefix = {"mrc": "MRC:", "region": "REG:"}[column]
        text = stated.strip()
        number = pd.Series([text]).str.extract(r"(?:^|[(:])(?:AR)?(\d{1,3})\)?$", expand=False)
        if number.notna().iloc[0]:
            # Two digits are a code of the SDA; three may be the registry's ("460" is 46).
            registry = column == "mrc" and len(str(number.iloc[0])) > _SDA_WIDTH
            bare = codes.mrc_from_registry(number) if registry else number
            return set(codes.repair(bare, column)[0].dropna())
        key = fold(text)
        for word in ("mrc ", "tnm ", "region ", "agglomeration "):
            key = key.removeprefix(word)
        for word in ("de la ", "de l'", "des ", "du ", "de ", "d'"):
            key = key.removeprefix(word)
        known = self._areas.get(place_key(key), self._areas.get(without_article(place_key(key))))
        return {code for code in known or () if code.startswith(prefix)}

    def _qualified(self, found: list[str], inside: str) -> list[str]:
        """Return those that the words in parentheses describe: a designation, an MRC, a region."""
        kinds = self.table.loc[found, "designation"].map(lambda kind: fold(str(kind)))
        alike = [code for code, kind in zip(found, kinds, strict=True) if kind == inside]
        if alike:
            return alike
        for column in ("mrc", "region"):
            wanted = self._area_codes(inside, column)
            if wanted:
                return [code for code in found if self.table.loc[code, column] in wanted]
        return found

    def _settled(self, found: list[str]) -> list[str]:
        """Leave out unorganised territories and lands without a village, where a town answers."""
        kinds = self.table.loc[found, "designation"].astype(str)
        lands = kinds.str.startswith(("Terre de la catégorie", "Territoire non organisé"))
        rest = [code for code, land in zip(found, lands, strict=True) if not land]
        return rest or found

    def _one_place(self, found: list[str]) -> bool:
        rows = self.table.loc[found]
        if len(set(rows["mrc"])) > 1 or rows["lon"].isna().any():
            return False
        first = rows.iloc[0]
        away = km_between(first["lon"], first["lat"], rows["lon"], rows["lat"])
        return bool((away <= SAME_PLACE_KM).all())

    def _unknown(self, name: str, key: str, mrc: str | None, region: str | None) -> Town:
        close = process.extract(
            key, self._proposed, scorer=fuzz.ratio, limit=2 * _PROPOSED, score_cutoff=PROPOSED_FROM
        )
        found = list(dict.fromkeys(code for near, _, _ in close for code in self._codes_of[near]))
        inside = self._within(self._within(found, mrc, "mrc"), region, "region")
        if not inside:
            return Town(why=(UNKNOWN_NAME, {"name": name}))
        return Town(why=(PERHAPS, self._fields(name, inside[:_PROPOSED], joined=" ou ")))

    def _fields(self, name: str, found: Sequence[str], **more: str) -> dict[str, str]:
        joined = more.pop("joined", " ou ")
        rows = self.table.loc[list(found)]
        told = [
            f"{row['name']} ({str(row['designation']).lower()}, {row['mrc_name']}, {code})"
            for code, row in rows.iterrows()
        ]
        return {"name": name, "candidates": joined.join(told), **more}


def km_between(
    lon: pd.Series | float,
    lat: pd.Series | float,
    lon_2: pd.Series | float,
    lat_2: pd.Series | float,
) -> pd.Series:
    """Return great-circle distances in km, NaN where a place is unknown."""
    x, y, x_2, y_2 = (np.radians(value) for value in (lon, lat, lon_2, lat_2))
    half = np.sin((y_2 - y) / 2) ** 2 + np.cos(y) * np.cos(y_2) * np.sin((x_2 - x) / 2) ** 2
    km: pd.Series = 2 * _EARTH_KM * np.arcsin(np.sqrt(half))
    return km


def written(said: tuple[str, dict[str, str]] | None, language: str) -> str | None:
    """Return a reason or a doubt in a language; None where there is none."""
    if said is None:
        return None
    template, fields = said
    if language == "en":
        fields = {key: value.replace(" ou ", " or ") for key, value in fields.items()}
    return translator(language)(template).format(**fields)
