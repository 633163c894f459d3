"""Serving: the address is printed, and a place already taken is said in a sentence."""

from __future__ import annotations

import json
import socket
import threading
from http.client import HTTPConnection
from pathlib import Path

import pytest

from territory.errors import InputError
from territory_app import serve


def test_a_port_already_taken_is_said_in_one_sentence(demo_out: Path, tile_cache: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError) as refusal:
            serve(demo_out, port=port, cache=tile_cache)
    assert f"127.0.0.1:{port}" in refusal.value.sentence("fr")
    assert refusal.value.sentence("en").startswith("The address 127.0.0.1:")


def test_a_port_that_cannot_be_is_refused(demo_out: Path) -> None:
    with pytest.raises(InputError, match="70000"):
        serve(demo_out, port=70_000)


def test_the_address_is_said_once_it_answers(demo_out: Path, tile_cache: Path) -> None:
    said: list[str] = []
    heard = threading.Event()

    def say(address: str) -> None:
        said.append(address)
        heard.set()

    options = {"port": 0, "cache": tile_cache, "say": say}
    threading.Thread(target=serve, args=(demo_out,), kwargs=options, daemon=True).start()
    assert heard.wait(60)
    host = said[0].removeprefix("http://").rstrip("/")
    connection = HTTPConnection(host, timeout=30)
    connection.request("GET", "/healthz")
    assert json.loads(connection.getresponse().read())["status"] == "ok"
    connection.close()
