"""Headers, and what a hostile browser may post."""

from __future__ import annotations

import ast
import html
import json
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory_app import Settings, create_app
from territory_app.factory import TerritoryDash
from territory_app.security import UPDATE, well_formed
from territory_app.site import Site

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=10,
)
Calls = Callable[..., list[dict[str, Any]]]
UNHURRIED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("path", ["/fr/", "/healthz", "/data/table/fr/mrc", "/nulle", "/assets/x"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "worker-src 'self' blob:" in policy
    assert "frame-ancestors 'none'" in policy


def test_no_script_may_be_inline_or_evaluated(client: FlaskClient) -> None:
    policy = client.get("/fr/").headers["Content-Security-Policy"]
    scripts = re.findall(r"script-src ([^;]+)", policy)[0]
    assert "unsafe" not in scripts
    assert "'sha256-" in scripts


def test_the_developers_tools_are_off(
    client: FlaskClient, demo_app: TerritoryDash, a_call: Calls
) -> None:
    assert not demo_app.server.debug
    assert not demo_app._dev_tools.ui
    for path in ("/_alive_0", "/_alive_1", "/_reload-hash", "/console", "/?__debugger__=yes"):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == (200 if "?" in path else 404), path
        assert "werkzeug" not in answer.text.lower()


def test_the_calls_a_page_makes_are_answered(
    client: FlaskClient, demo_app: TerritoryDash, a_call: Calls
) -> None:
    calls = a_call(demo_app)
    assert len(calls) > 1
    for call in calls:
        assert client.post(UPDATE, json=call).status_code == 200


@UNHURRIED
@given(body=JSON)
def test_any_body_is_refused_or_answered_never_a_fault(client: FlaskClient, body: Any) -> None:
    assert client.post(UPDATE, json=body).status_code == 400


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "application/json"), (b"{", "application/json"), (b"\xff\xfe", "text/plain"),
     (b"a=1", "application/x-www-form-urlencoded")],
)  # fmt: skip
def test_what_is_not_json_is_refused(client: FlaskClient, content: bytes, kind: str) -> None:
    assert client.post(UPDATE, data=content, content_type=kind).status_code == 400


def test_a_huge_body_is_refused(client: FlaskClient) -> None:
    body = b"[" + b"0," * 600_000
    assert client.post(UPDATE, data=body, content_type="application/json").status_code == 413


def test_a_huge_body_that_does_not_say_its_size_is_refused(
    client: FlaskClient, demo_app: TerritoryDash, a_call: Calls
) -> None:
    body = json.dumps(a_call(demo_app)[0] | {"more": "0" * 1_200_000}).encode()
    answer = client.post(
        UPDATE,
        input_stream=BytesIO(body),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code in {400, 413}


def test_a_form_of_another_site_is_refused(
    client: FlaskClient, demo_app: TerritoryDash, a_call: Calls
) -> None:
    call = a_call(demo_app)[0]
    for site in ("cross-site", "same-site"):
        answer = client.post(UPDATE, json=call, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert (
        client.post(UPDATE, json=call, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    )


def test_a_callback_of_the_browser_cannot_be_called_here(demo_app: TerritoryDash) -> None:
    browser_only = [
        name for name, one in demo_app.callback_map.items() if one.get("callback") is None
    ]
    assert all(not well_formed({"output": name}, demo_app.callback_map) for name in browser_only)
    assert not well_formed({"output": "drawn.data"}, demo_app.callback_map)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/data/map/en/rls/etc.svg", "Something broke on our side"),
     ("/fr/methode", "Quelque chose s'est brisé de notre côté")],
)  # fmt: skip
def test_a_fault_of_ours_shows_a_code_and_no_trace(
    study_out: Path,
    tile_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    path: str,
    said: str,
) -> None:
    app = create_app(Settings(out=study_out, cache=tile_cache))

    def fail(**_asked: str) -> str:
        raise RuntimeError("secret")

    for endpoint in ("svg", "methode-fr"):
        monkeypatch.setitem(app.server.view_functions, endpoint, fail)
    answer = app.server.test_client().get(path)
    assert answer.status_code == 500
    assert said in html.unescape(answer.text)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    code = re.findall(r"Fault ([0-9a-f]{6}) ", caplog.text)[0]
    assert code in answer.text


def test_an_error_page_that_fails_too_is_still_a_page(
    client: FlaskClient, demo_app: TerritoryDash, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object, **_more: object) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr(Site, "render", fail)
    answer = client.get("/en/nowhere")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


def test_results_that_vanish_are_said_to_be_gone(study_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(study_out, out)
    client = create_app(Settings(out=out, cache=tmp_path / "tiles")).server.test_client()
    assert client.get("/healthz").get_json()["changed"] is False
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    (out / "run.json").write_text(json.dumps(record | {"created": "later"}), encoding="utf-8")
    assert client.get("/healthz").get_json()["changed"] is True
    (out / "study.gpkg").unlink()
    assert client.get("/tiles/mrc/8/75/90").status_code == 503
    (out / "run.json").unlink()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "run.json" in answer.get_json()["reason"]["en"]
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize("package", ["src/territory", "app/territory_app"])
def test_nothing_here_can_run_what_it_reads(checkout: Path, package: str) -> None:
    """A cache or a table that unpickles runs whatever someone wrote in it."""
    banned = {
        "pickle",
        "cPickle",
        "joblib",
        "diskcache",
        "shelve",
        "marshal",
        "dill",
        "cloudpickle",
    }
    calls = {"read_" + "pickle", "to_pickle", "eval", "exec"}
    found = []
    for path in sorted((checkout / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: set[str] = set()
            if isinstance(node, ast.Import):
                names = {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").partition(".")[0]}
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                names = {"pickle"} if getattr(node.value, "value", True) else set()
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                method = isinstance(node.func, ast.Attribute) and name in {"eval", "exec"}
                names = {"pickle"} if name in calls and not method else set()
            if names & banned:
                found.append(f"{path.name}:{getattr(node, 'lineno', 0)}")
    assert found == []
