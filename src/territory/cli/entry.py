"""Entry point: language, exit status, and faults told in one sentence."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from territory.cli.commands import build
from territory.errors import TerritoryError
from territory.text import LANGUAGES, translator

DONE, OUR_FAULT, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


def language() -> str:
    """Return the language of the command line: French unless TERRITORY_LANG says English."""
    wanted = os.environ.get("TERRITORY_LANG", "fr")[:2].lower()
    return wanted if wanted in LANGUAGES else "fr"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 2 wrong input, 1 a fault of ours."""
    chosen = language()
    status = _run(list(sys.argv[1:] if arguments is None else arguments), chosen)
    if arguments is None:
        sys.exit(status)
    return status


def _run(arguments: list[str], chosen: str) -> int:
    translate = translator(chosen)
    try:
        status = build(chosen)(arguments)
    except TerritoryError as fault:
        _say(fault.sentence(chosen))
        return WRONG_INPUT
    except typer.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _say(translate("Interrompu; rien d'incomplet n'a été laissé."))
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the last gate: no traceback reaches a user
        told = getattr(fault, "format_message", None)
        if callable(told):  # a wrong command or option, as the command-line library words it
            _say(_usage_sentence(str(told()), chosen))
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
    return status or DONE


def _usage_sentence(told: str, chosen: str) -> str:
    translate = translator(chosen)
    return translate("Commande refusée : {told} Voir « territory --help ».").format(
        told=told if told.endswith(".") else f"{told}."
    )


def _say(sentence: str) -> None:
    sys.stderr.write(sentence.rstrip() + "\n")
