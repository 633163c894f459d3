"""Addresses: what answers, with which headers, and what nobody gets out of them."""

from __future__ import annotations

import gzip
import json

import pytest
from flask.testing import FlaskClient

from territory_app import urls
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
