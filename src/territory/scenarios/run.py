"""Running a scenario: the same walk again, with the changes made."""

from __future__ import annotations

import pandas as pd

from territory.gaps import Norm, load_norm
from territory.scenarios.assumptions import assumed
from territory.scenarios.changes import apply
from territory.scenarios.compare import compare
from territory.scenarios.model import Scenario
from territory.scenarios.outcome import Comparison, Outcome
from territory.scenarios.robust import robustness
from territory.scenarios.trajectory import trajectory
from territory.study import Walk
from territory.study.gather import Progress, silent
from territory.tables.dictionary import names
from territory.tables.notes import Note
from territory.tables.scenarios import ALLOCATION_COLUMNS
from territory.text import N_


def run_scenario(scenario: Scenario, walk: Walk, *, progress: Progress | None = None) -> Outcome:
    """Run a scenario on a study already walked; nothing of that walk changes.

    Parameters
    ----------
    scenario : Scenario
    walk : Walk
        From `territory.study.walk`.
    progress : Callable, optional
        As `territory.run` takes it.

    Raises
    ------
    InputError
        With one sentence, when a change cannot be made.
    """
    say = progress or silent
    say(N_("état de départ"))
    base, assumptions = base_of(scenario, walk)
    walks: dict[str, Walk] = {}
    notes: dict[str, tuple[Note, ...]] = {}
    lines: list[pd.DataFrame] = []
    for variant in scenario.variants:
        say(N_("changements du scénario"))
        tables = base.tables
        told: tuple[Note, ...] = ()
        for rank, change in enumerate(scenario.change, start=1):
            applied = apply(change, tables, base, variant)
            tables = applied.tables
            told += applied.notes
            if len(applied.allocation):
                lines.append(applied.allocation.assign(variant=variant, change=rank))
        walks[variant] = base.again(tables=tables, progress=progress)
        notes[variant] = told
    comparisons: dict[str, Comparison] = {}
    for variant, after in walks.items():
        say(N_("comparaison avec l'état de départ"))
        comparisons[variant] = compare(base, after)
    columns = names(ALLOCATION_COLUMNS)
    allocation = pd.concat(lines, ignore_index=True) if lines else pd.DataFrame()
    allocation = allocation.reindex(columns=columns)
    say(N_("solidité de la conclusion"))
    return Outcome(
        scenario=scenario,
        base=base,
        variants=walks,
        comparisons=comparisons,
        allocation=allocation,
        trajectory=trajectory(scenario, base, walks[scenario.variants[-1]]),
        robustness=robustness(base, walks, comparisons),
        notes=notes,
        assumptions=assumptions,
    )


def base_of(scenario: Scenario, walk: Walk) -> tuple[Walk, tuple[Note, ...]]:
    """Return the walk both states start from: the scenario's norm and assumptions made."""
    tables, notes = assumed(scenario.assume, walk.tables)
    own, rate = scenario.norm, scenario.assume.registration_rate
    if tables is walk.tables and rate is None and own.preset is None and not own.override:
        return walk, notes
    choice = walk.study.file.norm
    norm = load_norm(own.preset or choice.preset, own.override or choice.override)
    if tables is not walk.tables or rate is not None:
        norm = _on_assumed_figures(norm)
    return walk.again(tables=tables, norm=norm, declared_rate=rate, freeze=False), notes


def _on_assumed_figures(norm: Norm) -> Norm:
    """Return the norm under a name that says, in every table and title, what it is applied to."""
    return norm.model_copy(
        update={
            "name": f"{norm.name} (chiffres supposés)",
            "title_fr": f"{norm.title_fr} (chiffres supposés)",
            "title_en": f"{norm.title_en} (assumed figures)",
        }
    )
