"""Columns of what a scenario writes, as `dictionary` has those of a run."""

from __future__ import annotations

from territory.tables.words import Column

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
           "largest_gaps, optimal, hors-murs, reserve.",
           "Rule that gives these posts: rattachement, per_capita, need, floor_then_need, "
           "largest_gaps, optimal, hors-murs, reserve."),
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
           "Personnes du territoire, celles des territoires autogouvernés à part.",
           "People of the territory, those of self-governed territories apart."),
    Column("existing", "number", "Postes déjà là", "Existing posts",
           "Postes du rôle déjà là, connus ou supposés.", "Posts of the role already there."),
    Column("floor", "number", "Plancher", "Floor",
           "Postes donnés pour que chaque territoire ait son plancher.",
           "Posts given so that every territory has its floor."),
    Column("need", "number", "Besoin", "Need",
           "Personnes pondérées par leur besoin.", "People weighted by their need."),
    Column("quota", "number", "Quotient", "Quota",
           "Part exacte des postes restants selon le besoin.",
           "Exact share of the remaining posts by need."),
    Column("whole", "integer", "Partie entière", "Whole part",
           "Postes entiers du quotient.", "Whole posts of the quota."),
    Column("remainder", "number", "Reste", "Remainder",
           "Ce qui reste du quotient.", "What is left of the quota."),
    Column("extra", "integer", "Au plus fort reste", "By largest remainder",
           "Poste donné au plus fort reste.", "Post given to the largest remainder."),
    Column("posts", "number", "Postes", "Posts",
           "Postes (ou ETC) donnés en tout par cette ligne.",
           "Posts (or FTE) given in all by this line."),
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
