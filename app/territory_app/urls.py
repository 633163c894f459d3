"""Every address of the application, in one place, as it reads at the root of a server.

Behind a prefix, `Site.at` puts it in front; nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from territory.text import LANGUAGES

HEALTH = "/healthz"
TILES = "/tiles"
DATA = "/data"
VENDOR = "/vendor"
STATIC = "/static"
EXPORT = "/export"
DROP = "/depot"
STUDIES = "/etudes"
SCENARIO_JOBS = "/scenarios"
"""Where scenarios are launched, followed and taken away from, whatever the language."""


@dataclass(frozen=True)
class Page:
    """One page and its address in each language.

    Attributes
    ----------
    key : str
        Its name in the code.
    slug : dict
        Its address, by language.
    of_territory : bool
        Whether a territory's id ends the address.
    """

    key: str
    slug: dict[str, str]
    of_territory: bool = False

    def path(self, language: str, territory: str = "") -> str:
        """Return the page's path in ``language``."""
        path = f"/{language}/{self.slug[language]}"
        return f"{path}/{quote(territory, safe=':')}" if self.of_territory else path


MAP = Page("carte", {"fr": "", "en": ""})
TABLE = Page("tableau", {"fr": "tableau", "en": "table"})
SHEET = Page("fiche", {"fr": "fiche", "en": "sheet"}, of_territory=True)
COMPARE = Page("comparer", {"fr": "comparer", "en": "compare"})
SCENARIOS = Page("scenarios", {"fr": "scenarios", "en": "scenarios"})
DATASETS = Page("donnees", {"fr": "donnees", "en": "data"})
METHOD = Page("methode", {"fr": "methode", "en": "method"})
ACCESS = Page("accessibilite", {"fr": "accessibilite", "en": "accessibility"})
PAGES = (MAP, TABLE, SHEET, COMPARE, SCENARIOS, DATASETS, METHOD, ACCESS)
NAVIGATION = (MAP, TABLE, COMPARE, SCENARIOS, DATASETS, METHOD)
"""Pages the header names, in order; a sheet is reached from its territory."""


def locate(path: object) -> tuple[str, Page] | None:
    """Return the language and page of ``path``; None where there is no such page.

    Examples
    --------
    >>> language, page = locate("/en/method")
    >>> language, page.key
    ('en', 'methode')
    >>> locate("/en/methode") is None
    True
    >>> locate("/fr/fiche/MRC:05")[1].key
    'fiche'
    """
    if not isinstance(path, str):
        return None
    for language in LANGUAGES:
        for page in PAGES:
            root = f"/{language}/{page.slug[language]}"
            if page.of_territory:
                if path.startswith(f"{root}/") and len(path) > len(root) + 1:
                    return language, page
            elif path.rstrip("/") == root.rstrip("/"):
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
        # Exports and data name their language later: /export/en/..., /data/map/en/...
        for part in path.strip("/").split("/", 3)[:3]:
            if part in LANGUAGES:
                return part
    return "fr"


def without(prefix: str, path: object) -> object:
    """Return ``path`` without the prefix the application is served under.

    Examples
    --------
    >>> without("/acces", "/acces/fr/"), without("", "/fr/"), without("/acces", None)
    ('/fr/', '/fr/', None)
    """
    if isinstance(path, str) and prefix and path.startswith(f"{prefix}/"):
        return path.removeprefix(prefix)
    return path
