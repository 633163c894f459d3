"""Addresses of an organisation's offices, told from the places where it serves people."""

from __future__ import annotations

import pandas as pd

from territory.sources._tabular import to_flag
from territory.sources.locating.names import over_unique
from territory.sources.locating.streets import door
from territory.text import fold

HEADQUARTERS = "is_headquarters"
# An address that this many sites of one file give may be that of the organisation behind them.
REPEATED = 5
_OFFICE = (
    r"\bsiege(?: social)?\b|\bcentre administratif\b|\bbureaux? administratifs?\b|"
    r"\badministration centrale\b|\bservices administratifs\b|\bdirection generale\b|"
    r"\bhead ?(?:office|quarters)\b"
)
_SERVES = r"\bpoints? de services?\b|\bclsc\b|\baccueil\b|\bservice point\b"


def headquarters(services: pd.DataFrame) -> pd.Series:
    """Return which sites are an office where nobody is received.

    A column ``is_headquarters`` (yes or no) decides; where it is blank or absent, the name does:
    "siège social", "centre administratif" and the like, unless it also says a point of service.

    Parameters
    ----------
    services : pandas.DataFrame
        ``name``, and ``is_headquarters`` where known.

    Examples
    --------
    >>> sites = pd.DataFrame({"name": ["SIÈGE SOCIAL", "Siège social et point de service"]})
    >>> headquarters(sites).tolist()
    [True, False]
    """
    names = services["name"].fillna("").astype(str).map(fold)
    said = names.str.contains(_OFFICE, regex=True) & ~names.str.contains(_SERVES, regex=True)
    if HEADQUARTERS not in services:
        return said.astype(bool)
    given = services[HEADQUARTERS]
    flags, wrong = to_flag(given)
    known = given.notna() & (given.astype("string").str.strip() != "") & ~wrong
    return flags.where(known.fillna(value=False), said).astype(bool)


def repeated_addresses(services: pd.DataFrame) -> pd.DataFrame:
    """Return the addresses that several sites of one file give: an office's, or a shared house's.

    Parameters
    ----------
    services : pandas.DataFrame
        ``address``; ``municipality_id`` where known.

    Returns
    -------
    pandas.DataFrame
        ``address, sites``, the most repeated first; those given at least five times.

    Examples
    --------
    >>> same = pd.DataFrame({"address": ["10, rue Courte"] * 4 + ["10 r. Courte", "2, rue B"]})
    >>> repeated_addresses(same).to_dict("records")
    [{'address': '10, rue Courte', 'sites': 5}]
    """
    if "address" not in services:
        return pd.DataFrame({"address": [], "sites": []})
    key = over_unique(services["address"], _key).fillna("").astype(str)
    town = services.get("municipality_id", pd.Series("", index=services.index)).fillna("")
    told = pd.DataFrame({"address": services["address"], "key": town.astype(str) + "|" + key})
    told = told[key != ""]
    groups = told.groupby("key", sort=True)["address"]
    found = pd.DataFrame({"address": groups.first(), "sites": groups.size()})
    found = found[found["sites"] >= REPEATED]
    return found.sort_values("sites", ascending=False, kind="stable").reset_index(drop=True)


def _key(address: str) -> str:
    told = door(address)
    return f"{told.numbers[0]}|{told.street}" if told.numbers and told.street else ""
