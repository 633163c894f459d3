"""How far a download is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from territory.cli.fetch_words import size_words, time_left
from territory.errors import InputError
from territory.text import N_, number, percent, translator

# A file this large says how far it is where there is no bar.
LARGE, STEPS = 20_000_000, 4


class _Figures(ProgressColumn):
    """Size, speed and time left, in the language of the command line."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._left = translator(language)(N_("reste {time}"))

    def render(self, task: Task) -> Text:
        """Return the figures of one file."""
        language = self._language
        done = size_words(task.completed, language)
        whole = f" / {size_words(task.total, language)}" if task.total else ""
        speed = f", {size_words(task.speed, language)}/s" if task.speed else ""
        left = self._left.format(time=time_left(task.time_remaining))
        return Text(f"{done}{whole}{speed}, {left}" if task.total else f"{done}{speed}")


class Bar:
    """Tells how far the transfers are, one product after the other."""

    def __init__(self, console: Console, bar: Progress, language: str) -> None:
        self._console, self._bar, self._language = console, bar, language
        self._plain = not console.is_terminal
        self._task = bar.add_task("", total=None, visible=False)
        self._key, self._done, self._next = "", 0, 0
        self._total: int | None = None

    def product(self, key: str) -> None:
        """Go on to another product."""
        self._key = key
        self._bar.reset(self._task, description=key, total=None, visible=False)

    def begin(self, done: int, total: int | None) -> None:
        """Tell that a file begins, or goes on from ``done`` bytes."""
        self._done, self._total = done, total
        self._next = 1 + int(done / total * STEPS) if total else 0
        # A fresh start, so that the speed is that of this connection.
        self._bar.reset(
            self._task, description=self._key, total=total, completed=done, visible=True
        )
        if self._plain and total and total >= LARGE:
            words = N_("{key} : {size} à recevoir") if not done else N_("{key} : reprise à {size}")
            size = size_words(done or total, self._language)
            self._line(translator(self._language)(words).format(key=self._key, size=size))

    def advance(self, count: int) -> None:
        """Tell that ``count`` more bytes are here."""
        self._done += count
        self._bar.update(self._task, advance=count)
        large = self._plain and self._total and self._total >= LARGE
        if large and self._total and self._done * STEPS >= self._next * self._total:
            share = percent(self._done / self._total, self._language, digits=0)
            self._next = 1 + int(self._done / self._total * STEPS)
            self._line(self._key + translator(self._language)(" : ") + share)

    def waiting(self, reason: InputError, seconds: float) -> None:
        """Tell why the next try waits."""
        _ = translator(self._language)
        words = _("{key} : {reason} Nouvel essai dans {seconds} s.")
        told = {"key": self._key, "reason": reason.sentence(self._language)}
        digits = 0 if float(seconds).is_integer() else 1
        waited = number(seconds, self._language, digits=digits)
        self._line(words.format(**told, seconds=waited))

    def _line(self, words: str) -> None:
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def bar(language: str) -> Iterator[Bar]:
    """Show how far the transfers are, on the error stream."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        _Figures(language),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        yield Bar(console, progress, language)
