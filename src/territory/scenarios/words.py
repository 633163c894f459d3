"""The kinds of change in words, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping

KIND_TITLES: Mapping[str, tuple[str, str]] = {
    "rattachement": (
        (
            "Les travailleuses sociales et travailleurs sociaux des GMF servent de nouveau tout le "
            "monde : sur place, et déplacés aux CLSC, toujours les deux variantes."
        ),
        (
            "GMF social workers serve everyone again: on site, and moved to CLSC, always both "
            "variants."
        ),
    ),
    "postes": (
        "Des postes s'ajoutent, donnés par une règle déclarée, une ligne chacun.",
        "Posts are added, given by a declared rule, a line for each.",
    ),
    "hors-murs": (
        "Une permanence revient chaque semaine là où les gens vont déjà.",
        "A weekly presence where people already go.",
    ),
    "emplacements": (
        "Des points s'ouvrent là où un modèle d'emplacement les place le mieux.",
        "Sites open where a siting model places them best.",
    ),
    "ouvrir": ("Un nouveau point ouvre.", "A new site opens."),
    "fermer": ("Des points ferment.", "Sites close."),
    "deplacer": ("Un point déménage.", "A site moves."),
    "heures": ("Les heures d'ouverture de points changent.", "Opening hours of sites change."),
    "virtuel": (
        "Des services virtuels reviennent sur place, disparaissent, ou sont offerts.",
        "Virtual services come back on site, are withdrawn, or are offered.",
    ),
    "inscription": (
        "Les taux d'inscription à un médecin de famille changent.",
        "Registration rates with a family doctor change.",
    ),
    "population": ("Les gens d'une autre année.", "The people of another year."),
    "organisation": (
        "Le même personnel, mis en commun à un autre niveau.",
        "The same staff, pooled at another level.",
    ),
}
