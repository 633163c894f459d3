"""Units made up by the tests, and what is said of them."""

from __future__ import annotations

import pandas as pd

from territory.scenarios.compare.details import details
from territory.scenarios.compare.fairness import equity_table
from territory.scenarios.compare.headline import headline
from territory.scenarios.compare.people import people_table
from territory.scenarios.compare.states import changes_of


def units_of(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, index=pd.Index([f"u{i}" for i in range(len(rows))], name="unit_id"))
    figures = frame.columns.difference(["milieu"])
    frame[figures] = frame[figures].astype(float)
    frame["threshold"] = 30.0
    return frame.assign(registered_share_after=frame["registered_share"])


def table_of(units: pd.DataFrame) -> pd.DataFrame:
    return people_table(units, changes_of(units), {"need": units["need"]})


def one_unit(**changes: object) -> pd.DataFrame:
    row: dict[str, object] = {
        "population": 1000.0, "population_after": 1000.0, "registered_share": 0.75,
        "milieu": "rural", "need": 1.0, "access_before": 2.0, "access_after": 2.0,
        "access_registered_before": 2.0, "access_registered_after": 2.0,
        "access_nonregistered_before": 2.0, "access_nonregistered_after": 2.0,
        "reached_before": 1.0, "reached_after": 1.0,
    }  # fmt: skip
    return units_of([row | changes])


def told(units: pd.DataFrame, language: str = "fr") -> str:
    sentence = headline(units, table_of(units), equity_of(units), demonstration=False)[language]
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def facts(units: pd.DataFrame, language: str = "fr", **people: float) -> list[str]:
    counted = {"population_before": 1000.0, "population_after": 1000.0, **people}
    found = details(units, table_of(units), equity_of(units), counted, demonstration=False)
    return [one[language].replace("\N{NO-BREAK SPACE}", " ") for one in found]


def equity_of(units: pd.DataFrame) -> pd.DataFrame:
    return equity_table(changes_of(units), None, {})
