"""The view as a value, and its address: what a person sees is what the link says.

Nothing is trusted: an unknown level, indicator, place, number or territory gives the default,
so that a broken link still opens on a map. Keys are the same in both languages, so that the
language can be switched without touching the rest; defaults are left out.
The browser writes the same query string (``assets/20-view.js``); a test compares the two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import parse_qs, quote

KEYS: Mapping[str, str] = {
    "level": "niveau",
    "indicator": "indicateur",
    "service": "services",
    "need": "besoin",
    "method": "classes",
    "count": "nombre",
    "bounds": "bornes",
    "kinds": "points",
    "overlay": "contours",
    "within": "dans",
    "sort": "tri",
    "isolated": "isoler",
    "territory": "territoire",
    "static": "carte",
}
"""Query key of each field of a view, in the order they are written."""
STATIC_WORD = "statique"
METHODS = ("quantiles", "jenks", "norme")
COUNTS = (3, 4, 5, 6, 7)
COUNT = 5
PAINTED = ("service", "need", "method", "count", "bounds")
"""Fields that, with the level and the indicator, decide the colours."""
MOST_BOUNDS = 7
SORT = re.compile(r"-?[a-z][a-z0-9_-]{0,39}")
CODE = re.compile(r"[0-9a-z]")


@dataclass(frozen=True)
class Choices:
    """What can be asked for, the first of each being the default.

    Attributes
    ----------
    levels, indicators, kinds : tuple of str
        Keys in the order they are offered; no kind is shown by default.
    territories : Mapping[str, str]
        Level of each territory, by id.
    services, needs : tuple of str
        Kinds of service that can be told apart; need columns.
    places : Collection of str
        Ids and regions a view can be kept to.
    """

    levels: tuple[str, ...]
    indicators: tuple[str, ...]
    kinds: tuple[str, ...]
    territories: Mapping[str, str]
    services: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    places: Collection[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class ViewState:
    """One view of the map page.

    Attributes
    ----------
    level, indicator : str
        What is shown.
    kinds : tuple of str
        Kinds of points drawn over the map.
    territory : str, optional
        The territory chosen.
    static : bool
        Whether the map is a drawing.
    service : str
        The kind of service told apart; empty for all together.
    need : str
        Need column, for the indicators that read one; empty for the first there is.
    method, count : str, int
        How classes are made, and how many.
    bounds : tuple of float
        Upper bounds kept from another view; empty when classes follow the values.
    overlay : str
        Level whose outlines are laid over the map; empty for none.
    within : str
        Place the view is kept to; empty for everywhere.
    sort : str
        Column the table is sorted by, with a hyphen before it from high to low; empty for rank.
    isolated : str
        Code of the class shown alone; empty for all.
    """

    level: str
    indicator: str
    kinds: tuple[str, ...] = ()
    territory: str | None = None
    static: bool = False
    service: str = ""
    need: str = ""
    method: str = METHODS[0]
    count: int = COUNT
    bounds: tuple[float, ...] = ()
    overlay: str = ""
    within: str = ""
    sort: str = ""
    isolated: str = ""


def read_view(query: object, choices: Choices) -> ViewState:
    """Read a query string (with or without its ``?``).

    A territory brings its level along, so that a link to a territory alone is enough.

    Examples
    --------
    >>> known = Choices(("mrc", "rls"), ("classe",), ("clsc", "gmf"), {"RLS:0111": "rls"})
    >>> view = read_view("?territoire=RLS%3A0111&points=gmf&bornes=1,2.5", known)
    >>> view.level, view.kinds, view.territory, view.bounds
    ('rls', ('gmf',), 'RLS:0111', (1.0, 2.5))
    >>> read_view("?niveau=../etc&indicateur=", known).level
    'mrc'
    """
    text = query.removeprefix("?") if isinstance(query, str) else ""
    try:
        parsed = parse_qs(text, max_num_fields=50)
    except ValueError:
        parsed = {}
    asked = {name: parsed.get(key, [""])[0] for name, key in KEYS.items()}
    home = choices.territories.get(asked["territory"])
    level = asked["level"] if asked["level"] in choices.levels else (home or choices.levels[0])
    return ViewState(
        level=level,
        indicator=_one_of(asked["indicator"], choices.indicators),
        kinds=known_kinds(asked["kinds"].split(","), choices),
        territory=asked["territory"] if home == level else None,
        static=asked["static"] == STATIC_WORD,
        service=_among(asked["service"], choices.services),
        need=_among(asked["need"], choices.needs),
        method=_one_of(asked["method"], METHODS),
        count=known_count(asked["count"]),
        bounds=known_bounds(asked["bounds"].split(",")),
        overlay=_among(asked["overlay"], choices.levels),
        within=_among(asked["within"], choices.places),
        sort=asked["sort"] if SORT.fullmatch(asked["sort"]) else "",
        isolated=asked["isolated"] if CODE.fullmatch(asked["isolated"]) else "",
    )


def write_view(view: ViewState, choices: Choices, only: Iterable[str] | None = None) -> str:
    """Write the query string of ``view``; defaults are left out, so the plain page has none.

    Parameters
    ----------
    view : ViewState
    choices : Choices
    only : iterable of str, optional
        Fields to write, where the others do not matter.

    Examples
    --------
    >>> known = Choices(("mrc", "rls"), ("classe",), ("clsc", "gmf"), {"RLS:0111": "rls"})
    >>> write_view(ViewState("rls", "classe", ("gmf",), "RLS:0111"), known)
    '?niveau=rls&points=gmf&territoire=RLS%3A0111'
    >>> write_view(ViewState("mrc", "classe"), known)
    ''
    """
    fields = KEYS if only is None else {name: KEYS[name] for name in KEYS if name in set(only)}
    plain = ViewState(choices.levels[0], choices.indicators[0])
    pairs = [
        (key, _written(getattr(view, name)))
        for name, key in fields.items()
        if getattr(view, name) not in (getattr(plain, name), None)
    ]
    text = "&".join(f"{key}={quote(value, safe=',')}" for key, value in pairs)
    return f"?{text}" if text else ""


def known_kinds(asked: object, choices: Choices) -> tuple[str, ...]:
    """Return the kinds of ``asked`` that exist, in the order they are offered."""
    wanted = set(filter(_is_text, asked)) if isinstance(asked, Sequence) else set()
    return tuple(kind for kind in choices.kinds if kind in wanted)


def known_count(asked: object) -> int:
    """Return a count of classes: what is asked, or five.

    Examples
    --------
    >>> known_count("7"), known_count(4), known_count("99"), known_count(None)
    (7, 4, 5, 5)
    """
    text = str(asked)
    return int(text) if text in map(str, COUNTS) else COUNT


def known_bounds(asked: object) -> tuple[float, ...]:
    """Return upper bounds that can class something, or none at all.

    Examples
    --------
    >>> known_bounds(["0.1", "2"]), known_bounds(["2", "1"]), known_bounds(["nan"])
    ((0.1, 2.0), (), ())
    """
    if not isinstance(asked, Sequence) or not 0 < len(asked) <= MOST_BOUNDS:
        return ()
    try:
        numbers = tuple(float(one) for one in asked)
    except (TypeError, ValueError):
        return ()
    rising = all(low < high for low, high in pairwise(numbers))
    return numbers if rising and all(map(math.isfinite, numbers)) else ()


def _written(value: object) -> str:
    if isinstance(value, bool):
        return STATIC_WORD
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, tuple):
        return ",".join(map(_written, value))
    return str(value)


def _one_of(asked: object, known: tuple[str, ...]) -> str:
    return asked if isinstance(asked, str) and asked in known else known[0]


def _among(asked: str, known: Collection[str]) -> str:
    return asked if asked in known else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)
