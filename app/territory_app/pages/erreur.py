"""The page shown where there is none."""

from __future__ import annotations

from typing import Any

from dash import html

from territory_app import urls
from territory_app.words import words


def content(language: str) -> list[Any]:
    """Return what the error page says."""
    _ = words(language)
    return [
        html.Section(
            [
                html.H1(_("Cette page n'existe pas")),
                html.P(
                    _(
                        "L'adresse est peut-être ancienne ou mal copiée. Les résultats, eux, sont "
                        "intacts."
                    )
                ),
                html.P(
                    html.A(
                        _("Revenir à la carte"),
                        href=urls.MAP.path(language),
                        className="button",
                    )
                ),
            ],
            className="prose",
        )
    ]
