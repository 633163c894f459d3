"""Columns of what a scenario writes, as `dictionary` has those of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from territory.tables.dictionary import GAPS_COLUMNS
from territory.tables.words import CLASSES, MILIEUX, Column
from territory.text import percent

# fmt: off
ALLOCATION_COLUMNS: tuple[Column, ...] = (
    Column("variant", "string", "Variante", "Variant",
           "sur-place, deplace ou seul (une seule variante).",
           "sur-place, deplace or seul (a single variant)."),
    Column("change", "integer", "Changement", "Change",
           "Rang du changement dans le scénario, à partir de 1.",
           "Place of the change in the scenario, from 1."),
    Column("rule", "string", "Règle", "Rule",
           "Règle qui donne ces postes : rattachement, per_capita, need, floor_then_need, "
           "largest_gaps, optimal, hors-murs, reserve, ou le modèle d'un changement emplacements.",
           "Rule that gives these posts: rattachement, per_capita, need, floor_then_need, "
           "largest_gaps, optimal, hors-murs, reserve, or the model of a siting change."),
    Column("territory_id", "string", "Territoire", "Territory",
           "Territoire qui reçoit les postes.", "Territory that receives the posts."),
    Column("name", "string", "Nom", "Name", "Nom officiel du territoire.",
           "Official name of the territory."),
    Column("service_id", "string", "Point", "Site",
           "Point qui reçoit; vide pour une ligne de territoire.",
           "Site that receives; blank on a line about a territory."),
    Column("from_service_id", "string", "D'où", "From",
           "Point d'où viennent les postes; vide s'ils sont nouveaux.",
           "Site the posts come from; blank where they are new."),
    Column("role", "string", "Rôle", "Role", "ts, tts, oc ou other.", "ts, tts, oc or other."),
    Column("population", "number", "Population", "Population",
           "Personnes du territoire, sans celles des territoires autogouvernés, comptées à part.",
           "People of the territory, without those of self-governed territories, counted apart."),
    Column("existing", "number", "Postes déjà là", "Existing posts",
           "Postes du rôle déjà là dans le territoire, connus ou supposés; les mêmes sur chacune "
           "de ses lignes.",
           "Posts of the role already in the territory, known or assumed; the same on each of its "
           "lines."),
    Column("floor", "number", "Plancher", "Floor",
           "Postes de cette ligne donnés pour que le territoire ait son plancher.",
           "Posts of this line given so that the territory has its floor."),
    Column("need", "number", "Besoin", "Need",
           "Personnes du territoire pondérées par leur besoin; les mêmes sur chacune de ses "
           "lignes.",
           "People of the territory weighted by their need; the same on each of its lines."),
    Column("quota", "number", "Quotient", "Quota",
           "Part exacte du territoire dans les postes qui restent une fois les planchers donnés, "
           "selon le besoin; la même sur chacune de ses lignes. Vide pour les autres règles.",
           "Exact share of the territory in the posts left once floors are given, by need; the "
           "same on each of its lines. Blank for other rules."),
    Column("whole", "integer", "Partie entière", "Whole part",
           "Postes de cette ligne qui viennent de la partie entière du quotient.",
           "Posts of this line that come from the whole part of the quota."),
    Column("remainder", "number", "Reste", "Remainder",
           "Ce qui reste du quotient du territoire; le même sur chacune de ses lignes.",
           "What is left of the territory's quota; the same on each of its lines."),
    Column("extra", "integer", "Au plus fort reste", "By largest remainder",
           "Poste de cette ligne donné au plus fort reste.",
           "Post of this line given to the largest remainder."),
    Column("posts", "number", "Postes", "Posts",
           "Postes (ou ETC) donnés par cette ligne : plancher + partie entière + plus fort reste, "
           "pour les règles qui en ont. Leur somme est ce que le changement donne.",
           "Posts (or FTE) given by this line: floor + whole part + largest remainder, for the "
           "rules that have them. They add up to what the change gives."),
    Column("year", "integer", "Année", "Year",
           "Année du scénario où ils arrivent, 0 sans calendrier.",
           "Year of the scenario in which they come, 0 without a calendar."),
    Column("cost", "number", "Coût annuel", "Yearly cost",
           "Postes fois le coût annuel d'un poste, s'il est donné.",
           "Posts times the yearly cost of one, where it is given.", "$", "$"),
    Column("reason", "string", "Raison", "Reason",
           "Ce que la règle a regardé, ou pourquoi rien n'est donné.",
           "What the rule looked at, or why nothing is given."),
)

COMPARED = (
    "presence", "reach_share", "people_beyond_reach", "nearest_cost_median", "fte", "fte_per_10k",
    "access_mean", "access_p10", "access_registered", "access_nonregistered", "fte_shortfall",
    "rank",
)
"""Columns of gaps tables told before, after, and their difference (after less before)."""


NOTABLE = 0.01
"""Least change of an access told apart, as a share of what it was: a convention (◆).

Smaller ones are counted too, but people would hardly feel them and staff, people and travel times
are not known so finely. From nothing to something is notable, and so is a door within reach or out.
"""
_NOTABLE = {language: percent(NOTABLE, language, digits=0) for language in ("fr", "en")}

VARIANT = ALLOCATION_COLUMNS[0]
PUBLICS: Mapping[str, tuple[str, str]] = {
    "registered": ("personnes inscrites", "registered people"),
    "nonregistered": ("personnes non inscrites", "people not registered"),
    "average": ("accès moyen", "average access"),
    "reach": ("à portée d'une porte", "within reach of a door"),
}
GROUPINGS: Mapping[str, tuple[str, str]] = {
    "everyone": ("tout le monde", "everyone"),
    "milieu": ("milieu", "setting"),
    "registration": ("inscription", "registration"),
}
GROUPS: Mapping[str, tuple[str, str]] = {
    **MILIEUX,
    "registered": PUBLICS["registered"],
    "nonregistered": PUBLICS["nonregistered"],
    "1": ("1er cinquième (valeurs les plus basses)", "1st fifth (lowest values)"),
    "2": ("2e cinquième", "2nd fifth"),
    "3": ("3e cinquième", "3rd fifth"),
    "4": ("4e cinquième", "4th fifth"),
    "5": ("5e cinquième (valeurs les plus hautes)", "5th fifth (highest values)"),
    "unknown": ("chiffre inconnu", "figure unknown"),
}
EQUITY_INDICES: Mapping[str, tuple[str, str]] = {
    "mean": ("Accès moyen (ETC par 10 000 personnes)", "Mean access (FTE per 10,000 people)"),
    "lowest_tenth": (
        "Accès moyen du dixième le moins bien desservi", "Mean access of the worst-served tenth",
    ),
    "gini": ("Indice de Gini (0 : égal)", "Gini index (0: equal)"),
    "theil": ("Indice de Theil (0 : égal)", "Theil index (0: equal)"),
    "below_norm_people": ("Personnes sous la norme d'intensité",
                          "People below the norm of intensity"),
    "below_norm_share": ("Part des gens sous la norme d'intensité",
                         "Share of people below the norm of intensity"),
    "below_norm_depth": ("Manque moyen sous la norme (part de la norme)",
                         "Mean gap below the norm (share of the norm)"),
    "concentration": (
        "Indice de concentration selon un besoin (négatif : l'accès va aux valeurs basses)",
        "Concentration index along a need (negative: access goes to low values)",
    ),
}
_AFTER_LESS_BEFORE = ("après moins avant; vide si l'un des deux l'est.",
                      "after less before; blank where either is.")
_ON_AFTER = ("Gains et pertes sont comptés parmi la population d'après.",
             "Gains and losses are counted on the people after.")


def _compared() -> Iterator[Column]:
    gaps = {column.name: column for column in GAPS_COLUMNS}
    for name in COMPARED:
        one = gaps[name]
        same = (one.unit, one.unit_en)
        yield Column(f"{name}_before", one.kind, f"{one.title} (avant)",
                     f"{one.title_en} (before)", one.meaning, one.meaning_en, *same)
        yield Column(f"{name}_after", one.kind, f"{one.title} (après)",
                     f"{one.title_en} (after)", one.meaning, one.meaning_en, *same)
        yield Column(f"{name}_difference", one.kind, f"{one.title} (différence)",
                     f"{one.title_en} (difference)",
                     f"{one.title} : {_AFTER_LESS_BEFORE[0]}",
                     f"{one.title_en}: {_AFTER_LESS_BEFORE[1]}", *same)


def _winners() -> Iterator[Column]:
    for public, (words, words_en) in PUBLICS.items():
        for part, (verb, verb_en) in {
            "gain": ("Gagnent", "Gain"), "lose": ("Perdent", "Lose"),
        }.items():
            yield Column(f"{part}_{public}", "number", f"{verb} : {words}",
                         f"{verb_en}: {words_en}",
                         f"Personnes du territoire; celles d'une unité à cheval sur plusieurs "
                         f"le sont selon ses parts; vide si rien n'est connu. {_ON_AFTER[0]}",
                         f"People of the territory; those of a unit that lies across several, by "
                         f"its shares; blank where nothing is known. {_ON_AFTER[1]}",
                         "personnes", "people")


def _notable() -> Iterator[Column]:
    for part, (verb, verb_en), who, who_en in (
        ("gain", ("Gagnent", "Gain"), "qui gagnent", "who gain"),
        ("lose", ("Perdent", "Lose"), "qui perdent", "who lose"),
    ):
        yield Column(
            f"{part}_notable", "number", f"{verb} {_NOTABLE['fr']} ou plus",
            f"{verb_en} {_NOTABLE['en']} or more",
            f"Celles et ceux {who} dont l'accès change d'au moins {_NOTABLE['fr']} de ce qu'il "
            f"était (convention ◆). Passer de rien à quelque chose y compte; pour une porte à "
            f"portée, tout changement.",
            f"Of those {who_en}, people whose access changes by at least {_NOTABLE['en']} of what "
            f"it was (convention ◆). From nothing to something counts; for a door within reach, "
            f"every change.", "personnes", "people")


DIFFERENCE_COLUMNS: tuple[Column, ...] = (
    VARIANT,
    Column("territory_id", "string", "Territoire", "Territory",
           "Code du territoire, précédé de son niveau.",
           "Code of the territory, preceded by its level."),
    Column("name", "string", "Nom", "Name", "Nom officiel du territoire.",
           "Official name of the territory."),
    Column("population", "number", "Population (avant)", "Population (before)",
           "Personnes du territoire avant.", "People of the territory before.",
           "personnes", "people"),
    Column("population_after", "number", "Population (après)", "Population (after)",
           "Personnes du territoire après; leur nombre ne change que si le scénario change la "
           "population.",
           "People of the territory after; their number changes only where the scenario changes "
           "the population.",
           "personnes", "people"),
    Column("class_before", "string", "Classe (avant)", "Class (before)",
           "Jugement selon la norme nommée, avant.", "Judgement under the named norm, before.",
           values=CLASSES),
    Column("class_after", "string", "Classe (après)", "Class (after)",
           "Jugement selon la même norme, après.", "Judgement under the same norm, after.",
           values=CLASSES),
    *_compared(),
    *_winners(),
    Column("norm", "string", "Norme", "Norm", "Norme des deux états.", "Norm of both states."),
)

PEOPLE_COLUMNS: tuple[Column, ...] = (
    VARIANT,
    Column("public", "string", "Public", "Public",
           "Qui est compté, et pour quoi : accès des personnes inscrites, des personnes non "
           "inscrites, accès moyen de tout le monde, ou porte à portée.",
           "Who is counted, and for what: access of registered people, of people not registered, "
           "average access of everyone, or a door within reach.", values=PUBLICS),
    Column("by", "string", "Selon", "By",
           "Façon de répartir les gens : tout le monde, milieu, inscription, ou cinquième d'un "
           "besoin (cinq parts égales de la population de l'étude; des valeurs égales ne sont "
           "jamais séparées).",
           "How people are split: everyone, setting, registration, or fifth of a need (five "
           "equal parts of the study's people; equal values are never split).", values=GROUPINGS),
    Column("group", "string", "Groupe", "Group", "Groupe de gens; vide pour tout le monde.",
           "Group of people; blank for everyone.", values=GROUPS),
    Column("people", "number", "Personnes", "People",
           "Gens de ce public dans ce groupe, après : gagnent + perdent + inchangé + inconnu.",
           "People of this public in this group, after: gain + lose + same + unknown.",
           "personnes", "people"),
    Column("gain", "number", "Gagnent", "Gain", f"Personnes qui gagnent. {_ON_AFTER[0]}",
           f"People who gain. {_ON_AFTER[1]}", "personnes", "people"),
    Column("lose", "number", "Perdent", "Lose", f"Personnes qui perdent. {_ON_AFTER[0]}",
           f"People who lose. {_ON_AFTER[1]}", "personnes", "people"),
    *_notable(),
    Column("same", "number", "Inchangé", "Same", "Personnes pour qui rien ne change.",
           "People for whom nothing changes.", "personnes", "people"),
    Column("unknown", "number", "Inconnu", "Unknown",
           "Personnes dont la situation n'est pas connue avant ou après : ni gain ni perte.",
           "People whose situation is unknown before or after: neither a gain nor a loss.",
           "personnes", "people"),
    Column("newly_known", "number", "Connu seulement après", "Known only after",
           "Parmi « Inconnu » : situation connue après et non avant.",
           'Among "Unknown": situation known after and not before.', "personnes", "people"),
    Column("no_longer_known", "number", "Connu seulement avant", "Known only before",
           "Parmi « Inconnu » : situation connue avant et non après.",
           'Among "Unknown": situation known before and not after.', "personnes", "people"),
    Column("before", "number", "Avant", "Before",
           "Accès moyen (ETC par 10 000 personnes) ou part à portée d'une porte, chez les gens "
           "dont la situation est connue avant et après.",
           "Mean access (FTE per 10,000 people) or share within reach of a door, of the people "
           "whose situation is known before and after."),
    Column("after", "number", "Après", "After", "La même chose, après.", "The same, after."),
    Column("mean_gain", "number", "Gain moyen", "Mean gain",
           "Changement moyen chez celles et ceux qui gagnent.",
           "Mean change of those who gain."),
    Column("mean_loss", "number", "Perte moyenne", "Mean loss",
           "Changement moyen, négatif, chez celles et ceux qui perdent.",
           "Mean change, negative, of those who lose."),
)

EQUITY_COLUMNS: tuple[Column, ...] = (
    VARIANT,
    Column("index", "string", "Indice", "Index",
           "Ce qui est mesuré, pondéré par les gens; vide si l'accès de quelqu'un n'est pas "
           "connu.",
           "What is measured, weighted by people; blank where someone's access is not known.",
           values=EQUITY_INDICES),
    Column("need", "string", "Besoin", "Need",
           "Colonne de besoin selon laquelle l'accès est ordonné; vide pour les autres indices.",
           "Need along which access is ranked; blank for the other indices."),
    Column("public", "string", "Public", "Public", "Public dont c'est l'accès.",
           "Public whose access it is.", values=PUBLICS),
    Column("before", "number", "Avant", "Before", "Valeur avant.", "Value before."),
    Column("after", "number", "Après", "After", "Valeur après.", "Value after."),
)


CONCLUSIONS: Mapping[str, tuple[str, str]] = {
    "reach": ("Personnes à portée d'une porte", "People within reach of a door"),
    "registered": ("Accès des personnes inscrites", "Access of registered people"),
    "nonregistered": ("Accès des personnes non inscrites", "Access of people not registered"),
    "average": ("Accès moyen de chaque secteur", "Average access of each area"),
    "mean_access": ("Accès moyen de tout le monde", "Mean access of everyone"),
    "deserts": ("Nombre de déserts", "Number of deserts"),
    "below_norm": ("Nombre de déserts et de territoires sous-desservis",
                   "Number of deserts and underserved territories"),
    "worst_off": ("Territoire le moins bien desservi", "Worst-served territory"),
}
SETTINGS: Mapping[str, tuple[str, str]] = {
    "as_judged": ("tel que jugé", "as judged"),
    "threshold_x_0.75": ("seuils × 0,75", "thresholds × 0.75"),
    "threshold_x_1.25": ("seuils × 1,25", "thresholds × 1.25"),
    "fast_decay": ("accès qui baisse plus vite avec la distance",
                   "access falling faster with distance"),
    "intensity_again": ("norme relative recalculée après", "relative norm computed again after"),
    "all_roles": ("tous les rôles comptent", "every role counts"),
    "half_technicians": ("techniciennes et techniciens pour moitié", "technicians for half"),
}
DIRECTIONS: Mapping[str, tuple[str, str]] = {
    "up": ("monte", "up"), "down": ("baisse", "down"), "same": ("ne change pas", "no change"),
}
ROBUSTNESS_COLUMNS: tuple[Column, ...] = (
    VARIANT,
    Column("conclusion", "string", "Conclusion", "Conclusion", "De quoi la conclusion parle.",
           "What the conclusion is about.", values=CONCLUSIONS),
    Column("level", "string", "Niveau", "Level",
           "Niveau des territoires comptés; vide pour une conclusion sur les gens.",
           "Level of the territories counted; blank for a conclusion about people."),
    Column("setting", "string", "Réglage", "Setting",
           "Ce qui est changé dans la façon de juger, avant comme après.",
           "What is changed in how both states are judged.", values=SETTINGS),
    Column("before", "number", "Avant", "Before",
           "Personnes, accès par 10 000 ou nombre de territoires, selon la conclusion, avant.",
           "People, access per 10,000 or number of territories, by conclusion, before."),
    Column("after", "number", "Après", "After", "La même chose, après.", "The same, after."),
    Column("gain", "number", "Gagnent", "Gain",
           "Personnes qui gagnent; vide pour une conclusion sur des territoires.",
           "People who gain; blank for a conclusion about territories.", "personnes", "people"),
    Column("lose", "number", "Perdent", "Lose",
           "Personnes qui perdent; vide pour une conclusion sur des territoires.",
           "People who lose; blank for a conclusion about territories.", "personnes", "people"),
    Column("direction", "string", "Sens", "Direction",
           "Sens du changement; pour les gens, monte si plus de personnes gagnent qu'il n'en perd.",
           "Direction of the change; for people, up where more gain than lose.", values=DIRECTIONS),
    Column("same", "boolean", "Même sens", "Same direction",
           "Vrai si le sens est celui de la conclusion telle que jugée.",
           "True where the direction is that of the conclusion as judged."),
    Column("sentence_fr", "string", "Phrase", "Sentence (French)",
           "Ce qui change, en français; vide si rien.", "What changes, in French; else blank."),
    Column("sentence_en", "string", "Phrase (anglais)", "Sentence",
           "Ce qui change, en anglais; vide si rien.", "What changes, in English; else blank."),
)


TRAJECTORY_SECTORS: Mapping[str, tuple[str, str]] = {
    "public": ("réseau public (CLSC, GMF)", "public network (CLSC, GMF)"),
    "community": ("milieu communautaire (organismes, travail de milieu, bibliothèques)",
                  "community (groups, outreach, libraries)"),
}
_EVENLY = ("comblés à parts égales d'année en année.", "filled evenly from year to year.")
TRAJECTORY_COLUMNS: tuple[Column, ...] = (
    Column("level", "string", "Niveau", "Level", "Niveau des territoires.",
           "Level of the territories."),
    Column("territory_id", "string", "Territoire", "Territory",
           "Code du territoire, précédé de son niveau.",
           "Code of the territory, preceded by its level."),
    Column("name", "string", "Nom", "Name", "Nom officiel du territoire.",
           "Official name of the territory."),
    Column("sector", "string", "Secteur", "Sector",
           "Réseau public ou milieu communautaire.", "Public network or community.",
           values=TRAJECTORY_SECTORS),
    Column("share", "number", "Part", "Share",
           "Part du secteur dans les ETC que la norme compte aujourd'hui dans le territoire; "
           "celle de l'étude s'il n'y en a pas.",
           "Share of the sector in the FTE the norm counts today in the territory; the study's "
           "where it has none.", "part (0 à 1)", "share (0 to 1)"),
    Column("year", "integer", "Année", "Year", "0 : aujourd'hui.", "0: today."),
    Column("missing_before", "number", "ETC manquants (avant)", "FTE missing (before)",
           f"ETC qui manquent encore pour atteindre la norme, sans le scénario, {_EVENLY[0]}",
           f"FTE still missing to reach the norm, without the scenario, {_EVENLY[1]}",
           "ETC", "FTE"),
    Column("added_before", "number", "ETC à ajouter (avant)", "FTE to add (before)",
           "ETC ajoutés jusqu'à cette année pour y arriver, sans le scénario.",
           "FTE added up to this year to get there, without the scenario.", "ETC", "FTE"),
    Column("cost_before", "number", "Coût annuel (avant)", "Yearly cost (before)",
           "ETC ajoutés fois le coût annuel d'un poste, s'il est donné.",
           "FTE added times the yearly cost of a post, where it is given.", "$", "$"),
    Column("missing_after", "number", "ETC manquants (après)", "FTE missing (after)",
           f"ETC qui manquent encore, le scénario réalisé en entier, {_EVENLY[0]}",
           f"FTE still missing once the whole scenario is carried out, {_EVENLY[1]}", "ETC", "FTE"),
    Column("added_after", "number", "ETC à ajouter (après)", "FTE to add (after)",
           "ETC ajoutés jusqu'à cette année pour y arriver, en plus du scénario.",
           "FTE added up to this year to get there, on top of the scenario.", "ETC", "FTE"),
    Column("cost_after", "number", "Coût annuel (après)", "Yearly cost (after)",
           "ETC ajoutés en plus du scénario fois le coût annuel d'un poste.",
           "FTE added on top of the scenario times the yearly cost of a post.", "$", "$"),
    Column("norm", "string", "Norme", "Norm", "Norme des deux états.", "Norm of both states."),
)


def group_words(by: str, group: str, language: str = "fr") -> str:
    """Return what people read for a group of people.

    Examples
    --------
    >>> group_words("milieu", "remote"), group_words("everyone", "")
    ('éloigné', 'tout le monde')
    >>> group_words("material_score", "5", "en")
    '5th fifth (highest values)'
    """
    words = GROUPINGS["everyone"] if by == "everyone" else GROUPS.get(group, (group, group))
    return words[1 if language == "en" else 0]
