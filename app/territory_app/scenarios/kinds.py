"""The changes a form can make: for each, few questions, and where each answer goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from territory.text import N_

PERCENT, INTEGER, NUMBER, CHOICE, TEXT = "percent", "integer", "number", "choice", "text"
PLACES, SITES, LEVEL, NEED, FLAG = "places", "sites", "level", "need", "flag"
YES = "oui"
"""What a ticked box sends."""
NAMES = frozenset({PLACES, SITES})
Choices = tuple[tuple[str, str], ...]

ROLES: Choices = (
    ("ts", N_("travail social")),
    ("tts", N_("techniques de travail social")),
    ("oc", N_("organisation communautaire")),
    ("other", N_("autre")),
)
SITE_KINDS: Choices = (
    ("clsc", N_("CLSC")),
    ("community", N_("organismes communautaires")),
    ("library", N_("bibliothèques")),
    ("gmf", N_("GMF")),
    ("outreach", N_("travail de milieu")),
)
ONE_SITE: Choices = (
    ("clsc", N_("CLSC")),
    ("community", N_("organisme communautaire")),
    ("library", N_("bibliothèque")),
    ("outreach", N_("travail de milieu")),
    ("gmf", N_("GMF")),
)
MODELS: Choices = (
    ("maximal_covering", N_("le plus de gens à portée d'une porte")),
    ("p_median", N_("le moins de trajet en tout")),
    ("set_covering", N_("tout le monde à portée, avec le moins de points")),
    ("p_center", N_("la personne la plus loin d'une porte, le moins loin possible")),
    ("max_min", N_("d'abord le territoire le moins bien desservi")),
)
CANDIDATES: Choices = (
    ("library", N_("bibliothèques")),
    ("community", N_("organismes communautaires")),
    ("clsc", N_("CLSC")),
)


@dataclass(frozen=True)
class Field:
    """One question of the form.

    Attributes
    ----------
    key : str
        Its name in the form, after the change's: ``postes.combien``.
    attribute : str
        The key of the change it fills; empty where several answers make one.
    label : str
        Marked, French.
    sort : str
        How it is asked and read.
    default : str
        What the form holds when it opens.
    choices : tuple
        Values and their words, where one is chosen.
    least, most, step : float
        Bounds of a number, as it is typed.
    help : str
        A sentence under the question, where one is needed.
    optional : bool
        Whether it may be left empty.
    more : bool
        Whether it is folded away with the details.
    """

    key: str
    attribute: str
    label: str
    sort: str
    default: str = ""
    choices: Choices = field(default=())
    least: float = 0
    most: float = 100
    step: float = 1
    help: str = ""
    optional: bool = False
    more: bool = False


@dataclass(frozen=True)
class Kind:
    """One change of the form: its key, its name, what it does, its questions."""

    key: str
    label: str
    said: str
    fields: tuple[Field, ...]


EVERYWHERE = N_(
    "Laissez vide pour tout le territoire de l'étude; plusieurs noms : séparez par « ; »."
)
SEVERAL = N_("Nom ou identifiant; plusieurs : séparez par « ; ».")


def _where(attribute: str = "in_territories") -> Field:
    return Field("ou", attribute, N_("Où"), PLACES, help=EVERYWHERE, optional=True)


def _position() -> tuple[Field, ...]:
    told = N_(
        "Au lieu le plus peuplé de ce territoire; la position exacte se donne dans « Plus de "
        "choix »."
    )
    return (
        Field("ou", "", N_("Où"), PLACES, help=told, optional=True),
        Field("lon", "lon", N_("Longitude"), NUMBER, least=-180, most=180, step=0.0001,
              optional=True, more=True),
        Field("lat", "lat", N_("Latitude"), NUMBER, least=-90, most=90, step=0.0001,
              optional=True, more=True),
    )  # fmt: skip


KINDS: tuple[Kind, ...] = (
    Kind("rattachement", N_("Rattachement"),
         N_("Les travailleuses sociales et travailleurs sociaux (TS) des groupes de médecine de "
            "famille (GMF) servent de nouveau tout le monde, avec ou sans inscription."), (
        Field("combien", "share", N_("Part des ETC des GMF"), PERCENT, "50", least=1),
        Field("regle", "to", N_("Vers"), CHOICE, "territory", (
            ("territory", N_("les CLSC de leur territoire")),
            ("nearest", N_("le CLSC le plus proche")),
            ("population", N_("les CLSC, selon la population")),
        )),
        _where(""),
    )),
    Kind("postes", N_("Postes"), N_("Des postes s'ajoutent, répartis par une règle déclarée."), (
        Field("combien", "count", N_("Nombre de postes"), INTEGER, "500", least=1, most=100_000),
        Field("role", "role", N_("Rôle"), CHOICE, "ts", ROLES),
        Field("regle", "rule", N_("Règle"), CHOICE, "floor_then_need", (
            ("per_capita", N_("selon la population")),
            ("need", N_("selon le besoin")),
            ("floor_then_need", N_("un plancher partout, puis le besoin")),
            ("largest_gaps", N_("d'abord là où il en manque le plus")),
            ("optimal", N_("la meilleure pour un objectif")),
        )),
        Field("niveau", "level", N_("Répartis entre les"), LEVEL, "clsc"),
        Field("plancher", "floor", N_("Plancher par territoire"), INTEGER, "0", most=1000,
              help=N_("Postes garantis à chacun, avec la règle du plancher ou celle d'un "
                      "objectif."), more=True),
        Field("besoin", "need", N_("Besoin"), NEED, optional=True, more=True),
        Field("lieu", "at", N_("Où les placer"), CHOICE, "clsc", SITE_KINDS, more=True),
        Field("but", "aim", N_("Objectif de la meilleure répartition"), CHOICE, "worst_off", (
            ("worst_off", N_("relever l'accès du territoire le moins bien desservi")),
            ("shortfall", N_("réduire les ETC qui manquent pour atteindre la norme")),
            ("people_reached", N_("mettre le plus de gens à portée d'une porte")),
        ), more=True),
        Field("annees", "years", N_("En combien d'années"), INTEGER, "1", least=1, most=20,
              more=True),
        Field("cout", "unit_cost", N_("Coût annuel d'un poste ($)"), NUMBER, most=10_000_000,
              step=0.01, optional=True, more=True),
    )),
    Kind("hors-murs", N_("Hors les murs"),
         N_("Une permanence là où les gens vont déjà."), (
        Field("lieu", "at", N_("Dans les"), CHOICE, "library", (
            ("library", N_("bibliothèques")),
            ("community", N_("organismes communautaires")),
        )),
        Field("combien", "days_per_week", N_("Jours par semaine"), NUMBER, "1", least=0.1, most=5,
              step=0.1),
        Field("role", "role", N_("Rôle"), CHOICE, "ts", ROLES),
        Field("classe", "in_class", N_("Territoires visés"), CHOICE, "desert", (
            ("", N_("tous")),
            ("desert", N_("les déserts seulement")),
            ("underserved", N_("les sous-desservis seulement")),
        )),
        Field("niveau", "level", N_("Niveau de ces territoires"), LEVEL, "clsc"),
        _where(),
        Field("personnes", "workers", N_("Personnes présentes chaque jour"), NUMBER, "1",
              least=0.1, most=100, step=0.1, more=True),
    )),
    Kind("emplacements", N_("Emplacements"),
         N_("Des points s'ouvrent là où un calcul les place le mieux."), (
        Field("modele", "model", N_("Ce qui est cherché"), CHOICE, "maximal_covering", MODELS),
        Field("combien", "count", N_("Nombre de points qui ouvrent"), INTEGER, "5", most=1000,
              help=N_("Sans effet quand tout le monde doit être à portée : le calcul dit combien "
                      "il en faut.")),
        Field("parmi", "at", N_("Parmi les"), CHOICE, "library", CANDIDATES),
        Field("personnel", "fte", N_("Personnel de chaque point (ETC)"), NUMBER, "1", least=0.1,
              most=1000, step=0.1),
        Field("role", "", N_("Rôle"), CHOICE, "ts", ROLES),
        Field("perte", "no_one_loses", N_("Aucun territoire n'y perd"), FLAG,
              help=N_("Ni part de gens à portée, ni accès moyen; compte surtout si des points "
                      "ferment.")),
        Field("sorte", "service_kind", N_("Sorte de ce qui ouvre"), CHOICE, "clsc", ONE_SITE,
              more=True),
        Field("ferment", "", N_("Points qui peuvent fermer en échange"), CHOICE, "",
              (("", N_("aucun")), *SITE_KINDS), more=True),
        Field("niveau", "level", N_("Territoires comparés"), LEVEL, "clsc", more=True),
    )),
    Kind("virtuel", N_("Virtuel"),
         N_("Le personnel des services à distance revient sur place, ou disparaît."), (
        Field("regle", "action", N_("Le personnel des services virtuels"), CHOICE, "to_in_person", (
            ("to_in_person", N_("revient sur place")),
            ("withdraw", N_("disparaît")),
        )),
        _where(),
    )),
    Kind("ouvrir", N_("Ouvrir"), N_("Un point de service s'ouvre."), (
        Field("nom", "name", N_("Nom du point"), TEXT, ""),
        Field("lieu", "service_kind", N_("Sorte"), CHOICE, "clsc", ONE_SITE),
        Field("combien", "fte", N_("ETC"), NUMBER, "2", most=10_000, step=0.1),
        Field("role", "", N_("Rôle"), CHOICE, "ts", ROLES),
        *_position(),
    )),
    Kind("fermer", N_("Fermer"), N_("Des points ferment."), (
        Field("points", "sites", N_("Points"), SITES, help=SEVERAL),
        Field("regle", "staff", N_("Leur personnel"), CHOICE, "lost", (
            ("lost", N_("disparaît")),
            ("nearest", N_("rejoint le point semblable le plus proche")),
        )),
    )),
    Kind("deplacer", N_("Déplacer"), N_("Un point de service change de place."), (
        Field("points", "site", N_("Point"), SITES),
        *_position(),
    )),
    Kind("heures", N_("Heures"), N_("Les heures d'ouverture de points changent."), (
        Field("points", "sites", N_("Points"), SITES, help=SEVERAL),
        Field("combien", "open_share", N_("Part de la semaine où ils sont ouverts"), PERCENT,
              "50"),
    )),
    Kind("inscription", N_("Inscription"),
         N_("Plus ou moins de gens sont inscrits auprès d'une ou d'un médecin de famille ou d'un "
            "GMF."), (
        Field("combien", "rate", N_("Taux d'inscription"), PERCENT, "90"),
        Field("regle", "", N_("Ce taux est"), CHOICE, "at_least", (
            ("at_least", N_("un minimum")),
            ("rate", N_("le même partout")),
        )),
        _where(""),
    )),
    Kind("population", N_("Population"), N_("La population grandit ou diminue."), (
        Field("combien", "everywhere", N_("Variation (%)"), NUMBER, "10", least=-90, most=300,
              step=0.1),
        _where(""),
    )),
    Kind("organisation", N_("Organisation"),
         N_("Le même personnel, mis en commun à un autre niveau."), (
        Field("niveau", "level", N_("Mis en commun par"), LEVEL, "rls"),
        Field("regle", "at", N_("Le personnel"), CHOICE, "seat", (
            ("seat", N_("va au point qui en a déjà le plus")),
            ("population", N_("se partage entre les points selon la population la plus proche de "
                              "chacun")),
        )),
    )),
)  # fmt: skip
BY_KEY = {one.key: one for one in KINDS}
