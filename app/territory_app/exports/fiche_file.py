"""A sheet as a file, straight from a results folder: what the command line asks for."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from territory.text import N_, fold
from territory_app.catalogue import Catalogue, open_results
from territory_app.errors import ResultsError
from territory_app.exports.fiche_html import sheet_html
from territory_app.exports.fiche_pdf import sheet_name, sheet_pdf
from territory_app.views.fiche import sheet

PDF, HTML = "pdf", "html"
NEAREST = 3


def sheet_file(
    out: Path, territory: str, language: str, extension: str = PDF, before: Path | None = None
) -> tuple[str, bytes]:
    """Return the sheet of a territory: the name its file would have, and its bytes.

    Parameters
    ----------
    out : pathlib.Path
        Results folder.
    territory : str
        Id of the territory, or its name where one territory alone has it.
    language : str
    extension : str
        "pdf" or "html".
    before : pathlib.Path, optional
        Earlier results, to tell the trend.

    Raises
    ------
    ResultsError
        One sentence, when a folder cannot be used or the territory is not in it.
    """
    catalogue = open_results(out)
    code = known_territory(catalogue, territory)
    made = sheet(catalogue, code, language, None if before is None else open_results(before))
    content = (
        sheet_html(made, language).encode()
        if extension == HTML
        else sheet_pdf(made, catalogue, language)
    )
    return sheet_name(catalogue, made, language, extension), content


def known_territory(catalogue: Catalogue, asked: str) -> str:
    """Return the id of the territory asked for, by its id or its name.

    Raises
    ------
    ResultsError
        When none is, or several are: the sentence gives the nearest.
    """
    wanted = asked.strip()
    padded = re.sub(r":(\d)$", r":0\1", wanted.upper())
    for code in (wanted, padded):
        if code in catalogue.places:
            return code
    names = {code: catalogue.place_name(code) for code in catalogue.places}
    same = [code for code, name in names.items() if fold(name) == fold(wanted)]
    if len(same) == 1:
        return same[0]
    if same:
        raise ResultsError(
            N_("Plusieurs territoires s'appellent {asked}; donnez le code : {codes}."),
            asked=wanted,
            codes=", ".join(same[:NEAREST]),
        )
    spoken = {code.casefold(): code for code in names} | {
        fold(name): code for code, name in names.items()
    }
    close = get_close_matches(fold(wanted), spoken, NEAREST, 0.0)
    nearest = ", ".join(dict.fromkeys(f"{names[spoken[one]]} ({spoken[one]})" for one in close))
    raise ResultsError(
        N_("Le territoire {asked} n'est pas dans ces résultats; les plus proches : {nearest}."),
        asked=wanted,
        nearest=nearest,
    )
