"""The sentence every page, map and table of the demonstration carries."""

from __future__ import annotations

from territory.text import N_, translator

BANNER_FR = N_(
    "Démonstration. Noms, codes et populations réels; limites, points de service, effectifs et "
    "inscription inventés. Aucun classement ne décrit un territoire réel. Ne pas citer."
)
FICTIONAL_FR = N_("données fictives")


def banner(language: str = "fr") -> str:
    """Return the demonstration's banner in ``language``.

    Examples
    --------
    >>> banner("en").split(".")[0]
    'Demonstration'
    """
    return translator(language)(BANNER_FR)


def fictional(language: str = "fr") -> str:
    """Return the two words every title and caption of the demonstration carries.

    Examples
    --------
    >>> fictional()
    'données fictives'
    """
    return translator(language)(FICTIONAL_FR)
