"""Columns that a study may ask for in access_units.csv: one per measure of the literature."""

from __future__ import annotations

from territory.tables.words import Column

# fmt: off
MEASURE_COLUMNS: tuple[Column, ...] = (
    Column("second_nearest_cost", "number",
           "Temps à la deuxième porte", "Time to the second nearest door",
           "Temps de trajet à la deuxième porte la plus proche; vide s'il n'y en a pas deux dans "
           "la limite de recherche.",
           "Travel time to the second nearest door; blank when there are not two within the search "
           "limit.", "minutes", "minutes"),
    Column("cumulative_opportunities", "number", "ETC sous le seuil", "FTE within the threshold",
           "Somme de l'offre comptée des points sous le seuil de l'unité, sans partage entre les "
           "gens; un point où l'inscription est requise compte pour la part inscrite.",
           "Sum of the supply counted at the sites within the unit's threshold, not shared among "
           "people; a site that requires registration counts for the registered share.",
           "ETC", "FTE"),
    Column("gravity", "number", "Potentiel", "Potential",
           "Somme de l'offre comptée, pondérée par la décroissance (Hansen, 1959), sans partage "
           "entre les gens.",
           "Sum of the supply counted, weighted by the decay (Hansen, 1959), not shared among "
           "people.", "ETC", "FTE"),
    Column("two_step_fca", "number", "2SFCA", "2SFCA",
           "Bassin flottant en deux étapes, sans décroissance sous le seuil (Luo et Wang, 2003).",
           "Two-step floating catchment, without decay within the threshold (Luo and Wang, 2003).",
           "ETC par 10 000", "FTE per 10,000"),
    Column("enhanced_two_step_fca", "number", "E2SFCA", "E2SFCA",
           "Bassin flottant en deux étapes, avec décroissance (Luo et Qi, 2009) : la mesure de la "
           "norme, égale à l'accès.",
           "Two-step floating catchment, with decay (Luo and Qi, 2009): the norm's measure, equal "
           "to access.", "ETC par 10 000", "FTE per 10,000"),
    Column("three_step_fca", "number", "3SFCA", "3SFCA",
           "Bassin flottant en trois étapes : chaque personne partage sa demande entre les points "
           "à portée (Wan, Zou et Sternberg, 2012).",
           "Three-step floating catchment: everyone shares their demand among the sites in range "
           "(Wan, Zou and Sternberg, 2012).", "ETC par 10 000", "FTE per 10,000"),
    Column("modified_two_step_fca", "number", "M2SFCA", "M2SFCA",
           "Bassin flottant où la distance absolue compte : l'offre trop éloignée se perd en "
           "partie (Delamater, 2013).",
           "Floating catchment in which absolute distance counts: supply far away is partly lost "
           "(Delamater, 2013).", "ETC par 10 000", "FTE per 10,000"),
    Column("balanced_fca", "number", "BFCA", "BFCA",
           "Bassin flottant équilibré : la demande et l'offre sont réparties sans être comptées "
           "deux fois (Páez, Higgins et Vivona, 2019).",
           "Balanced floating catchment: demand and supply are shared without being counted twice "
           "(Páez, Higgins and Vivona, 2019).", "ETC par 10 000", "FTE per 10,000"),
    Column("spatial_availability", "number", "Disponibilité spatiale", "Spatial availability",
           "ETC qui reviennent à l'unité quand chaque point partage les siens (Soukhov et coll., "
           "2023); leur somme est l'offre.",
           "FTE that fall to the unit when each site shares its own (Soukhov et al., 2023); they "
           "add up to the supply.", "ETC", "FTE"),
    Column("raam", "number", "RAAM", "RAAM",
           "Coût d'accès à l'équilibre, affluence et trajet (Saxon et Snow, 2020); plus il est "
           "bas, mieux c'est. Points ouverts à tout le monde seulement.",
           "Cost of access at equilibrium, crowding and travel (Saxon and Snow, 2020); lower is "
           "better. Sites open to all only."),
)
"""Further columns of ``access_units.csv``, in the order of the literature; see docs/measures.md."""
# fmt: on
