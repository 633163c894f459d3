"""Open Referral HSDS, as 211 services exchange it: a folder or a zip of CSV files, 2.x or 3.x.

A site is an organization at a location; the services it gives there are told together. What
concerns people (contacts, phones, e-mails) is in files of its own, which are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from territory.errors import InputError, MissingFileError
from territory.sources._archive import INSIDE, is_archive, members, split
from territory.sources._archive import shown as called
from territory.sources._geo import GEOGRAPHIC
from territory.sources._personal import scrub
from territory.sources._rows import Sieve, service_table, text_column
from territory.sources._tabular import nearest_name, read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.hsds_schedule import open_shares
from territory.sources.locate import locate
from territory.tables import Reading
from territory.tables.reading import SOURCE_ROW, SOURCE_ROWS
from territory.tables.schemas import KINDS
from territory.text import N_, fold

NO_LOCATION = N_("aucun lieu : ce service (ligne de service.csv) n'est rattaché à aucune adresse")
UNKNOWN_LOCATION = N_("le lieu {location} n'est pas dans le fichier des lieux")
VIRTUAL = N_("lieu virtuel : pas de porte où se présenter")
NOT_ACTIVE = N_("service fermé ou inactif (status : {status})")
NOT_ASKED = N_("aucune des catégories demandées")
ELSEWHERE = N_("hors du Québec ({province})")
PEOPLE_UNREAD = N_("fichiers sur des personnes, jamais ouverts")
AREAS_UNUSED = N_("aires de service, gardées en texte, sans effet sur l'atteinte")
NO_SCHEDULE = N_("lieux sans horaire, tenus pour ouverts toute la semaine")
_PEOPLE = ("contact", "phone", "language", "person")
_QUEBEC = ("qc", "quebec", "que", "ca-qc", "pq", "p.q.", "")
_CLOSED = ("inactive", "defunct", "temporarily closed", "closed", "ferme", "inactif")


@dataclass(frozen=True)
class _Tables:
    """The files of one HSDS exchange, by singular name, their columns in lower case."""

    source: str
    frames: Mapping[str, pd.DataFrame]
    people: int

    def get(self, *names: str) -> pd.DataFrame:
        """Return the first of these tables that is there, else an empty one."""
        for name in names:
            if name in self.frames:
                return self.frames[name]
        return pd.DataFrame()


def read_hsds(
    path: Path,
    *,
    meta: SourceInfo,
    kind: str = "community",
    sector: str = "unknown",
    categories: list[str] | None = None,
) -> Reading:
    """Read the sites of an Open Referral HSDS exchange (211), from a folder or a zip of CSV.

    Parameters
    ----------
    path : Path
        Folder or zip with ``organization``, ``service``, ``location`` and, where there are,
        ``service_at_location``, ``address`` (or ``physical_address``), ``schedule`` (or
        ``regular_schedule``), ``service_area``, ``taxonomy_term`` and what links them.
    meta : SourceInfo
        Where it comes from.
    kind : str
        Kind of service of every site.
    sector : str
        Sector of every site.
    categories : list of str, optional
        Keep only services of these taxonomy terms (names or ids).

    Returns
    -------
    Reading
        One row read per service at a location, or per service without any; several of them may
        make one site.
    """
    if kind not in KINDS:
        raise InputError(
            "Le lecteur « hsds » ne connaît pas la sorte « {value} »; sortes : {known}.",
            value=kind,
            known=", ".join(KINDS),
        )
    tables = _load(Path(path))
    pairs = _pairs(tables)
    sieve = Sieve(tables.source, pairs["line"].to_numpy(), pairs["service_name"].to_numpy())
    _refuse_services(pairs, tables, categories, sieve)
    places = _places(pairs, tables, sieve)
    kept = pairs[sieve.kept].join(places[sieve.kept])
    if not len(kept):
        first = sieve.rejected().iloc[0]
        raise InputError(
            "{source} : aucun des {count} services n'a de lieu utilisable; le premier : {reason}.",
            source=tables.source,
            count=len(pairs),
            reason=first["reason"],
            reason_en=first["reason_en"],
        )
    sites = _with_areas(_sites(kept, kind, sector), kept, tables.get("service_area"))
    share, silent = open_shares(kept, tables.get("schedule", "regular_schedule"), sites["key"])
    table = service_table(sites.drop(columns="key"), meta=meta, source=tables.source)
    repairs = {PEOPLE_UNREAD: tables.people, NO_SCHEDULE: silent}
    if "stated_area" in sites:
        repairs[AREAS_UNUSED] = int(sites["stated_area"].notna().sum())
    return sieve.reading(table.assign(open_share=share.to_numpy()), crs=GEOGRAPHIC, repairs=repairs)


def _load(path: Path) -> _Tables:
    names = _names(path)
    frames, people = {}, 0
    for name, file in names.items():
        if name.startswith(_PEOPLE):
            people += 1
            continue
        text = _read(file)
        if text is not None:
            frames[name] = text
    for needed in ("organization", "service", "location"):
        if needed not in frames:
            near = nearest_name(needed, names)
            raise InputError(
                "{path} : le fichier {name}.csv d'HSDS manque ou est vide{hint}; "
                "trouvés : {found}.",
                path=called(path),
                name=needed,
                hint=f" (« {near}.csv »?)" if near and near != needed else "",
                found=", ".join(sorted(names)) or "—",
            )
    return _Tables(called(path), frames, people)


def _names(path: Path) -> dict[str, str]:
    """Return every CSV of a folder or a zip, by its name in the singular."""
    if is_archive(path):
        outer, inner = split(path)
        if inner is not None:
            raise InputError(
                "{path} : donnez l'archive HSDS entière, non un de ses fichiers.",
                path=called(path),
            )
        found = {name: f"{outer}{INSIDE}{name}" for name in members(path, (".csv",))}
    elif path.is_dir():
        found = {one.name: str(one) for one in sorted(path.rglob("*.csv"))}
    elif path.exists():
        raise InputError("{path} : donnez un dossier ou une archive .zip HSDS.", path=path.name)
    else:
        raise MissingFileError(
            "Le fichier {path} n'existe pas; vérifiez le chemin et le dossier des données.",
            path=str(path),
        )
    return {_singular(name): file for name, file in found.items()}


def _singular(name: str) -> str:
    """Return the name of a table from that of its file.

    Examples
    --------
    >>> _singular("export/Physical_Addresses.csv"), _singular("services_at_location.csv")
    ('physical_address', 'service_at_location')
    """
    stem = re.sub(r"[^a-z]+", "_", fold(name.replace("\\", "/").rsplit("/", 1)[-1][:-4]))
    words = stem.strip("_").replace("organisation", "organization").split("_")
    known = {"addresses": "address", "taxonomies": "taxonomy", "status": "status"}
    return "_".join(
        known.get(word, word if word.endswith("ss") else word.rstrip("s")) for word in words
    )


def _read(file: str) -> pd.DataFrame | None:
    """Return one file with its lines, columns in lower case; None where it has no row."""
    try:
        text = read_csv_text(file)
    except MissingFileError:
        raise
    except InputError as fault:
        if "en-tête" in fault.template or "est vide" in fault.template:
            return None
        raise
    frame = text.frame.rename(columns=lambda name: fold(str(name)).replace(" ", "_"))
    return frame.loc[:, ~frame.columns.duplicated()].assign(line=text.lines)


def _column(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Return the first of these columns that is there, as text; else a missing one."""
    for name in names:
        if name in frame:
            return frame[name].astype("object").where(frame[name].notna(), None)
    return pd.Series(None, index=frame.index, dtype="object")


def _pairs(tables: _Tables) -> pd.DataFrame:
    """Return one row per service at a location, and per service that has none."""
    service = tables.get("service")
    services = pd.DataFrame(
        {
            "service_id": _column(service, "id", "service_id"),
            "service_name": _column(service, "name", "service_name"),
            "organization_id": _column(service, "organization_id"),
            "status": _column(service, "status"),
            "own_line": service["line"],
        }
    ).drop_duplicates("service_id")
    link = tables.get("service_at_location", "service_location")
    if len(link):
        links = pd.DataFrame(
            {
                "service_id": _column(link, "service_id"),
                "location_id": _column(link, "location_id"),
                "sal_id": _column(link, "id", "service_at_location_id"),
                "line": link["line"],
            }
        )
    else:
        where = tables.get("location")
        at = pd.DataFrame(
            {
                "organization_id": _column(where, "organization_id"),
                "location_id": _column(where, "id", "location_id"),
            }
        ).dropna()
        links = services.merge(at, on="organization_id")[["service_id", "location_id", "own_line"]]
        links = links.rename(columns={"own_line": "line"}).assign(sal_id=None)
    pairs = services.merge(links.drop_duplicates(["service_id", "location_id"]), how="left")
    pairs["line"] = pairs["line"].fillna(pairs["own_line"]).astype(int)
    organization = tables.get("organization")
    names = pd.Series(
        _column(organization, "name").to_numpy(),
        index=_column(organization, "id", "organization_id").to_numpy(),
    )
    pairs["organization"] = pairs["organization_id"].map(names[~names.index.duplicated()])
    return pairs.reset_index(drop=True)


def _refuse_services(
    pairs: pd.DataFrame, tables: _Tables, categories: list[str] | None, sieve: Sieve
) -> None:
    status = pairs["status"].map(lambda one: fold(str(one)) if one else "")
    sieve.reject(status.isin(_CLOSED), NOT_ACTIVE, status=pairs["status"].to_numpy())
    terms = _terms(tables)
    pairs["categories"] = pairs["service_id"].map(terms)
    if categories:
        wanted = {fold(one) for one in categories}
        found = pairs["categories"].map(
            lambda one: isinstance(one, str) and bool(wanted & set(map(fold, one.split("; "))))
        )
        sieve.reject(~found.to_numpy(dtype=bool), NOT_ASKED)
    sieve.reject(pairs["location_id"].isna(), NO_LOCATION)


def _terms(tables: _Tables) -> pd.Series:
    """Return the taxonomy terms of each service, as names joined by semicolons."""
    link = tables.get("service_taxonomy", "attribute")
    term = tables.get("taxonomy_term", "taxonomy")
    if not len(link):
        return pd.Series(dtype="object")
    rows = pd.DataFrame(
        {
            "service_id": _column(link, "service_id", "link_id"),
            "term": _column(link, "taxonomy_term_id", "taxonomy_id"),
        }
    ).dropna()
    names = pd.Series(
        _column(term, "name", "term").to_numpy(), index=_column(term, "id").to_numpy()
    )
    named = rows["term"].map(names[~names.index.duplicated()])
    rows["term"] = named.where(named.notna(), rows["term"]).astype(str)
    return rows.groupby("service_id")["term"].agg(lambda one: "; ".join(dict.fromkeys(one)))


def _places(pairs: pd.DataFrame, tables: _Tables, sieve: Sieve) -> pd.DataFrame:
    """Return where each pair is; set aside those that are nowhere a person can go."""
    where = tables.get("location")
    address = tables.get("address", "physical_address")
    location = pd.DataFrame(
        {
            "place": _column(where, "name", "location_name"),
            "type": _column(where, "location_type", "type"),
            "lat": _column(where, "latitude", "lat", "y"),
            "lon": _column(where, "longitude", "lon", "lng", "x"),
        }
    ).set_axis(_column(where, "id", "location_id"), axis=0)
    written = pd.DataFrame(
        {
            "address": _column(address, "address_1", "street_address", "address"),
            "city": _column(address, "city", "locality"),
            "region": _column(address, "region"),
            "province": _column(address, "state_province", "province", "state"),
            "postal_code": _column(address, "postal_code"),
        }
    ).set_axis(_column(address, "location_id"), axis=0)
    location = location[~location.index.duplicated()].join(written[~written.index.duplicated()])
    known = pairs["location_id"].isin(location.index)
    sieve.reject(~known, UNKNOWN_LOCATION, location=pairs["location_id"].to_numpy())
    rows = location.reindex(pairs["location_id"]).set_axis(pairs.index, axis=0)
    kinds = rows["type"].map(lambda one: fold(str(one)) if isinstance(one, str) else "")
    sieve.reject(kinds.isin(("virtual", "virtuel", "telephone")), VIRTUAL)
    province = rows["province"].map(lambda one: fold(str(one)) if isinstance(one, str) else "")
    sieve.reject(~province.isin(_QUEBEC), ELSEWHERE, province=rows["province"].to_numpy())
    found = locate(
        rows, lon="lon", lat="lat", address="address", municipality="city",
        postal_code="postal_code", region="region",
    )  # fmt: skip
    why = found["reason"].notna()
    sieve.reject(why, "{why}", why=found["reason"].to_numpy(), english=found["reason_en"])
    return found[["lon", "lat", "precision", "municipality_id"]].join(rows[["place", "address"]])


def _with_areas(sites: pd.DataFrame, kept: pd.DataFrame, area: pd.DataFrame) -> pd.DataFrame:
    """Return sites with the areas their services name, as text: a line answered is no door."""
    names = _column(area, "name", "service_area", "description")
    told = pd.Series(names.to_numpy(), index=_column(area, "service_id").to_numpy()).dropna()
    if not len(told):
        return sites
    keys = kept["organization_id"].astype(str) + "@" + kept["location_id"].astype(str)
    rows = pd.DataFrame({"key": keys, "service": kept["service_id"]})
    rows = rows.merge(told.rename("area"), left_on="service", right_index=True)
    areas = rows.groupby("key")["area"].agg(_joined)
    return sites.assign(stated_area=sites["key"].map(areas))


def _joined(values: Iterable[object]) -> str | None:
    texts = dict.fromkeys(str(one) for one in values if isinstance(one, str) and one)
    return "; ".join(texts) or None


def _sites(kept: pd.DataFrame, kind: str, sector: str) -> pd.DataFrame:
    """Return one row per organization and location, its services told together."""
    rows = kept.assign(
        key=kept["organization_id"].astype(str) + "@" + kept["location_id"].astype(str)
    )
    groups = rows.groupby("key", sort=False)
    first = groups.first()
    names = [
        str(org or place) if not place or fold(str(place)) == fold(str(org)) else f"{org} — {place}"
        for org, place in zip(
            first["organization"].where(first["organization"].notna(), None),
            first["place"].where(first["place"].notna(), None),
            strict=True,
        )
    ]
    support, _ = scrub(groups["service_name"].agg(_joined))
    address, _ = scrub(first["address"])
    lines = groups["line"].min().to_numpy(dtype=np.int64)
    index = pd.RangeIndex(len(first))
    return pd.DataFrame(
        {
            "key": first.index.to_numpy(),
            "service_id": "HSDS:" + first.index.astype(str),
            "name": names,
            "kind": kind,
            "sector": sector,
            "lon": to_number(first["lon"])[0].to_numpy(),
            "lat": to_number(first["lat"])[0].to_numpy(),
            "address_precision": first["precision"].to_numpy(),
            "municipality_id": first["municipality_id"].to_numpy(),
            "support": text_column(support.to_numpy(), index).to_numpy(),
            "categories": groups["categories"].agg(_joined).to_numpy(),
            "address": address.to_numpy(),
            SOURCE_ROW: lines,
            SOURCE_ROWS: groups.size().to_numpy(dtype=np.int64),
        },
        index=index,
    )
