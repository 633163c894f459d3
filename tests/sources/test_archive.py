"""Archives: what leaves its folder, swells, hides or lies is refused; the rest is read in place."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.errors import InputError, MissingFileError
from territory.sources import SourceInfo
from territory.sources._archive import extract, member_path, member_stream, refuse_swollen
from territory.sources._geo import read_layer
from territory.sources._tabular import read_csv_text
from territory.sources.plain import read_population

MEGABYTE = 1 << 20


def archive(folder: Path, members: dict[str, bytes], name: str = "a.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for member, content in members.items():
            zipped.writestr(member, content)
    return path


def everything_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.csv",
        "a/../../evil.csv",
        "/etc/evil.csv",
        "..\\evil.csv",
        "C:\\evil.csv",
        "C:evil.csv",
        "a/.. /evil.csv",
        "a/.../evil.csv",
        "evil.csv:stream",
        "con.csv",
        "a/NUL",
        "a\nb.csv",
    ],
)
def test_a_name_that_leaves_the_folder_is_refused_and_nothing_is_kept(
    tmp_path: Path, name: str
) -> None:
    path = archive(tmp_path, {"good.csv": b"a\n1\n", name: b"x"})
    with pytest.raises(InputError, match="est refusé"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE)
    assert everything_under(tmp_path) == [path]


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        link = zipfile.ZipInfo("link.csv")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="lien"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE)
    assert not (tmp_path / "out").exists()


def test_a_link_already_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "inner").symlink_to(tmp_path / "elsewhere")
    path = archive(tmp_path, {"inner/a.csv": b"x"})
    with pytest.raises(InputError, match="sort de l'archive"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE)
    assert not everything_under(tmp_path / "elsewhere")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.csv": b"x,y\n1,2\n"})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match="chiffré"):
        read_csv_text(path)


def test_a_bomb_is_stopped_while_it_is_written_whatever_it_announces(tmp_path: Path) -> None:
    path = archive(tmp_path, {"zeros.csv": bytes(8 * MEGABYTE)})
    raw = bytearray(path.read_bytes())
    for place in (raw.index(b"PK\x03\x04") + 22, raw.index(b"PK\x01\x02") + 24):
        raw[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"zip lisible|dépasse"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE)
    assert everything_under(tmp_path) == [path]


def test_members_that_swell_beyond_the_size_stated_leave_nothing(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a/one.csv": b"1" * MEGABYTE, "a/two.csv": b"2" * MEGABYTE})
    with pytest.raises(InputError, match="dépasse une fois décompressé les 1 Mo"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE + 10)
    assert everything_under(tmp_path) == [path]
    assert not (tmp_path / "out" / "a").exists()
    assert len(extract(path, tmp_path / "out", max_bytes=2 * MEGABYTE)) == 2


def test_a_text_that_swells_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"zeros.csv": b"0" * (70 * MEGABYTE)})
    with pytest.raises(InputError, match="dépasse une fois décompressé les 64 Mo"):
        read_csv_text(path)
    with pytest.raises(InputError, match="dépasse"):
        refuse_swollen(path)
    with (
        pytest.raises(InputError, match="les 1 Mo"),
        member_stream(path, max_bytes=MEGABYTE) as stream,
    ):
        stream.read()


def test_an_archive_inside_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as zipped:
        zipped.writestr("a.csv", "unit_id,population\nx,1\n")
    path = archive(tmp_path, {"inner.zip": inner.getvalue()})
    with pytest.raises(InputError, match=r"ne contient aucun fichier .csv"):
        read_csv_text(path)
    assert [one.name for one in extract(path, tmp_path / "out", max_bytes=MEGABYTE)] == [
        "inner.zip"
    ]


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {f"{n}.csv": b"" for n in range(12)})
    with pytest.raises(InputError, match="12 fichiers, plus que les 11"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE, max_files=11)


def test_a_name_met_twice_whatever_its_case_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.csv": b"1", "A.CSV": b"2"})
    with pytest.raises(InputError, match="deux fois"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE)


def test_names_in_utf8_or_in_the_old_page_keep_their_accents(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("données/é.csv", "a\n1\n")
        zipped.writestr("Qu\u0065\u0301bec.csv", "a\n1\n")
    written = extract(path, tmp_path / "out", max_bytes=MEGABYTE)
    assert [one.name for one in written] == ["é.csv", "Québec.csv"]
    raw = path.read_bytes().replace(b"donn\xc3\xa9es/\xc3\xa9.csv", b"donn\x82es/\x82.csvXX")
    old = tmp_path / "old.zip"
    with zipfile.ZipFile(old, "w") as zipped:
        zipped.writestr("donnXes/X.csv", "a\n1\n")
    raw = old.read_bytes().replace(b"donnXes/X.csv", b"donn\x82es/\x82.csv")
    old.write_bytes(raw)
    (one,) = extract(old, tmp_path / "old", max_bytes=MEGABYTE)
    assert one.relative_to(tmp_path / "old").as_posix() == "données/é.csv"


def test_a_directory_entry_is_no_file(tmp_path: Path) -> None:
    path = archive(tmp_path, {"folder/": b"", "folder/a.csv": b"a\n1\n"})
    assert read_csv_text(path).frame["a"].tolist() == ["1"]


def test_a_file_where_a_folder_must_go_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a": b"x", "a/b.csv": b"y"})
    with pytest.raises(InputError, match="un fichier est là où va son dossier"):
        extract(path, tmp_path / "out", max_bytes=MEGABYTE)
    assert everything_under(tmp_path) == [path]


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>not found</html>", b"PK\x03\x04" * 50])
def test_what_is_no_zip_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(InputError) as told:
        read_csv_text(path)
    assert "a.zip" in str(told.value)


def test_one_text_among_others_is_named_with_its_place_in_the_archive(
    tmp_path: Path, meta: SourceInfo
) -> None:
    rows = b"unit_id,population,lon,lat\nx,5,-73,46\n"
    path = archive(tmp_path, {"in/a.csv": rows, "in/b.csv": rows, "__MACOSX/._a.csv": b"?"})
    with pytest.raises(InputError, match=r"\(in/a.csv, in/b.csv\).*a.zip!/in/a.csv"):
        read_population(path.with_name("a.zip"), meta=meta)
    reading = read_population(Path(f"{path}!/in/b.csv"), meta=meta)
    assert (reading.source, reading.kept) == ("a.zip!/in/b.csv", 1)
    with pytest.raises(InputError, match=r"ne contient pas .*in/c\.csv.*in/a\.csv"):
        read_population(Path(f"{path}!/in/c.csv"), meta=meta)
    with pytest.raises(MissingFileError):
        read_population(Path(f"{tmp_path}/b.zip!/in/c.csv"), meta=meta)


def test_a_zipped_shapefile_is_read_with_all_that_goes_with_it(
    tmp_path: Path, squares: Callable[..., Path]
) -> None:
    plain = squares("mrc.shp", crs="EPSG:3798", nom=["Québec", "Lévis"])
    family = {f"Bdat/SHP/{one.name}": one.read_bytes() for one in tmp_path.glob("mrc.*")}
    path = archive(tmp_path, family)
    read = read_layer(path)
    assert read.source == "a.zip"
    assert read.crs == "EPSG:3798"
    assert read.frame["nom"].tolist() == ["Québec", "Lévis"]
    assert read.frame.geometry.geom_equals(read_layer(plain).frame.geometry).all()


def test_what_is_unpacked_to_be_read_is_gone_afterwards(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.geojson": b"{}"})
    with member_path(path) as inside:
        assert inside.read_bytes() == b"{}"
    assert not inside.exists()


@given(st.binary(max_size=400), st.integers(0, 10_000), st.integers(0, 255))
def test_an_archive_with_any_byte_changed_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, place: int, byte: int
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    path = archive(folder, {"in/é.csv": content, "b.csv": b"a\n1\n"})
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] = byte
    path.write_bytes(raw)
    try:
        written = extract(path, folder / "out", max_bytes=MEGABYTE)
    except InputError:
        written = []
    assert sorted(written) == sorted(everything_under(folder / "out"))


def test_a_note_beside_the_table_is_not_another_table(tmp_path: Path) -> None:
    path = archive(tmp_path, {"lisez-moi.txt": b"bonjour", "PMD-en.csv": b"a\n1\n"})
    assert read_csv_text(path).frame["a"].tolist() == ["1"]


def test_a_zipped_file_geodatabase_is_read_as_the_folder_it_is(
    tmp_path: Path, squares: Callable[..., Path]
) -> None:
    frame = read_layer(squares("mrc.gpkg", nom=["Québec"])).frame
    pyogrio.write_dataframe(frame, tmp_path / "SDA.gdb", driver="OpenFileGDB", layer="mrc_s")
    pyogrio.write_dataframe(
        frame, tmp_path / "SDA.gdb", driver="OpenFileGDB", layer="regio_s", append=True
    )
    assert read_layer(tmp_path / "SDA.gdb", prefer=("mrc_s",)).frame["nom"].tolist() == ["Québec"]
    path = archive(
        tmp_path, {f"SDA.gdb/{one.name}": one.read_bytes() for one in tmp_path.glob("SDA.gdb/*")}
    )
    for named in (path, Path(f"{path}!/SDA.gdb")):
        assert read_layer(named, prefer=("mrc_s",)).frame["nom"].tolist() == ["Québec"]
    with pytest.raises(InputError, match="mrc_s, regio_s"):
        read_layer(path)
