"""The territorial sheet as one HTML file that opens without a network: styles and fonts inside."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from territory_app.fonts import FACES, font
from territory_app.views.fiche_model import Figure, Sheet
from territory_app.words import words

HERE = Path(__file__).resolve().parents[1]
STYLES = (
    "assets/00-tokens.css", "assets/10-base.css", "assets/20-shell.css", "assets/25-parts.css",
    "assets/28-prose.css", "assets/90-print.css", "static/fiche.css",
)  # fmt: skip


def sheet_html(sheet: Sheet, language: str) -> str:
    """Return a sheet as a whole page that asks for nothing else."""
    _ = words(language)
    title = " · ".join(filter(None, (sheet.name, _("Fiche territoriale"), sheet.fictional)))
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return templates.get_template("fiche_fichier.html").render(
        _=_,
        language=language,
        title=title,
        sheet=sheet,
        sheet_href=None,
        drawing=drawing,
        css=Markup(_css()),  # noqa: S704 - our own files, no word of a person
    )


def drawing(figure: Figure) -> Markup:
    """Return a drawing to put in a page: our own, whose words were escaped when it was made."""
    return Markup(figure.svg)  # noqa: S704 - see views/locator.py


@lru_cache(maxsize=1)
def _css() -> str:
    """Return our styles, fonts as data."""
    text = "\n".join((HERE / name).read_text(encoding="utf-8") for name in STYLES)
    for face in FACES:
        data = base64.b64encode(font(face).content).decode("ascii")
        text = text.replace(f"../vendor/fonts/{face}.woff", f"data:font/woff;base64,{data}")
    return text
