"""Errors of the application, worded in its own catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from territory.errors import InputError, TerritoryError
from territory_app.words import words

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class ResultsError(InputError):
    """The results folder, or the place to serve it from, cannot be used.

    The sentence is marked with ``N_`` where it is raised.
    """

    def sentence(self, language: str = "fr") -> str:
        """Return the message in ``language`` ("fr" or "en")."""
        return self._told(self.parameters, language)

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
        return self._told(brief, language)

    def _told(self, parameters: Mapping[str, Any], language: str) -> str:
        # Line feeds and the like would break the sentence in two, in a log or on a screen.
        plain = {
            name: CONTROL.sub(" ", value) if isinstance(value, str) else value
            for name, value in parameters.items()
        }
        plain |= {
            name: value.sentence(language)
            for name, value in parameters.items()
            if isinstance(value, TerritoryError)
        }
        return words(language)(self.template).format(**plain)
