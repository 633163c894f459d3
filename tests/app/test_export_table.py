"""The table of a view as files: the rows that are seen, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_app.catalogue import Catalogue
from territory_app.exports.naming import slug
from territory_app.exports.table import BOM, csv_table
from territory_app.exports.workbook import LONGEST, About, workbook
from territory_app.factory import TerritoryDash
from territory_app.view_state import read_view
from territory_app.views.rows import Field, Rows, rows
from territory_app.views.selection import select

DANGEROUS = "=+-@\t\r\n\x00'\";|, \x0b\x1f\ufffeé<&>"
FIELDS = (
    Field("name", "Nom", "", "Ce que c'est."),
    Field("share", "Part (%)", "%", "Une part.", "share", 1),
    Field("population", "Population", "personnes", "Des gens.", "integer"),
)
VIEWS = ("", "?tri=-population", "?isoler=2&tri=name", "?dans=RLS%3A0100&indicateur=proximite")


@pytest.fixture
def study_client(study_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the study."""
    return study_app.server.test_client()


def table_of(names: list[str], shares: list[float]) -> Rows:
    frame = pd.DataFrame(
        {"name": pd.Series(names, dtype=object), "share": shares, "population": 1234.0}
    )
    return Rows(FIELDS, frame)


def read_csv(content: bytes, separator: str) -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)
    )


def read_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("query", VIEWS)
def test_the_csv_and_the_workbook_have_the_rows_seen_in_their_order(
    study_client: FlaskClient, study: Catalogue, query: str
) -> None:
    selection = select(study, read_view(query, study.choices()), "fr")
    seen = selection.table["territory_id"].iloc[selection.rows].tolist()
    lines = read_csv(study_client.get(f"/export/fr/tableau.csv{query}").data, ";")
    assert [line[lines[0].index("Code")] for line in lines[1:]] == seen
    sheet = read_book(study_client.get(f"/export/fr/tableau.xlsx{query}").data).worksheets[0]
    found = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == seen


def test_french_has_semicolons_and_decimal_commas_english_commas_and_dots(
    study_client: FlaskClient, study: Catalogue
) -> None:
    row = study.levels["mrc"].table.set_index("territory_id").loc["MRC:12"]
    expected = {"fr": f"{row['access_mean']:.6f}".rstrip("0").replace(".", ",")}
    expected["en"] = expected["fr"].replace(",", ".")
    for language, separator, heading in (("fr", ";", "Accès moyen"), ("en", ",", "Mean access")):
        answer = study_client.get(f"/export/{language}/tableau.csv")
        assert answer.data.startswith(BOM.encode())
        head, *lines = read_csv(answer.data, separator)
        column = next(i for i, name in enumerate(head) if name.startswith(heading))
        line = next(line for line in lines if line[head.index("Code")] == "MRC:12")
        assert line[column] == expected[language]


def test_headings_are_unique_and_the_dictionary_names_each_column(study: Catalogue) -> None:
    for language in ("fr", "en"):
        view = read_view("?indicateur=proximite", study.choices())
        told = rows(select(study, view, language))
        headings = [field.heading for field in told.fields]
        assert len(set(headings)) == len(headings)
        assert all(field.meaning for field in told.fields)
        book = read_book(workbook(told, About("Titre", ()), language))
        named = [row[0] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)]
        assert named == headings


def test_the_workbook_says_where_its_figures_come_from(study_client: FlaskClient) -> None:
    answer = study_client.get("/export/fr/tableau.xlsx?indicateur=proximite&dans=RLS%3A0100")
    book = read_book(answer.data)
    assert book.sheetnames == ["Tableau", "Métadonnées", "Colonnes"]
    told = dict(book.worksheets[1].iter_rows(min_row=2, max_col=2, values_only=True))
    assert told["Titre"].startswith("Temps médian")
    assert told["Norme"] == "Norme d'essai"
    assert "Réseau 0" in told["Filtre"]
    assert told["Licences des sources"] == "Licence ouverte; CC BY 4.0"
    address = "http://localhost/fr/?indicateur=proximite&dans=RLS%3A0100"
    assert told["Adresse de cette vue"] == address


def test_the_workbook_has_headings_in_sight_and_no_merged_cell(study_client: FlaskClient) -> None:
    for sheet in read_book(study_client.get("/export/en/tableau.xlsx").data).worksheets:
        assert sheet.freeze_panes is not None
        assert not sheet.merged_cells.ranges
        assert all(cell.font.bold for cell in sheet[1])


def test_the_workbook_says_its_title_and_its_language(study_client: FlaskClient) -> None:
    book = read_book(study_client.get("/export/fr/tableau.xlsx?indicateur=proximite").data)
    assert str(book.properties.title).startswith("Temps médian")
    assert book.custom_doc_props["Language"].value == "fr-CA"
    sheet = book.worksheets[0]
    last = openpyxl.utils.get_column_letter(sheet.max_column)
    assert sheet.auto_filter.ref == f"A1:{last}{sheet.max_row}"


def test_numbers_of_the_workbook_are_numbers_with_a_format(study_client: FlaskClient) -> None:
    sheet = read_book(study_client.get("/export/fr/tableau.xlsx").data).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    by_name = dict(zip(head, sheet[2], strict=True))
    assert by_name["Part atteinte (%)"].number_format == "0.0%"
    assert 0 <= by_name["Part atteinte (%)"].value <= 1
    assert isinstance(by_name["Population"].value, int)


def test_the_demonstration_says_so_in_the_first_column_and_the_name(client: FlaskClient) -> None:
    answer = client.get("/export/fr/tableau.csv")
    assert answer.headers["Content-Disposition"].endswith('-demo.csv"')
    head, *lines = read_csv(answer.data, ";")
    assert head[0] == "avertissement"
    assert all(line[0].startswith("Démonstration.") for line in lines)
    book = client.get("/export/en/tableau.xlsx")
    assert read_book(book.data).worksheets[0]["A2"].value.startswith("Demonstration.")


def test_a_study_on_real_data_has_no_warning_column(study_client: FlaskClient) -> None:
    answer = study_client.get("/export/fr/tableau.csv")
    assert read_csv(answer.data, ";")[0][0] == "Code"
    assert "demo" not in answer.headers["Content-Disposition"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=DANGEROUS, max_size=12), min_size=1, max_size=5))
def test_no_name_is_ever_a_formula(names: list[str]) -> None:
    table = table_of(names, [0.5] * len(names))
    sheet = read_book(workbook(table, About("=1+1", (("=x", "@y"),)), "fr")).worksheets
    for one in sheet:
        assert all(cell.data_type != "f" for row in one.iter_rows() for cell in row)
    lines = read_csv(csv_table(table, "fr"), ";")
    assert len(lines) == len(names) + 1
    assert all(not line[0].startswith(tuple("=+-@\t\r\n")) for line in lines[1:])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_a_name(name: str) -> None:
    book = read_book(workbook(table_of([name], [0.1]), About(name, ()), "en"))
    assert book.worksheets[0].max_row == 2


def test_a_text_longer_than_a_cell_is_cut_and_not_lost() -> None:
    long = "é" * 40_000
    book = read_book(workbook(table_of([long], [0.1]), About(long, ()), "fr"))
    assert book.worksheets[0]["A2"].value == "é" * LONGEST


def test_a_missing_number_is_an_empty_cell_and_not_a_zero() -> None:
    table = table_of(["a", "b"], [np.nan, 0.0])
    sheet = read_book(workbook(table, About("", ()), "fr")).worksheets[0]
    assert [sheet["B2"].value, sheet["B3"].value] == [None, 0]
    assert [line[1] for line in read_csv(csv_table(table, "fr"), ";")[1:]] == ["", "0"]


def test_the_workbook_is_a_sound_archive(study_client: FlaskClient) -> None:
    content = study_client.get("/export/fr/tableau.xlsx").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())


@pytest.mark.parametrize(
    "path",
    ["fr/tableau.pdf", "de/tableau.csv", "fr/tableau.csv%00", "fr/..%2ftableau.csv", "fr/x.csv"],
)
def test_a_format_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/export/{path}").status_code == 404


@settings(max_examples=40, deadline=None)
@given(query=st.text(alphabet="niveau=&tridaso%0123456789-,;\x00é+", max_size=60))
def test_a_mangled_query_gives_a_table(study_app: TerritoryDash, query: str) -> None:
    client = study_app.server.test_client()
    assert client.get("/export/fr/tableau.csv", query_string=query).status_code == 200


def test_a_name_of_file_is_made_of_plain_signs() -> None:
    assert slug("../Île ÷ \x00 «É»\r\n") == "ile-e"
