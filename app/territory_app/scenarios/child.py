"""The process that computes: started when first needed, spoken to in lines of JSON."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

LONGEST_LINE = 200_000
ENDED = "ended"
"""What a process says, in our stead, once it says nothing more."""


class Child:
    """One process, and what it says.

    Parameters
    ----------
    command : sequence of str
        Started with pipes; it must end by itself once its input is closed.
    """

    def __init__(self, command: Sequence[str]) -> None:
        # Our own module, on a study of the settings: nothing of a request is in it.
        self._process = subprocess.Popen(  # noqa: S603
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        self._said: queue.Queue[Mapping[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send one line; one that has ended hears nothing, and says so by ending."""
        line = json.dumps(message, ensure_ascii=False).encode() + b"\n"
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.write(line)
                self._process.stdin.flush()

    def hear(self, patience: float) -> Mapping[str, Any] | None:
        """Return the next thing said; None where nothing came in ``patience`` seconds."""
        try:
            return self._said.get(timeout=patience)
        except queue.Empty:
            return None

    def leave(self) -> None:
        """Close its input, as the end of this process would."""
        if self._process.stdin is not None:
            with suppress(OSError, ValueError):
                self._process.stdin.close()

    def stop(self) -> None:
        """End it at once."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError, ValueError):
                    pipe.close()

    def _listen(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            while line := pipe.readline(LONGEST_LINE):
                with suppress(ValueError, RecursionError):
                    said = json.loads(line)
                    if isinstance(said, dict):
                        self._said.put(said)
        self._said.put({ENDED: True})
