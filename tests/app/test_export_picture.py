"""The picture of a view: a finished map, with what must be read with it inside."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_app.catalogue import Catalogue
from territory_app.exports.framing import scene
from territory_app.exports.ground import around, ground
from territory_app.exports.lettering import clean, width, wrapped
from territory_app.exports.picture import picture, png
from territory_app.factory import TerritoryDash
from territory_app.tiles.store import TileStore
from territory_app.view_state import read_view
from territory_app.views.selection import Selection, select

SVG = "{http://www.w3.org/2000/svg}"


def selection(catalogue: Catalogue, query: str, language: str = "fr") -> Selection:
    return select(catalogue, read_view(query, catalogue.choices()), language)


def said(svg: str) -> str:
    """Return every line of text of a drawing, in order."""
    return " ".join(line.text or "" for line in ET.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314


@pytest.fixture
def study_client(study_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the study."""
    return study_app.server.test_client()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_picture_says_its_title_its_denominator_its_sources_and_its_date(
    study: Catalogue, store: TileStore, language: str
) -> None:
    chosen = selection(study, "?indicateur=hors-atteinte", language)
    text = said(picture(chosen, store))
    assert chosen.titles.title in text
    assert chosen.titles.subtitle in text
    publisher = {"fr": "Statistique Canada", "en": "Statistics Canada"}[language]
    for source in (f"{publisher} (2021)", "MSSS (2022)"):
        assert source in text
    assert {"fr": "résultats", "en": "results"}[language] + f" {study.version[:8]}" in text


def test_the_legend_counts_territories_and_people_of_each_class(
    study: Catalogue, store: TileStore
) -> None:
    text = said(picture(selection(study, ""), store))
    table = study.levels["mrc"].table
    for entry in selection(study, "").classes.entries:
        assert entry.label in text
    deserts = int((table["class"] == "desert").sum())
    assert f"{deserts}\N{NO-BREAK SPACE}territoires, " in text


def test_a_desert_is_named_as_a_convention(study: Catalogue, store: TileStore) -> None:
    text = said(picture(selection(study, ""), store))
    assert "suivent une convention déclarée" in text
    assert "Norme d'essai" in text


def test_the_demonstration_says_so_first(demo: Catalogue, store: TileStore) -> None:
    svg = picture(selection(demo, "", "en"), store)
    assert said(svg).startswith("Demonstration. ")
    description = ET.fromstring(svg).findtext(f"{SVG}desc")  # noqa: S314
    assert description is not None
    assert "Do not cite" in description


def test_the_drawing_has_a_language_a_title_and_a_description(
    study: Catalogue, store: TileStore
) -> None:
    root = ET.fromstring(picture(selection(study, "", "en"), store))  # noqa: S314
    assert root.get("lang") == "en"
    assert root.findtext(f"{SVG}title") == selection(study, "", "en").titles.title
    assert "Desert" in (root.findtext(f"{SVG}desc") or "")


def test_every_territory_with_an_outline_is_drawn(study: Catalogue, store: TileStore) -> None:
    found = scene(selection(study, ""), store, 1080, 800)
    assert set(found.land.paths) == set(range(study.levels["mrc"].count))


def test_a_place_is_framed_and_only_its_territories_are_coloured(
    study: Catalogue, store: TileStore
) -> None:
    whole = scene(selection(study, ""), store, 1080, 800)
    part = scene(selection(study, "?dans=MRC%3A22"), store, 1080, 800)
    assert part.frame.scale > whole.frame.scale
    assert whole.whole is None
    assert part.whole is not None
    drawn = picture(selection(study, "?dans=MRC%3A22"), store)
    assert len(re.findall(r'<path fill="(?:#|url)', drawn)) == 1


def test_a_chosen_territory_is_framed_outlined_and_named(
    study: Catalogue, store: TileStore
) -> None:
    found = scene(selection(study, "?territoire=MRC%3A22"), store, 1080, 800)
    row = study.places["MRC:22"][1]
    x, y = found.land.anchors[row]
    assert abs(x - 540) < 60
    assert abs(y - 400) < 60
    text = said(picture(selection(study, "?territoire=MRC%3A22"), store))
    assert "Territoire choisi\N{NO-BREAK SPACE}: Territoire d'Évain n° 12" in text


def test_a_class_alone_leaves_the_others_uncoloured(study: Catalogue, store: TileStore) -> None:
    chosen = selection(study, "?isoler=0")
    coloured = re.findall(r'<path fill="(?:#|url)[^"]*"', picture(chosen, store))
    assert len(coloured) == int(chosen.kept.sum())
    assert set(coloured) == {f'<path fill="{chosen.classes.styles()["0"].colour}"'}


def test_points_and_outlines_laid_over_are_in_the_legend(
    study: Catalogue, store: TileStore
) -> None:
    text = said(picture(selection(study, "?points=clsc,library&contours=rls"), store))
    assert "Points de service" in text
    assert "CLSC (4)" in text
    assert "Contours\N{NO-BREAK SPACE}: réseaux locaux (RLS)" in text


def test_circles_have_surfaces_in_proportion(study: Catalogue, store: TileStore) -> None:
    chosen = selection(study, "?indicateur=hors-atteinte")
    found = scene(chosen, store, 1080, 800)
    radii = [
        float(one) for one in re.findall(r'<circle cx="[-\d.]+" cy="[-\d.]+" r="([\d.]+)"/>',
                                         picture(chosen, store))
    ]  # fmt: skip
    counts = chosen.table["people_beyond_reach"].dropna()
    counts = counts[counts > 0].sort_values()
    areas = np.sort(np.array(radii)[: len(counts)]) ** 2
    expected = counts.to_numpy() / found.most * max(areas)
    assert areas == pytest.approx(expected, rel=0.05, abs=1.0)


def test_names_are_text_in_the_drawing_whatever_they_hold(
    demo: Catalogue, store: TileStore, hostile_names: tuple[str, ...]
) -> None:
    svg = picture(selection(demo, "?territoire=MRC%3A10"), store)
    root = ET.fromstring(svg)  # noqa: S314
    assert {one.tag for one in root.iter()} <= {
        f"{SVG}{tag}"
        for tag in (
            "svg", "title", "desc", "defs", "pattern", "clipPath", "rect", "path", "circle", "g",
            "text",
        )
    }  # fmt: skip
    assert hostile_names[0] in said(svg).replace("  ", " ")


def test_the_png_is_sixteen_hundred_pixels_wide(study: Catalogue, store: TileStore) -> None:
    svg = picture(selection(study, ""), store)
    content = png(svg)
    assert content.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", content[16:24])
    assert wide == 1600
    assert high == pytest.approx(float(ET.fromstring(svg).get("height") or 0), abs=1)  # noqa: S314


@pytest.mark.parametrize("extension", ["svg", "png"])
def test_a_picture_is_sent_under_a_name_that_says_what_it_is(
    client: FlaskClient, extension: str
) -> None:
    answer = client.get(f"/export/en/carte.{extension}?indicateur=proximite")
    assert answer.status_code == 200
    name = answer.headers["Content-Disposition"]
    assert re.search(rf'filename="map-[a-z-]*mrc-proximite-[\d-]+-demo\.{extension}"', name)


def test_a_picture_never_says_who_asked_for_it(study_client: FlaskClient) -> None:
    address = "/export/fr/carte.svg?indicateur=atteinte"
    first = study_client.get(address, headers={"Host": "ailleurs.example"})
    second = study_client.get(address)
    assert first.data == second.data
    assert b"ailleurs" not in first.data


@settings(max_examples=15, deadline=None)
@given(query=st.text(alphabet="niveau=&dansterio%0123456789-,;\x00é+:MRC", max_size=60))
def test_a_mangled_query_gives_a_picture(study_app: TerritoryDash, query: str) -> None:
    client = study_app.server.test_client()
    assert client.get("/export/fr/carte.svg", query_string=query).status_code == 200


@given(st.text(max_size=80), st.floats(20, 400))
def test_lines_are_no_wider_than_asked_unless_a_word_is(text: str, most: float) -> None:
    lines = wrapped(text, 16, most)
    assert " ".join(lines).split() == text.split(" ") or lines == [
        line for line in lines if width(line, 16) <= most or " " not in line
    ]


@given(st.text())
def test_any_text_can_be_written_in_a_drawing(text: str) -> None:
    ET.fromstring(f"<text>{clean(text)}</text>")  # noqa: S314


def test_a_frame_holds_its_box_with_north_up() -> None:
    box = (-74.0, 45.2, -71.0, 47.0)
    frame = ground(box, 800, 600)
    assert frame.box[0] < frame.box[2]
    assert abs(frame.tilt) < 10
    assert around([box, (-75.0, 46.0, -74.5, 48.0)]) == (-75.0, 45.2, -71.0, 48.0)
