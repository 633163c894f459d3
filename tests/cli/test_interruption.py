"""Stopping a command: one sentence, and nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

COMMAND = "import sys; from territory.cli import main; sys.exit(main(sys.argv[1:]))"
# An interruption that falls while the libraries load, wherever pandas is first asked for.
WHILE_LOADING = """
import sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from territory.cli import main
main()
"""


# An interruption that falls while a finaliser runs: Python prints it and goes on.
WHILE_FINALISING = """
import os, signal, sys, time
from territory.cli import entry

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)

def build(language):
    def run(arguments):
        Finalised()
        for _ in range(400):
            time.sleep(0.01)
        print("not interrupted")
        return 0
    return run

entry.build = build
sys.exit(entry.command([]))
"""


def french() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "TERRITORY_LANG"}


def test_an_interruption_while_loading_is_one_sentence() -> None:
    words = [sys.executable, "-c", WHILE_LOADING, "run", "--demo"]
    for language, told in (("fr", "Interrompu; rien"), ("en", "Interrupted; nothing")):
        child = subprocess.run(
            words,
            env={**french(), "TERRITORY_LANG": language},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert child.returncode == 130
        assert child.stderr.startswith(told)
        assert child.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="signals between processes are POSIX's")
def test_an_interruption_lost_in_a_finaliser_is_asked_again() -> None:
    child = subprocess.run(
        [sys.executable, "-c", WHILE_FINALISING],
        env=french(), capture_output=True, text=True, encoding="utf-8", check=False,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert child.returncode == 130
    assert "Exception ignored" in child.stderr
    assert child.stderr.endswith("Interrompu; rien d'incomplet n'a été laissé.\n")
    assert "not interrupted" not in child.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals between processes are POSIX's")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_a_run_that_writes_leaves_nothing_and_says_so(
    tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    out = tmp_path / "out"
    words = [sys.executable, "-c", COMMAND, "run", "--demo", "-o", str(out)]
    # A test run started in the background may ignore interruptions; its child must not.
    as_at_a_terminal = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        words,
        env=french(),
        stderr=subprocess.PIPE,
        preexec_fn=as_at_a_terminal,  # noqa: PLW1509 - one thread
    ) as child:
        while child.poll() is None and not list(tmp_path.glob("out/.partial-*/*")):
            time.sleep(0.01)
        child.send_signal(sent)
        told = child.communicate()[1].decode("utf-8")
    assert child.returncode == status
    assert told == "Interrompu; rien d'incomplet n'a été laissé.\n"
    assert not out.exists()
