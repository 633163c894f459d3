"""What the scenarios page asks of: scenarios read from an address, their state, their results."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import territory
from territory.errors import InputError
from territory.text import N_
from territory_app.errors import ResultsError
from territory_app.scenarios.address import decode, encode
from territory_app.scenarios.board import DONE, Board, State
from territory_app.scenarios.jobs import Jobs, Limits
from territory_app.scenarios.reading import canonical, files_ready, read_text, written
from territory_app.scenarios.store import Store, identify

if TYPE_CHECKING:
    from territory.scenarios.model import Scenario

MOST = 6
"""Scenarios side by side."""
READY_MADE = ("rattachement-50", "postes-500", "permanences-bibliotheques", "virtuel-retire")
OF_STUDY: Mapping[str, tuple[str, ...]] = {"montreal": ("montreal-rattachement",)}
"""Ready-made scenarios that speak of one study alone, by its name."""
NOT_HERE = N_(
    "Ces résultats sont montrés sans leur étude : les scénarios se calculent quand l'application "
    "est ouverte sur elle, avec « territory app ETUDE.toml » ou « territory app --demo »."
)


@dataclass(frozen=True)
class Asked:
    """One scenario an address asks for.

    Attributes
    ----------
    code : str
        What the address says of it.
    scenario : Scenario or None
        None where it cannot be read.
    text : str
        Its file, without comments.
    name : str
        Name of its result.
    refusal : InputError or None
        Why it cannot be read.
    """

    code: str
    scenario: Scenario | None = None
    text: str = ""
    name: str = ""
    refusal: InputError | None = None


class Desk:
    """Scenarios of one study.

    Parameters
    ----------
    folder : pathlib.Path
        Where results are kept.
    results : str
        Names the results the scenarios start from.
    study, data : pathlib.Path or None
        The study's file and where its paths start from; without a study nothing is computed.
    local : bool
        Whether only this machine can ask.
    """

    def __init__(
        self,
        folder: Path,
        results: str,
        study: Path | None = None,
        data: Path | None = None,
        *,
        local: bool = False,
    ) -> None:
        self.local = local
        self.study = study
        self.store = Store(folder)
        self._parts = (results, _code_version())
        self.board = Board(folder / f"etat-{results[:16]}")
        limits = Limits(waiting=MOST, seconds=None) if local else Limits()
        command = [] if study is None else _command(study, data, local=local)
        self.jobs = Jobs(command, self.board, self.store, limits)

    @property
    def computes(self) -> bool:
        """Whether scenarios can be computed here."""
        return self.study is not None

    def read(self, code: str) -> Asked:
        """Return the scenario of an address; what is wrong with it is told, never raised."""
        try:
            known = self.ready.get(code)
            return known or self._of(code, read_text(decode(code), closed=not self.local))
        except InputError as refusal:
            return Asked(code, refusal=refusal)

    def write(self, text: str, file: str = "scenario.toml") -> Asked:
        """Return a scenario given by its text; faults call it by the name of its file.

        Raises
        ------
        InputError
            One sentence, when it is wrong or too long for an address.
        """
        given = self._of("", read_text(text, file, closed=not self.local))
        for asked in self.ready.values():
            if asked.name == given.name:
                return asked
        return replace(given, code=encode(given.text))

    def state(self, name: str) -> State:
        """Return how far a scenario is."""
        return State(DONE, share=1.0) if self.store.place(name) else self.board.read(name)

    def submit(self, asked: Asked) -> None:
        """Have a scenario computed, unless it is already.

        Raises
        ------
        InputError
            One sentence: it cannot be read, nothing is computed here, or enough of them wait.
        """
        if asked.refusal is not None:
            raise asked.refusal
        if not self.computes:
            raise ResultsError(NOT_HERE)
        if self.store.place(asked.name) is None:
            self.jobs.submit(asked.name, asked.text)

    @cached_property
    def ready(self) -> Mapping[str, Asked]:
        """Scenarios that come with the package, by name, in the order they are offered."""
        files = files_ready()
        named = (*READY_MADE, *(one for several in OF_STUDY.values() for one in several))
        found = {}
        for name in named:
            if name in files:
                scenario = read_text(files[name].read_text(encoding="utf-8"), closed=True)
                found[name] = self._of(name, scenario)
        return found

    def offered(self, study: str) -> tuple[Asked, ...]:
        """Return the ready-made scenarios that speak of a study."""
        apart = {one for name, several in OF_STUDY.items() if name != study for one in several}
        return tuple(asked for name, asked in self.ready.items() if name not in apart)

    def computed(self) -> tuple[Asked, ...]:
        """Return the scenarios of this study computed on this machine, newest first."""
        found = []
        for name in self.store.newest():
            told: Any = (self.store.comparison(name) or {}).get("scenario")
            text = told.get("toml") if isinstance(told, dict) else None
            if not isinstance(text, str):
                continue
            try:
                asked = self.write(text)
            except InputError:
                continue
            if asked.name == name:
                found.append(asked)
        return tuple(found)

    def _of(self, code: str, scenario: Scenario) -> Asked:
        name = identify(canonical(scenario), *self._parts)
        return Asked(code, scenario, written(scenario), name)


def _command(study: Path, data: Path | None, *, local: bool) -> list[str]:
    command = [sys.executable, "-m", "territory_app.scenarios.worker", str(study.resolve())]
    if data is not None:
        command += ["--data", str(data.resolve())]
    return [*command, "--open"] if local else command


def _code_version() -> str:
    """Return what names the code that computes: results of another one are not these."""
    digest = hashlib.sha256(version("territory").encode())
    for path in sorted(Path(territory.__file__).parent.rglob("*.py")):
        state = path.stat()
        digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()
