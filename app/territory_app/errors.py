"""Errors of the application, worded in its own catalogue."""

from __future__ import annotations

from pathlib import PurePath

from territory.errors import InputError
from territory_app.words import words


class ResultsError(InputError):
    """The results folder, or the place to serve it from, cannot be used.

    The sentence is marked with ``N_`` where it is raised.
    """

    def sentence(self, language: str = "fr") -> str:
        """Return the message in ``language`` ("fr" or "en")."""
        return words(language)(self.template).format(**self.parameters)

    def public(self, language: str = "fr") -> str:
        """Return the message without where things are on the machine: only the last name.

        Examples
        --------
        >>> ResultsError("{path} manque.", path="/home/ana/out/run.json").public()
        'run.json manque.'
        """
        brief = {
            name: PurePath(str(value)).name if name in {"path", "folder"} else value
            for name, value in self.parameters.items()
        }
        return words(language)(self.template).format(**brief)
