"""The method page: the three questions, every indicator on one screen, the norm in use.

Only words: what is said of an indicator is in `indicators`; of the norm, in the results.
"""

from __future__ import annotations

from dataclasses import dataclass

from territory_app.catalogue import Catalogue
from territory_app.indicators import GROUPS, INDICATORS, Indicator
from territory_app.views.cite import citation, in_words
from territory_app.views.method_chapters import Chapter, chapters, doors
from territory_app.views.norm import NormLine
from territory_app.views.norm_full import every_parameter, travel_lines
from territory_app.words import words

Pair = tuple[str, str]
FILES = {"": "gaps_<{level}>.csv", "kinds": "kinds_<{level}>.csv", "needs": "needs_<{level}>.csv"}
DERIVED = {
    "hors-atteinte": "people_beyond_reach, 1 − reach_share",
    "part-virtuelle": "fte_virtual ÷ (fte + fte_virtual)",
    "part-inscription": "fte_registration ÷ fte",
    "part-medicale": "fte (kind = gmf) ÷ fte",
}
"""What an indicator that is not one column of a file is made of."""
CROSSED = "croisement"


@dataclass(frozen=True)
class IndicatorNote:
    """What one indicator is, on one screen.

    Attributes
    ----------
    key : str
        Its anchor.
    label, term : str
        Its name in plain words; what the literature calls it, empty where they are one.
    said, formula : str
        What it says, and how it is computed.
    facts : tuple of (str, str)
        Name and value: unit, denominator, source, limits, file and column.
    """

    key: str
    label: str
    term: str
    said: str
    formula: str
    facts: tuple[Pair, ...]


@dataclass(frozen=True)
class Group:
    """Indicators that answer one question."""

    key: str
    question: str
    notes: tuple[IndicatorNote, ...]


@dataclass(frozen=True)
class Method:
    """Everything the method page says.

    Attributes
    ----------
    note : str
        What the study says of itself; empty when it says nothing.
    questions : tuple of (str, str)
        Name of each test, and what it asks.
    doors : tuple of (str, str, str)
        Kind of service; whether it is a door; whether its staff counts.
    groups : tuple of Group
        Every indicator, by question.
    norm, travel : tuple of NormLine
        The norm's parameters in use; how times were obtained.
    chapters : tuple of Chapter
        The rest, in plain words.
    references : tuple of str
        What the literature says first.
    cited : str
        How to cite these results.
    """

    note: str
    questions: tuple[Pair, ...]
    doors: tuple[tuple[str, str, str], ...]
    groups: tuple[Group, ...]
    norm: tuple[NormLine, ...]
    travel: tuple[NormLine, ...]
    chapters: tuple[Chapter, ...]
    references: tuple[str, ...]
    cited: str


def method(catalogue: Catalogue, language: str) -> Method:
    """Return what the method page says of these results."""
    _ = words(language)
    return Method(
        note=catalogue.bilingual("study", "note", language),
        questions=_questions(language),
        doors=doors(language),
        groups=tuple(
            Group(
                f"question-{key}",
                _(question),
                tuple(_indicator(one, language) for one in INDICATORS if one.question == key),
            )
            for key, question in GROUPS
        ),
        norm=every_parameter(catalogue, language),
        travel=travel_lines(catalogue, language),
        chapters=chapters(language),
        references=_references(language),
        cited=cited(catalogue, language),
    )


def _questions(language: str) -> tuple[Pair, ...]:
    _ = words(language)
    return (
        (
            _("Présence"),
            _(
                "Y a-t-il une porte dans le territoire? Une porte est un point de service "
                "qui reçoit les gens en personne, au moins un jour par semaine."
            ),
        ),
        (
            _("Atteinte"),
            _(
                "La plupart des gens ont-ils une porte, où qu'elle soit, sous le seuil "
                "de temps de leur milieu?"
            ),
        ),
        (
            _("Intensité"),
            _(
                "L'offre à portée, partagée entre toutes les personnes qui peuvent la "
                "rejoindre, satisfait-elle à la norme?"
            ),
        ),
    )


def _indicator(one: Indicator, language: str) -> IndicatorNote:
    _ = words(language)
    own = _("définition de cet outil, selon la norme en usage")
    facts = (
        (_("Unité"), _(one.unit) if one.unit else ""),
        (_("Dénominateur"), bare(_(one.denominator), _("Dénominateur : "))),
        (_("Limites de la mesure"), _(one.limits) if one.limits else ""),
        (_("Source"), _(one.source) if one.source else own),
        (_("Dans les fichiers"), _column(one, language)),
    )
    return IndicatorNote(
        key=one.key,
        label=_(one.label),
        term=_(one.term) if one.term else "",
        said=_(one.note),
        formula=_(one.formula) if one.formula else "",
        facts=tuple((name, said) for name, said in facts if said),
    )


def bare(text: str, beginning: str) -> str:
    """Return ``text`` without the word its heading says already.

    Examples
    --------
    >>> bare("Denominator: all people.", "Denominator: ")
    'All people.'
    """
    rest = text.removeprefix(beginning)
    return rest[:1].upper() + rest[1:]


def _column(one: Indicator, language: str) -> str:
    _ = words(language)
    colon = _(" : ")
    level = _("niveau")
    file = FILES[one.reads].format(level=level)
    if one.key == CROSSED:
        return f"{file}; {FILES[''].format(level=level)}{colon}access_mean, nearest_cost_median"
    if one.key in DERIVED:
        return f"{file}{colon}{DERIVED[one.key]}"
    return file if one.reads == "needs" else f"{file}{colon}{one.column}"


def cited(catalogue: Catalogue, language: str) -> str:
    """Return how to cite the results as a whole; one map or table has its own citation."""
    _ = words(language)
    title = catalogue.bilingual("study", "title", language)
    return in_words(citation(catalogue, title, "", language, kind=_("résultats")))


def _references(language: str) -> tuple[str, ...]:
    _ = words(language)
    also = "and" if language == "en" else "et"
    return (
        f"Luo, W. {also} Qi, Y. (2009). Health & Place, 15, 1100–1107.",
        f"Luo, W. {also} Wang, F. (2003). Environment and Planning B, 30, 865–884.",
        _("Les autres mesures de l'outil, avec leurs sources : docs/mesures.md."),
    )
