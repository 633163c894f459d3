"""What each written column holds: name, title, unit and meaning, in French and in English.

The writers, the data package, the data dictionary and the application read the columns here and
nowhere else; the order of a list is the order of the file. The length of this file is that of
its lists.
"""

from __future__ import annotations

from territory.tables.words import (
    CLASS_REASONS,
    CLASSES,
    DESERT_FORMS,
    FLAGS,
    KIND_WORDS,
    MILIEUX,
    MODE_WORDS,
    PRESENCES,
    REGISTRATION_WORDS,
    SECTOR_WORDS,
    STATUSES,
    TESTS,
    Column,
)

# fmt: off
WARNING = Column("avertissement", "string", "Avertissement", "Warning",
       "La bannière de la démonstration; absente des études sur données réelles.",
       "The demonstration's banner; absent from studies on real data.")

GAPS_COLUMNS: tuple[Column, ...] = (
    Column("territory_id", "string", "Territoire", "Territory",
           "Code du territoire, précédé de son niveau (MRC:46, CLSC:01111).",
           "Code of the territory, preceded by its level (MRC:46, CLSC:01111)."),
    Column("name", "string", "Nom", "Name",
           "Nom officiel du territoire.",
           "Official name of the territory."),
    Column("population", "number", "Population", "Population",
           "Personnes qui habitent le territoire, selon la source de population de l'étude.",
           "People living in the territory, from the study's population source.",
           "personnes", "people"),
    Column("population_covered", "number", "Population couverte", "Population covered",
           "Personnes dont l'unité a des coordonnées : celles que les calculs retiennent.",
           "People whose unit has coordinates: those the computations take in.",
           "personnes", "people"),
    Column("class", "string", "Classe", "Class",
           "Jugement selon la norme nommée : désert, sous-desservi, desservi, données "
           "insuffisantes ou non classé.",
           "Judgement under the named norm: desert, underserved, served, insufficient data or"
           " not ranked.", values=CLASSES),
    Column("presence", "integer", "Portes sur place", "Doors inside",
           "Nombre de portes du panier situées dans le territoire.",
           "Number of doors of the basket located in the territory.", "portes", "doors"),
    Column("presence_test", "string", "Épreuve de présence", "Presence test",
           "Porte sur place, desservi par le voisinage, aucune porte ou inconnue.",
           "A door inside, served from outside, no door, or unknown.", values=PRESENCES),
    Column("reach_share", "number", "Part atteinte", "Share reached",
           "Part de la population couverte dont la porte la plus proche est sous le seuil.",
           "Share of the covered population whose nearest door is within the threshold.",
           "part (0 à 1)", "share (0 to 1)"),
    Column("reach_low", "number", "Part atteinte, minimum", "Share reached, lower bound",
           "Part atteinte si personne hors de la population couverte n'atteignait une porte; unités"
           " autogouvernées exclues.",
           "Share reached if nobody outside the covered population reached a door; self-governed"
           " units left out.",
           "part (0 à 1)", "share (0 to 1)"),
    Column("reach_high", "number", "Part atteinte, maximum", "Share reached, upper bound",
           "Part atteinte si toutes les personnes hors de la population couverte atteignaient"
           " une porte; unités autogouvernées exclues.",
           "Share reached if everyone outside the covered population reached a door; self-governed"
           " units left out.",
           "part (0 à 1)", "share (0 to 1)"),
    Column("people_beyond_reach", "number", "Personnes hors d'atteinte", "People beyond reach",
           "Population couverte dont la porte la plus proche, où qu'elle soit, est au-delà du "
           "seuil.",
           "Covered population whose nearest door, wherever it is, lies beyond the threshold.",
           "personnes", "people"),
    Column("nearest_cost_median", "number",
           "Temps médian à la porte la plus proche", "Median time to the nearest door",
           "Médiane, pondérée par la population couverte, du temps de trajet à la porte la "
           "plus proche; vide si plus de la moitié n'a aucune porte joignable.",
           "Median, weighted by covered population, of the time to the nearest door; blank "
           "when more than half can reach none.", "minutes", "minutes"),
    Column("fte", "number", "ETC sur place", "FTE inside",
           "Équivalents temps complet en présentiel situés dans le territoire; descriptif. "
           "Vide si inconnu.",
           "In-person full-time equivalents located in the territory; descriptive. Blank when"
           " unknown.", "ETC", "FTE"),
    Column("fte_per_10k", "number", "ETC par 10 000 personnes", "FTE per 10,000 people",
           "ETC sur place par 10 000 personnes du territoire; descriptif : il ignore les "
           "voisins.",
           "FTE inside per 10,000 people of the territory; descriptive: it ignores neighbours.",
           "ETC par 10 000", "FTE per 10,000"),
    Column("access_mean", "number", "Accès moyen", "Mean access",
           "Accès moyen de toutes les personnes, inscrites ou non (bassins flottants en deux "
           "étapes), pondéré par la population couverte.",
           "Mean access of everyone, registered or not (two-step floating catchment), "
           "weighted by covered population.", "ETC par 10 000", "FTE per 10,000"),
    Column("access_p10", "number", "Accès, 10e centile", "Access, 10th percentile",
           "Plus petite valeur dont le poids cumulé de population atteint 10 %.",
           "Smallest value whose cumulative population weight reaches 10%.",
           "ETC par 10 000", "FTE per 10,000"),
    Column("access_p90", "number", "Accès, 90e centile", "Access, 90th percentile",
           "Plus petite valeur dont le poids cumulé de population atteint 90 %.",
           "Smallest value whose cumulative population weight reaches 90%.",
           "ETC par 10 000", "FTE per 10,000"),
    Column("access_registered", "number",
           "Accès des personnes inscrites", "Access, registered people",
           "Accès moyen des personnes inscrites auprès d'une ou d'un médecin de famille ou d'un "
           "GMF.",
           "Mean access of people registered with a family physician or a GMF.",
           "ETC par 10 000", "FTE per 10,000"),
    Column("access_nonregistered", "number",
           "Accès des personnes non inscrites", "Access, non-registered people",
           "Accès moyen des personnes qui ne sont inscrites nulle part.",
           "Mean access of people registered nowhere.", "ETC par 10 000", "FTE per 10,000"),
    Column("rank", "integer", "Rang", "Rank",
           "1 est la situation la plus difficile; ex aequo au même rang. Vide si les données "
           "ne suffisent pas.",
           "1 is the hardest situation; ties share a rank. Blank when data are insufficient."),
    Column("rank_low", "integer", "Rang, minimum", "Rank, lowest",
           "Plus petit rang obtenu en variant le seuil et la décroissance.",
           "Smallest rank met when the threshold and the decay are varied."),
    Column("rank_high", "integer", "Rang, maximum", "Rank, highest",
           "Plus grand rang obtenu en variant le seuil et la décroissance.",
           "Largest rank met when the threshold and the decay are varied."),
    Column("fte_shortfall", "number", "ETC manquants", "FTE shortfall",
           "ETC qui manquent à l'accès moyen pour atteindre la norme d'intensité; un minimum.",
           "FTE the mean access lacks to meet the intensity norm; a lower bound.", "ETC", "FTE"),
    Column("fte_shortfall_floor", "number",
           "ETC manquants, unité par unité", "FTE shortfall, unit by unit",
           "Somme des manques de chaque unité de population, sans que les mieux desservies "
           "compensent.",
           "Sum of each population unit's lack, without offset by the better served.",
           "ETC", "FTE"),
    Column("flags", "string", "Signalements", "Flags",
           "Réserves à lire avec la rangée, séparées par des points-virgules.",
           "Reservations to read with the row, separated by semicolons.", values=FLAGS),
    Column("norm", "string", "Norme", "Norm",
           "Nom de la norme appliquée; ses paramètres sont dans run.json.",
           "Name of the norm applied; its parameters are in run.json."),
    Column("reach_test", "string", "Épreuve d'atteinte", "Reach test",
           "Réussie, non réussie ou inconnue; seules des données complètes peuvent prouver un "
           "échec.",
           "Passed, failed or unknown; only complete data may prove a failure.", values=TESTS),
    Column("intensity_test", "string", "Épreuve d'intensité", "Intensity test",
           "Réussie, non réussie ou inconnue; vide si la norme n'a pas cette épreuve.",
           "Passed, failed or unknown; blank when the norm has no such test.", values=TESTS),
    Column("class_nonregistered", "string",
           "Classe pour les personnes non inscrites", "Class for non-registered people",
           "La classe obtenue quand l'intensité est celle des personnes non inscrites.",
           "The class obtained when intensity is that of non-registered people.", values=CLASSES),
    Column("desert_form", "string", "Forme du désert", "Form of desert",
           "Porte absente ou porte éloignée; vide hors des déserts.",
           "No door inside, or a door far from most; blank outside deserts.", values=DESERT_FORMS),
    Column("coarse_people", "number", "Personnes en unités trop grandes", "People in coarse units",
           "Population couverte dont l'unité est trop grande pour son seuil (rayon équivalent "
           "de plus de la moitié) : leur atteinte est approximative.",
           "Covered population whose unit is too large for its threshold (equivalent radius "
           "over half of it): their reach is approximate.", "personnes", "people"),
    Column("fte_virtual", "number", "ETC en virtuel", "Virtual FTE",
           "Équivalents temps complet des services virtuels du panier situés dans le territoire; "
           "ils ne comptent ni comme porte ni dans l'accès. Vide si inconnu.",
           "Full-time equivalents of the basket's virtual services located in the territory; they "
           "count neither as a door nor in access. Blank when unknown.", "ETC", "FTE"),
    Column("completeness", "number", "Complétude", "Completeness",
           "Part de ce que la norme demande qui est entièrement recensée : moyenne, sur les sortes "
           "du panier, de la part des gens du territoire où la sorte l'est.",
           "Share of what the norm asks for that is completely listed: mean, over the kinds of the "
           "basket, of the share of the territory's people where the kind is.",
           "part (0 à 1)", "share (0 to 1)"),
    Column("class_reason", "string", "Raison sans classe", "Reason for no class",
           "Pourquoi le territoire n'est pas classé ou ses données ne suffisent pas; vide s'il a "
           "une classe.",
           "Why the territory is not ranked or its data are insufficient; blank when it has a "
           "class.", values=CLASS_REASONS),
)
"""Columns of ``gaps_<level>.csv``, in file order."""

ORIGIN_COLUMNS: tuple[Column, ...] = (
    Column("source_file", "string", "Fichier", "File",
           "Fichier lu d'où vient la rangée.",
           "File read that the row comes from."),
    Column("source_row", "integer", "Rangée", "Row",
           "Numéro de la rangée dans ce fichier : 2 pour la première d'un fichier texte, 1 pour "
           "celle d'une couche; la première, si plusieurs ont été réunies.",
           "Number of the row in that file: 2 for the first of a text file, 1 for that of a "
           "layer; the first one where several were put together."),
)
"""Last columns of ``access_units.csv`` and of the ``services`` layer of study.gpkg."""

UNIT_COLUMNS: tuple[Column, ...] = (
    Column("unit_id", "string", "Unité de population", "Population unit",
           "Code de l'unité dans sa source.",
           "Code of the unit in its source."),
    Column("name", "string", "Nom", "Name",
           "Nom de l'unité.",
           "Name of the unit."),
    Column("population", "number", "Population", "Population",
           "Personnes qui habitent l'unité.",
           "People living in the unit.", "personnes", "people"),
    Column("milieu", "string", "Milieu", "Setting",
           "Milieu donné, ou déduit de la densité et de la distance aux villes; il fixe le "
           "seuil.",
           "Setting as given, or derived from density and distance to towns; it sets the "
           "threshold.", values=MILIEUX),
    Column("lon", "number", "Longitude", "Longitude",
           "Point représentatif.",
           "Representative point.", "degrés", "degrees"),
    Column("lat", "number", "Latitude", "Latitude",
           "Point représentatif.",
           "Representative point.", "degrés", "degrees"),
    Column("nearest_cost", "number", "Temps à la porte la plus proche", "Time to the nearest door",
           "Temps de trajet; vide s'il n'y a aucune porte joignable.",
           "Travel time; blank when no door can be reached.",
           "minutes", "minutes"),
    Column("nearest_service_id", "string", "Porte la plus proche", "Nearest door",
           "Point de service de cette porte.",
           "Service point of that door."),
    Column("reached", "boolean", "Atteinte", "Reached",
           "Vrai si la porte la plus proche est sous le seuil du milieu (inclus); vide si "
           "l'unité est sans coordonnées.",
           "True when the nearest door is within the setting's threshold (inclusive); blank "
           "when the unit has no coordinates."),
    Column("access_registered", "number",
           "Accès des personnes inscrites", "Access, registered people",
           "Accès des personnes inscrites de l'unité.",
           "Access of the unit's registered people.", "ETC par 10 000", "FTE per 10,000"),
    Column("access_nonregistered", "number",
           "Accès des personnes non inscrites", "Access, non-registered people",
           "Accès des personnes non inscrites de l'unité.",
           "Access of the unit's non-registered people.", "ETC par 10 000", "FTE per 10,000"),
    Column("access", "number", "Accès", "Access",
           "Accès de toutes les personnes : les deux précédents, pondérés par le taux "
           "d'inscription.",
           "Access of everyone: the two before, weighted by the registered share.",
           "ETC par 10 000", "FTE per 10,000"),
    Column("status", "string", "État du calcul", "Status",
           "Pourquoi l'accès vaut ce qu'il vaut.",
           "Why access is what it is.", values=STATUSES),
)
"""Columns of ``access_units.csv``, in file order; one `level_column` per level follows."""

SERVICE_COLUMNS: tuple[Column, ...] = (
    Column("service_id", "string", "Point de service", "Service point",
           "Code du point dans sa source.",
           "Code of the site in its source."),
    Column("name", "string", "Nom", "Name",
           "Nom du point de service.",
           "Name of the site."),
    Column("kind", "string", "Sorte", "Kind",
           "Sorte de service.",
           "Kind of service.", values=KIND_WORDS),
    Column("sector", "string", "Secteur", "Sector",
           "Secteur dont relève le point.",
           "Sector the site belongs to.", values=SECTOR_WORDS),
    Column("fte_ts", "number", "ETC, travail social", "FTE, social workers",
           "Équivalents temps complet travaillés sur place : travail social. Vide si inconnu.",
           "Full-time equivalents worked at the site: social workers. Blank when unknown.",
           "ETC", "FTE"),
    Column("fte_tts", "number", "ETC, techniques de travail social", "FTE, social-work technicians",
           "Équivalents temps complet travaillés sur place : techniques de travail social. "
           "Vide si inconnu.",
           "Full-time equivalents worked at the site: social-work technicians. Blank when "
           "unknown.", "ETC", "FTE"),
    Column("fte_oc", "number", "ETC, organisation communautaire", "FTE, community organisers",
           "Équivalents temps complet travaillés sur place : organisation communautaire. Vide"
           " si inconnu.",
           "Full-time equivalents worked at the site: community organisers. Blank when "
           "unknown.", "ETC", "FTE"),
    Column("fte_other", "number", "ETC, autres rôles", "FTE, other roles",
           "Équivalents temps complet travaillés sur place : autres rôles. Vide si inconnu.",
           "Full-time equivalents worked at the site: other roles. Blank when unknown.",
           "ETC", "FTE"),
    Column("fte", "number", "ETC, tous rôles", "FTE, all roles",
           "Équivalents temps complet travaillés sur place, avant pondération. Vide si "
           "inconnu.",
           "Full-time equivalents worked at the site, before weighting. Blank when unknown.",
           "ETC", "FTE"),
    Column("mode", "string", "Mode", "Mode",
           "En présentiel ou virtuel.",
           "In person or virtual.", values=MODE_WORDS),
    Column("registration", "string", "Inscription", "Registration",
           "Indique si l'inscription est requise pour y aller.",
           "Whether one must be registered to use it.", values=REGISTRATION_WORDS),
    Column("open_share", "number", "Part d'ouverture", "Open share",
           "Part de la semaine où la porte est ouverte (0,2 : un jour).",
           "Share of the week the door is open (0.2: one day).", "part (0 à 1)", "share (0 to 1)"),
    Column("address_precision", "string", "Précision", "Precision",
           "Finesse des coordonnées.",
           "How fine the coordinates are."),
    Column("door", "boolean", "Porte", "Door",
           "Vrai si le point compte comme porte (présence et atteinte).",
           "True when the site counts as a door (presence and reach)."),
    Column("supply", "number", "Offre comptée", "Supply counted",
           "ETC du point que l'intensité compte, selon le profil de la norme.",
           "FTE of the site that intensity counts, under the norm's profile.", "ETC", "FTE"),
    Column("excluded", "string", "Non compté", "Not counted",
           "Pourquoi le point n'est pas compté; vide s'il l'est.",
           "Why the site is not counted; blank when it is."),
    Column("in_buffer", "boolean", "Dans la bande", "In the band",
           "Vrai si le point est dans la bande prise autour de l'étude : il dessert les "
           "gens de l'étude et n'appartient à aucun territoire.",
           "True when the site lies in the band taken around the study: it serves its people and "
           "belongs to no territory."),
    Column("source", "string", "Source", "Source",
           "Fichier d'où vient le point.",
           "File the site comes from."),
    Column("vintage", "string", "Millésime", "Vintage",
           "Date de la source.",
           "Date of the source."),
    *ORIGIN_COLUMNS,
)
"""Columns of the ``services`` layer of study.gpkg, in file order."""

REJECTED_COLUMNS: tuple[Column, ...] = (
    Column("source", "string", "Source", "Source",
           "Fichier lu.",
           "File read."),
    Column("line", "integer", "Ligne", "Line",
           "Numéro de la rangée dans ce fichier; vide si elle est écartée une fois le fichier lu.",
           "Number of the row in that file; blank when it is set aside once the file is read."),
    Column("id", "string", "Code", "Code",
           "Code de la rangée, s'il se lit.",
           "The row's code, if read."),
    Column("reason", "string", "Raison", "Reason (French)",
           "Pourquoi elle est écartée.",
           "Why it was set aside, in French."),
    Column("reason_en", "string", "Raison (anglais)", "Reason",
           "Pourquoi elle est écartée, en anglais.",
           "Why it was set aside."),
)
"""Columns of ``rejected/<table>.csv``, in file order."""
# fmt: on


def level_column(level: str, label: str, label_en: str) -> Column:
    """Return the column of ``access_units.csv`` that places a unit at ``level``.

    Examples
    --------
    >>> level_column("mrc", "MRC", "RCM").name
    'mrc_id'
    """
    return Column(
        f"{level}_id",
        "string",
        f"Territoire ({label})",
        f"Territory ({label_en})",
        "Territoire de l'unité à ce niveau; plusieurs, séparés par des points-virgules, la plus "
        "grande part d'abord, si l'unité est partagée.",
        "The unit's territory at this level; several, separated by semicolons, largest share "
        "first, when the unit is split.",
    )


def names(columns: tuple[Column, ...]) -> list[str]:
    """Return the names of ``columns``, in order.

    Examples
    --------
    >>> names(GAPS_COLUMNS)[:5]
    ['territory_id', 'name', 'population', 'population_covered', 'class']
    """
    return [column.name for column in columns]


def column_named(name: str, columns: tuple[Column, ...] = GAPS_COLUMNS) -> Column:
    """Return the column called ``name``.

    Raises
    ------
    KeyError
        When no column of the list has that name.

    Examples
    --------
    >>> column_named("class").word("desert", "en")
    'desert'
    """
    for column in columns:
        if column.name == name:
            return column
    raise KeyError(name)
