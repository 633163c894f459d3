"""What the scenarios page shows of the results its address asks for: one, or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from territory_app.routes import linked_maps
from territory_app.views.scenario_beside import ScenariosBeside, beside
from territory_app.views.scenario_record import read_record
from territory_app.views.scenario_result import Around, ScenarioResult, read_result


@dataclass(frozen=True)
class Results:
    """Results to show; both are None where no folder can be read.

    Attributes
    ----------
    one : ScenarioResult or None
    several : ScenariosBeside or None
    style, script : str
        Addresses, without prefix, of what links the maps.
    """

    one: ScenarioResult | None
    several: ScenariosBeside | None
    style: str
    script: str


def results(folders: Sequence[Path], given: Mapping[str, Sequence[str]], around: Around) -> Results:
    """Return what folders of results hold, as the page shows it.

    Parameters
    ----------
    folders : sequence of pathlib.Path
        One per scenario, in the order of the address.
    given : Mapping
        The request's arguments, each with its values.
    around : Around
        What they are shown with.
    """
    records = [record for folder in folders if (record := read_record(folder)) is not None]
    return Results(
        one=read_result(records[0], given, around) if len(records) == 1 else None,
        several=beside(records, given, around) if len(records) > 1 else None,
        style=linked_maps.address("comparison.css"),
        script=linked_maps.address("comparison.js"),
    )
