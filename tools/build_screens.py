"""Take the screenshots of docs/images/app: every page, three widths, two languages.

Usage: python tools/build_screens.py RESULTS [--only carte,fiche] [--dark] [--folder DIR]
           [--visits DIR]

RESULTS is a folder written by ``territory run --demo``. Needs the development requirements and a
Chromium (its path in CHROMIUM, /usr/bin/chromium by default).
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright
from waitress.server import create_server

from territory.cli.results import demo_files
from territory.text import LANGUAGES
from territory_app import Settings, create_app, urls
from territory_app.scenarios.desk import Desk

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images" / "app"
WIDTHS = {1400: 960, 768: 1000, 320: 1150}
"""Window widths, and the height of each."""
WIDEST = 780
COLOURS = 64
TERRITORY = "MRC:04"
COMPARED = "MRC:04,MRC:05,MRC:03"
SCENARIOS = ("rattachement-50", "permanences-bibliotheques", "virtuel-retire")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-unsafe-swiftshader",
)  # fmt: skip
PATIENCE = 60_000
READY = """() => {
  const { backend, drawn } = window.territory?.map ?? {};
  return Boolean(drawn) && (!backend.gl || (backend.gl.loaded() && !backend.gl.isMoving()));
}"""


def addresses(language: str) -> dict[str, str]:
    """Return the address of every page, with something to see on it."""
    shown = {page.key: page.path(language, TERRITORY) for page in urls.PAGES}
    shown["carte"] += f"?niveau=mrc&territoire={TERRITORY}"
    shown["comparer"] += f"?territoires={COMPARED}"
    scenarios = urls.SCENARIOS.path(language)
    shown["scenario"] = f"{scenarios}?s={SCENARIOS[0]}#resultat"
    shown["scenario-cartes"] = f"{scenarios}?s={SCENARIOS[0]}#cartes"
    several = "&".join(f"s={one}" for one in SCENARIOS)
    shown["scenario-cote-a-cote"] = f"{scenarios}?{several}#cote-a-cote"
    return {**shown, "erreur": f"/{language}/nulle-part"}


@contextmanager
def served(results: Path, *, scenarios: bool) -> Iterator[str]:
    """Serve the demonstration on a free port, its scenarios computed; give its address."""
    study, data = demo_files()
    app = create_app(Settings(out=results, local=True, study=study, data=data))
    for code in SCENARIOS if scenarios else ():
        compute(app.site.desk, code)
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(app.server, sockets=[listener], threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.close()


def compute(desk: Desk, code: str) -> None:
    """Compute a ready-made scenario."""
    asked = desk.read(code)
    desk.submit(asked)
    while desk.state(asked.name).going:
        time.sleep(0.5)
    if desk.store.place(asked.name) is None:
        msg = f"{code}: {desk.state(asked.name).sentence}"
        raise SystemExit(msg)


def wait(page: BrowserPage, key: str) -> None:
    """Wait until a page shows all it has."""
    page.locator("h1").first.wait_for(timeout=PATIENCE)
    if key == "carte":
        page.locator("#table tbody tr").first.wait_for(timeout=PATIENCE)
        for _attempt in range(300):
            if page.evaluate(READY):
                break
            page.wait_for_timeout(100)
        page.wait_for_timeout(700)
    page.evaluate("document.fonts.ready.then(() => true)")


def small(content: bytes) -> Image.Image:
    """Return a picture narrow enough, with few colours; the most used ones stay as they are."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    if picture.width > WIDEST:
        height = round(picture.height * WIDEST / picture.width)
        picture = picture.resize((WIDEST, height), Image.Resampling.LANCZOS)
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    kept = [part for _count, colour in counted[: COLOURS // 2] for part in colour]
    others = picture.quantize(COLOURS // 2, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette = Image.new("P", (1, 1))
    palette.putpalette(kept + list(others.getpalette() or [])[: 3 * (COLOURS // 2)])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> int:
    """Take every screenshot asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--only", default="", help="pages, separated by commas")
    parser.add_argument("--dark", action="store_true", help="the dark theme")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--visits", type=Path, help="screenshots the visits left, made small")
    asked = parser.parse_args()
    wanted = set(filter(None, asked.only.split(",")))
    asked.folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(asked.visits.glob("visit-*.png")) if asked.visits else ():
        small(path.read_bytes()).save(asked.folder / path.name, optimize=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    computed = not wanted or any("scenario" in one for one in wanted)
    with served(asked.results, scenarios=computed) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for language in LANGUAGES:
            for key, address in addresses(language).items():
                if wanted and key not in wanted:
                    continue
                for width, height in WIDTHS.items():
                    page = browser.new_page(
                        viewport={"width": width, "height": height},
                        color_scheme="dark" if asked.dark else "light",
                        reduced_motion="reduce",
                    )
                    page.goto(site + address)
                    wait(page, key)
                    path = asked.folder / f"{key}-{language}-{width}.png"
                    small(page.screenshot()).save(path, optimize=True)
                    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
                    page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
