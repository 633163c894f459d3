"""The same layer drawn by dash-leaflet or by Plotly's choropleth_map, as their guides show it.

Usage: python benchmarks/app_others.py plotly|leaflet FOLDER PORT

One map, one button that changes the indicator, one line that says which area was clicked. The
layer is asked once by its address and answers are compressed, as a careful author would.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from dash import Dash, Input, Output, Patch, dcc, html
from flask import Response, request
from waitress import serve

from territory_app.views.palette import LACK, SUPPLY

SIZE = {"width": "690px", "height": "680px"}
HERE = Path(__file__).resolve().parent
CENTRE = (47.6, -70.5)
ZOOM = 5


def shades(folder: Path) -> tuple[list[int], list[int]]:
    """Return the class of each area for two indicators, fifths of the values."""
    table = pd.read_csv(folder / "out" / "gaps_da_demo.csv", encoding="utf-8-sig")
    table = table.sort_values("territory_id", ignore_index=True)
    pair = []
    for column in ("nearest_cost_median", "access_mean"):
        values = table[column].fillna(table[column].max()).to_numpy(dtype=float)
        bounds = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
        pair.append(np.searchsorted(bounds, values).tolist())
    return pair[0], pair[1]


def plotly_app(folder: Path) -> Dash:
    """Return the application that draws with Plotly."""
    import plotly.graph_objects as go  # noqa: PLC0415 - only what is measured is loaded

    first, second = shades(folder)
    app = Dash("plotly-layer")
    scales = [[[step / 4, colour] for step, colour in enumerate(ramp)] for ramp in (LACK, SUPPLY)]
    trace = go.Choroplethmap(
        geojson="/layer.geojson", featureidkey="properties.i", locations=list(range(len(first))),
        z=first, zmin=0, zmax=4, colorscale=scales[0], showscale=False,
        marker={"line": {"width": 0.4, "color": "#ffffff"}},
    )  # fmt: skip
    figure = go.Figure(trace)
    figure.update_layout(
        map={"style": "white-bg", "center": {"lat": CENTRE[0], "lon": CENTRE[1]}, "zoom": ZOOM},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )
    app.layout = _page(dcc.Graph(id="map", figure=figure, style=SIZE))

    @app.callback(Output("map", "figure"), Input("switch", "n_clicks"), prevent_initial_call=True)
    def change(clicks: int) -> Patch:
        patch = Patch()
        patch["data"][0]["z"] = second if clicks % 2 else first
        patch["data"][0]["colorscale"] = scales[clicks % 2]
        return patch

    @app.callback(Output("told", "children"), Input("map", "clickData"), prevent_initial_call=True)
    def tell(clicked: Any) -> str:
        return f"Aire {clicked['points'][0]['location']}"

    return app


def leaflet_app(folder: Path) -> Dash:
    """Return the application that draws with dash-leaflet."""
    import dash_leaflet as dl  # noqa: PLC0415 - only what is measured is loaded

    first, second = shades(folder)
    app = Dash("leaflet-layer", assets_folder=str(HERE / "app_assets"))

    def colours(classes: list[int], ramp: tuple[str, ...]) -> dict[str, list[str]]:
        return {"colours": [ramp[one] for one in classes]}

    layer = dl.GeoJSON(
        id="layer", url="/layer.geojson", hideout=colours(first, LACK),
        style={"variable": "bench.layer.style"},
    )  # fmt: skip
    app.layout = _page(
        dl.Map(
            [layer], id="map", center=CENTRE, zoom=ZOOM + 1, preferCanvas=True,
            style=SIZE,
        )
    )  # fmt: skip

    @app.callback(
        Output("layer", "hideout"), Input("switch", "n_clicks"), prevent_initial_call=True
    )
    def change(clicks: int) -> dict[str, list[str]]:
        return colours(second, SUPPLY) if clicks % 2 else colours(first, LACK)

    @app.callback(
        Output("told", "children"), Input("layer", "clickData"), prevent_initial_call=True
    )
    def tell(clicked: Any) -> str:
        return f"Aire {clicked['properties']['i']}"

    return app


def _page(drawing: Any) -> Any:
    return html.Div([html.Button("Changer", id="switch", n_clicks=0), drawing, html.P(id="told")])


def compressed(app: Dash, folder: Path) -> Dash:
    """Serve the layer, and compress what is worth it."""
    layer = gzip.compress((folder / "layer.geojson").read_bytes(), 6)

    def send_layer() -> Response:
        return Response(layer, mimetype="application/json", headers={"Content-Encoding": "gzip"})

    def smaller(answer: Response) -> Response:
        if answer.direct_passthrough:
            answer.direct_passthrough = False
        if "gzip" in request.headers.get("Accept-Encoding", "") and not answer.content_encoding:
            answer.set_data(gzip.compress(answer.get_data(), 6))
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    app.server.add_url_rule("/layer.geojson", "layer", send_layer)
    app.server.after_request(smaller)
    return app


def main(name: str, folder: Path, port: int) -> None:
    """Serve one of the two."""
    app = {"plotly": plotly_app, "leaflet": leaflet_app}[name](folder)
    print(json.dumps({"port": port}), flush=True)
    serve(compressed(app, folder).server, host="127.0.0.1", port=port, threads=6)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
