"""From the answers of the form to the text of a scenario, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from territory.text import LANGUAGES, N_, fold
from territory_app.errors import ResultsError
from territory_app.scenarios.ground import Ground
from territory_app.scenarios.kinds import (
    BY_KEY,
    CHOICE,
    FLAG,
    INTEGER,
    LEVEL,
    NAMES,
    NEED,
    NUMBER,
    PERCENT,
    PLACES,
    SITES,
    YES,
    Field,
    Kind,
)
from territory_app.scenarios.reading import scenario_of, within_time, written

if TYPE_CHECKING:
    from territory.scenarios.model import Scenario

WHAT, TITLE, NORM, ONTO = "quoi", "titre", "norme", "sur"
LONGEST = 600
LONGEST_TITLE = 160
MOST_CHANGES = 12
FLOORED = frozenset({"floor_then_need", "optimal"})
Change = dict[str, Any]
Told = Callable[["Scenario", str], str]
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,6})?")

NO_KIND = N_("Dites ce qui change : rattachement, postes, permanences…")
NOT_A_NUMBER = N_("« {label} » : écrivez un nombre de {least} à {most}.")
NOT_WHOLE = N_("« {label} » : écrivez un nombre entier de {least} à {most}.")
NOT_OFFERED = N_("« {label} » : choisissez une des réponses offertes.")
MISSING = N_("« {label} » : il manque une réponse.")
ONE_ALONE = N_("« {label} » : nommez-en un seul.")
NO_POSITION = N_("Dites où : un territoire, ou une longitude et une latitude.")
TOO_MANY = N_(
    "Un scénario du formulaire a au plus {most} changements; ouvrez un fichier pour plus."
)


class AnswerError(ResultsError):
    """An answer of the form cannot be used; ``field`` is the name of the question."""

    def __init__(self, template: str, field: str = "", **parameters: Any) -> None:
        self.field = field
        super().__init__(template, **parameters)


def answers(given: Mapping[str, str], quoi: str) -> dict[str, str]:
    """Return the answers about one change, by question; each is cut short.

    Examples
    --------
    >>> answers({"postes.combien": "500", "regle": "need"}, "postes")["combien"]
    '500'
    """
    kind = BY_KEY.get(quoi)
    if kind is None:
        return {}
    return {
        one.key: given.get(f"{quoi}.{one.key}", given.get(one.key, one.default)).strip()[:LONGEST]
        for one in kind.fields
    }


def build(
    given: Mapping[str, str],
    ground: Ground,
    title: Told,
    onto: Scenario | None = None,
    *,
    closed: bool = True,
) -> str:
    """Return the text of the scenario the answers of a form describe.

    Parameters
    ----------
    given : Mapping of str to str
        As posted: ``quoi``, then ``<quoi>.<question>``, ``titre`` and ``norme``.
    ground : Ground
        What territories and points are called.
    title : callable
        Gives a scenario its title in a language, where no one did.
    onto : Scenario, optional
        The change is added after those of this one.
    closed : bool
        Whether it may name no file and must be computed in the time a server leaves: changes
        that search for the best choice then share that time.

    Raises
    ------
    InputError
        One sentence, about the first answer that cannot be used.
    """
    kind = BY_KEY.get(given.get(WHAT, ""))
    if kind is None:
        raise AnswerError(NO_KIND, WHAT)
    change = {"kind": kind.key} | _change(kind, answers(given, kind.key), ground)
    before = [] if onto is None else [_plain(one) for one in onto.change]
    if len(before) >= MOST_CHANGES:
        raise AnswerError(TOO_MANY, WHAT, most=MOST_CHANGES)
    content: dict[str, Any] = {} if onto is None else _plain(onto)
    content |= {"scenario": {"name": "scenario", "title": "-"}, "change": [*before, change]}
    if closed:
        content["change"] = within_time(content["change"])
    norm = given.get(NORM, "").strip()
    if norm:
        content["norm"] = {"preset": norm}
    draft = scenario_of(content, closed=closed)
    stated = " ".join(given.get(TITLE, "").split())[:LONGEST_TITLE]
    titles = {one: stated or title(draft, one) for one in LANGUAGES}
    content["scenario"] = {"name": short_name(titles["fr"]), "title": titles["fr"]}
    if titles["en"] != titles["fr"]:
        content["scenario"]["title_en"] = titles["en"]
    return written(scenario_of(content, closed=closed))


def short_name(title: str) -> str:
    """Return the short name of a scenario from its title.

    Examples
    --------
    >>> short_name("Ramener 50 % des TS des GMF dans les CLSC"), short_name("…")
    ('ramener-50-des-ts-des-gmf-dans-les-clsc', 'scenario')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
    return plain[:48].strip("-") or "scenario"


def _plain(model: Any) -> dict[str, Any]:
    content: dict[str, Any] = model.model_dump(exclude_defaults=True, mode="json")
    return content


def _change(kind: Kind, given: Mapping[str, str], ground: Ground) -> Change:
    made: Change = {}
    for one in kind.fields:
        value = _value(kind, one, given[one.key], ground)
        if one.attribute and value is not None:
            made[one.attribute] = value
    finish = _FINISH.get(kind.key)
    return made if finish is None else finish(kind, made, given, ground)


def _value(kind: Kind, one: Field, text: str, ground: Ground) -> Any:
    name = f"{kind.key}.{one.key}"
    if one.sort == FLAG:
        return True if text == YES else None
    if not text:
        if one.optional or (one.sort == CHOICE and ("" in dict(one.choices))):
            return None
        raise AnswerError(MISSING, name, label=_label(one))
    if one.sort in {PERCENT, INTEGER, NUMBER}:
        return _number(name, one, text)
    if one.sort == CHOICE and text not in dict(one.choices):
        raise AnswerError(NOT_OFFERED, name, label=_label(one))
    if one.sort in NAMES:
        try:
            found = ground.find_places(text) if one.sort == PLACES else ground.find_sites(text)
        except ResultsError as refusal:
            raise AnswerError(refusal.template, name, **refusal.parameters) from None
        if one.attribute == "site":
            if len(found) != 1:
                raise AnswerError(ONE_ALONE, name, label=_label(one))
            return found[0]
        return list(found)
    return text


def _number(name: str, one: Field, text: str) -> float | int:
    plain = re.sub(r"[\s\u00a0\u202f%$]", "", text)
    bounds = {"least": f"{one.least:g}", "most": f"{one.most:g}"}
    if not _NUMBER.fullmatch(plain):
        raise AnswerError(NOT_A_NUMBER, name, label=_label(one), **bounds)
    value = float(plain.replace(",", "."))
    if not one.least <= value <= one.most:
        raise AnswerError(NOT_A_NUMBER, name, label=_label(one), **bounds)
    if one.sort == INTEGER:
        if value != math.floor(value):
            raise AnswerError(NOT_WHOLE, name, label=_label(one), **bounds)
        return int(value)
    return round(value / 100, 6) if one.sort == PERCENT else value


def _label(one: Field) -> ResultsError:
    """Return the words of a question, told in the language of the sentence they are in."""
    return ResultsError(one.label)


def _reattach(_kind: Kind, made: Change, given: Mapping[str, str], ground: Ground) -> Change:
    if given["ou"]:
        share = made.pop("share")
        made["by_territory"] = dict.fromkeys(ground.find_places(given["ou"]), share)
    return made


def _give(_kind: Kind, made: Change, _given: Mapping[str, str], _ground: Ground) -> Change:
    if made["rule"] not in FLOORED:
        made.pop("floor", None)
    if made["rule"] != "optimal":
        made.pop("aim", None)
    return made


def _site(_kind: Kind, made: Change, given: Mapping[str, str], _ground: Ground) -> Change:
    if made["model"] == "set_covering":
        made.pop("count", None)
    made["fte"] = {given["role"]: made["fte"]}
    if given["ferment"]:
        made["may_close"] = [given["ferment"]]
    return made


def _open(kind: Kind, made: Change, given: Mapping[str, str], ground: Ground) -> Change:
    made |= _position(kind, made, given, ground)
    made["fte"] = {given["role"]: made.pop("fte")}
    return {"id": f"scenario:{short_name(made['name'])}"} | made


def _move(kind: Kind, made: Change, given: Mapping[str, str], ground: Ground) -> Change:
    return made | _position(kind, made, given, ground)


def _position(kind: Kind, made: Change, given: Mapping[str, str], ground: Ground) -> Change:
    if "lon" in made and "lat" in made:
        return {"lon": made["lon"], "lat": made["lat"]}
    found = ground.find_places(given["ou"])
    if len(found) != 1 or "lon" in made or "lat" in made:
        raise AnswerError(NO_POSITION, f"{kind.key}.ou")
    lon, lat = ground.middle(found[0])
    return {"lon": lon, "lat": lat}


def _register(_kind: Kind, made: Change, given: Mapping[str, str], ground: Ground) -> Change:
    rate = made.pop("rate")
    if given["ou"]:
        return {"by_territory": dict.fromkeys(ground.find_places(given["ou"]), rate)}
    return {given["regle"]: rate}


def _grow(_kind: Kind, made: Change, given: Mapping[str, str], ground: Ground) -> Change:
    factor = round(1 + made.pop("everywhere") / 100, 6)
    if given["ou"]:
        return {"growth": dict.fromkeys(ground.find_places(given["ou"]), factor)}
    return {"everywhere": factor}


_FINISH: Mapping[str, Callable[[Kind, Change, Mapping[str, str], Ground], Change]] = {
    "rattachement": _reattach,
    "postes": _give,
    "emplacements": _site,
    "ouvrir": _open,
    "deplacer": _move,
    "inscription": _register,
    "population": _grow,
}


def filled(scenario: Scenario, ground: Ground) -> dict[str, str]:
    """Return the answers that describe the last change of a scenario, as the form holds them.

    What the form does not ask is left out: it stays in the scenario's file.
    """
    kind = BY_KEY.get(scenario.change[-1].kind) if scenario.change else None
    if kind is None:
        return {}
    change = scenario.change[-1].model_dump(mode="json")
    found = {WHAT: kind.key, NORM: str(scenario.norm.preset or "")}
    for one in kind.fields:
        text = _text(one, change.get(one.attribute), ground)
        if text is not None:
            found[f"{kind.key}.{one.key}"] = text
    return found | _special(kind.key, change, ground)


def _text(one: Field, value: Any, ground: Ground) -> str | None:
    if one.sort == PERCENT:
        return f"{value * 100:g}" if isinstance(value, int | float) else None
    if one.sort in {INTEGER, NUMBER}:
        return f"{value:g}" if isinstance(value, int | float) else None
    if one.sort == PLACES and isinstance(value, list):
        return "; ".join(f"{ground.place_name(code)} ({code})" for code in value)
    if one.sort == SITES:
        listed = value if isinstance(value, list) else [value]
        return "; ".join(f"{ground.site_name(code)} ({code})" for code in listed if code)
    if one.sort in {CHOICE, LEVEL, NEED} and value is None and one.attribute:
        return ""
    return value if isinstance(value, str) else None


def _special(kind: str, change: Change, ground: Ground) -> dict[str, str]:
    by = change.get("by_territory") or change.get("growth") or {}
    found: dict[str, str] = {}
    if by:
        found[f"{kind}.ou"] = "; ".join(f"{ground.place_name(one)} ({one})" for one in by)
    first = next(iter(by.values()), None)
    if kind == "population":
        factor = first if first is not None else change.get("everywhere")
        if factor is not None:
            found[f"{kind}.combien"] = f"{round((factor - 1) * 100, 4):g}"
    elif kind == "inscription":
        rate = first if first is not None else change.get("rate") or change.get("at_least")
        found[f"{kind}.combien"] = f"{(rate or 0) * 100:g}"
        found[f"{kind}.regle"] = "rate" if change.get("rate") is not None else "at_least"
    elif kind == "rattachement" and first is not None:
        found[f"{kind}.combien"] = f"{first * 100:g}"
    elif kind == "ouvrir":
        role, fte = next(iter((change.get("fte") or {}).items()), ("ts", 0))
        found |= {f"{kind}.role": role, f"{kind}.combien": f"{fte:g}"}
    elif kind == "emplacements":
        found |= {f"{kind}.{key}": text for key, text in _sited(change).items()}
    return found


def _sited(change: Change) -> dict[str, str]:
    role, fte = next(iter((change.get("fte") or {}).items()), ("ts", 1))
    return {
        "role": role,
        "personnel": f"{fte:g}",
        "ferment": next(iter(change.get("may_close") or ()), ""),
        "perte": YES if change.get("no_one_loses") else "",
    }
