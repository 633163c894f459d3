"""Need columns: what people read for each, which way it goes, and the columns of its files.

A column that a coalition names itself keeps its own name, and nothing is said of its direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from territory.tables.words import Column

PEOPLE = "_people"
_QUINTILE = "_quintile"
_CIMD = (
    "défavorisation plus grande (score de moyenne 0 au Canada)",
    "more deprivation (score with a mean of 0 over Canada)",
)
_RANK = ("défavorisation plus grande", "more deprivation")
_INCOME = ("revenu plus élevé", "higher income")
_POOR = ("plus de personnes à faible revenu", "more people in low income")
_MANY = ("plus de personnes de l'unité", "more people of the unit")
_HOMES = ("plus de ménages de l'unité", "more households of the unit")

# key -> French and English label, then what a higher value is.
NEED_WORDS: Mapping[str, tuple[str, str, tuple[str, str]]] = {
    "residential_instability": ("Instabilité résidentielle", "Residential instability", _CIMD),
    "ethnocultural_composition": (
        "Composition ethnoculturelle",
        "Ethno-cultural composition",
        (
            "plus de personnes immigrantes ou de minorités visibles (moyenne 0 au Canada)",
            "more immigrants or visible minorities (mean of 0 over Canada)",
        ),
    ),
    "economic_dependency": ("Dépendance économique", "Economic dependency", _CIMD),
    "situational_vulnerability": (
        "Vulnérabilité situationnelle",
        "Situational vulnerability",
        _CIMD,
    ),
    "material_quintile": ("Défavorisation matérielle", "Material deprivation", _RANK),
    "social_quintile": ("Défavorisation sociale", "Social deprivation", _RANK),
    "material_quintile_region": (
        "Défavorisation matérielle dans la région",
        "Material deprivation within the region",
        _RANK,
    ),
    "social_quintile_region": (
        "Défavorisation sociale dans la région",
        "Social deprivation within the region",
        _RANK,
    ),
    "material_centile": (
        "Défavorisation matérielle (centile)",
        "Material deprivation (centile)",
        _RANK,
    ),
    "social_centile": ("Défavorisation sociale (centile)", "Social deprivation (centile)", _RANK),
    "material_score": ("Défavorisation matérielle (note)", "Material deprivation (score)", _RANK),
    "social_score": ("Défavorisation sociale (note)", "Social deprivation (score)", _RANK),
    "median_household_income": (
        "Revenu médian des ménages",
        "Median household income",
        _INCOME,
    ),
    "low_income_percent": ("Faible revenu (%)", "Low income (%)", _POOR),
    "low_income_people": ("Personnes à faible revenu", "People in low income", _POOR),
    "people_65_plus": ("Personnes de 65 ans et plus", "People aged 65 and over", _MANY),
    "people_living_alone": ("Personnes vivant seules", "People living alone", _MANY),
    "renter_households": ("Ménages locataires", "Renter households", _HOMES),
    "unemployment_percent": (
        "Taux de chômage (%)",
        "Unemployment rate (%)",
        ("chômage plus grand", "more unemployment"),
    ),
}


@dataclass(frozen=True)
class Need:
    """One column of figures put beside the people of a study.

    Attributes
    ----------
    key : str
        Its name in the tables.
    source : str
        File it was read from.
    title, title_en : str
        What people read above it.
    higher, higher_en : str
        What a higher value is, in words; empty when it is not known.
    text : bool
        Whether it holds words, not figures.
    """

    key: str
    source: str
    title: str
    title_en: str
    higher: str = ""
    higher_en: str = ""
    text: bool = False

    def told(self) -> dict[str, Any]:
        """Return what run.json says of it."""
        return {
            "key": self.key,
            "label": {"fr": self.title, "en": self.title_en},
            "higher_is": {"fr": self.higher, "en": self.higher_en},
            "source": self.source,
        }

    def column(self) -> Column:
        """Return its column, beside a unit or as the mean of a territory."""
        way = f" Plus haut : {self.higher}." if self.higher else ""
        way_en = f" Higher: {self.higher_en}." if self.higher_en else ""
        return Column(
            self.key,
            "string" if self.text else "number",
            self.title,
            self.title_en,
            f"Chiffre de {self.source} mis à côté des gens; vide si inconnu. Celui d'un territoire "
            f"est la moyenne de ses unités, pondérée par la population couverte.{way}",
            f"Figure of {self.source} put beside people; blank when unknown. That of a territory "
            f"is the mean of its units, weighted by covered population.{way_en}",
        )

    def people_column(self) -> Column:
        """Return the column that counts the people it is known for."""
        return Column(
            self.key + PEOPLE,
            "number",
            f"{self.title} : personnes",
            f"{self.title_en}: people",
            "Population couverte pour qui ce chiffre est connu.",
            "Covered population for whom this figure is known.",
            "personnes",
            "people",
        )


def need(key: str, source: str, *, text: bool = False) -> Need:
    """Return what is known of a need column.

    Examples
    --------
    >>> need("economic_dependency", "scores.csv").title
    'Dépendance économique'
    >>> need("residential_instability_quintile", "scores.csv").title_en
    'Residential instability (quintile)'
    >>> need("aines_seuls", "coalition.csv").title
    'aines_seuls'
    """
    base = key.removesuffix(_QUINTILE)
    if key not in NEED_WORDS and base in NEED_WORDS:
        title, title_en, (higher, higher_en) = NEED_WORDS[base]
        return Need(key, source, f"{title} (quintile)", f"{title_en} (quintile)", higher, higher_en)
    title, title_en, (higher, higher_en) = NEED_WORDS.get(key, (key, key, ("", "")))
    return Need(key, source, title, title_en, higher, higher_en, text)


def need_columns(needs: Iterable[Need]) -> tuple[Column, ...]:
    """Return the columns of ``needs_<level>.csv``, in file order.

    Examples
    --------
    >>> [column.name for column in need_columns([need("renters", "a.csv")])]
    ['territory_id', 'name', 'renters', 'renters_people']
    """
    figures = (one for one in needs if not one.text)
    pairs = ((one.column(), one.people_column()) for one in figures)
    return (*PLACE_COLUMNS, *(column for pair in pairs for column in pair))


PLACE_COLUMNS = (
    Column(
        "territory_id",
        "string",
        "Territoire",
        "Territory",
        "Code du territoire, précédé de son niveau (MRC:46, CLSC:01111).",
        "Code of the territory, preceded by its level (MRC:46, CLSC:01111).",
    ),
    Column(
        "name",
        "string",
        "Nom",
        "Name",
        "Nom officiel du territoire.",
        "Official name of the territory.",
    ),
)
"""First columns of ``needs_<level>.csv``."""
