"""HTML attributes whose names have a hyphen."""

from __future__ import annotations

from typing import Any


def hyphenated(**attributes: str) -> Any:
    """Return attributes with hyphens for underscores, to be passed with ``**``.

    Examples
    --------
    >>> hyphenated(aria_label="Carte", data_code="0")
    {'aria-label': 'Carte', 'data-code': '0'}
    """
    return {name.replace("_", "-"): value for name, value in attributes.items()}
