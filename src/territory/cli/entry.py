"""A command from its words to its status: language, and faults told in one sentence."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import typer

from territory.cli.commands import build
from territory.cli.wording import refusal
from territory.errors import TerritoryError
from territory.text import LANGUAGES, translator

ASK_AGAIN_AFTER = 0.3
DONE, OUR_FAULT, WRONG_INPUT, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


def language() -> str:
    """Return the language of the command line: French unless TERRITORY_LANG says English."""
    wanted = os.environ.get("TERRITORY_LANG", "fr")[:2].lower()
    return wanted if wanted in LANGUAGES else "fr"


def command(arguments: Sequence[str]) -> int:
    """Run the command these words are and return its exit status."""
    chosen = language()
    translate = translator(chosen)
    try:
        with _stopping_cleanly():
            status = build(chosen)(arguments)
    except TerritoryError as fault:
        _say(fault.sentence(chosen))
        return int(getattr(fault, "status", WRONG_INPUT))
    except typer.Exit as leaving:
        status = leaving.exit_code
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except _Terminated:
        status = TERMINATED
    except Exception as fault:  # noqa: BLE001 - the last gate: no traceback reaches a user
        told = refusal(fault, chosen)
        if told:
            _say(told)
            return WRONG_INPUT
        if os.environ.get("TERRITORY_DEBUG"):
            traceback.print_exc()
        _say(
            translate(
                "Erreur de l'outil ({kind} : {fault}). Relancez avec TERRITORY_DEBUG=1 pour "
                "obtenir la trace, et signalez-la."
            ).format(kind=type(fault).__name__, fault=" ".join(str(fault).split())[:300])
        )
        return OUR_FAULT
    # The command-line library may return 130 instead of raising.
    if status in {INTERRUPTED, TERMINATED}:
        _say(translate("Interrompu; rien d'incomplet n'a été laissé."))
    return status or DONE


class _Terminated(SystemExit):
    """The system asked this process to end (SIGTERM)."""


class _Stop:
    """Turns a request to end into an exception, and asks again where it was lost.

    An exception raised while a library's finaliser or callback runs is only printed: the request
    would be forgotten. An alarm repeats it until it is being handled.
    """

    def __init__(self) -> None:
        self._wanted: BaseException = KeyboardInterrupt()

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Raise what was asked for, unless an exception is being handled already."""
        if number == signal.SIGTERM:
            self._wanted = _Terminated(TERMINATED)
        self.again_in(ASK_AGAIN_AFTER)
        repeated = number not in {signal.SIGINT, signal.SIGTERM}
        if not (repeated and sys.exc_info()[0] is not None):
            raise self._wanted

    def again_in(self, seconds: float) -> None:
        """Set the alarm, or stop it with 0; nothing where the system has none."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, seconds)


@contextmanager
def _stopping_cleanly() -> Iterator[None]:
    """Turn a request to end into an exception, so that what is half written is taken away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = _Stop()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, name)]
    former = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        stop.again_in(0)
        for name, handler in former.items():
            signal.signal(getattr(signal, name), handler)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence.rstrip() + "\n")
