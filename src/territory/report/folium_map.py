"""map_<level>.html: a map one can open, send and print without a network.

folium writes the page; Leaflet comes from an installed package and stands inside it, no tile is
asked for, and a content security policy refuses any request and any script but the page's own.
"""

from __future__ import annotations

import re

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from markupsafe import escape

from territory.codes import level_named
from territory.report.leaflet import leaflet_script, leaflet_style, own_asset, script_hashes
from territory.report.payload import as_script, payload
from territory.study.result import Result
from territory.tables.banner import fictional

# folium renders what it is given as a template, twice: a name such as "{{ 7 * 7 }}" would be
# computed. Only these marks go through it; what they stand for is put in afterwards.
_DATA, _STYLES, _SCRIPTS, _POLICY = (f"\x00{name}\x00" for name in ("data", "css", "js", "csp"))


class _Page(Figure):
    """A French page whose policy lets nothing in."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="fr">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src {_POLICY}; style-src 'unsafe-inline'; img-src data:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n"
        "</head>\n"
        "<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n"
        "{{ this.script.render(**kwargs) }}\n"
        "</script>\n"
        "</body>\n"
        "</html>\n"
    )


class _OfflineMap(folium.Map):
    """A folium map that asks nothing of any server."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class _Content(MacroElement):
    """Where the page's own data, styles and scripts go, around folium's map."""

    _template = Template(
        f"{{% macro header(this, kwargs) %}}{_STYLES}{_SCRIPTS}{{% endmacro %}}"
        f"{{% macro html(this, kwargs) %}}{_DATA}{{% endmacro %}}"
        "{% macro script(this, kwargs) %}territoryPage({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Content"


def folium_map(result: Result, level: str) -> str:
    """Return the page of one level, whole, as HTML.

    Parameters
    ----------
    result : Result
        One walk of a study.
    level : str
        Key of a level the study computed.

    Returns
    -------
    str
        HTML that holds everything it needs; the same result gives the same text.
    """
    page = _Page()
    page.title = str(escape(page_title(result, level).replace("\x00", "")))
    page.html.add_child(Element(own_asset("map.html")), name="frame")
    drawn = _OfflineMap(
        tiles=None,
        prefer_canvas=True,
        control_scale=True,
        attribution_control=False,
        zoom_snap=0.25,
    )
    drawn.add_child(_Content())
    drawn.add_to(page)
    # folium names things at random; a page is the same every time it is written.
    drawn._id = level  # noqa: SLF001
    return _filled(str(page.render()), as_script(payload(result, level)))


def _filled(page: str, data: str) -> str:
    """Put styles, scripts, policy and data in their places, data last."""
    styles = "".join(f"<style>{text}</style>\n" for text in (leaflet_style(), own_asset("map.css")))
    sources = (leaflet_script(), own_asset("search.js"), own_asset("map.js"))
    scripts = "".join(f"<script>{text}</script>\n" for text in sources)
    # folium forbids zooming the page itself, which people who see poorly need.
    page = re.sub(r'<meta name="viewport"[^>]*user-scalable=no[^>]*>', "", page)
    page = page.replace(_STYLES, styles).replace(_SCRIPTS, scripts)
    page = page.replace(_POLICY, script_hashes(page))
    return page.replace(_DATA, f'<script type="application/json" id="data">{data}</script>\n')


def page_title(result: Result, level: str) -> str:
    """Return the page's title: measure, level and study; the demonstration says it is one."""
    title = f"Écarts d'accès : {level_named(level).plural} — {result.study.file.study.title}"
    return f"{title} — {fictional()}" if result.study.demonstration else title
