"""The accessibility statement: what was tried, what is known not to work, what to use instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from territory_app.words import long_date, words

REVIEWED = date(2026, 11, 22)
"""When this statement was last held against the pages."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Statement:
    """The accessibility statement.

    Attributes
    ----------
    level : str
        Which standard is aimed at, and how far it is met.
    why : str
        What that rests on.
    reviewed : str
        When, in words.
    tested : tuple of str
        What is verified at each change, without anybody.
    untested : tuple of str
        What was not verified.
    limits : tuple of (str, str)
        What is known not to work, and what to use instead.
    keys : tuple of (str, str)
        Keys and what they do.
    contact : str
        Whom to write to.
    """

    level: str
    why: str
    reviewed: str
    tested: tuple[str, ...]
    untested: tuple[str, ...]
    limits: tuple[Pair, ...]
    keys: tuple[Pair, ...]
    contact: str


def statement(contact: str, language: str) -> Statement:
    """Return the statement, with the contact the people who serve the application give."""
    _ = words(language)
    return Statement(
        level=_(
            "Cette application vise le niveau AA des WCAG 2.1, que demande le standard du "
            "gouvernement du Québec sur l'accessibilité numérique (SGQRI 008-3.0). État : "
            "partiellement conforme, selon une autoévaluation."
        ),
        why=_(
            "« Partiellement » parce qu'une carte reste un dessin, et parce qu'aucun essai avec "
            "des personnes handicapées ni aucun audit indépendant n'a eu lieu. Ce qui suit dit ce "
            "qui a été vérifié et ce qui ne l'a pas été."
        ),
        reviewed=long_date(REVIEWED, language),
        tested=_tested(language),
        untested=_untested(language),
        limits=_limits(language),
        keys=_keys(language),
        contact=contact
        or _(
            "Écrivez à la personne ou à l'organisme qui vous a donné cette adresse : personne "
            "n'est nommé dans les réglages de l'application."
        ),
    )


def _tested(language: str) -> tuple[str, ...]:
    _ = words(language)
    return (
        _(
            "Chaque page, dans les deux langues, en clair et en sombre, est vérifiée sans faute "
            "par l'outil axe-core."
        ),
        _("Une visite entière se fait au clavier : chercher, choisir, lire, changer de langue."),
        _("On voit toujours où en est le clavier (le focus), et la carte le laisse repartir."),
        _("Rien ne se perd à 320 pixels de large, ni à 200 % de zoom, ni avec un texte espacé."),
        _("Les cibles font au moins 24 pixels."),
        _("Les contrastes du texte, des bords et du focus sont calculés dans chaque thème."),
        _(
            "Les palettes restent lisibles en deutéranopie, en protanopie et en tritanopie "
            "simulées; les données absentes sont des motifs, non des couleurs."
        ),
        _("Le tableau, les fiches et ces pages se lisent sans JavaScript."),
        _("Le mouvement réduit et les couleurs forcées du système sont respectés."),
    )


def _untested(language: str) -> tuple[str, ...]:
    _ = words(language)
    return (
        _("Lecteurs d'écran réels (NVDA, JAWS, VoiceOver, Orca) : rôles et annonces sont en place, "
          "mais personne ne les a écoutés."),
        _("Commande vocale, loupe d'écran et contacteur."),
        _("Facilité de lecture : aucune lectrice ni aucun lecteur n'a relu ces pages pour cela."),
    )  # fmt: skip


def _limits(language: str) -> tuple[Pair, ...]:
    _ = words(language)
    return (
        (
            _("La carte est un dessin : ses formes ne se lisent pas une à une."),
            _("Le tableau a les mêmes rangées, le même tri et le même filtre; la fiche dit tout "
              "d'un territoire. La recherche fait tout ce que fait un clic."),
        ),
        (
            _("Les images de la carte (PNG, SVG) n'ont qu'un titre pour équivalent."),
            _("Le tableau de la même vue, en CSV ou en classeur."),
        ),
        (
            _("Les cartes HTML et le GeoPackage que le calcul écrit ne sont pas accessibles."),
            _("Les tableaux CSV du même calcul, dans la page des données."),
        ),
        (
            _("Sur un petit écran, un grand tableau défile dans son cadre."),
            _("La fiche montre un territoire à la fois, sans défilement de côté."),
        ),
        (
            _("Les noms de lieux en langues autochtones sont lus avec la voix du français ou de "
              "l'anglais."),
            _("Leur graphie officielle est toujours affichée."),
        ),
        (
            _("Des notes de fichiers sources n'existent que dans la langue de leur éditeur."),
            _("Les définitions et les unités, elles, sont dans les deux langues."),
        ),
    )  # fmt: skip


def _keys(language: str) -> tuple[Pair, ...]:
    _ = words(language)
    return (
        (_("Tab, Maj + Tab"), _("Aller à l'élément suivant, ou revenir au précédent.")),
        (_("Entrée, Espace"), _("Activer un lien, un bouton, une rangée du tableau.")),
        (_("Premier Tab de la page"), _("Un lien passe par-dessus l'en-tête, ou mène au tableau.")),
        (
            _("Recherche"),
            _("Écrire un nom ou un code, choisir avec les flèches, valider avec Entrée."),
        ),
        (
            _("Flèches, dans la carte"),
            _("La déplacer, ou passer d'un point de service au suivant."),
        ),
        (_("+ et −, dans la carte"), _("Rapprocher et éloigner.")),
        (
            _("N, dans la carte"),
            _("Aller au Nord, quand l'étude va jusque-là."),
        ),
        (_("Échap"), _("Sortir de la carte; fermer une liste ou une carte de point.")),
        (_("En-tête d'une colonne, puis Entrée"), _("Trier le tableau, puis inverser le tri.")),
    )  # fmt: skip
