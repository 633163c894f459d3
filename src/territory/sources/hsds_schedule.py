"""The share of a week that HSDS schedules say a site is open: its days out of five."""

from __future__ import annotations

import re

import pandas as pd

from territory.text import fold

DAYS_A_WEEK = 5.0
_DAYS = {
    "mo": 1, "tu": 2, "we": 3, "th": 4, "fr": 5, "sa": 6, "su": 7,
    "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
    "sunday": 7, "lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6,
    "dimanche": 7, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7,
}  # fmt: skip
# Weeks in a period of each frequency; what is not weekly is brought to a week.
_WEEKS = {"": 1.0, "weekly": 1.0, "monthly": 52 / 12, "daily": 1.0}


def days_of(text: object) -> set[int]:
    """Return the weekdays a cell names.

    Examples
    --------
    >>> sorted(days_of("MO,TU,-1FR")), sorted(days_of("Lundi")), days_of(None)
    ([1, 2, 5], [1], set())
    """
    words = re.findall(r"[a-z]+|\d", fold(str(text))) if isinstance(text, str) else []
    return {_DAYS[word] for word in words if word in _DAYS and not _is_rank(word, words)}


def _is_rank(word: str, words: list[str]) -> bool:
    """Tell a rank in the month ("1MO", "-1FR") from a day's number."""
    return word.isdigit() and any(not one.isdigit() for one in words)


def open_shares(
    pairs: pd.DataFrame, schedule: pd.DataFrame, sites: pd.Series
) -> tuple[pd.Series, int]:
    """Return the share of the week each site is open, and how many sites say nothing of it.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``organization_id, location_id, service_id, sal_id``, one row per service at a location.
    schedule : pandas.DataFrame
        As HSDS gives it: ``byday`` or ``weekday``, ``freq``, and what it is the schedule of.
    sites : pandas.Series
        "organization@location" of each site.
    """
    whole = pd.Series(1.0, index=sites.index)
    if not len(schedule):
        return whole, len(sites)
    column = next((name for name in ("byday", "weekday") if name in schedule), None)
    if column is None:
        return whole, len(sites)
    days: dict[str, set[int]] = {}
    weekly: dict[str, float] = {}
    owners = _owners(pairs)
    for row in schedule.to_dict("records"):
        named = days_of(row.get(column))
        freq = fold(str(row["freq"])) if isinstance(row.get("freq"), str) else ""
        for key in _asked(row, owners):
            if _WEEKS.get(freq, 1.0) == 1.0:
                days.setdefault(key, set()).update(named)
            else:
                weekly[key] = weekly.get(key, 0.0) + len(named) / _WEEKS[freq]
    share = sites.map(lambda key: len(days.get(key, ())) + weekly.get(key, 0.0)) / DAYS_A_WEEK
    silent = share <= 0
    return share.clip(upper=1.0).mask(silent, 1.0), int(silent.sum())


def _owners(pairs: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return the sites that each service, location or service at a location belongs to."""
    owners: dict[tuple[str, str], set[str]] = {}
    rows = zip(
        pairs["organization_id"], pairs["location_id"], pairs["service_id"], pairs["sal_id"],
        strict=True,
    )  # fmt: skip
    for organization, location, service, both in rows:
        key = f"{organization}@{location}"
        told = {
            "location_id": location, "service_id": service, "service_at_location_id": both,
        }  # fmt: skip
        for name, value in told.items():
            if isinstance(value, str):
                owners.setdefault((name, value), set()).add(key)
    return owners


def _asked(row: dict[object, object], owners: dict[tuple[str, str], set[str]]) -> set[str]:
    """Return the sites one schedule is about: the most precise of what it names."""
    for name in ("service_at_location_id", "location_id", "service_id"):
        value = row.get(name)
        if isinstance(value, str):
            return owners.get((name, value), set())
    return set()
