"""Results folders to show, and the application that shows them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from territory_app import Settings, create_app
from territory_app.catalogue import Catalogue, open_results
from territory_app.factory import TerritoryDash
from territory_app.tiles.store import TileStore

WriteResults = Callable[..., Path]
OPENING = {
    "pathname": "/fr/", "search": "", "level.value": "mrc", "indicator.value": "classe",
    "territory.value": "MRC:10",
}  # fmt: skip
"""What the page holds when it opens; what is not named is empty."""


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The module that writes small results folders."""
    spec = spec_from_file_location("synthetic", Path(__file__).with_name("synthetic.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def write_results(synthetic: ModuleType) -> WriteResults:
    """The function that writes a small results folder."""
    written: WriteResults = synthetic.write_results
    return written


@pytest.fixture(scope="session")
def hostile_names(synthetic: ModuleType) -> tuple[str, ...]:
    """Names that try to run a script."""
    names: tuple[str, ...] = synthetic.HOSTILE
    return names


@pytest.fixture(scope="session")
def demo_out(write_results: WriteResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the demonstration."""
    return write_results(tmp_path_factory.mktemp("demo"), demonstration=True)


@pytest.fixture(scope="session")
def study_out(write_results: WriteResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a study on real data."""
    return write_results(tmp_path_factory.mktemp("study"), demonstration=False)


@pytest.fixture(scope="session")
def tile_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of map tiles for every test."""
    return tmp_path_factory.mktemp("tiles")


@pytest.fixture(scope="session")
def demo(demo_out: Path) -> Catalogue:
    """The demonstration's results."""
    return open_results(demo_out)


@pytest.fixture(scope="session")
def study(study_out: Path) -> Catalogue:
    """The study's results."""
    return open_results(study_out)


@pytest.fixture(scope="session")
def store(study: Catalogue, tile_cache: Path) -> TileStore:
    """The study's map tiles."""
    return TileStore(study, tile_cache)


@pytest.fixture(scope="session")
def demo_app(demo_out: Path, tile_cache: Path) -> TerritoryDash:
    """The application on the demonstration."""
    return create_app(Settings(out=demo_out, cache=tile_cache))


@pytest.fixture(scope="session")
def study_app(study_out: Path, tile_cache: Path) -> TerritoryDash:
    """The application on the study."""
    return create_app(Settings(out=study_out, cache=tile_cache))


@pytest.fixture(scope="session")
def scenario_folder() -> ModuleType:
    """The module that writes what a scenario gives."""
    spec = spec_from_file_location(
        "scenario_folder", Path(__file__).with_name("scenario_folder.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def gave(scenario_folder: ModuleType, demo_app: TerritoryDash) -> dict[str, Path]:
    """Folders of two ready-made scenarios the demonstration shows, by what an address says."""
    desk, catalogue = demo_app.site.desk, demo_app.site.catalogue
    found = {}
    for code in ("rattachement-50", "postes-500"):
        asked = desk.read(code)
        assert asked.scenario is not None
        place = desk.store.folder / asked.name
        found[code] = scenario_folder.write_scenario_result(
            place, catalogue, title=asked.scenario.title("fr")
        )
    return found


@pytest.fixture
def client(demo_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the demonstration."""
    return demo_app.server.test_client()


@contextmanager
def running(command: list[str], address: str, **more: str) -> Iterator[int]:
    """Run a server until told otherwise; wait until it answers, give its process."""
    process = subprocess.Popen(
        command, env=os.environ | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        for _ in range(600):
            assert process.poll() is None, process.communicate()[0]
            with suppress(URLError), urlopen(address, timeout=60):  # noqa: S310 - our own
                break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.communicate(timeout=60)


def free_port() -> int:
    """Return a port nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass(frozen=True)
class Served:
    """A server of two workers: its address, its own process, where it writes its log."""

    address: str
    pid: int
    log: Path

    def workers(self) -> list[int]:
        """Return the processes of the workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(one) for one in children.read_text().split()]


@pytest.fixture(scope="session")
def two_workers(
    demo_out: Path, study_out: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The demonstration and a study under /acces, on gunicorn, as docs/server.md says."""
    pytest.importorskip("gunicorn", reason="no gunicorn: pip install 'territory[server]'")
    if not Path("/proc/self/task").is_dir():
        pytest.skip("no /proc: the workers cannot be told apart on this system")
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    options = "--workers 2 --threads 4 --timeout 60 --graceful-timeout 5 --no-control-socket"
    command = [
        sys.executable, "-m", "gunicorn", "territory_app.wsgi:create_wsgi()",
        "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", *options.split(),
    ]  # fmt: skip
    settings = {
        "TERRITORY_OUT": str(demo_out),
        "TERRITORY_ALSO": str(study_out),
        "TERRITORY_PREFIX": "/acces",
        "TERRITORY_CACHE": str(folder),
        "TERRITORY_PROXIES": "1",
        "TERRITORY_LOG": str(folder / "access.log"),
    }
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/acces/healthz", **settings) as pid:
        yield Served(address, pid, folder / "access.log")


@pytest.fixture(scope="session")
def behind_nginx(
    two_workers: Served, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same behind nginx, set as docs/server.md says but for TLS and ports."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx: on Debian, apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    page = (checkout / "docs" / "server.md").read_text(encoding="utf-8")
    recipe = page.partition("```nginx\n")[2].partition("```")[0]
    port = free_port()
    for written, tried in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("http://127.0.0.1:8000", two_workers.address),
        ("/var/log/nginx/territory.log", f"{folder}/access.log"),
    ):
        assert written in recipe
        recipe = recipe.replace(written, tried)
    recipe = re.sub(r"\n\s+ssl_\w+ [^\n]+", "", recipe)
    bodies = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n{bodies}{recipe}}}\n",
        encoding="utf-8",
    )
    command = [nginx, "-c", str(conf), "-e", f"{folder}/error.log"]
    with running(command, f"http://127.0.0.1:{port}/acces/healthz"):
        yield f"http://127.0.0.1:{port}/acces"


def opening_calls(app: TerritoryDash) -> list[dict[str, Any]]:
    """Return the calls to the server that the browser makes when the map opens."""
    made = []
    for output, declared in app.callback_map.items():
        if not declared.get("callback"):
            continue
        names = output.removeprefix("..").removesuffix("..").split("...")
        outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in names]
        given_values = {
            part: [
                one
                | {
                    "value": OPENING.get(
                        f"{one['id']}.{one['property']}", OPENING.get(one["property"])
                    )
                }
                for one in declared[part]
            ]
            for part in ("inputs", "state")
        }
        several = output.startswith("..")
        made.append(
            {"output": output, "outputs": outputs if several else outputs[0], "changedPropIds": []}
            | given_values
        )
    return made


@pytest.fixture(scope="session")
def a_call() -> Callable[[TerritoryDash], list[dict[str, Any]]]:
    """The function that gives the calls a page makes when it opens."""
    return opening_calls
