"""The plain table: the map's twin for people who have no map and no script."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from territory_app.catalogue import Catalogue
from territory_app.factory import TerritoryDash
from territory_app.view_state import read_view
from territory_app.views.selection import collated, ordered, select
from territory_app.views.tableau import PAGE, Asked

ROW = re.compile(r'<tr id="([^"]+)"')
HEADING = re.compile(r'<th scope="col" aria-sort="(\w+)"[^>]*><a href="([^"]+)#tableau">')


@pytest.fixture
def study_client(study_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the study."""
    return study_app.server.test_client()


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_every_territory_has_a_row_whose_name_leads_to_its_sheet(
    study_client: FlaskClient, study: Catalogue
) -> None:
    text = page(study_client, "/fr/tableau?tout=1")
    assert sorted(ROW.findall(text)) == sorted(study.levels["mrc"].table["territory_id"])
    assert 'href="/fr/fiche/MRC:13"' in text
    assert 'href="/en/sheet/MRC:13"' in page(study_client, "/en/table?tout=1")


def test_pages_hold_every_row_once(
    study_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("territory_app.views.tableau.PAGE", 12)
    address = "/fr/tableau?tri=-population"
    seen: list[str] = []
    for _turn in range(9):
        text = page(study_client, address)
        seen += ROW.findall(text)
        following = re.search(r'<a href="([^"#]+)#tableau" rel="next">', text)
        if following is None:
            break
        address = unescape(following[1])
        assert "tri=-population" in address
    assert seen == ROW.findall(page(study_client, "/fr/tableau?tri=-population&tout=1"))
    assert len(seen) == 30


def test_a_page_opens_where_the_chosen_territory_is(
    study_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("territory_app.views.tableau.PAGE", 12)
    text = page(study_client, "/fr/tableau?tri=name&territoire=MRC%3A38")
    assert '<tr id="MRC:38" class="chosen">' in text
    assert "MRC:10" not in ROW.findall(text)


def test_a_heading_says_how_the_rows_are_sorted_and_turns_them_over(
    study_client: FlaskClient,
) -> None:
    found = HEADING.findall(page(study_client, "/fr/tableau"))
    assert [direction for direction, _href in found].count("ascending") == 1
    assert found[0] == ("ascending", "/fr/tableau?tri=-rank")
    turned = HEADING.findall(page(study_client, "/fr/tableau?tri=-rank"))
    assert turned[0] == ("descending", "/fr/tableau")


def test_the_same_query_filters_the_table_as_it_filters_the_map(
    study_client: FlaskClient, study: Catalogue
) -> None:
    deserts = study.levels["mrc"].table.query("`class` == 'desert'")["territory_id"]
    assert set(ROW.findall(page(study_client, "/fr/tableau?isoler=0"))) == set(deserts)
    within = set(ROW.findall(page(study_client, "/fr/tableau?dans=RLS%3A0100")))
    inside = study.inside("mrc", "RLS:0100")
    assert within == set(study.levels["mrc"].table["territory_id"][inside])
    assert 0 < len(within) < 30


def test_the_caption_says_what_is_kept_out(study_client: FlaskClient) -> None:
    text = page(study_client, "/fr/tableau?isoler=0&dans=RLS%3A0100")
    caption = unescape(re.search(r'<span class="held">(.*?)</span>', text)[1])  # type: ignore[index]
    assert "Classe seule\N{NO-BREAK SPACE}: Désert" in caption
    assert "Dans\N{NO-BREAK SPACE}: Réseau 0" in caption
    assert "sur 30" in caption


def test_the_form_keeps_what_it_does_not_show(study_client: FlaskClient) -> None:
    text = page(study_client, "/fr/tableau?points=clsc&tri=name&bornes=0.1,2&contours=rls")
    for key, value in (("points", "clsc"), ("tri", "name"), ("bornes", "0.1,2")):
        assert f'<input type="hidden" name="{key}" value="{value}">' in text
    assert '<option value="mrc" selected>' in text


def test_the_language_can_be_switched_without_losing_the_page(
    study_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("territory_app.views.tableau.PAGE", 12)
    text = page(study_client, "/fr/tableau?tri=name&page=2")
    assert 'href="/en/table?tri=name&amp;page=2"' in text


def test_names_are_text_whatever_they_hold(
    client: FlaskClient, hostile_names: tuple[str, ...]
) -> None:
    text = page(client, "/fr/tableau?tout=1")
    for name in hostile_names:
        assert name not in text or "<" not in name
    assert "&lt;img src=x" in text


def test_small_numbers_carry_a_sign_that_a_note_explains(study_client: FlaskClient) -> None:
    text = page(study_client, "/fr/tableau?tout=1")
    row = re.search(r'<tr id="MRC:18".*?</tr>', text, re.DOTALL)
    assert row is not None
    assert "†" in row[0]
    assert "† Peu de personnes" in text


def test_a_rank_is_an_interval(study_client: FlaskClient) -> None:
    assert re.search(r'<td class="figure">\d+ à \d+</td>', page(study_client, "/fr/tableau"))
    assert re.search(r'<td class="figure">\d+ to \d+</td>', page(study_client, "/en/table"))


def test_filters_that_keep_nothing_offer_a_way_out(study_client: FlaskClient) -> None:
    text = page(study_client, "/fr/tableau?niveau=rls&dans=MRC%3A10&isoler=1")
    assert "Enlever les filtres" in text
    assert ROW.findall(text) == []


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=0", "page=99999999", "page=x", "page=%00", "page=1&page=2", "tout=oui",
        "tri=%27%3Bdrop", "tri=-zzz", "isoler=%3C", "isoler=z", "dans=..%2F", "niveau=%00",
        "indicateur=../../etc", "bornes=nan,inf", "nombre=1e9", "classes=" + "x" * 5000,
    ],
)  # fmt: skip
def test_whatever_the_address_says_there_is_a_table(client: FlaskClient, query: str) -> None:
    assert ROW.findall(page(client, f"/fr/tableau?{query}"))


def test_the_demonstration_is_said_in_the_title_and_the_caption(client: FlaskClient) -> None:
    text = page(client, "/en/table")
    assert "Do not cite" in text
    assert re.search(r'<span class="held">[^<]*fictional data', text)


def test_names_sort_as_people_expect_with_their_accents() -> None:
    names = ["Zec", "Évain", "Eva", "L'Île", "La Baie", "Saint-Élie", "Sainte-Anne", "Île-Dupas"]
    assert sorted(names, key=collated) == [
        "Eva", "Évain", "Île-Dupas", "L'Île", "La Baie", "Saint-Élie", "Sainte-Anne", "Zec",
    ]  # fmt: skip


@pytest.mark.parametrize("down", [False, True])
def test_a_missing_value_is_last_both_ways(study: Catalogue, down: bool) -> None:
    table = study.levels["mrc"].table
    order = ordered(table, "0" * len(table), "access_mean", down=down)
    values = table["access_mean"].iloc[order]
    assert values.notna().is_monotonic_decreasing
    known = values.dropna()
    assert known.is_monotonic_decreasing if down else known.is_monotonic_increasing


def test_a_class_nobody_has_isolates_nothing(study: Catalogue) -> None:
    view = read_view("?isoler=z", study.choices())
    assert select(study, view, "fr").kept.all()


def test_a_page_number_is_a_number_or_nothing() -> None:
    assert Asked.read("2", None) == Asked(2)
    assert Asked.read("deux", "1") == Asked(whole=True)
    assert PAGE == 50
