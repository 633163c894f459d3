"""Where a file is had: its address, its portal, a mirror on a server or in a folder."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read
from territory.sources.fetching import addresses, shelf
from territory.sources.fetching.get import Getter, Outcome
from territory.study.file import read_study
from territory.study.validate import files_needed

BODY = b"code;nom\n1;Lieu\n"


def portal(*resources: dict[str, str]) -> bytes:
    """Write what a portal says of a data set."""
    return json.dumps({"success": True, "result": {"resources": list(resources)}}).encode()


def said(outcome: Outcome) -> str:
    assert outcome.status == "failed"
    return " ".join(f"{where} : {fault.sentence()}" for where, fault in outcome.tried)


def test_a_portal_is_asked_where_its_file_is(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter]
) -> None:
    old = publisher.publish("/clsc_2025.csv", b"vieux;x\n1;2\n")
    new = publisher.publish("/clsc_2026.csv", BODY)
    described = portal(
        {"name": "Territoires CLSC 2026", "url": new},
        {"name": "Territoires CLSC 2025", "url": old},
        {"name": "Territoires RLS 2026", "url": old},
        {"name": "Territoires CLSC 2026 (guide)", "url": publisher.address + "/guide.pdf"},
    )
    page = publisher.publish("/fiche?id=clsc", described)
    outcome = getter().get(entry(ckan=page, resource="clsc", page="x", address="x"))
    assert outcome.path is not None
    assert outcome.path.read_bytes() == BODY
    record = shelf.read_record(outcome.path.parent)
    assert record is not None
    assert record.address == new


def test_when_the_address_has_moved_the_portal_is_asked_and_both_are_told(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter]
) -> None:
    moved = publisher.address + "/parti.csv"
    page = publisher.publish("/fiche", portal({"name": "Essai", "url": moved + "?v=2"}))
    outcome = getter().get(entry(address=moved, ckan=page, resource="Essai"))
    text = said(outcome)
    assert f"{moved} : Le serveur répond 404" in text
    assert f"{moved}?v=2 : Le serveur répond 404" in text
    publisher.publish("/parti.csv?v=2", BODY)
    found = getter().get(entry(address=moved, ckan=page, resource="Essai"))
    assert found.status == "fetched"


def test_what_the_portal_offers_is_told_when_nothing_fits(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter]
) -> None:
    page = publisher.publish("/fiche", portal({"name": "Autre", "url": "http://x.org/autre.csv"}))
    text = said(getter().get(entry(ckan=page, resource="CLSC")))
    assert "répond à «\u00a0CLSC\u00a0»; elle offre\u00a0: Autre (autre.csv)" in text
    assert text.startswith(page)


@pytest.mark.parametrize("answer", [b"<html></html>", b"[]", b'{"result": {}}', b'{"result": 3}'])
def test_a_portal_that_says_something_else_is_said(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter], answer: bytes
) -> None:
    page = publisher.publish("/fiche", answer)
    assert "n'a pas la forme attendue" in said(getter().get(entry(ckan=page, resource="x")))


def test_an_encrypted_portal_gives_encrypted_addresses(entry: Callable[..., SourceInfo]) -> None:
    told = entry(ckan="https://portail.org/fiche", resource="essai")
    described = json.loads(portal({"name": "essai", "url": "http://portail.org/essai.csv"}))
    assert addresses.choose(described, told) == "https://portail.org/essai.csv"


def test_every_pattern_of_the_catalogue_finds_the_resource_it_is_written_for() -> None:
    catalogue = load_catalogue()
    root = "https://exemple.org/"
    sda = "https://diffusion.mern.gouv.qc.ca/diffusion/RGQ/Vectoriel/Theme/"
    resources = [
        {"name": "Territoires de CLSC", "url": root + "Territoires_CLSC_2026.zip"},
        {"id": "a73c9996-010d-41ac-a4ba-4def322d55bf", "url": root + "rls.zip"},
        {"name": "RTS", "url": root + "Territoires_RTS_2026.zip"},
        {"id": "9b27d4d3-0a10-491e-ad19-bfcf27179be3", "url": root + "rss_2020.zip"},
        {"name": "SDA", "url": sda + "Local/SDA_20k/GPKG/SDA.gpkg.zip"},
        {"name": "SDA", "url": sda + "Local/SDA_20k/SHP/SHP.zip"},
        {"name": "SDA", "url": sda + "Local/SDA_20k/FGDB/SDA.gdb.zip"},
        {"name": "SDA", "url": sda + "Regional/SDA_100k/SHP/BDAT(adm)_SHP.zip"},
        {"name": "IDMS", "url": root + "ad2021inddef.zip"},
        {"name": "M02", "url": root + "installationscsv.csv"},
    ]
    described = {"result": {"resources": resources}}
    found = {
        key: addresses.choose(described, catalogue[key]).rpartition("/")[2]
        for key in ("msss_clsc", "msss_rls", "msss_rts", "msss_rss", "sda_20k_gpkg",
                    "sda_20k_shp", "sda_100k_shp", "inspq_deprivation_2021", "m02")
    }  # fmt: skip
    assert found == {
        "msss_clsc": "Territoires_CLSC_2026.zip", "msss_rls": "rls.zip",
        "msss_rts": "Territoires_RTS_2026.zip", "msss_rss": "rss_2020.zip",
        "sda_20k_gpkg": "SDA.gpkg.zip", "sda_20k_shp": "SHP.zip",
        "sda_100k_shp": "BDAT(adm)_SHP.zip", "inspq_deprivation_2021": "ad2021inddef.zip",
        "m02": "installationscsv.csv",
    }  # fmt: skip


def test_a_mirror_is_asked_under_the_key_then_at_the_top_and_nobody_else_is(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter]
) -> None:
    told = entry(
        address=publisher.address + "/officiel.csv", file_name="a (b).csv", local_names=("c.csv",)
    )
    outcome = getter(mirror=publisher.address + "/miroir/").get(told)
    assert [path for path, _ in publisher.log] == [
        "/miroir/essai/a%20%28b%29.csv", "/miroir/a%20%28b%29.csv",
        "/miroir/essai/c.csv", "/miroir/c.csv",
    ]  # fmt: skip
    assert len(outcome.tried) == 4
    publisher.publish("/miroir/a%20%28b%29.csv", BODY)
    found = getter(mirror=publisher.address + "/miroir").get(told)
    assert found.path is not None
    assert found.path.name == "a (b).csv"
    publisher.publish("/miroir/essai/c.csv", BODY)
    del publisher.answers["/miroir/a%20%28b%29.csv"]
    other = getter(mirror=publisher.address + "/miroir", force=True).get(told)
    assert other.path is not None
    assert other.path.name == "c.csv"
    here = shelf.find(told, [other.path.parents[1]])
    assert here is not None
    assert here.path == other.path


def test_a_product_without_an_address_comes_from_a_mirror_only(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter]
) -> None:
    told = entry(obtain="supply")
    assert getter().get(told).tried == []
    publisher.publish("/essai.csv", BODY)
    assert getter(mirror=publisher.address).get(told).status == "fetched"


def test_a_folder_is_looked_in_under_the_key_at_the_top_then_below(
    entry: Callable[..., SourceInfo], getter: Callable[..., Getter], tmp_path: Path
) -> None:
    mirror = tmp_path / "miroir"
    for place in ("un/deux", "un/trois"):
        (mirror / place).mkdir(parents=True)
        (mirror / place / "essai.csv").write_bytes(BODY)
    assert "Plusieurs fichiers" in said(getter(mirror=mirror).get(entry()))
    (mirror / "essai").mkdir()
    (mirror / "essai" / "essai.csv").write_bytes(BODY + b"2;Ici\n")
    outcome = getter(mirror=mirror).get(entry())
    assert outcome.path is not None
    assert outcome.path.read_bytes().endswith(b"2;Ici\n")
    assert "Aucun fichier" in said(getter(mirror=tmp_path / "un").get(entry(key="autre")))


def test_a_wrong_file_in_a_folder_keeps_the_former_one(
    entry: Callable[..., SourceInfo], getter: Callable[..., Getter], tmp_path: Path
) -> None:
    mirror = tmp_path / "miroir"
    mirror.mkdir()
    (mirror / "essai.csv").write_bytes(BODY)
    first = getter(mirror=mirror).get(entry())
    assert first.path is not None
    (mirror / "essai.csv").write_bytes(b"<html><body>Connexion</body></html>")
    assert "page web" in said(getter(mirror=mirror, force=True).get(entry()))
    assert first.path.read_bytes() == BODY
    assert {path.name for path in first.path.parent.iterdir()} == {"essai.csv", "fetched.json"}


@pytest.mark.real
def test_real_files_come_from_their_folder_as_they_are(
    real_data: Path, getter: Callable[..., Getter]
) -> None:
    catalogue = load_catalogue()
    for key, name in (
        ("rls_2020", "boundaries/rls_2020/rls_no_water.shp"),
        ("m02_2022", "services/m02_installations_2022.csv"),
        ("municipalities_2025", "population/MUN.csv"),
        ("clsc_derived", "boundaries/clsc_derived/clsc_derived_partial.gpkg"),
        ("odcaf_v1", "services/ODCAF_v1.0.csv"),
    ):
        outcome = getter(mirror=real_data).get(catalogue[key])
        assert outcome.path is not None, said(outcome)
        assert outcome.path.read_bytes() == (real_data / name).read_bytes()
        assert outcome.remarks == []
    mates = {path.name for path in (outcome.path.parents[1] / "rls_2020").iterdir()}
    assert mates == {
        "rls_no_water.shp", "rls_no_water.dbf", "rls_no_water.prj", "rls_no_water.shx",
        "fetched.json",
    }  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("name", ["montreal", "montreal-abords", "montreal-cliniques", "quebec"])
def test_a_mirror_of_the_real_files_gives_all_that_a_real_study_needs(
    real_data: Path,
    checkout: Path,
    getter: Callable[..., Getter],
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERRITORY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    study = read_study(checkout / "studies" / f"{name}.toml", tmp_path / "data")
    bring = getter(mirror=real_data)
    for needed in files_needed(study):
        assert needed.path is None
        assert needed.entry is not None, needed.name
        outcome = bring.get(needed.entry)
        assert outcome.path is not None, said(outcome)
    assert all(needed.path is not None for needed in files_needed(study))


@pytest.mark.real
def test_a_server_gives_a_shapefile_with_what_goes_with_it(
    real_data: Path, publisher: Any, getter: Callable[..., Getter]
) -> None:
    entry = load_catalogue()["rls_2020"]
    for path in (real_data / "boundaries" / "rls_2020").iterdir():
        publisher.publish(f"/rls_2020/{path.name}", path.read_bytes())
    outcome = getter(mirror=publisher.address).get(entry)
    assert outcome.path is not None, said(outcome)
    assert {path.name for path in outcome.path.parent.iterdir()} == {
        "rls_no_water.shp", "rls_no_water.dbf", "rls_no_water.prj", "rls_no_water.shx",
        "fetched.json",
    }  # fmt: skip
    reading = read("territories", "rls", outcome.path, meta=entry, level="rls")
    assert (reading.read, reading.kept) == (96, 96)
    del publisher.answers["/rls_2020/rls_no_water.dbf"]
    failed = getter(mirror=publisher.address, force=True).get(entry)
    assert "rls_no_water.dbf, qui va avec rls_no_water.shp" in said(failed)
    assert read("territories", "rls", outcome.path, meta=entry, level="rls").kept == 96
    assert not list(outcome.path.parent.glob("*.part*"))


@pytest.mark.real
def test_real_files_come_from_a_server_that_drops_the_line(
    real_data: Path, publisher: Any, serving: Any, getter: Callable[..., Getter], tmp_path: Path
) -> None:
    catalogue = load_catalogue()
    body = (real_data / "services" / "m02_installations_2022.csv").read_bytes()
    dropped = serving.Answer(body, etag='"2022"', cut=300_000)
    whole = serving.Answer(body, etag='"2022"')
    publisher.publish("/m02_2022/m02_installations_2022.csv", dropped, dropped, whole)
    outcome = getter(mirror=publisher.address).get(catalogue["m02_2022"])
    assert outcome.path is not None
    assert outcome.path.read_bytes() == body
    assert len(publisher.log) == 3
    archive = tmp_path / "ODCAF_V1.0.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.write(real_data / "services" / "ODCAF_v1.0.csv", "ODCAF_V1.0/ODCAF_v1.0.csv")
    publisher.publish("/ODCAF_V1.0.zip", archive.read_bytes())
    outcome = getter(mirror=publisher.address).get(catalogue["odcaf_v1"])
    assert (outcome.status, outcome.remarks) == ("fetched", [])
    assert outcome.path is not None
    readings = [
        read("services", "odcaf", path, meta=catalogue["odcaf_v1"])
        for path in (outcome.path, real_data / "services" / "ODCAF_v1.0.csv")
    ]
    assert readings[0].read == readings[1].read == 7972
    assert readings[0].kept == readings[1].kept


def test_a_pattern_or_a_name_the_catalogue_cannot_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    good = (
        '[x]\ntitle = "X"\ntitle_en = "X"\npublisher = ""\nlicence = ""\nvintage = ""\n'
        'obtain = "fetch"\naddress = ""\n'
    )
    for line in (
        'file_name = "../x.csv"', 'file_name = "a/b.csv"', 'file_name = ".x"', "size_mb = -1",
        "max_size_mb = true", 'columns = "a"', "local_names = [3]", "title_fr = 'a'",
    ):  # fmt: skip
        path.write_text(good + line + "\n", encoding="utf-8")
        with pytest.raises(InputError, match=line.split(" ")[0]):
            load_catalogue(path)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_mirror_that_stays_broken_is_given_up_soon_at_each_address(
    getter: Any, entry: Any, publisher: Any, serving: Any, waits: list[float], status: int
) -> None:
    for path in ("/essai/essai.csv", "/essai.csv"):
        publisher.publish(path, serving.Answer(b"", status=status, headers={"Retry-After": "1"}))
    assert getter(mirror=publisher.address).get(entry()).status == "failed"
    assert waits == [1.0, 1.0]
    assert len(publisher.log) == 4


def test_a_mirror_that_asks_for_a_long_wait_is_left(
    getter: Any, entry: Any, publisher: Any, serving: Any, waits: list[float]
) -> None:
    busy = serving.Answer(b"", status=503, headers={"Retry-After": "60"})
    publisher.publish("/essai/essai.csv", busy)
    publisher.publish("/essai.csv", BODY)
    assert getter(mirror=publisher.address).get(entry()).status == "fetched"
    assert waits == []


def test_a_mirror_that_is_not_there_is_asked_at_one_address_only(
    getter: Any, entry: Any, waits: list[float]
) -> None:
    outcome = getter(mirror="http://127.0.0.1:9").get(entry())
    assert "injoignable" in said(outcome)
    assert (len(outcome.tried), waits) == (1, [0.5])


def test_a_mirror_that_drops_the_line_in_the_middle_is_still_taken_up(
    getter: Any, entry: Any, publisher: Any, serving: Any, waits: list[float]
) -> None:
    body = BODY + b"1;Lieu\n" * 100_000
    drop, whole = (serving.Answer(body, cut=cut, etag='"a"') for cut in (150_000, None))
    publisher.publish("/essai/essai.csv", drop, drop, drop, whole)
    assert getter(mirror=publisher.address).get(entry()).status == "fetched"
    assert waits == [0.5, 1.0, 2.0]
