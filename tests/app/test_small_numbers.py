"""The application shows no rate on few people: neither in its table nor in its colours."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import territory
from territory.export import write_outputs
from territory.gaps.table import RATES
from territory_app.catalogue import Catalogue, open_results
from territory_app.frames import SHARES
from territory_app.indicators import INDICATORS
from territory_app.views.classes import SMALL
from territory_app.views.recolour import classing
from territory_app.views.table import table

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
"""
FEW = "MRC:02"
OF_RATES = {*RATES, "beyond_share"}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Results of two territories, the second of 300 people, as the application reads them."""
    folder = tmp_path_factory.mktemp("few")
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", FEW], "name": ["Plaine", "Vallon"]},
        geometry=[shapely.box(-73, 45.5, -72.5, 46), shapely.box(-72.5, 45.5, -72, 46)],
        crs=4326,
    ).to_file(folder / "mrc.gpkg")
    pd.DataFrame(
        {
            "unit_id": ["u1", "u2", "u3"], "population": [9000, 180, 120],
            "lon": [-72.8, -72.45, -72.1], "lat": 45.7, "registered_share": 0.7,
        }
    ).to_csv(folder / "population.csv", index=False)  # fmt: skip
    pd.DataFrame(
        {
            "service_id": ["s1", "s2"], "name": ["A", "B"], "kind": "clsc",
            "fte_ts": [3.7, 0.9], "lon": [-72.8, -72.45], "lat": 45.7,
        }
    ).to_csv(folder / "services.csv", index=False)  # fmt: skip
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    result = territory.run(territory.read_study(folder / "study.toml"))
    write_outputs(result, folder / "out")
    return open_results(folder / "out")


def test_the_table_of_the_application_holds_no_rate_on_300_people(catalogue: Catalogue) -> None:
    told = table(catalogue, catalogue.levels["mrc"], "fr")
    at = told["ids"].index(FEW)
    rates = [one.key for one in INDICATORS if one.column in OF_RATES and one.key in told["values"]]
    assert len(rates) > 2
    for key in (*rates, "rank", "rank_low", "rank_high"):
        assert told["values"][key][at] is None, key
    assert told["values"]["population"][at] == 300


def test_no_colour_tells_a_rate_on_300_people(catalogue: Catalogue) -> None:
    level = catalogue.levels["mrc"]
    at = level.table["territory_id"].to_list().index(FEW)
    for one in INDICATORS:
        if one.column in OF_RATES and level.table[one.column].notna().any():
            assert classing(catalogue, level, one, "fr").codes[at] == SMALL, one.key


def test_no_share_of_staff_is_told_where_300_people_live(catalogue: Catalogue) -> None:
    frame = catalogue.frame("mrc")
    at = frame["territory_id"].to_list().index(FEW)
    assert frame.loc[at, list(SHARES)].isna().all()
    for service in catalogue.services_apart:
        apart = catalogue.frame("mrc", service)
        rates = ["reach_share", "fte_per_10k", "access_mean", *SHARES]
        assert apart.loc[at, rates].isna().all(), service
