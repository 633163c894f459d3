"""study.gpkg opens in QGIS with its styles."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from territory.tables.dictionary import GAPS_COLUMNS, names
from territory.tables.words import CLASSES


def _styles(path: Path) -> list[tuple[str, str, str, str, int]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT f_table_name, f_geometry_column, styleName, styleQML, useAsDefault"
            " FROM layer_styles ORDER BY id"
        ).fetchall()


def _parsed(qml: str) -> ET.Element:
    return ET.fromstring(qml)  # noqa: S314 - written by the package itself


def test_there_is_a_layer_per_level_one_of_sites_and_one_of_people(out: Path) -> None:
    layers = dict(pyogrio.list_layers(out / "study.gpkg").tolist())
    assert layers == {
        "mrc": "MultiPolygon",
        "services": "Point",
        "population": "Point",
        "layer_styles": None,
    }


def test_a_level_layer_holds_every_column_of_the_table_with_its_type(out: Path) -> None:
    layer = pyogrio.read_dataframe(out / "study.gpkg", layer="mrc")
    assert layer.columns.tolist() == [*names(GAPS_COLUMNS), "geometry"]
    assert layer["rank"].tolist() == [1, 2, 3]
    assert layer["reach_share"].tolist() == [0.4, 1.0, 1.0]
    assert layer.crs == "EPSG:32198"
    assert layer.geometry.is_valid.all()


def test_a_unit_without_coordinates_stays_as_a_row_without_a_point(out: Path) -> None:
    layer = pyogrio.read_dataframe(out / "study.gpkg", layer="population")
    assert len(layer) == 6
    assert layer.loc[layer["unit_id"] == "u6", "geometry"].isna().all()


def test_every_layer_of_a_demonstration_starts_with_the_banner(fictional_out: Path) -> None:
    for layer in ("mrc", "services", "population"):
        rows = pyogrio.read_dataframe(fictional_out / "study_demo.gpkg", layer=layer)
        assert rows.columns[0] == "avertissement"
        assert rows["avertissement"].str.startswith("Démonstration.").all()


def test_each_layer_has_one_default_style_on_its_geometry_column(out: Path) -> None:
    defaults = [
        (layer, column) for layer, column, _, _, default in _styles(out / "study.gpkg") if default
    ]
    assert defaults == [("mrc", "geom"), ("services", "geom"), ("population", "geom")]
    with closing(sqlite3.connect(out / "study.gpkg")) as database:
        listed = database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        assert sorted(listed) == sorted(defaults)


def test_the_level_style_draws_every_class_and_patterns_what_is_not_judged(out: Path) -> None:
    styles = _styles(out / "study.gpkg")
    qml = next(qml for layer, _, _, qml, default in styles if layer == "mrc" and default)
    root = _parsed(qml)
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "class")
    symbols = {s.get("name"): s for s in renderer.findall("symbols/symbol")}
    drawn = {
        c.get("value"): [layer.get("class") for layer in symbols[c.get("symbol")].findall("layer")]
        for c in renderer.findall("categories/category")
    }
    assert list(drawn) == list(CLASSES)
    assert drawn["insufficient_data"] == ["SimpleFill", "LinePatternFill"]
    assert drawn["not_ranked"] == ["SimpleFill", "PointPatternFill"]
    assert len({str(ET.tostring(s)) for s in symbols.values()}) == len(CLASSES)


def test_graded_styles_cover_every_value_once(out: Path) -> None:
    styles = {
        name: qml for layer, _, name, qml, default in _styles(out / "study.gpkg") if layer == "mrc"
    }
    assert set(styles) == {"Classe", "Part atteinte", "Temps médian", "Accès moyen"}
    filters = [rule.get("filter") for rule in _parsed(styles["Part atteinte"]).iter("rule")]
    shares = ["0.4", "1.0"]
    with closing(sqlite3.connect(":memory:")) as database:
        hits = [
            [
                # The filters are the writer's own; QGIS reads them with the same meaning.
                database.execute(f"SELECT {f}".replace('"reach_share"', value)).fetchone()[0]
                for f in filters
                if f is not None and "NULL" not in f
            ].count(1)
            for value in shares
        ]
    assert hits == [1, 1]


@pytest.mark.parametrize("folder", ["out", "fictional_out"])
def test_every_style_is_well_formed(folder: str, request: pytest.FixtureRequest) -> None:
    path = next(request.getfixturevalue(folder).glob("*.gpkg"))
    for _, _, _, qml, _ in _styles(path):
        assert _parsed(qml).tag == "qgis"
