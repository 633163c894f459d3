"""`territory check`: everything a study reads, said before anything is computed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from territory.codes import level_named
from territory.membership import residual
from territory.report.summary import buffer_line
from territory.study.gather import Gathered, gather
from territory.study.model import Study
from territory.study.roads import network_account
from territory.study.validate import validate
from territory.study.walk import assemble
from territory.tables import Tables
from territory.tables.words import COVERAGE_WORDS, KIND_WORDS
from territory.text import N_, number, percent, translator

WIDTH = 118


def check_study(study: Study, language: str, progress: Callable[[str], None]) -> str:
    """Read every input of a study and return the account of it as text.

    Raises
    ------
    InputError
        When files are missing (all of them are named) or one cannot be read.
    """
    validate(study)
    gathered = gather(study, progress)
    progress(translator(language)("appartenance des personnes et des points aux territoires"))
    tables = assemble(study, gathered)
    console = Console(width=WIDTH, record=True, file=io.StringIO(), highlight=False)
    for table in (
        _files(gathered, language),
        _placed(tables, language),
        _coverage(tables, language),
    ):
        console.print(table)
    for line in [*_around(tables, language), *_remarks(gathered, language)]:
        console.print(line, soft_wrap=False)
    if study.file.travel.method == "roads":
        for line in network_account(study, tables.population, tables.services, language):
            console.print(line, soft_wrap=False)
    return console.export_text().rstrip()


def _files(gathered: Gathered, language: str) -> Table:
    _ = translator(language)
    table = Table(title=_("Fichiers lus"), title_justify="left")
    for title in (
        N_("Table"),
        N_("Fichier"),
        N_("Lues"),
        N_("Gardées"),
        N_("Écartées"),
        N_("CRS"),
        N_("Obtention"),
    ):
        table.add_column(_(title), overflow="fold")
    ways = {"fetch": N_("public"), "supply": N_("à fournir"), "bundled": N_("fourni")}
    for account in gathered.inputs:
        way = ways[account["obtain"]]
        table.add_row(
            _table_read(account, _),
            account["source"],
            *(number(account[key], language) for key in ("read", "kept", "rejected")),
            account["crs"] or "—",
            _(way),
        )
    return table


def _table_read(account: Mapping[str, Any], _: Callable[[str], str]) -> str:
    """Return the table a file fills, with its level, or that it describes the surroundings."""
    about = _("abords") if account["role"] == "buffer" else account["level"]
    return f"{account['table']} ({about})" if about else str(account["table"])


def _around(tables: Tables, language: str) -> list[str]:
    """Return one line on the band taken around the study, where there is one."""
    around = tables.surroundings
    if around is None:
        return []
    people = float(around.population["population"].sum()) if len(around.population) else 0.0
    told = {"km": around.km, "population": people, "services": len(around.services)}
    return [buffer_line(told, language)]


def _placed(tables: Tables, language: str) -> Table:
    _ = translator(language)
    table = Table(title=_("Part placée dans chaque niveau"), title_justify="left")
    for title in (
        N_("Niveau"),
        N_("Territoires"),
        N_("Population placée"),
        N_("Personnes hors niveau"),
        N_("Points"),
    ):
        table.add_column(_(title))
    people = float(tables.population["population"].sum())
    rows = tables.membership
    for level, territories in tables.territories.items():
        left = float(residual(tables.population, rows, level)["people_left_out"].sum())
        sites = int(((rows["level"] == level) & (rows["subject"] == "service")).sum())
        table.add_row(
            _(level_named(level).plural),
            number(len(territories), language),
            percent(1 - left / people, language),
            number(left, language),
            percent(sites / len(tables.services), language),
        )
    return table


def _coverage(tables: Tables, language: str) -> Table:
    _ = translator(language)
    table = Table(title=_("Ce qui est connu de chaque sorte de service"), title_justify="left")
    for title in (N_("Sorte"), N_("Points"), N_("ETC connus"), N_("Déclarations de couverture")):
        table.add_column(_(title))
    colon = _(" : ")
    kinds = sorted({*tables.services["kind"], *tables.coverage["kind"]})
    for kind in kinds:
        sites = tables.services.loc[tables.services["kind"] == kind]
        stated = tables.coverage.loc[tables.coverage["kind"] == kind, "status"].value_counts()
        known = int(
            sites[["fte", "fte_ts", "fte_tts", "fte_oc", "fte_other"]].notna().any(axis=1).sum()
        )
        table.add_row(
            _worded(KIND_WORDS, kind, language),
            number(len(sites), language),
            number(known, language),
            ", ".join(
                f"{_worded(COVERAGE_WORDS, status, language)}{colon}{number(count, language)}"
                for status, count in stated.items()
            )
            or "—",
        )
    return table


def _worded(words: Mapping[str, tuple[str, str]], value: str, language: str) -> str:
    """Return what people read for a coded value; an unlisted one as it is."""
    pair = words.get(value)
    return value if pair is None else pair[1 if language == "en" else 0]


def _remarks(gathered: Gathered, language: str) -> list[str]:
    """Return repairs, reasons of rejection and notes, one line each."""
    _ = translator(language)
    colon = _(" : ")
    lines: list[str] = []
    for account in gathered.inputs:
        lines += [
            f"{account['source']} — {_(what)}{colon}{number(count, language)}"
            for what, count in account["repairs"].items()
        ]
        lines += _reasons(account, _, language)
        lines += [f"{account['source']} — {note}" for note in account["notes"]]
    return lines


def _reasons(account: dict[str, Any], _: Callable[[str], str], language: str) -> list[str]:
    head, colon = _("écartées"), _(" : ")
    return [
        f"{account['source']} — {head}{colon}{reason}{colon}{number(count, language)}"
        for reason, count in account["rejected_reasons"][language].items()
    ]
