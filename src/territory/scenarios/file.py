"""Reading and writing a scenario file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from territory.places import bundled
from territory.scenarios.model import Scenario
from territory.scenarios.toml import as_toml


def ready_made() -> dict[str, Path]:
    """Return the scenarios that come with the package, by name."""
    return {path.stem: path for path in sorted(bundled("data", "scenarios").glob("*.toml"))}


def read_scenario(given: str | Path) -> Scenario:
    """Read and check a scenario: a file, or the name of one that comes with the package."""
    path = ready_made().get(str(given), Path(given))
    return Scenario.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def write_scenario(scenario: Scenario) -> str:
    """Return a scenario as a TOML file that reads back the same."""
    return as_toml(scenario.model_dump(exclude_defaults=True))
