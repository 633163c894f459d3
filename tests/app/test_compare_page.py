"""The comparison's form, its addresses, its page and its files, whatever is asked of them."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from territory_app.catalogue import Catalogue
from territory_app.exports.compare import compared_rows
from territory_app.views.compare_asked import (
    MOST,
    Asked,
    read_asked,
    resolve,
    settled,
    with_territory,
    without_territory,
    write_asked,
)

PAIR = ("MRC:21", "MRC:24")


def asked(catalogue: Catalogue, query: str) -> Asked:
    given_: dict[str, list[str]] = {}
    for one in filter(None, query.split("&")):
        key, value = one.split("=", 1)
        given_.setdefault(key, []).append(value)
    return read_asked(given_, catalogue)


# The form and the address.


@pytest.mark.parametrize(
    "typed",
    [
        "MRC:21",
        "mrc:21",
        "Territoire d'Évain n° 11 (MRC:21)",
        "territoire d'evain n° 11",
    ],
)
def test_a_territory_is_added_by_its_code_or_its_name(study: Catalogue, typed: str) -> None:
    assert resolve(typed, Asked("mrc"), study).territory == "MRC:21"


def test_a_name_that_several_have_is_asked_again(study: Catalogue) -> None:
    found = resolve("Évain", Asked("mrc"), study)
    assert found.territory == ""
    assert len(found.near) == MOST


def test_a_territory_of_another_level_starts_another_comparison(study: Catalogue) -> None:
    assert with_territory(Asked("mrc", PAIR), "RLS:0101", study).territories == ("RLS:0101",)
    assert without_territory(Asked("mrc", PAIR), "MRC:21").territories == ("MRC:24",)


def test_another_level_empties_the_comparison(study: Catalogue) -> None:
    found, _typed = settled({"territoires": ["MRC:21"], "niveau": ["rls"]}, study)
    assert (found.level, found.territories) == ("rls", ())


@given(
    codes=st.lists(st.sampled_from([f"MRC:{n}" for n in range(10, 40)]), max_size=6),
    beside=st.sets(st.sampled_from(["region", "ensemble", "comparables"])),
    indicator=st.sampled_from(["", "acces", "proximite"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_an_address_written_reads_back_the_same(
    study: Catalogue, codes: list[str], beside: set[str], indicator: str
) -> None:
    first = read_asked(
        {
            "territoires": [",".join(codes)],
            "avec": [",".join(sorted(beside))],
            "indicateur": [indicator],
        },
        study,
    )
    written = write_asked(first, study)
    again = asked(study, written.removeprefix("?"))
    assert (again.territories, again.beside, again.indicator) == (
        first.territories,
        first.beside,
        first.indicator,
    )


def test_the_form_leads_to_an_address_that_carries_everything(client: FlaskClient) -> None:
    answer = client.get("/fr/comparer?envoi=1&niveau=mrc&territoires=MRC:21&ajouter=MRC:24&avec=")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/fr/comparer?territoires=MRC:21,MRC:24")


def test_a_name_nobody_has_is_told_and_shown_as_text(client: FlaskClient) -> None:
    answer = client.get("/fr/comparer?envoi=1&ajouter=%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


@pytest.mark.parametrize("path", ["/fr/comparer", "/en/compare"])
@pytest.mark.parametrize(
    "query",
    [
        "territoires=" + "MRC:10," * 500,
        "territoires=../../etc/passwd&niveau=%00",
        "territoires=MRC:21&territoires=MRC:22&avec=comparables&services=';drop",
        "avec=region,ensemble,comparables&indicateur=croisement",
        "territoires=%FF%FE&ajouter=%00&envoi=1",
        "envoi=1&ajouter=" + "(" * 3000,
        "envoi=1&niveau=rls&territoires=MRC:14&ajouter=MRC:14",
        "territoires=MRC:14&services=outreach",
        "territoires[]=MRC:21&__proto__=1",
    ],
)
def test_a_mangled_address_still_gives_a_page(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code in (200, 302)


@given(query=st.text(max_size=60))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
def test_no_query_makes_the_page_fail(client: FlaskClient, query: str) -> None:
    for key in ("territoires", "ajouter", "avec", "indicateur", "services", "niveau"):
        answer = client.get("/fr/comparer", query_string={key: query, "envoi": query[:1]})
        assert answer.status_code in (200, 302)


# The page as it is served.


@pytest.mark.parametrize(("path", "word"), [("/fr/comparer", "fictives"), ("/en/compare", "fict")])
def test_the_demonstration_is_marked_in_the_title(
    client: FlaskClient, path: str, word: str
) -> None:
    text = client.get(f"{path}?territoires=MRC:21,MRC:24").text
    title = re.search(r"<title>(.*?)</title>", text)
    assert title is not None
    assert word in title.group(1)


def test_names_that_try_to_run_a_script_are_text(client: FlaskClient) -> None:
    text = client.get("/fr/comparer?territoires=MRC:10,MRC:11,MRC:12").text
    assert "<img src=x" not in text
    assert "<script>window" not in text
    assert "&lt;img src=x" in text


def test_the_page_needs_no_script_and_its_drawings_are_described(client: FlaskClient) -> None:
    text = client.get("/fr/comparer?territoires=MRC:21,MRC:24").text
    assert "<script" not in text
    drawings = re.findall(r"<svg class=\"strip[^>]*>", text)
    assert drawings
    assert all('role="img"' in one and 'aria-label="' in one for one in drawings)


def test_the_other_language_keeps_the_comparison(client: FlaskClient) -> None:
    text = client.get("/fr/comparer?territoires=MRC:21,MRC:24&indicateur=acces").text
    assert "/en/compare?territoires=MRC:21,MRC:24&amp;indicateur=acces" in text


# Files to take away.


def test_the_file_has_a_row_for_each_thing_compared(study: Catalogue) -> None:
    table = compared_rows(study, asked(study, "territoires=MRC:21"), "fr")
    assert table.count == 6
    assert table.columns["name"].tolist()[2] == "Ensemble de l'étude"
    assert len({field.heading for field in table.fields}) == len(table.fields)


def test_the_csv_is_marked_and_runs_no_formula(client: FlaskClient) -> None:
    answer = client.get("/export/fr/comparaison.csv?territoires=MRC:10,MRC:21")
    assert "demo" in answer.headers["Content-Disposition"]
    frame = pd.read_csv(io.BytesIO(answer.data), sep=";", decimal=",", encoding="utf-8-sig")
    assert frame.columns[0] == "avertissement"
    assert frame["avertissement"].str.startswith("Démonstration").all()
    assert len(frame) == 3


def test_the_workbook_says_its_norm_and_its_address(client: FlaskClient) -> None:
    answer = client.get("/export/en/comparaison.xlsx?territoires=MRC:21,MRC:24")
    book = load_workbook(io.BytesIO(answer.data))
    told = {str(row[0].value): str(row[1].value) for row in book.worksheets[1].iter_rows()}
    assert "/en/compare?territoires=MRC:21,MRC:24" in " ".join(told.values())
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
