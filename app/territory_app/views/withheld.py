"""What to say where most shares of a level are withheld for small numbers, and where to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from territory.text import number, percent
from territory_app.catalogue import Catalogue, Level
from territory_app.view_state import ViewState
from territory_app.views.classes import SELF_GOVERNED, SMALL, Classing
from territory_app.views.shown import Shown
from territory_app.words import words

MOST = 0.5
MEDIAN = "proximite"


@dataclass(frozen=True)
class Withheld:
    """A notice over the map: what is withheld, why, what stays, and views that show more.

    Attributes
    ----------
    title, why, stays : str
    ways : tuple of (str, str)
        Words and address of each other view.
    """

    title: str
    why: str
    stays: str
    ways: tuple[tuple[str, str], ...]


def withheld(
    catalogue: Catalogue,
    view: ViewState,
    asked: Shown,
    classing: Classing,
    language: str,
    write: Callable[[ViewState], str],
) -> Withheld | None:
    """Return the notice of a view most of whose territories have too few people for a rate.

    Parameters
    ----------
    catalogue : Catalogue
    view : ViewState
        As asked for.
    asked : Shown
        The view resolved.
    classing : Classing
        Its classes.
    language : str
        "fr" or "en".
    write : callable
        Writes the address of a view.

    Returns
    -------
    Withheld or None
        None where at least half the territories shown have a value.
    """
    level = asked.level
    codes = np.array(list(classing.codes))
    judged = codes != SELF_GOVERNED
    if view.within:
        judged &= catalogue.inside(level.key, view.within)
    small = judged & (codes == SMALL)
    if not small.sum() > MOST * judged.sum():
        return None
    _ = words(language)
    covered = level.table["population_covered"].fillna(0).to_numpy(dtype=float)
    people, total = float(covered[small].sum()), float(covered[judged].sum())
    title = _("Petits nombres : {some} des {count} {level} n'ont pas de valeur ici.").format(
        some=number(int(small.sum()), language),
        count=number(int(judged.sum()), language),
        level=level.plural[language],
    )
    why = _(
        "Moins de {minimum} personnes vivent dans chacun de ces territoires : quelques personnes "
        "de plus ou de moins y changeraient toute une part. Ensemble, {people} personnes y "
        "vivent, {share} de la population couverte."
    ).format(
        minimum=number(_minimum(catalogue), language),
        people=number(people, language),
        share=percent(people / total if total else None, language),
    )
    stays = _(
        "Les classes et les comptes y restent : une classe dit de quel côté d'un seuil se trouve "
        "un territoire, et un compte ne divise rien par un petit nombre."
    )
    return Withheld(title, why, stays, _ways(catalogue, view, language, write))


def _ways(
    catalogue: Catalogue, view: ViewState, language: str, write: Callable[[ViewState], str]
) -> tuple[tuple[str, str], ...]:
    """Return the finest coarser level whose shares are told, and the median time at this one."""
    _ = words(language)
    found = []
    plain = replace(view, bounds=(), isolated="")
    coarser = _coarser(catalogue, catalogue.levels[view.level])
    if coarser is not None:
        said = _("Voir par : {level}").format(level=coarser.plural[language])
        found.append((said, write(replace(plain, level=coarser.key))))
    median = catalogue.levels[view.level].table["nearest_cost_median"].notna()
    if view.indicator != MEDIAN and float(median.mean()) > MOST:
        found.append((_("Voir le temps médian"), write(replace(plain, indicator=MEDIAN))))
    return tuple(found)


def _coarser(catalogue: Catalogue, level: Level) -> Level | None:
    minimum = _minimum(catalogue)
    told = [
        one
        for one in catalogue.levels.values()
        if one.count < level.count and _few(one, minimum).mean() <= MOST
    ]
    return max(told, key=lambda one: one.count, default=None)


def _few(level: Level, minimum: float) -> NDArray[np.bool_]:
    covered = level.table["population_covered"].fillna(0).to_numpy(dtype=float)
    return np.asarray((covered > 0) & (covered < minimum), dtype=np.bool_)


def _minimum(catalogue: Catalogue) -> float:
    return float(catalogue.norm.get("minimum_population") or 1000)
