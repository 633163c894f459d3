"""The text of a scenario, read and written again: the same choices, the same text.

What computes takes a second to load: it is, when a scenario is first spoken of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from territory.scenarios.model import Scenario


def files_ready() -> Mapping[str, Path]:
    """Return the files of the scenarios that come with the package, by name."""
    from territory.scenarios.file import ready_made  # noqa: PLC0415

    return ready_made()


def read_text(text: str, name: str = "scenario.toml", *, closed: bool) -> Scenario:
    """Read and check the text of a scenario.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        What its faults call it.
    closed : bool
        Whether it may name no file: nothing is read on behalf of another machine.

    Raises
    ------
    InputError
        One sentence.
    """
    from territory.scenarios import file  # noqa: PLC0415

    return file.read_text(text, name, closed=closed)


def written(scenario: Scenario) -> str:
    """Return the text of a scenario without its comments, as people keep it."""
    from territory.scenarios.file import write_scenario  # noqa: PLC0415

    return write_scenario(scenario)


def canonical(scenario: Scenario) -> str:
    """Return the one text that scenarios which do the same have."""
    from territory.scenarios import file  # noqa: PLC0415

    return file.canonical(scenario)


def scenario_of(content: Mapping[str, Any], *, closed: bool = True) -> Scenario:
    """Return the scenario whose tables these are, every key checked.

    Raises
    ------
    InputError
        One sentence.
    """
    from territory.scenarios.toml import as_toml  # noqa: PLC0415

    return read_text(as_toml(content), closed=closed)


def within_time(changes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return changes whose searches for the best choice share the time a server leaves them.

    Those that fit already are returned as they are.
    """
    from territory.scenarios.closed import MOST_SECONDS  # noqa: PLC0415
    from territory.scenarios.model_siting import Siting  # noqa: PLC0415

    usual = float(Siting.model_fields["seconds"].default)
    asked = [float(one.get("seconds", usual)) if _searches(one) else 0.0 for one in changes]
    if sum(asked) <= MOST_SECONDS:
        return list(changes)
    fit = [math.floor(one * MOST_SECONDS / sum(asked) * 10) / 10 for one in asked]
    return [
        {**change, "seconds": max(seconds, 0.1)} if _searches(change) else change
        for change, seconds in zip(changes, fit, strict=True)
    ]


def _searches(change: Mapping[str, Any]) -> bool:
    return change["kind"] == "emplacements" or change.get("rule") == "optimal"
