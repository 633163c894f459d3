"""A file received is checked against what the catalogue says before it takes a place."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.fetching.checks import check, columns_of
from territory.sources.fetching.get import Getter


def zipped(path: Path, *, method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> Path:
    """Write an archive; ``__`` in a name stands for a dot, ``/`` is written by position."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return path


def dbf(*columns: str) -> bytes:
    """Write the header of a dBase table."""
    fields = b"".join(struct.pack("<11sc20x", name.encode("cp1252"), b"C") for name in columns)
    head = struct.pack("<B3xIHH20x", 3, 0, 32 + len(fields) + 1, 1)
    return head + fields + b"\r\x1a"


def refused(path: Path, entry: SourceInfo) -> str:
    with pytest.raises(InputError) as fault:
        check(path, entry)
    said = fault.value.sentence().replace("\u00a0", " ")
    assert "\n" not in said
    return said


def test_an_archive_that_leaves_its_folder_is_refused_and_nothing_of_it_stays(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter], tmp_path: Path
) -> None:
    bad = io.BytesIO()
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../../evade.csv", "a;b\n1;2\n")
    address = publisher.publish("/essai.zip", bad.getvalue())
    outcome = getter().get(entry(address=address, file_name="essai.zip"))
    assert outcome.status == "failed"
    ((_, fault),) = outcome.tried
    assert "sort de l'archive" in fault.sentence()
    assert "essai.zip.part" not in fault.sentence()
    assert list((tmp_path / "data" / "essai").iterdir()) == []
    assert not list(tmp_path.rglob("evade.csv"))


@pytest.mark.parametrize("name", ["/etc/passwd", "C:\\a.csv", "..\\a.csv", "a/../../b.csv"])
def test_members_with_the_path_of_another_place_are_refused(
    entry: Callable[..., SourceInfo], tmp_path: Path, name: str
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "a")
    assert "refusé" in refused(path, entry(file_name="a.zip"))


def test_a_zip_bomb_is_refused_without_being_unpacked(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = zipped(tmp_path / "a.zip", a__csv=b"0" * 30_000_000)
    assert path.stat().st_size < 100_000
    told = refused(path, entry(file_name="a.zip", archive_max_mb=10))
    assert "donnerait 30 Mo une fois décompressée, plus que les 10 Mo" in told
    assert check(path, entry(file_name="a.zip", archive_max_mb=50)) == []


def test_a_cut_archive_is_refused(entry: Callable[..., SourceInfo], tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a__csv=b"a;b\n1;2\n" * 1000)
    path.write_bytes(path.read_bytes()[:-30])
    told = refused(path, entry(file_name="a.zip"))
    assert told.startswith("a.zip n'est pas une archive zip lisible")
    empty = zipped(tmp_path / "b.zip")
    assert "n'est pas une archive zip" in refused(empty, entry(file_name="b.zip"))


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_is_refused(
    entry: Callable[..., SourceInfo], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refused(path, entry(file_name="a.csv")) == "Le fichier reçu est vide."


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.gpkg", b"SQLite format 3\x00"),
        ("a.shp", b"\x00\x00\x27\x0a"),
        ("a.osm.pbf", b"\x00\x00\x00\x0e\x0a\x09OSMHeader"),
        ("a.geojson", b' {"type": "FeatureCollection"'),
        ("a.csv", b"code;nom\n1;Lieu\n"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(
    entry: Callable[..., SourceInfo], tmp_path: Path, name: str, start: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(start + b"x" * 100 + b"\n")
    assert check(path, entry(file_name=name)) == []
    path.write_bytes(b"%PDF-1.7 \x00" + b"x" * 100)
    assert "n'est pas" in refused(path, entry(file_name=name))


def test_an_error_written_in_xml_is_no_table(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')
    assert "n'est pas un fichier CSV" in refused(path, entry(file_name="a.csv"))


def test_a_workbook_given_for_a_text_is_refused(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = zipped(tmp_path / "a.csv", a=b"1" * 100)
    assert "n'est pas un fichier CSV" in refused(path, entry(file_name="a.csv"))


def test_the_sheet_of_a_workbook_must_be_there(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Données"
    book.save(path)
    assert check(path, entry(file_name="a.xlsx", sheet="Données")) == []
    told = refused(path, entry(file_name="a.xlsx", sheet="Table"))
    assert "n'a pas la feuille « Table »; il a : Données" in told


def test_columns_are_found_whatever_their_case_and_encoding(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    wanted = ("ADRESSE", "MUNICIPALITÉ", "RTS_code")
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        path.write_bytes("adresse;Municipalité;RTS_CODE\n1;é;3\n".encode(encoding))
        assert check(path, entry(file_name="a.csv", columns=wanted)) == []


def test_another_table_is_refused_and_a_renamed_column_is_told(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,nom,lat\n1,A,45\n")
    (remark,) = check(path, entry(file_name="a.csv", columns=("code", "nom", "lon")))
    assert remark.sentence() == "Colonnes absentes\u00a0: lon."
    told = refused(path, entry(file_name="a.csv", columns=("CLSC_code", "CLSC_nom", "nom")))
    assert "il lui manque CLSC_code et CLSC_nom" in told
    assert "colonnes sont code, nom, lat" in told


def test_the_columns_of_an_archive_are_those_of_its_tables(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", mrc_s__dbf=dbf("MRS_CO_MRC", "MRS_NM_MRC"), table__csv=b"a,b\n1,2\n"
    )
    assert columns_of(path, ".zip") == ["MRS_CO_MRC", "MRS_NM_MRC", "a", "b"]


def test_a_file_ten_times_too_small_is_refused_and_half_is_told(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = tmp_path / "essai.csv"
    path.write_text("a;b\n" + "1;2\n" * 25_000)
    assert "bien plus petit" in refused(path, entry(size_mb=10))
    (remark,) = check(path, entry(size_mb=0.5))
    assert "Taille inattendue" in remark.sentence()
    assert check(path, entry(size_mb=0.11)) == []


def test_a_last_line_without_an_end_is_no_cut(
    entry: Callable[..., SourceInfo], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    for text in ("a;b\n1;2", "a;b\n1;2\n\nSource : le ministère", "a;b\n1;2\n"):
        path.write_text(text)
        assert check(path, entry(file_name="a.csv")) == []
    path.write_text("a;b;c\n1;2;3\n1;")
    assert "coupé" in refused(path, entry(file_name="a.csv"))


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("crosswalks/Territoires_CLSC_2017.dbf", ["CLSC_code", "CLSC_nom", "RLS_code"]),
        ("boundaries/rls_2020/rls_no_water.shp", ["RLS_code", "RLS_nom"]),
        ("population/MUN.csv", ["mcode", "munnom"]),
        ("services/ODCAF_v1.0.csv", ["Facility_Name", "CSDUID"]),
    ],
)
def test_the_columns_of_real_files_are_read(real_data: Path, name: str, columns: list[str]) -> None:
    path = real_data / name
    assert set(columns) <= set(columns_of(path, path.suffix))
