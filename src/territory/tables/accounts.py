"""Columns of the files that say what a run rests on: its completeness, its population."""

from __future__ import annotations

from territory.tables.words import COVERAGE_WORDS, KIND_WORDS, Column

_LEVEL = Column(
    "level", "string", "Niveau", "Level", "Niveau du territoire.", "Level of the territory."
)
_ID = Column(
    "territory_id", "string", "Territoire", "Territory",
    "Code du territoire, précédé de son niveau (MRC:46, CLSC:01111).",
    "Code of the territory, preceded by its level (MRC:46, CLSC:01111).",
)  # fmt: skip
_NAME = Column(
    "name", "string", "Nom", "Name", "Nom officiel du territoire.",
    "Official name of the territory.",
)  # fmt: skip

# fmt: off
COMPLETENESS_COLUMNS: tuple[Column, ...] = (
    _LEVEL, _ID, _NAME,
    Column("kind", "string", "Sorte", "Kind",
           "Sorte de service.", "Kind of service.", values=KIND_WORDS),
    Column("in_basket", "boolean", "Dans le panier", "In the basket",
           "Vrai si la norme appliquée demande cette sorte.",
           "True when the norm applied asks for this kind."),
    Column("status", "string", "État des données", "State of the data",
           "Complet, partiel, absent ou inconnu pour toute la population du territoire; partiel "
           "si son état varie. Une donnée absente n'est jamais un désert.",
           "Complete, partial, absent or unknown for all the people of the territory; partial when "
           "it varies among them. Absent data is never a desert.", values=COVERAGE_WORDS),
    *(Column(f"share_{status}", "number", f"Part, {words[0]}", f"Share, {words[1]}",
             f"Part des gens du territoire pour qui l'état est : {words[0]}.",
             f"Share of the territory's people for whom the state is: {words[1]}.",
             "part (0 à 1)", "share (0 to 1)")
      for status, words in COVERAGE_WORDS.items()),
    Column("sites", "integer", "Points lus", "Sites read",
           "Points de cette sorte situés dans le territoire.",
           "Sites of this kind located in the territory.", "points", "sites"),
    Column("sites_with_fte", "integer", "Points dont l'effectif est connu", "Sites with known FTE",
           "Ceux dont au moins un effectif est connu.",
           "Those of which some staffing is known.", "points", "sites"),
)
"""Columns of ``completeness.csv``; self-governed territories are left out."""

POPULATION_COLUMNS: tuple[Column, ...] = (
    _LEVEL, _ID, _NAME,
    Column("population", "number", "Population de l'étude", "Population of the study",
           "Somme des parts d'unités du territoire, sans mise à l'échelle.",
           "Sum of the territory's shares of units, never scaled.", "personnes", "people"),
    Column("basis", "string", "Population nommée", "Population named",
           "Le compte de gens que l'étude nomme (clé de data/populations.toml).",
           "The count of people the study names (a key of data/populations.toml)."),
    Column("basis_share", "number", "Part de la population nommée", "Share of the population named",
           "Part des gens du territoire que la population nommée compte vraiment; les autres "
           "viennent d'un autre compte, sans mise à l'échelle.",
           "Share of the territory's people that the population named really counts; the others "
           "come from another count, not scaled.", "part (0 à 1)", "share (0 to 1)"),
    Column("reference_population", "number", "Population de la référence",
           "Population of the reference",
           "Ce qu'un autre compte donne au même territoire.",
           "What another count gives the same territory.", "personnes", "people"),
    Column("reference", "string", "Référence", "Reference",
           "Source de cet autre compte.", "Source of that other count."),
    Column("year", "integer", "Année", "Year",
           "Année de la référence.", "Year of the reference."),
    Column("ratio", "number", "Rapport", "Ratio",
           "Population de l'étude divisée par celle de la référence.",
           "Population of the study divided by that of the reference."),
)
"""Columns of ``populations.csv``; self-governed territories are left out."""
# fmt: on
