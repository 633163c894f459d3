"""Indicators of the whole, and of distance."""

from __future__ import annotations

from territory.text import N_
from territory_app.indicators.model import FAR, PEOPLE_COVERED, TOGETHER, Indicator

_BY_PLACE = N_("Classe selon les épreuves de la norme; population de l'unité de résidence.")
_VERDICT = N_("Verdict d'une épreuve de la norme; population de l'unité de résidence.")

ENSEMBLE: tuple[Indicator, ...] = (
    Indicator(
        "classe",
        "class",
        N_("Classe d'accès"),
        N_("Classe d'accès aux services sociaux de proximité"),
        "",
        _BY_PLACE,
        N_(
            "Désert : la majorité n'a aucune porte sous le seuil. Sous-desservi : la majorité en a "
            "une, mais l'offre par personne est sous la norme. Desservi : les épreuves de la "
            "norme sont réussies. Sans données, jamais de désert."
        ),
        TOGETHER,
        formula=N_(
            "Atteinte non réussie → désert; atteinte réussie et intensité non réussie → "
            "sous-desservi; les deux réussies → desservi; une épreuve inconnue → données "
            "insuffisantes."
        ),
        limits=N_(
            "Les seuils sont une convention déclarée : aucune autorité québécoise n'en publie. Le "
            "mot « désert » vaut sous la norme nommée, et change avec elle."
        ),
        scale="class",
    ),
    Indicator(
        "epreuve-presence",
        "presence_test",
        N_("Une porte sur place?"),
        N_("Une porte dans le territoire"),
        "",
        _VERDICT,
        N_(
            "Sur place : au moins une porte est dans le territoire. Desservi d'ailleurs : aucune, "
            "mais la majorité atteint une porte voisine, ou un service déclare couvrir le "
            "territoire. Aucune : ni l'une ni l'autre. Inconnue : les données manquent."
        ),
        TOGETHER,
        N_("Épreuve de présence"),
        formula=N_("Nombre de portes situées dans le territoire ≥ 1."),
        limits=N_(
            "Une porte juste de l'autre côté d'une limite n'est pas « sur place » : l'épreuve "
            "d'atteinte la compte."
        ),
        scale="test",
        travels=False,
    ),
    Indicator(
        "epreuve-atteinte",
        "reach_test",
        N_("La majorité atteint-elle une porte?"),
        N_("La majorité atteint une porte sous le seuil"),
        "",
        _VERDICT,
        N_(
            "Réussie : au moins la part de la population que demande la norme a une porte sous le "
            "seuil de son milieu, où qu'elle soit. Non réussie : non, et les données sont "
            "complètes. Inconnue : les données ne permettent pas de trancher."
        ),
        TOGETHER,
        N_("Épreuve d'atteinte"),
        formula=N_(
            "Personnes dont la porte la plus proche est sous le seuil ÷ population ≥ part de la "
            "norme."
        ),
        limits=N_(
            "La majorité peut cacher des poches : voir les personnes hors d'atteinte. Un temps "
            "estimé n'est pas un trajet réel."
        ),
        scale="test",
    ),
    Indicator(
        "epreuve-intensite",
        "intensity_test",
        N_("Assez d'intervenantes et d'intervenants?"),
        N_("L'offre à portée atteint la norme d'intensité"),
        "",
        _VERDICT,
        N_(
            "Réussie : l'accès moyen est au moins la norme d'intensité. Non réussie : il est sous "
            "la norme, et les données sont complètes. Inconnue : les effectifs à portée ne sont "
            "pas tous connus."
        ),
        TOGETHER,
        N_("Épreuve d'intensité"),
        formula=N_("Accès moyen ≥ ν, la norme d'intensité."),
        limits=N_(
            "Par défaut la norme est relative (la moitié de la moyenne de l'étude) : elle dit qui "
            "est loin derrière les autres, pas ce qui suffirait."
        ),
        scale="test",
    ),
)
LOIN: tuple[Indicator, ...] = (
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
        FAR,
        formula=N_(
            "Personnes dont le temps à la porte la plus proche dépasse le seuil de leur milieu ÷ "
            "population couverte."
        ),
        limits=N_(
            "Un temps juste au-dessus du seuil compte autant qu'un temps double. Les seuils par "
            "milieu sont une convention."
        ),
        scale="share",
        ramp="lack",
        symbols="people_beyond_reach",
        short=N_("Part hors d'atteinte"),
        by_kind=True,
    ),
    Indicator(
        "atteinte",
        "reach_share",
        N_("Part de la population atteinte"),
        N_("Part de la population qui atteint une porte sous le seuil"),
        N_("% de la population couverte"),
        PEOPLE_COVERED,
        N_("Part des personnes dont la porte la plus proche est sous le seuil de leur milieu."),
        FAR,
        formula=N_("1 − personnes hors d'atteinte ÷ population couverte."),
        limits=N_(
            "Atteindre une porte ne dit pas qu'une personne y est disponible : voir l'accès moyen."
        ),
        scale="share",
        short=N_("Part atteinte"),
        by_kind=True,
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
        FAR,
        formula=N_("Médiane, pondérée par les personnes, du temps à la porte la plus proche."),
        limits=N_(
            "La médiane tait les plus loin : la moitié des gens sont au-delà. À vol d'oiseau, un "
            "fleuve ou l'absence de route n'est compté que s'il est déclaré."
        ),
        ramp="lack",
        short=N_("Temps médian"),
        by_kind=True,
    ),
)
