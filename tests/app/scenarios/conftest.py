"""A process that speaks as the one that computes does, without computing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from territory_app import Settings, create_app
from territory_app.factory import TerritoryDash
from territory_app.scenarios.board import Board, State
from territory_app.scenarios.jobs import Jobs, Limits
from territory_app.scenarios.store import Store

STAND_IN = """
import json, os, pathlib, sys, threading, time
def say(**what):
    print(json.dumps(what), flush=True)
print("not a line of JSON", flush=True)
first = True
for line in sys.stdin:
    task = json.loads(line)
    name, text, out = task["id"], task["text"], pathlib.Path(task["out"])
    log = pathlib.Path(sys.argv[1])
    log.write_text(log.read_text() + f"{os.getpid()} {name}\\n" if log.exists() else f"{os.getpid()} {name}\\n")
    say(id=name, step={"fr": "lecture", "en": "reading"}, share=0.25)
    say(id=name, walked=True)
    if "patience" in text:
        time.sleep(60)
    if "panne" in text:
        os._exit(3)
    if "refus" in text:
        say(id=name, error={"fr": "C'est trop.", "en": "That is too much."})
        continue
    out.mkdir(parents=True)
    told = {"format": 1, "main": "seul", "variants": [], "scenario": {"toml": text}}
    (out / "comparison.json").write_text(json.dumps(told))
    (out / "difference_mrc.csv").write_text("variant\\nseul\\n")
    (out / "x.sh").write_text("no")
    say(id=name, done=True)
"""
Make = Callable[..., Jobs]
NAMES = [f"{one:016x}" for one in range(1, 12)]


@pytest.fixture
def names() -> list[str]:
    """Names of results."""
    return NAMES


@pytest.fixture
def stand_in(tmp_path: Path) -> list[str]:
    """The command of the process."""
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN, encoding="utf-8")
    return [sys.executable, str(script), str(tmp_path / "started.txt")]


@pytest.fixture
def started(tmp_path: Path) -> Callable[[], list[tuple[int, str]]]:
    """What the processes were given, with their numbers."""

    def read() -> list[tuple[int, str]]:
        path = tmp_path / "started.txt"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(int(one.split()[0]), one.split()[1]) for one in lines]

    return read


@pytest.fixture
def board(tmp_path: Path) -> Board:
    """The states of scenarios."""
    return Board(tmp_path / "board")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The results of scenarios."""
    return Store(tmp_path / "results")


@pytest.fixture
def make_jobs(stand_in: list[str], board: Board, store: Store) -> Iterator[Make]:
    """A queue, ended with the test."""
    made: list[Jobs] = []

    def make(**limits: float) -> Jobs:
        jobs = Jobs(stand_in, board, store, Limits(**limits))  # type: ignore[arg-type]
        made.append(jobs)
        return jobs

    yield make
    for jobs in made:
        jobs.close()


def await_state(read: Callable[[], State], *wanted: str) -> State:
    """Wait until a state is one of those wanted; return it."""
    for _ in range(600):
        state = read()
        if state.state in wanted:
            return state
        time.sleep(0.05)
    raise AssertionError((read(), wanted))


@pytest.fixture
def awaited() -> Callable[..., State]:
    """The function that waits for a state."""
    return await_state


@pytest.fixture
def computing(
    study_out: Path, tile_cache: Path, stand_in: list[str], tmp_path: Path
) -> Iterator[TerritoryDash]:
    """An application on one's own machine that computes with the stand-in."""
    settings = Settings(
        out=study_out,
        cache=tile_cache,
        local=True,
        study=tmp_path / "study.toml",
        scenarios=tmp_path / "kept",
    )
    app = create_app(settings)
    desk = app.site.desk
    desk.jobs = Jobs(stand_in, desk.board, desk.store, Limits(waiting=2))
    yield app
    desk.jobs.close()


@pytest.fixture
def home(computing: TerritoryDash) -> FlaskClient:
    """A browser on that machine."""
    return computing.server.test_client()
