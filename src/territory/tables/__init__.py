"""The five plain tables every other room works on: their columns, checks and bookkeeping."""

from territory.tables.bundle import Surroundings, Tables
from territory.tables.reading import Reading, lines_of, rejections, with_origin
from territory.tables.schemas import (
    COVERAGE,
    MEMBERSHIP,
    POPULATION,
    SERVICES,
    TERRITORIES,
    conform,
)

__all__ = [
    "COVERAGE",
    "MEMBERSHIP",
    "POPULATION",
    "SERVICES",
    "TERRITORIES",
    "Reading",
    "Surroundings",
    "Tables",
    "conform",
    "lines_of",
    "rejections",
    "with_origin",
]
