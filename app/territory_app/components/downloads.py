"""What can be taken away of the map's view, said before it is asked for; and how to cite it.

Links follow the view by themselves (``data-keep-view``); what each file holds is asked for again
when the view changes (``assets/60-takeaway.js``).
"""

from __future__ import annotations

from typing import Any

from dash import html

from territory_app import urls
from territory_app.components.attributes import hyphenated
from territory_app.site import Site
from territory_app.view_state import ViewState
from territory_app.views.offers import address, citations, file_details, file_labels, licence
from territory_app.views.selection import select
from territory_app.words import words


def takeaway(site: Site, view: ViewState, language: str) -> Any:
    """Return the block under the map: files, licences, citation."""
    _ = words(language)
    query = site.query(view)
    selection = select(site.catalogue, view, language)
    details = file_details(selection)
    kept = hyphenated(data_keep_view="")
    files = [
        html.Li(
            [
                html.A(label, href=address(site.at, language, key, query), download="", **kept),
                html.Span(details[key], className="fine", **hyphenated(data_detail=key)),
            ]
        )
        for key, label in file_labels(language).items()
    ]
    notices = [
        html.A(one.label, href=one.href, download="", **kept)
        for one in citations(language, site.at, query)
    ]
    return html.Section(
        [
            html.H2(_("Emporter et citer")),
            html.Ul(files, className="offers"),
            html.P(licence(selection), className="fine"),
            html.Details(
                [
                    html.Summary(_("Citer cette carte")),
                    html.P(className="citation", role="status"),
                    html.P(
                        [
                            _("Notice à télécharger :"),
                            *(part for one in notices for part in (" ", one)),
                        ],
                        className="citation-files",
                    ),
                    html.Button(
                        _("Copier la citation"),
                        type="button",
                        className="shortcut",
                        **hyphenated(data_copy_citation="", data_copied=_("Citation copiée")),
                    ),
                ],
                className="cite",
            ),
        ],
        className="sharing no-print",
        **hyphenated(
            aria_label=_("Emporter et citer"),
            data_offer=site.at(f"{urls.DATA}/offer/{language}"),
        ),
    )
