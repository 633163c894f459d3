"""The application served for real, and pages that break nothing while they are looked at."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route
from waitress.server import create_server

from territory_app.factory import TerritoryDash

OpenPage = Callable[..., Page]
NO_WEBGL = """
const before = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return String(kind).startsWith("webgl") ? null : before.call(this, kind, ...rest);
};
"""
DRIVER_NOISE = "GL Driver Message"


@contextmanager
def served(app: TerritoryDash) -> Iterator[str]:
    """Serve an application on a free port; give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(app.server, sockets=[listener], threads=6, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.close()
    thread.join(10)


@pytest.fixture(scope="session")
def serve() -> Callable[[TerritoryDash], AbstractContextManager[str]]:
    """What serves an application for as long as it is asked."""
    return served


@pytest.fixture(scope="session")
def demo_site(demo_app: TerritoryDash) -> Iterator[str]:
    """The demonstration, served."""
    with served(demo_app) as address:
        yield address


@pytest.fixture(scope="session")
def study_site(study_app: TerritoryDash) -> Iterator[str]:
    """The study on real data, served."""
    with served(study_app) as address:
        yield address


@pytest.fixture
def troubles() -> list[str]:
    """What went wrong in a page: errors, refused scripts, requests to other servers."""
    return []


@pytest.fixture
def open_page(browser: Browser, troubles: list[str]) -> Iterator[OpenPage]:
    """Open an address; at the end, nothing went wrong and nothing was asked elsewhere."""
    contexts = []

    def opened(address: str, *, webgl: bool = True, width: int = 1400, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        origin = "/".join(address.split("/")[:3])

        def only_here(route: Route, request: Request) -> None:
            if request.url.startswith(origin):
                route.continue_()
            else:
                troubles.append(f"asked elsewhere: {request.url}")
                route.abort()

        def heard(message: Any) -> None:
            if message.type in {"error", "warning"} and DRIVER_NOISE not in message.text:
                troubles.append(message.text)

        page.on("console", heard)
        page.on("pageerror", lambda fault: troubles.append(str(fault)))
        if not webgl:
            page.add_init_script(NO_WEBGL)
        page.route("http*://**/*", only_here)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []
