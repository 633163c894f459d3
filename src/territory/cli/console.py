"""Progress on the error stream, so that what a command prints can be piped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from territory.text import N_, percent, translator


class Steps:
    """A progress bar told one step at a time."""

    def __init__(self, bar: Progress, total: int, language: str) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total)
        self._translate = translator(language)
        self._language = language
        self._started = False

    def __call__(self, step: str) -> None:
        """Show ``step`` and count the one before as done."""
        if self._started:
            self._bar.advance(self._task)
        self._started = True
        self._bar.update(self._task, description=self._translate(step))

    def detail(self, what: str, done: int, total: int) -> None:
        """Show how far the step under way is; ``total`` is 0 where it is not known."""
        share = f" {percent(done / total, self._language, digits=0)}" if total else ""
        self._bar.update(self._task, description=self._translate(what) + share)

    def finish(self) -> None:
        """Fill the bar."""
        total = self._bar.tasks[0].total or 0
        self._bar.update(self._task, completed=total, description=self._translate(N_("terminé")))


@contextmanager
def steps(total: int, language: str) -> Iterator[Steps]:
    """Show a progress bar of ``total`` steps; silent where the error stream is not a terminal."""
    console = Console(stderr=True)
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    with bar:
        told = Steps(bar, total, language)
        yield told
        told.finish()
