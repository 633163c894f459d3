"""Errors a person can act on: one plain sentence, in French first.

A message is a template kept untranslated beside its parameters, so the language is chosen
where the sentence is shown (command line, application), not where the fault was found.
"""

from __future__ import annotations

import re
from typing import Any

from territory.text import Amount, translator

# Line feeds and the like: a name or a cell that holds some would break the sentence in two.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class TerritoryError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    template : str
        The sentence in French, with ``{name}`` fields; it is the key of the gettext catalogue.
    **parameters : Any
        Values of the fields; such an error, or an `Amount`, is told in the same language.
    """

    def __init__(self, template: str, **parameters: Any) -> None:
        self.template = template
        self.parameters = parameters
        super().__init__(self.sentence("fr"))

    def sentence(self, language: str = "fr") -> str:
        r"""Return the message in ``language`` ("fr" or "en").

        Examples
        --------
        >>> InputError("Le fichier {path} est vide.", path="a.csv").sentence()
        'Le fichier a.csv est vide.'
        >>> InputError("Le fichier {path} est vide.", path="a\nb.csv").sentence()
        'Le fichier a b.csv est vide.'
        """
        told = {name: _told(value, language) for name, value in self.parameters.items()}
        return translator(language)(self.template).format(**told)

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild with parameters when the error crosses a process boundary."""
        return (_rebuild, (type(self), self.template, self.parameters))


class InputError(TerritoryError):
    """What was given is wrong (a file, a column, a study key); the command exits with 2."""


class MissingFileError(InputError):
    """A file a study names is not where the study says."""


def _told(value: Any, language: str) -> Any:
    if isinstance(value, TerritoryError | Amount):
        return value.sentence(language)
    return _CONTROL.sub(" ", value) if isinstance(value, str) else value


def _rebuild(
    kind: type[TerritoryError], template: str, parameters: dict[str, Any]
) -> TerritoryError:
    return kind(template, **parameters)
