"""What a scenario gave, as its folder holds it: one record and its tables, only ever read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from territory_app.catalogue import Catalogue, spoken

RECORD = ("comparison.json", "comparison_demo.json")
WORDS = ("variant", "territory_id", "name", "class_before", "class_after", "norm")


@dataclass(frozen=True)
class ScenarioRecord:
    """One scenario, run on the study shown.

    Attributes
    ----------
    folder : pathlib.Path
        Where its files are.
    told : Mapping[str, Any]
        comparison.json.
    """

    folder: Path
    told: Mapping[str, Any]

    @property
    def main(self) -> str:
        """Variant the title speaks of."""
        return str(self.told.get("main") or self.variants[-1])

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """Keys of the variants, in order."""
        return tuple(str(one["key"]) for one in self.told.get("variants") or ())

    def variant(self, key: str) -> Mapping[str, Any]:
        """Return what is told of a variant."""
        known: list[Mapping[str, Any]] = self.told["variants"]
        return next((one for one in known if one["key"] == key), known[-1])

    def title(self, language: str) -> str:
        """Return the title of the scenario."""
        return spoken(self.told["scenario"].get("title"), language)

    def file(self, stem: str) -> Path | None:
        """Return one of its tables; None where it has none."""
        for name in (f"{stem}.csv", f"{stem}_demo.csv"):
            if (self.folder / name).is_file():
                return self.folder / name
        return None

    def levels(self, catalogue: Catalogue) -> tuple[str, ...]:
        """Return the levels that can be shown: compared, and of the results."""
        return tuple(one for one in catalogue.levels if self.file(f"difference_{one}"))

    def difference(self, level: str, variant: str, catalogue: Catalogue) -> pd.DataFrame:
        """Return the rows of a level in the order of the map; blank where it has none."""
        path = self.file(f"difference_{level}")
        order = catalogue.levels[level].table["territory_id"]
        if path is None:
            return pd.DataFrame({"territory_id": order})
        rows = pd.read_csv(path, dtype=dict.fromkeys(WORDS, "string"))
        rows = rows.loc[rows["variant"] == variant].drop_duplicates("territory_id")
        return rows.set_index("territory_id").reindex(order).reset_index()

    def table(self, stem: str) -> pd.DataFrame:
        """Return another of its tables; no rows where it has none."""
        path = self.file(stem)
        return pd.DataFrame() if path is None else pd.read_csv(path)


def read_record(folder: Path) -> ScenarioRecord | None:
    """Return what a folder holds; None where it is not the result of a scenario.

    Parameters
    ----------
    folder : pathlib.Path
    """
    for name in RECORD:
        try:
            told = json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(told, dict) and told.get("variants") and told.get("scenario"):
            return ScenarioRecord(folder, told)
    return None


def sentences(told: Sequence[Any] | None, language: str) -> list[str]:
    """Return sentences given in both languages, in one; empty ones are left out."""
    return [text for one in told or () if (text := spoken(one, language))]
