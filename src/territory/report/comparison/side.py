"""Several scenarios side by side, from what comparison.json says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from territory.codes import level_named
from territory.report.comparison.grid import Cell, Grid, Row, change, people
from territory.report.comparison.publics import EVERYONE, REACH, word
from territory.report.comparison.record import SHORT_TITLES, headed
from territory.report.comparison.solidity import holds
from territory.tables.banner import banner, fictional
from territory.tables.scenarios import NOTABLE, PUBLICS
from territory.text import N_, number, percent, translator

Record = Mapping[str, Any]


@dataclass(frozen=True)
class SideView:
    """Several scenarios, as a page shows them in one language."""

    language: str
    title: str
    study: str
    banner: str
    fictional: str
    scenarios: tuple[Mapping[str, Any], ...]
    grids: tuple[Grid, ...]
    caution: str


def side_view(records: Sequence[Record], links: Sequence[str], language: str) -> SideView:
    """Return the view of several scenarios, in the order they are given.

    Parameters
    ----------
    records : sequence of Mapping
        Contents of comparison.json.
    links : sequence of str
        Address of the page of each.
    language : str
    """
    _ = translator(language)
    fiction = any(record["demonstration"] for record in records)
    shown = [(record, variant) for record in records for variant in record["variants"]]
    return SideView(
        language=language,
        title=_(N_("Scénarios côte à côte")),
        study=records[0]["study"]["title"][language],
        banner=banner(language) if fiction else "",
        fictional=fictional(language) if fiction else "",
        scenarios=tuple(
            _scenario(record, variant, link, language)
            for record, link in zip(records, links, strict=True)
            for variant in record["variants"]
        ),
        grids=(_people(shown, language), _notable(shown, language), _state(shown, language)),
        caution=_caution(records, language),
    )


def _scenario(
    record: Record, variant: Mapping[str, Any], link: str, language: str
) -> dict[str, Any]:
    """Return one column: a scenario, or one of its variants."""
    head, assumptions = headed([one[language] for one in record["assumptions"]], language)
    told = [one[language] for one in variant.get("details") or ()]
    details_head, details = headed(told, language)
    return {
        "title": _head(record, variant, language),
        "link": link,
        "norm": record["norm"]["title"][language],
        "headline": variant["headline"].get(language, ""),
        "details_head": details_head,
        "details": details,
        "flips": [one[language] for one in variant["flips"]],
        "holds": holds(record["robustness"], variant["key"], language),
        "assumed_head": head,
        "assumptions": assumptions,
    }


def _head(record: Record, variant: Mapping[str, Any], language: str) -> str:
    title = str(record["scenario"]["title"][language])
    if len(record["variants"]) == 1:
        return title
    _ = translator(language)
    return f"{title} ({_(SHORT_TITLES[variant['key']])})"


def _people(shown: Sequence[tuple[Record, Any]], language: str) -> Grid:
    """Return who gains and who loses in each scenario, public by public."""
    title = translator(language)(N_("Qui gagne, qui perd"))
    return _sides(shown, title, tuple(PUBLICS), "", language)


def _notable(shown: Sequence[tuple[Record, Any]], language: str) -> Grid:
    """Return those whose access changes notably; every change of reach does."""
    title = translator(language)(N_("Qui gagne et qui perd {least} ou plus de son accès"))
    told = title.format(least=percent(NOTABLE, language, digits=0))
    return _sides(shown, told, tuple(one for one in PUBLICS if one != REACH), "_notable", language)


def _sides(
    shown: Sequence[tuple[Record, Any]],
    title: str,
    publics: tuple[str, ...],
    suffix: str,
    language: str,
) -> Grid:
    _ = translator(language)
    rows = []
    for record, variant in shown:
        told = {row["public"]: row for row in variant["people"] if row["by"] == EVERYONE}
        cells: list[Cell] = []
        for public in publics:
            row = told.get(public, {})
            cells += [
                Cell(number(row.get(f"gain{suffix}"), language), "gain"),
                Cell(number(row.get(f"lose{suffix}"), language), "loss"),
            ]
        rows.append(Row(_head(record, variant, language), tuple(cells)))
    sides = (_(N_("gagnent")), _(N_("perdent")))
    return Grid(
        title,
        (_(N_("Scénario")), *(side for _public in publics for side in sides)),
        tuple(rows),
        group=tuple((word(public, language), 2) for public in publics),
    )


def _state(shown: Sequence[tuple[Record, Any]], language: str) -> Grid:
    """Return people beyond reach, deserts and FTE of each scenario, before and after."""
    _ = translator(language)
    levels = list(dict.fromkeys(level for record, _v in shown for level in record["levels"]))
    level = "clsc" if "clsc" in levels else levels[0]
    rows = []
    for record, variant in shown:
        told = variant["totals"]
        beyond = [told.get(f"people_beyond_reach_{state}") for state in ("before", "after")]
        deserts = [told.get(f"deserts_{state}", {}).get(level) for state in ("before", "after")]
        fte = [told.get(f"fte_{state}") for state in ("before", "after")]
        posts = record["allocation"]["posts"]
        cells = (
            people(beyond[1], language),
            change(beyond[0], beyond[1], language, 0),
            people(deserts[1], language),
            change(deserts[0], deserts[1], language, 0),
            Cell(number(fte[1], language, digits=1)),
            change(fte[0], fte[1], language, 1),
            Cell(number(posts, language, digits=0 if not posts or posts % 1 == 0 else 1)),
        )
        rows.append(Row(_head(record, variant, language), cells))
    after, moved = _(N_("après")), _(N_("différence"))
    deserts_said = _(N_("Déserts ({level})")).format(level=_(level_named(level).plural))
    return Grid(
        _(N_("Ce qui reste après chacun")),
        (_(N_("Scénario")), after, moved, after, moved, after, moved, _(N_("donnés"))),
        tuple(rows),
        group=(
            (_(N_("Personnes hors d'atteinte d'une porte")), 2),
            (deserts_said, 2),
            (_(N_("Offre comptée (ETC)")), 2),
            (_(N_("Postes")), 1),
        ),
    )


def _caution(records: Sequence[Record], language: str) -> str:
    """Return what is said where scenarios are not judged alike."""
    _ = translator(language)
    norms = {record["norm"]["name"] for record in records}
    assumed = {str(record["assumptions"]) for record in records}
    if len(norms) > 1:
        return _(N_(
            "Ces scénarios ne sont pas jugés selon la même norme : leurs chiffres d'accès, leurs "
            "déserts et leur offre ne se comparent pas d'une ligne à l'autre."
        ))  # fmt: skip
    if len(assumed) > 1:
        return _(N_("Ces scénarios ne supposent pas la même chose; voir chacun."))
    return ""
