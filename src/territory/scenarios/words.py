"""The kinds of change in words, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping

KIND_TITLES: Mapping[str, tuple[str, str]] = {
    "rattachement": (
        (
            "Les travailleuses sociales et travailleurs sociaux des GMF servent de nouveau tout le "
            "monde : sur place, puis dans les CLSC, toujours les deux variantes."
        ),
        (
            "GMF social workers serve everyone again: on site, then moved to the CLSC, always "
            "both variants."
        ),
    ),
    "postes": (
        "Des postes s'ajoutent, donnés par une règle déclarée, avec une ligne pour chacun.",
        "Posts are added, given by a declared rule, with a line for each.",
    ),
    "hors-murs": (
        "Une permanence revient chaque semaine là où les gens vont déjà.",
        "A weekly session where people already go.",
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
        "Des services virtuels reviennent sur place, disparaissent, ou s'ajoutent.",
        "Virtual services come back on site, are withdrawn, or are added.",
    ),
    "inscription": (
        "Les taux d'inscription auprès d'une ou d'un médecin de famille changent.",
        "Rates of registration with a family physician change.",
    ),
    "population": ("La population d'une autre année.", "The population of another year."),
    "organisation": (
        "Le même personnel, mis en commun à un autre niveau.",
        "The same staff, pooled at another level.",
    ),
}
