"""The tables that `territory check` prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from rich import box
from rich.table import Table

from territory.codes import level_named
from territory.gaps import Norm
from territory.membership import residual
from territory.study.gather import Gathered
from territory.tables import Tables
from territory.tables.notes import note
from territory.tables.schemas import PRECISIONS
from territory.tables.words import COVERAGE_WORDS, KIND_WORDS, PRECISION_WORDS
from territory.text import N_, number, percent, translator

_UNDRAWN = N_(
    "Limites non dessinées, {level} : {count} de plus {count:n'a que son code|n'ont que leur "
    "code}; {people} {people:personne y est rattachée|personnes y sont rattachées}, hors des "
    "écarts de ce niveau. `territory crosswalk` les montre."
)
_WAYS = {"fetch": N_("public"), "supply": N_("à fournir"), "bundled": N_("fourni")}


def _table(title: str, headings: Sequence[str], language: str, *, numbers: Sequence[int]) -> Table:
    """Return an empty table; columns ``numbers`` are aligned on the right."""
    _ = translator(language)
    table = Table(title=_(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for position, heading in enumerate(headings):
        right = position in numbers
        table.add_column(
            _(heading), overflow="fold", justify="right" if right else "left", no_wrap=right
        )
    return table


def files_table(gathered: Gathered, language: str) -> Table:
    """Return the files read: rows read, kept and set aside, vintage, coordinates, where from."""
    _ = translator(language)
    table = _table(
        N_("Fichiers lus"),
        (
            N_("Table"), N_("Fichier"), N_("Millésime"), N_("Lues"), N_("Gardées"),
            N_("Écartées"), N_("CRS"), N_("Obtention"),
        ),
        language,
        numbers=(3, 4, 5),
    )  # fmt: skip
    for account in gathered.inputs:
        way = _WAYS[account["obtain"]]
        table.add_row(
            _table_read(account, _),
            account["source"],
            account["vintage"] or "—",
            *(number(account[key], language) for key in ("read", "kept", "rejected")),
            account["crs"] or "—",
            _(way),
        )
    return table


def _table_read(account: Mapping[str, Any], _: Callable[[str], str]) -> str:
    """Return the table a file fills, with its level, or that it describes the surroundings."""
    about = _("abords") if account["role"] == "buffer" else account["level"]
    return f"{account['table']} ({about})" if about else str(account["table"])


def levels_table(
    tables: Tables, language: str, undrawn: Mapping[str, tuple[int, float]] | None = None
) -> Table:
    """Return, per level, who and what is placed in it, and how much of it is estimated.

    ``undrawn`` has, per level, the territories known by code alone and their people.
    """
    _ = translator(language)
    table = _table(
        N_("Part placée dans chaque niveau"),
        (
            N_("Niveau"), N_("Territoires"), N_("Population placée"),
            N_("Personnes hors niveau"), N_("Part estimée"), N_("Points"),
        ),
        language,
        numbers=(1, 2, 3, 4, 5),
    )  # fmt: skip
    units = tables.population.set_index("unit_id")["population"].astype(float)
    people = float(units.sum())
    rows = tables.membership
    for level, territories in tables.territories.items():
        left = float(residual(tables.population, rows, level)["people_left_out"].sum())
        here = rows.loc[rows["level"] == level]
        sites = int((here["subject"] == "service").sum())
        cut = here.loc[(here["subject"] == "unit") & (here["share"] < 1 - 1e-9)]
        people_cut = cut["subject_id"].map(units).astype(float)
        estimated = float((cut["share"].astype(float) * people_cut).sum())
        table.add_row(
            _(level_named(level).plural),
            number(len(territories), language),
            percent(1 - left / people, language),
            number(left, language),
            percent(estimated / people, language),
            percent(sites / len(tables.services), language),
        )
    if undrawn:
        table.caption = "\n".join(
            note(_UNDRAWN, level=note(level_named(level).plural), count=count, people=inside).told(
                language
            )
            for level, (count, inside) in undrawn.items()
        )
        table.caption_justify = "left"
    return table


def population_tables(record: Mapping[str, Any], tables: Tables, language: str) -> list[Table]:
    """Return the units by source of population, and the ratio to other counts where known."""
    _ = translator(language)
    people = tables.population
    titles = {given["title"]["fr"]: given["title"][language] for given in record["inputs"]}
    table = _table(
        N_("Population"),
        (N_("Source"), N_("Millésime"), N_("Unités"), N_("Personnes"), N_("Sans coordonnées")),
        language,
        numbers=(2, 3, 4),
    )
    own = people.assign(nowhere=people["population"].where(people["lon"].isna(), 0.0))
    for (source, vintage), rows in own.groupby(["source", "vintage"], sort=False):
        table.add_row(
            titles.get(str(source), str(source)),
            str(vintage),
            number(len(rows), language),
            number(float(rows["population"].sum()), language),
            number(float(rows["nowhere"].sum()), language),
        )
    basis = record["population"]["basis"]
    if basis is not None:
        table.caption = _(
            "Population nommée : {title}; le Québec entier y compte {total} personnes."
        ).format(title=basis["title"][language], total=number(basis["quebec"], language))
        table.caption_justify = "left"
    ratios = record["population"]["references"]
    return [table, _ratios(ratios, titles, language)] if ratios else [table]


def _ratios(
    references: Sequence[Mapping[str, Any]], titles: Mapping[str, str], language: str
) -> Table:
    _ = translator(language)
    table = _table(
        N_("Population de l'étude ÷ celle d'autres comptes, par territoire"),
        (
            N_("Niveau"), N_("Référence"), N_("Territoires"), N_("Plus petit"), N_("Médiane"),
            N_("Plus grand"),
        ),
        language,
        numbers=(2, 3, 4, 5),
    )  # fmt: skip
    lines = [_("Les plus loin de 1")]
    for one in references:
        level = _(level_named(one["level"]).plural)
        table.add_row(
            level,
            titles.get(one["reference"], one["reference"]),
            number(one["territories"], language),
            *(number(one[key], language, digits=3) for key in ("low", "median", "high")),
        )
        far = "; ".join(
            f"{place['name']} {number(place['ratio'], language, digits=2)}" for place in one["far"]
        )
        lines.append(f"{level}{_(' : ')}{far}")
    table.caption = "\n".join(lines)
    table.caption_justify = "left"
    return table


def completeness_table(
    record: Mapping[str, Any], tables: Tables, norm: Norm, language: str
) -> Table:
    """Return, per kind, the sites read and the share of people for whom it is listed."""
    _ = translator(language)
    table = _table(
        N_("Complétude : ce qui est connu de chaque sorte de service"),
        (
            N_("Sorte"), N_("Panier"), N_("Points"), N_("ETC connus"),
            *(_worded(COVERAGE_WORDS, status, language) for status in COVERAGE_WORDS),
        ),
        language,
        numbers=(2, 3, 4, 5, 6, 7),
    )  # fmt: skip
    figures = ["fte", "fte_ts", "fte_tts", "fte_oc", "fte_other"]
    told = tables.services[figures].notna().any(axis=1)
    for kind, shares in record["kinds"].items():
        here = tables.services["kind"] == kind
        table.add_row(
            _worded(KIND_WORDS, kind, language),
            _("oui") if shares["in_basket"] else "—",
            number(int(here.sum()), language),
            number(int((here & told).sum()), language),
            *(percent(shares[status], language) for status in COVERAGE_WORDS),
        )
    title = norm.title_en if language == "en" else norm.title_fr
    table.caption = _(
        "Parts de la population. Complétude de l'étude : {share} (moyenne des sortes du panier). "
        "Norme : {norm}"
    ).format(share=percent(record["share"], language), norm=title)
    table.caption_justify = "left"
    return table


def precision_table(tables: Tables, language: str) -> Table:
    """Return how finely the sites of each kind are placed."""
    counts = pd.crosstab(tables.services["kind"], tables.services["address_precision"])
    found = [name for name in PRECISIONS if name in counts]
    titles = [_worded(PRECISION_WORDS, name, language) for name in found]
    table = _table(
        N_("Précision des points"),
        (N_("Sorte"), *titles),
        language,
        numbers=range(1, len(found) + 1),
    )
    for kind in (kind for kind in KIND_WORDS if kind in counts.index):
        table.add_row(
            _worded(KIND_WORDS, kind, language),
            *(number(float(str(counts.at[kind, name])), language) for name in found),  # noqa: PD008
        )
    return table


def rejections_table(gathered: Gathered, language: str) -> Table:
    """Return every reason for which rows were set aside, file by file."""
    table = _table(
        N_("Rangées écartées, par raison"),
        (N_("Fichier"), N_("Rangées"), N_("Raison")),
        language,
        numbers=(1,),
    )
    for account in gathered.inputs:
        for reason, count in account["rejected_reasons"][language].items():
            table.add_row(account["source"], number(count, language), reason)
    return table


def _worded(words: Mapping[str, tuple[str, str]], value: str, language: str) -> str:
    """Return what people read for a coded value; an unlisted one as it is."""
    pair = words.get(value)
    return value if pair is None else pair[1 if language == "en" else 0]
