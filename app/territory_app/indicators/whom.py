"""Indicators of who the services are for."""

from __future__ import annotations

from territory.text import N_
from territory_app.indicators.model import PER_10K_UNIT, WHOM, Indicator

POUR_QUI: tuple[Indicator, ...] = (
    Indicator(
        "acces-inscrites",
        "access_registered",
        N_("Accès des personnes inscrites"),
        N_("Accès moyen des personnes inscrites"),
        PER_10K_UNIT,
        N_("Dénominateur : 10 000 personnes inscrites, au lieu de résidence."),
        N_(
            "Accès des personnes inscrites auprès d'une ou d'un médecin de famille ou d'un GMF. "
            "Hypothèse : l'inscription donne accès à tout GMF à portée."
        ),
        WHOM,
        formula="A_i = Σ_j R_j w_ij",
        source=N_("Luo et Qi (2009), poids par tiers du seuil"),
        limits=N_(
            "En réalité, une personne inscrite n'a accès qu'à son propre GMF : la mesure est un "
            "maximum pour elle."
        ),
        digits=2,
        short=N_("Accès, pers. inscrites"),
    ),
    Indicator(
        "acces-non-inscrites",
        "access_nonregistered",
        N_("Accès des personnes non inscrites"),
        N_("Accès moyen des personnes non inscrites"),
        PER_10K_UNIT,
        N_("Dénominateur : 10 000 personnes non inscrites, au lieu de résidence."),
        N_(
            "Accès des personnes sans médecin de famille ni GMF : seuls les points ouverts à "
            "tout le monde comptent."
        ),
        WHOM,
        formula=N_("A_i = Σ_j R_j w_ij, points ouverts à tout le monde seulement"),
        source=N_("Luo et Qi (2009), poids par tiers du seuil"),
        limits=N_(
            "Le taux d'inscription est celui du lieu de résidence, à la date de la source; il peut "
            "être supposé le même partout."
        ),
        digits=2,
        short=N_("Accès, pers. non inscrites"),
    ),
    Indicator(
        "part-inscription",
        "registration_share",
        N_("Part de l'offre réservée aux personnes inscrites"),
        N_("Part de l'offre sur place qui demande l'inscription"),
        N_("% des ETC connus"),
        N_("Dénominateur : ETC connus en présentiel situés dans le territoire."),
        N_(
            "Part des effectifs situés dans le territoire qu'on ne peut voir sans être inscrite "
            "ou inscrit auprès d'une ou d'un médecin."
        ),
        WHOM,
        formula=N_("ETC qui demandent l'inscription ÷ ETC en présentiel."),
        limits=N_(
            "Décrit ce qui est situé dans le territoire, non ce que ses gens rejoignent ailleurs. "
            "Sans objet où il n'y a aucun effectif."
        ),
        scale="share",
        ramp="lack",
        short=N_("Part sur inscription"),
        travels=False,
        by_kind=True,
        reads="kinds",
    ),
    Indicator(
        "part-medicale",
        "medical_share",
        N_("Part de l'offre en structure médicale (GMF)"),
        N_("Part de l'offre sur place qui est en GMF"),
        N_("% des ETC connus"),
        N_("Dénominateur : ETC connus en présentiel situés dans le territoire, toutes sortes."),
        N_(
            "Part des effectifs situés dans le territoire qui travaillent dans un groupe de "
            "médecine de famille (GMF) plutôt qu'en CLSC ou dans la communauté."
        ),
        WHOM,
        formula=N_("ETC en GMF ÷ ETC en présentiel de toutes les sortes."),
        limits=N_(
            "Ne juge pas le travail fait en GMF : dit par quelle porte on y entre. Sans objet où "
            "il n'y a aucun effectif."
        ),
        scale="share",
        ramp="need",
        short=N_("Part en GMF"),
        travels=False,
        reads="kinds",
    ),
    Indicator(
        "besoin",
        "need",
        N_("Besoin de la population"),
        N_("Besoin de la population"),
        "",
        N_("Moyenne pondérée par la population couverte dont le besoin est connu."),
        N_(
            "Mesure du besoin choisie, en moyenne des unités où les gens habitent. Elle décrit des "
            "lieux, non des personnes."
        ),
        WHOM,
        formula=N_("Σ personnes × valeur de leur unité ÷ Σ personnes dont l'unité a une valeur."),
        limits=N_(
            "Une moyenne de lieux : toutes les personnes d'un lieu défavorisé ne le sont pas, et "
            "des personnes défavorisées vivent ailleurs."
        ),
        ramp="need",
        digits=2,
        short=N_("Besoin"),
        travels=False,
        reads="needs",
    ),
    Indicator(
        "croisement",
        "need",
        N_("Besoin et accès, ensemble"),
        N_("Besoin et accès croisés"),
        "",
        N_("Chaque tiers réunit environ un tiers de la population couverte."),
        N_(
            "Neuf cases : le besoin en trois tiers, l'accès en trois tiers. La case la plus foncée "
            "réunit les territoires au besoin le plus fort et à l'accès le plus faible."
        ),
        WHOM,
        N_("Carte à deux variables"),
        formula=N_(
            "Tiers de la population selon le besoin × tiers de la population selon l'accès moyen "
            "(ou, si les effectifs sont inconnus, selon le temps médian à la porte la plus proche)."
        ),
        limits=N_(
            "Décrit des lieux, non des personnes : rien ne permet d'en conclure que les personnes "
            "défavorisées ont moins accès. Les tiers sont relatifs à l'étude et au niveau."
        ),
        scale="crossed",
        reads="needs",
        by_kind=True,
    ),
)
