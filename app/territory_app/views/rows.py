"""The rows of an export: each column's heading, unit and meaning, and its values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from territory.tables.dictionary import GAPS_COLUMNS, WARNING
from territory.tables.words import FLAGS
from territory.text import number
from territory_app.indicators import Indicator
from territory_app.views.entries import verdict_codes
from territory_app.views.people import capital
from territory_app.views.recolour import minimum_population
from territory_app.views.selection import Selection, flag_words
from territory_app.views.verdicts import verdict_words
from territory_app.words import words

Kind = Literal["text", "integer", "number", "share"]
AS_IN_RESULTS = ("rank", "rank_low", "rank_high", "population", "population_covered")


@dataclass(frozen=True)
class Field:
    """One column of an export.

    Attributes
    ----------
    key : str
        Its name for machines: that of the results' own tables where there is one.
    heading : str
        What people read above it, its unit within parentheses; unique in its table.
    unit, meaning : str
        Unit of its values, empty where there is none; what it is and when it is blank.
    kind : str
        "text", "integer", "number" or "share" (0 to 1, shown as a percentage).
    digits : int
        Decimals shown, of the percentage for a share.
    """

    key: str
    heading: str
    unit: str
    meaning: str
    kind: Kind = "text"
    digits: int = 0


@dataclass(frozen=True)
class Rows:
    """An export's table: fields in order, and one column of values for each, by key.

    Numbers are floats, NaN where they are absent; texts are never missing.
    """

    fields: tuple[Field, ...]
    columns: pd.DataFrame

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.columns)


def rows(selection: Selection) -> Rows:
    """Return what a view shows, row by row, in its order."""
    table = selection.table
    found = _found(selection)
    values = pd.DataFrame({field.key: column for field, column in found}, index=table.index)
    told = tuple(field for field, _column in found)
    return Rows(told, values.iloc[selection.rows].reset_index(drop=True))


def fields(selection: Selection) -> tuple[Field, ...]:
    """Return the columns of a view's table, without its rows."""
    return tuple(field for field, _column in _found(selection))


Found = list[tuple[Field, object]]


def _found(selection: Selection) -> Found:
    found = [
        *_identity(selection),
        *_tests(selection),
        *_ranks(selection),
        *_figures(selection),
        *_remarks(selection),
    ]
    if selection.catalogue.demonstration:
        banner = selection.catalogue.banner(selection.language)
        found.insert(0, (_warning(selection.language), [banner] * len(selection.table)))
    return found


def _warning(language: str) -> Field:
    return Field(WARNING.name, WARNING.name, "", WARNING.description(language))


def _identity(selection: Selection) -> Found:
    _ = words(selection.language)
    table, language = selection.table, selection.language
    in_words = selection.judgements
    labels = {entry.code: entry.label for entry in selection.classes.entries}
    known = _known("territory_id", language)
    code = replace(known, heading=_("Code"))
    name = Field(
        "name", capital(selection.level.label[language]), "", _known("name", language).meaning
    )
    judged = _known("class", language)
    found: Found = [
        (code, table["territory_id"]),
        (name, table["name"]),
        (Field("class_words", judged.heading, "", judged.meaning), in_words),
        (
            Field("class", _("Classe (code)"), "", _("La même classe, telle que dans les fichiers "
                  "de résultats.")),
            table["class"],
        ),
    ]  # fmt: skip
    if selection.indicator.scale != "class":
        meaning = _("Classe de la carte pour l'indicateur montré; bornes et manques en mots.")
        found.append(
            (
                Field("map_class", _("Classe sur la carte"), "", meaning),
                [labels.get(one, "") for one in selection.classes.codes],
            )
        )
    return found


def _tests(selection: Selection) -> Found:
    """Return the verdict of each test, in words; blank where a territory is not tested."""
    found: Found = []
    for one in selection.tests:
        said = verdict_words(one.column, selection.language)
        codes = verdict_codes(selection.table, one.column)
        found.append(
            (_known(one.column, selection.language), [said.get(code, "") for code in codes])
        )
    return found


def _ranks(selection: Selection) -> Found:
    return [_as_in_results(selection, key) for key in AS_IN_RESULTS]


def _as_in_results(selection: Selection, key: str) -> tuple[Field, object]:
    return _known(key, selection.language), selection.table[key].astype(float)


def _figures(selection: Selection) -> Found:
    table = selection.table
    found: Found = [_as_in_results(selection, "people_beyond_reach")]
    found += [
        (_field(one, selection.language), table[one.column].astype(float).where(np.isfinite))
        for one in selection.numeric
    ]
    return found


def _remarks(selection: Selection) -> Found:
    _ = words(selection.language)
    position = 1 if selection.language == "en" else 0
    meanings = {code: said[position] for code, said in FLAGS.items()}
    few = Field("small_numbers", _("Petits nombres"), "", _("« oui » : {note}").format(
        note=small_note(selection)
    ))  # fmt: skip
    flags = _known("flags", selection.language)
    table = selection.table
    return [
        (few, np.where(selection.small, _("oui"), "")),
        (flags, flag_words(table["flags"].fillna("").astype(str), meanings)),
        (_known("norm", selection.language), table.get("norm", pd.Series("", index=table.index))),
    ]


def _known(key: str, language: str) -> Field:
    """Return a column of the results' own tables, as their dictionary tells it."""
    column = next(one for one in GAPS_COLUMNS if one.name == key)
    kind: Kind = "text"
    if column.kind == "integer" or column.unit in {"personnes", "portes"}:
        kind = "integer"
    unit = column.measured_in(language)
    return Field(key, column.label(language), unit, column.description(language), kind)


def _field(indicator: Indicator, language: str) -> Field:
    _ = words(language)
    label = capital(_(indicator.short or indicator.label))
    unit = "%" if indicator.scale == "share" else _(indicator.unit)
    meaning = f"{_(indicator.note)} {_(indicator.denominator)}"
    kind: Kind = "share" if indicator.scale == "share" else "number"
    key = indicator.column
    heading = f"{label} ({unit})" if unit else label
    return Field(key, heading, unit, meaning, kind, indicator.digits)


def small_note(selection: Selection) -> str:
    """Say what is fragile where numbers are small, and what is withheld."""
    _ = words(selection.language)
    minimum = minimum_population(selection.catalogue)
    return _(
        "peu de personnes ou peu d'effectifs; ces chiffres sont fragiles, et sous {minimum} "
        "personnes couvertes, rangs et taux sont retirés."
    ).format(minimum=number(minimum, selection.language))
