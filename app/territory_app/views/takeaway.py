"""The files of the results to take away, by sort, with what each holds and weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from territory.text import number
from territory_app.results_files import ResultsFile
from territory_app.words import words

BYTES = 1000


@dataclass(frozen=True)
class Download:
    """One file to take away: its name, what it holds, its size, its address, its checksum."""

    name: str
    title: str
    size: str
    href: str
    sha256: str


@dataclass(frozen=True)
class Downloads:
    """Files of one sort."""

    title: str
    files: tuple[Download, ...]


def downloads(
    files: Mapping[str, ResultsFile], titles: Mapping[str, str], address: str, language: str
) -> tuple[Downloads, ...]:
    """Return the files to take away, by sort."""
    _ = words(language)
    sorts: dict[str, list[Download]] = {}
    for one in files.values():
        sorts.setdefault(_sort(one.name), []).append(
            Download(
                name=one.name,
                title=titles.get(one.name, ""),
                size=size(one.bytes, language),
                href=f"{address}/{one.name}",
                sha256=one.sha256,
            )
        )
    named = {
        "tables": _("Tableaux"),
        "layers": _("Couches géographiques"),
        "maps": _("Cartes qui s'ouvrent sans réseau"),
        "rejected": _("Rangées écartées"),
        "record": _("Description des résultats"),
        "trace": _("Trace du calcul"),
    }
    return tuple(Downloads(named[key], tuple(sorts[key])) for key in named if key in sorts)


def _sort(name: str) -> str:
    if name.startswith("rejected/"):
        return "rejected"
    if name.startswith("trace/"):
        return "trace"
    return {"gpkg": "layers", "html": "maps", "json": "record"}.get(
        name.rpartition(".")[2], "tables"
    )


def size(count: int, language: str) -> str:
    r"""Write a number of bytes.

    Examples
    --------
    >>> size(31_000, "fr"), size(11_382_784, "en"), size(32, "fr")
    ('31\xa0ko', '11.4\xa0MB', '32\xa0o')
    """
    units = ("o", "ko", "Mo", "Go") if language == "fr" else ("B", "kB", "MB", "GB")
    value, step = float(count), 0
    while value >= BYTES and step < len(units) - 1:
        value, step = value / BYTES, step + 1
    return f"{number(value, language, digits=int(step > 1))}\N{NO-BREAK SPACE}{units[step]}"
