"""Indicators of how many workers there are, and of where they work."""

from __future__ import annotations

from territory.text import N_
from territory_app.indicators.model import MANY, PER_10K, PER_10K_UNIT, Indicator

COMBIEN: tuple[Indicator, ...] = (
    Indicator(
        "etc",
        "fte_per_10k",
        N_("Postes sur place (ETC)"),
        N_("Équivalents temps complet sur place"),
        PER_10K_UNIT,
        N_("Dénominateur : 10 000 personnes qui habitent le territoire."),
        N_(
            "Effectif situé dans le territoire, divisé par sa population. Descriptif seulement : "
            "il ne tient compte ni des voisins ni du trajet."
        ),
        MANY,
        N_("Équivalents temps complet (ETC) par habitant; rapport de contenant"),
        formula=N_("ETC en présentiel situés dans le territoire × 10 000 ÷ population."),
        limits=N_(
            "Un territoire sans poste peut être bien desservi par son voisin, et l'inverse. Un ETC "
            "est un temps de travail, non une personne ni un poste pourvu."
        ),
        digits=2,
        travels=False,
        short=N_("ETC sur place"),
        by_kind=True,
    ),
    Indicator(
        "acces",
        "access_mean",
        N_("Offre à portée, partagée"),
        N_("Accès moyen, voisinage compris"),
        PER_10K_UNIT,
        PER_10K,
        N_(
            "Offre à portée, partagée entre toutes les personnes qui peuvent la rejoindre "
            "(bassins flottants en deux étapes), en moyenne pondérée par la population."
        ),
        MANY,
        N_("Accès moyen; E2SFCA : bassins flottants en deux étapes"),
        formula="R_j = S_j ÷ Σ_k P_k e_kj w_kj; A_i = Σ_j e_ij R_j w_ij",
        source=N_("Luo et Qi (2009), poids par tiers du seuil"),
        limits=N_(
            "Suppose que chaque personne partage l'offre avec tout son bassin. Ne dit rien de "
            "l'attente, des heures, de la langue ni de la confiance."
        ),
        digits=2,
        short=N_("Accès moyen"),
        by_kind=True,
    ),
    Indicator(
        "part-virtuelle",
        "virtual_share",
        N_("Part de l'offre en virtuel"),
        N_("Part de l'offre qui est virtuelle"),
        N_("% des ETC connus"),
        N_("Dénominateur : ETC connus situés dans le territoire, en présentiel et en virtuel."),
        N_(
            "Part des effectifs situés dans le territoire qui servent au téléphone ou en ligne. "
            "Ils ne comptent ni comme portes ni dans l'accès."
        ),
        MANY,
        formula=N_("ETC en virtuel ÷ (ETC en présentiel + ETC en virtuel)."),
        limits=N_(
            "Un service virtuel peut servir d'autres territoires que celui où il est situé. Sans "
            "objet où il n'y a aucun effectif."
        ),
        scale="share",
        ramp="need",
        short=N_("Part virtuelle"),
        travels=False,
        by_kind=True,
        reads="kinds",
    ),
)
