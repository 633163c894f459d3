"""Headers, and what a hostile browser may post."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory_app.factory import TerritoryDash
from territory_app.security import UPDATE, well_formed

PAGE_CALL = {
    "output": "page.children",
    "outputs": {"id": "page", "property": "children"},
    "inputs": [{"id": "url", "property": "pathname", "value": "/fr/"}],
    "state": [{"id": "url", "property": "search", "value": ""}],
    "changedPropIds": ["url.pathname"],
}
PANEL_CALL = {
    "output": "..panel.children...live.children..",
    "outputs": [{"id": "panel", "property": "children"}, {"id": "live", "property": "children"}],
    "inputs": [
        {"id": "territory", "property": "value", "value": "MRC:10"},
        {"id": "level", "property": "value", "value": "mrc"},
    ],
    "state": [{"id": "url", "property": "pathname", "value": "/fr/"}],
    "changedPropIds": ["territory.value"],
}
TITLE_CALL = {
    "output": "..map-title.children...map-subtitle.children...legend.children..."
    "provenance.children..",
    "outputs": [
        {"id": name, "property": "children"}
        for name in ("map-title", "map-subtitle", "legend", "provenance")
    ],
    "inputs": [
        {"id": "level", "property": "value", "value": "mrc"},
        {"id": "indicator", "property": "value", "value": "classe"},
    ],
    "state": [{"id": "url", "property": "pathname", "value": "/fr/"}],
    "changedPropIds": [],
}
CALLS = (PAGE_CALL, PANEL_CALL, TITLE_CALL)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=10,
)
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


def test_the_developers_tools_are_off(client: FlaskClient, demo_app: TerritoryDash) -> None:
    assert not demo_app.server.debug
    assert not demo_app._dev_tools.ui
    assert client.get("/_alive_0").status_code == 404


def test_the_calls_a_page_makes_are_answered(client: FlaskClient) -> None:
    for call in CALLS:
        assert client.post(UPDATE, json=call).status_code == 200


@UNHURRIED
@given(body=JSON)
def test_any_body_is_refused_or_answered_never_a_fault(client: FlaskClient, body: Any) -> None:
    assert client.post(UPDATE, json=body).status_code == 400


@UNHURRIED
@given(call=st.sampled_from(CALLS), values=st.lists(JSON, min_size=3, max_size=3))
def test_any_value_gives_the_default_view_never_a_fault(
    client: FlaskClient, call: dict[str, Any], values: list[Any]
) -> None:
    inputs = [{**one, "value": value} for one, value in zip(call["inputs"], values, strict=False)]
    state = [{**one, "value": values[-1]} for one in call["state"]]
    answer = client.post(UPDATE, json={**call, "inputs": inputs, "state": state})
    assert answer.status_code == 200


@UNHURRIED
@given(
    call=st.sampled_from(CALLS),
    key=st.sampled_from(("output", "outputs", "inputs", "state", "changedPropIds")),
    value=JSON,
)
def test_any_part_of_a_call_may_be_spoilt(
    client: FlaskClient, call: dict[str, Any], key: str, value: Any
) -> None:
    assert client.post(UPDATE, json={**call, key: value}).status_code in {200, 204, 400}


@UNHURRIED
@given(call=st.sampled_from(CALLS), key=st.sampled_from(("output", "outputs", "inputs")))
def test_a_call_without_one_of_its_parts_is_refused(
    client: FlaskClient, call: dict[str, Any], key: str
) -> None:
    assert client.post(UPDATE, json={k: v for k, v in call.items() if k != key}).status_code == 400


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "application/json"), (b"{", "application/json"), (b"\xff\xfe", "text/plain"),
     (b"a=1", "application/x-www-form-urlencoded")],
)  # fmt: skip
def test_what_is_not_json_is_refused(client: FlaskClient, content: bytes, kind: str) -> None:
    assert client.post(UPDATE, data=content, content_type=kind).status_code == 400


def test_a_huge_body_is_refused(client: FlaskClient) -> None:
    answer = client.post(UPDATE, data=b"[" + b"0," * 600_000, content_type="application/json")
    assert answer.status_code in {400, 413}


def test_a_callback_of_the_browser_cannot_be_called_here(demo_app: TerritoryDash) -> None:
    browser_only = [
        name for name, one in demo_app.callback_map.items() if one.get("callback") is None
    ]
    assert all(not well_formed({"output": name}, demo_app.callback_map) for name in browser_only)
    assert not well_formed({"output": "drawn.data"}, demo_app.callback_map)


def test_a_fault_of_ours_shows_no_trace(
    demo_app: TerritoryDash, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_level: str) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr(demo_app.tiles, "outlines", fail)
    answer = client.get("/data/map/en/rls/etc.svg")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
