"""Columns of ``kinds_<level>.csv``: one row per territory and kind of service."""

from __future__ import annotations

from territory.tables.words import COVERAGE_WORDS, KIND_WORDS, Column

# fmt: off
KIND_COLUMNS: tuple[Column, ...] = (
    Column("territory_id", "string", "Territoire", "Territory",
           "Code du territoire, précédé de son niveau (MRC:46, CLSC:01111).",
           "Code of the territory, preceded by its level (MRC:46, CLSC:01111)."),
    Column("name", "string", "Nom", "Name",
           "Nom officiel du territoire.",
           "Official name of the territory."),
    Column("kind", "string", "Sorte", "Kind",
           "Sorte de service, que la norme la demande ou non.",
           "Kind of service, whether the norm asks for it or not.", values=KIND_WORDS),
    Column("sites", "integer", "Points sur place", "Sites inside",
           "Points de cette sorte situés dans le territoire; vide plutôt que 0 si la sorte n'y "
           "est pas entièrement recensée.",
           "Sites of this kind located in the territory; blank rather than 0 where the kind is "
           "not completely listed.", "points", "sites"),
    Column("doors", "integer", "Portes sur place", "Doors inside",
           "Ceux qui sont des portes selon les définitions, que la norme demande la sorte ou non; "
           "vide plutôt que 0 si elle n'est pas entièrement recensée.",
           "Those that are doors by the definitions, whether the norm asks for the kind or not; "
           "blank rather than 0 where it is not completely listed.", "portes", "doors"),
    Column("fte", "number", "ETC sur place", "FTE inside",
           "Équivalents temps complet de cette sorte, en présentiel, situés dans le territoire. "
           "Vide si inconnu, ou s'il vaut 0 sans que la sorte soit entièrement recensée.",
           "Full-time equivalents of this kind, in person, located in the territory. Blank when "
           "unknown, or when 0 and the kind is not completely listed.", "ETC", "FTE"),
    Column("fte_per_10k", "number", "ETC par 10 000 personnes", "FTE per 10,000 people",
           "ETC sur place de cette sorte par 10 000 personnes du territoire; descriptif : il "
           "ignore les voisins.",
           "FTE inside of this kind per 10,000 people of the territory; descriptive: it ignores "
           "neighbours.", "ETC par 10 000", "FTE per 10,000"),
    Column("fte_registration", "number",
           "ETC qui demandent l'inscription", "FTE that ask for registration",
           "Part de ces ETC où il faut être inscrite ou inscrit.",
           "Those of these FTE for which one must be registered.", "ETC", "FTE"),
    Column("fte_virtual", "number", "ETC en virtuel", "Virtual FTE",
           "Équivalents temps complet des services virtuels de cette sorte situés dans le "
           "territoire; à part des ETC en présentiel.",
           "Full-time equivalents of the virtual services of this kind located in the territory; "
           "apart from those in person.", "ETC", "FTE"),
    Column("reach_share", "number", "Part atteinte", "Share reached",
           "Part de la population couverte dont la porte la plus proche de cette sorte, où qu'elle "
           "soit, est sous le seuil; pour les GMF, le point le plus proche, inscription requise ou "
           "non. Un minimum si la sorte n'est pas entièrement recensée; vide si aucune porte n'en "
           "est connue.",
           "Share of the covered population whose nearest door of this kind, wherever it is, is "
           "within the threshold; for GMF, the nearest site, registration required or not. A lower "
           "bound where the kind is not completely listed; blank when no door of it is known.",
           "part (0 à 1)", "share (0 to 1)"),
    Column("people_beyond_reach", "number", "Personnes hors d'atteinte", "People beyond reach",
           "Population couverte dont la porte la plus proche de cette sorte est au-delà du seuil; "
           "un maximum si la sorte n'est pas entièrement recensée.",
           "Covered population whose nearest door of this kind lies beyond the threshold; an upper "
           "bound where the kind is not completely listed.", "personnes", "people"),
    Column("nearest_cost_median", "number",
           "Temps médian à la porte la plus proche", "Median time to the nearest door",
           "Médiane, pondérée par la population couverte, du temps de trajet à la porte la plus "
           "proche de cette sorte; vide si plus de la moitié n'en a aucune dans la limite de "
           "recherche.",
           "Median, weighted by covered population, of the time to the nearest door of this kind; "
           "blank when more than half have none within the search limit.", "minutes", "minutes"),
    Column("access_mean", "number", "Accès moyen", "Mean access",
           "Accès moyen que donne l'offre de cette sorte à elle seule, aux conditions de l'étude; "
           "celui des sortes du panier s'additionne. Vide si les effectifs sont inconnus.",
           "Mean access that the supply of this kind gives alone, on the study's terms; that of "
           "the kinds of the basket adds up. Blank when staffing is unknown.",
           "ETC par 10 000", "FTE per 10,000"),
    Column("status", "string", "État des données", "State of the data",
           "État du recensement de cette sorte dans le territoire (voir completeness.csv). Une "
           "donnée absente n'est jamais un désert.",
           "State of the listing of this kind in the territory (see completeness.csv). Absent data "
           "is never a desert.", values=COVERAGE_WORDS),
)
"""Columns of ``kinds_<level>.csv``, in file order."""
# fmt: on
