"""Who gains and who loses: by public, by setting, by fifth of a need; supply and equity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from territory.report.comparison.grid import (
    Cell,
    Grid,
    Row,
    change,
    gain_and_loss,
    largest,
    people,
    rate,
    share,
)
from territory.tables.scenarios import EQUITY_INDICES, GROUPS, NOTABLE, PUBLICS, group_words
from territory.text import N_, number, percent, translator

EVERYONE, REACH = "everyone", "reach"
_SUPPLY = {
    "supply": N_("Offre comptée (ETC)"),
    "used": N_("Offre à portée de quelqu'un qui y a droit (ETC)"),
    "used_registered": N_("dont celle qui revient aux personnes inscrites"),
    "used_nonregistered": N_("dont celle qui revient aux personnes non inscrites"),
    "population": N_("Personnes"),
    "registered_people": N_("Personnes inscrites"),
}
_IN_SHARES = ("below_norm_share", "below_norm_depth")
_IN_PEOPLE = ("below_norm_people", "population", "registered_people")

_ORDER = {group: rank for rank, group in enumerate(GROUPS)}

Rows = Sequence[Mapping[str, Any]]


def word(public: str, language: str) -> str:
    """Return the words of a public, with a capital."""
    told = PUBLICS[public][1 if language == "en" else 0]
    return told[0].upper() + told[1:]


def by_public(rows: Rows, language: str) -> Grid:
    """Return, for each public, who gains and who loses, and its access before and after."""
    _ = translator(language)
    kept = [row for row in rows if row["by"] == EVERYONE]
    most = largest([row[side] for row in kept for side in ("gain", "lose")])
    return Grid(
        _(N_("Qui gagne, qui perd")),
        (
            _(N_("Public")), _(N_("Personnes")), _(N_("Gagnent")), _(N_("Perdent")),
            *notable_heads(language),
            _(N_("Inchangé")), _(N_("Inconnu")),
            _(N_("Avant")), _(N_("Après")), _(N_("Différence")),
        ),
        tuple(
            Row(
                word(row["public"], language),
                (
                    people(row["people"], language),
                    *gain_and_loss(row["gain"], row["lose"], most, language),
                    *notable_cells(row, language),
                    people(row["same"], language),
                    people(row["unknown"], language),
                    *_level(row, language),
                ),
            )
            for row in kept
        ),
        _(N_(
            "Personnes, puis leur accès moyen en ETC par 10 000 personnes, ou la part à portée "
            "d'une porte. Gains et pertes sont comptés parmi la population d'après."
        )) + " " + notable_said(language),
    )  # fmt: skip


def notable_heads(language: str) -> tuple[str, str]:
    """Return the titles of the columns of notable gains and losses."""
    _ = translator(language)
    least = percent(NOTABLE, language, digits=0)
    gain, lose = _(N_("Gagnent {least} ou plus")), _(N_("Perdent {least} ou plus"))
    return gain.format(least=least), lose.format(least=least)


def notable_said(language: str) -> str:
    """Return what a notable change is."""
    told = translator(language)(N_("{least} ou plus : de l'accès d'avant, une convention ◆."))
    return told.format(least=percent(NOTABLE, language, digits=0))


def notable_cells(row: Mapping[str, Any], language: str) -> tuple[Cell, Cell]:
    """Return the people whose access changes notably, those who gain and those who lose."""
    gain, lose = (number(row.get(f"{side}_notable"), language) for side in ("gain", "lose"))
    return Cell(gain, "gain"), Cell(lose, "loss")


def _level(row: Mapping[str, Any], language: str) -> tuple[Cell, ...]:
    before, after = row["before"], row["after"]
    if row["public"] != REACH:
        return (rate(before, language), rate(after, language), change(before, after, language))
    known = before is not None and after is not None
    points = change(100 * before, 100 * after, language, 1) if known else change(None, None, "fr")
    text = points.text if not known else translator(language)(N_("{points} pt")).format(
        points=points.text
    )  # fmt: skip
    return (share(before, language), share(after, language), Cell(text))


def by_group(rows: Rows, needs: Mapping[str, Mapping[str, str]], language: str) -> Grid:
    """Return who gains and who loses by setting, registration and fifth of each need.

    Parameters
    ----------
    rows : sequence of Mapping
        ``people`` of a variant.
    needs : Mapping
        Title of each need, by language.
    language : str
    """
    _ = translator(language)
    parted = [row for row in rows if row["by"] not in {EVERYONE, "registration"}]
    publics = [name for name in PUBLICS if any(row["public"] == name for row in parted)]
    most = largest([row[side] for row in parted for side in ("gain", "lose")])
    found: list[Row] = []
    for by in dict.fromkeys(row["by"] for row in parted):
        title = _(N_("Milieu")) if by == "milieu" else needs.get(by, {}).get(language, by)
        found.append(Row(title, heads=True))
        mine = {(row["group"], row["public"]): row for row in parted if row["by"] == by}
        groups = dict.fromkeys(group for group, _public in mine)
        for group in sorted(groups, key=lambda one: _ORDER.get(one, len(_ORDER))):
            cells: list[Cell] = []
            for public in publics:
                row = mine.get((group, public))
                gain, lose = (None, None) if row is None else (row["gain"], row["lose"])
                cells += gain_and_loss(gain, lose, most, language)
            name = group_words(by, group, language)
            found.append(Row(name[0].upper() + name[1:], tuple(cells)))
    sides = (_(N_("gagnent")), _(N_("perdent")))
    by_need = len({row["by"] for row in parted}) > 1
    return Grid(
        _(N_("Selon le milieu et le besoin")) if by_need else _(N_("Selon le milieu")),
        (_(N_("Groupe")), *(side for _public in publics for side in sides)),
        tuple(found),
        _(N_(
            "Cinquièmes : cinq parts égales de la population de l'étude, des valeurs les plus "
            "basses aux plus hautes."
        )) if by_need else "",
        tuple((word(public, language), 2) for public in publics),
    )  # fmt: skip


def supply(told: Mapping[str, Any], language: str) -> Grid | None:
    """Return the supply before and after; nothing where it is not known."""
    _ = translator(language)
    rows = []
    for name, title in _SUPPLY.items():
        before, after = told.get(f"{name}_before"), told.get(f"{name}_after")
        if before is None and after is None:
            continue
        digits = 0 if name in _IN_PEOPLE else 2
        cells = (
            rate(before, language, digits),
            rate(after, language, digits),
            change(before, after, language, digits),
        )
        rows.append(Row(_(title), cells))
    if not rows:
        return None
    head = ("", _(N_("Avant")), _(N_("Après")), _(N_("Différence")))
    return Grid(_(N_("L'offre, avant et après")), head, tuple(rows))


def equity(
    rows: Rows, needs: Mapping[str, Mapping[str, str]], language: str
) -> Grid | None:  # fmt: skip
    """Return the indices of inequality of each public, before and after."""
    _ = translator(language)
    known = [row for row in rows if row["before"] is not None or row["after"] is not None]
    if not known:
        return None
    found: list[Row] = []
    for public in dict.fromkeys(row["public"] for row in known):
        found.append(Row(word(public, language), heads=True))
        found += [
            Row(_index(row, needs, language), _pair(row, language))
            for row in known
            if row["public"] == public
        ]
    head = (_(N_("Indice")), _(N_("Avant")), _(N_("Après")), _(N_("Différence")))
    return Grid(_(N_("Équité : comment l'accès se partage")), head, tuple(found))


def _index(
    row: Mapping[str, Any], needs: Mapping[str, Mapping[str, str]], language: str
) -> str:  # fmt: skip
    words = EQUITY_INDICES.get(row["index"], (row["index"], row["index"]))
    told: str = words[1 if language == "en" else 0]
    need = row.get("need")
    if not need:
        return told
    return translator(language)(N_("{index} : {need}")).format(
        index=told, need=needs.get(need, {}).get(language, need)
    )


def _pair(row: Mapping[str, Any], language: str) -> tuple[Cell, ...]:
    before, after = row["before"], row["after"]
    if row["index"] in _IN_PEOPLE:
        moved = change(before, after, language, 0)
        return (people(before, language), people(after, language), moved)
    if row["index"] in _IN_SHARES:
        known = before is not None and after is not None
        points = change(100 * before, 100 * after, language, 1).text if known else "—"
        told = translator(language)(N_("{points} pt")).format(points=points) if known else points
        return (share(before, language), share(after, language), Cell(told))
    digits = 2 if row["index"] in {"mean", "lowest_tenth"} else 3
    return (
        rate(before, language, digits),
        rate(after, language, digits),
        change(before, after, language, digits),
    )
