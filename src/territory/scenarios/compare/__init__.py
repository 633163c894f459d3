"""Before, after and their difference: for whom, by how much, and at whose expense."""

from __future__ import annotations

import pandas as pd

from territory.scenarios.compare.conservation import conservation
from territory.scenarios.compare.details import details
from territory.scenarios.compare.fairness import equity_table
from territory.scenarios.compare.headline import headline
from territory.scenarios.compare.levels import Levels
from territory.scenarios.compare.people import people_table
from territory.scenarios.compare.states import changes_of, unit_states
from territory.scenarios.outcome import Comparison
from territory.study import Walk


def compare(base: Walk, after: Walk) -> Comparison:
    """Return how a state compares with the base.

    Gains and losses are counted on the people after, public by public; someone whose access is
    unknown before or after neither gains nor loses. Difference tables are made when asked for.

    Parameters
    ----------
    base, after : Walk
        ``after`` is the base walked again (`Walk.again`), or the base itself.

    Examples
    --------
    >>> from territory import read_study
    >>> from territory.places import bundled
    >>> from territory.study import walk
    >>> base = walk(read_study(bundled("studies", "demo.toml")))
    >>> same = compare(base, base)
    >>> float(same.people["gain"].sum() + same.people["lose"].sum())
    0.0
    """
    units = unit_states(base, after)
    changes = changes_of(units)
    needs = need_figures(base, units.index)
    people = people_table(units, changes, needs)
    told = conservation(base, after)
    equity = equity_table(changes, base.intensity_norm, needs)
    fictional = base.study.demonstration
    return Comparison(
        units=units,
        levels=Levels(base, after, units.index, changes),
        people=people,
        conservation=told,
        equity=equity,
        headline=headline(units, people, equity, demonstration=fictional),
        details=details(units, people, equity, told, demonstration=fictional),
    )


def need_figures(walk: Walk, units: pd.Index) -> dict[str, pd.Series]:
    """Return the figures of every need of a study that is a number, unit by unit."""
    table = walk.tables.population
    kept = [need.key for need in walk.gathered.needs if not need.text and need.key in table]
    return {key: table.set_index("unit_id")[key].reindex(units) for key in kept}
