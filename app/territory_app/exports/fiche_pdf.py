"""The territorial sheet as a tagged PDF (PDF/UA-1), set by typst from the page's own words."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from territory.text import N_
from territory_app.catalogue import Catalogue
from territory_app.errors import ResultsError
from territory_app.exports.naming import computed, dated_name
from territory_app.fonts import font_folder
from territory_app.views.fiche_model import Section, Sheet
from territory_app.words import words

TEMPLATE = Path(__file__).with_name("fiche.typ")
STANDARD = "ua-1"
WIDE = 4
"""A table of more columns than this has columns as narrow as what they hold."""


def sheet_pdf(sheet: Sheet, catalogue: Catalogue, language: str, address: str = "") -> bytes:
    """Return a sheet as a PDF on Letter paper, tagged, with its title and language.

    Parameters
    ----------
    sheet : Sheet
    catalogue : Catalogue
        The results it was made from.
    language : str
    address : str
        Where the sheet is on the web; empty where it is nowhere.

    Raises
    ------
    ResultsError
        One sentence, when the page cannot be set.
    """
    return cast("bytes", _compiled(_data(sheet, catalogue, language, address), "pdf"))


def sheet_pages(
    sheet: Sheet, catalogue: Catalogue, language: str, *, dots_per_inch: float = 110
) -> list[bytes]:
    """Return the pages of the PDF as PNG pictures, to be looked at."""
    made = _compiled(_data(sheet, catalogue, language, ""), "png", ppi=dots_per_inch)
    return [made] if isinstance(made, bytes) else list(made)


def sheet_name(catalogue: Catalogue, sheet: Sheet, language: str, extension: str) -> str:
    """Return the name of a sheet's file."""
    what = "sheet" if language == "en" else "fiche"
    return dated_name(catalogue, f"{what} {sheet.territory_id} {sheet.name}", extension)


def _compiled(data: str, form: str, **more: Any) -> Any:
    import typst  # noqa: PLC0415 - loaded with the first sheet, not with the application

    if form == "pdf":
        more["pdf_standards"] = STANDARD
    try:
        return typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=_fonts(str(font_folder())),
            format=cast("Any", form),
            sys_inputs={"sheet": data},
            **more,
        )
    except typst.TypstError as fault:
        raise ResultsError(
            N_("La fiche ne peut pas être mise en page : {fault}."),
            fault=str(fault).splitlines()[0],
        ) from None


@lru_cache(maxsize=1)
def _fonts(folder: str) -> Any:
    """Read the fonts once; they do not change while the application runs."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _data(sheet: Sheet, catalogue: Catalogue, language: str, address: str) -> str:
    _ = words(language)
    told = asdict(sheet)
    day = computed(catalogue)
    title = " · ".join(filter(None, (sheet.name, _("Fiche territoriale"), sheet.fictional)))
    told |= {
        "rows": [[[*map(_section, column)] for column in row] for row in sheet.rows],
        "language": language,
        "title": title,
        "keywords": [sheet.territory_id, sheet.study],
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "footer": " · ".join(filter(None, (sheet.name, sheet.made, sheet.fictional))),
        "address": address,
        "missing_title": _("Ce qui manque pour lui donner une classe"),
    }
    return json.dumps(told, ensure_ascii=False)


def _section(section: Section) -> dict[str, Any]:
    told = asdict(section)
    told["verdicts"] = [asdict(one) | {"sign": one.sign} for one in section.verdicts]
    if section.table is not None:
        told["table"]["narrow"] = len(section.table.headings) > WIDE
    return told
