"""What `territory trace` prints: the sentence, the formula, the largest lines, the sum."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from territory.study.trace import Check, Trace
from territory.study.trace_columns import (
    CONTRIBUTION,
    ORDER,
    QUANTILE,
    RULE,
    SUM,
    SUM_OR_ZERO,
)
from territory.tables.words import CLASSES, FLAGS, KIND_WORDS
from territory.text import N_, NBSP, is_singular, number, translator

WIDTH = 118
DIGITS = 6
_HEADINGS: Mapping[str, str] = {
    "rank": N_("Rang"),
    "unit_id": N_("Unité"),
    "service_id": N_("Point"),
    "territory_id": N_("Territoire"),
    "name": N_("Nom"),
    "kind": N_("Sorte"),
    "variant": N_("Essai"),
    "class": N_("Classe"),
    "reach_share": N_("Part atteinte"),
    "access_mean": N_("Accès moyen"),
    "question": N_("Question"),
    "value": N_("Valeur"),
    "share": N_("Part"),
    "people": N_("Gens"),
    "mass": N_("Gens"),
    "cost": N_("Minutes"),
    "nearest_cost": N_("Minutes"),
    "threshold": N_("Seuil"),
    "answer": N_("Réponse"),
    "access": N_("Accès"),
    "weight": N_("Poids"),
    "eligible": N_("Part admise"),
    "ratio": N_("ETC par 10 000"),
    "supply": N_("ETC"),
    "share_complete": N_("Part complète"),
    "cumulative": N_("Cumul"),
    "contribution": N_("Contribution"),
}
_DIGITS: Mapping[str, int] = {
    "cost": 1, "nearest_cost": 1, "people": 1, "mass": 1, "eligible": 3, "ratio": 4, "share": 3,
    "access": 4, "cumulative": 4, "reach_share": 4, "access_mean": 4,
}  # fmt: skip
# Column.unit of the columns that count people.
_PEOPLE = "personnes"
_WRAPPED = ("name", "question", "unit_id", "service_id")
_QUESTIONS: Mapping[str, str] = {
    "self_governed": N_("territoire autogouverné?"),
    "population": N_("quelqu'un y habite?"),
    "everyone": N_("quelqu'un y habite, hors des unités autogouvernées?"),
    "reach_low": N_("la part qui atteint sûrement une porte suffit?"),
    "reach_high": N_("la part qui pourrait en atteindre une est sous le seuil?"),
    "doors_known": N_("toutes les portes à portée sont connues?"),
    "intensity": N_("la norme a une épreuve d'intensité?"),
    "covered": N_("assez de gens placés?"),
    "access": N_("l'accès moyen atteint la norme?"),
    "basket_known": N_("tout le panier à portée est connu?"),
    "supply_known": N_("tous les effectifs à portée sont connus?"),
    "presence": N_("au moins une porte sur place?"),
}
_ANSWERS: Mapping[str, str] = {
    "yes": N_("oui"),
    "no": N_("non"),
    "below": N_("oui"),
    "not below": N_("non"),
    "unknown": N_("inconnu"),
    "not in the norm": N_("non"),
    "complete": N_("complet"),
    "True": N_("oui"),
    "False": N_("non"),
}
_SUM_LINES = (N_("somme de {count} ligne"), N_("somme de {count} lignes"))
_ORDER_LINES = (N_("{count} territoire avant lui"), N_("{count} territoires avant lui"))
_REST = (N_("{count} autre ligne"), N_("{count} autres lignes"))
_APART = N_("gens d'unités autogouvernées, ensemble")


def trace_text(
    trace: Trace, written: str | None, language: str, *, lines: int, label: str = ""
) -> str:
    """Return the account of one figure.

    Parameters
    ----------
    trace : Trace
    written : str or None
        The cell of the CSV, as written; None where it is not compared.
    language : str
    lines : int
        How many of the largest lines are shown.
    label : str
        How travel times were obtained.
    """
    _ = translator(language)
    console = Console(width=WIDTH, record=True, file=io.StringIO(), highlight=False)

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=False)

    say(_sentence(trace, language))
    say(_("Formule : {formula}").format(formula=trace.symbols(language)))
    if trace.reason:
        say(trace.why(language))
        return console.export_text().strip()
    if label and trace.kind != RULE:
        say(_("Temps : {label}").format(label=label))
    for line in _parameters(trace, language):
        say(line)
    console.print()
    console.print(_lines_table(trace, language, lines))
    console.print()
    for line in _closing(trace, trace.check(), written, language):
        say(line)
    return console.export_text().strip()


def figure(value: Any, language: str, digits: int = DIGITS) -> str:
    """Write a figure with the digits that matter, at most ``digits`` after the point.

    Examples
    --------
    >>> figure(8.3432110, "fr"), figure(5000.0, "en"), figure(None, "fr")
    ('8,343211', '5,000', '—')
    >>> figure(184390.6, "en", 0)
    '184,391'
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return "—"
    if not isinstance(value, (int, float, np.number)) or isinstance(value, bool):
        return str(value)
    told = number(float(value), language, digits=digits)
    return told.rstrip("0").rstrip("." if language == "en" else ",") if digits else told


def _measured(value: Any, trace: Trace, language: str) -> str:
    """Write a figure of the column traced; people are whole, their decimals being shares."""
    return figure(value, language, 0 if trace.described.unit == _PEOPLE else DIGITS)


def _sentence(trace: Trace, language: str) -> str:
    """Say the figure, whose it is, and how it comes about."""
    _ = translator(language)
    column = trace.described
    place = f"{column.label(language)}, {trace.name} ({trace.territory_id})"
    colon = " : " if language == "fr" else ": "
    if trace.value is None:
        return place + colon.replace(" :", f"{NBSP}:") + "—"
    told = _measured(trace.value, trace, language)
    if isinstance(trace.value, str):
        told = "; ".join(column.word(word, language) for word in trace.value.split(";")) or "—"
    elif column.unit:
        told += NBSP + column.measured_in(language)
    head = place + colon.replace(" :", f"{NBSP}:") + told
    if trace.reason:
        return f"{head}."
    how = trace.words(language)
    if trace.kind in (SUM, SUM_OR_ZERO):
        how = f"{_counted(_SUM_LINES, len(trace.lines) + bool(trace.apart), language)} ({how})"
    if trace.kind == ORDER and "before" in trace.parameters:
        how = f"{_counted(_ORDER_LINES, trace.parameters['before'], language)} ({how})"
    return f"{head} = {how}."


def _counted(forms: tuple[str, str], count: int, language: str) -> str:
    form = forms[0 if is_singular(count, language) else 1]
    return translator(language)(form).format(count=number(count, language))


def _parameters(trace: Trace, language: str) -> list[str]:
    _ = translator(language)
    told = []
    named = trace.parameters
    if "people" in named:
        told.append(_("gens {people}").format(people=figure(named["people"], language, 0)))
    if "mass" in named:
        told.append(_("gens {people}").format(people=figure(named["mass"], language, 0)))
    if "intensity_norm" in named:
        told.append(_("ν = {value}").format(value=figure(named["intensity_norm"], language)))
    if len(trace.pairs):
        steps = " · ".join(figure(step, language) for step in named["zone_weights"])
        told.append(_("poids par tiers du seuil {steps}").format(steps=steps))
    told.append(_("norme {name}").format(name=named["norm"]))
    return [_("Paramètres : {listed}").format(listed="; ".join(told))]


def _lines_table(trace: Trace, language: str, lines: int) -> Table:
    """Return the largest lines, or the whole path of a rule."""
    _ = translator(language)
    rows = _beside_their_files(trace)
    if CONTRIBUTION in rows:
        order = rows[CONTRIBUTION].abs().sort_values(ascending=False, kind="stable").index
        rows = rows.loc[order]
    elif trace.kind == QUANTILE and len(rows):
        chosen = int(np.argmax(rows["chosen"].to_numpy()))
        rows = rows.iloc[max(0, chosen - lines // 2) :]
    elif trace.kind == ORDER and "territory_id" in rows:
        rows = rows.iloc[max(0, len(rows) - lines) :]
    if CONTRIBUTION in rows or trace.kind in (QUANTILE, ORDER):
        rows = rows.head(lines)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown = [name for name in _HEADINGS if name in rows and rows[name].notna().any()]
    for name in shown:
        right = pd.api.types.is_numeric_dtype(rows[name]) and name != "value"
        heading = _(_HEADINGS[name])
        table.add_column(
            heading.replace(" ", "\n", 1) if right else heading,
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=name not in _WRAPPED,
        )
    digits = {**_DIGITS, **({CONTRIBUTION: 1} if trace.described.unit == _PEOPLE else {})}
    for row in rows[shown].to_dict("records"):
        table.add_row(*(_cell(str(name), row[name], language, digits) for name in shown))
    return table if len(rows) else Table(box=None)


def _beside_their_files(trace: Trace) -> pd.DataFrame:
    """Return the lines with « file:row » under the unit and the site they speak of."""
    rows = trace.lines
    if trace.kind == QUANTILE:
        rows = rows.drop(columns="value")
    for key, frame in (("unit_id", trace.units), ("service_id", trace.sites)):
        if key in rows and "source_row" in frame:
            place = frame.drop_duplicates(key).set_index(key)
            told = place["source_file"].astype(str) + ":" + place["source_row"].astype(str)
            both = rows[key].astype(str) + "\n" + rows[key].map(told).fillna("")
            rows = rows.assign(**{key: both.str.strip()})
    if "unit_id" in rows and "name" in rows:
        rows = rows.drop(columns="name")
    return rows.drop(columns=_unshown(trace, rows))


def _unshown(trace: Trace, rows: pd.DataFrame) -> list[str]:
    """Return the columns of the lines that say nothing of this figure."""
    if "service_id" in rows and "unit_id" in rows:
        hidden = {"people", "share"}
    elif "service_id" in rows:
        hidden = {"ratio"}
    else:
        hidden = {"access", "nearest_cost", "threshold"}
        if trace.column in ("access_p10", "access_p90") or "shortfall" in trace.column:
            hidden.remove("access")
        if "reach" in trace.column:
            hidden -= {"nearest_cost", "threshold"}
        if trace.column == "nearest_cost_median":
            hidden.remove("nearest_cost")
    if trace.kind == RULE or "variant" in rows:
        hidden = set()
    return [name for name in hidden if name in rows]


def _cell(name: str, value: Any, language: str, digits: Mapping[str, int] = _DIGITS) -> str:
    _ = translator(language)
    coded = {"question": FLAGS, "class": CLASSES, "kind": KIND_WORDS}.get(name, {})
    if value in coded:
        return coded[value][1 if language == "en" else 0]
    if name == "question":
        return _(_QUESTIONS.get(str(value), str(value)))
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "—"
    if isinstance(value, (bool, str)):
        told = str(value)
        if name == "value" and " · " in told:
            return " · ".join(_cell("class", word, language) for word in told.split(" · "))
        return _(_ANSWERS[told]) if told in _ANSWERS else told
    return figure(float(value), language, digits.get(name, DIGITS))


def _closing(trace: Trace, check: Check, written: str | None, language: str) -> list[str]:
    """Return the remainder, the sum, and whether the table says the same."""
    _ = translator(language)
    told = []
    colon = f"{NBSP}: " if language == "fr" else ": "
    if CONTRIBUTION in trace.lines:
        told += _remainder(trace, language, colon)
        word = _("Somme")
        told.append(f"{word}{colon}{_measured(check.recomputed, trace, language)}")
    same = check.equal and (written is None or written == _as_written(check.recomputed, trace))
    how = _("jusqu'au dernier chiffre") if check.exact else _("à l'arrondi du dernier chiffre près")
    answer = _("oui, {how}").format(how=how) if same else _("non")
    told.append(_("Égal au tableau : {answer}").format(answer=answer))
    return told


def _remainder(trace: Trace, language: str, colon: str) -> list[str]:
    _ = translator(language)
    shown = int(trace.parameters.get("shown", len(trace.lines)))
    values = trace.lines[CONTRIBUTION].to_numpy(dtype=float)
    order = np.argsort(-np.abs(values), kind="stable")
    rest = values[order[shown:]]
    told = []
    if len(rest):
        told.append(
            f"{_counted(_REST, len(rest), language)}{colon}{_measured(rest.sum(), trace, language)}"
        )
    if trace.apart:
        told.append(f"{_(_APART)}{colon}{_measured(trace.apart, trace, language)}")
    return told


def _as_written(value: Any, trace: Trace) -> str:
    from territory.export.cells import numbers, texts  # noqa: PLC0415 - the writers of tables

    column = pd.Series([value], dtype=object)
    if trace.described.kind == "string":
        return str(texts(column).iloc[0])
    return str(numbers(column.astype(float)).iloc[0])
