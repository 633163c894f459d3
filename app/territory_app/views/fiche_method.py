"""What to know before using a sheet: what is complete, what resembles it, how it was made."""

from __future__ import annotations

import pandas as pd

from territory.tables.words import CLASS_REASONS, CLASSES, FLAGS, KIND_WORDS
from territory.text import enumerate_words, number, percent
from territory_app.catalogue import Catalogue, spoken
from territory_app.errors import ResultsError
from territory_app.views.comparable import comparable, compared_on
from territory_app.views.fiche_model import Fact, Section, Subject, Table
from territory_app.views.fiche_words import remedies
from territory_app.views.minutes import told_minutes
from territory_app.views.norm import intensity_words, norm_title, thresholds
from territory_app.views.panel import class_words, rank_words
from territory_app.views.people import LISTED, capital, people, worded
from territory_app.views.provenance import credit, unique
from territory_app.views.titles import estimate
from territory_app.views.trend import trend
from territory_app.words import long_day, words


def peers(subject: Subject) -> Section | None:
    """Put the territory beside those that resemble it."""
    _ = words(subject.language)
    catalogue, language = subject.catalogue, subject.language
    found = comparable(catalogue, subject.territory_id)
    if not found:
        return None
    positions = [subject.position, *(one.row for one in found)]
    rows = tuple(_peer(subject, position) for position in positions)
    headings = (
        _("Territoire"), _("Population"), _("Classe"), _("Rang"), _("Hors d'atteinte"),
        _("Temps médian"), _("Accès moyen"),
    )  # fmt: skip
    table = Table(
        "table-comparables",
        _("Ce territoire et ceux qui lui ressemblent"),
        headings,
        rows,
        figures=(1, 4, 5, 6),
        ids=("", *(one.territory_id for one in found)),
        chosen=0,
    )
    said = compared_on(catalogue, subject.level.key, language)
    return Section("comparables", _("Territoires comparables"), table=table, notes=(said,))


def tendency(subject: Subject, before: Catalogue | ResultsError | None) -> Section | None:
    """Tell what changed since earlier results, or why it cannot be told."""
    if before is None:
        return None
    _ = words(subject.language)
    title = _("Depuis les résultats d'avant")
    if isinstance(before, ResultsError):
        return Section("tendance", title, said=(before.public(subject.language),))
    found = trend(subject.catalogue, before, subject.territory_id, subject.language)
    if found.obstacles:
        return Section("tendance", title, said=found.obstacles)
    rows = tuple((one.name, one.then, one.now, one.change) for one in found.changes)
    headings = (_("Chiffre"), _("Avant"), _("Maintenant"), _("Écart"))
    caption = _("Mêmes définitions. Avant : {then}; maintenant : {now}").format(
        then=found.then, now=found.now
    )
    table = Table("table-tendance", caption, headings, rows, figures=(1, 2, 3))
    return Section("tendance", title, table=table, notes=found.cautions)


def completeness(subject: Subject) -> Section:
    """Tell what is known of each kind of service there, and the reservations of the judgement."""
    _ = words(subject.language)
    language = subject.language
    facts = []
    share = subject.figure("completeness")
    if share is not None:
        said = _("{share} du panier est complet").format(share=percent(share, language, digits=0))
        facts.append(Fact(_("Données du panier"), said))
    facts += _kinds_known(subject)
    if not facts:
        facts.append(Fact(_("Données"), _("ces résultats ne disent pas ce qui est complet")))
    notes = (
        _("Une donnée absente n'est jamais un désert."),
        _(
            "L'accès mesuré est spatial : il ne dit rien de l'attente, de la langue ni de la "
            "confiance."
        ),
    )
    return Section(
        "reserves",
        _("Ce qui est complet, ce qui manque, ce qui est fragile"),
        facts=tuple(facts),
        bullets=_reservations(subject),
        notes=notes,
    )


def missing(subject: Subject) -> tuple[str, ...]:
    """Say what keeps the data from telling a class, and what to do; empty where there is one."""
    if str(subject.row["class"]) != "insufficient_data":
        return ()
    _ = words(subject.language)
    language = subject.language
    reason = str(subject.row.get("class_reason") or "")
    told = []
    if reason in CLASS_REASONS:
        told.append(f"{capital(worded(CLASS_REASONS, reason, language))}.")
    found = _known(subject)
    basket = [] if found is None else [
        f"{worded(KIND_WORDS, str(kind), language)} ({worded(LISTED, status, language)})"
        for kind, status, asked in zip(
            found.index, found["status"].astype(str), found["in_basket"], strict=True
        )
        if _true(asked) and status != "complete"
    ]  # fmt: skip
    if basket:
        told.append(
            _("Sortes du panier incomplètes ici : {kinds}.").format(
                kinds=enumerate_words(basket, language)
            )
        )
    elif found is not None and reason == "reach_unknown":
        told.append(_("Ici les listes sont complètes : ce qui manque est chez des voisins."))
    return (*told, *remedies(subject.row, language))


def method(subject: Subject) -> Section:
    """Tell the norm, the sources and the making of the results."""
    _ = words(subject.language)
    catalogue, language = subject.catalogue, subject.language
    norm = catalogue.norm
    basket = [worded(KIND_WORDS, str(kind), language) for kind in norm.get("basket") or ()]
    facts = [
        Fact(_("Norme (convention)"), norm_title(norm, language)),
        Fact(_("Panier de services"), enumerate_words(basket, language) or "—"),
        Fact(_("Seuils d'atteinte"), thresholds(catalogue, language) or "—"),
        Fact(_("Norme d'intensité"), intensity_words(norm, language)),
        Fact(_("Temps"), capital(estimate(catalogue, language))),
        *_sources(catalogue, language),
        Fact(_("Traitement"), made(catalogue, language)),
    ]
    return Section("methode", _("Méthode et sources"), facts=tuple(facts))


def made(catalogue: Catalogue, language: str) -> str:
    """Name the version, the checksum and the date of the results."""
    _ = words(language)
    told = _("territory {version}, résultats {checksum}").format(
        version=catalogue.record.get("territory_version", "?"), checksum=catalogue.version[:8]
    )
    date = long_day(catalogue.record.get("created"), language)
    return _("{told}, calculés le {date}").format(told=told, date=date) if date else told


def _peer(subject: Subject, position: int) -> tuple[str, ...]:
    language = subject.language
    row = subject.level.table.iloc[position]
    other = Subject(subject.catalogue, subject.level, position, language)
    beyond = other.figure("beyond_share")
    return (
        str(row["name"]),
        number(other.figure("population"), language),
        class_words(row, subject.catalogue.norm, language),
        rank_words(row, subject.level.table, language),
        "—" if beyond is None else percent(beyond, language),
        told_minutes(other.figure("nearest_cost_median"), language),
        number(other.figure("access_mean"), language, digits=2),
    )


def _kinds_known(subject: Subject) -> list[Fact]:
    _ = words(subject.language)
    language = subject.language
    mine = _known(subject)
    if mine is None:
        return []
    facts = []
    for kind in KIND_WORDS:
        if kind not in mine.index:
            continue
        row = mine.loc[kind]
        note = "" if _true(row.get("in_basket")) else _("hors panier")
        status = worded(LISTED, str(row["status"]), language)
        facts.append(Fact(capital(worded(KIND_WORDS, kind, language)), capital(status), note))
    return facts


def _known(subject: Subject) -> pd.DataFrame | None:
    """Return what is known of each kind there, by kind; None in older results."""
    table = subject.catalogue.completeness
    if table is None:
        return None
    mine = (table["level"] == subject.level.key) & (table["territory_id"] == subject.territory_id)
    return table[mine.to_numpy()].set_index("kind")


def _true(value: object) -> bool:
    return str(value).lower() == "true"


def _reservations(subject: Subject) -> tuple[str, ...]:
    row, language = subject.row, subject.language
    flags = filter(None, (flag.strip() for flag in str(row.get("flags") or "").split(";")))
    reason = str(row.get("class_reason") or "")
    told = [worded(CLASS_REASONS, reason, language)] if reason in CLASS_REASONS else []
    told += [worded(FLAGS, flag, language) for flag in flags]
    _ = words(language)
    if str(row.get("class_nonregistered") or row["class"]) != str(row["class"]):
        judged = worded(CLASSES, str(row["class_nonregistered"]), language)
        told.append(_("classe pour les personnes non inscrites : {judged}").format(judged=judged))
    outside = subject.level.outside
    if round(outside) > 0:
        told.append(
            _("sans territoire à ce palier : {people} de l'étude").format(
                people=people(outside, language)
            )
        )
    return tuple(f"{capital(one)}." for one in told)


def _sources(catalogue: Catalogue, language: str) -> list[Fact]:
    """Name what each table comes from: title, publisher, vintage, licence."""
    _ = words(language)
    tables = {
        "population": _("Population"),
        "services": _("Points de service"),
        "territories": _("Limites"),
        "coverage": _("Couverture des données"),
    }
    cited: dict[str, list[str]] = {}
    for table, label in tables.items():
        entries = [e for e in catalogue.record.get("inputs") or () if e.get("table") == table]
        told = "; ".join(unique(_cited(entry, language) for entry in entries))
        if told:
            cited.setdefault(told, []).append(label)
    return [Fact(", ".join(labels), told) for told, labels in cited.items()]


def _cited(entry: dict[str, object], language: str) -> str:
    title = spoken(entry.get("title") or entry.get("source"), language)
    precise = (
        credit(entry, language),
        str(entry.get("vintage") or ""),
        spoken(entry.get("licence"), language),
    )
    told = ", ".join(filter(None, precise))
    return f"{title} ({told})" if told else title
