"""The process that runs scenarios: ``python -m territory_app.scenarios.worker STUDY [--data DIR]``.

It reads its study once, at the first scenario, then answers each line of JSON it is given
(``{"id", "text", "out"}``) with lines of its own: ``step`` and ``share``, ``walked``, then
``done`` or ``error``. It ends when its input does.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from territory.errors import TerritoryError
from territory.study import Walk, read_study, walk
from territory.study.model import Study
from territory.text import LANGUAGES, N_, translator
from territory_app.scenarios.jobs import CRASHED, said
from territory_app.scenarios.reading import read_text
from territory_app.words import words

if TYPE_CHECKING:
    from territory.scenarios.model import Scenario

NICENESS = 5
FILE = re.compile(r"[\w./-]+\.\w+")
READING = N_("lecture de {file}")
WRITING = N_("écriture de la comparaison")


class Reporter:
    """Says, on one channel, how far a scenario is; also the progress that walks are given.

    Parameters
    ----------
    channel : text stream
        Where lines of JSON are written.
    """

    def __init__(self, channel: TextIO) -> None:
        self._channel = channel
        self._name = ""
        self._done, self._of = 0, 1
        self._step: Mapping[str, str] = {}
        self._told = -1.0

    def begin(self, name: str, steps: int) -> None:
        """Start telling of one scenario, expected to take so many steps."""
        self._name, self._done, self._of, self._told = name, -1, max(1, steps), 0.0

    def say(self, **what: Any) -> None:
        """Write one line about the scenario under way."""
        line = json.dumps({"id": self._name, **what}, ensure_ascii=False, allow_nan=False)
        self._channel.write(line + "\n")
        self._channel.flush()

    def __call__(self, step: str) -> None:
        """Tell that a step begins, the one before being done."""
        self._done += 1
        # A step more than expected never takes the bar back, nor past its end.
        self._of = max(self._of, self._done + 1)
        if FILE.fullmatch(step):
            self._step = said(READING, file=step)
        else:
            self._step = {one: words(one)(translator(one)(step)) for one in LANGUAGES}
        self._told = max(self._told, self._done / self._of)
        self.say(step=self._step, share=round(self._told, 3))

    def detail(self, _what: str, done: int, total: int) -> None:
        """Tell how far a long step is, by whole hundredths."""
        if not total or not self._step:
            return
        share = (self._done + min(1.0, done / total)) / self._of
        if share - self._told >= 0.01:  # noqa: PLR2004
            self._told = share
            self.say(step=self._step, share=round(share, 3))


class Runner:
    """One study, walked once, and the scenarios run on it.

    Parameters
    ----------
    study : pathlib.Path
        Its file.
    data : pathlib.Path or None
        Where its paths start from.
    reporter : Reporter
    closed : bool
        Whether scenarios may name no file.
    """

    def __init__(self, study: Path, data: Path | None, reporter: Reporter, *, closed: bool) -> None:
        self._place = (study, data)
        self._report = reporter
        self._closed = closed
        self._walk: Walk | None = None

    def answer(self, task: Mapping[str, Any]) -> None:
        """Run one scenario and say how it ended."""
        name, out = str(task["id"]), Path(str(task["out"]))
        try:
            scenario = read_text(str(task["text"]), closed=self._closed)
            steps = 3 + 3 * len(scenario.variants)
            study = read_study(*self._place) if self._walk is None else None
            self._report.begin(name, steps + (_reads(study) if study is not None else 0))
            if study is not None:
                self._walk = walk(study, progress=self._report)
            self._report.say(walked=True)
            if self._walk is not None:
                _compute(scenario, self._walk, out, self._report)
        except TerritoryError as refusal:
            self._report.say(error={one: refusal.sentence(one) for one in LANGUAGES})
        except Exception:  # noqa: BLE001 - told as one sentence, whole on the error stream
            traceback.print_exc()
            self._report.say(error=said(CRASHED))
        else:
            self._report.say(done=True)


def _compute(scenario: Scenario, walked: Walk, out: Path, report: Reporter) -> None:
    # These take a second to load, once the first lines are told.
    from territory.export.scenario import write_outcome  # noqa: PLC0415
    from territory.scenarios.run import run_scenario  # noqa: PLC0415

    outcome = run_scenario(scenario, walked, progress=report)
    report(WRITING)
    write_outcome(outcome, out, full=False)


def _reads(study: Study) -> int:
    """Return how many steps reading and walking a study takes."""
    file = study.file
    return 1 + sum(map(len, (file.territories, file.population, file.services, file.coverage)))


def main(arguments: Sequence[str]) -> int:
    """Answer lines of standard input until it ends."""
    parser = argparse.ArgumentParser(prog="territory_app.scenarios.worker")
    parser.add_argument("study", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--open", action="store_true", help="scenarios may name files")
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    # Libraries print to standard output: lines of JSON have a channel of their own.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    tasks: queue.Queue[Mapping[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    runner = Runner(given.study, given.data, Reporter(channel), closed=not given.open)
    while True:
        runner.answer(tasks.get())


def _listen(tasks: queue.Queue[Mapping[str, Any]]) -> None:
    """Put each line in the queue; the server gone, nothing is worth going on."""
    for line in sys.stdin.buffer:
        with suppress(ValueError):
            tasks.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
