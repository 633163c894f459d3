"""A point out of Québec is the fault of its coordinates; a person's name is not a place's."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory.sources import SourceInfo
from territory.sources.templates.readers import Outcome, read_outcome
from territory.text import typeset


def read(folder: Path, row: str, meta: SourceInfo) -> Outcome:
    path = folder / "gmf.csv"
    path.write_text(f"Nom du GMF;Municipalité;Lat;Longitude\n{row}\n", encoding="utf-8")
    return read_outcome(path, "gmf", meta=meta)


def test_coordinates_exchanged_are_blamed_and_the_exchange_is_proposed(
    tmp_path: Path, meta: SourceInfo
) -> None:
    outcome = read(tmp_path, "A;Shawinigan;-72,55;46,34", meta)
    (fault,) = outcome.faults(fatal=True)
    assert (outcome.filled.line(fault), fault.column) == (2, "Lat, Longitude")
    what, todo = fault.told()
    assert what.startswith("la latitude −72,55 et la longitude 46,34 semblent échangées")
    assert todo == typeset("écrivez 46,34 sous « Lat » et −72,55 sous « Longitude »")
    assert fault.told("en")[1] == "write 46.34 under “Lat” and −72.55 under “Longitude”"


@pytest.mark.parametrize(
    ("point", "what", "todo"),
    [
        ("46,34;72,55", "n'a pas son signe moins", "écrivez 46,34"),
        ("72,55;46,34", "semblent échangées", "écrivez 46,34"),
        ("48,85;2,35", "est hors du Québec", "ou videz-les"),
    ],
)
def test_a_point_out_of_quebec_is_told_by_its_own_columns(
    tmp_path: Path, meta: SourceInfo, point: str, what: str, todo: str
) -> None:
    (fault,) = read(tmp_path, f"A;Shawinigan;{point}", meta).faults(fatal=True)
    assert fault.column == "Lat, Longitude"
    assert what in fault.told()[0]
    assert todo in fault.told()[1]


@pytest.mark.parametrize("name", ["Dr Tremblay", "Dre Marie-Ève Côté", "Mme Roy", "M. Roy"])
def test_a_name_that_is_a_person_s_is_questioned_and_kept(
    tmp_path: Path, meta: SourceInfo, name: str
) -> None:
    outcome = read(tmp_path, f"{name};Shawinigan;;", meta)
    assert outcome.reading.kept == 1
    (fault,) = outcome.faults(fatal=False)
    assert fault.told()[0] == "nom de personne?"


@pytest.mark.parametrize("name", ["Clinique du Dr Tremblay", "Dr Penfield GMF", "GMF Mme Roy"])
def test_a_place_that_bears_a_person_s_name_is_not(
    tmp_path: Path, meta: SourceInfo, name: str
) -> None:
    assert read(tmp_path, f"{name};Shawinigan;;", meta).faults(fatal=False) == []
