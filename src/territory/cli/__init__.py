"""The command line: every command, its help, and one plain sentence for every fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 2 wrong input, 1 a fault of ours.

    What commands need is imported here and not above, so that an interruption while it loads is
    a sentence too.
    """
    try:
        from territory.cli.entry import command  # noqa: PLC0415

        status = command(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        # Said here in both languages: the catalogues may not be readable yet.
        english = os.environ.get("TERRITORY_LANG", "fr")[:2].lower() == "en"
        sys.stderr.write(
            "Interrupted; nothing incomplete was left.\n"
            if english
            else "Interrompu; rien d'incomplet n'a été laissé.\n"
        )
        status = INTERRUPTED
    if arguments is None:
        sys.exit(status)
    return status
