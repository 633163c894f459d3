"""The stairwell: one study, walked once, from its files to a Result."""

from __future__ import annotations

from territory.gaps import load_norm
from territory.study.assembly import assemble
from territory.study.gather import Progress, gather, silent
from territory.study.model import Study
from territory.study.path import Clock, Terms, Walk
from territory.study.result import Result
from territory.study.validate import validate
from territory.text import N_


def run(study: Study, *, progress: Progress | None = None) -> Result:
    """Walk a study once.

    Parameters
    ----------
    study : Study
        From `read_study`.
    progress : Callable, optional
        Called with the name of each step as it starts. Where it has a method ``detail``, long
        steps call it with what they do, how much is done and of how much (0: not known).

    Returns
    -------
    Result

    Raises
    ------
    InputError
        With one sentence, when something a study needs is missing or wrong.
    """
    return walk(study, progress=progress).result()


def walk(study: Study, *, progress: Progress | None = None) -> Walk:
    """Read a study and place everyone in it; its other steps are taken when asked for.

    Raises
    ------
    InputError
        As `run` does.
    """
    validate(study)
    say = progress or silent
    clock = Clock()
    gathered = gather(study, say)
    clock.lap("read")
    say(N_("appartenance des personnes et des points aux territoires"))
    tables = assemble(study, gathered)
    clock.lap("membership")
    choice = study.file.norm
    terms = Terms(load_norm(choice.preset, choice.override), choice.registration_rate)
    return Walk(study, gathered, tables, terms, say=say, clock=clock)
