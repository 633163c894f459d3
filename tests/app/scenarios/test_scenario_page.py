"""The scenarios page: built, launched, followed, stopped, shared, opened and taken away."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory_app import Settings, create_app, urls
from territory_app.factory import TerritoryDash
from territory_app.scenarios.address import encode
from territory_app.scenarios.board import State
from territory_app.views.scenario_list import known_codes

OURS = {"Origin": "http://localhost"}
SCRIPTED = OURS | {"Accept": "application/json"}
POSTS = {"quoi": "postes", "postes.combien": "12", "postes.niveau": "mrc", "langue": "fr"}
PATIENCE = '[scenario]\nname = "patience"\ntitle = "patience"\n[[change]]\nkind = "virtuel"\n'
Awaited = Callable[..., State]


def code_of(href: str) -> str:
    found = re.search(r"[?&]s=([^&#]+)", href)
    assert found is not None
    return found.group(1)


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\xa0", " ").split())


def test_the_page_offers_what_is_ready_and_names_it_once_per_language(home: FlaskClient) -> None:
    french, english = home.get("/fr/scenarios").text, home.get("/en/scenarios").text
    for title in (
        "Ramener 50 % des TS des GMF dans les CLSC",
        "500 postes en organisation communautaire",
        "Une permanence par semaine dans chaque bibliothèque d'un désert",
        "Le tout-virtuel retiré",
    ):
        assert title in plain(french)
        assert title not in plain(english)
    assert french.count(">Calculer<") == 5
    assert english.count(">Compute<") == 5


def test_the_header_leads_there_after_the_comparison(home: FlaskClient) -> None:
    links = re.findall(r'class="nav-link" href="([^"]+)"', home.get("/fr/methode").text)
    assert links.index("/fr/scenarios") == links.index("/fr/comparer") + 1
    assert links == [page.path("fr") for page in urls.NAVIGATION]


def test_an_answered_form_is_computed_and_led_to_its_address(
    home: FlaskClient, computing: TerritoryDash, awaited: Awaited
) -> None:
    answer = home.post("/scenarios/lancer", data=POSTS, headers=OURS)
    assert answer.status_code == 303
    href = answer.headers["Location"]
    desk = computing.site.desk
    asked = desk.read(code_of(href))
    assert asked.scenario is not None
    assert asked.scenario.change[0].count == 12  # type: ignore[union-attr]
    awaited(lambda: desk.state(asked.name), "done")
    page = home.get(href).text
    assert 'http-equiv="refresh"' not in page
    assert 'name="postes.combien" type="text" inputmode="decimal" value="12"' in page


def test_while_it_runs_the_page_tells_how_far_and_offers_to_stop(
    home: FlaskClient, computing: TerritoryDash, awaited: Awaited
) -> None:
    code = encode(PATIENCE)
    assert home.post("/scenarios/lancer", data={"s": code}, headers=OURS).status_code == 303
    desk = computing.site.desk
    name = desk.read(code).name
    awaited(lambda: desk.state(name) if desk.state(name).share else State(), "running")
    page = home.get(f"/en/scenarios?s={code}")
    assert page.headers["Cache-Control"] == "no-store"
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert 'value="25"' in page.text
    assert "reading" in page.text
    told = home.get(f"/scenarios/etat/{name}").json
    assert told["state"] == "running"
    assert told["step"] == {"fr": "lecture", "en": "reading"}
    form = {"s": code, "langue": "en"}
    stopped = home.post(f"/scenarios/annuler/{name}", data=form, headers=OURS)
    assert stopped.headers["Location"] == f"/en/scenarios?s={code}"
    awaited(lambda: desk.state(name), "none")
    assert home.get(f"/scenarios/etat/{name}").json["state"] == "none"


def test_a_script_gets_an_address_and_names_to_follow(
    home: FlaskClient, computing: TerritoryDash, awaited: Awaited
) -> None:
    answer = home.post("/scenarios/lancer", data=POSTS, headers=SCRIPTED)
    assert answer.status_code == 202
    assert answer.json is not None
    (name,) = answer.json["jobs"]
    awaited(lambda: computing.site.desk.state(name), "done")
    with home.get(f"/scenarios/{name}/difference_mrc.csv") as file:
        assert file.status_code == 200
        assert "attachment" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("given_", "field", "told"),
    [
        (POSTS | {"postes.combien": "douze"}, "postes.combien", "écrivez un nombre"),
        (POSTS | {"postes.combien": "0"}, "postes.combien", "de 1 à 100000"),
        ({"langue": "fr"}, "", "Choisissez un scénario"),
        ({"s": "n-importe-quoi", "langue": "fr"}, "", "mal copiée"),
    ],
)
def test_a_wrong_scenario_is_told_in_place_and_the_form_kept(
    home: FlaskClient, given_: dict[str, str], field: str, told: str
) -> None:
    page = home.post("/scenarios/lancer", data=given_, headers=OURS)
    assert page.status_code == 422
    assert told in plain(page.text)
    if field:
        wanted = given_[field]
        assert re.search(
            rf'name="{field}"[^>]* value="{wanted}"[^>]* aria-invalid="true"', page.text
        )
    scripted = home.post("/scenarios/lancer", data=given_, headers=SCRIPTED)
    assert scripted.status_code == 422
    assert scripted.json is not None
    assert told in scripted.json["error"].replace("\xa0", " ")
    assert scripted.json["field"] == field
    english = home.post("/scenarios/lancer", data=given_ | {"langue": "en"}, headers=SCRIPTED)
    assert english.json is not None
    assert english.json["error"] != scripted.json["error"]


def test_what_the_study_refuses_is_told_on_its_page(
    home: FlaskClient, computing: TerritoryDash, awaited: Awaited
) -> None:
    code = encode(PATIENCE.replace("patience", "refus"))
    home.post("/scenarios/lancer", data={"s": code}, headers=OURS)
    desk = computing.site.desk
    awaited(lambda: desk.state(desk.read(code).name), "failed")
    assert "C'est trop." in plain(home.get(f"/fr/scenarios?s={code}").text)
    assert "That is too much." in plain(home.get(f"/en/scenarios?s={code}").text)


def test_enough_wait_and_the_next_is_told_to_come_back(home: FlaskClient) -> None:
    codes = [encode(PATIENCE.replace("virtuel", kind)) for kind in ("virtuel",)]
    for count in range(1, 4):
        text = PATIENCE.replace('title = "patience"', f'title = "patience {count}"')
        codes.append(encode(text))
    for code in codes[:3]:
        assert home.post("/scenarios/lancer", data={"s": code}, headers=OURS).status_code == 303
    page = home.post("/scenarios/lancer", data={"s": codes[3]}, headers=OURS)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "attendent déjà leur tour" in plain(page.text)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://ailleurs.org"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
        OURS | {"X-Forwarded-For": "10.0.0.1"},
    ],
)
@pytest.mark.parametrize("path", ["lancer", "ouvrir", "annuler/" + "0" * 16])
def test_only_a_page_of_the_application_can_ask(
    home: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    answer = home.post(f"/scenarios/{path}", data=POSTS, headers=headers)
    assert answer.status_code == 403


def test_a_scenario_is_saved_and_opened_again_as_the_same_file(home: FlaskClient) -> None:
    saved = home.get("/scenarios/fichier?s=postes-500")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="postes-500.toml"'
    assert tomllib.loads(saved.text)["change"][0]["count"] == 500
    file = (io.BytesIO(b"# remarque\n" + saved.data), "mien.toml")
    opened = home.post("/scenarios/ouvrir", data={"fichier": file, "langue": "en"}, headers=OURS)
    assert opened.status_code == 303
    assert opened.headers["Location"] == "/en/scenarios?s=postes-500"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "ne change rien"),
        (b"[scenario", "mien.toml"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a" * 70_000, "64 ko"),
        (PATIENCE.encode() + b"quantite = 3\n", "quantite"),
        (PATIENCE.replace('"virtuel"', '"magie"').encode(), "magie"),
    ],
)
def test_a_file_that_is_no_scenario_is_told_in_one_sentence(
    home: FlaskClient, content: bytes, told: str
) -> None:
    file = (io.BytesIO(content), "C:\\chez moi\\mien.toml")
    page = home.post("/scenarios/ouvrir", data={"fichier": file, "langue": "fr"}, headers=OURS)
    assert page.status_code == 422
    if content:
        assert told in plain(page.text)


def test_several_stand_side_by_side_and_each_can_be_taken_away(home: FlaskClient) -> None:
    page = home.get("/fr/scenarios?s=postes-500&s=virtuel-retire&s=postes-500").text
    assert page.count('class="shown none"') == 2
    assert (
        page.count("n&#39;est montré qu&#39;une fois") + page.count("n'est montré qu'une fois") == 1
    )
    assert "Tout calculer" in page
    assert 'href="/fr/scenarios?s=virtuel-retire"' in page
    assert 'hreflang="en">English' in page
    assert "/en/scenarios?s=postes-500&amp;s=virtuel-retire" in page


def test_a_scenario_asked_for_under_two_names_is_shown_once_and_told(home: FlaskClient) -> None:
    same = encode(home.get("/scenarios/fichier?s=virtuel-retire").text)
    page = home.get(f"/en/scenarios?s=virtuel-retire&s={same}").text
    assert page.count('class="shown none"') == 1
    assert "A scenario asked for several times is shown once." in page
    alone = home.get("/en/scenarios?s=virtuel-retire").text
    assert "asked for several times" not in alone


@pytest.mark.parametrize("query", ["s=n-importe-quoi", "s=postes-500&s=n-importe-quoi"])
def test_an_address_badly_copied_answers_400_with_the_page_and_its_sentence(
    home: FlaskClient, query: str
) -> None:
    page = home.get(f"/fr/scenarios?{query}")
    assert page.status_code == 400
    assert "L'adresse de ce scénario est mal copiée" in plain(page.text)
    assert 'id="construire"' in page.text


def test_what_was_built_here_is_not_listed_with_what_comes_ready(
    home: FlaskClient, computing: TerritoryDash, awaited: Awaited
) -> None:
    empty = plain(home.get("/fr/scenarios").text)
    assert "Scénarios calculés ici" not in empty
    href = home.post("/scenarios/lancer", data=POSTS, headers=OURS).headers["Location"]
    desk = computing.site.desk
    awaited(lambda: desk.state(desk.read(code_of(href)).name), "done")
    page = plain(home.get("/fr/scenarios").text)
    ready, kept = page.index("Scénarios fournis"), page.index("Scénarios calculés ici")
    assert page.index("Le tout-virtuel retiré") in range(ready, kept)
    assert page.index("Ajouter 12 postes") > kept
    other = plain(home.get(f"/fr/scenarios?s={encode(PATIENCE)}").text)
    assert other.index("patience", other.index("Scénarios fournis")) > other.index(
        "Autres scénarios de cette page"
    )


def test_no_more_than_six_stand_side_by_side(home: FlaskClient) -> None:
    codes = [encode(PATIENCE.replace('"patience"\n[', f'"p{one}"\n[')) for one in range(9)]
    page = home.get("/fr/scenarios?" + "&".join(f"s={one}" for one in codes)).text
    assert page.count('class="shown none"') == 6


def test_names_that_try_to_run_a_script_are_text(home: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>"
    text = PATIENCE.replace('title = "patience"', f'title = "{hostile}"')
    page = home.get(f"/fr/scenarios?s={encode(text)}").text
    assert hostile not in page
    assert "&lt;script&gt;" in page
    refused = home.post(
        "/scenarios/lancer", data=POSTS | {"postes.combien": hostile}, headers=OURS
    ).text
    assert hostile not in refused


@given(
    codes=st.lists(
        st.one_of(
            st.text(max_size=60),
            st.text(max_size=200).map(encode),
            st.sampled_from(["postes-500", "../../etc/passwd", "", "eJwDAAAAAAE", "0" * 16]),
        ),
        max_size=7,
    ),
    quoi=st.text(max_size=12),
    niveau=st.text(max_size=12),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_address_breaks_the_page(
    home: FlaskClient, computing: TerritoryDash, codes: list[str], quoi: str, niveau: str
) -> None:
    query: dict[str, Any] = {"s": codes, "niveau": niveau, "indicateur": niveau}
    if quoi:
        query |= {"quoi": quoi, "envoi": "1"}
    answer = home.get("/fr/scenarios", query_string=query)
    read = [computing.site.desk.read(one) for one in known_codes(codes)]
    assert answer.status_code == (400 if any(one.refusal for one in read) else 200)
    assert home.get("/scenarios/fichier", query_string={"s": codes}).status_code in {200, 404}


@pytest.mark.parametrize(
    "path",
    [
        "0000000000000000/comparison.json",
        "../study.gpkg",
        "..%2F..%2Fetc/passwd",
        "etat-0123456789abcdef/turn.lock",
        "0000000000000000/..%2F..%2Frun.json",
    ],
)
def test_no_address_gives_another_file(home: FlaskClient, path: str) -> None:
    assert home.get(f"/scenarios/{path}").status_code in {404, 308}


def test_a_results_folder_alone_shows_scenarios_and_says_how_to_compute(
    client: FlaskClient,
) -> None:
    page = client.get("/fr/scenarios?s=virtuel-retire").text
    assert "territory app ETUDE.toml" in plain(page)
    assert ">Calculer<" not in page
    assert "Préparer le scénario" in page


def test_a_server_shown_to_others_reads_no_file_and_takes_posts_from_its_pages(
    study_out: Any, tile_cache: Any, tmp_path: Any
) -> None:
    app = create_app(Settings(out=study_out, cache=tile_cache, scenarios=tmp_path))
    browser = app.server.test_client()
    path = '[[change]]\nkind = "population"\npath = "/etc/passwd"\nyear = 2031\n'
    code = encode('[scenario]\nname = "a"\ntitle = "A"\n' + path)
    refused = browser.get(f"/fr/scenarios?s={code}")
    assert refused.status_code == 400
    assert "n'en lit aucun" in plain(refused.text)
    there = {"Host": "carte.org", "Origin": "https://carte.org"}
    built = browser.post("/scenarios/lancer", data=POSTS, headers=there)
    assert built.status_code == 303
    elsewhere = there | {"Origin": "https://autre.org"}
    assert browser.post("/scenarios/lancer", data=POSTS, headers=elsewhere).status_code == 403
