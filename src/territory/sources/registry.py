"""Which reader reads what: names as study files write them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from territory.errors import InputError
from territory.sources._door import without_people
from territory.sources._options import check_kinds, kinds
from territory.sources._tabular import nearest_name
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading

# table -> reader -> module and function; modules are loaded when a study asks for them.
READERS: dict[str, dict[str, tuple[str, str]]] = {
    "territories": {
        "territories": ("plain", "read_territories"),
        "rls": ("sociosanitary", "read_rls"),
        "clsc_derived": ("sociosanitary", "read_clsc_derived"),
        "mrc": ("municipal", "read_mrc"),
        "boroughs": ("municipal", "read_boroughs"),
        "sda": ("boundaries_sda", "read_sda"),
        "msss": ("boundaries_msss", "read_msss"),
        "statcan": ("boundaries_census", "read_statcan"),
        "zones": ("zones", "read_zones"),
        "members": ("zones", "read_members"),
    },
    "population": {
        "population": ("plain", "read_population"),
        "dissemination_areas": ("census", "read_dissemination_areas"),
        "census_tracts": ("tracts", "read_census_tracts"),
        "municipalities": ("municipalities", "read_municipalities"),
        "area_profile": ("area_profile", "read_area_profile_population"),
        "gaf": ("gaf", "read_gaf"),
        "census_profile": ("census_profile", "read_census_profile_population"),
        "inspq_areas": ("inspq", "read_inspq_areas"),
    },
    "services": {
        "services": ("plain", "read_services"),
        "m02": ("m02", "read_m02"),
        "m02_points": ("m02", "read_m02_points"),
        "odhf": ("odhf", "read_odhf"),
        "m02_coords": ("m02_coords", "read_m02_coords"),
        "odhf_facilities": ("health_points", "read_odhf_facilities"),
        "health_points": ("health_points", "read_health_points"),
        "banq": ("banq", "read_banq"),
        "odcaf": ("odcaf", "read_odcaf"),
        "req": ("req", "read_req"),
        "gmf": ("templates.readers", "read_gmf"),
        "community": ("templates.readers", "read_community"),
        "library_workers": ("templates.readers", "read_library_workers"),
        "outreach": ("templates.readers", "read_outreach"),
        "hsds": ("hsds", "read_hsds"),
    },
    "coverage": {
        "coverage": ("plain", "read_coverage"),
        "coverage_statements": ("templates.readers", "read_coverage_statements"),
    },
    "registration": {"registration": ("templates.readers", "read_registration")},
    "needs": {
        "needs": ("needs", "read_needs"),
        "cimd": ("cimd", "read_cimd"),
        "area_profile": ("area_profile", "read_area_profile"),
        "census_profile": ("census_profile", "read_census_profile"),
        "inspq_deprivation": ("inspq", "read_inspq_deprivation"),
        "proximity": ("pmd", "read_pmd"),
        "remoteness": ("remoteness", "read_remoteness"),
    },
    "membership": {
        "inspq_fractions": ("inspq", "read_inspq_fractions"),
        "census_mapping": ("census_mapping", "read_census_mapping"),
        "shares": ("census_mapping", "read_shares"),
    },
    "reference": {"territory_populations": ("msss_estimates", "read_territory_populations")},
}
# What a reader is given by the study itself; the level of a territories input is not an option.
_GIVEN = ("path", "meta", "progress")


def read(
    table: str,
    reader: str,
    path: Path,
    *,
    meta: SourceInfo,
    files: Mapping[str, Path] | None = None,
    options: Mapping[str, Any] | None = None,
    level: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Reading:
    """Read one input of a study.

    Parameters
    ----------
    table : {"territories", "population", "services", "coverage"}
        Table the input belongs to.
    reader : str
        Name of a reader, as in `READERS`.
    path : Path
        Main file.
    meta : SourceInfo
        Its entry in the catalogue of sources.
    files, options : Mapping, optional
        Other files and options, by name of the reader's arguments.
    level : str, optional
        Level described, for territories.
    progress : callable, optional
        Told how far a long reading is: what, how much is done, of how much.

    Raises
    ------
    InputError
        When the reader, a file name or an option is unknown, one it needs is missing, or an
        option has a value of another kind than the reader expects; and whatever the reader
        finds wrong in the files.
    """
    function = _function(table, reader)
    given = {**(files or {}), **(options or {})}
    _check_arguments(function, table, reader, given)
    check_kinds(function, reader, given)
    if table == "territories":
        given["level"] = level
    if progress is not None and "progress" in inspect.signature(function).parameters:
        given["progress"] = progress
    reading = function(path, meta=meta, **given)
    if not isinstance(reading, Reading):
        msg = f"reader {reader} returned {type(reading).__name__}"
        raise TypeError(msg)
    return without_people(reading)


def _function(table: str, reader: str) -> Callable[..., Any]:
    if table not in READERS:
        raise InputError(
            "La table « {table} » n'existe pas; les tables sont : {known}.",
            table=table,
            known=", ".join(READERS),
        )
    known = READERS[table]
    if reader not in known:
        near = nearest_name(reader, known)
        if near is None:
            raise InputError(
                "Le lecteur « {reader} » n'existe pas pour la table « {table} »; "
                "lecteurs connus : {known}.",
                reader=reader,
                table=table,
                known=", ".join(known),
            )
        raise InputError(
            "Le lecteur « {reader} » n'existe pas pour la table « {table} »; est-ce « {near} »? "
            "Lecteurs connus : {known}.",
            reader=reader,
            table=table,
            near=near,
            known=", ".join(known),
        )
    module, name = known[reader]
    function: Callable[..., Any] = getattr(import_module(f"territory.sources.{module}"), name)
    return function


def arguments(table: str, reader: str) -> dict[str, bool]:
    """Return the files and options a reader takes, and whether each is needed.

    Examples
    --------
    >>> arguments("services", "m02")
    {'selection': False, 'classification': False}
    """
    parameters = inspect.signature(_function(table, reader)).parameters
    return {
        name: parameter.default is inspect.Parameter.empty
        for name, parameter in parameters.items()
        if not _is_given(table, name)
    }


def option_kinds(table: str, reader: str) -> dict[str, Any]:
    """Return the type expected of each file and option of a reader.

    Examples
    --------
    >>> option_kinds("services", "m02_points")
    {'named_only': <class 'bool'>}
    """
    given = kinds(_function(table, reader))
    return {name: kind for name, kind in given.items() if not _is_given(table, name)}


def _is_given(table: str, name: str) -> bool:
    return name in _GIVEN or (table == "territories" and name == "level")


def _check_arguments(
    function: Callable[..., Any], table: str, reader: str, given: Mapping[str, Any]
) -> None:
    parameters = inspect.signature(function).parameters
    known = [name for name in parameters if not _is_given(table, name)]
    for name in given:
        if name not in known:
            near = nearest_name(name, known)
            if near is None:
                raise InputError(
                    "Le lecteur « {reader} » ne connaît pas l'option « {option} »; "
                    "options connues : {known}.",
                    reader=reader,
                    option=name,
                    known=", ".join(known) or "—",
                )
            raise InputError(
                "Le lecteur « {reader} » ne connaît pas l'option « {option} »; "
                "est-ce « {near} »? Options connues : {known}.",
                reader=reader,
                option=name,
                near=near,
                known=", ".join(known),
            )
    for name in known:
        if parameters[name].default is inspect.Parameter.empty and name not in given:
            raise InputError(
                "Le lecteur « {reader} » a besoin de « {option} » (sous files ou options).",
                reader=reader,
                option=name,
            )
