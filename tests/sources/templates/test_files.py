"""Files as people send them: titles above, mixed headers, formulas, and files that are none."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.templates.readers import Outcome, read_gmf, read_outcome

Book = Callable[..., Path]
HEAD = ["Nom du GMF", "Municipalité", "ETC TS"]
ROW = ["GMF A", "Farnham", 1.5]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write a workbook of one sheet."""

    def written(*rows: list[Any], name: str = "a.xlsx", sheet: str = "Feuil1") -> Path:
        workbook = openpyxl.Workbook()
        page = workbook.active
        assert page is not None
        page.title = sheet
        for row in rows:
            page.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return written


def gmf(path: Path, meta: SourceInfo, **options: Any) -> Outcome:
    return read_outcome(path, "gmf", meta=meta, **options)


def refusal(path: Path, meta: SourceInfo, **options: Any) -> str:
    with pytest.raises(InputError) as fault:
        gmf(path, meta, **options)
    told = fault.value.sentence("fr").replace("\u00a0", " ")
    assert "\n" not in told
    assert fault.value.sentence("en")
    return told


def test_title_lines_and_merged_cells_above_the_header_are_passed(
    book: Book, meta: SourceInfo
) -> None:
    path = book(["Liste des GMF"], [], ["Région 05", None, "2024"], HEAD, ROW)
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0].merge_cells("A1:C1")
    workbook.save(path)
    outcome = gmf(path, meta)
    assert (outcome.reading.read, outcome.reading.kept) == (1, 1)
    assert outcome.reading.table["source_row"].tolist() == [5]


@pytest.mark.parametrize(
    "head",
    [
        ["  nom du GMF *", "MUNICIPALITE", "etc ts"],
        ["GMF name", "City", "FTE SW"],
        ["name", "Municipality *", "ETC - TS"],
        ["Nom", "Ville", "ETC TS (au site)"],
        [unicodedata.normalize("NFD", "Nom du GMF"), unicodedata.normalize("NFD", "Municipalité"),
         "ETC\nTS"],
    ],
)  # fmt: skip
def test_headers_are_known_however_they_are_written(
    book: Book, meta: SourceInfo, head: list[str]
) -> None:
    table = gmf(book(head, ROW), meta).reading.table
    assert table[["name", "fte_ts"]].to_numpy().tolist() == [["GMF A", 1.5]]


def test_cells_of_a_workbook_keep_their_kind(book: Book, meta: SourceInfo) -> None:
    path = book(
        ["Territoire", "Niveau", "Taux", "Définition", "Date des données", "Source"],
        [611, "RLS", 0.725, "résidence", datetime(2024, 3, 31), "x"],  # noqa: DTZ001
        ["0612", "RLS", "72,5 %", "résidence", 45382, "x"],
    )
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["C2"].number_format = "0.0%"
    workbook.save(path)
    table = read("registration", "registration", path, meta=meta).table
    assert table[["rls_id", "registered_share", "date"]].to_numpy().tolist() == [
        ["RLS:0611", 0.725, "2024-03-31"],
        ["RLS:0612", 0.725, "2024-03-31"],
    ]


def test_a_formula_gives_its_saved_result_or_is_said_to_have_none(
    book: Book, meta: SourceInfo
) -> None:
    outcome = gmf(book(HEAD, ["GMF A", "Farnham", "=1+1"]), meta)
    assert outcome.reading.table["fte_ts"].isna().all()
    said = [key.replace("\u00a0", " ") for key in outcome.reading.repairs]
    assert "formules sans résultat enregistré, lues comme des cases vides" in said


def test_a_formula_in_error_sets_its_row_aside(book: Book, meta: SourceInfo) -> None:
    outcome = gmf(book(HEAD, ["GMF A", "Farnham", "#REF!"], ROW), meta)
    (fault,) = outcome.faults(fatal=True)
    assert outcome.filled.lines[fault.row] == 2
    assert (fault.column, fault.told("fr")[0]) == ("ETC TS", "la formule donne #REF!")


def test_the_sheet_named_is_read_and_another_is_proposed(book: Book, meta: SourceInfo) -> None:
    path = book(["rien"], sheet="Notes")
    workbook = openpyxl.load_workbook(path)
    page = workbook.create_sheet("GMF 2024")
    page.append(HEAD)
    page.append(ROW)
    workbook.save(path)
    assert gmf(path, meta, sheet="GMF 2024").reading.kept == 1
    assert "ses feuilles sont : GMF 2024, Notes" in refusal(path, meta, sheet="GMF2024")
    assert "aucune ligne n'a les titres du gabarit « gmf »" in refusal(path, meta)


def test_columns_of_a_study_name_those_of_the_file(book: Book, meta: SourceInfo) -> None:
    path = book(["Clinique", "Lieu", "Nb TS"], ["GMF A", "Farnham", "2"])
    columns = {"name": "clinique", "municipality": "Lieu", "fte_ts": "Nb TS"}
    table = read("services", "gmf", path, meta=meta, options={"columns": columns}).table
    assert table[["name", "fte_ts", "municipality_id"]].to_numpy().tolist() == [
        ["GMF A", 2.0, "MUN:46112"]
    ]
    assert "est-ce « Nb TS »" in refusal(path, meta, columns={**columns, "fte_ts": "NbTS"})
    assert "(« fte_ts »?)" in refusal(path, meta, columns={"fte_t": "Nb TS"})


def test_a_constant_stands_in_for_a_column_the_file_lacks(book: Book, meta: SourceInfo) -> None:
    path = book(["Nom du GMF", "ETC TS"], ["GMF A", 1])
    outcome = gmf(path, meta, constants={"municipality": "Farnham", "date": "2023"})
    assert outcome.reading.table["municipality_id"].tolist() == ["MUN:46112"]
    assert outcome.reading.table["vintage"].tolist() == ["2023"]
    assert "« dat » n'est pas une colonne" in refusal(path, meta, constants={"dat": "2023"})


def test_a_missing_column_is_named_with_the_nearest_and_what_to_write(
    book: Book, meta: SourceInfo
) -> None:
    told = refusal(book(["Nom du GMF", "Municipal", "ETC TS"], ROW), meta)
    assert "la colonne « Municipalité » manque; est-ce « Municipal »?" in told
    assert 'columns = { municipality = "Municipal" }' in told


def test_coordinates_stand_in_for_the_municipality(book: Book, meta: SourceInfo) -> None:
    path = book(["Nom du GMF", "Latitude", "Longitude"], ["GMF A", "45,2877", -72.972])
    table = gmf(path, meta).reading.table
    assert table["address_precision"].tolist() == ["exact"]
    assert (table.geometry.x[0], table.geometry.y[0]) == (-72.972, 45.2877)


def test_text_of_another_encoding_and_separator_is_read(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "a.csv"
    for mark, encoding in ((";", "cp1252"), (",", "utf-8"), ("\t", "utf-16")):
        path.write_bytes(f"Nom du GMF{mark}Municipalité\nGMF é{mark}Farnham\n".encode(encoding))
        assert gmf(path, meta).reading.table["name"].tolist() == ["GMF é"]


def test_a_file_with_the_wrong_ending_is_read_for_what_it_is(
    tmp_path: Path, book: Book, meta: SourceInfo
) -> None:
    text = tmp_path / "texte.xlsx"
    text.write_text("Nom du GMF;Municipalité\nGMF A;Farnham\n", encoding="utf-8")
    assert gmf(text, meta).reading.kept == 1
    assert any("c'est du texte" in said for said in gmf(text, meta).reading.repairs)
    workbook = tmp_path / "classeur.csv"
    book(HEAD, ROW).rename(workbook)
    assert gmf(workbook, meta).reading.kept == 1


def test_a_zip_that_holds_one_table_is_read_through(
    tmp_path: Path, book: Book, meta: SourceInfo
) -> None:
    path = tmp_path / "envoi.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(book(HEAD, ROW), "dossier/gmf.xlsx")
    assert gmf(path, meta).reading.kept == 1


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\x00" * 512


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsx", ole("EncryptedPackage"), "est protégé par un mot de passe"),
        ("a.xlsx", ole("Workbook"), "est un ancien classeur (.xls)"),
        ("a.xls", ole("Workbook"), "est un ancien classeur (.xls)"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 40, "est abîmé ou incomplet"),
        ("a.xlsx", other_zip(), "n'est pas un classeur .xlsx"),
        ("a.xlsx", b"", "est vide"),
        ("a.csv", b"\n\n \n", "n'a aucune case remplie"),
        ("a.csv", b"<html><table><tr><td>Nom</td></tr></table>", "est une page web"),
        ("a.csv", "Nom du GMF;Municipalité\n".encode(), "n'a que son en-tête (ligne 1)"),
        ("a.csv", b"\x00\x01\x02\x03", "n'est pas un fichier texte"),
        ("a.csv", b"bonjour\n", "aucune ligne n'a les titres du gabarit"),
    ],
)
def test_a_file_that_is_no_filled_template_is_refused_in_one_sentence(
    tmp_path: Path, meta: SourceInfo, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert told in refusal(path, meta)


def test_an_empty_sheet_and_a_header_alone_are_refused(book: Book, meta: SourceInfo) -> None:
    assert "n'a aucune case remplie" in refusal(book(), meta)
    assert "n'a que son en-tête (ligne 1)" in refusal(book(HEAD), meta)


def test_a_truncated_workbook_is_refused(book: Book, meta: SourceInfo) -> None:
    path = book(HEAD, *[ROW] * 50)
    path.write_bytes(path.read_bytes()[:-400])
    assert "abîmé" in refusal(path, meta)


def test_three_hundred_columns_are_no_trouble(book: Book, meta: SourceInfo) -> None:
    extra = [f"Question {i}" for i in range(300)]
    outcome = gmf(book([*extra, *HEAD], [*(["x"] * 300), *ROW]), meta)
    assert outcome.reading.kept == 1
    assert len(outcome.filled.header.unread) == 300


def test_a_header_met_twice_is_refused_with_its_columns(book: Book, meta: SourceInfo) -> None:
    told = refusal(book([*HEAD, "ETC TS"], [*ROW, 2]), meta)
    assert "« ETC TS » (C) et « ETC TS » (D)" in told


def test_a_header_repeated_further_down_is_no_row(book: Book, meta: SourceInfo) -> None:
    outcome = gmf(book(HEAD, ROW, [], HEAD, ["GMF B", "Farnham", 1]), meta)
    assert (outcome.reading.read, outcome.reading.kept) == (2, 2)
    assert outcome.reading.table["source_row"].tolist() == [2, 5]


def test_what_is_wrong_is_told_without_what_concerns_a_person(book: Book, meta: SourceInfo) -> None:
    outcome = gmf(book(HEAD, ["GMF A", "Farnham", "a@b.ca 418 555-1234"], ROW), meta)
    assert "n'est pas un nombre" in outcome.reading.rejected["reason"].iloc[0]
    assert "@" not in outcome.reading.rejected.to_csv()
    assert "555" not in outcome.reading.rejected.to_csv()


def test_only_examples_left_in_a_template_are_no_data(fill: Any, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="ne contient que les exemples"):
        read_gmf(fill("gmf"), meta=meta)


def test_personal_columns_are_dropped_and_counted(book: Book, meta: SourceInfo) -> None:
    path = book(
        [*HEAD, "Courriel", "Nom de la personne-ressource", "Tél.", "Source"],
        [*ROW, "a@b.ca", "Mme X", "418 555-1234", "Courriel de x@y.ca, 418 555-1234"],
    )
    outcome = gmf(path, meta)
    text = outcome.reading.table.drop(columns="geometry").to_csv()
    assert not [one for one in ("@", "Mme X", "555") if one in text]
    repairs = {key.replace("\u00a0", " "): n for key, n in outcome.reading.repairs.items()}
    assert repairs["colonnes sur des personnes, laissées dans le fichier"] == 3
    assert repairs["courriels et numéros de téléphone retirés d'un texte"] == 1


@pytest.mark.real
def test_a_real_directory_is_read_with_its_columns_mapped(
    real_data: Path, meta: SourceInfo
) -> None:
    """1,598 installations of 2022, as if someone gave the list for one of their own."""
    path = real_data / "services" / "m02_installations_2022.csv"
    columns = {
        "name": "INSTAL_NOM", "site_id": "INSTAL_COD", "municipality": "MUN_NOM",
        "mrc": "MRC_NOM", "lat": "LATITUDE", "lon": "LONGITUDE",
    }  # fmt: skip
    reading = read_outcome(path, "community", meta=meta, columns=columns).reading
    assert (reading.read, reading.kept) == (1598, 1598 - len(reading.rejected))
    assert len(reading.rejected) <= 2
    assert set(reading.table["address_precision"]) == {"exact"}
    assert "(514)" not in reading.table.drop(columns="geometry").to_csv()
