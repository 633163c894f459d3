"""The text of a scenario, read and written again: the same choices, the same text.

What computes takes a second to load: it is, when a scenario is first spoken of.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def scenario_of(content: Mapping[str, Any]) -> Scenario:
    """Return the scenario whose tables these are, every key checked.

    Raises
    ------
    InputError
        One sentence.
    """
    from territory.scenarios.toml import as_toml  # noqa: PLC0415

    return read_text(as_toml(content), closed=True)
