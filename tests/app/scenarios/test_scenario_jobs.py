"""The queue of scenarios: one at a time, stopped when asked, told when it goes wrong."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from territory_app.scenarios.board import STALE, Board, State
from territory_app.scenarios.jobs import BusyError, Jobs, Limits
from territory_app.scenarios.store import MOST_KEPT, Store

Make = Callable[..., Jobs]
Started = Callable[[], list[tuple[int, str]]]


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def state(board: Board, store: Store) -> Callable[[str], State]:
    def read(name: str) -> State:
        return State("done") if store.place(name) else board.read(name)

    return read


def test_a_scenario_ends_with_its_result_whole(
    make_jobs: Make,
    store: Store,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    make_jobs().submit(names[0], "text")
    awaited(lambda: state(names[0]), "done")
    told = store.comparison(names[0])
    assert told is not None
    assert told["scenario"]["toml"] == "text"
    assert store.files(names[0]) == ("comparison.json", "difference_mrc.csv")
    assert [one.name for one in store.folder.iterdir()] == [names[0]]


def test_the_process_is_kept_for_the_next_scenario(
    make_jobs: Make,
    started: Started,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    jobs = make_jobs()
    for name in names[:3]:
        jobs.submit(name, "text")
    for name in names[:3]:
        awaited(lambda name=name: state(name), "done")
    assert [name for _, name in started()] == names[:3]
    assert len({pid for pid, _ in started()}) == 1


def test_a_process_nothing_is_asked_of_is_stopped(
    make_jobs: Make,
    started: Started,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    jobs = make_jobs(idle_seconds=0.1)
    jobs.submit(names[0], "text")
    awaited(lambda: state(names[0]), "done")
    first = started()[0][0]
    for _ in range(100):
        if not running(first):
            break
        time.sleep(0.05)
    assert not running(first)
    jobs.submit(names[1], "text")
    awaited(lambda: state(names[1]), "done")
    assert started()[1][0] != first


def test_what_cannot_be_computed_is_told_in_both_languages(
    make_jobs: Make, board: Board, names: list[str], awaited: Callable[..., State]
) -> None:
    jobs = make_jobs()
    jobs.submit(names[0], "refus")
    failed = awaited(lambda: board.read(names[0]), "failed")
    assert failed.sentence == {"fr": "C'est trop.", "en": "That is too much."}


def test_a_process_that_dies_is_told_in_one_sentence_and_replaced(
    make_jobs: Make,
    board: Board,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    jobs = make_jobs()
    jobs.submit(names[0], "panne")
    failed = awaited(lambda: board.read(names[0]), "failed")
    assert failed.sentence["fr"].startswith("Le calcul s'est interrompu")
    assert failed.sentence["en"].startswith("The computation stopped")
    jobs.submit(names[1], "text")
    awaited(lambda: state(names[1]), "done")


def test_a_scenario_under_way_is_stopped_and_the_next_takes_its_turn(
    make_jobs: Make,
    board: Board,
    started: Started,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    jobs = make_jobs()
    jobs.submit(names[0], "patience")
    jobs.submit(names[1], "text")
    going = awaited(lambda: board.read(names[0]), "running")
    assert board.read(names[1]).state == "waiting"
    assert set(going.step) == {"fr", "en"}
    jobs.cancel(names[0])
    awaited(lambda: board.read(names[0]), "none")
    awaited(lambda: state(names[1]), "done")
    assert not running(started()[0][0])
    assert started()[0][0] != started()[1][0]


def test_a_scenario_in_line_is_stopped_before_it_starts(
    make_jobs: Make, board: Board, started: Started, names: list[str], awaited: Callable[..., State]
) -> None:
    jobs = make_jobs()
    jobs.submit(names[0], "patience")
    jobs.submit(names[1], "text")
    awaited(lambda: State("running" if started() else "none"), "running")
    jobs.cancel(names[1])
    assert board.read(names[1]).state == "none"
    jobs.cancel(names[0])
    awaited(lambda: board.read(names[0]), "none")
    assert [name for _, name in started()] == names[:1]


def test_few_wait_and_the_next_is_asked_to_come_back(make_jobs: Make, names: list[str]) -> None:
    jobs = make_jobs(waiting=2)
    for name in names[:3]:
        jobs.submit(name, "patience")
    with pytest.raises(BusyError, match="attendent déjà leur tour"):
        jobs.submit(names[3], "patience")
    jobs.submit(names[1], "patience")


def test_a_scenario_that_takes_too_long_is_stopped(
    make_jobs: Make, board: Board, started: Started, names: list[str], awaited: Callable[..., State]
) -> None:
    make_jobs(seconds=0.2).submit(names[0], "patience")
    failed = awaited(lambda: board.read(names[0]), "failed")
    assert "a été arrêté" in failed.sentence["fr"]
    assert not running(started()[0][0])


def test_two_servers_compute_one_at_a_time_and_see_the_same(
    make_jobs: Make,
    board: Board,
    started: Started,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    here, there = make_jobs(waiting=1), make_jobs(waiting=1)
    here.submit(names[0], "patience")
    awaited(lambda: State("running" if started() else "none"), "running")
    there.submit(names[1], "text")
    time.sleep(0.5)
    assert [name for _, name in started()] == names[:1]
    assert board.read(names[1]).state == "waiting"
    with pytest.raises(BusyError):
        there.submit(names[2], "text")
    there.cancel(names[0])
    awaited(lambda: state(names[1]), "done")
    assert state(names[0]).state == "none"


def test_what_another_server_computed_is_not_computed_again(
    make_jobs: Make,
    started: Started,
    names: list[str],
    state: Callable[[str], State],
    awaited: Callable[..., State],
) -> None:
    here, there = make_jobs(), make_jobs()
    here.submit(names[0], "text")
    awaited(lambda: state(names[0]), "done")
    there.submit(names[0], "text")
    awaited(lambda: state(names[0]), "done")
    time.sleep(0.3)
    assert [name for _, name in started()] == names[:1]


def test_the_process_ends_with_the_queue_even_forgotten(
    stand_in: list[str],
    board: Board,
    store: Store,
    started: Started,
    names: list[str],
    awaited: Callable[..., State],
) -> None:
    jobs = Jobs(stand_in, board, store, Limits())
    jobs.submit(names[0], "patience")
    awaited(lambda: State("running" if started() else "none"), "running")
    jobs.close()
    del jobs
    gc.collect()
    assert not running(started()[0][0])
    assert board.read(names[0]).state == "none"


def test_a_state_nobody_speaks_of_any_more_is_none(board: Board, names: list[str]) -> None:
    board.write(names[0], State("running"))
    assert board.read(names[0]).going
    path = board.folder / f"{names[0]}.json"
    told = path.read_text()
    at = f'"at": {time.time() - STALE - 1}'
    path.write_text(told.partition('"at"')[0] + at + "}")
    assert board.read(names[0]).state == "none"
    assert board.going() == 0
    board.tidy()
    assert not path.exists()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"state": 3}', '{"state": "running", "at": "x"}', "[" * 5000]
)
def test_a_damaged_state_says_nothing(board: Board, names: list[str], content: str) -> None:
    board.write(names[0], State("running"))
    (board.folder / f"{names[0]}.json").write_text(content)
    assert board.read(names[0]).state == "none"


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "abc", "G" * 16, "0" * 15, ""])
def test_names_that_are_not_ours_lead_nowhere(board: Board, store: Store, name: str) -> None:
    assert board.read(name).state == "none"
    board.ask_to_stop(name)
    assert not board.folder.exists()
    assert store.place(name) is None
    assert store.file(name, "comparison.json") is None


def test_only_the_files_of_a_result_are_given(
    store: Store, names: list[str], tmp_path: Path
) -> None:
    staging = store.staging(names[0])
    staging.mkdir()
    (staging / "comparison.json").write_text('{"format": 1}')
    (staging / "secret.sh").write_text("no")
    (tmp_path / "outside.csv").write_text("no")
    (staging / "people.csv").symlink_to(tmp_path / "outside.csv")
    store.keep(staging, names[0])
    assert store.file(names[0], "comparison.json") is not None
    for name in ("secret.sh", "people.csv", "../stand_in.py", ".", "", "absent.csv"):
        assert store.file(names[0], name) is None


def test_the_oldest_results_make_room(store: Store) -> None:
    for one in range(MOST_KEPT + 3):
        staging = store.staging(f"{one:016x}")
        staging.mkdir()
        (staging / "comparison.json").write_text("{}")
        os.utime(staging, (one, one))
        store.keep(staging, f"{one:016x}")
    kept = store.newest()
    assert len(kept) == MOST_KEPT
    assert f"{0:016x}" not in kept
    assert f"{MOST_KEPT + 2:016x}" in kept
