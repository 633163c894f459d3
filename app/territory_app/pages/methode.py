"""The method in one page: what is measured, the norm in use, the sources."""

from __future__ import annotations

from typing import Any

from dash import html

from territory_app.catalogue import Catalogue
from territory_app.components.attributes import hyphenated
from territory_app.indicators import INDICATORS
from territory_app.views.norm import norm_lines
from territory_app.views.people import capital
from territory_app.views.provenance import Source, sources
from territory_app.views.titles import estimate
from territory_app.words import words


def content(catalogue: Catalogue, language: str) -> list[Any]:
    """Return the method page."""
    _ = words(language)
    note = catalogue.bilingual("study", "note", language)
    return [
        html.Article(
            [
                html.H1(_("Méthode")),
                *([html.P(note, className="lead")] if note else []),
                *_questions(language),
                *_indicators(language),
                *_norm(catalogue, language),
                *_sources(catalogue, language),
            ],
            className="prose",
        )
    ]


def _questions(language: str) -> list[Any]:
    _ = words(language)
    return [
        html.H2(_("Trois questions, jamais fondues en une note")),
        html.Dl(
            [
                html.Dt(_("Présence")),
                html.Dd(
                    _(
                        "Y a-t-il une porte dans le territoire? Une porte est un point de service "
                        "qui reçoit les gens en personne, au moins un jour par semaine."
                    )
                ),
                html.Dt(_("Atteinte")),
                html.Dd(
                    _(
                        "La plupart des gens ont-ils une porte, où qu'elle soit, sous le seuil "
                        "de temps de leur milieu?"
                    )
                ),
                html.Dt(_("Intensité")),
                html.Dd(
                    _(
                        "L'offre à portée, partagée entre toutes les personnes qui peuvent la "
                        "rejoindre, satisfait-elle à la norme?"
                    )
                ),
            ]
        ),
        html.P(
            _(
                "Chaque épreuve est réussie, non réussie ou inconnue. Ce qu'on sait peut prouver "
                "une réussite; seules des données complètes peuvent prouver un échec : une donnée "
                "absente n'est jamais un désert."
            )
        ),
        html.P(
            _(
                "Les territoires des Premières Nations et des Inuit relèvent de leur propre "
                "gouvernance : ils ne sont ni classés ni notés, sauf si leurs communautés en "
                "décident autrement."
            )
        ),
    ]


def _indicators(language: str) -> list[Any]:
    _ = words(language)
    rows: list[Any] = []
    for one in INDICATORS:
        unit = f" ({_(one.unit)})" if one.unit else ""
        rows += [
            html.Dt(f"{_(one.label)}{unit}"),
            html.Dd([_(one.note), " ", html.Span(_(one.denominator), className="fine")]),
        ]
    return [
        html.H2(_("Indicateurs")),
        html.Dl(rows),
        html.P(
            _(
                "Le rang 1 est la situation la plus difficile. Il est donné avec un intervalle : "
                "le plus petit et le plus grand rang obtenus quand le seuil et la décroissance "
                "changent."
            )
        ),
    ]


def _norm(catalogue: Catalogue, language: str) -> list[Any]:
    _ = words(language)
    rows: list[Any] = []
    for line in norm_lines(catalogue, language):
        rows += [html.Dt(line.name), html.Dd(line.value)]
    travel = capital(estimate(catalogue, language))
    rows += [html.Dt(_("Temps de trajet")), html.Dd(travel)]
    return [
        html.H2(_("Norme utilisée")),
        html.P(
            _(
                "Aucune autorité québécoise ne publie de seuil chiffré pour ces services : ce qui "
                "suit est une convention déclarée, qu'on peut changer."
            )
        ),
        html.Dl(rows),
    ]


def _sources(catalogue: Catalogue, language: str) -> list[Any]:
    _ = words(language)
    headings = (
        _("Table"), _("Source"), _("Millésime"), _("Licence"), _("Rangées"), _("Obtention"),
    )  # fmt: skip
    body = [_source_row(source) for source in sources(catalogue, language)]
    return [
        html.H2(_("Sources"), id="sources-titre"),
        html.Div(
            html.Table(
                [
                    html.Caption(_("Fichiers lus par l'étude"), className="visually-hidden"),
                    html.Thead(html.Tr([html.Th(text, scope="col") for text in headings])),
                    html.Tbody(body),
                ],
                className="plain-table",
            ),
            className="scroller",
            role="region",
            tabIndex=0,
            **hyphenated(aria_labelledby="sources-titre"),
        ),
    ]


def _source_row(source: Source) -> Any:
    title: list[Any] = [source.title]
    if source.publisher and source.publisher != source.title:
        title.append(html.Span(source.publisher, className="fine block"))
    cells = (title, source.vintage, source.licence, source.rows, source.obtain)
    return html.Tr([html.Th(source.table, scope="row"), *(html.Td(cell or "—") for cell in cells)])
