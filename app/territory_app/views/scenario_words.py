"""What a scenario changes, in a few words for each change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from territory.codes import level_named
from territory.text import N_, enumerate_words, number, percent, translator, typeset
from territory_app.scenarios.kinds import MODELS
from territory_app.words import words

if TYPE_CHECKING:
    from territory.scenarios.model import Scenario

Name = Callable[[str], str]
MOST_NAMED = 3

TO = {
    "territory": N_("dans les CLSC de leur territoire"),
    "nearest": N_("au CLSC le plus proche"),
    "population": N_("dans les CLSC, selon la population"),
}
POSTS = {
    "ts": (N_("{count} poste en travail social"), N_("{count} postes en travail social")),
    "tts": (
        N_("{count} poste en techniques de travail social"),
        N_("{count} postes en techniques de travail social"),
    ),
    "oc": (
        N_("{count} poste en organisation communautaire"),
        N_("{count} postes en organisation communautaire"),
    ),
    "other": (N_("{count} poste d'un autre rôle"), N_("{count} postes d'un autre rôle")),
}
RULES = {
    "per_capita": N_("selon la population"),
    "need": N_("selon le besoin"),
    "floor_then_need": N_("un plancher partout, puis selon le besoin"),
    "largest_gaps": N_("d'abord là où il en manque le plus"),
    "optimal": N_("la meilleure répartition pour un objectif"),
}
PLACES = {
    "library": N_("les bibliothèques"),
    "community": N_("les organismes communautaires"),
    "clsc": N_("les CLSC"),
}
CLASSES = {
    "desert": N_("des territoires classés « désert »"),
    "underserved": N_("des territoires sous-desservis"),
}
VIRTUAL = {
    "to_in_person": N_("Ramener sur place le personnel des services virtuels"),
    "withdraw": N_("Retirer les services virtuels"),
    "offer": N_("Offrir à distance le service que des points donnent en personne"),
}


def title_in(scenario: Scenario, language: str) -> str:
    """Return the title a scenario has, spaced as French is."""
    title = scenario.title(language)
    return typeset(title) if language == "fr" else title


def title_of(scenario: Scenario, language: str, name: Name = str) -> str:
    """Return a title made from what a scenario changes."""
    return "; ".join(said(scenario, language, name)) or scenario.title(language)


def said(scenario: Scenario, language: str, name: Name = str) -> list[str]:
    """Return one line for each change of a scenario, places being named by ``name``."""
    return [_told(change.model_dump(mode="json"), language, name) for change in scenario.change]


def _told(change: Mapping[str, Any], language: str, name: Name) -> str:
    tell = _TELL.get(str(change["kind"]))
    if tell is None:
        return str(change["kind"]).capitalize()
    sentence = tell(change, language, name)
    places = change.get("in_territories") or ()
    return _within(sentence, list(places), language, name)


def _within(sentence: str, places: Sequence[str], language: str, name: Name) -> str:
    if not places:
        return sentence
    _ = words(language)
    return _("{sentence} : {places}").format(
        sentence=sentence, places=_listed(places, language, name)
    )


def _listed(codes: Sequence[str], language: str, name: Name) -> str:
    _ = words(language)
    named = [name(one) for one in codes[:MOST_NAMED]]
    left = len(codes) - len(named)
    if left:
        named.append(_("{count} autres").format(count=left))
    return enumerate_words(named, language)


def _reattachment(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    by = change["by_territory"]
    share = change["share"]
    where = TO[change["to"]]
    to = _(where)
    if change["fte"]:
        fte = number(sum(change["fte"].values()), language, digits=1)
        return _("Ramener {count} ETC de TS des GMF {to}").format(count=fte, to=to)
    shares = sorted({*by.values(), *change["by_site"].values()} or {share})
    told = enumerate_words([percent(one, language, digits=0) for one in shares[:1]], language)
    if len(shares) > 1 or (share is not None and (by or change["by_site"])):
        return _("Ramener une part des TS des GMF {to}, selon l'endroit").format(to=to)
    sentence = _("Ramener {share} des TS des GMF {to}").format(share=told, to=to)
    return _within(sentence, list(by), language, name)


def _posts(change: Mapping[str, Any], language: str, _name: Name) -> str:
    _ = words(language)
    one, several = POSTS[change["role"]]
    count = change["count"]
    posts = _(one if count == 1 else several).format(count=number(count, language))
    rule = RULES[change["rule"]]
    return _("Ajouter {posts}, {rule}").format(posts=posts, rule=_(rule))


def _outreach(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    days = change["days_per_week"]
    template = (
        _("Une permanence d'un jour par semaine dans {where}")
        if days == 1
        else _("Une permanence de {days} jours par semaine dans {where}")
    )
    kind, judged = PLACES.get(change["at"]), CLASSES.get(change["in_class"])
    where = _(kind) if kind else _listed(change["sites"], language, name)
    if judged:
        where = f"{where} {_(judged)}"
    return template.format(days=_plain(days, language), where=where)


def _opening(change: Mapping[str, Any], language: str, _name: Name) -> str:
    _ = words(language)
    return _("Ouvrir {site}").format(site=change["name"])


def _closing(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    return _("Fermer {sites}").format(sites=_listed(change["sites"], language, name))


def _moving(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    return _("Déplacer {site}").format(site=name(change["site"]))


def _hours(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    return _("Ouvrir {sites} {share} de la semaine").format(
        sites=_listed(change["sites"], language, name),
        share=percent(change["open_share"], language, digits=0),
    )


def _virtual(change: Mapping[str, Any], language: str, _name: Name) -> str:
    _ = words(language)
    action = VIRTUAL[change["action"]]
    return _(action)


def _registration(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    by = change["by_territory"]
    rates = sorted(set(by.values())) or [change["at_least"] or change["rate"] or 0]
    if len(rates) > 1:
        return _("Changer le taux d'inscription, selon l'endroit")
    template = (
        _("Porter le taux d'inscription à {rate} au moins")
        if change["at_least"] is not None
        else _("Porter le taux d'inscription à {rate}")
    )
    sentence = template.format(rate=percent(rates[0], language, digits=0))
    return _within(sentence, list(by), language, name)


def _population(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    if change["year"]:
        return _("La population de {year}").format(year=change["year"])
    growth = change["growth"]
    factors = sorted(set(growth.values())) or [change["everywhere"] or 1]
    if len(factors) > 1:
        return _("Changer la population, selon l'endroit")
    rise = percent(abs(factors[0] - 1), language, digits=0)
    template = _("{rise} de gens en plus") if factors[0] >= 1 else _("{rise} de gens en moins")
    return _within(template.format(rise=rise), list(growth), language, name)


def _organisation(change: Mapping[str, Any], language: str, _name: Name) -> str:
    _ = words(language)
    level = translator(language)(level_named(change["level"]).label)
    return _("Mettre le personnel en commun par {level}").format(level=level)


def _siting(change: Mapping[str, Any], language: str, name: Name) -> str:
    _ = words(language)
    kind, count = PLACES.get(change["at"] or ""), change["count"]
    where = _(kind) if kind else _listed(change["sites"], language, name)
    if not where or count == 0:
        return _("Placer de nouveaux points là où ils servent le mieux")
    sought = dict(MODELS)[change["model"]]
    if count is None:
        template = _("Placer de nouveaux points parmi {where} : {sought}")
    elif count == 1:
        template = _("Placer un nouveau point parmi {where} : {sought}")
    else:
        template = _("Placer {count} nouveaux points parmi {where} : {sought}")
    told = number(count or 0, language)
    return template.format(count=told, where=where, sought=_(sought))


def _plain(value: float, language: str) -> str:
    return number(value, language, digits=0 if value == int(value) else 1)


_TELL: Mapping[str, Callable[[Mapping[str, Any], str, Name], str]] = {
    "rattachement": _reattachment,
    "postes": _posts,
    "hors-murs": _outreach,
    "ouvrir": _opening,
    "fermer": _closing,
    "deplacer": _moving,
    "heures": _hours,
    "virtuel": _virtual,
    "inscription": _registration,
    "population": _population,
    "organisation": _organisation,
    "emplacements": _siting,
}
