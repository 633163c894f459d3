"""Build data/demo, the embedded default « Québec schématique ».

    python tools/build_demo.py [--data DIR] [--out DIR]

Real: names, codes, populations, places (data/facts). Invented: boundaries, sites, staffing,
registration, coverage. The same bytes again on one version of the libraries, the same values on
the others.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from string import Template

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from demo_cells import Shapes, cells, dissolve
from demo_draw import SEED
from demo_places import SELF_GOVERNED, Facts, geodesic_area_km2, read_facts, units
from demo_services import SITUATIONS, coverage, registered_share, services
from territory.text import number

CHECKOUT = Path(__file__).resolve().parents[1]
LEVELS = ("municipality", "mrc", "region", "clsc", "rls", "rts", "rss")
PARENTS = {"municipality": "mrc", "mrc": "region", "clsc": "rls", "rls": "rts", "rts": "rss"}
VINTAGE = "démonstration"
SOURCE = "limites schématiques (inventées)"
STAMP = "2024-04-19T00:00:00.000Z"
UNIT_COLUMNS = (
    "unit_id", "name", "population", "municipality_id", "area_km2", "milieu", "road_link",
    "precision", "registered_share", "self_governed", "lon", "lat",
    "mrc_id", "region_id", "clsc_id", "rls_id", "rts_id", "rss_id",
)  # fmt: skip


def build(data: Path, out: Path) -> None:
    """Write every file of the demonstration into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    facts = read_facts(data)
    frame = units(facts)
    shapes = cells(frame, facts.folder / "outline.geojson")
    frame["area_km2"] = [geodesic_area_km2(shape) for shape in shapes]
    frame["registered_share"] = registered_share(frame)
    frame["population"] = frame["population"].astype(float)
    _write_layer(_layer(frame[list(UNIT_COLUMNS)], shapes), out / "units.gpkg", "units")
    for level in LEVELS:
        layer = _territories(level, frame, shapes, facts)
        _write_layer(layer, out / f"territories_{level}.gpkg", f"territories_{level}")
    sites = services(frame, shapes)
    _write_csv(sites, out / "services.csv")
    _write_csv(coverage(frame), out / "coverage.csv")
    template = Template((Path(__file__).parent / "demo_readme.md").read_text(encoding="utf-8"))
    text = template.substitute(_figures(frame, sites, facts))
    (out / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _territories(level: str, frame: pd.DataFrame, shapes: Shapes, facts: Facts) -> gpd.GeoDataFrame:
    column = f"{level}_id"
    merged = dissolve(shapes, frame[column])
    table = pd.DataFrame({"territory_id": list(merged)})
    table["name"] = table["territory_id"].map(facts.names)
    table["level"] = level
    parents = None
    if level in PARENTS:
        pairs = frame.drop_duplicates(column).set_index(column)[f"{PARENTS[level]}_id"]
        parents = table["territory_id"].map(pairs)
    table["parent_id"] = parents
    if level == "municipality":
        native = frame.groupby(column)["self_governed"].all()
        table["self_governed"] = table["territory_id"].map(native).astype(bool)
    else:
        table["self_governed"] = table["territory_id"].isin(SELF_GOVERNED.get(column, ()))
    table["vintage"] = VINTAGE
    table["source"] = SOURCE
    return _layer(table, np.array(list(merged.values()), dtype=object))


def _layer(table: pd.DataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=4326))


def _write_layer(layer: gpd.GeoDataFrame, path: Path, name: str) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": STAMP})
    path.unlink(missing_ok=True)
    try:
        pyogrio.write_dataframe(
            layer,
            path,
            layer=name,
            driver="GPKG",
            geometry_type="MultiPolygon",
            layer_options={"GEOMETRY_NAME": "geom"},
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _figures(frame: pd.DataFrame, sites: pd.DataFrame, facts: Facts) -> dict[str, str]:
    """Return what the README says in figures."""
    by_clsc = frame.groupby("clsc_id")["population"].sum()
    published = facts.clsc.set_index("clsc_code")["population_2021"].astype(int)
    gap = (by_clsc.rename(lambda code: code.removeprefix("CLSC:")) / published - 1).abs()
    kinds = sites["kind"].mask(sites["mode"] == "virtual", "virtual").value_counts()
    totals = sites[["fte_ts", "fte_tts", "fte_oc", "fte_other"]].sum().round(1)
    counts = {
        "units": len(frame),
        "people": int(frame["population"].sum()),
        "people_mrc": int((frame["precision"] == "mrc").sum()),
        "published": int(published.sum()),
        "in_clsc": int(by_clsc.sum()),
        "no_clsc": int(frame.loc[frame["clsc_id"].isna(), "population"].sum()),
        "median_gap": round(100 * float(gap.median()), 1),
        "largest_gap": round(100 * float(gap.max()), 1),
        **{level: int(frame[f"{level}_id"].nunique()) for level in LEVELS},
        **{f"n_{kind}": int(count) for kind, count in kinds.items()},
        **{str(role): float(total) for role, total in totals.items()},
    }
    shares = {name: f"{100 * weight:.0f}" for name, (weight, _, _) in SITUATIONS.items()}
    written = {
        key + suffix: number(value, language, digits=isinstance(value, float))
        for key, value in counts.items()
        for suffix, language in (("", "fr"), ("_en", "en"))
    }
    return {"seed": SEED, **shares, **written}


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=CHECKOUT / "data")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "data" / "demo")
    given = parser.parse_args()
    build(given.data, given.out)


if __name__ == "__main__":
    main()
