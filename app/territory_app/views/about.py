"""What goes with everything people take away: title, norm, sources, date, caveats, permalink."""

from __future__ import annotations

from territory.text import N_
from territory_app.catalogue import Catalogue, spoken
from territory_app.exports.naming import computed, written_date
from territory_app.views.cautioned import cautioned
from territory_app.views.norm import norm_title, thresholds
from territory_app.views.people import counted
from territory_app.views.provenance import sources, unique
from territory_app.views.selection import Selection
from territory_app.words import words

Line = tuple[str, str]


def metadata(selection: Selection, permalink: str) -> list[Line]:
    """Return what the second sheet of a workbook says, as names and values.

    Parameters
    ----------
    selection : Selection
        The view.
    permalink : str
        Address that shows it again.
    """
    _ = words(selection.language)
    catalogue, language = selection.catalogue, selection.language
    indicator = selection.indicator
    held = counted(len(selection.rows), N_("territoire"), N_("territoires"), language)
    lines = [
        (_("Avertissement"), catalogue.banner(language)),
        (_("Sous-titre"), selection.titles.subtitle),
        (_("Indicateur"), _(indicator.label)),
        (_("Définition"), _(indicator.note)),
        (_("Norme"), norm_title(catalogue.norm, language)),
        (_("Seuils d'atteinte"), thresholds(catalogue, language)),
        (_("Filtre"), "; ".join(selection.filters) or _("aucun")),
        (_("Rangées"), held),
        *((_("Réserve"), one) for one in caveats(selection)),
        *((_("Source"), one) for one in source_lines(catalogue, language)),
        (_("Licences des sources"), "; ".join(licences(catalogue, language))),
        (_("Calculé le"), written_date(computed(catalogue), language)),
        (_("Outil"), f"territory {tool_version(catalogue)}"),
        (_("Somme de contrôle des résultats"), catalogue.version),
        (_("Adresse de cette vue"), permalink),
    ]
    return [line for line in lines if line[1]]


def caveats(selection: Selection) -> list[str]:
    """Return what must be read with the figures, the convention first."""
    _ = words(selection.language)
    catalogue, language = selection.catalogue, selection.language
    said = [
        _("« Désert » et les autres classes suivent une convention déclarée, la norme "
          "« {norm} »; ce n'est pas une règle officielle.").format(
            norm=norm_title(catalogue.norm, language)
        ),
        _("L'accès mesuré est spatial : il ne dit rien de l'attente, de la langue ni de la "
          "confiance."),
        _("Une valeur absente n'est pas zéro; les territoires autogouvernés ne sont pas classés."),
    ]  # fmt: skip
    if selection.shown.need:
        said.append(
            _("Le score d'un lieu n'est pas celui de chaque personne qui y habite : ces moyennes "
              "décrivent des lieux, non des personnes.")
        )  # fmt: skip
    within = selection.view.within
    return said + cautioned(catalogue, selection.level.key, within, language)


def source_lines(catalogue: Catalogue, language: str) -> list[str]:
    """Return one line for each source: title, publisher, vintage, licence."""
    _ = words(language)
    found = [
        ", ".join(filter(None, (one.title, one.publisher, one.vintage, one.licence)))
        for one in sources(catalogue, language)
    ]
    if not found and catalogue.demonstration:
        found = [_("jeu de démonstration fourni avec l'outil")]
    return unique(found)


def licences(catalogue: Catalogue, language: str) -> list[str]:
    """Return the licences of the sources, once each."""
    inputs = catalogue.record.get("inputs") or ()
    return unique(spoken(entry.get("licence"), language) for entry in inputs)


def tool_version(catalogue: Catalogue) -> str:
    """Return the version of the tool that computed the results."""
    return str(catalogue.record.get("territory_version") or "?")
