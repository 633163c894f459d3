"""One column as people read it, and the words of every coded value, in French and in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True)
class Column:
    """One column of a written table.

    Attributes
    ----------
    name : str
        Its name in the file.
    kind : str
        "string", "integer", "number" or "boolean" (written ``true`` and ``false``).
    title, title_en : str
        What people read above it.
    meaning, meaning_en : str
        One or two sentences: what it is and when it is blank.
    unit, unit_en : str
        Unit of its values; empty where there is none.
    values : Mapping[str, tuple of str]
        Allowed values with their French and English words; empty where any value goes.
    """

    name: str
    kind: ColumnType
    title: str
    title_en: str
    meaning: str
    meaning_en: str
    unit: str = ""
    unit_en: str = ""
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def label(self, language: str = "fr") -> str:
        """Return the title in ``language``."""
        return self.title_en if language == "en" else self.title

    def description(self, language: str = "fr") -> str:
        """Return the meaning in ``language``."""
        return self.meaning_en if language == "en" else self.meaning

    def measured_in(self, language: str = "fr") -> str:
        """Return the unit in ``language``."""
        return self.unit_en if language == "en" else self.unit

    def word(self, value: str, language: str = "fr") -> str:
        """Return what people read for one of ``values``; an unlisted value as it is."""
        words = self.values.get(value)
        return value if words is None else words[1 if language == "en" else 0]


CLASSES: Mapping[str, tuple[str, str]] = {
    "desert": ("désert", "desert"),
    "underserved": ("sous-desservi", "underserved"),
    "served": ("desservi", "served"),
    "insufficient_data": ("données insuffisantes", "insufficient data"),
    "not_ranked": ("non classé", "not ranked"),
}
_SERVED_WITHOUT_INTENSITY = (
    "desservi (présence et atteinte; intensité non mesurée)",
    "served (presence and reach; intensity not measured)",
)


def class_words(tests: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Return the words of the classes under a norm that applies ``tests``.

    Where intensity is not one of them, "served" says that it was not measured.

    Examples
    --------
    >>> class_words(["presence", "reach"])["served"][1]
    'served (presence and reach; intensity not measured)'
    """
    if "intensity" in tests:
        return CLASSES
    return {**CLASSES, "served": _SERVED_WITHOUT_INTENSITY}


CLASS_REASONS: Mapping[str, tuple[str, str]] = {
    "self_governed": (
        "territoire autogouverné : classé seulement si la communauté en décide ainsi",
        "self-governed territory: ranked only if its community so decides",
    ),
    "no_population": ("aucune personne n'y habite", "nobody lives there"),
    "reach_unknown": (
        "les données ne permettent pas de dire qui atteint une porte",
        "the data cannot tell who reaches a door",
    ),
    "intensity_unknown": (
        "les données ne permettent pas de dire si les effectifs suffisent",
        "the data cannot tell whether there is enough staff",
    ),
}
TESTS: Mapping[str, tuple[str, str]] = {
    "pass": ("réussie", "passed"),
    "fail": ("non réussie", "failed"),
    "unknown": ("inconnue", "unknown"),
}
PRESENCES: Mapping[str, tuple[str, str]] = {
    "own": ("porte sur place", "door inside"),
    "served": ("desservi par le voisinage", "served from outside"),
    "none": ("aucune porte", "no door"),
    "unknown": ("inconnue", "unknown"),
}
DESERT_FORMS: Mapping[str, tuple[str, str]] = {
    "absent": ("porte absente", "no door inside"),
    "remote": ("porte éloignée", "door inside, far from most"),
}
FLAGS: Mapping[str, tuple[str, str]] = {
    "no_own_door": (
        "aucune porte sur place; la majorité en atteint une dans un territoire voisin",
        "no door inside; most people reach a neighbour's",
    ),
    "pocket": (
        "poche : un nombre notable de personnes hors d'atteinte",
        "pocket: a notable number of people beyond reach",
    ),
    "virtual_only": ("seulement un service virtuel", "virtual service only"),
    "small_numbers": ("petits nombres : peu d'ETC", "small numbers: few staff"),
    "coarse_population": (
        "population peu détaillée : unités trop grandes pour le seuil",
        "coarse population: units too large for the threshold",
    ),
    "edge": (
        "au bord de l'étude : l'accès dépend de ce qui est au-delà",
        "at the study's edge: access depends on what lies beyond",
    ),
    "estimated_share": (
        "part estimée : unités coupées par la surface, ou taux d'inscription déclaré",
        "estimated share: units cut by area, or a declared registration rate",
    ),
    "partly_self_governed": (
        "une part notable de ses gens est en territoire autogouverné, hors du calcul",
        "a notable share of its people live in self-governed territories, not computed",
    ),
    "opted_in": (
        "classé par décision de la communauté",
        "ranked by the community's own decision",
    ),
    "fragile": (
        "classe fragile : elle change selon le seuil",
        "fragile: class varies with threshold",
    ),
}
MILIEUX: Mapping[str, tuple[str, str]] = {
    "dense_urban": ("urbain dense", "dense urban"),
    "urban": ("urbain", "urban"),
    "rural": ("rural", "rural"),
    "remote": ("éloigné", "remote"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    "served": ("un service dans le bassin", "a provider in range"),
    "no_provider_in_range": ("aucun service dans le bassin", "no provider in range"),
    "no_population": ("sans population", "no population"),
    "missing_population": ("population inconnue", "population unknown"),
    "no_coordinates": ("sans coordonnées", "no coordinates"),
    "off_network": (
        "trop loin d'une route du réseau donné",
        "too far from a road of the network given",
    ),
}
KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "clsc": ("CLSC", "CLSC"),
    "gmf": ("GMF", "family medicine group (GMF)"),
    "community": ("organisme communautaire", "community group"),
    "library": ("bibliothèque", "library"),
    "outreach": ("travail de milieu", "outreach"),
    "other": ("autre", "other"),
}
COVERAGE_WORDS: Mapping[str, tuple[str, str]] = {
    "complete": ("complet", "complete"),
    "partial": ("partiel", "partial"),
    "absent": ("absent", "absent"),
    "unknown": ("inconnu", "unknown"),
}
PRECISION_WORDS: Mapping[str, tuple[str, str]] = {
    "exact": ("exacte", "exact"),
    "address": ("adresse", "address"),
    "place": ("lieu", "place"),
    "postal": ("code postal", "postal code"),
    "municipality": ("municipalité", "municipality"),
    "mrc": ("MRC", "MRC"),
    "unknown": ("inconnue", "unknown"),
}
SECTOR_WORDS: Mapping[str, tuple[str, str]] = {
    "public": ("public", "public"),
    "community": ("communautaire", "community"),
    "municipal": ("municipal", "municipal"),
    "private": ("privé", "private"),
    "unknown": ("inconnu", "unknown"),
}
MODE_WORDS: Mapping[str, tuple[str, str]] = {
    "in_person": ("en présentiel", "in person"),
    "virtual": ("virtuel", "virtual"),
}
REGISTRATION_WORDS: Mapping[str, tuple[str, str]] = {
    "open": ("ouvert à tout le monde", "open to all"),
    "required": ("inscription requise", "registration required"),
    "unknown": ("inconnue", "unknown"),
}
