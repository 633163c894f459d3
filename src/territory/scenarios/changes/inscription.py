"""``inscription``: registration rates, everywhere, at least so much, or by territory."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from territory.scenarios.changes.shares import over_territories
from territory.scenarios.ground import Applied
from territory.scenarios.model import Registration
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import note
from territory.text import N_

_CHANGED = N_(
    "Le taux d'inscription de {people} {people:personne|personnes} change; en moyenne, de "
    "{before:%} à {after:%}."
)
_UNKNOWN = N_("{people} personnes n'ont toujours pas de taux d'inscription connu.")
_ENTERS = N_(
    "Au départ, les GMF n'étaient pas comptés, faute de taux d'inscription; ils le sont ensuite. "
    "Pour comparer les mêmes points, supposez un taux ([assume], registration_rate)."
)


def change_rates(change: Registration, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Change registration rates; where people registered get their care does not change.

    Parameters
    ----------
    change : Registration
        ``rate`` everywhere, or ``at_least``; then ``by_territory``, the finest level that names
        people's territory. Units shared by territories take the mean, weighted by people.
        Rates of self-governed places change only where a territory names them.
    tables : Tables
    base : Walk
        Its declared rate stands in where none is known.
    """
    units = tables.population.set_index("unit_id")
    known = units["registered_share"].astype(float)
    declared = base.terms.declared_rate
    before = known if declared is None else known.fillna(declared)
    everyone = before
    if change.rate is not None:
        everyone = pd.Series(change.rate, index=before.index)
    elif change.at_least is not None:
        everyone = before.clip(lower=change.at_least)
    after = everyone.where(~units["self_governed"].astype(bool), before)
    after = over_territories(tables, "unit", change.by_territory, after)
    moved = (after != before) & ~(after.isna() & before.isna())
    if not moved.any():
        return Applied(tables)
    people = units["population"].where(~units["self_governed"].astype(bool), 0.0)
    notes = [
        note(
            _CHANGED,
            people=float(people[moved].sum()),
            before=_mean(before, people),
            after=_mean(after, people),
        )
    ]
    unknown = float(people[after.isna()].sum())
    if unknown:
        notes.append(note(_UNKNOWN, people=unknown))
    if base.without_gmf:
        notes.append(note(_ENTERS))
    rates = after.where(moved, known)
    population = tables.population.assign(registered_share=rates.to_numpy())
    return Applied(replace(tables, population=population), notes=tuple(notes))


def _mean(rates: pd.Series, people: pd.Series) -> float | None:
    counted = people.where(rates.notna(), 0.0)
    total = float(counted.sum())
    return float((rates.fillna(0.0) * counted).sum() / total) if total else None
