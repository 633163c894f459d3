"""What a scenario concludes, in words, and the sentence for a conclusion that does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from territory.codes import level_named
from territory.tables.notes import Note, note
from territory.tables.scenarios import NOTABLE
from territory.text import LANGUAGES, N_, Amount

_FICTIONAL = N_("Dans ce jeu fictif, ")
_FINDINGS: Mapping[tuple[str, str], str] = {
    ("reach", "up"): N_(
        "plus de gens entrent à portée d'une porte qu'il n'en sort ({gain} contre {lose})"
    ),
    ("reach", "down"): N_(
        "plus de gens cessent d'être à portée d'une porte qu'il n'y en entre ({lose} contre {gain})"
    ),
    ("reach", "same"): N_(
        "autant de gens entrent à portée d'une porte qu'il n'en sort ({gain} et {lose})"
    ),
    ("registered", "up"): N_(
        "plus de personnes inscrites gagnent de l'accès qu'il n'en perd ({gain} contre {lose})"
    ),
    ("registered", "down"): N_(
        "plus de personnes inscrites perdent de l'accès qu'il n'en gagne ({lose} contre {gain})"
    ),
    ("registered", "same"): N_(
        "autant de personnes inscrites gagnent de l'accès qu'il n'en perd ({gain} et {lose})"
    ),
    ("nonregistered", "up"): N_(
        "plus de personnes non inscrites gagnent de l'accès qu'il n'en perd ({gain} contre {lose})"
    ),
    ("nonregistered", "down"): N_(
        "plus de personnes non inscrites perdent de l'accès qu'il n'en gagne ({lose} contre {gain})"
    ),
    ("nonregistered", "same"): N_(
        "autant de personnes non inscrites gagnent de l'accès qu'il n'en perd ({gain} et {lose})"
    ),
    ("average", "up"): N_(
        "selon l'accès moyen de leur secteur, plus de gens gagnent qu'il n'en perd ({gain} contre "
        "{lose})"
    ),
    ("average", "down"): N_(
        "selon l'accès moyen de leur secteur, plus de gens perdent qu'il n'en gagne ({lose} contre "
        "{gain})"
    ),
    ("average", "same"): N_(
        "selon l'accès moyen de leur secteur, autant de gens gagnent qu'il n'en perd ({gain} et "
        "{lose})"
    ),
    ("reach", "none"): N_("personne n'entre à portée d'une porte ni n'en sort"),
    ("registered", "none"): N_("l'accès ne change pour aucune personne inscrite"),
    ("nonregistered", "none"): N_("l'accès ne change pour aucune personne non inscrite"),
    ("average", "none"): N_("l'accès moyen ne change dans aucun secteur"),
    ("mean_access", "up"): N_("l'accès moyen monte, de {before:2} à {after:2} ETC par 10 000"),
    ("mean_access", "down"): N_("l'accès moyen baisse, de {before:2} à {after:2} ETC par 10 000"),
    ("mean_access", "same"): N_("l'accès moyen ne change pas ({after:2} ETC par 10 000)"),
    ("deserts", "up"): N_("le nombre de déserts monte, de {before} à {after} ({level})"),
    ("deserts", "down"): N_("le nombre de déserts baisse, de {before} à {after} ({level})"),
    ("deserts", "same"): N_("le nombre de déserts ne change pas : {after} ({level})"),
    ("below_norm", "up"): N_(
        "le nombre de déserts et de territoires sous-desservis monte, de {before} à {after} "
        "({level})"
    ),
    ("below_norm", "down"): N_(
        "le nombre de déserts et de territoires sous-desservis baisse, de {before} à {after} "
        "({level})"
    ),
    ("below_norm", "same"): N_(
        "le nombre de déserts et de territoires sous-desservis ne change pas : {after} ({level})"
    ),
    ("worst_off", "up"): N_(
        "l'accès du territoire le moins bien desservi monte, de {before:2} à {after:2} ETC par "
        "10 000 ({level})"
    ),
    ("worst_off", "down"): N_(
        "l'accès du territoire le moins bien desservi baisse, de {before:2} à {after:2} ETC par "
        "10 000 ({level})"
    ),
    ("worst_off", "same"): N_(
        "l'accès du territoire le moins bien desservi ne change pas : {after:2} ETC par 10 000 "
        "({level})"
    ),
}
_SETTINGS: Mapping[str, str] = {
    "as_judged": N_("tout reste tel que jugé"),
    "fast_decay": N_("l'accès baisse plus vite avec la distance"),
    "intensity_again": N_("la norme relative d'intensité est recalculée après les changements"),
    "all_roles": N_("tous les rôles comptent autant"),
    "half_technicians": N_("les techniciennes et techniciens comptent pour moitié"),
}
_THRESHOLD = N_("les seuils de temps sont multipliés par {factor}")
_PREFIX = "threshold_x_"
_REVERSED = N_("Une conclusion s'inverse si {setting} : {found}; tel que jugé, {judged}.")
_NOTABLY = N_("{count}; d'au moins {least} % : {first} contre {second}")
_IF = N_("si {setting}")
_EITHER = N_("{first} ou {last}")
_LIST = "{names:,}"
_TURNS = N_("{judged}; cette conclusion s'inverse {reversing}.")
_ENDS = N_("{judged}; cette conclusion ne tient plus {ending}.")
_TURNS_OR_ENDS = N_("{judged}; cette conclusion s'inverse {reversing}, et ne tient plus {ending}.")
_LOST = N_("Une conclusion ne tient plus si {setting} : {found}; tel que jugé, {judged}.")


def setting_words(setting: str) -> Note:
    """Return what a setting is, as it reads after « si ».

    Examples
    --------
    >>> setting_words("threshold_x_0.75")
    'les seuils de temps sont multipliés par 0,75'
    >>> setting_words("all_roles").told("en")
    'every role counts alike'
    """
    if setting.startswith(_PREFIX):
        return note(_THRESHOLD, factor=Amount(float(setting.removeprefix(_PREFIX))))
    return note(_SETTINGS[setting])


def finding(found: Mapping[str, Any]) -> Note:
    """Return what was found, in words.

    Parameters
    ----------
    found : Mapping
        ``conclusion, level, direction, before, after, gain, lose``; with ``gain_notable,
        lose_notable``, those whose access changes notably are told too.

    Examples
    --------
    >>> finding({"conclusion": "deserts", "level": "clsc", "direction": "down", "before": 9,
    ...     "after": 7, "gain": None, "lose": None})
    'le nombre de déserts baisse, de 9 à 7 (territoires de CLSC)'
    """
    fields = {name: found[name] for name in ("before", "after")} | _gain_and_lose(found)
    level = note(level_named(found["level"]).plural) if found["level"] else ""
    still = found["gain"] == 0 and found["lose"] == 0
    way = "none" if still else found["direction"]
    template = _FINDINGS[found["conclusion"], way]
    return note(template, level=level, **fields)


def _gain_and_lose(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many gain and lose; whichever is told last has the notable counts after it."""
    first, last = ("lose", "gain") if found["direction"] == "down" else ("gain", "lose")
    counts = {name: found[name] for name in (first, last)}
    if f"{first}_notable" not in found:
        return counts
    told = note(
        _NOTABLY,
        count=found[last],
        least=Amount(100 * NOTABLE),
        first=found[f"{first}_notable"],
        second=found[f"{last}_notable"],
    )
    return {first: found[first], last: told}


def flip(
    setting: str, found: Mapping[str, Any], judged: Mapping[str, Any], *, demonstration: bool
) -> dict[str, str]:
    """Return the sentence for a conclusion that goes another way under a setting."""
    opposite = {found["direction"], judged["direction"]} == {"up", "down"}
    sentence = note(
        _REVERSED if opposite else _LOST,
        setting=setting_words(setting),
        found=finding(found),
        judged=finding(judged),
    )
    return in_both([sentence], demonstration=demonstration)


def flip_together(
    judged: Mapping[str, Any],
    reversing: Sequence[str],
    ending: Sequence[str],
    *,
    demonstration: bool,
) -> dict[str, str]:
    """Return the sentence for a conclusion, with every setting under which it does not hold.

    Parameters
    ----------
    judged : Mapping
        The conclusion as judged, as `finding` takes it.
    reversing, ending : sequence of str
        Settings that turn it the other way, and those under which it is neither way.
    demonstration : bool

    Examples
    --------
    >>> one = {"conclusion": "mean_access", "level": "", "direction": "same", "before": 4,
    ...     "after": 4, "gain": None, "lose": None}
    >>> flip_together(one, [], ["all_roles"], demonstration=False)["en"].split("; ")[1]
    'this no longer holds if every role counts alike.'
    """
    template = _TURNS_OR_ENDS if reversing and ending else (_TURNS if reversing else _ENDS)
    sentence = note(
        template, judged=finding(judged), reversing=_any_of(reversing), ending=_any_of(ending)
    )
    told = in_both([sentence], demonstration=demonstration)
    return {language: text[:1].upper() + text[1:] for language, text in told.items()}


def _any_of(settings: Sequence[str]) -> Note | str:
    """Return « si …, si … ou si … »."""
    told = [note(_IF, setting=setting_words(one)) for one in settings]
    if len(told) < 2:  # noqa: PLR2004
        return told[0] if told else ""
    return note(_EITHER, first=note(_LIST, names=told[:-1]), last=told[-1])


def in_both(parts: Sequence[Note], *, demonstration: bool) -> dict[str, str]:
    """Return sentences one after the other in each language; a demonstration says it is one."""
    told = {one: " ".join(part.told(one) for part in parts) for one in LANGUAGES}
    if not demonstration:
        return told
    prefix = note(_FICTIONAL)
    return {one: prefix.told(one) + text[:1].lower() + text[1:] for one, text in told.items()}
