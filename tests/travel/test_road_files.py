"""Road files that cannot be right are refused, or their wrong rows counted, in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from territory.errors import InputError
from territory.travel import read_network

ROAD = shapely.LineString([(-71.2, 46.8), (-71.1, 46.8)])
FERRY = shapely.LineString([(-71.1, 46.8), (-71.1, 46.9)])


def layer(folder: Path, *, crs: int | None = 4326, **columns: Any) -> Path:
    """Write a road and a ferry, with other columns or geometry where given."""
    rows = {"classe": ["primary", "ferry"], "geometry": [ROAD, FERRY], **columns}
    path = folder / "roads.gpkg"
    gpd.GeoDataFrame(rows, crs=crs).to_file(path)
    return path


def read(path: Any, **options: Any) -> Any:
    return read_network(path, **{"columns": {"class": "classe"}, **options})


def test_a_class_nobody_knows_has_no_speed_to_change(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"speeds.*toto.*inconnue; classes.*primary"):
        read(layer(tmp_path), speeds={"toto": 5})


def test_a_class_of_the_layer_itself_may_be_given_its_speed(tmp_path: Path) -> None:
    path = layer(tmp_path, classe=["Rang", "ferry"])
    assert read(path, speeds={"rang": 60}).kept == 2


def test_a_speed_that_is_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"speeds.*vitesse de la classe.*primary"):
        read(layer(tmp_path), speeds={"primary": "vite"})


def test_polygons_are_not_roads(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contient des polygones"):
        read(layer(tmp_path, geometry=[ROAD.buffer(0.01), FERRY.buffer(0.01)]))


def test_a_line_off_the_globe_is_refused(tmp_path: Path) -> None:
    off = shapely.LineString([(-71.2, 46.8), (-71.2, 146.8)])
    with pytest.raises(InputError, match=r"hors des longitudes et des latitudes.*crs"):
        read(layer(tmp_path, geometry=[ROAD, off]))


@pytest.mark.parametrize("minutes", [0.0, -5.0, float("inf")])
def test_a_crossing_that_takes_no_time_is_set_aside_and_counted(
    tmp_path: Path, minutes: float
) -> None:
    path = layer(tmp_path, duree=[10.0, minutes])
    found = read(path, columns={"class": "classe", "minutes": "duree"})
    assert (found.read, found.kept) == (2, 1)
    assert dict(found.rejected) == {"durée d'au plus 0 ou infinie": 1}


@pytest.mark.parametrize("option", ["tolerance_m", "fragment_km", "longest_km"])
@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "1", None])
def test_a_distance_that_is_no_number_is_refused(tmp_path: Path, option: str, value: Any) -> None:
    with pytest.raises(InputError, match=rf"{option}.*au moins 0"):
        read(layer(tmp_path), **{option: value})


@pytest.mark.parametrize("crs", ["EPSG:1", "toto", ["x"]])
def test_a_coordinate_system_nobody_knows_is_refused(tmp_path: Path, crs: Any) -> None:
    with pytest.raises(InputError, match=r"crs.*système de coordonnées connu"):
        read(layer(tmp_path), crs=crs)


def test_a_damaged_layer_cannot_be_read_whatever_its_columns(tmp_path: Path) -> None:
    path = layer(tmp_path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match="ne se lit pas comme une couche"):
        read_network(path)


def test_no_file_at_all_is_refused() -> None:
    with pytest.raises(InputError, match=r"path.*chemin d'un fichier"):
        read(None)


@pytest.mark.parametrize("argument", ["columns", "speeds"])
def test_columns_and_speeds_are_mappings(tmp_path: Path, argument: str) -> None:
    with pytest.raises(InputError, match=rf"{argument}.*correspondance"):
        read(layer(tmp_path), **{argument: 5})
