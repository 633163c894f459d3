"""Routing engines beside territory: the same table from each, one sentence where one is absent."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from territory.costs import CostTable
from territory.errors import InputError, MissingFileError
from territory.text import typeset
from territory.travel.engines import from_osrm, from_r5, from_valhalla

SIDE = 8
ORIGINS = pd.DataFrame(
    {"lon": [-73.60, -73.588, -73.0, -70.0], "lat": [45.50, 45.506, 45.9, 48.0]},
    index=["coin", "sens unique", "île", "loin"],
)
DESTINATIONS = pd.DataFrame(
    {"lon": [-73.58, -73.60, -73.588], "lat": [45.51, 45.50, 45.503]},
    index=[2**60 + 1, 2**60 + 2, 2**60 + 3],
)


def said(sentence: str) -> str:
    """Return a pattern for a part of a message, as it is typeset."""
    return re.escape(typeset(sentence))


def needs(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A grid of residential streets, one of them one-way northward, and an island's road."""
    osmium = pytest.importorskip("osmium")
    mutable = pytest.importorskip("osmium.osm.mutable")
    path = tmp_path_factory.mktemp("town") / "town.osm.pbf"

    def node(row: int, column: int) -> int:
        return 1 + row * SIDE + column

    street = {"highway": "residential", "maxspeed": "40"}
    lines = [([node(row, column) for column in range(SIDE)], street) for row in range(SIDE)]
    for column in range(SIDE):
        tags = {**street, "oneway": "yes"} if column == 3 else street
        lines.append(([node(row, column) for row in range(SIDE)], tags))
    lines.append(([1001, 1002], street))
    with osmium.SimpleWriter(str(path)) as writer:
        for row in range(SIDE):
            for column in range(SIDE):
                where = (-73.60 + 0.004 * column, 45.50 + 0.003 * row)
                writer.add_node(mutable.Node(id=node(row, column), version=1, location=where))
        for number, where in ((1001, (-73.0, 45.9)), (1002, (-73.01, 45.9))):
            writer.add_node(mutable.Node(id=number, version=1, location=where))
        for number, (nodes, tags) in enumerate(lines, start=1):
            writer.add_way(mutable.Way(id=number, version=1, nodes=nodes, tags=tags))
    return path


@pytest.fixture(scope="module")
def osrm_data(town: Path) -> Path:
    needs("osrm")
    import osrm  # type: ignore[import-not-found,unused-ignore]

    profile = Path(osrm.__file__).parent / "share" / "profiles" / "car.lua"
    data = town.with_name("town.osrm")
    for step in (["extract", "-p", str(profile), str(town)], ["contract", str(data)]):
        subprocess.run([sys.executable, "-m", "osrm", *step], check=True, capture_output=True)
    return data


@pytest.fixture(scope="module")
def valhalla_config(town: Path) -> Path:
    needs("valhalla")
    import valhalla  # type: ignore[import-not-found,unused-ignore]

    tiles, path = town.with_name("tiles"), town.with_name("valhalla.json")
    tiles.mkdir()
    config = valhalla.get_config(tile_extract="", tile_dir=tiles)
    path.write_text(json.dumps(config))
    build = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    subprocess.run([build, "-c", path, town], check=True, capture_output=True)
    return path


def assert_as_the_town_is(km: CostTable, minutes: CostTable) -> None:
    """Street lengths are known; the one-way street makes a round; the island is apart."""
    grid = pd.DataFrame(km.matrix.toarray(), index=km.origins, columns=km.destinations)
    assert grid.loc["coin"].tolist() == pytest.approx([2.67, 0, 1.27], abs=0.02)
    # 334 m south along the one-way street, which goes north: round the block instead.
    assert grid.loc["sens unique", 2**60 + 3] == pytest.approx(0.334 + 2 * 0.3125, abs=0.02)
    assert km.matrix[[2, 3]].nnz == 0
    assert km.origins.tolist() == ORIGINS.index.tolist()
    assert km.destinations.tolist() == DESTINATIONS.index.tolist()
    assert (km.unit, minutes.unit) == ("km", "min")
    assert minutes.matrix.indices.tolist() == km.matrix.indices.tolist()
    ridden = km.matrix.data > 0
    speeds = 60 * km.matrix.data[ridden] / minutes.matrix.data[ridden]
    assert ((speeds > 10) & (speeds < 45)).all()
    assert km.provenance["origins_too_far"] == 1
    assert km.provenance["version"]


def test_osrm_gives_the_streets_of_the_town(osrm_data: Path) -> None:
    km, minutes = (from_osrm(osrm_data, ORIGINS, DESTINATIONS, unit=unit) for unit in ("km", "min"))
    assert_as_the_town_is(km, minutes)
    near = from_osrm(osrm_data, ORIGINS, DESTINATIONS, unit="km", limit=1.5, dtype="float32")
    assert near.matrix.nnz == int((km.matrix.data <= 1.5).sum())
    assert near.dtype == np.float32
    assert from_osrm(osrm_data, ORIGINS.iloc[:0], DESTINATIONS).matrix.shape == (0, 3)


def test_valhalla_gives_the_streets_of_the_town(valhalla_config: Path) -> None:
    km, minutes = (
        from_valhalla(valhalla_config, ORIGINS, DESTINATIONS, unit=unit) for unit in ("km", "min")
    )
    assert_as_the_town_is(km, minutes)
    walk = from_valhalla(valhalla_config, ORIGINS, DESTINATIONS, costing="pedestrian", unit="km")
    cell = walk.matrix.toarray()[1, 2]
    assert cell == pytest.approx(0.334, abs=0.01)
    with pytest.raises(InputError, match=said("costing : « fusée »")):
        from_valhalla(valhalla_config, ORIGINS, DESTINATIONS, costing="fusée")
    with pytest.raises(MissingFileError, match=r"ailleurs\.json"):
        from_valhalla(valhalla_config.with_name("ailleurs.json"), ORIGINS, DESTINATIONS)
    with pytest.raises(InputError, match="valhalla_build_tiles"):
        from_valhalla(
            {"service_limits": {"auto": {}}, "mjolnir": {"tile_dir": "nulle-part"}},
            ORIGINS,
            DESTINATIONS,
        )


def test_a_place_farther_from_a_road_than_said_reaches_nothing(osrm_data: Path) -> None:
    beside = ORIGINS.iloc[:1].assign(lat=45.49)  # 1.1 km south of the last street
    assert from_osrm(osrm_data, beside, DESTINATIONS).matrix.nnz == 3
    alone = from_osrm(osrm_data, beside, DESTINATIONS, maximum_snap_km=1)
    assert alone.matrix.nnz == 0
    assert alone.provenance["origins_too_far"] == 1


def test_osrm_data_that_are_not_ready_are_told(osrm_data: Path) -> None:
    with pytest.raises(MissingFileError, match="osrm-extract puis osrm-contract"):
        from_osrm(osrm_data.with_name("rien.osrm"), ORIGINS, DESTINATIONS)
    with pytest.raises(MissingFileError, match="osrm-customize"):
        from_osrm(osrm_data, ORIGINS, DESTINATIONS, algorithm="MLD")
    with pytest.raises(InputError, match=said("algorithm : « A* »")):
        from_osrm(osrm_data, ORIGINS, DESTINATIONS, algorithm="A*")


@pytest.mark.parametrize("module", ["osrm", "valhalla", "r5py"])
def test_an_engine_that_is_absent_says_what_to_install(module: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(module) is not None:
        pytest.skip(f"{module} is installed")
    extra = {"osrm": "osrm", "valhalla": "valhalla", "r5py": "r5"}[module]
    streets = tmp_path / "rues.osm.pbf"
    streets.touch()
    morning = datetime(2026, 3, 3, 8)  # noqa: DTZ001 - timetables are in local time
    calls = {
        "osrm": lambda: from_osrm("quebec.osrm", ORIGINS, DESTINATIONS),
        "valhalla": lambda: from_valhalla("valhalla.json", ORIGINS, DESTINATIONS),
        "r5py": lambda: from_r5(streets, [], ORIGINS, DESTINATIONS, morning, limit=60),
    }
    with pytest.raises(InputError, match=said(f"pip install 'territory[{extra}]'")):
        calls[module]()


def test_timetables_that_are_not_there_are_named_before_anything_starts(tmp_path: Path) -> None:
    streets = tmp_path / "rues.osm.pbf"
    streets.touch()
    morning = datetime(2026, 3, 3, 8)  # noqa: DTZ001
    with pytest.raises(MissingFileError, match=r"stm\.zip"):
        from_r5(streets, [tmp_path / "stm.zip"], ORIGINS, DESTINATIONS, morning, limit=60)
