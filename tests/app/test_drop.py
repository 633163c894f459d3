"""A filled template dropped on the data page: its account, and everything it must not do."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from territory.errors import InputError
from territory.sources.templates.model import KEYS, load_template
from territory.sources.templates.write import as_csv, as_workbook
from territory.text import LANGUAGES
from territory_app import Settings, create_app
from territory_app.dropped import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, plain_name, read_dropped
from territory_app.views.depot import account, study_lines
from territory_app.words import words

OURS = {"Origin": "http://localhost", "Accept": "application/json"}
GMF = (
    "Nom du GMF ou du site;Municipalité;ETC TS\n"
    "GMF de la Baie;Gaspé;2,5\n"
    "<img src=x onerror=alert(1)>;Percé;\n"
    "=HYPERLINK(1);Laval;-1\n"
    "GMF nulle part;Nulle-Part-sur-Mer;1\n"
)
Send = Callable[..., Any]


@pytest.fixture(scope="session")
def at_home(study_out: Path, tile_cache: Path) -> FlaskClient:
    """A browser on one's own machine."""
    app = create_app(Settings(out=study_out, cache=tile_cache, local=True))
    return app.server.test_client()


@pytest.fixture
def send(at_home: FlaskClient) -> Send:
    """Send a file as the page's script does."""

    def sent(
        content: bytes | str,
        name: str = "gmf.csv",
        key: str = "",
        language: str = "fr",
        **more: Any,
    ) -> Any:
        raw = content.encode() if isinstance(content, str) else content
        form = {"langue": language, "gabarit": key, "fichier": (io.BytesIO(raw), name)}
        return at_home.post("/depot", data=form, headers=more.pop("headers", OURS), **more)

    return sent


def _workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_member(content: bytes, name: str, text: bytes) -> bytes:
    """Return a workbook one of whose parts is replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for one in before.namelist():
            after.writestr(one, text if one == name else before.read(one))
    return stream.getvalue()


def test_rows_read_are_rows_kept_and_rejected_each_with_its_sentence(send: Send) -> None:
    told = send(GMF).json
    assert [value for value, _ in told["counts"]] == ["4", "2", "2"]
    assert told["said"].replace("\N{NO-BREAK SPACE}", " ") == (
        "4 rangées lues = 2 gardées + 2 écartées."
    )
    assert [one["line"] for one in told["rejected"]] == ["4", "5"]
    assert "négatif" in told["rejected"][0]["said"]
    assert "Nulle-Part-sur-Mer" in told["rejected"][1]["said"]


def test_places_kept_are_points_with_their_name_kind_and_staff(send: Send) -> None:
    points = send(GMF).json["points"]
    assert points["type"] == "FeatureCollection"
    first, second = points["features"]
    assert first["properties"] == {"name": "GMF de la Baie", "detail": "GMF; 2,50 ETC"}
    longitude, latitude = first["geometry"]["coordinates"]
    assert -65 < longitude < -64
    assert 48 < latitude < 49.5
    assert second["properties"]["detail"].endswith("ETC inconnus")


def test_points_are_drawn_over_the_outlines_of_the_study(send: Send) -> None:
    told = send(GMF).json
    left, top, width, height = (float(one) for one in told["plan"]["box"].split())
    assert len(told["plan"]["rings"]) == len(told["points"]["features"])
    for x, y in told["plan"]["rings"]:
        assert left < x < left + width
        assert top < y < top + height
    assert told["plan"]["land"].startswith("M")


def test_names_and_formulas_stay_text(send: Send) -> None:
    told = send(GMF).json
    assert told["points"]["features"][1]["properties"]["name"] == "<img src=x onerror=alert(1)>"
    page = send(GMF, headers={"Origin": "http://localhost"}).text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_without_a_script_the_account_is_a_page(send: Send) -> None:
    answer = send(GMF, language="en", headers={"Origin": "http://localhost"})
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert "Rows set aside" in answer.text
    assert "[[services]]" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_an_untouched_template_is_recognised_and_said_to_hold_examples_only(
    send: Send, key: str, language: str
) -> None:
    template = load_template(key)
    for content, name in (
        (as_workbook(template, language), "x.xlsx"),
        (as_csv(template, language).encode("utf-8-sig"), "x.csv"),
    ):
        told = send(content, name, language=language).json
        assert template.words("title", language).rstrip(".") in told["template"]
        assert not told["usable"]
        assert (
            words(language)("Ce sont les exemples du gabarit : ajoutez vos rangées dessous.")
            in (told["said"])
        )


def test_rates_are_of_territories_and_put_nothing_on_the_map(send: Send) -> None:
    told = send(
        "Territoire;Niveau;Taux d'inscription;Définition;Date;Source\n"
        "RLS:0111;;80 %;résidence;2024;MSSS\n",
        "taux.csv",
    ).json
    assert told["usable"]
    assert told["points"] is None
    assert "rien à poser sur la carte" in told["placed"]
    assert told["listed"]["rows"][0][0] == "RLS:0111"
    assert told["study"].startswith("[[registration]]")


def test_the_template_chosen_is_the_one_read(send: Send) -> None:
    answer = send("Nom;Municipalité\nMaison;Laval\n", "liste.csv", key="coverage")
    assert answer.status_code == 422
    assert "Sorte de service" in answer.json["error"]


def test_the_lines_of_a_study_name_the_reader_and_the_file(send: Send) -> None:
    told = send(GMF, "mes « gmf » [2] – à l'essai?.csv").json
    assert told["study"] == study_lines("services", "gmf", told["file"])
    assert told["study"].endswith('path = "mes « gmf » [2] – à l\'essai.csv"')


def test_both_languages_can_be_told_on_the_map(send: Send) -> None:
    told = send(GMF).json
    assert told["notice"]["fr"] != told["notice"]["en"]
    assert told["remove"] == {"fr": "Retirer", "en": "Remove"}


def test_nothing_is_kept(send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert send(GMF).status_code == 200
    assert send(b"\x00\x01", "a.csv").status_code == 422
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://ailleurs.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://ailleurs.example", "Host": "ailleurs.example"},
        {"Origin": "http://localhost", "X-Forwarded-For": "10.0.0.1"},
    ],
)
def test_only_a_page_of_this_machine_may_send(send: Send, headers: dict[str, str]) -> None:
    answer = send(GMF, headers={"Accept": "application/json", **headers})
    assert answer.status_code == 403
    assert b"GMF" not in answer.data


def test_a_server_has_no_such_route(client: FlaskClient) -> None:
    form = {"fichier": (io.BytesIO(GMF.encode()), "gmf.csv")}
    assert client.post("/depot", data=form, headers=OURS).status_code == 404
    assert client.get("/depot").status_code == 404
    page = client.get("/fr/donnees").text
    assert "<form" not in page
    assert "territory check FICHIER --as NOM" in page
    assert "donnees.js" not in page


@pytest.mark.parametrize("size", [6_000_000, 5_000_001])
def test_six_megabytes_are_refused(at_home: FlaskClient, size: int) -> None:
    kind = "multipart/form-data; boundary=limite"
    answer = at_home.post("/depot", data=b"a" * size, content_type=kind, headers=OURS)
    assert answer.status_code == 413


def test_an_archive_that_swells_is_refused_before_it_is_opened(send: Send) -> None:
    bomb = _with_member(_workbook([["a"]]), "xl/worksheets/sheet1.xml", b" " * 45_000_000)
    assert len(bomb) < 100_000
    answer = send(bomb, "a.xlsx")
    assert answer.status_code == 422
    assert "40 Mo" in answer.json["error"]


def test_a_sheet_without_end_is_refused(send: Send) -> None:
    endless = (
        b"<worksheet><sheetData>" + b"<x:row/>" * (MOST_ROWS + 1) + b"</sheetData></worksheet>"
    )
    content = _with_member(_workbook([["a"]]), "xl/worksheets/sheet1.xml", endless)
    assert "rangées" in send(content, "a.xlsx").json["error"]
    wide = b"<worksheet><row>" + b"<c/>" * (MOST_CELLS + 1) + b"</row></worksheet>"
    content = _with_member(_workbook([["a"]]), "xl/worksheets/sheet1.xml", wide)
    assert "colonnes" in send(content, "a.xlsx").json["error"]
    assert "rangées" in send("a\n" * (MOST_ROWS + 1), "a.csv").json["error"]
    assert "colonnes" in send("a;" * (MOST_COLUMNS + 2), "a.csv").json["error"]


def test_a_workbook_that_defines_entities_is_refused(send: Send) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    content = _with_member(_workbook([["a"]]), "xl/worksheets/sheet1.xml", laughs)
    assert "classeur ordinaire" in send(content, "a.xlsx").json["error"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.csv"),
        (b"   \n", "blanc.csv"),
        (b"PK\x03\x04 tronque", "abime.xlsx"),
        (b"PK\x03\x04 tronque", "cache.csv"),
        (b"\x00\x01\x02", "binaire.csv"),
        (b"Nom;ETC\nA;1", "archive.zip"),
        (b"<OGRVRTDataSource/>", "couche.vrt"),
        (b"SQLite format 3\x00", "base.gpkg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ancien", "ancien.xlsx"),
        (b"<html><body>x</body></html>", "page.csv"),
        (b"couleur;taille\nrouge;3\n", "autre.csv"),
        (b"Nom;ETC\nA;1", "sans-extension"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_filled_template_gets_one_sentence(
    send: Send, content: bytes, name: str, language: str
) -> None:
    answer = send(content, name, language=language)
    assert answer.status_code == 422
    sentence = answer.json["error"]
    assert "\n" not in sentence
    assert "territory-" not in sentence
    assert "Traceback" not in sentence


@pytest.mark.parametrize("form", [{}, {"fichier": "texte"}, {"gabarit": "gmf"}])
def test_no_file_at_all_gets_one_sentence(at_home: FlaskClient, form: dict[str, str]) -> None:
    answer = at_home.post("/depot", data=form, headers=OURS)
    assert answer.status_code == 422
    assert "choisissez" in answer.json["error"]


def test_a_template_that_does_not_exist_is_said_not_to(send: Send) -> None:
    assert "n'existe pas" in send(GMF, key="../../etc").json["error"]


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://a/b.csv", "..\\..\\a.csv", "con.csv", "a!/b.csv"]
)
def test_a_name_is_only_ever_a_name(name: str) -> None:
    assert "/" not in plain_name(name)
    assert "\\" not in plain_name(name)
    assert "!" not in plain_name(name)
    assert plain_name(name) != "con.csv"


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=300), name=st.text(max_size=30))
def test_any_bytes_under_any_name_give_an_account_or_a_sentence(content: bytes, name: str) -> None:
    for suffix in (".csv", ".xlsx", ""):
        said = ""
        try:
            json.dumps(account(read_dropped(content, name + suffix), "fr").as_json())
        except InputError as refusal:
            said = refusal.sentence("en")
        assert said
