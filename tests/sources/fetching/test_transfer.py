"""Bringing a file over a bad line, from a server that cannot be trusted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.fetching import shelf, web
from territory.sources.fetching.alone import alone
from territory.sources.fetching.get import Getter, Outcome
from territory.sources.fetching.persist import broken, retry_after

TEXT = "code;nom\n" + "".join(f"{n};Lieu {n}\n" for n in range(20_000))
BODY = TEXT.encode()
PAGE = b"<!DOCTYPE html><html><head><title>Page d&eacute;plac&eacute;e</title></head></html>"


def why(outcome: Outcome) -> str:
    """Return what was said of a failure."""
    assert outcome.status == "failed"
    return " ".join(f"{where} : {fault.sentence()}" for where, fault in outcome.tried).replace(
        "\u00a0", " "
    )


def nothing_left(folder: Path) -> bool:
    """Tell whether a folder holds nothing, or only what was there before."""
    return not folder.exists() or [path.name for path in folder.iterdir()] == []


@pytest.fixture
def get(
    publisher: Any, entry: Callable[..., SourceInfo], getter: Callable[..., Getter]
) -> Callable[..., Outcome]:
    """Get a product published at /essai.csv."""

    def run(*answers: Any, force: bool = False, **changes: Any) -> Outcome:
        address = publisher.publish("/essai.csv", *answers) if answers else ""
        return getter(force=force).get(entry(**{"address": address, **changes}))

    return run


def test_a_file_arrives_whole_with_its_record(get: Callable[..., Outcome], serving: Any) -> None:
    dated = {"Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"}
    outcome = get(serving.Answer(BODY, etag='"a"', headers=dated))
    assert outcome.status == "fetched"
    assert outcome.path is not None
    assert outcome.path.read_bytes() == BODY
    record = shelf.read_record(outcome.path.parent)
    assert record is not None
    assert (record.size, record.etag) == (len(BODY), '"a"')
    assert record.last_modified == dated["Last-Modified"]
    assert {path.name for path in outcome.path.parent.iterdir()} == {"essai.csv", "fetched.json"}


def test_the_request_says_no_more_than_it_must(
    get: Callable[..., Outcome], publisher: Any, serving: Any
) -> None:
    get(serving.Answer(BODY, headers={"Set-Cookie": "suivi=1"}))
    get(force=True, address=publisher.address + "/essai.csv")
    first, second = publisher.asked("/essai.csv")
    assert first == second
    assert set(first) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert first["User-Agent"] == "Mozilla/5.0 (compatible; territory/0.1)"
    assert first["Accept-Encoding"] == "identity"


def test_passwords_of_the_machine_are_not_sent(
    get: Callable[..., Outcome], publisher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / ".netrc"
    secret.write_text("machine 127.0.0.1 login moi password secret\n")
    secret.chmod(0o600)
    monkeypatch.setenv("NETRC", str(secret))
    get(BODY)
    assert "Authorization" not in publisher.asked("/essai.csv")[0]


def test_a_dropped_connection_is_taken_up_where_it_broke(
    get: Callable[..., Outcome], publisher: Any, serving: Any, waits: list[float]
) -> None:
    dropped = serving.Answer(BODY, etag='"a"', cut=100_000)
    outcome = get(dropped, serving.Answer(BODY, etag='"a"'))
    assert outcome.path is not None
    assert outcome.path.read_bytes() == BODY
    _, again = publisher.asked("/essai.csv")
    begun = int(again["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < begun <= 100_000
    assert again["If-Range"] == '"a"'
    assert waits == [0.5]


def test_what_was_left_by_another_run_is_taken_up(
    get: Callable[..., Outcome], publisher: Any, serving: Any
) -> None:
    stopped = get(serving.Answer(BODY, etag='"a"', cut=100_000, ranges=False))
    assert stopped.to_resume > 0
    assert get(serving.Answer(BODY, etag='"a"')).status == "fetched"
    assert publisher.asked("/essai.csv")[-1]["Range"] == f"bytes={stopped.to_resume}-"


def test_a_server_that_ignores_ranges_sends_all_of_it_again(
    get: Callable[..., Outcome], serving: Any
) -> None:
    dropped = serving.Answer(BODY, etag='"a"', cut=100_000)
    outcome = get(dropped, serving.Answer(BODY, etag='"a"', ranges=False))
    assert outcome.path is not None
    assert outcome.path.read_bytes() == BODY


@pytest.mark.parametrize("obeys_if_range", [True, False])
def test_a_file_that_changed_between_two_tries_is_not_sewn_together(
    get: Callable[..., Outcome], serving: Any, obeys_if_range: bool
) -> None:
    other = BODY.replace(b"Lieu", b"Site")
    outcome = get(
        serving.Answer(BODY, etag='"a"', cut=100_000),
        serving.Answer(other, etag='"b"', whole_range=not obeys_if_range),
    )
    assert outcome.path is not None
    assert outcome.path.read_bytes() == other


def test_without_a_tag_or_a_date_nothing_is_resumed(
    get: Callable[..., Outcome], publisher: Any, serving: Any
) -> None:
    assert get(serving.Answer(BODY, cut=100_000), serving.Answer(BODY)).status == "fetched"
    assert all("Range" not in headers for headers in publisher.asked("/essai.csv"))
    weak = serving.Answer(BODY, etag='W/"a"', cut=100_000)
    assert get(weak, serving.Answer(BODY), force=True).status == "fetched"
    assert all("Range" not in headers for headers in publisher.asked("/essai.csv"))


def test_a_server_that_announces_more_than_it_gives_is_refused(
    get: Callable[..., Outcome], serving: Any, tmp_path: Path
) -> None:
    outcome = get(serving.Answer(BODY, etag='"a"', announced=len(BODY) + 500))
    said = why(outcome)
    assert "annonce" in said or "rompue" in said
    assert outcome.path is None
    assert not (tmp_path / "data" / "essai" / "essai.csv").exists()


def test_a_server_that_announces_less_than_the_file_gives_a_cut_text_that_is_refused(
    get: Callable[..., Outcome], serving: Any, tmp_path: Path
) -> None:
    cut = BODY.rindex(b";") - 2
    assert "dernière ligne n'est pas entière" in why(get(serving.Answer(BODY, announced=cut)))
    assert nothing_left(tmp_path / "data" / "essai")


def test_a_page_with_status_200_is_refused_by_its_title(
    get: Callable[..., Outcome], publisher: Any
) -> None:
    assert "une page web (« Page déplacée »)" in why(get(PAGE))
    for name in ("a.zip", "a.gpkg", "a.shp", "a.xlsx", "a.osm.pbf", "a.geojson"):
        said = why(get(b"\xef\xbb\xbf\n  " + PAGE.lower(), file_name=name))
        assert "page web" in said


def test_what_is_not_there_is_said_with_its_address(
    get: Callable[..., Outcome], publisher: Any, serving: Any, waits: list[float]
) -> None:
    said = why(get(serving.Answer(b"", status=404)))
    assert f"{publisher.address}/essai.csv : Le serveur répond 404 (introuvable)." in said
    assert waits == []
    assert len(publisher.log) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again_after_growing_waits(
    get: Callable[..., Outcome], serving: Any, waits: list[float], status: int
) -> None:
    busy = serving.Answer(b"", status=status)
    assert get(busy, busy, busy, BODY).status == "fetched"
    assert waits == [0.5, 1.0, 2.0]


def test_a_server_that_stays_broken_is_given_up(
    get: Callable[..., Outcome], publisher: Any, serving: Any
) -> None:
    assert "répond 500 (serveur en panne)" in why(get(serving.Answer(b"", status=500)))
    assert len(publisher.log) == 5


def test_the_wait_a_server_asks_for_is_taken_unless_it_is_too_long(
    get: Callable[..., Outcome], serving: Any, waits: list[float]
) -> None:
    busy = serving.Answer(b"", status=429, headers={"Retry-After": "7"})
    assert get(busy, BODY).status == "fetched"
    assert waits == [7.0]
    closed = serving.Answer(b"", status=503, headers={"Retry-After": "86400"})
    assert "attendre 1440 minutes" in why(get(closed, force=True))
    assert waits == [7.0]


def test_a_new_download_that_fails_keeps_the_former_file(
    get: Callable[..., Outcome], serving: Any
) -> None:
    first = get(BODY)
    assert first.path is not None
    record = shelf.read_record(first.path.parent)
    bad = (
        serving.Answer(b"", status=404), PAGE, b"", serving.Answer(BODY, announced=100),
        serving.Answer(BODY, cut=100_000),
    )  # fmt: skip
    for answer in bad:
        failed = get(answer, force=True)
        assert failed.status == "failed"
        assert failed.path == first.path
        assert first.path.read_bytes() == BODY
        assert shelf.read_record(first.path.parent) == record


def test_what_is_here_is_not_asked_again_unless_forced(
    get: Callable[..., Outcome], publisher: Any
) -> None:
    get(BODY)
    assert get(BODY).status == "kept"
    assert len(publisher.log) == 1
    assert get(BODY, force=True).status == "fetched"
    assert len(publisher.log) == 2


def test_a_file_too_large_is_refused_announced_or_not(
    get: Callable[..., Outcome], serving: Any, tmp_path: Path
) -> None:
    assert "annonce 0 Mo, plus que les 0 Mo" in why(get(BODY, max_size_mb=0.1))
    lying = serving.Answer(BODY, headers={"Content-Encoding": "x-none"})
    assert "dépasse les 0 Mo permis" in why(get(lying, max_size_mb=0.1))
    assert nothing_left(tmp_path / "data" / "essai")


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("file:///etc/passwd", "n'est pas du web"),
        ("ftp://127.0.0.1/essai.csv", "n'est pas du web"),
        ("/essai.csv", "d'une adresse à l'autre"),
    ],
)
def test_redirections_out_of_the_web_or_in_circles_are_refused(
    get: Callable[..., Outcome], serving: Any, target: str, told: str
) -> None:
    assert told in why(get(serving.Answer(b"", status=302, headers={"Location": target})))


def test_a_redirection_on_the_web_is_followed_without_saying_where_from(
    get: Callable[..., Outcome], publisher: Any, serving: Any
) -> None:
    publisher.publish("/ailleurs.csv", BODY)
    moved = {"Location": "/ailleurs.csv", "Set-Cookie": "suivi=1"}
    assert get(serving.Answer(b"", status=301, headers=moved)).status == "fetched"
    (headers,) = publisher.asked("/ailleurs.csv")
    assert not {"Referer", "Cookie", "Authorization"} & set(headers)


def test_an_address_that_is_not_of_the_web_is_refused(get: Callable[..., Outcome]) -> None:
    for address in ("file:///etc/passwd", "javascript:alert(1)", "http://"):
        assert "n'est pas une adresse du web" in why(get(address=address))


def test_a_server_that_is_not_there_is_said(get: Callable[..., Outcome]) -> None:
    assert "injoignable" in why(get(address="http://127.0.0.1:9/essai.csv"))


def test_a_password_in_an_address_is_neither_shown_nor_kept(
    get: Callable[..., Outcome], publisher: Any, serving: Any, tmp_path: Path
) -> None:
    address = publisher.address.replace("//", "//moi:secret@") + "/essai.csv"
    publisher.publish("/essai.csv", serving.Answer(BODY, etag='"a"', cut=90_000, ranges=False))
    outcome = get(address=address)
    assert "secret" not in why(outcome)
    assert outcome.to_resume > 0
    kept = [path.read_text() for path in (tmp_path / "data").rglob("*.json")]
    publisher.publish("/essai.csv", serving.Answer(BODY, etag='"a"'))
    assert get(address=address).status == "fetched"
    assert "Range" in publisher.log[-1][1]
    kept += [path.read_text() for path in (tmp_path / "data").rglob("*.json")]
    assert len(kept) == 2
    assert "secret" not in json.dumps(kept)


def test_the_proxy_of_the_organisation_is_used_and_only_where_it_must(
    get: Callable[..., Outcome], publisher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish("http://exemple.invalid/essai.csv", BODY)
    monkeypatch.setenv("http_proxy", publisher.address)
    assert get(address="http://exemple.invalid/essai.csv").status == "fetched"
    monkeypatch.setenv("no_proxy", "exemple.invalid")
    assert "injoignable" in why(get(address="http://exemple.invalid/essai.csv", force=True))


def test_an_encrypted_address_never_leads_to_a_plain_one() -> None:
    with pytest.raises(InputError, match="ne l'est pas"):
        web._next("https://exemple.org/a.zip", "http://exemple.org/a.zip")
    assert web._next("http://a.org/a.zip", "https://moi:s@a.org/b.zip") == "https://a.org/b.zip"


def test_a_server_whose_identity_cannot_be_checked_is_refused_at_once() -> None:
    fault = requests.exceptions.SSLError("certificate verify failed: CERTIFICATE_VERIFY_FAILED")
    assert "identité" in str(broken(fault))
    assert isinstance(broken(fault), InputError)


def test_a_disk_too_small_is_said_before_anything_is_written(
    get: Callable[..., Outcome], serving: Any, tmp_path: Path
) -> None:
    huge = serving.Answer(BODY, announced=10**16)
    assert "Mo et il n'en reste que" in why(get(huge, max_size_mb=1e12))
    assert nothing_left(tmp_path / "data" / "essai")


def test_a_wait_asked_for_by_its_date_is_counted_from_now() -> None:
    now = datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC)
    assert retry_after("Wed, 21 Oct 2026 07:28:30 GMT", now) == 30
    assert retry_after("Wed, 21 Oct 2026 07:00:00 GMT", now) == 0
    assert retry_after("demain", now) is None


def test_a_full_or_closed_disk_is_said(
    get: Callable[..., Outcome], publisher: Any, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("un fichier là où va le dossier")
    assert "Rien ne peut s'écrire" in why(get(BODY))


def test_a_checksum_stated_must_be_the_file_s(get: Callable[..., Outcome], tmp_path: Path) -> None:
    assert "empreinte sha256" in why(get(BODY, sha256="0" * 64))
    assert nothing_left(tmp_path / "data" / "essai")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 400_000),
    cuts=st.lists(st.integers(0, 400_000), max_size=3),
    changes=st.integers(0, 3),
    obeys=st.booleans(),
)
def test_wherever_the_line_breaks_the_file_is_one_of_those_published_and_whole(
    publisher: Any,
    serving: Any,
    entry: Callable[..., SourceInfo],
    getter: Callable[..., Getter],
    size: int,
    cuts: list[int],
    changes: int,
    obeys: bool,
) -> None:
    def text(version: int) -> bytes:
        return (b"%d;" % version * size)[:size] + b"\n"

    versions = [int(rank >= changes) for rank in range(len(cuts) + 1)]
    answers = [
        serving.Answer(text(v), etag=f'"{v}"', cut=cut, ranges=obeys, whole_range=not obeys)
        for v, cut in zip(versions, cuts, strict=False)
    ]
    last = serving.Answer(text(versions[-1]), etag=f'"{versions[-1]}"', ranges=obeys)
    address = publisher.publish("/essai.csv", *answers, last)
    outcome = getter(force=True).get(entry(address=address))
    assert outcome.path is not None, why(outcome)
    assert outcome.path.read_bytes() in {text(0), text(1)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not hold folders")
def test_two_commands_never_write_the_same_product_at_once(
    get: Callable[..., Outcome], tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "essai"
    folder.mkdir(parents=True)
    with alone(folder):
        assert "Une autre commande obtient ce produit" in why(get(BODY))
    assert get(BODY).status == "fetched"
