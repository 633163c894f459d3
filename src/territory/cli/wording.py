"""The command-line library's own words, in the language of the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from territory.errors import InputError
from territory.gaps.faults import nearest, rule
from territory.text import N_

_NO_COMMAND = N_("La commande « {name} » n'existe pas{hint}. Voir « territory --help ».")
_NO_OPTION = N_("L'option « {name} » n'existe pas{hint}. Voir « {command} --help ».")
_LACKS = N_("Il manque {name}. Voir « {command} --help ».")
_NO_VALUE = N_("L'option « {name} » attend une valeur. Voir « {command} --help ».")
_TAKES_NONE = N_("L'option « {name} » ne prend pas de valeur. Voir « {command} --help ».")
_TOO_MANY = N_("« {name} » est de trop. Voir « {command} --help ».")
_WRONG = N_("{name} : {rule}. Voir « {command} --help ».")
_OTHER = N_("Commande refusée : {told} Voir « territory --help ».")
_HEADINGS = {
    "Options": N_("Options"),
    "Arguments": N_("Arguments"),
    "Commands": N_("Commandes"),
}
_CELLS = (
    ("Show this message and exit.", N_("Afficher cette aide et quitter.")),
    ("[default: ", N_("[par défaut : ")),
    ("[required]", N_("[requis]")),
    ("; required]", N_("; requis]")),
    ("<int range>", N_("<entier>")),
    (" <str>", ""),
    (" <path>", ""),
    (" <list[str]>", ""),
)
_USAGE = N_("Usage : ")
_USAGE_WORDS = (
    ("COMMAND [ARGS]...", N_("COMMANDE [ARGUMENTS]...")),
    ("[[OUT | ETUDE.toml]]", "[OUT | ETUDE.toml]"),
)


def refusal(fault: Exception, language: str) -> str:
    """Return the sentence for a wrong command, or nothing for any other fault."""
    told = getattr(fault, "format_message", None)
    if not callable(told):
        return ""
    message = str(told())
    if type(fault).__name__ == "NoArgsIsHelpError":  # no word at all: the message is the help
        return message
    return _usage(fault, message).sentence(language)


def _usage(fault: Any, message: str) -> InputError:  # noqa: PLR0911 - one per kind of fault
    context, param = getattr(fault, "ctx", None), getattr(fault, "param", None)
    command = "territory" if context is None else context.command_path
    given = {"command": command}
    name = param.get_error_hint().strip("'") if param is not None else ""
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        known = [word for each in context.command.params for word in each.opts] if context else []
        hint = nearest(fault.option_name, [*known, "--help"])
        return InputError(_NO_OPTION, name=fault.option_name, hint=hint, **given)
    if kind == "MissingParameter":
        return InputError(_LACKS, name=name, **given)
    if kind == "BadOptionUsage" and "requires" in message:
        return InputError(_NO_VALUE, name=fault.option_name, **given)
    if kind == "BadOptionUsage" and "does not take" in message:
        return InputError(_TAKES_NONE, name=fault.option_name, **given)
    if found := re.match(r"No such command '(.*?)'", message):
        commands: Iterable[str] = getattr(context.command, "commands", ()) if context else ()
        return InputError(_NO_COMMAND, name=found[1], hint=nearest(found[1], commands))
    if found := re.match(r"Got unexpected extra argument\(?s?\)? \((.*)\)", message):
        return InputError(_TOO_MANY, name=found[1], **given)
    if name and (cause := _cause(fault)):
        return InputError(_WRONG, name=name, rule=rule(cause.errors()[0]), **given)
    return InputError(_OTHER, told=message if message.endswith(".") else f"{message}.")


def _cause(fault: BaseException | None) -> ValidationError | None:
    while fault is not None and not isinstance(fault, ValidationError):
        fault = fault.__cause__ or fault.__context__
    return fault


def word_help(command: Any, _: Callable[[str], str]) -> None:
    """Make a command and its sub-commands write the headings of their help in ``_``'s language."""
    base: Any = command.context_class.formatter_class

    class Formatter(base):  # type: ignore[misc]
        """Help pages with translated headings."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            for english, french in _USAGE_WORDS:
                args = args.replace(english, _(french))
            super().write_usage(prog, args, prefix or _(_USAGE))

        def write_heading(self, heading: str) -> None:
            words = _(_HEADINGS.get(heading, heading)) + _(" : ").rstrip()
            self.write(f"{'':>{self.current_indent}}{words}\n")

        def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
            super().write_dl(
                [(_reworded(first, _), _reworded(second, _)) for first, second in rows],
                *args,
                **kwargs,
            )

    context = type("Context", (command.context_class,), {"formatter_class": Formatter})
    for each in (command, *getattr(command, "commands", {}).values()):
        each.context_class = context


def _reworded(cell: str, _: Callable[[str], str]) -> str:
    for english, french in _CELLS:
        cell = cell.replace(english, _(french) if french else "")
    return cell
