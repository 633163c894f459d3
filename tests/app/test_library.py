"""Several results folders in one server: their addresses, and who may add one."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from territory_app import Settings
from territory_app.errors import ResultsError
from territory_app.library import MOST, Library
from territory_app.routes.studies import typed_folder

HERE = {"Host": "127.0.0.1:8050", "Origin": "http://127.0.0.1:8050"}


@pytest.fixture
def local(demo_out: Path, tile_cache: Path) -> Library:
    """The demonstration on one's own machine."""
    return Library(Settings(out=demo_out, cache=tile_cache, local=True))


@pytest.fixture(scope="module")
def shared(demo_out: Path, study_out: Path, tile_cache: Path) -> Library:
    """Two studies on a server, under a prefix."""
    return Library(Settings(out=demo_out, cache=tile_cache, prefix="/acces"), [study_out])


def ask(library: Library, path: str, **headers: str) -> TestResponse:
    return Client(library).get(path, headers=headers)


def add(library: Library, folder: object, **headers: str) -> TestResponse:
    body = {"dossier": str(folder), "langue": "en"}
    return Client(library).post("/etudes", json=body, headers=HERE | headers)


def test_each_study_has_its_name_in_its_address(shared: Library) -> None:
    assert [entry.slug for entry in shared.entries()] == ["essai", "essai-2"]
    assert [entry.href for entry in shared.entries()] == ["/acces/", "/acces/etudes/essai-2/"]


def test_the_first_is_at_the_root_and_the_others_under_their_name(shared: Library) -> None:
    first = json.loads(ask(shared, "/acces/healthz").data)
    other = json.loads(ask(shared, "/acces/etudes/essai-2/healthz").data)
    assert (first["demonstration"], other["demonstration"]) == (True, False)


def test_a_proxy_may_take_the_prefix_off_or_leave_it(shared: Library) -> None:
    assert ask(shared, "/healthz").data == ask(shared, "/acces/healthz").data


def test_the_prefix_alone_leads_to_the_application(shared: Library) -> None:
    answer = ask(shared, "/acces?niveau=mrc")
    assert answer.status_code == 307
    assert answer.headers["Location"].endswith("/acces/?niveau=mrc")


def test_the_data_page_under_a_prefix_says_that_it_is(shared: Library) -> None:
    assert "servie sous un préfixe" in ask(shared, "/acces/fr/donnees").text
    assert "under a prefix" in ask(shared, "/acces/etudes/essai-2/en/data").text


def test_every_address_in_a_page_carries_the_prefix_of_its_study(shared: Library) -> None:
    for prefix in ("/acces", "/acces/etudes/essai-2"):
        page = ask(shared, f"{prefix}/en/method").text.partition("</details>")[2]
        links = [part.split('"')[0] for part in page.split('href="')[1:]]
        assert links
        assert all(link.startswith((f"{prefix}/", "#")) for link in links), links


def test_a_page_names_the_studies_and_says_which_it_shows(shared: Library) -> None:
    page = ask(shared, "/acces/etudes/essai-2/en/method").text
    assert '<a href="/acces/en/">Trial land</a>' in page
    assert '<a href="/acces/etudes/essai-2/en/" aria-current="true">Trial land</a>' in page


def test_the_map_leads_to_the_other_studies(shared: Library) -> None:
    layout = ask(shared, "/acces/_dash-layout", Referer="http://localhost/acces/fr/").text
    assert '"/acces/etudes/essai-2/fr/"' in json.dumps(json.loads(layout))


def test_the_first_study_has_one_address(shared: Library) -> None:
    answer = ask(shared, "/acces/etudes/essai/fr/?niveau=rls&points=clsc")
    assert answer.status_code == 307
    assert answer.headers["Location"] == "/acces/fr/?niveau=rls&points=clsc"


def test_a_name_without_its_slash_leads_to_the_study(shared: Library) -> None:
    answer = ask(shared, "/acces/etudes/essai-2")
    assert answer.headers["Location"] == "/acces/etudes/essai-2/"
    again = ask(shared, "/acces/etudes/essai-2/")
    assert again.headers["Location"] == "/acces/etudes/essai-2/fr/"


@pytest.mark.parametrize("name", ["nulle", "..", "%2e%2e", "essai-2%00", "ESSAI-2", "essai-2%2f.."])
def test_an_unknown_study_is_not_found(shared: Library, name: str) -> None:
    answer = ask(shared, f"/acces/etudes/{name}/en/")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_the_same_folder_twice_is_one_study(demo_out: Path, tile_cache: Path) -> None:
    library = Library(Settings(out=demo_out, cache=tile_cache), [demo_out, demo_out / "."])
    assert len(library.entries()) == 1


def test_an_application_is_made_once_however_many_ask(study_out: Path, tile_cache: Path) -> None:
    library = Library(Settings(out=study_out, cache=tile_cache))
    shelf = library._shelves[0]
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(shelf.open())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(seen) == 8
    assert len(set(map(id, seen))) == 1


def test_two_servers_with_the_same_settings_answer_alike(
    demo_out: Path, study_out: Path, tile_cache: Path
) -> None:
    settings = Settings(out=demo_out, cache=tile_cache)
    first, second = (Library(settings, [study_out]) for _ in range(2))
    for path in ("/en/method", "/etudes/essai-2/data/table/fr/mrc", "/data/places/rls", "/fr/"):
        one, two = ask(first, path), ask(second, path)
        assert (one.status_code, one.data) == (two.status_code, two.data)
        assert one.headers.get("ETag") == two.headers.get("ETag")


def test_results_that_go_bad_are_said_and_come_back(study_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(study_out, out)
    record = (out / "run.json").read_text(encoding="utf-8")
    (out / "run.json").write_text("{", encoding="utf-8")
    library = Library(Settings(out=out, cache=tmp_path / "tiles"))
    answer = ask(library, "/en/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "These results cannot be shown" in answer.text
    assert "run.json" in answer.text
    assert str(tmp_path) not in answer.text
    assert ask(library, "/healthz").status_code == 503
    (out / "run.json").write_text(record, encoding="utf-8")
    library._shelves[0].refused_at = -1000.0
    assert ask(library, "/healthz").status_code == 200


def test_a_folder_is_added_while_the_application_runs(local: Library, study_out: Path) -> None:
    answer = add(local, study_out)
    assert answer.status_code == 201
    assert json.loads(answer.data) == {"title": "Trial land", "href": "/etudes/essai-2/en/"}
    assert ask(local, "/etudes/essai-2/en/", Host="localhost").status_code == 200
    assert 'href="/etudes/essai-2/en/"' in ask(local, "/en/method", Host="localhost").text


def test_a_form_without_scripts_is_led_to_the_study(local: Library, study_out: Path) -> None:
    form = {"dossier": f' "{study_out}" ', "langue": "fr"}
    answer = Client(local).post("/etudes", data=form, headers=HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/etudes/essai-2/fr/")


def test_a_folder_that_is_there_already_is_shown_again(local: Library, demo_out: Path) -> None:
    assert json.loads(add(local, demo_out).data)["href"] == "/en/"
    assert len(local.entries()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/nowhere/at/all", "holds no results"),
        ("", "Give the path of a results folder"),
        ("out/gaspesie", "Give the whole path"),
        ("//serveur/partage", "is on another machine"),
        ("\\\\serveur\\partage", "is on another machine"),
        ("/etc/passwd\x00", "Give the path of a results folder"),
        ("/" + "a" * 5000, "Give the path of a results folder"),
        ("/etc/passwd", "holds no results"),
    ],
)
def test_what_is_not_results_is_said_in_one_sentence(local: Library, typed: str, said: str) -> None:
    answer = add(local, typed)
    assert answer.status_code == 422
    assert said in json.loads(answer.data)["error"]
    assert len(local.entries()) == 1


def test_a_form_is_refused_with_a_page_and_a_way_back(local: Library) -> None:
    answer = Client(local).post(
        "/etudes", data={"dossier": "/nulle/part", "langue": "fr"}, headers=HERE
    )
    assert answer.status_code == 422
    assert "ne contient pas de résultats" in answer.text
    assert 'href="/fr/donnees"' in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Via": "1.1 proxy"},
    ],
)
def test_another_site_cannot_add_a_folder(
    local: Library, study_out: Path, headers: dict[str, str]
) -> None:
    assert add(local, study_out, **headers).status_code == 403
    assert len(local.entries()) == 1


def test_a_page_under_another_name_of_this_machine_gets_nothing(local: Library) -> None:
    for host in ("evil.example", "evil.example:8050", "127.0.0.1.evil.example", "["):
        answer = ask(local, "/data/table/fr/mrc", Host=host)
        assert answer.status_code == 421, host
    for host in ("localhost:8050", "127.0.0.1", "[::1]:8050"):
        assert ask(local, "/data/table/fr/mrc", Host=host).status_code == 200, host


def test_a_server_never_takes_a_folder(shared: Library, study_out: Path) -> None:
    answer = add(shared, study_out)
    assert answer.status_code == 422
    assert "your own computer only" in json.loads(answer.data)["error"]
    with pytest.raises(ResultsError):
        shared.add(study_out)


def test_a_huge_request_is_refused(local: Library) -> None:
    assert add(local, "/" + "a" * 20_000).status_code == 413


def test_there_are_only_so_many_folders(local: Library, study_out: Path, tmp_path: Path) -> None:
    local._shelves *= MOST
    with pytest.raises(ResultsError, match=str(MOST)):
        local.add(study_out)


def test_half_a_folder_is_refused(local: Library, study_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "half"
    shutil.copytree(study_out, out)
    (out / "study.gpkg").unlink()
    answer = add(local, out)
    assert answer.status_code == 422
    assert "study.gpkg" in json.loads(answer.data)["error"]


def test_a_tilde_is_the_persons_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    assert typed_folder("~/out/gaspesie") == Path("/home/ana/out/gaspesie")
    with pytest.raises(ResultsError):
        typed_folder("~nobody-of-that-name/out")
