"""Any address, any query, any call: the default view or a clear page, never a fault.

Addresses are those the application has (`url_map`), so that one added later is tried as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from territory.text import LANGUAGES
from territory_app.factory import TerritoryDash
from territory_app.security import UPDATE
from territory_app.view_state import KEYS

HOSTILE = (
    "", " ", ".", "..", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%252e%252e", "\x00", "mrc\x00",
    "<script>alert(1)</script>", "'\"`${7*7}{{7*7}}", "𝔘nïcode", "\ud7ff", "0", "-1", "9" * 400, "nan",
    "inf", "1e999", "null", "true", "[]", "{}", "a" * 3000, "MRC:", "MRC:99999", "\r\nX: y", "%", "%zz",
    "__class__", "C:\\Windows", "file:///etc/passwd", "//evil.example", ",", ",,,", "-", "--", "=1+1",
)  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(HOSTILE)
    | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=10,
)
EACH = 8
"""Examples tried at each address."""


def bounded(examples: int) -> settings:
    return settings(
        deadline=None,
        max_examples=examples,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", params=["demo", "study"])
def app(request: pytest.FixtureRequest) -> TerritoryDash:
    """Each application in turn."""
    made: TerritoryDash = request.getfixturevalue(f"{request.param}_app")
    return made


@pytest.fixture(scope="module")
def browser_less(app: TerritoryDash) -> FlaskClient:
    """A browser without a screen."""
    return app.server.test_client()


@pytest.fixture(scope="module")
def words(app: TerritoryDash) -> st.SearchStrategy[str]:
    """Words an address may hold: those that exist, those nobody should send."""
    choices = app.site.catalogue.choices()
    known = [
        *choices.levels, *choices.indicators, *choices.kinds, *choices.services, *choices.needs,
        *list(choices.territories)[:6], *LANGUAGES, "quantiles", "jenks", "norme", "5", "3",
        "population", "-reach_share", "a", "statique", "0.1,0.5,1", "tableau.csv", "run.json",
    ]  # fmt: skip
    return st.sampled_from(known) | st.sampled_from(HOSTILE) | st.text(max_size=20)


def rules(app: TerritoryDash, method: str) -> Iterator[Rule]:
    yield from (rule for rule in app.server.url_map.iter_rules() if method in (rule.methods or ()))


def filled(rule: Rule, data: st.DataObject, words: st.SearchStrategy[str]) -> str:
    """Return an address that follows ``rule``."""
    path = ""
    for dynamic, part in rule._trace:
        if not dynamic:
            path += part.removeprefix("|")
            continue
        whole = type(rule._converters[part]).__name__ == "IntegerConverter"
        given_word = data.draw(st.integers(-2, 2**40).map(str) if whole else words)
        path += quote(given_word.encode("utf-8", "surrogatepass"), safe=":,")
    return path or "/"


def asked(data: st.DataObject, words: st.SearchStrategy[str]) -> str:
    """Return a query string, with our keys, others', or none."""
    key = st.sampled_from([*KEYS.values(), "territoires", "v", "page", "langue"]) | st.text(
        max_size=5
    )
    pairs = data.draw(st.lists(st.tuples(key, words), max_size=6))
    return urlencode(
        [(one.encode("utf-8", "replace"), two.encode("utf-8", "replace")) for one, two in pairs]
    )


def check(answer: TestResponse, about: str) -> None:
    """A clear answer: no fault, no trace, no file of the machine; a page where it is refused."""
    assert answer.status_code < 500, about
    assert "Content-Security-Policy" in answer.headers, about
    if answer.headers.get("Content-Encoding") != "gzip" and answer.mimetype in {
        "text/html",
        "text/plain",
    }:
        text = answer.get_data().decode("utf-8", "replace")
        assert "Traceback" not in text, about
        assert "root:x:" not in text, about
        if answer.mimetype == "text/html" and 400 <= answer.status_code < 500:
            assert "<h1>" in text, about
    answer.close()


def test_every_address_answers_whatever_is_in_it(
    app: TerritoryDash, browser_less: FlaskClient, words: st.SearchStrategy[str]
) -> None:
    def trial(rule: Rule) -> None:
        @bounded(EACH)
        @given(data=st.data())
        def try_it(data: st.DataObject) -> None:
            path, query = filled(rule, data, words), asked(data, words)
            check(browser_less.get(f"{path}?{query}"), f"{path}?{query}")

        try_it()

    for rule in rules(app, "GET"):
        trial(rule)


def test_every_address_refuses_what_it_does_not_take(
    app: TerritoryDash, browser_less: FlaskClient, words: st.SearchStrategy[str]
) -> None:
    for rule in rules(app, "GET"):
        path = rule.rule.replace("<", "").replace(">", "")
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            check(browser_less.open(path, method=method, data=b"{"), f"{method} {path}")


def test_whatever_is_posted_is_answered(
    app: TerritoryDash, browser_less: FlaskClient, words: st.SearchStrategy[str]
) -> None:
    kinds = (
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "x" * 300,
        "",
    )
    written = JSON.map(lambda one: json.dumps(one).encode())

    def trial(rule: Rule) -> None:
        @bounded(4 * EACH)
        @given(data=st.data(), body=st.binary(max_size=200) | written, kind=st.sampled_from(kinds))
        def try_it(data: st.DataObject, body: bytes, kind: str) -> None:
            path = filled(rule, data, words)
            check(browser_less.post(path, data=body, content_type=kind), f"{path} {kind} {body!r}")

        try_it()

    for rule in rules(app, "POST"):
        trial(rule)


@pytest.mark.parametrize("name", ["Referer", "Accept-Language", "If-None-Match", "Range", "Cookie"])
def test_any_header_is_answered(browser_less: FlaskClient, name: str) -> None:
    for path in ("/_dash-layout", "/fr/", "/fr/tableau", "/assets/10-core.js", "/nulle-part"):
        for value in (*HOSTILE, "http://[", "http://localhost/fr/?niveau=%ff", "bytes=9-1"):
            written = "".join(one for one in value if " " <= one < "\x7f")
            check(browser_less.get(path, headers={name: written}), f"{path} {name}: {written}")


@bounded(150)
@given(raw=st.binary(max_size=40), query=st.binary(max_size=40))
def test_any_bytes_in_an_address_are_answered(
    browser_less: FlaskClient, raw: bytes, query: bytes
) -> None:
    path = f"/{quote_from_bytes(raw, safe='/')}"
    check(browser_less.get(f"{path}?{quote_from_bytes(query, safe='&=;,')}"), path)


@bounded(100)
@given(data=st.data())
def test_any_view_of_a_page_is_shown(
    app: TerritoryDash,
    browser_less: FlaskClient,
    words: st.SearchStrategy[str],
    data: st.DataObject,
) -> None:
    pages = [
        rule.rule
        for rule in rules(app, "GET")
        if not rule.arguments and rule.rule[1:3] in LANGUAGES
    ]
    path = data.draw(st.sampled_from(["/fr/", "/en/", *pages]))
    query = asked(data, words)
    answer = browser_less.get(f"{path}?{query}")
    assert answer.status_code == 200, f"{path}?{query}"
    check(answer, f"{path}?{query}")


def calls(app: TerritoryDash) -> list[tuple[str, dict[str, Any]]]:
    """Return the callbacks a browser may call."""
    return [(name, one) for name, one in app.callback_map.items() if one.get("callback")]


def call_of(output: str, declared: dict[str, Any], values: Iterator[Any]) -> dict[str, Any]:
    """Return the call a browser makes, with other values."""
    named = output.removeprefix("..").removesuffix("..").split("...")
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in named]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [{**one, "value": next(values)} for one in declared["inputs"]],
        "state": [{**one, "value": next(values)} for one in declared["state"]],
        "changedPropIds": [],
    }


def test_every_callback_answers_whatever_value_it_is_given(
    app: TerritoryDash, browser_less: FlaskClient, words: st.SearchStrategy[str]
) -> None:
    def trial(output: str, declared: dict[str, Any]) -> None:
        count = len(declared["inputs"]) + len(declared["state"])

        @bounded(8 * EACH)
        @given(values=st.lists(JSON | words, min_size=count, max_size=count))
        def try_it(values: list[Any]) -> None:
            answer = browser_less.post(UPDATE, json=call_of(output, declared, iter(values)))
            assert answer.status_code in {200, 204}, (output, values)

        try_it()

    assert calls(app)
    for output, declared in calls(app):
        trial(output, declared)


def test_a_spoilt_call_is_refused(app: TerritoryDash, browser_less: FlaskClient) -> None:
    parts = ("output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds")

    def trial(whole: dict[str, Any]) -> None:
        @bounded(4 * EACH)
        @given(key=st.sampled_from(parts), value=JSON)
        def try_it(key: str, value: Any) -> None:
            answer = browser_less.post(UPDATE, json={**whole, key: value})
            assert answer.status_code in {200, 204, 400}, (key, value)
            less = {name: part for name, part in whole.items() if name != key}
            assert browser_less.post(UPDATE, json=less).status_code in {200, 204, 400}

        try_it()

    for output, declared in calls(app):
        trial(call_of(output, declared, iter([None] * 99)))
