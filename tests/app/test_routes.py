"""Addresses: what answers, with which headers, and what nobody gets out of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from territory_app import Settings, create_app, urls
from territory_app.factory import TerritoryDash
from territory_app.indicators import INDICATOR_KEYS
from territory_app.routes.vendor import read_vendor, vendor_folder

OUT_OF_BOUNDS = (
    "/tiles/..%2f..%2fetc/8/75/90",
    "/tiles/mrc/8/75/..%2f90",
    "/tiles/%252e%252e/8/75/90",
    "/tiles/mrc%00/8/75/90",
    "/tiles//etc/passwd/8/75/90",
    "/data/table/fr/..%2f..%2frun.json",
    "/data/table/../mrc",
    "/data/paint/mrc/..%2fclasse",
    "/data/paint/nulle/classe",
    "/data/points/fr/%2e%2e",
    "/data/places/..%2f",
    "/data/map/fr/mrc/..%2f..%2frun.svg",
    "/vendor/..%2f__init__.py",
    "/vendor/maplibre-gl.js%00",
    "/assets/..%2ffactory.py",
    "/assets/%2e%2e/%2e%2e/factory.py",
)

MAP_LIBRARY = {
    "maplibre-gl.js": "e380deae560bc5d182be4124a1b9cdd5086304b0cb82c92a5af23d018aa81015",
    "maplibre-gl.css": "792ac997dcf6ae6f643eb4e2dee4630c85e7056526bd8fb85ffe83c67d6c41b4",
}
"""SHA-256 of the files of maplibre 0.3.6 (MapLibre GL JS 5)."""


def test_a_tile_is_sent_compressed_as_a_vector_tile(client: FlaskClient) -> None:
    answer = client.get("/tiles/mrc/8/75/90")
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert gzip.decompress(answer.data)


def test_a_tile_with_nothing_in_it_is_empty_not_missing(client: FlaskClient) -> None:
    assert client.get("/tiles/mrc/8/0/0").status_code == 204


@pytest.mark.parametrize(
    "path", ["/tiles/mrc/8/256/0", "/tiles/mrc/23/0/0", "/tiles/nulle/8/75/90", "/tiles/mrc/a/0/0",
             "/tiles/mrc/-1/0/0"]
)  # fmt: skip
def test_a_tile_that_cannot_be_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", OUT_OF_BOUNDS)
def test_no_address_leads_out_of_what_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "create_app" not in answer.text


def test_every_indicator_is_painted_at_every_level(client: FlaskClient) -> None:
    for level, count in (("mrc", 30), ("rls", 5)):
        for indicator in INDICATOR_KEYS:
            answer = client.get(f"/data/paint/{level}/{indicator}")
            sent = json.loads(gzip.decompress(answer.data))
            assert len(sent["codes"]) == count
            assert set(sent["codes"]) <= set(sent["paint"])
            assert len(answer.data) < 2000


def _sent(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return json.loads(gzip.decompress(answer.data))


def test_classes_are_made_as_the_address_asks(client: FlaskClient) -> None:
    plain = _sent(client, "/data/paint/mrc/acces")
    assert len(plain["bounds"]) == 5
    assert len(_sent(client, "/data/paint/mrc/acces?classes=jenks&nombre=7")["bounds"]) == 7
    norm = _sent(client, "/data/paint/mrc/acces?classes=norme")
    assert norm["bounds"][1] == pytest.approx(2.33)
    kept = _sent(client, "/data/paint/rls/acces?bornes=1,2.5,4")
    assert kept["bounds"] == [1, 2.5, 4]
    assert "bounds" in plain
    assert _sent(client, "/data/paint/mrc/classe")["bounds"] == []


def test_one_kind_of_service_has_its_own_colours(client: FlaskClient) -> None:
    together = _sent(client, "/data/paint/mrc/atteinte")
    apart = _sent(client, "/data/paint/mrc/atteinte?services=outreach")
    assert together["codes"] != apart["codes"]
    same = _sent(client, "/data/paint/mrc/acces-inscrites?services=community")
    assert same == _sent(client, "/data/paint/mrc/acces-inscrites")


def test_two_variables_are_nine_colours_and_no_bounds_to_keep(client: FlaskClient) -> None:
    sent = _sent(client, "/data/paint/mrc/croisement")
    assert set("012345678") <= set(sent["paint"])
    assert sent["bounds"] == []


def test_many_ways_to_ask_for_one_picture_are_one_answer(demo_app: TerritoryDash) -> None:
    client = demo_app.server.test_client()
    kept = demo_app.site.answers._paint_kept
    client.get("/data/paint/mrc/epreuve-atteinte")
    before = kept.cache_info().currsize
    for query in ("classes=jenks", "bornes=1,2", "v=9", "points=clsc", "tri=-name", "services=gmf",
                  "nombre=7&isoler=3", "dans=MRC%3A12", "besoin=%00"):  # fmt: skip
        assert client.get(f"/data/paint/mrc/epreuve-atteinte?{query}").status_code == 200
    assert kept.cache_info().currsize == before
    assert kept.cache_info().maxsize is not None


@pytest.mark.parametrize(
    "query",
    [
        "classes=%00&nombre=-1", "bornes=nan,inf", "bornes=3,2,1", "bornes=" + "1," * 400,
        "services=<script>", "besoin=../../etc/passwd", "nombre=1e9", "services[]=gmf",
        "&&&===", "bornes=1;2", "niveau=rls&indicateur=acces",
    ],
)  # fmt: skip
def test_a_mangled_query_gives_the_default_colours(client: FlaskClient, query: str) -> None:
    for indicator in ("acces", "besoin", "croisement"):
        plain = _sent(client, f"/data/paint/mrc/{indicator}")
        assert _sent(client, f"/data/paint/mrc/{indicator}?{query}") == plain
    assert _sent(client, f"/data/table/fr/mrc?{query}") == _sent(client, "/data/table/fr/mrc")


def test_what_is_in_a_place_comes_with_its_box_and_its_name(client: FlaskClient) -> None:
    sent = _sent(client, "/data/inside/mrc?dans=MRC%3A12")
    assert (sent["rows"], sent["name"][:12]) == ([2], "`${window.__")
    west, south, east, north = sent["box"]
    assert west < east
    assert south < north
    everywhere = _sent(client, "/data/inside/mrc?dans=nulle-part")
    assert everywhere["rows"] == list(range(30))


def test_the_table_has_a_column_per_figure_under_the_name_of_its_indicator(
    client: FlaskClient,
) -> None:
    sent = _sent(client, "/data/table/fr/mrc?services=community")
    keys = [column["key"] for column in sent["columns"]]
    assert {"rank", "name", "class", "population", "atteinte", "acces", "besoin"} <= set(keys)
    labels = {column["key"]: column["label"] for column in sent["columns"]}
    assert "(organisme communautaire)" in labels["atteinte"]
    assert "(" not in labels["acces-inscrites"]
    for column in sent["columns"]:
        values = sent["values"].get(column["key"])
        assert values is None or len(values) == len(sent["ids"])
    assert all(0 <= row < len(sent["ids"]) for row in sent["small"])


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/data/table/fr/mrc", "/data/paint/mrc/classe", "/vendor/maplibre-gl.js"):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


def test_the_static_map_carries_the_banner(client: FlaskClient) -> None:
    answer = client.get("/data/map/fr/mrc/classe.svg?points=clsc,<script>")
    text = gzip.decompress(answer.data).decode("utf-8")
    assert answer.mimetype == "image/svg+xml"
    assert "Ne pas citer." in text
    assert "données fictives" in text
    assert "<script" not in text


def test_the_map_library_comes_from_the_installed_wheel() -> None:
    files = read_vendor()
    for name, file in files.items():
        assert gzip.decompress(file.content) == (vendor_folder() / name).read_bytes()
    assert "maplibre" in str(vendor_folder())


def test_the_map_library_is_the_one_that_was_looked_at() -> None:
    """A new version of the wheel is tried by hand, then recorded here."""
    assert {name: file.checksum for name, file in read_vendor().items()} == MAP_LIBRARY


def test_health_says_what_is_shown(client: FlaskClient) -> None:
    said = client.get(urls.HEALTH).get_json()
    assert said["status"] == "ok"
    assert said["levels"] == {"mrc": 30, "rls": 5}


def test_scripts_are_compressed_for_those_who_accept_it(client: FlaskClient) -> None:
    path = "/assets/40-map-gl.js"
    accepted = {"Accept-Encoding": "gzip"}
    with client.get(path) as plain, client.get(path, headers=accepted) as packed:
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data


def test_the_root_opens_in_french_and_keeps_what_was_asked(client: FlaskClient) -> None:
    answer = client.get("/?niveau=rls")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/fr/?niveau=rls"


def test_an_application_is_whole_before_its_first_request(
    study_out: Path, tile_cache: Path
) -> None:
    app = create_app(Settings(out=study_out, cache=tile_cache))
    assert {"dash", "dash_mantine_components"} <= set(app.registered_paths)
    assert any("panel" in output for output in app.callback_map)
