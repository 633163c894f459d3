"""What people wait for: our map, dash-leaflet and Plotly's choropleth_map, one layer, one run.

Usage: python benchmarks/app_speed.py [--sizes 166,1100,13700] [--rounds 3] [--only territory]

Writes docs/app-speed.md and docs/vitesse-application.md (with --write). Each library has a server
of its own on this machine, one at a time; the browser starts cold at each round; the median of the
rounds is told.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from app_browser import Drawing, measure
from app_pages import write_pages
from machine import machine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NAMES = ("territory", "dash-leaflet", "plotly")
SIZES = (166, 1100, 13700)
Table = dict[str, dict[str, dict[str, float]]]


def switch_ours(page: Page) -> None:
    """Change the indicator as its menu does."""
    page.evaluate("() => window.dash_clientside.set_props('indicator', { value: 'acces' })")


def switch_theirs(page: Page) -> None:
    """Change the indicator with the button."""
    page.evaluate("() => document.getElementById('switch').click()")


def drawing(name: str, port: int) -> Drawing:
    """Return how one library is asked."""
    root = f"http://127.0.0.1:{port}"
    if name == "territory":
        address = f"{root}/fr/?niveau=da&indicateur=proximite"
        return Drawing(name, address, "#map", switch_ours, "#panel", ("/tiles/", "/data/places"))
    return Drawing(name, root, "#map", switch_theirs, "#told", ("/layer.geojson",))


def command(name: str, folder: Path, port: int) -> list[str]:
    """Return what serves one library."""
    if name == "territory":
        program = Path(sys.executable).with_name("territory")
        return [str(program), "app", str(folder / "out"), "--port", str(port)]
    short = {"dash-leaflet": "leaflet", "plotly": "plotly"}[name]
    return [sys.executable, str(HERE / "app_others.py"), short, str(folder), str(port)]


@contextmanager
def served(name: str, folder: Path) -> Iterator[int]:
    """Serve one library on a free port until done."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        command(name, folder, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await_answer(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def await_answer(port: int, patience: float = 120.0) -> None:
    """Wait until a server answers."""
    stop = time.monotonic() + patience
    while time.monotonic() < stop:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    message = f"nothing answers on port {port}"
    raise SystemExit(message)


def median(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure over the rounds."""
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def about() -> dict[str, Any]:
    """Return what the run was made on, and the versions of what it compares."""
    known = machine()
    known["libraries"] |= {name: version(name) for name in ("dash-leaflet", "plotly", "maplibre")}
    return known


def main() -> None:
    """Measure, print, and write the pages when asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--only", default=",".join(NAMES))
    asked.add_argument("--layers", type=Path, help="folder that keeps the layers made")
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    if not chromium:
        raise SystemExit("chromium is needed: apt-get install chromium")
    table: Table = {}
    with tempfile.TemporaryDirectory() as scratch:
        root = options.layers or Path(scratch)
        for size in options.sizes.split(","):
            folder = root / f"bench{size}"
            if not (folder / "layer.geojson").exists():
                subprocess.run(
                    [sys.executable, str(HERE / "app_layer.py"), size, str(folder)], check=True
                )
            table[size] = {}
            for name in options.only.split(","):
                with served(name, folder) as port:
                    # The first visit makes what is kept (tiles), and is not counted.
                    measure(drawing(name, port), chromium)
                    rounds = [measure(drawing(name, port), chromium) for _ in range(options.rounds)]
                table[size][name] = median(rounds)
                print(size, name, json.dumps(table[size][name]), flush=True)
    if options.write:
        write_pages(table, about(), options.rounds, ROOT / "docs")


if __name__ == "__main__":
    main()
