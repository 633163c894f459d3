"""What an address asks the comparison: which territories, beside what, on which figures.

Nothing is trusted: what is unknown is left out, and said when a person typed it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from territory.text import fold
from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATORS, Indicator

MOST = 4
REGION, WHOLE, ALIKE = "region", "ensemble", "comparables"
REFERENCES = (REGION, WHOLE, ALIKE)
TYPED = 120
LONGEST_CODE = 40
NOT_RANKED = "not_ranked"
_CODE_AT_END = re.compile(r"\(([A-Z]+:[^()\s]+)\)\s*$")
_NEAR = 0.6


@dataclass(frozen=True)
class Asked:
    """One comparison.

    Attributes
    ----------
    level : str
        Level of the territories.
    territories : tuple of str
        Ids, at most `MOST`, in the order they were chosen.
    beside : tuple of str
        Of `REFERENCES`, what stands beside them.
    indicator, service : str
        One indicator shown alone, one kind of service told apart; empty for all.
    chosen : bool
        Whether the address says itself what stands beside.
    left_out : tuple of str
        Ids of another level, and those beyond the number compared.
    self_governed : tuple of str
        Ids of self-governed territories, which are never compared.
    unknown : tuple of str
        What the address names that is no territory of the results, cut short.
    """

    level: str
    territories: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    indicator: str = ""
    service: str = ""
    chosen: bool = False
    left_out: tuple[str, ...] = ()
    self_governed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typed:
    """What a name typed in the form was taken for.

    Attributes
    ----------
    text : str
        As typed, cut short.
    territory : str
        The territory it names; empty where it names none, or several.
    near : tuple of str
        Ids of territories it may have meant.
    """

    text: str
    territory: str = ""
    near: tuple[str, ...] = ()


def offered() -> tuple[Indicator, ...]:
    """Return the indicators that can be compared: those that are figures."""
    return tuple(one for one in INDICATORS if not one.worded)


def read_asked(given: Mapping[str, Sequence[str]], catalogue: Catalogue) -> Asked:
    """Read the values of an address, by key; anything mangled is left out."""
    codes = [
        code.strip() for text in _values(given, "territoires") for code in text[:400].split(",")
    ]
    distinct = list(dict.fromkeys(filter(None, codes)))
    named = [code for code in distinct if code in catalogue.places][: 5 * MOST]
    governed = [code for code in named if is_self_governed(catalogue, code)]
    known = [code for code in named if code not in governed]
    unknown = [code[:LONGEST_CODE] for code in distinct if code not in catalogue.places]
    stated = _first(given, "niveau")
    level = next(iter(catalogue.levels))
    if known or governed:
        level = catalogue.places[(known or governed)[0]][0]
    elif stated in catalogue.levels:
        level = stated
    mine = [code for code in known if catalogue.places[code][0] == level]
    beside = {word for text in _values(given, "avec") for word in text.split(",")}
    keys = {one.key for one in offered()}
    indicator, service = _first(given, "indicateur"), _first(given, "services")
    asked = Asked(
        level=level,
        territories=tuple(mine[:MOST]),
        indicator=indicator if indicator in keys else "",
        service=service if service in catalogue.services_apart else "",
        chosen="avec" in given,
        left_out=tuple(code for code in known if code not in mine[:MOST]),
        self_governed=tuple(governed),
        unknown=tuple(unknown[:MOST]),
    )
    stands = tuple(one for one in REFERENCES if one in beside) if asked.chosen else usual(asked)
    return replace(asked, beside=stands)


def is_self_governed(catalogue: Catalogue, code: str) -> bool:
    """Say whether a territory is self-governed: what is there is its own, never compared."""
    level, row = catalogue.places[code]
    return str(catalogue.levels[level].table["class"].iloc[row]) == NOT_RANKED


def usual(asked: Asked) -> tuple[str, ...]:
    """Return what stands beside when nothing is said: everything beside one territory alone.

    Examples
    --------
    >>> usual(Asked("mrc", ("MRC:05",))), usual(Asked("mrc", ("MRC:05", "MRC:06")))
    (('region', 'ensemble', 'comparables'), ('ensemble',))
    """
    return REFERENCES if len(asked.territories) == 1 else (WHOLE,)


def write_asked(asked: Asked, catalogue: Catalogue) -> str:
    """Write the query string of a comparison; what is usual is left out."""
    pairs = []
    if asked.territories:
        codes = ",".join(quote(code, safe=":") for code in asked.territories)
        pairs.append(f"territoires={codes}")
    elif asked.level != next(iter(catalogue.levels)):
        pairs.append(f"niveau={quote(asked.level)}")
    if asked.beside != usual(asked):
        pairs.append(f"avec={','.join(asked.beside)}")
    if asked.indicator:
        pairs.append(f"indicateur={asked.indicator}")
    if asked.service:
        pairs.append(f"services={asked.service}")
    return f"?{'&'.join(pairs)}" if pairs else ""


def settled(given: Mapping[str, Sequence[str]], catalogue: Catalogue) -> tuple[Asked, Typed]:
    """Return what a form asks for once its level and its typed name are taken in."""
    asked = read_asked(given, catalogue)
    stated = _first(given, "niveau")
    if stated in catalogue.levels and stated != asked.level:
        asked = Asked(stated, (), asked.beside, asked.indicator, asked.service, asked.chosen)
    typed = resolve(_first(given, "ajouter"), asked, catalogue)
    if typed.territory:
        asked = with_territory(asked, typed.territory, catalogue)
    return asked, typed


def with_territory(asked: Asked, code: str, catalogue: Catalogue) -> Asked:
    """Return the comparison with one more territory; one of another level starts afresh."""
    if is_self_governed(catalogue, code):
        return replace(asked, self_governed=tuple(dict.fromkeys((*asked.self_governed, code))))
    level = catalogue.places[code][0]
    before = asked.territories if level == asked.level else ()
    if code in before:
        return asked
    more = (*before, code)
    kept = replace(asked, level=level, territories=more[:MOST], left_out=more[MOST:])
    # What stood beside a lone territory by default gives way to what is usual beside several.
    follows = not asked.chosen or asked.beside == usual(asked)
    return replace(kept, beside=usual(kept)) if follows else kept


def without_territory(asked: Asked, code: str) -> Asked:
    """Return the comparison without one of its territories."""
    kept = replace(asked, territories=tuple(one for one in asked.territories if one != code))
    return replace(kept, beside=usual(kept)) if asked.beside == usual(asked) else kept


def resolve(text: str, asked: Asked, catalogue: Catalogue) -> Typed:
    """Find the territory that a person typed: by its code, or by its name at the level."""
    plain = text.strip()[:TYPED]
    if not plain:
        return Typed("")
    ended = _CODE_AT_END.search(plain)
    for code in (plain, plain.upper(), ended.group(1) if ended else ""):
        if code in catalogue.places:
            return Typed(plain, code)
    table = catalogue.levels[asked.level].table
    folded = table["name"].map(fold)
    wanted = fold(_CODE_AT_END.sub("", plain))
    exact = table.loc[folded == wanted, "territory_id"]
    if len(exact) == 1:
        return Typed(plain, str(exact.iloc[0]))
    if not len(exact):
        within = table.loc[folded.str.contains(wanted, regex=False), "territory_id"]
        near = difflib.get_close_matches(wanted, folded.tolist(), n=MOST, cutoff=_NEAR)
        alike = table.loc[folded.isin(near), "territory_id"]
        exact = within if len(within) else alike
    return Typed(plain, "", tuple(exact.astype(str))[:MOST])


def _values(given: Mapping[str, Sequence[str]], key: str) -> list[str]:
    return [text for text in given.get(key, ()) if isinstance(text, str)]


def _first(given: Mapping[str, Sequence[str]], key: str) -> str:
    return next(iter(_values(given, key)), "")
