"""What the map can show: each indicator, its unit, its denominator and its scale.

Counts are never coloured: people beyond reach are drawn as circles over the share they are of
the population. Warm ramps say "more is a greater lack", cool ramps "more is more service".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from territory.text import N_, number, percent

Scale = Literal["class", "share", "number"]
Ramp = Literal["lack", "supply"]

PEOPLE_COVERED = N_("Dénominateur : population couverte, au lieu de résidence.")
PER_10K = N_("Dénominateur : 10 000 personnes de la population couverte, au lieu de résidence.")


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    key : str
        Its name in an address.
    column : str
        Column of ``gaps_<level>.csv`` it reads; ``beyond_share`` is computed at reading.
    label, measure, unit, denominator, note : str
        In French, keys of the catalogue: short name, title of the map, unit, what it is a
        share of, and the definition in a sentence or two.
    short : str
        Heading of its column in the table; the label where there is none.
    scale : str
        "class" (words), "share" (0 to 1, written as a percentage) or "number".
    ramp : str
        "lack" or "supply".
    digits : int
        Decimals shown, of the percentage for a share.
    symbols : str, optional
        Column of counts drawn as proportional circles over the fill.
    travels : bool
        Whether it rests on travel times, whose making is then said under the title.
    """

    key: str
    column: str
    label: str
    measure: str
    unit: str
    denominator: str
    note: str
    short: str = ""
    scale: Scale = "number"
    ramp: Ramp = "supply"
    digits: int = 1
    symbols: str | None = None
    travels: bool = True

    def write(self, value: float | None, language: str) -> str:
        """Write one value as people read it, without its unit (a percentage keeps its sign)."""
        if self.scale == "share":
            return percent(value, language, digits=self.digits)
        return number(value, language, digits=self.digits)


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "classe",
        "class",
        N_("Classe d'accès"),
        N_("Classe d'accès aux services sociaux de proximité"),
        "",
        N_("Classe selon les épreuves de la norme; population de l'unité de résidence."),
        N_(
            "Désert : la majorité n'a aucune porte sous le seuil. Sous-desservi : la majorité en a "
            "une, mais l'offre par personne est sous la norme. Desservi : les épreuves de la "
            "norme sont réussies. Sans données, jamais de désert."
        ),
        scale="class",
    ),
    Indicator(
        "hors-atteinte",
        "beyond_share",
        N_("Personnes hors d'atteinte"),
        N_("Personnes hors d'atteinte"),
        N_("% de la population couverte"),
        PEOPLE_COVERED,
        N_(
            "Personnes dont la porte la plus proche, où qu'elle soit, est au-delà du seuil de "
            "leur milieu. La couleur montre leur part; la surface du cercle, leur nombre."
        ),
        scale="share",
        ramp="lack",
        symbols="people_beyond_reach",
        short=N_("Part hors d'atteinte"),
    ),
    Indicator(
        "atteinte",
        "reach_share",
        N_("Part de la population atteinte"),
        N_("Part de la population qui atteint une porte sous le seuil"),
        N_("% de la population couverte"),
        PEOPLE_COVERED,
        N_("Part des personnes dont la porte la plus proche est sous le seuil de leur milieu."),
        scale="share",
        short=N_("Part atteinte"),
    ),
    Indicator(
        "proximite",
        "nearest_cost_median",
        N_("Temps médian à la porte la plus proche"),
        N_("Temps médian à la porte la plus proche"),
        N_("minutes"),
        N_("Médiane pondérée par la population couverte, au lieu de résidence."),
        N_(
            "La moitié des personnes ont une porte plus proche que ce temps, l'autre moitié plus "
            "loin. Vide quand plus de la moitié n'ont aucune porte joignable."
        ),
        ramp="lack",
        short=N_("Temps médian"),
    ),
    Indicator(
        "etc",
        "fte_per_10k",
        N_("ETC sur place"),
        N_("Équivalents temps complet sur place"),
        N_("ETC par 10 000 personnes"),
        N_("Dénominateur : 10 000 personnes qui habitent le territoire."),
        N_(
            "Effectif situé dans le territoire, divisé par sa population. Descriptif seulement : "
            "il ne tient compte ni des voisins ni du trajet."
        ),
        digits=2,
        travels=False,
    ),
    Indicator(
        "acces",
        "access_mean",
        N_("Accès moyen"),
        N_("Accès moyen, voisinage compris"),
        N_("ETC par 10 000 personnes"),
        PER_10K,
        N_(
            "Offre à portée, partagée entre toutes les personnes qui peuvent la rejoindre "
            "(bassins flottants en deux étapes), en moyenne pondérée par la population."
        ),
        digits=2,
    ),
    Indicator(
        "acces-non-inscrites",
        "access_nonregistered",
        N_("Accès des personnes non inscrites"),
        N_("Accès moyen des personnes non inscrites"),
        N_("ETC par 10 000 personnes"),
        N_("Dénominateur : 10 000 personnes non inscrites, au lieu de résidence."),
        N_(
            "Accès des personnes sans médecin de famille ni GMF : seuls les points ouverts à "
            "tout le monde comptent."
        ),
        digits=2,
        short=N_("Accès, pers. non inscrites"),
    ),
    Indicator(
        "acces-inscrites",
        "access_registered",
        N_("Accès des personnes inscrites"),
        N_("Accès moyen des personnes inscrites"),
        N_("ETC par 10 000 personnes"),
        N_("Dénominateur : 10 000 personnes inscrites, au lieu de résidence."),
        N_(
            "Accès des personnes inscrites auprès d'une ou d'un médecin de famille ou d'un GMF. "
            "Hypothèse : l'inscription donne accès à tout GMF à portée."
        ),
        digits=2,
        short=N_("Accès, pers. inscrites"),
    ),
)
INDICATOR_KEYS: tuple[str, ...] = tuple(indicator.key for indicator in INDICATORS)


def indicator_named(key: str) -> Indicator:
    """Return the indicator called ``key``.

    Raises
    ------
    KeyError
        When there is none.
    """
    for indicator in INDICATORS:
        if indicator.key == key:
            return indicator
    raise KeyError(key)
