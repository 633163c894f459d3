"""Tables of a scenario's result: who gains and loses, how the supply and equity moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from territory.report.diverging import Diverging, gains, written, written_change
from territory.tables.scenarios import EQUITY_INDICES, GROUPINGS, GROUPS, PUBLICS, group_words
from territory.text import N_, number, percent
from territory_app.catalogue import Catalogue, Level, spoken
from territory_app.views.compare_words import class_words, is_small
from territory_app.views.people import capital, worded
from territory_app.views.recolour import minimum_population
from territory_app.views.scenario_asked import CLASS, Looked
from territory_app.views.scenario_asked import PUBLICS as PUBLIC_KEYS
from territory_app.words import words

FEW = 20
NOT_RANKED = "not_ranked"
PARTS = ("gain", "lose", "same", "unknown")
NOTABLE_PARTS = ("gain_notable", "lose_notable")
_ORDER = {group: rank for rank, group in enumerate(GROUPS)}
SHARES = frozenset({"below_norm_share", "below_norm_depth"})
THREE_DIGITS = frozenset({"gini", "theil", "concentration"})


@dataclass(frozen=True)
class TerritoryRow:
    """One territory: what it was, what it becomes, and its people who gain and lose."""

    name: str
    href: str
    small: bool
    population: str
    classes: str
    figures: tuple[str, str, str]
    direction: str
    gain: str
    lose: str
    ranks: str


@dataclass(frozen=True)
class Bar:
    """One group of people: how many gain and lose, and the share of each in a hundred."""

    label: str
    people: str
    gain: str
    lose: str
    gain_notable: str
    lose_notable: str
    same: str
    unknown: str
    shares: tuple[tuple[str, float], ...]
    before: str
    after: str


@dataclass(frozen=True)
class Grouping:
    """People parted one way."""

    key: str
    title: str
    bars: tuple[Bar, ...]


def territory_rows(
    rows: pd.DataFrame,
    looked: Looked,
    level: Level,
    catalogue: Catalogue,
    language: str,
    sheet: Callable[[str], str],
) -> list[TerritoryRow]:
    """Return the rows of the table in the order asked; self-governed territories are told last.

    Parameters
    ----------
    rows : pandas.DataFrame
        Difference rows, in the order of the level.
    looked : Looked
        Indicator, public and order.
    level : Level
    catalogue : Catalogue
    language : str
        "fr" or "en".
    sheet : Callable
        Address of a territory's sheet.
    """
    minimum = minimum_population(catalogue)
    own = level.table.reset_index(drop=True)
    column = "access_mean" if looked.indicator == CLASS else looked.indicator
    found = []
    for place in _order(rows, looked, column):
        row = rows.iloc[place]
        judged = str(row.get("class_before") or "")
        found.append(
            TerritoryRow(
                name=_text(row["name"]) or _text(own.iloc[place]["name"]),
                href=sheet(str(row["territory_id"])),
                small=judged != NOT_RANKED and is_small(own.iloc[place], minimum),
                population=number(_figure(row.get("population")), language),
                classes=_pair(
                    *(
                        class_words(catalogue, _text(row.get(f"class_{state}")), language)
                        for state in ("before", "after")
                    )
                ),
                figures=(
                    written(column, _figure(row.get(f"{column}_before")), language),
                    written(column, _figure(row.get(f"{column}_after")), language),
                    written_change(column, _figure(row.get(f"{column}_difference")), language),
                ),
                direction=_direction(row, column),
                gain=number(_figure(row.get(f"gain_{looked.public}")), language),
                lose=number(_figure(row.get(f"lose_{looked.public}")), language),
                ranks=""
                if judged == NOT_RANKED
                else _pair(
                    *(
                        number(_figure(row.get(f"rank_{state}")), language)
                        for state in ("before", "after")
                    )
                ),
            )
        )
    return found


def _order(rows: pd.DataFrame, looked: Looked, column: str) -> list[int]:
    """Return places in the order asked; what has no figure comes last, by name."""
    names = rows["name"].astype("string").fillna("").to_numpy(dtype=str)
    if looked.sort == "nom":
        return [int(one) for one in np.argsort(names, kind="stable")]
    key = {
        "gain": f"gain_{looked.public}",
        "perte": f"lose_{looked.public}",
        "changement": f"{column}_difference",
        "population": "population",
    }[looked.sort]
    known = pd.to_numeric(rows[key]) if key in rows else pd.Series(np.nan, index=rows.index)
    values = known.to_numpy(dtype=float, na_value=np.nan)
    values = np.abs(values) if looked.sort == "changement" else values
    by_name = np.argsort(names, kind="stable")
    order = np.argsort(-np.nan_to_num(values[by_name], nan=-1.0), kind="stable")
    return [int(one) for one in by_name[order]]


def _direction(row: pd.Series, column: str) -> str:
    difference = pd.Series([_figure(row.get(f"{column}_difference"))], dtype=float)
    good = gains(column, difference).iloc[0]
    if pd.isna(good) or abs(good) < Diverging(column, ()).least:
        return ""
    return "gain" if good > 0 else "loss"


def groupings(
    people: Iterable[Mapping[str, Any]], public: str, catalogue: Catalogue, language: str
) -> list[Grouping]:
    """Return the people of a public parted every way they are, each group with its gains.

    Groups are in the order of `territory.tables.scenarios.GROUPS`: from dense urban to remote,
    from the lowest fifth to the highest.
    """
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in people:
        if row["public"] == public and row["by"] not in ("everyone", "registration"):
            found.setdefault(row["by"], []).append(row)
    return [
        Grouping(
            key,
            _grouping(key, catalogue, language),
            tuple(
                _bar(row, capital(group_words(key, row["group"] or "", language)), public, language)
                for row in sorted(rows, key=_rank)
            ),
        )
        for key, rows in found.items()
    ]


def _rank(row: Mapping[str, Any]) -> int:
    return _ORDER.get(str(row["group"] or ""), len(_ORDER))


def publics(people: Iterable[Mapping[str, Any]], language: str) -> list[Bar]:
    """Return everyone, one line for each public."""
    rows = {row["public"]: row for row in people if row["by"] == "everyone"}
    return [
        _bar(rows[key], capital(worded(PUBLICS, key, language)), key, language)
        for key in PUBLIC_KEYS
        if key in rows
    ]


def _grouping(key: str, catalogue: Catalogue, language: str) -> str:
    if key in GROUPINGS:
        return capital(worded(GROUPINGS, key, language))
    need = catalogue.needs.get(key)
    return spoken(need.get("label"), language) if need else key


def _bar(row: Mapping[str, Any], label: str, public: str, language: str) -> Bar:
    whole = float(row.get("people") or 0)
    counts = {part: float(row.get(part) or 0) for part in PARTS}
    write = percent if public == "reach" else number
    digits = 1 if public == "reach" else 2
    return Bar(
        label=label,
        people=number(whole, language),
        **{part: number(round(count), language) for part, count in counts.items()},
        **{part: number(row.get(part), language) for part in NOTABLE_PARTS},
        shares=tuple(
            (part, round(100 * count / whole, 2) if whole else 0.0)
            for part, count in counts.items()
        ),
        before=write(row.get("before"), language, digits=digits),
        after=write(row.get("after"), language, digits=digits),
    )


def equity_lines(
    rows: Iterable[Mapping[str, Any]], public: str, catalogue: Catalogue, language: str
) -> list[tuple[str, str, str, str]]:
    """Return indices before, after and their difference, for one public."""
    chosen = public if public != "reach" else "average"
    found = []
    for row in rows:
        if row["public"] != chosen:
            continue
        label = worded(EQUITY_INDICES, row["index"], language)
        if row.get("need"):
            need = catalogue.needs.get(row["need"]) or {}
            label = f"{label} — {spoken(need.get('label'), language) or row['need']}"
        before, after = row.get("before"), row.get("after")
        low, high = (index_written(row["index"], one, language) for one in (before, after))
        found.append((label, low, high, _moved(row["index"], before, after, language)))
    return found


def index_written(key: str, value: float | None, language: str) -> str:
    """Write an equity index with the decimals it is told with."""
    if value is None:
        return "—"
    if key in SHARES:
        return percent(value, language)
    digits = 3 if key in THREE_DIGITS else 0 if key == "below_norm_people" else 2
    return number(value, language, digits=digits)


def _moved(key: str, before: float | None, after: float | None, language: str) -> str:
    """Write the difference of an index with its sign; shares differ by percentage points."""
    if before is None or after is None:
        return "—"
    if key in SHARES:
        return written_change("reach_share", after - before, language)
    text = index_written(key, after - before, language)
    return f"+{text}" if after > before and any(one in "123456789" for one in text) else text


def sort_words(language: str) -> list[tuple[str, str]]:
    """Return the orders the table can have and their words."""
    _ = words(language)
    said = {
        "changement": N_("Plus grand changement"),
        "gain": N_("Gains d'abord"),
        "perte": N_("Pertes d'abord"),
        "population": N_("Population"),
        "nom": N_("Nom"),
    }
    return [(key, _(text)) for key, text in said.items()]


def _pair(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _figure(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
