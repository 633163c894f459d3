"""Every address of the application, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from territory.text import LANGUAGES

HEALTH = "/healthz"
TILES = "/tiles"
DATA = "/data"
VENDOR = "/vendor"


@dataclass(frozen=True)
class Page:
    """One page and its address in each language."""

    key: str
    slug: dict[str, str]

    def path(self, language: str) -> str:
        """Return the page's path in ``language``."""
        return f"/{language}/{self.slug[language]}"


MAP = Page("carte", {"fr": "", "en": ""})
METHOD = Page("methode", {"fr": "methode", "en": "method"})
PAGES = (MAP, METHOD)


def locate(path: object) -> tuple[str, Page] | None:
    """Return the language and page of ``path``; None where there is no such page.

    Examples
    --------
    >>> language, page = locate("/en/method")
    >>> language, page.key
    ('en', 'methode')
    >>> locate("/en/methode") is None
    True
    """
    if not isinstance(path, str):
        return None
    for language in LANGUAGES:
        for page in PAGES:
            if path.rstrip("/") == page.path(language).rstrip("/"):
                return language, page
    return None


def language_of(path: object) -> str:
    """Return the language a path is in, French when it says nothing.

    Examples
    --------
    >>> language_of("/en/nowhere"), language_of("/"), language_of(3)
    ('en', 'fr', 'fr')
    """
    if isinstance(path, str):
        first = path.strip("/").partition("/")[0]
        if first in LANGUAGES:
            return first
    return "fr"
