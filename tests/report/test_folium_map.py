"""map_<level>.html: what the page holds before anyone opens it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from territory.report import folium_map
from territory.report.leaflet import script_hashes
from territory.report.payload import payload
from territory.study.result import Result
from territory.tables.banner import banner


@pytest.fixture(scope="module")
def page(example: Result) -> str:
    return folium_map(example, "mrc")


def test_nothing_in_the_page_is_fetched(page: str) -> None:
    fetched = re.findall(r"<(?:script|img|iframe|source)[^>]*\ssrc\s*=", page)
    linked = re.findall(r"<link[^>]*>", page)
    urls = [url for url in re.findall(r"url\(\s*['\"]?([^)'\"]*)", page) if url[:1] != "#"]
    imported = re.findall(r"@import|sourceMappingURL", page)
    assert [*fetched, *linked, *urls, *imported] == []


def test_the_policy_lets_only_the_pages_own_scripts_run(page: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe-inline' " not in policy.partition("script-src")[2].partition(";")[0]
    assert script_hashes(page) in policy
    assert len(re.findall(r"<script>", page)) == policy.count("'sha256-")


def test_the_same_result_gives_the_same_page(example: Result, page: str) -> None:
    assert folium_map(example, "mrc") == page


def test_the_page_speaks_french_and_names_measure_level_and_study(page: str) -> None:
    assert '<html lang="fr">' in page
    assert "<title>Écarts d&#39;accès\u00a0: MRC et équivalents — Exemple chiffré</title>" in page


def test_a_demonstration_says_so_in_its_title_and_carries_the_banner(
    fictional_example: Result,
) -> None:
    page = folium_map(fictional_example, "mrc")
    assert re.search(r"<title>[^<]* — données fictives</title>", page)
    assert banner("fr") in page
    assert banner("en") in page


def test_real_data_carry_no_banner(page: str) -> None:
    assert banner("fr") not in page


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!--<script>", "\u2028"])
def test_no_name_can_close_the_data_or_open_a_script(example: Result, name: str) -> None:
    rows = example.gaps["mrc"].copy()
    rows.loc[0, "name"] = name
    renamed = folium_map(replace(example, gaps={"mrc": rows}), "mrc")
    assert name not in renamed
    assert renamed.count("<script>") == folium_map(example, "mrc").count("<script>")


def test_a_title_in_a_study_file_is_text_not_markup(example: Result) -> None:
    file = example.study.file
    named = file.study.model_copy(update={"title": "<img src=x onerror=alert(1)>"})
    study = example.study.model_copy(update={"file": file.model_copy(update={"study": named})})
    assert "<img" not in folium_map(replace(example, study=study), "mrc")


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% raw %}", "{# gone #}", "\x00data\x00"])
def test_nothing_written_by_people_is_rendered_as_a_template(example: Result, name: str) -> None:
    rows = example.gaps["mrc"].copy()
    rows.loc[0, "name"] = name
    file = example.study.file
    named = file.study.model_copy(update={"title": name, "note": name})
    study = example.study.model_copy(update={"file": file.model_copy(update={"study": named})})
    page = folium_map(replace(example, gaps={"mrc": rows}, study=study), "mrc")
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    data = json.loads(text)
    assert data["territories"]["name"][0] == name
    assert data["study"]["title"]["fr"] == name
    assert "\x00" not in page


def test_sites_of_the_band_are_drawn_apart_and_counted_apart(example: Result) -> None:
    sites = example.services.assign(in_buffer=example.services["service_id"] == "s3")
    drawn = payload(replace(example, services=sites), "mrc")
    counts = {
        kind["key"]: (kind["count"], kind["doors"], kind["around"]) for kind in drawn["kinds"]
    }
    assert counts["clsc"] == (1, 1, 0)
    assert counts["community"] == (1, 0, 1)
    assert drawn["sites"]["around"] == [0, 0, 1, 0]
    assert payload(example, "mrc")["sites"]["around"] == [0, 0, 0, 0]
