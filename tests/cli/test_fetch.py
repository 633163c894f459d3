"""`territory fetch` as its users meet it: what it prints, what it keeps, how it leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from territory.cli import main
from territory.sources import load_catalogue

COMMAND = "import sys; from territory.cli import main; sys.exit(main(sys.argv[1:]))"
MUN = (
    b"mcode,munnom,mdes,regadm,mrc,msuperf,mpopul,mdatcons\n"
    b"46005,Abercorn,Village,Estrie (05),Brome-Missisquoi (46),26.97,356,1929-06-25\n"
)
M02 = b"INSTAL_COD;INSTAL_NOM;CLSC_CODE;MRC_CODE;RLS_CODE;LONGITUDE;LATITUDE\n" + b"".join(
    b"%d;CLSC %d;06111;66;0611;-73.6;45.5\n" % (n, n) for n in range(20_000)
)
PAGE = b"<!DOCTYPE html><title>Connexion requise</title>"
STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "donnees"

[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"

[[population]]
reader = "municipalities"
catalogue = "municipalities_2025"

[[services]]
reader = "m02"
path = "services/installations.csv"
catalogue = "m02"

[[services]]
reader = "odhf"
catalogue = "odhf_v1"
"""


@pytest.fixture(scope="session")
def serving() -> ModuleType:
    file = Path(__file__).parents[1] / "publisher.py"
    spec = spec_from_file_location("publisher", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["publisher"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def publisher(serving: ModuleType) -> Iterator[Any]:
    with serving.publishing() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder files are fetched to."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("TERRITORY_LANG", raising=False)
    monkeypatch.setenv("TERRITORY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    return tmp_path / "cache" / "data"


@pytest.fixture
def fetch(data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; return its status, what it printed and what it complained of."""

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["fetch", *map(str, words)])
        told = capsys.readouterr()
        return status, *(text.replace("\u00a0", " ") for text in told)

    return run


Fetch = Callable[..., tuple[int, str, str]]


def test_without_a_name_it_lists_the_catalogue_and_says_what_to_type(
    fetch: Fetch, data: Path
) -> None:
    status, out, err = fetch()
    assert (status, err) == (0, "")
    for key in load_catalogue():
        assert key in out
    assert "territory fetch NOM" in out
    assert f"Dossier : {data}" in out
    assert max(map(len, out.splitlines()[:-4])) <= 118


def test_the_list_says_what_is_here_since_when_and_which_study_needs_it(
    fetch: Fetch, data: Path, publisher: Any
) -> None:
    publisher.publish("/MUN.csv", MUN)
    assert fetch("municipalities_2025", "--mirror", publisher.address)[0] == 0
    (data / "m02").mkdir()
    (data / "m02" / "installationscsv.csv").write_bytes(M02)
    record = data / "municipalities_2025" / "fetched.json"
    told = json.loads(record.read_text())
    record.write_text(json.dumps({**told, "fetched_at": "2026-01-01T00:00:00+00:00"}))
    out = fetch("--list", "municipalities_2025", "m02", "gaf_2021")[1]
    rows = {line.split()[0]: line for line in out.splitlines() if line.split()}
    assert "oui, il y a" in rows["municipalities_2025"]
    assert "jours" in out
    assert "montreal-abords" in rows["municipalities_2025"]
    assert "oui, donné à la main" in rows["m02"]
    assert " non " in rows["gaf_2021"]


def test_a_file_comes_from_a_mirror_and_is_not_asked_twice(
    fetch: Fetch, data: Path, publisher: Any
) -> None:
    publisher.publish("/municipalities_2025/MUN.csv", MUN)
    status, out, err = fetch("municipalities_2025", "--mirror", publisher.address)
    path = data / "municipalities_2025" / "MUN.csv"
    assert (status, out, err) == (0, f"municipalities_2025 : obtenu ({len(MUN)} o), {path}\n", "")
    assert path.read_bytes() == MUN
    status, out, _ = fetch("municipalities_2025", "--mirror", publisher.address)
    assert status == 0
    assert "aujourd'hui — déjà là; --force" in out
    assert len(publisher.log) == 1


def test_when_one_fails_the_others_go_on_and_the_end_says_so(
    fetch: Fetch, data: Path, publisher: Any
) -> None:
    publisher.publish("/municipalities_2025/MUN.csv", PAGE)
    publisher.publish("/m02_2022/m02_installations_2022.csv", M02)
    words = ("municipalities_2025", "m02_2022", "demo")
    status, out, err = fetch(*words, "--mirror", publisher.address)
    assert status == 2
    assert "m02_2022 : obtenu" in out
    assert out.endswith("En tout : 1 obtenu, 1 gardé, 1 échec.\n")
    first, *lines = err.splitlines()
    assert first.startswith("municipalities_2025 (Répertoire des municipalités du Québec, 2025)")
    assert any("(« Connexion requise »)" in line and publisher.address in line for line in lines)
    assert any("404 (introuvable)" in line for line in lines)
    page = load_catalogue()["municipalities_2025"].page
    place = data / "municipalities_2025" / "MUN.csv"
    assert lines[-1] == f"  À la main : prenez-le à {page} et déposez-le sous {place}"
    assert "Traceback" not in err


def test_a_failure_keeps_what_was_there_and_says_its_age(
    fetch: Fetch, data: Path, publisher: Any
) -> None:
    publisher.publish("/MUN.csv", MUN, PAGE)
    fetch("municipalities_2025", "--mirror", publisher.address)
    status, _, err = fetch("municipalities_2025", "--force", "--mirror", publisher.address)
    assert status == 2
    assert "Le fichier d'avant est gardé (aujourd'hui)." in err
    assert (data / "municipalities_2025" / "MUN.csv").read_bytes() == MUN


def test_a_product_without_an_address_says_who_to_ask(fetch: Fetch, data: Path) -> None:
    status, out, err = fetch("odhf_v1")
    assert (status, out) == (2, "")
    assert "doit être fourni : aucune adresse publique" in err
    assert f"(Statistique Canada) et déposez-le sous {data / 'odhf_v1' / 'odhf_v1.csv'}" in err


def test_a_dropped_line_is_told_and_taken_up(fetch: Fetch, publisher: Any, serving: Any) -> None:
    dropped = serving.Answer(M02, etag='"a"', cut=200_000)
    publisher.publish("/m02_2022/m02_installations_2022.csv", dropped, dropped)
    publisher.answers["/m02_2022/m02_installations_2022.csv"][1:] = [
        serving.Answer(M02, etag='"a"')
    ]
    status, _, err = fetch("m02_2022", "--mirror", publisher.address)
    assert status == 0
    assert err == "m02_2022 : La connexion s'est rompue en chemin. Nouvel essai dans 0,5 s.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["mo2"], "« mo2 » n'est pas au catalogue"),
        (["m02", "--mirror", "nulle-part"], "ni un dossier qui existe ni une adresse"),
        (["m02", "--mirror", "ftp://exemple.org/"], "ni un dossier qui existe ni une adresse"),
        (["m02", "--to", __file__], "donné à --to, est un fichier"),
        (["--study", "absente.toml"], "absente.toml n'existe pas"),
        (["--lst"], "« --lst » n'existe pas (« --list »?)"),
    ],
)
def test_a_wrong_word_is_one_sentence(fetch: Fetch, words: list[str], told: str) -> None:
    status, out, err = fetch(*words)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_machine_without_a_place_of_one_s_own_is_told_to_name_one(
    fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plein").write_text("un fichier")
    monkeypatch.setenv("TERRITORY_CACHE", str(tmp_path / "plein" / "cache"))
    status, _, err = fetch("m02")
    assert status == 2
    assert "donnez-en un à --to" in err


def test_help_is_in_the_language_asked(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    page = " ".join(fetch("--help")[1].split())
    assert "territory fetch --study studies/montreal.toml" in page
    for english in ("default", "required", "<path>", "<list", "Show"):
        assert english not in page
    monkeypatch.setenv("TERRITORY_LANG", "en")
    page = fetch("--help")[1]
    assert "Get the official files" in page
    assert "Obtenir" not in page


def test_everything_is_said_before_it_begins(fetch: Fetch, data: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "miroir"
    mirror.mkdir()
    (mirror / "MUN.csv").write_bytes(MUN)
    status, out, _ = fetch("--all", "--mirror", mirror)
    assert status == 2
    first, *others = out.splitlines()
    asked = [entry for entry in load_catalogue().values() if entry.file_name]
    assert first.startswith(f"{len(asked)} produits à obtenir, au moins")
    assert str(data) in first
    assert others[-1].startswith("En tout : 1 obtenu, 0 gardé,")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "etude.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_a_study_is_told_which_files_a_command_gets(
    study: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(study)]) == 2
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert told.count("\n") == 1
    assert "Il manque 4 fichiers" in told
    assert "mrc.gpkg (à fournir)" in told
    assert "municipalities_2025 (`territory fetch municipalities_2025`)" in told
    assert "services/installations.csv (`territory fetch m02`)" in told
    assert "odhf_v1 (à fournir)" in told


def test_a_file_inside_a_product_is_told_with_the_command_and_the_archive(
    fetch: Fetch, study: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = STUDY.replace('"mrc.gpkg"', '"limites/mrc_s.dbf"')
    study.write_text(named, encoding="utf-8")
    listed = " ".join(fetch("--list", "--study", study)[1].split())
    assert "territory fetch mrc_sda_2025" in listed
    assert "SHP.zip" in listed
    assert main(["check", str(study)]) == 2
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert "mrc_s.dbf (à sortir de SHP.zip : `territory fetch mrc_sda_2025`)" in told


def test_what_a_study_needs_is_fetched_and_the_rest_is_named(
    fetch: Fetch, study: Path, data: Path, publisher: Any, tmp_path: Path
) -> None:
    columns = ";".join(load_catalogue()["m02"].columns).encode()
    publisher.publish("/MUN.csv", MUN)
    publisher.publish("/installationscsv.csv", columns + b"\n" + b";" * columns.count(b";"))
    publisher.publish("/odhf_v1.csv", (",".join(load_catalogue()["odhf_v1"].columns)).encode()
                      + b"\n" + b"1,CLSC,,,,,,,,\n" * 100_000)  # fmt: skip
    listed = fetch("--list", "--study", study)[1]
    assert "territory fetch m02" in listed
    status, out, _ = fetch("--study", study, "--mirror", publisher.address)
    assert status == 0
    assert "À fournir pour cette étude :\n  mrc.gpkg\n" in out
    again = fetch("--list", "--study", study)[1]
    assert again.count(" oui ") == 3
    (tmp_path / "donnees").mkdir()
    (tmp_path / "donnees" / "mrc.gpkg").write_bytes(b"x")
    asked = len(publisher.log)
    assert fetch("--study", study)[1] == "Tout ce que l'étude demande est là.\n"
    assert len(publisher.log) == asked


def test_an_entry_that_does_not_exist_is_said_before_anything_is_read(
    study: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study.write_text(STUDY.replace('"odhf_v1"', '"odhf_v9"'), encoding="utf-8")
    assert main(["check", str(study)]) == 2
    assert "« odhf_v9 » n'existe pas" in capsys.readouterr().err.replace("\u00a0", " ")


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if "proxy" not in name.lower() and not name.startswith("TERRITORY_")
    }
    return {**kept, "TERRITORY_DATA": str(data), **more}


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals between processes are POSIX's")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_keeps_what_came_and_the_next_run_goes_on(
    tmp_path: Path, publisher: Any, serving: Any, sent: signal.Signals, status: int
) -> None:
    data = tmp_path / "data"
    path = "/m02_2022/m02_installations_2022.csv"
    publisher.publish(path, serving.Answer(M02, etag='"a"', cut=300_000, stalls=True))
    words = [sys.executable, "-c", COMMAND, "fetch", "m02_2022", "--mirror", publisher.address]
    part = data / "m02_2022" / "m02_installations_2022.csv.part"
    as_at_a_terminal = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        words,
        env=environment(data, TERRITORY_LANG="en"),
        stderr=subprocess.PIPE,
        preexec_fn=as_at_a_terminal,  # noqa: PLW1509 - one thread
    ) as child:
        while child.poll() is None and not (part.is_file() and part.stat().st_size):
            time.sleep(0.01)
        child.send_signal(sent)
        told = child.communicate()[1].decode("utf-8").replace("\u00a0", " ")
    assert child.returncode == status, told
    assert told.startswith("Interrupted; ")
    assert told.endswith("of m02_2022 are kept: the same command will go on from there.\n")
    assert told.count("\n") == 1
    publisher.publish(path, serving.Answer(M02, etag='"a"'))
    done = subprocess.run(words, env=environment(data), check=False)
    assert done.returncode == 0
    assert (data / "m02_2022" / "m02_installations_2022.csv").read_bytes() == M02
    assert publisher.log[-1][1]["Range"].startswith("bytes=")


OFFLINE = """
import socket, sys

def refuse(*_):
    raise OSError("the network is closed")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from territory.cli import main
status = main(sys.argv[1:])
loaded = [name for name in sys.modules if name.startswith("territory.sources.fetching.")]
print(sorted(loaded))
sys.exit(status)
"""


@pytest.mark.slow
def test_a_run_neither_touches_the_network_nor_loads_what_does(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "run", "--demo", "-o", str(out)],
        env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "['territory.sources.fetching.shelf']"
    assert (out / "run.json").is_file()


def test_reading_a_study_loads_nothing_that_downloads(tmp_path: Path) -> None:
    code = (
        "import sys; import territory.study.file, territory.study.validate; "
        "print('requests' in sys.modules, 'territory.sources.fetching.web' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "False False\n"
