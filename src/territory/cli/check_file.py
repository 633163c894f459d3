"""`territory check FILE --as NAME`: what a filled template gives, and what is to be mended."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from territory.codes import level_named
from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.hsds import read_hsds
from territory.sources.templates.faults import Fault
from territory.sources.templates.model import template_named, template_names
from territory.sources.templates.readers import ONLY_EXAMPLES, Outcome, read_outcome
from territory.tables import Reading
from territory.tables.schemas import ROLES
from territory.tables.words import COVERAGE_WORDS, KIND_WORDS
from territory.text import N_, number, percent, translator

WIDTH = 118
_SHOWN = 60
_EXCHANGES = ("hsds", "211")
_ROLE_WORDS = {
    "ts": N_("ETC, travail social (TS)"),
    "tts": N_("ETC, technique de travail social (TTS)"),
    "oc": N_("ETC, organisation communautaire (OC)"),
    "other": N_("ETC, autres intervenantes et intervenants"),
}
_PRECISION_WORDS = {
    "exact": N_("coordonnées données"),
    "address": N_("adresse"),
    "place": N_("lieu"),
    "postal": N_("code postal"),
    "municipality": N_("lieu de la municipalité"),
    "mrc": N_("MRC"),
    "unknown": N_("inconnue"),
}
_DEFINITIONS = {
    "residence": N_("selon la résidence"),
    "place_of_care": N_("selon le lieu de prise en charge (gardés à part)"),
}


def check_file(path: Path, name: str, language: str) -> tuple[str, InputError | None]:
    """Read a filled template and return the account of it, and a refusal where nothing can be used.

    ``hsds`` (or ``211``) checks an Open Referral exchange, a folder or a zip.

    Raises
    ------
    InputError
        When there is no template of that name, or the file cannot be read as one at all.
    """
    meta = SourceInfo(
        key="", title=path.name, title_en=path.name, publisher="", licence="", vintage="",
        obtain="supply", address="",
    )  # fmt: skip
    if name.casefold() in _EXCHANGES:
        reading = read_hsds(path, meta=meta)
        tables = [_rows(reading, 0, language), _reasons(reading, language)]
        tables.append(_gives(reading.table, "services", language))
        return _printed(tables, _repairs(reading, language)), None
    outcome = read_outcome(path, template_named(name).key, meta=meta)
    reading = outcome.reading
    tables = [
        _fault_table(N_("À vérifier (colonnes non lues)"), outcome.titles(), outcome, language),
        _rows(reading, outcome.examples, language),
        _faults(outcome, language, fatal=True),
        _gives(reading.table, outcome.template.table, language),
        _faults(outcome, language, fatal=False),
    ]
    lines = [*_repairs(reading, language), *outcome.notes(language)]
    return _printed(tables, lines), _unusable(outcome)


def _printed(tables: Iterable[Table | None], lines: Iterable[str]) -> str:
    console = Console(width=WIDTH, record=True, file=io.StringIO(), highlight=False)
    for table in tables:
        if table is not None:
            console.print(table)
    for line in lines:
        console.print(line, soft_wrap=False, markup=False)
    return console.export_text().rstrip()


def refuse_table(path: Path, language: str) -> None:
    """Refuse a table given where a study is expected, saying how a template is checked."""
    if path.suffix.lower() in (".xlsx", ".xls", ".csv", ".tsv", ".zip", ".ods"):
        raise InputError(
            "{path} n'est pas une étude (.toml); pour vérifier un gabarit rempli, ajoutez --as "
            "et son nom : {names}.",
            path=path.name,
            names=", ".join(template_names(language)),
        )


def _unusable(outcome: Outcome) -> InputError | None:
    """Return the refusal of a file no row of which can be used."""
    reading = outcome.reading
    if len(reading.table):
        return None
    if outcome.examples == reading.read:
        return InputError(ONLY_EXAMPLES, source=reading.source, count=reading.read)
    return InputError(
        "{path} : aucune rangée utilisable; corrigez ce que le tableau dit et recommencez.",
        path=reading.source,
    )


def _table(title: str, headings: Iterable[str], language: str) -> Table:
    _ = translator(language)
    table = Table(title=_(title), title_justify="left")
    for heading in headings:
        table.add_column(_(heading), overflow="fold")
    return table


def _rows(reading: Reading, examples: int, language: str) -> Table:
    heads = (N_("Fichier"), N_("Lues"), N_("Gardées"), N_("Écartées"), N_("Exemples"))
    table = _table(N_("Rangées"), heads, language)
    counts = (reading.read, reading.kept, len(reading.rejected) - examples, examples)
    table.add_row(reading.source, *(number(count, language) for count in counts))
    return table


def _reasons(reading: Reading, language: str) -> Table | None:
    """Return the rows of an exchange that are set aside, and why."""
    if not len(reading.rejected):
        return None
    heads = (N_("Ligne"), N_("Service"), N_("Ce qui ne va pas"))
    table = _table(N_("Rangées écartées"), heads, language)
    column = "reason_en" if language == "en" else "reason"
    for row in reading.rejected.head(_SHOWN).to_dict("records"):
        table.add_row(str(row["line"]), escape(str(row["id"])), escape(str(row[column])))
    left = len(reading.rejected) - _SHOWN
    if left > 0:
        more = translator(language)("et {count} autres")
        table.add_row("…", "", more.format(count=number(left, language)))
    return table


def _faults(outcome: Outcome, language: str, *, fatal: bool) -> Table | None:
    """Return the rows set aside, or the warnings: line, column, what is wrong, what to do."""
    title = N_("Rangées écartées") if fatal else N_("À vérifier (rangées gardées)")
    return _fault_table(title, outcome.faults(fatal=fatal), outcome, language)


def _fault_table(title: str, found: list[Fault], outcome: Outcome, language: str) -> Table | None:
    """Return one table of faults; none where there are none."""
    if not found:
        return None
    heads = (N_("Ligne"), N_("Colonne"), N_("Ce qui ne va pas"), N_("Quoi faire"))
    table = _table(title, heads, language)
    for one in found[:_SHOWN]:
        what, todo = one.told(language)
        line = str(outcome.filled.line(one))
        table.add_row(line, escape(one.column), escape(what), escape(todo))
    left = len(found) - _SHOWN
    if left > 0:
        _ = translator(language)
        table.add_row("…", "", _("et {count} autres").format(count=number(left, language)), "")
    return table


def _gives(table: pd.DataFrame, what: str, language: str) -> Table | None:
    """Return what a study would take from the file."""
    if not len(table):
        return None
    shown = _table(N_("Ce que le fichier donne"), (N_("Quoi"), N_("Combien")), language)
    given: dict[str, Callable[[pd.DataFrame, str], list[tuple[str, str]]]] = {
        "services": _sites,
        "registration": _rates,
        "coverage": _statements,
    }
    for thing, how_many in given[what](table, language):
        shown.add_row(thing, how_many)
    return shown


def _sites(table: pd.DataFrame, language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    rows = [(_("lieux"), number(len(table), language))]
    for role in ROLES:
        values = table[f"fte_{role}"]
        rows.append((_(_ROLE_WORDS[role]), _known(values, language)))
    rows.append((_("ETC au total"), _known(table["fte"], language)))
    towns = table["municipality_id"].dropna().nunique()
    rows.append((_("municipalités reconnues"), number(towns, language)))
    for precision, count in table["address_precision"].value_counts().items():
        label = _("précision du lieu : {what}").format(what=_(_PRECISION_WORDS[str(precision)]))
        rows.append((label, number(count, language)))
    if (table["registration"] != "open").any():
        for status, label in (
            ("required", N_("inscription requise")),
            ("open", N_("ouverts à toutes et à tous")),
            ("unknown", N_("inscription inconnue")),
        ):
            count = int((table["registration"] == status).sum())
            rows.append((_(label), number(count, language)))
    return rows


def _known(values: pd.Series, language: str) -> str:
    """Return a total of full-time equivalents, and on how many places it is known."""
    _ = translator(language)
    known = int(values.notna().sum())
    if not known:
        return _("inconnus partout")
    told = _("{total} (lieux où ils sont connus : {known}; inconnus : {unknown})")
    return told.format(
        total=number(float(values.sum()), language, digits=2),
        known=number(known, language),
        unknown=number(len(values) - known, language),
    )


def _rates(table: pd.DataFrame, language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    rows = []
    for (level, definition), group in table.groupby(["level", "definition"], sort=True):
        label = f"{_(level_named(str(level)).plural)}, {_(_DEFINITIONS[str(definition)])}"
        low, high = group["registered_share"].min(), group["registered_share"].max()
        told = _("{count} taux, de {low} à {high}").format(
            count=number(len(group), language),
            low=percent(low, language),
            high=percent(high, language),
        )
        rows.append((label, told))
    dates = table["date"].dropna()
    rows.append((_("dates"), f"{dates.min()} – {dates.max()}" if len(dates) else "—"))
    return rows


def _statements(table: pd.DataFrame, language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    place = 1 if language == "en" else 0
    rows = [(_("territoires"), number(table["territory_id"].nunique(), language))]
    for (kind, status), group in table.groupby(["kind", "status"], sort=True):
        label = f"{KIND_WORDS[str(kind)][place]}, {COVERAGE_WORDS[str(status)][place]}"
        rows.append((label, number(len(group), language)))
    return rows


def _repairs(reading: Reading, language: str) -> list[str]:
    """Return what was mended or passed over, one line each."""
    _ = translator(language)
    colon = _(" : ")
    return [f"{_(what)}{colon}{number(count, language)}" for what, count in reading.repairs.items()]
