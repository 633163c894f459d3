"""Service points: what they say of themselves, how they are drawn, and the places they are in."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient

from territory_app.catalogue import Catalogue
from territory_app.tiles.store import TileStore
from territory_app.views.palette import Style
from territory_app.views.points import drawn, numbers_inside, points
from territory_app.views.presets import presets
from territory_app.views.svg import Over, drawing

STYLES = {"0": Style("#b35806"), "1": Style("#8073ac"), "n": Style("#f4f1ea", "lines")}


def picture(store: TileStore, codes: str, over: Over) -> str:
    return drawing(store.outlines("mrc"), codes, STYLES, title="", description="", over=over)


def with_services(study: Catalogue, **columns: object) -> Catalogue:
    return replace(study, services=study.services.assign(**columns))


def test_a_point_says_its_staff_and_whether_it_counts(study: Catalogue) -> None:
    told = points(study, "gmf", "fr")
    assert told["fte"] == [2.0] * 4
    assert told["names"][0].startswith("<img")
    detail = dict(told["details"][told["said"][0]])
    assert detail["Non compté"] == "pas une porte selon la norme"
    assert detail["Inscription"] == "inscription requise"
    assert detail["Ouverture"] == "5\N{NO-BREAK SPACE}jours par semaine"
    assert detail["Source"] == "essai, 2024"


def test_what_points_say_alike_is_sent_once(study: Catalogue) -> None:
    told = points(study, "clsc", "en")
    assert told["said"] == [0, 0, 0, 0]
    assert len(told["details"]) == 1


def test_unknown_staff_is_not_none_at_all(study: Catalogue) -> None:
    staff = np.where(study.services["name"] == "Point n° 5", np.nan, 0.0)
    told = points(with_services(study, fte=staff), "clsc", "fr")
    assert told["fte"] == [0.0, None, 0.0, 0.0]


def test_part_of_a_week_is_written_in_days(study: Catalogue) -> None:
    told = points(with_services(study, open_share=0.3), "clsc", "fr")
    assert dict(told["details"][0])["Ouverture"] == "1,5 jours par semaine"


def test_roles_are_told_where_someone_works(study: Catalogue) -> None:
    told = points(with_services(study, fte_ts=1.5, fte_oc=0.0), "clsc", "en")
    assert told["roles"] == ["social work 1.5"] * 4


def test_points_of_a_place_are_those_the_trace_puts_there(
    study: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert numbers_inside(study, "RLS:0101")["clsc"] == [0, 1, 2, 3]
    shares = pd.DataFrame(
        {"level": "rls", "territory_id": ["RLS:0101", "RLS:0102"], "service_id": ["S5", "S0"]}
    )
    monkeypatch.setitem(study.holdings._kept, "site_shares", shares)
    assert numbers_inside(study, "RLS:0101") == {
        "clsc": [1], "gmf": [], "community": [], "library": [], "outreach": [],
    }  # fmt: skip
    assert drawn(study, ("clsc",), "RLS:0101")["number"].tolist() == [1]


def test_a_hollow_mark_is_a_point_whose_staff_is_unknown(
    store: TileStore, study: Catalogue
) -> None:
    sites = study.services.assign(fte=[np.nan, 8.0, *[0.0] * 18])
    text = picture(store, "0" * 30, Over(sites=sites))
    marks = re.findall(r'data-p="(\w+/\d)" [^>]*fill="(#\w+)"[^>]*scale\(([\d.]+)\)', text)
    by_key = {key: (fill, float(scale)) for key, fill, scale in marks}
    assert by_key["clsc/0"] == ("#ffffff", 1.0)
    assert by_key["gmf/0"][1] == pytest.approx(2.0)
    assert by_key["gmf/1"][1] == pytest.approx(0.6)


def test_many_points_are_grouped_and_none_is_lost(store: TileStore, study: Catalogue) -> None:
    sites = pd.concat([study.services] * 6, ignore_index=True)
    text = picture(store, "0" * 30, Over(sites=sites))
    grouped = sum(map(int, re.findall(r">(\d+)</text>", text)))
    assert grouped + text.count("<path data-p=") == len(sites)


def test_a_drawing_kept_to_a_place_is_cut_to_it(store: TileStore) -> None:
    inside = np.zeros(30, dtype=bool)
    inside[[7, 8]] = True
    whole = picture(store, "0" * 30, Over())
    text = picture(store, "0" * 30, Over(inside=inside))
    assert text.count('class="outside"') == 28
    boxes = [
        list(map(float, re.findall(r'viewBox="([^"]+)"', one)[0].split())) for one in (whole, text)
    ]
    assert boxes[1][2] < boxes[0][2] / 2
    left, top, width, height = boxes[1]
    for row in (7, 8):
        x, y = json.loads(store.outlines("mrc"))["anchors"][row]
        assert left < x < left + width
        assert top < y < top + height


def test_a_class_alone_fades_the_others_and_their_circles(store: TileStore) -> None:
    counts = pd.Series(np.arange(30.0))
    text = picture(store, "01" * 15, Over(counts=counts, isolated="1"))
    assert text.count('opacity="0.12"') == 15
    assert text.count("<circle cx=") == 15
    assert 'opacity="0.12"' not in picture(store, "01" * 15, Over(isolated="9"))


def test_what_is_not_applicable_has_lines(store: TileStore) -> None:
    assert 'd="M0 2H8M0 6H8"' in picture(store, "n" * 30, Over())


def test_a_letter_leads_to_the_north_of_the_whole_of_quebec() -> None:
    keys = {one.label: one.key for one in presets([(-79.0, 45.0, -57.0, 62.0)], "en")}
    assert keys["North"] == "n"
    assert set(keys.values()) == {"", "n"}


def test_where_territories_are_comes_apart_from_the_map(client: FlaskClient) -> None:
    places = json.loads(gzip.decompress(client.get("/data/places/mrc").data))
    assert set(places) == {"complete", "coarser", "backdrop"}
    boxes = json.loads(gzip.decompress(client.get("/data/boxes/mrc").data))
    assert len(boxes["boxes"]) == len(boxes["anchors"]) == 30
    assert client.get("/data/boxes/nowhere").status_code == 404
