"""One page of a map, opened cold in a real browser: what it weighs and how long people wait.

Times are read off the screen, the same way for every library: the map is there when colours cover
it, changed when they are those of the other indicator. A picture takes about a tenth of a second,
which every time includes.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import CDPSession, Page, Request, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-unsafe-swiftshader",
)  # fmt: skip
COVERED = 0.05
"""Share of the map's pixels that must have the colours waited for."""
NEARLY, ALIKE, STILL = 0.97, 0.004, 1.2
"""Share of what is drawn in the end; difference between like pictures; seconds without change."""
PATIENCE = 60.0
APART = 24


@dataclass(frozen=True)
class Drawing:
    """How to ask one library for the same thing: where, how to switch, what is told on a click.

    Attributes
    ----------
    name, address : str
        Of the library, and of its page.
    frame : str
        Selector of the map.
    switch : Callable
        Changes the indicator of a page.
    told : str
        Selector of what says which area was clicked.
    geometry : tuple of str
        What the addresses that carry geometry contain.
    """

    name: str
    address: str
    frame: str
    switch: Callable[[Page], None]
    told: str
    geometry: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """What was measured of one page: kilobytes sent, seconds waited, megabytes of scripts' heap."""

    scripts_kb: float
    geometry_kb: float
    visible: float
    switch: float
    click: float
    heap_mb: float


def measure(drawing: Drawing, chromium: str) -> dict[str, float]:
    """Open a page cold and measure it."""
    with opened(chromium) as (page, session):
        sent = watched(page)
        start = time.perf_counter()
        page.goto(drawing.address, wait_until="commit")
        page.locator(drawing.frame).wait_for()
        visible = drawn(page, drawing.frame, warm, start)
        scripts, geometry = weights(sizes(sent), drawing.geometry)
        start = time.perf_counter()
        drawing.switch(page)
        switched = drawn(page, drawing.frame, cool, start)
        box = page.locator(drawing.frame).bounding_box() or {}
        x, y = box["x"] + box["width"] * 0.52, box["y"] + box["height"] * 0.55
        # People are over a place before they click on it.
        page.mouse.move(x - 2, y - 2)
        page.mouse.move(x, y)
        page.wait_for_timeout(700)
        start = time.perf_counter()
        page.mouse.click(x, y)
        said = page.locator(drawing.told)
        said.filter(has_text="Aire").wait_for()
        clicked = time.perf_counter() - start
        session.send("HeapProfiler.collectGarbage")
        told = session.send("Performance.getMetrics")["metrics"]
        heap = next(one["value"] for one in told if one["name"] == "JSHeapUsedSize")
        return asdict(Measured(scripts, geometry, visible, switched, clicked, heap / 2**20))


@contextmanager
def opened(chromium: str) -> Iterator[tuple[Page, CDPSession]]:
    """Open a page in a browser that has never seen anything, and let it ask nobody else."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(PATIENCE * 1000)
        page.route(
            lambda address: urlsplit(address).hostname not in {"127.0.0.1", None, ""},
            lambda route: route.abort(),
        )
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        yield page, session
        browser.close()


def watched(page: Page) -> list[Request]:
    """Return what will hold every request that was answered, those of workers included."""
    sent: list[Request] = []
    page.on("requestfinished", lambda request: sent.append(request))  # noqa: PLW0108
    return sent


def sizes(sent: list[Request]) -> list[tuple[str, str, float]]:
    """Return the address, kind and bytes received of each request."""
    return [(one.url, one.resource_type, float(one.sizes()["responseBodySize"])) for one in sent]


def weights(sent: list[tuple[str, str, float]], geometry: tuple[str, ...]) -> tuple[float, float]:
    """Return the kilobytes of scripts and of geometry among what was sent.

    Examples
    --------
    >>> weights([("/a.js", "script", 2000.0), ("/tiles/1", "fetch", 500.0)], ("/tiles/",))
    (2.0, 0.5)
    """
    scripts = sum(size for _address, kind, size in sent if kind == "script")
    layers = [size for address, _kind, size in sent if any(one in address for one in geometry)]
    return scripts / 1000, sum(layers) / 1000


def drawn(page: Page, frame: str, seen: Callable[[np.ndarray], float], start: float) -> float:
    """Return when the map had the colours ``seen`` counts, once it no longer changes.

    Pictures are taken until the share of such colours has stayed the same for a while; the time
    is that of the first picture with nearly all of it.
    """
    taken: list[tuple[float, float]] = []
    while time.perf_counter() < start + PATIENCE:
        box = page.locator(frame).bounding_box()
        if box:
            picture = page.screenshot(clip=box)  # type: ignore[arg-type]
            now = time.perf_counter() - start
            share = seen(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))
            taken.append((now, share))
            if settled(taken):
                return first_whole(taken)
        page.wait_for_timeout(20)
    message = f"{page.url}: nothing drawn in {PATIENCE:.0f} s"
    raise SystemExit(message)


def settled(taken: list[tuple[float, float]]) -> bool:
    """Say whether the last pictures are the same, and show something.

    Examples
    --------
    >>> settled([(1.0, 0.3), (2.0, 0.3), (3.0, 0.3)]), settled([(1.0, 0.0), (3.0, 0.0)])
    (True, False)
    """
    last, share = taken[-1]
    late = [one for when, one in taken if when >= last - STILL]
    early = taken[0][0] <= last - STILL
    return early and share > COVERED and max(late) - min(late) < ALIKE


def first_whole(taken: list[tuple[float, float]]) -> float:
    """Return the time of the first picture with nearly all that the last one has.

    Examples
    --------
    >>> first_whole([(1.0, 0.1), (2.0, 0.299), (3.0, 0.3)])
    2.0
    """
    whole = taken[-1][1] * NEARLY
    return next(when for when, share in taken if share >= whole)


def warm(picture: np.ndarray) -> float:
    """Return the share of pixels redder than they are blue.

    Examples
    --------
    >>> warm(np.array([[[242, 142, 28], [255, 255, 255]]]))
    0.5
    """
    colours = picture.astype(int)
    return float(np.mean(colours[..., 0] > colours[..., 2] + APART))


def cool(picture: np.ndarray) -> float:
    """Return the share of pixels bluer than they are red.

    Examples
    --------
    >>> cool(np.array([[[65, 169, 196], [255, 255, 255]]]))
    0.5
    """
    colours = picture.astype(int)
    return float(np.mean(colours[..., 2] > colours[..., 0] + APART))
