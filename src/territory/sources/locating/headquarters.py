"""Addresses of an organisation's offices, told from the places where it serves people."""

from __future__ import annotations

import pandas as pd

from territory.sources._tabular import to_flag
from territory.text import fold

HEADQUARTERS = "is_headquarters"
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
    >>> headquarters(pd.DataFrame({"name": ["SIÈGE SOCIAL", "Siège social et point de service"]}))
    0     True
    1    False
    dtype: bool
    """
    names = services["name"].fillna("").astype(str).map(fold)
    said = names.str.contains(_OFFICE, regex=True) & ~names.str.contains(_SERVES, regex=True)
    if HEADQUARTERS not in services:
        return said.astype(bool)
    given = services[HEADQUARTERS]
    flags, wrong = to_flag(given)
    known = given.notna() & (given.astype("string").str.strip() != "") & ~wrong
    return flags.where(known.fillna(value=False), said).astype(bool)
