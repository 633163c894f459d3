"""What a scenario assumes where the study has no figure, before as after."""

from __future__ import annotations

from territory.scenarios.model import Assumed
from territory.tables import Tables
from territory.tables.notes import Note


def assumed(assume: Assumed, tables: Tables) -> tuple[Tables, tuple[Note, ...]]:
    """Return the tables with the figures assumed, and what is to be said of them."""
    return tables, ()
