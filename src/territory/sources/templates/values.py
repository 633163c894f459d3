"""What one cell of a filled template says, by type of column.

Each function takes a cell that is not blank and returns its value, or a `Wrong` saying what is
the matter and what to do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from territory.sources._tabular import nearest_name
from territory.sources.templates import faults
from territory.sources.templates.grid import Broken, Percent
from territory.sources.templates.model import Field, simplified
from territory.text import N_, NBSP, Amount, fold

UNKNOWN = (
    "?", "-", "--", "—", "–", "n/a", "na", "n.a.", "n/d", "nd", "n.d.", "s.o.", "so", "s/o", ".",
    "..", "...", "inconnu", "inconnue", "unknown", "null", "none", "nan", "non disponible",
    "not available", "ne sait pas", "à venir", "a venir", "tbd",
)  # fmt: skip
_UNITS = re.compile(
    r"(?:etc|etp|fte|jours?|j|days?|d|heures?|h|hours?|fois|times?|personnes?|people|patients?)"
    r"(?:\s*(?:/|par|per|a)\s*(?:sem(?:aine)?|week|mois|month)\.?)?",
    flags=re.IGNORECASE,
)
_PLAIN = re.compile(r"[-+−]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+−]?\d{1,3}(?:\.\d{3})+(?:,\d+)")
_ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
_FIRST_YEAR = 1990
_SERIALS = (20_000, 80_000)
_MONTHS = (
    ("janvier", "january", "janv", "jan"), ("fevrier", "february", "fevr", "feb"),
    ("mars", "march", "mar"), ("avril", "april", "avr", "apr"), ("mai", "may"),
    ("juin", "june", "jun"), ("juillet", "july", "juil", "jul"), ("aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"), ("octobre", "october", "oct"),
    ("novembre", "november", "nov"), ("decembre", "december", "dec"),
)  # fmt: skip
_MOST_TEXT = 2000


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be used, or must be questioned."""

    what: str
    todo: str
    values: dict[str, Any] = field(default_factory=dict)


def shown(cell: object) -> str:
    """Return a cell as the file shows it.

    Examples
    --------
    >>> shown(12.0), shown(Percent(0.8))
    ('12', '80 %')
    """
    if isinstance(cell, Percent):
        return f"{float(cell) * 100:g} %"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:g}"  # noqa: PLR2004
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def quoted(cell: object) -> str | tuple[str, str]:
    """Return a cell as a sentence quotes it: text as it is, a number as each language writes it.

    Examples
    --------
    >>> quoted("0.85"), quoted(0.85)
    ('0.85', ('0,85', '0.85'))
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return shown(cell)
    amount = Amount(float(cell) * 100 if isinstance(cell, Percent) else float(cell))
    unit = (f"{NBSP}%", "%") if isinstance(cell, Percent) else ("", "")
    return amount.sentence("fr") + unit[0], amount.sentence("en") + unit[1]


def is_blank(cell: object) -> bool:
    """Return whether a cell says nothing, or says that nothing is known.

    Examples
    --------
    >>> is_blank(" "), is_blank("N/D"), is_blank("0")
    (True, True, False)
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and not isinstance(cell, Broken) and _says_nothing(cell)


def _says_nothing(text: str) -> bool:
    return text.strip() == "" or fold(text) in UNKNOWN


def is_figure(cell: object) -> bool:
    """Return whether a cell that is not blank is a number, and not a code as "0611".

    Examples
    --------
    >>> is_figure("1,5"), is_figure("0611"), is_figure("RLS")
    (True, False, False)
    """
    if isinstance(cell, str) and re.match(r"\s*0\d", cell):
        return False
    return not isinstance(_parsed(cell), Wrong)


def _text(cell: Any, one: Field, header: str) -> Any:  # noqa: ARG001 - every type has the same call
    text = shown(cell) if not isinstance(cell, str) else " ".join(cell.split())
    if len(text) > _MOST_TEXT:
        return Wrong(faults.TOO_LONG, faults.SHORTEN, {"count": len(text), "most": _MOST_TEXT})
    return text


def _number(cell: Any, one: Field, header: str) -> Any:  # noqa: ARG001
    value = _parsed(cell, whole=one.type == "count")
    if isinstance(value, Wrong):
        return value
    if value < 0 and not one.signed:
        return Wrong(faults.NEGATIVE, faults.WRITE_POSITIVE, {"value": quoted(cell)})
    if one.type == "count" and not float(value).is_integer():
        return Wrong(faults.NOT_WHOLE, faults.WRITE_WHOLE, {"value": quoted(cell)})
    return value


def _parsed(cell: Any, *, whole: bool = False) -> float | Wrong:
    """Read a number written in French or English, with or without its unit."""
    if isinstance(cell, bool | datetime | date):
        return Wrong(faults.NOT_A_NUMBER, faults.WRITE_A_NUMBER, {"value": quoted(cell)})
    if isinstance(cell, int | float):
        return _finite(float(cell), cell)
    text = re.sub(r"[\s\u00a0\u202f']", "", _UNITS.sub("", _ended(str(cell)))).replace("−", "-")
    if whole and _ONE_GROUP.fullmatch(text):
        return Wrong(faults.TWO_READINGS, faults.NO_THOUSANDS, {"value": quoted(cell)})
    if _PLAIN.fullmatch(text):
        return _finite(float(text.replace(",", ".")), cell)
    if _GROUPED.fullmatch(text):
        mark = "," if text.find(",") < (text.find(".") if "." in text else len(text)) else "."
        return _finite(float(text.replace(mark, "").replace(",", ".")), cell)
    return Wrong(faults.NOT_A_NUMBER, faults.WRITE_A_NUMBER, {"value": quoted(cell)})


def _ended(text: str) -> str:
    """Return a number without the unit that follows it, where there is one."""
    found = re.fullmatch(r"\s*([^A-Za-zÀ-ÿ]*\d[^A-Za-zÀ-ÿ]*)\s*(\S.*)", text)
    return found[1] if found and _UNITS.fullmatch(found[2].strip()) else text


def _finite(value: float, cell: Any) -> float | Wrong:
    if math.isfinite(value):
        return value
    return Wrong(faults.NOT_A_NUMBER, faults.WRITE_A_NUMBER, {"value": quoted(cell)})


def _share(cell: Any, one: Field, header: str) -> Any:  # noqa: ARG001
    """Read a share: a percentage where the cell or the column says so, else between 0 and 1."""
    told = {"value": quoted(cell)}
    percent = isinstance(cell, str) and "%" in cell
    value = _parsed(cell.replace("%", "") if percent else cell)
    if isinstance(value, Wrong):
        return Wrong(faults.NOT_A_SHARE, faults.WRITE_A_SHARE, told)
    if value < 0:
        return Wrong(faults.NEGATIVE, faults.WRITE_POSITIVE, told)
    plain = isinstance(cell, Percent) or not (percent or says_percent(header))
    if not percent and not plain and 0 < value <= 1:
        both = {"low": Amount(value), "high": Amount(value * 100)}
        return Wrong(faults.SMALL_PERCENT, faults.WRITE_PERCENT, {**told, **both})
    portion = value if plain else value / 100
    if portion > 1:
        what = faults.TOO_MUCH if "%" in shown(cell) else faults.NOT_A_SHARE
        return Wrong(what, faults.WRITE_A_SHARE, told)
    return portion


def says_percent(header: str) -> bool:
    """Return whether a header says that its numbers are percentages."""
    return "%" in header or "pourcent" in fold(header) or "percent" in fold(header)


def _date(cell: Any, one: Field, header: str) -> Any:  # noqa: ARG001
    wrong = Wrong(faults.NOT_A_DATE, faults.WRITE_A_DATE, {"value": shown(cell)})
    if isinstance(cell, bool | Percent):
        return wrong
    if isinstance(cell, datetime | date):
        return _in_bounds(cell.isoformat()[:10], cell)
    if isinstance(cell, float) or re.fullmatch(r"\d{5}(?:[.,]\d+)?", str(cell)):
        return _serial(float(str(cell).replace(",", ".")), cell, wrong)
    text = _iso(fold(str(cell)))
    if text == "two":
        return Wrong(faults.TWO_READINGS, faults.WRITE_A_DATE, {"value": shown(cell)})
    return _in_bounds(text, cell) if text else wrong


def _serial(number: float, cell: Any, wrong: Wrong) -> Any:
    """Read a year, or a date as spreadsheets number days."""
    if number.is_integer() and _FIRST_YEAR - 200 <= number <= _FIRST_YEAR + 200:
        return _in_bounds(f"{int(number)}", cell)
    if _SERIALS[0] <= number <= _SERIALS[1]:
        day = date(1899, 12, 30) + timedelta(days=int(number))
        return _in_bounds(day.isoformat(), cell)
    return wrong


def _iso(text: str) -> str:
    """Return a date as ISO writes it, "two" where it reads two ways, "" where it is none.

    Examples
    --------
    >>> _iso("31 mars 2024"), _iso("31/03/2024"), _iso("03/04/2024"), _iso("2024-13-01")
    ('2024-03-31', '2024-03-31', 'two', '')
    """
    text = re.sub(r"[t ]\d{1,2}:\d{2}.*$", "", text.strip())
    if found := re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", text):
        return _valid(*found.groups())
    if found := re.fullmatch(r"(?:(\d{1,2})(?:er)? )?([a-z]+)\.? (\d{4})", text):
        return _valid(found[3], _month(found[2]), found[1])
    if found := re.fullmatch(r"([a-z]+)\.? (\d{1,2}), (\d{4})", text):
        return _valid(found[3], _month(found[1]), found[2])
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        a, b, year = int(found[1]), int(found[2]), found[3]
        if a <= 12 and b <= 12 and a != b:  # noqa: PLR2004
            return "two"
        return _valid(year, str(min(a, b)), str(max(a, b)))
    return ""


def _month(word: str) -> str:
    for place, names in enumerate(_MONTHS, start=1):
        if word in names:
            return str(place)
    return "0"


def _valid(year: str, month: str | None, day: str | None) -> str:
    try:
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return ""
    return whole[: 10 if day else 7 if month else 4]


def _in_bounds(text: str, cell: Any) -> Any:
    """Refuse a date of another century, or of the future: it says nothing of what is there."""
    year = int(text[:4])
    if _FIRST_YEAR <= year <= datetime.now(tz=UTC).year + 1:
        return text
    return Wrong(faults.ODD_YEAR, faults.WRITE_A_DATE, {"value": shown(cell), "year": year})


def _choice(cell: Any, one: Field, header: str) -> Any:  # noqa: ARG001
    known = _words(one)
    wanted = simplified(shown(cell))
    if wanted in known:
        return known[wanted]
    told = {"value": shown(cell), "allowed": (_listed(one, "fr"), _listed(one, "en"))}
    near = nearest_name(wanted, known, close_enough=0.75)
    if near is None:
        return Wrong(faults.NOT_ALLOWED, faults.CHOOSE, told)
    value = known[near]
    place = list(one.values).index(value)
    return Wrong(
        N_("« {value} » n'est pas une valeur admise; est-ce « {near} »?"),
        faults.CHOOSE,
        {**told, "near": (one.allowed("fr")[place], one.allowed("en")[place])},
    )


def _listed(one: Field, language: str) -> str:
    return ", ".join(one.allowed(language))


@lru_cache(maxsize=128)
def _choices(values: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {simplified(word): value for value, words in values for word in (*words, value)}


def _words(one: Field) -> dict[str, str]:
    return _choices(tuple(one.values.items()))


def _flag(cell: Any, one: Field, header: str) -> Any:  # noqa: ARG001
    text = simplified(shown(cell))
    if isinstance(cell, bool) or text in ("oui", "yes", "true", "vrai", "1", "o", "y", "x", "✓"):
        return bool(cell) if isinstance(cell, bool) else True
    if text in ("non", "no", "false", "faux", "0", "n"):
        return False
    return Wrong(
        faults.NOT_ALLOWED,
        faults.CHOOSE,
        {"value": shown(cell), "allowed": (_listed(one, "fr"), _listed(one, "en"))},
    )


_PARSERS: dict[str, Callable[[Any, Field, str], Any]] = {
    "text": _text, "code": _text, "territory": _text, "territories": _text, "number": _number,
    "count": _number, "share": _share, "date": _date, "choice": _choice, "flag": _flag,
}  # fmt: skip


def parse(cell: Any, one: Field, header: str) -> Any:
    """Return the value of a cell that is not blank, or a `Wrong`.

    Parameters
    ----------
    cell : object
        As `read_grid` gives it.
    one : Field
        Column of the template.
    header : str
        What the file calls the column: a "%" in it makes plain numbers percentages.

    Examples
    --------
    >>> rate = Field("rate", "Taux", "Rate", "share")
    >>> parse("80 %", rate, "Taux"), parse("72,5", rate, "Taux (%)"), parse(0.8, rate, "Taux")
    (0.8, 0.725, 0.8)
    >>> parse("0,8", rate, "Taux (%)").values["high"].sentence()
    '80'
    """
    if isinstance(cell, Broken):
        return Wrong(faults.BROKEN, faults.MEND_FORMULA, {"value": str(cell)})
    return _PARSERS[one.type](cell, one, header)
