"""One command at a time on one product: two would write into each other's file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from territory.errors import InputError

if sys.platform != "win32":
    import fcntl


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder of a product while the block runs.

    Where the system cannot hold a folder (Windows), a file open elsewhere cannot be replaced
    there either.

    Raises
    ------
    InputError
        When another command holds it.
    """
    if sys.platform == "win32":
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "Une autre commande obtient ce produit en ce moment; attendez qu'elle finisse."
            ) from None
        yield
    finally:
        os.close(held)
