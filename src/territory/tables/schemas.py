"""Columns, types and allowed values of the five tables, checked at the door.

Readers do the mending and the rejecting with a sentence a person can act on; these schemas are
the last gate, and what passes it is relied upon everywhere else.
"""

from __future__ import annotations

from typing import TypeVar

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from territory.codes import LEVELS
from territory.errors import InputError

KINDS = ("clsc", "gmf", "community", "library", "outreach", "other")
ROLES = ("ts", "tts", "oc", "other")
MILIEUX = ("dense_urban", "urban", "rural", "remote")
SECTORS = ("public", "community", "municipal", "private", "unknown")
MODES = ("in_person", "virtual")
REGISTRATIONS = ("open", "required", "unknown")
COVERAGE_STATUSES = ("complete", "partial", "absent", "unknown")
METHODS = ("within", "stated", "crosswalk", "areal")
PRECISIONS = ("exact", "address", "place", "postal", "municipality", "mrc", "unknown")

_CODE = r"^[A-Z]+:\S.*$"

TERRITORIES = pa.DataFrameSchema(
    {
        "territory_id": pa.Column(str, pa.Check.str_matches(_CODE), unique=True),
        "name": pa.Column(str),
        "level": pa.Column(str, pa.Check.isin(list(LEVELS))),
        "parent_id": pa.Column(str, nullable=True),
        "self_governed": pa.Column(bool),
        "vintage": pa.Column(str),
        "source": pa.Column(str),
        "geometry": pa.Column(),
    },
    name="territories",
)

POPULATION = pa.DataFrameSchema(
    {
        "unit_id": pa.Column(str, unique=True),
        "name": pa.Column(str),
        "population": pa.Column(float, pa.Check.ge(0)),
        "municipality_id": pa.Column(str, nullable=True),
        "area_km2": pa.Column(float, pa.Check.gt(0), nullable=True),
        "milieu": pa.Column(str, pa.Check.isin(MILIEUX), nullable=True),
        "road_link": pa.Column(str, pa.Check.isin(("yes", "no", "unknown"))),
        "precision": pa.Column(str, pa.Check.isin(PRECISIONS)),
        "registered_share": pa.Column(float, pa.Check.in_range(0, 1), nullable=True),
        "self_governed": pa.Column(bool),
        "lon": pa.Column(float, pa.Check.in_range(-180, 180), nullable=True),
        "lat": pa.Column(float, pa.Check.in_range(-90, 90), nullable=True),
        "geometry": pa.Column(nullable=True),
    },
    name="population",
)

SERVICES = pa.DataFrameSchema(
    {
        "service_id": pa.Column(str, unique=True),
        "name": pa.Column(str),
        "kind": pa.Column(str, pa.Check.isin(KINDS)),
        "sector": pa.Column(str, pa.Check.isin(SECTORS)),
        **{f"fte_{role}": pa.Column(float, pa.Check.ge(0), nullable=True) for role in ROLES},
        "fte": pa.Column(float, pa.Check.ge(0), nullable=True),
        "mode": pa.Column(str, pa.Check.isin(MODES)),
        "registration": pa.Column(str, pa.Check.isin(REGISTRATIONS)),
        "open_share": pa.Column(float, pa.Check.in_range(0, 1)),
        "address_precision": pa.Column(str, pa.Check.isin(PRECISIONS)),
        "municipality_id": pa.Column(str, nullable=True),
        "source": pa.Column(str),
        "vintage": pa.Column(str),
        "geometry": pa.Column(nullable=True),
    },
    name="services",
)

MEMBERSHIP = pa.DataFrameSchema(
    {
        "subject": pa.Column(str, pa.Check.isin(("unit", "service"))),
        "subject_id": pa.Column(str),
        "territory_id": pa.Column(str, pa.Check.str_matches(_CODE)),
        "level": pa.Column(str, pa.Check.isin(list(LEVELS))),
        "share": pa.Column(float, pa.Check.in_range(0, 1, include_min=False)),
        "method": pa.Column(str, pa.Check.isin(METHODS)),
    },
    name="membership",
    unique=["subject", "subject_id", "territory_id"],
)

COVERAGE = pa.DataFrameSchema(
    {
        "territory_id": pa.Column(str, pa.Check.str_matches(_CODE)),
        "kind": pa.Column(str, pa.Check.isin(KINDS)),
        "status": pa.Column(str, pa.Check.isin(COVERAGE_STATUSES)),
        "source": pa.Column(str),
    },
    name="coverage",
    unique=["territory_id", "kind"],
)

Frame = TypeVar("Frame", bound=pd.DataFrame)


def conform(frame: Frame, schema: pa.DataFrameSchema, source: str) -> Frame:
    """Return ``frame`` once it fits ``schema``; say in one sentence what does not.

    Parameters
    ----------
    frame : pandas.DataFrame
        A candidate table; extra columns are kept (need columns, codes).
    schema : pandera.DataFrameSchema
        One of the five.
    source : str
        Where the table comes from, for the sentence.

    Raises
    ------
    InputError
        Naming the table, the column, the value and the row of the first fault.
    """
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as faults:
        cases = faults.failure_cases
        first = cases.iloc[0]
        row = first["index"]
        raise InputError(
            "{source} : la table « {table} » ne convient pas, colonne « {column} » : "
            "{count} valeur(s) refusée(s), la première est « {value} » (rangée {row}; "
            "règle : {rule}).",
            source=source,
            table=schema.name,
            column=first["column"],
            count=len(cases),
            value=first["failure_case"],
            row="—" if row is None or pd.isna(row) else int(row) + 1,
            rule=first["check"],
        ) from None
    return frame
