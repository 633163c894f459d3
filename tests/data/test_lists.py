"""The editable lists: places without a road, self-governed territories, barriers and crossings."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from territory.travel import straight_line


@pytest.fixture(scope="module")
def units(checkout: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(checkout / "data" / "demo" / "units.gpkg")


@pytest.fixture(scope="module")
def places(units: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(units[["unit_id", "name", "lon", "lat"]]).set_index("unit_id")


@pytest.fixture(scope="module")
def barriers(checkout: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(checkout / "data" / "barriers.geojson")


@pytest.fixture(scope="module")
def lines(barriers: gpd.GeoDataFrame) -> shapely.Geometry:
    return barriers.loc[barriers["kind"] == "barrier"].geometry.union_all()


def separated(places: pd.DataFrame, lines: shapely.Geometry, first: str, second: str) -> bool:
    ends = places.loc[[f"MUN:{first}", f"MUN:{second}"], ["lon", "lat"]].to_numpy()
    return bool(shapely.intersects(shapely.linestrings(ends), lines))


@pytest.mark.parametrize(
    ("south", "north"),
    [
        ("12072", "15058"),  # Rivière-du-Loup, Saint-Siméon
        ("10043", "95045"),  # Rimouski, Forestville
        ("08053", "96020"),  # Matane, Baie-Comeau
        ("04037", "97007"),  # Sainte-Anne-des-Monts, Sept-Îles
        ("03005", "98020"),  # Gaspé, L'Île-d'Anticosti
        ("53052", "52035"),  # Sorel-Tracy, Berthierville
        ("38010", "37067/CLSC:04151"),  # Bécancour, Trois-Rivières
        ("38010", "37067/CLSC:04152"),  # Bécancour, Cap-de-la-Madeleine
        ("25213/CLSC:12113", "23027/CLSC:03125"),  # Lévis, Québec
        ("25213/CLSC:12112", "23027/CLSC:03121"),
        ("58227/CLSC:16211", "66023/CLSC:06324"),  # Longueuil, Montréal
        ("58012", "66023/CLSC:06313"),  # Saint-Lambert, Verdun
        ("67802", "66023/CLSC:06122"),  # Kahnawake, LaSalle
        ("70052", "71040"),  # Salaberry-de-Valleyfield, Coteau-du-Lac
        ("59020", "60013"),  # Varennes, Repentigny
        ("18050", "16013"),  # Montmagny, Baie-Saint-Paul
    ],
)
def test_the_river_separates_its_shores(
    places: pd.DataFrame, lines: shapely.Geometry, south: str, north: str
) -> None:
    assert separated(places, lines, south, north)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("66023/CLSC:06421", "65005/CLSC:13113"),  # Montréal, Laval
        ("65005/CLSC:13111", "73020"),  # Laval, Rosemère
        ("66117", "71083"),  # Sainte-Anne-de-Bellevue, Vaudreuil-Dorion
        ("20025", "21045"),  # Île d'Orléans, Boischatel
        ("20025", "25213/CLSC:12113"),  # Île d'Orléans, Lévis
        ("16023", "16048"),  # L'Isle-aux-Coudres, Les Éboulements
        ("16023", "14085"),  # L'Isle-aux-Coudres, La Pocatière
        ("94250", "94068/CLSC:02161"),  # across the fjord
    ],
)
def test_other_waters_separate_too(
    places: pd.DataFrame, lines: shapely.Geometry, first: str, second: str
) -> None:
    assert separated(places, lines, first, second)


SOUTH_SHORE = ("REG:01", "REG:05", "REG:11", "REG:12", "REG:16", "REG:17")
VAUDREUIL_SOULANGES = "MRC:71"  # of Montérégie, but on the north shore


def test_the_river_leaves_every_place_of_the_south_shore_on_one_side(
    units: gpd.GeoDataFrame, barriers: gpd.GeoDataFrame
) -> None:
    river = barriers.set_index("name").geometry["fleuve Saint-Laurent"]
    around = [(-57, 46), (-57, 44), (-75, 44), (-75, 44.9)]
    south = shapely.contains_xy(
        shapely.Polygon([*river.coords, *around]), units["lon"].to_numpy(), units["lat"].to_numpy()
    )
    expected = units["region_id"].isin(SOUTH_SHORE) & (units["mrc_id"] != VAUDREUIL_SOULANGES)
    assert units.loc[south != expected.to_numpy(), "name"].to_list() == []
    assert (~south).sum() > 400
    assert south.sum() > 600


@pytest.mark.parametrize(("region", "count"), [("REG:06", 47), ("REG:13", 4)])
def test_the_waters_close_around_the_islands_of_montreal_and_laval(
    units: gpd.GeoDataFrame, lines: shapely.Geometry, region: str, count: int
) -> None:
    here = units[units["region_id"] == region]
    islands = shapely.get_parts(shapely.polygonize([shapely.union_all([lines])]))
    whole = [
        island
        for island in islands
        if shapely.contains_xy(island, here["lon"].to_numpy(), here["lat"].to_numpy()).all()
    ]
    assert len(whole) == 1
    inside = shapely.contains_xy(whole[0], units["lon"].to_numpy(), units["lat"].to_numpy())
    assert inside.sum() == len(here) == count


def test_every_crossing_stands_on_a_line(
    barriers: gpd.GeoDataFrame, lines: shapely.Geometry
) -> None:
    crossings = barriers.loc[barriers["kind"] == "crossing"]
    assert set(crossings["mode"]) == {"bridge", "ferry"}
    away = shapely.distance(crossings.geometry.to_numpy(), lines)
    assert away.max() < 0.02, crossings["name"].iloc[int(np.argmax(away))]


def minutes(places: pd.DataFrame, barriers: gpd.GeoDataFrame, first: str, second: str) -> float:
    ends = [places.loc[[f"MUN:{code}"], ["lon", "lat"]] for code in (first, second)]
    table = straight_line(*ends, limit=600, speed_kmh=60, barriers=barriers)
    return float(table.matrix.data[0]) if table.matrix.nnz else float("inf")


@pytest.mark.parametrize(
    ("first", "second", "at_least", "at_most"),
    [
        ("38010", "37067/CLSC:04151", 12, 35),  # by the Laviolette bridge
        ("25213/CLSC:12113", "23027/CLSC:03125", 20, 35),  # the ferry or the bridges
        ("58227/CLSC:16211", "66023/CLSC:06324", 5, 20),
        ("66023/CLSC:06421", "65005/CLSC:13113", 3, 15),
        ("12072", "15058", 120, float("inf")),  # nothing crosses there all year
        ("16023", "16048", 35, 60),  # by the ferry
        ("20025", "21045", 5, 20),
    ],
)
def test_a_crossing_joins_what_the_river_separates(
    places: pd.DataFrame,
    barriers: gpd.GeoDataFrame,
    first: str,
    second: str,
    at_least: float,
    at_most: float,
) -> None:
    assert at_least <= minutes(places, barriers, first, second) <= at_most


@pytest.fixture(scope="module")
def border_km(checkout: Path, units: gpd.GeoDataFrame) -> pd.Series:
    """Return how far each place is from what lies beyond Québec, in km."""
    borders = gpd.read_file(checkout / "data" / "open_borders.geojson")
    lines = borders.geometry.segmentize(0.02).to_crs(32198).union_all()
    places = gpd.GeoSeries(gpd.points_from_xy(units["lon"], units["lat"]), crs=4326)
    return pd.Series(places.to_crs(32198).distance(lines).to_numpy() / 1000, units["unit_id"])


@pytest.mark.parametrize(
    "code",
    [
        "81017/CLSC:07142",  # Gatineau (Hull), across the river from Ottawa
        "85005",  # Témiscaming, beside Ontario
        "71133",  # Rigaud, beside Ontario
        "68010",  # Hemmingford, beside New York
        "45008",  # Stanstead, beside Vermont
        "28005",  # Saint-Zacharie, beside Maine
        "13005",  # Dégelis, beside New Brunswick
        "06030",  # Pointe-à-la-Croix, across the bridge from Campbellton
        "97035",  # Fermont, beside Labrador City
        "98005",  # Blanc-Sablon, beside L'Anse-au-Clair
    ],
)
def test_places_beside_a_neighbour_are_near_an_open_border(border_km: pd.Series, code: str) -> None:
    assert border_km[f"MUN:{code}"] < 15


@pytest.mark.parametrize(
    "code",
    ["10043", "12072", "08053", "18050", "03005", "97007", "96020", "16048"],
)
def test_the_shores_of_the_estuary_and_the_gulf_are_no_open_border(
    border_km: pd.Series, code: str
) -> None:
    """From Montmagny to Gaspé and from Les Éboulements to Sept-Îles: water, nobody beyond."""
    assert border_km[f"MUN:{code}"] > 45


@pytest.mark.parametrize("name", ["road_links", "self_governed"])
def test_lists_name_municipalities_that_exist(checkout: Path, name: str) -> None:
    facts = pd.read_csv(checkout / "data" / "facts" / "municipalities.csv", dtype=str)
    real = ("MUN:" + facts["mun_code"]).to_list()
    named = dict(zip(real, facts["name"], strict=True))
    listed = pd.read_csv(checkout / "data" / f"{name}.csv")
    codes = listed.iloc[:, 0]
    municipal = codes.str.startswith("MUN:")
    assert codes.is_unique
    assert codes[municipal].isin(real).all()
    assert (listed.loc[municipal, "name"] == codes[municipal].map(named)).all()


def test_the_list_of_self_governed_municipalities_is_the_facts_own(checkout: Path) -> None:
    facts = pd.read_csv(checkout / "data" / "facts" / "municipalities.csv", dtype=str)
    flagged = set("MUN:" + facts.loc[facts["first_nations_or_inuit"] == "yes", "mun_code"])
    listed = pd.read_csv(checkout / "data" / "self_governed.csv")["territory_id"]
    assert set(listed[listed.str.startswith("MUN:")]) == flagged


def test_every_road_link_says_it_is_to_be_verified(checkout: Path) -> None:
    links = pd.read_csv(checkout / "data" / "road_links.csv")
    assert set(links["road_link"]) == {"yes", "no"}
    assert links["note"].str.contains("À vérifier").all()
