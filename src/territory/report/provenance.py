"""Where a study's data come from, in the words of the catalogue of sources."""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from territory.errors import InputError
from territory.sources.catalogue import SourceInfo, load_catalogue
from territory.study.model import Study


class OfStudy(Protocol):
    """What has a study: a result, or a walk."""

    @property
    def study(self) -> Study:
        """The study."""


def sources(result: OfStudy) -> list[SourceInfo]:
    """Return the catalogue entries a study's inputs name, once each, in the study's order.

    Raises
    ------
    InputError
        When an input names an entry that does not exist.
    """
    file = result.study.file
    catalogue = load_catalogue()
    found: dict[str, SourceInfo] = {}
    for item in (*file.territories, *file.population, *file.services, *file.coverage):
        if item.catalogue is None:
            continue
        if item.catalogue not in catalogue:
            raise InputError(
                "L'entrée de catalogue « {key} » n'existe pas; voir data/catalogue.toml.",
                key=item.catalogue,
            )
        found[item.catalogue] = catalogue[item.catalogue]
    return list(found.values())


def source_line(result: OfStudy, language: str = "fr") -> str:
    """Return one line: publisher and title of each source; file names where none is described."""
    described = sources(result)
    if not described:
        file = result.study.file
        inputs = (*file.territories, *file.population, *file.services)
        names = dict.fromkeys(PurePath(item.path).name for item in inputs if item.path)
        return ", ".join(names) + "."
    by_publisher: dict[str, list[str]] = {}
    for entry in described:
        title = entry.title_en if language == "en" else entry.title
        by_publisher.setdefault(entry.publisher, []).append(title)
    return " ".join(
        f"{publisher} ({'; '.join(titles)})." for publisher, titles in by_publisher.items()
    )
