"""Several workers behind a proxy: any of them answers anything, and the proxy breaks nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from territory_app import urls
from territory_app.errors import ResultsError
from territory_app.factory import TerritoryDash
from territory_app.security import UPDATE
from territory_app.tiles import archive
from territory_app.wsgi import configured, create_wsgi

Answer = tuple[int, str | None, bytes]
GOOD = {
    "language": "fr", "level": "mrc", "indicator": "classe", "kind": "clsc", "zoom": "8", "x": "75",
    "y": "90", "territory": "MRC:20", "territory_id": "MRC:20",
}  # fmt: skip
DATED = (".xlsx", ".pdf")
"""What carries the time it was made."""
PARALLEL = 50


def ask(address: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    connection = HTTPConnection(address.removeprefix("http://").partition("/")[0], timeout=120)
    given = headers | ({"Content-Type": "application/json"} if body else {})
    connection.request("POST" if body else "GET", path, body, given)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers["ETag"], content


def addresses(app: TerritoryDash) -> list[str]:
    """Return an address of each rule that our own names can fill."""
    found = {"/fr/", "/en/?niveau=rls&indicateur=atteinte", "/nulle-part"}
    found |= {
        re.sub(r"<(?:\w+:)?(\w+)>", lambda one: GOOD[one[1]], rule.rule)
        for rule in app.server.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= set(GOOD)
    }
    return sorted(found - {urls.HEALTH})


@contextmanager
def asleep(pid: int) -> Iterator[None]:
    """Stop a process for a while, so that another answers."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_any_worker_answers_anything_alike(
    two_workers: Any, demo_app: TerritoryDash, a_call: Callable[..., dict[str, Any]]
) -> None:
    first, second = two_workers.workers()
    paths = [
        f"/acces{study}{path}" for study in ("", "/etudes/essai-2") for path in addresses(demo_app)
    ]
    assert len(paths) > 20
    calls = [json.dumps(one).encode() for one in a_call(demo_app)]
    seen: list[dict[str, Answer]] = []
    for other in (first, second):
        with asleep(other):
            got = {path: ask(two_workers.address, path) for path in paths}
            got |= {
                f"call {one}": ask(two_workers.address, f"/acces{UPDATE}", call)
                for one, call in enumerate(calls)
            }
        seen.append(got)
    for path, answer in seen[0].items():
        again = seen[1][path]
        assert answer[:2] == again[:2], path
        assert answer[2] == again[2] or path.endswith(DATED), path
    assert {answer[0] for path, answer in seen[0].items() if path.startswith("call")} == {200}
    assert sum(answer[0] == 200 for answer in seen[0].values()) > len(paths) / 2


def test_what_a_browser_kept_from_one_worker_is_good_for_the_other(two_workers: Any) -> None:
    first, second = two_workers.workers()
    for path in ("/acces/data/table/fr/mrc", "/acces/vendor/maplibre-gl.js"):
        with asleep(first):
            tag = ask(two_workers.address, path)[1]
        with asleep(second):
            status, _, content = ask(two_workers.address, path, **{"If-None-Match": str(tag)})
        assert (status, content) == (304, b"")


def peak(pid: int) -> int:
    """Return the most memory a process has held, in kB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", text)[0])


def test_fifty_exports_at_once_stay_bounded(two_workers: Any, demo_app: TerritoryDash) -> None:
    exports = [path for path in addresses(demo_app) if path.startswith(f"{urls.EXPORT}/")]
    if not exports:
        pytest.skip("no export yet")
    for path in exports:
        ask(two_workers.address, f"/acces{path}")
    before = {pid: peak(pid) for pid in two_workers.workers()}
    asked = [f"/acces{exports[one % len(exports)]}?nombre={3 + one % 5}" for one in range(PARALLEL)]
    with ThreadPoolExecutor(PARALLEL) as crowd:
        statuses = Counter(crowd.map(lambda path: ask(two_workers.address, path)[0], asked))
    assert set(statuses) <= {200, 503}
    assert statuses[200] >= PARALLEL / 2
    assert set(two_workers.workers()) == set(before)
    grown = [peak(pid) - held for pid, held in before.items()]
    assert max(grown) < 150_000, f"{grown} kB more"
    assert ask(two_workers.address, "/acces/healthz")[0] == 200


def test_the_log_says_nothing_of_anyone(two_workers: Any) -> None:
    ask(
        two_workers.address, "/acces/fr/methode?nom=Ana%20Roy", **{"X-Forwarded-For": "203.0.113.9"}
    )
    ask(two_workers.address, "/acces/fr/Ana-Roy")
    lines = two_workers.log.read_text(encoding="utf-8").splitlines()
    shape = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ \S+ \d{3} \d+ ms")
    assert lines
    assert all(shape.fullmatch(line) for line in lines)
    assert any(" GET /fr/methode 200 " in line for line in lines)
    assert "203.0.113" not in "".join(lines)
    assert "Ana" not in "".join(lines)


def nameless(content: bytes) -> bytes:
    """Return a page without the name of the server, which some pages give to be cited."""
    return re.sub(rb"127\.0\.0\.1(:|%3A)\d+", b"", content)


def test_everything_passes_through_nginx(
    behind_nginx: str, two_workers: Any, demo_app: TerritoryDash
) -> None:
    for path in addresses(demo_app):
        direct = ask(two_workers.address, f"/acces{path}")
        through = ask(behind_nginx, f"/acces{path}")
        assert through[0] == direct[0], path
        assert nameless(through[2]) == nameless(direct[2]) or path.endswith(DATED), path
    assert ask(behind_nginx, "/acces")[0] == 301
    assert ask(behind_nginx, "/acces/fr/../../etc/passwd")[0] in {400, 404}
    assert ask(behind_nginx, f"/acces{UPDATE}", b"x" * 7_000_000)[0] == 413


def test_a_setting_that_is_wrong_stops_the_server_with_a_sentence(
    capsys: pytest.CaptureFixture[str], demo_out: Path
) -> None:
    for environ, said in (
        ({}, "TERRITORY_OUT"),
        ({"TERRITORY_OUT": str(demo_out), "TERRITORY_PREFIX": "/a b"}, "/a b"),
        ({"TERRITORY_OUT": str(demo_out), "TERRITORY_PREFIX": "/../x"}, "/../x"),
        ({"TERRITORY_OUT": str(demo_out), "TERRITORY_PROXIES": "beaucoup"}, "beaucoup"),
        ({"TERRITORY_OUT": str(demo_out), "TERRITORY_PROXIES": "9"}, "9"),
        ({"TERRITORY_OUT": str(demo_out), "FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"TERRITORY_OUT": str(demo_out), "TERRITORY_LOG": "/nulle/part/log"}, "/nulle/part/log"),
    ):
        with pytest.raises(SystemExit) as stopped:
            create_wsgi(environ)
        assert stopped.value.code == 3
        told = capsys.readouterr().err
        assert said in told
        assert "Traceback" not in told


def test_results_that_are_not_there_yet_are_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = configured({"TERRITORY_OUT": str(tmp_path / "later"), "TERRITORY_LOG": ""})
    assert "run.json" in capsys.readouterr().err
    answer = Client(app).get("/en/")
    assert answer.status_code == 503
    assert "run.json" in answer.text


def test_proxies_are_believed_only_when_told(demo_out: Path, tile_cache: Path) -> None:
    base = {"TERRITORY_OUT": str(demo_out), "TERRITORY_CACHE": str(tile_cache), "TERRITORY_LOG": ""}
    seen = []
    for proxies in ("", "1"):
        app = configured(base | {"TERRITORY_PROXIES": proxies})
        answer = Client(app).get("/en/method/", headers={"X-Forwarded-Host": "evil.example"})
        seen.append(answer.headers.get("Location", ""))
        assert answer.status_code in {200, 308, 404}
    assert "evil" not in seen[0]


def test_two_processes_that_make_the_same_tiles_agree(study_out: Path, tmp_path: Path) -> None:
    """Both start from nothing, at the same time; each then reads whole tiles, and one copy stays."""
    program = """
import sys
from pathlib import Path
from territory_app.catalogue import open_results
from territory_app.tiles.store import TileStore
store = TileStore(open_results(Path(sys.argv[1])), Path(sys.argv[2]))
sys.stdin.readline()
for level in ("mrc", "rls"):
    made = store.level_map(level)
    print(level, made.zooms, len(made.anchors), len(store.tile(level, 8, 75, 90) or b""))
"""
    command = [sys.executable, "-c", program, str(study_out), str(tmp_path)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=120)[0] for one in both]
    assert said[0] == said[1]
    assert len(said[0].splitlines()) == 2
    kept = [path for path in tmp_path.rglob("*") if path.name == "map.json"]
    assert len(kept) == 2
    assert not list(tmp_path.rglob(".making-*"))


def test_damaged_tiles_are_made_again(study_out: Path, tmp_path: Path) -> None:
    from territory_app.catalogue import open_results
    from territory_app.tiles.store import TileStore

    catalogue = open_results(study_out)
    TileStore(catalogue, tmp_path).level_map("rls")
    spoilt = next(tmp_path.rglob("map.json"))
    spoilt.write_text("{", encoding="utf-8")
    assert TileStore(catalogue, tmp_path).tile("rls", 8, 75, 90)
    assert archive.load(spoilt.parent) is not None


def test_a_prefix_that_cannot_be_is_refused() -> None:
    from territory_app.server import known_prefix

    for prefix in ("/a?b", "/a//b", "/é", "/a/..", "http://a"):
        with pytest.raises(ResultsError):
            known_prefix(prefix)
