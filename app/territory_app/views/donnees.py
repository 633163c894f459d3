"""The data page: what is loaded, how complete, whose population, what was left out, what to take.

Only words, made from run.json and the tables of the results folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from territory.report.cautions import cautions
from territory.tables.words import KIND_WORDS
from territory.text import N_, number, percent
from territory_app.catalogue import Catalogue, spoken
from territory_app.record import is_earlier
from territory_app.results_files import ResultsFile
from territory_app.views.excluded import Excluded, excluded
from territory_app.views.loaded import Loaded, loaded
from territory_app.views.norm import norm_title
from territory_app.views.people import capital, counted, people, worded
from territory_app.views.takeaway import Downloads, downloads
from territory_app.words import long_day, words

Pair = tuple[str, str]


@dataclass(frozen=True)
class KindKnown:
    """How much is known of one kind of service.

    Attributes
    ----------
    kind, sites, basket : str
        Its name; how many sites; whether the norm counts it.
    share : float
        Share of the population who live where the list is complete, 0 to 1.
    said : str
        That share in words.
    others : tuple of str
        Shares where it is partial, absent or unknown.
    """

    kind: str
    sites: str
    basket: str
    share: float
    said: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """The study's count beside another one.

    Attributes
    ----------
    title, said : str
        Which count, at which level; the ratios in a sentence.
    far : tuple of (str, str)
        Territories that differ most, and their ratio.
    """

    title: str
    said: str
    far: tuple[Pair, ...]


@dataclass(frozen=True)
class Data:
    """Everything the data page says."""

    earlier: str
    cautions: tuple[str, ...]
    figures: tuple[Pair, ...]
    study: tuple[Pair, ...]
    loaded: tuple[Loaded, ...]
    complete: str
    kinds: tuple[KindKnown, ...]
    population: tuple[str, ...]
    compared: tuple[Compared, ...]
    excluded: tuple[Excluded, ...]
    left_out: tuple[str, ...]
    downloads: tuple[Downloads, ...]
    versions: tuple[Pair, ...]


def data(
    catalogue: Catalogue,
    files: Mapping[str, ResultsFile],
    titles: Mapping[str, str],
    address: str,
    language: str,
) -> Data:
    """Return what the data page says of these results.

    Parameters
    ----------
    catalogue : Catalogue
        The results.
    files : Mapping[str, ResultsFile]
        Files that may be taken away.
    titles : Mapping[str, str]
        What each holds, in ``language``.
    address : str
        What comes before the name of a file in its address.
    language : str
        "fr" or "en".
    """
    record = catalogue.record
    level = str((record.get("summary") or {}).get("level") or next(iter(catalogue.levels)))
    return Data(
        earlier=_earlier(record, language),
        cautions=tuple(f"{one.rstrip('.')}." for one in cautions(record, language, level)),
        figures=_figures(catalogue, language),
        study=_study(catalogue, language),
        loaded=loaded(catalogue, language),
        complete=_complete(record, language),
        kinds=tuple(_kinds(record, language)),
        population=tuple(_population(record, language)),
        compared=tuple(_compared(catalogue, language)),
        excluded=excluded(catalogue, files, language),
        left_out=tuple(_left_out(record, language)),
        downloads=downloads(files, titles, address, language),
        versions=tuple(
            (name, str(version)) for name, version in (record.get("versions") or {}).items()
        ),
    )


def _earlier(record: Mapping[str, Any], language: str) -> str:
    if not is_earlier(record):
        return ""
    _ = words(language)
    return _(
        "Ces résultats viennent d'une version plus ancienne : les chiffres par sorte de service et "
        "les besoins y manquent. Refaites-les avec « territory run » pour tout voir."
    )


def _figures(catalogue: Catalogue, language: str) -> tuple[Pair, ...]:
    _ = words(language)
    inputs = list(catalogue.record.get("inputs") or ())
    total = {
        key: sum(int(one.get(key) or 0) for one in inputs) for key in ("read", "kept", "rejected")
    }
    return (
        (number(len(inputs), language), _("fichiers lus")),
        (number(total["read"], language), _("rangées lues")),
        (number(total["kept"], language), _("rangées gardées")),
        (number(total["rejected"], language), _("rangées écartées, chacune avec sa raison")),
    )


def _study(catalogue: Catalogue, language: str) -> tuple[Pair, ...]:
    _ = words(language)
    record = catalogue.record
    counts = record.get("counts") or {}
    rows = [
        (_("Étude"), catalogue.bilingual("study", "title", language)),
        (_("Ce qu'elle dit d'elle-même"), catalogue.bilingual("study", "note", language)),
        (_("Calculée le"), long_day(record.get("created"), language)),
        (_("Norme"), norm_title(catalogue.norm, language)),
        (_("Niveaux"), "; ".join(
            f"{level.plural[language]} ({number(level.count, language)})"
            for level in catalogue.levels.values()
        )),
        (_("Unités de population"), _counted(counts.get("units"), language)),
        (_("Points de service"), _services(counts, language)),
        (_("Version de territory"), str(record.get("territory_version") or "")),
        (_("Format des résultats"), str(record.get("results_format", 1))),
        (_("Empreinte des résultats"), catalogue.version),
    ]  # fmt: skip
    return tuple((name, said) for name, said in rows if said)


def _services(counts: Mapping[str, Any], language: str) -> str:
    _ = words(language)
    if counts.get("services") is None:
        return ""
    if counts.get("doors") is None:
        return _counted(counts["services"], language)
    return _("{services}, dont {doors} selon la norme").format(
        services=number(counts["services"], language),
        doors=counted(counts["doors"], N_("porte"), N_("portes"), language),
    )


def _counted(value: object, language: str) -> str:
    return number(float(value), language) if isinstance(value, int | float) else ""


def _complete(record: Mapping[str, Any], language: str) -> str:
    share = (record.get("completeness") or {}).get("share")
    if share is None:
        return ""
    _ = words(language)
    return _(
        "{share} de la population vit là où chaque sorte de service que la norme compte est listée "
        "au complet."
    ).format(share=percent(share, language))


def _kinds(record: Mapping[str, Any], language: str) -> Iterable[KindKnown]:
    _ = words(language)
    said = {
        "partial": _("liste partielle : {share}"),
        "absent": _("aucune liste : {share}"),
        "unknown": _("on ne sait pas : {share}"),
    }
    for kind, known in ((record.get("completeness") or {}).get("kinds") or {}).items():
        share = float(known.get("complete") or 0)
        yield KindKnown(
            kind=capital(worded(KIND_WORDS, str(kind), language)),
            sites=_counted(known.get("sites"), language),
            basket=_("oui") if known.get("in_basket") else _("non"),
            share=share,
            said=percent(share, language),
            others=tuple(
                words_.format(share=percent(float(known[status]), language))
                for status, words_ in said.items()
                if known.get(status)
            ),
        )


def _population(record: Mapping[str, Any], language: str) -> Iterable[str]:
    _ = words(language)
    counts = record.get("counts") or {}
    told = record.get("population") or {}
    basis = told.get("basis") or {}
    if spoken(basis.get("title"), language):
        yield _("Compte utilisé : {basis}.").format(basis=spoken(basis["title"], language))
    else:
        yield _("L'étude ne nomme pas de compte officiel de population.")
    if counts.get("population") is not None:
        yield _(
            "{people} dans l'étude, dont {covered} dans le calcul."
        ).format(
            people=people(counts["population"], language),
            covered=number(counts.get("population_covered"), language),
        )  # fmt: skip
    if basis.get("quebec") and counts.get("population"):
        yield _("Le même compte donne {people} pour tout le Québec.").format(
            people=people(basis["quebec"], language)
        )


def _compared(catalogue: Catalogue, language: str) -> Iterable[Compared]:
    _ = words(language)
    for one in (catalogue.record.get("population") or {}).get("references") or ():
        level = catalogue.levels.get(str(one.get("level")))
        years = _years(catalogue, str(one.get("level")), one.get("reference"))
        title = _("{reference}{years}, {level}").format(
            reference=_titled(catalogue, one.get("reference"), language),
            years=f" ({years})" if years else "",
            level=level.plural[language] if level else one.get("level"),
        )
        said = _(
            "Le compte de l'étude, divisé par celui-ci : médiane {median}, de {low} à {high}, sur "
            "{territories}."
        ).format(
            median=_ratio(one.get("median"), language),
            low=_ratio(one.get("low"), language),
            high=_ratio(one.get("high"), language),
            territories=counted(
                int(one.get("territories") or 0), N_("territoire"), N_("territoires"), language
            ),
        )
        far = tuple(
            (str(each.get("name") or each.get("territory_id")), _ratio(each.get("ratio"), language))
            for each in one.get("far") or ()
        )
        yield Compared(title, said, far)


def _titled(catalogue: Catalogue, reference: object, language: str) -> str:
    """Return the title of a count in ``language``: that of the file it was read from."""
    french = spoken(reference, "fr")
    for entry in catalogue.record.get("inputs") or ():
        if french and spoken(entry.get("title"), "fr") == french:
            return spoken(entry.get("title"), language)
    return spoken(reference, language)


def _years(catalogue: Catalogue, level: str, reference: object) -> str:
    table = catalogue.holdings.populations
    if table is None or not {"level", "reference", "year"} <= set(table.columns):
        return ""
    same = (table["level"] == level) & (table["reference"] == spoken(reference, "fr"))
    years = sorted(set(table.loc[same, "year"].dropna().astype("int64")))
    return ", ".join(str(one) for one in years)


def _ratio(value: object, language: str) -> str:
    return number(float(value), language, digits=2) if isinstance(value, int | float) else "—"


def _left_out(record: Mapping[str, Any], language: str) -> Iterable[str]:
    """Say what the calculation itself leaves out, beyond rows that could not be read."""
    _ = words(language)
    counts = record.get("counts") or {}
    places = record.get("places") or {}
    services, counted_ = counts.get("services"), counts.get("services_counted")
    if services is not None and counted_ is not None and services > counted_:
        yield _(
            "Montrés, mais non comptés par la norme : {shown} (secteur, sorte hors du panier, "
            "virtuel, moins d'un jour par semaine)."
        ).format(shown=_sites(services - counted_, language))
    if counts.get("population_self_governed"):
        yield _(
            "{people} dans les territoires des Premières Nations et des Inuit : leur population "
            "est comptée, rien d'autre n'est calculé."
        ).format(people=people(counts["population_self_governed"], language))
    if counts.get("units_without_coordinates"):
        units = counted(counts["units_without_coordinates"], N_("unité"), N_("unités"), language)
        yield _("{units} sans coordonnées : population comptée, accès inconnu.").format(units=units)
    if counts.get("registration_unknown_read_as_required"):
        sites = _sites(counts["registration_unknown_read_as_required"], language)
        yield _(
            "{sites} dont on ignore si l'inscription est requise : lue comme requise (GMF)."
        ).format(sites=sites)
    if places.get("to_check"):
        yield _("{sites} dont le lieu est à vérifier : places_to_check.csv.").format(
            sites=_sites(places["to_check"], language)
        )
    if places.get("duplicates_proposed"):
        pairs = counted(
            places["duplicates_proposed"],
            N_("paire de points"),
            N_("paires de points"),
            language,
        )
        yield _("Doublons possibles : {pairs}; rien n'est fusionné (duplicates.csv).").format(
            pairs=pairs
        )


def _sites(count: float, language: str) -> str:
    return counted(count, N_("point de service"), N_("points de service"), language)
