"""What the map page shows, as a value: read from a query string, written back to one.

Everything that comes from an address or a browser is checked against what the results hold;
what is unknown falls back to the default, in silence, since an old link must still open.
The browser writes the same query string (``assets/view.js``); a browser test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

LEVEL_KEY = "niveau"
INDICATOR_KEY = "indicateur"
KINDS_KEY = "points"
TERRITORY_KEY = "territoire"
STATIC_KEY = "carte"
STATIC_WORD = "statique"


@dataclass(frozen=True)
class Choices:
    """What can be asked for, the first of each being the default.

    Attributes
    ----------
    levels, indicators, kinds : tuple of str
        Keys in the order they are offered; no kind is shown by default.
    territories : Mapping[str, str]
        Level of each territory, by id.
    """

    levels: tuple[str, ...]
    indicators: tuple[str, ...]
    kinds: tuple[str, ...]
    territories: Mapping[str, str]


@dataclass(frozen=True)
class ViewState:
    """One view of the map page."""

    level: str
    indicator: str
    kinds: tuple[str, ...] = ()
    territory: str | None = None
    static: bool = False


def read_view(query: object, choices: Choices) -> ViewState:
    """Read a query string (with or without its ``?``).

    A territory brings its level along, so that a link to a territory alone is enough.

    Examples
    --------
    >>> known = Choices(("mrc", "rls"), ("classe",), ("clsc", "gmf"), {"RLS:0111": "rls"})
    >>> read_view("?territoire=RLS%3A0111&points=gmf", known)
    ViewState(level='rls', indicator='classe', kinds=('gmf',), territory='RLS:0111', static=False)
    >>> read_view("?niveau=../etc&indicateur=", known).level
    'mrc'
    """
    text = query.removeprefix("?") if isinstance(query, str) else ""
    try:
        asked = parse_qs(text, max_num_fields=50)
    except ValueError:
        asked = {}
    asked_level = asked.get(LEVEL_KEY, [""])[0]
    territory = asked.get(TERRITORY_KEY, [""])[0]
    home = choices.territories.get(territory)
    named = asked_level in choices.levels
    level = asked_level if named else (home or choices.levels[0])
    return ViewState(
        level=level,
        indicator=_one_of(asked.get(INDICATOR_KEY, [""])[0], choices.indicators),
        kinds=known_kinds(asked.get(KINDS_KEY, [""])[0].split(","), choices),
        territory=territory if home == level else None,
        static=asked.get(STATIC_KEY, [""])[0] == STATIC_WORD,
    )


def write_view(view: ViewState, choices: Choices) -> str:
    """Write the query string of ``view``; defaults are left out, so the plain page has none.

    Examples
    --------
    >>> known = Choices(("mrc", "rls"), ("classe",), ("clsc", "gmf"), {"RLS:0111": "rls"})
    >>> write_view(ViewState("rls", "classe", ("gmf",), "RLS:0111"), known)
    '?niveau=rls&points=gmf&territoire=RLS%3A0111'
    >>> write_view(ViewState("mrc", "classe"), known)
    ''
    """
    pairs = []
    if view.level != choices.levels[0]:
        pairs.append((LEVEL_KEY, view.level))
    if view.indicator != choices.indicators[0]:
        pairs.append((INDICATOR_KEY, view.indicator))
    if view.kinds:
        pairs.append((KINDS_KEY, ",".join(view.kinds)))
    if view.territory is not None:
        pairs.append((TERRITORY_KEY, view.territory))
    if view.static:
        pairs.append((STATIC_KEY, STATIC_WORD))
    text = "&".join(f"{key}={quote(value, safe=',')}" for key, value in pairs)
    return f"?{text}" if text else ""


def known_kinds(asked: object, choices: Choices) -> tuple[str, ...]:
    """Return the kinds of ``asked`` that exist, in the order they are offered."""
    wanted = set(filter(_is_text, asked)) if isinstance(asked, Sequence) else set()
    return tuple(kind for kind in choices.kinds if kind in wanted)


def known_level(asked: object, choices: Choices) -> str:
    """Return ``asked`` when it is a level of the results, else the default."""
    return _one_of(asked, choices.levels)


def known_indicator(asked: object, choices: Choices) -> str:
    """Return ``asked`` when it is an indicator, else the default."""
    return _one_of(asked, choices.indicators)


def _one_of(asked: object, known: tuple[str, ...]) -> str:
    return asked if isinstance(asked, str) and asked in known else known[0]


def _is_text(value: object) -> bool:
    return isinstance(value, str)
