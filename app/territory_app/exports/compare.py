"""The comparison as a file: one row per thing compared, one column per figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from territory.report.cautions import cautions
from territory.tables.dictionary import WARNING
from territory_app.catalogue import Catalogue
from territory_app.exports.made import CSV, TYPES, XLSX, Taken
from territory_app.exports.naming import computed, dated_name, written_date
from territory_app.exports.table import csv_table
from territory_app.exports.workbook import About, workbook
from territory_app.indicators import Indicator
from territory_app.views.about import licences, source_lines
from territory_app.views.compare import comparison
from territory_app.views.compare_asked import Asked, Typed
from territory_app.views.compare_places import Place, measures, places
from territory_app.views.compare_words import class_words, is_small
from territory_app.views.norm import norm_title, thresholds
from territory_app.views.people import capital
from territory_app.views.recolour import minimum_population
from territory_app.views.rows import Field, Rows
from territory_app.words import words

FORMATS = (CSV, XLSX)


def compared_file(
    catalogue: Catalogue, asked: Asked, language: str, extension: str, permalink: str
) -> Taken:
    """Return the comparison as CSV or as a workbook.

    Parameters
    ----------
    catalogue : Catalogue
    asked : Asked
    language : str
    extension : str
        One of `FORMATS`.
    permalink : str
        Address that shows the comparison again; in the workbook.
    """
    _ = words(language)
    table = compared_rows(catalogue, asked, language)
    if extension == CSV:
        content = csv_table(table, language)
    else:
        about = About(*_about(catalogue, asked, language, permalink))
        content = workbook(table, about, language)
    what = "comparison" if language == "en" else "comparaison"
    stem = " ".join((what, *asked.territories, asked.service))
    return Taken(dated_name(catalogue, stem, extension), TYPES[extension], content)


def compared_rows(catalogue: Catalogue, asked: Asked, language: str) -> Rows:
    """Return what is compared, row by row, with every figure shown."""
    _ = words(language)
    compared = places(catalogue, asked)
    found: list[tuple[Field, Sequence[object]]] = []
    if catalogue.demonstration:
        banner = Field(WARNING.name, WARNING.name, "", WARNING.description(language))
        found.append((banner, [catalogue.banner(language)] * len(compared)))
    found += _identity(catalogue, compared, language)
    found += [
        (_figure_field(one, language), _figures(one, compared))
        for one in measures(catalogue, asked, language)
    ]
    columns = pd.DataFrame({field.key: list(values) for field, values in found})
    return Rows(tuple(field for field, _values in found), columns)


def _identity(
    catalogue: Catalogue, compared: Sequence[Place], language: str
) -> list[tuple[Field, Sequence[object]]]:
    _ = words(language)
    roles = {
        "chosen": _("territoire choisi"),
        "region": _("territoire plus grand"),
        "whole": _("ensemble de l'étude"),
        "alike": _("territoire comparable"),
    }
    minimum = minimum_population(catalogue)
    few = [bool(one.territory_id) and is_small(one.row, minimum) for one in compared]
    counts = (
        ("rank", _("Rang"), ""),
        ("rank_low", _("Rang, minimum"), ""),
        ("rank_high", _("Rang, maximum"), ""),
        ("population", _("Population"), _("personnes")),
        ("population_covered", _("Population couverte"), _("personnes")),
        ("presence", _("Portes sur place"), _("portes")),
        ("people_beyond_reach", _("Personnes hors d'atteinte"), _("personnes")),
    )
    return [
        (Field("territory_id", _("Code"), "", ""), [one.territory_id for one in compared]),
        (
            Field("name", _("Nom"), "", ""),
            [one.name or capital(roles["whole"]) for one in compared],
        ),
        (Field("role", _("Rôle"), "", ""), [roles[one.role] for one in compared]),
        (
            Field("class_words", _("Classe"), "", norm_title(catalogue.norm, language)),
            [
                class_words(catalogue, str(one.row.get("class") or ""), language)
                if one.level
                else ""
                for one in compared
            ],
        ),
        *(
            (Field(key, heading, unit, "", "integer"), [one.value(key) for one in compared])
            for key, heading, unit in counts
        ),
        (
            Field("small_numbers", _("Petits nombres"), "", ""),
            [_("oui") if one else "" for one in few],
        ),
    ]


def _figure_field(measure: Indicator, language: str) -> Field:
    _ = words(language)
    label = capital(_(measure.label))
    unit = "%" if measure.scale == "share" else (_(measure.unit) if measure.unit else "")
    return Field(
        measure.column,
        f"{label} ({unit})" if unit else label,
        unit,
        f"{_(measure.note)} {_(measure.denominator)}",
        "share" if measure.scale == "share" else "number",
        measure.digits,
    )


def _figures(measure: Indicator, compared: Sequence[Place]) -> list[float]:
    values = [one.value(measure.column) for one in compared]
    return [value if np.isfinite(value) else float("nan") for value in values]


def _about(
    catalogue: Catalogue, asked: Asked, language: str, permalink: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    _ = words(language)
    page = comparison(
        catalogue, asked, Typed(""), language, lambda _asked: "", lambda _territory: ""
    )
    lines = [
        (_("Avertissement"), catalogue.banner(language)),
        (_("Norme"), norm_title(catalogue.norm, language)),
        (_("Seuils d'atteinte"), thresholds(catalogue, language)),
        *((_("En mots"), one) for one in page.opening),
        *((_("Note"), one) for one in page.notes),
        *((_("Réserve"), f"{one}.") for one in cautions(catalogue.record, language, asked.level)),
        *((_("Source"), one) for one in source_lines(catalogue, language)),
        (_("Licences des sources"), "; ".join(licences(catalogue, language))),
        (_("Calculé le"), written_date(computed(catalogue), language)),
        (_("Somme de contrôle des résultats"), catalogue.version),
        (_("Adresse de cette vue"), permalink),
    ]
    return page.title, tuple(line for line in lines if line[1])
