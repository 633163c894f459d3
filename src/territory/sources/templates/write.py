"""Writing an empty template: headers, examples marked as such, and what each column asks for."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from territory.errors import InputError
from territory.sources.templates.model import Field, Template
from territory.text import N_, translator, typeset

SUFFIXES = (".xlsx", ".csv")
HEADINGS = (
    N_("Colonne"), N_("Obligatoire"), N_("Unité"), N_("Valeurs admises"), N_("Explication"),
)  # fmt: skip
HOW = (
    N_("Les titres marqués d'un astérisque sont obligatoires; les autres colonnes peuvent être "
       "retirées ou laissées vides."),
    N_("Les rangées qui commencent par EXEMPLE ne sont jamais lues comme des données; elles "
       "peuvent rester."),
    N_("Une case vide veut dire « inconnu », ce qui n'est pas 0."),
    N_("Aucun courriel, téléphone ni nom de personne : une colonne qui en donne est laissée dans "
       "le fichier."),
    N_("Pour vérifier : territory check FICHIER --as {name}"),
)  # fmt: skip
_ROWS = 2000
_LIST_LIMIT = 255
_MANDATORY, _OPTIONAL = "FFF2CC", "E7E6E6"
_HELP_WIDTHS = (34, 14, 16, 40, 90)


def rows_of(template: Template, language: str) -> list[list[Any]]:
    """Return the header and the examples of a template, cell by cell."""
    return [
        [one.header(language) for one in template.fields],
        *(
            [_example(one, example.get(one.key), language) for one in template.fields]
            for example in template.examples
        ),
    ]


def _example(one: Field, value: Any, language: str) -> Any:
    if isinstance(value, list):
        return value[1 if language == "en" else 0]
    if isinstance(value, bool):
        return one.allowed(language)[0 if value else 1]
    if one.values and value is not None:
        return one.allowed(language)[list(one.values).index(value)]
    return value


def explanations(template: Template, language: str) -> list[list[str]]:
    """Return what each column asks for: header, mandatory, unit, values, help."""
    _ = translator(language)
    yes, no = _("oui"), _("non")
    unless = _("oui, sauf si {others} sont données")
    rows = []
    for one in template.fields:
        mandatory = yes if one.mandatory else no
        if one.unless:
            others = [template.field(key).header(language) for key in one.unless]
            mandatory = unless.format(others=_(" et ").join(others))
        allowed = ", ".join(one.allowed(language)) if one.values or one.type == "flag" else ""
        english = language == "en"
        rows.append(
            [
                one.header(language),
                mandatory,
                one.unit_en if english else one.unit,
                allowed,
                one.help_en if english else typeset(one.help),
            ]
        )
    return rows


def introduction(template: Template, language: str) -> list[str]:
    """Return the lines that say what a template is and how it is filled in."""
    _ = translator(language)
    how = [_(line).format(name=template.name(language)) for line in HOW]
    return [template.words("title", language), template.words("note", language), *how]


def as_csv(template: Template, language: str) -> str:
    """Return a template as text: semicolons and decimal commas in French, commas in English."""
    mark = "," if language == "en" else ";"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    for line in introduction(template, language):
        writer.writerow([f"# {line}"])
    colon = translator(language)(" : ")
    for header, mandatory, unit, allowed, told in explanations(template, language):
        bits = [bit for bit in (unit, allowed) if bit]
        star = "" if mandatory == translator(language)("non") else f" ({mandatory})"
        more = f" ({'; '.join(bits)})" if bits else ""
        writer.writerow([f"# {header.rstrip('* ')}{star}{colon}{told}{more}"])
    for row in rows_of(template, language):
        writer.writerow([_written(cell, language) for cell in row])
    return out.getvalue()


def _written(cell: Any, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{cell:g}"
        return text if language == "en" else text.replace(".", ",")
    return str(cell)


def as_workbook(template: Template, language: str) -> bytes:
    """Return a template as a workbook: the sheet to fill in, and the sheet that explains it."""
    _ = translator(language)
    book = Workbook()
    page = book.active
    if page is None:
        msg = "a new workbook has a sheet"
        raise RuntimeError(msg)
    page.title = template.name(language)
    _fill_sheet(page, template, language)
    _explain_sheet(book.create_sheet(_("Explications")), template, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_sheet(page: Worksheet, template: Template, language: str) -> None:
    for cells in rows_of(template, language):
        page.append(cells)
    page.freeze_panes = "B2"
    page.row_dimensions[1].height = 45
    for place, one in enumerate(template.fields, start=1):
        letter = get_column_letter(place)
        head = page.cell(row=1, column=place)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="center")
        head.fill = PatternFill("solid", fgColor=_MANDATORY if one.mandatory else _OPTIONAL)
        page.column_dimensions[letter].width = _width(one, template, language)
        for row in range(2, 2 + len(template.examples)):
            page.cell(row=row, column=place).font = Font(italic=True, color="808080")
        if one.type in ("code", "territory"):
            page.column_dimensions[letter].number_format = "@"
        _validate(page, one, letter, language)


def _width(one: Field, template: Template, language: str) -> float:
    texts = [one.header(language)] + [
        str(_example(one, example.get(one.key), language) or "") for example in template.examples
    ]
    longest = max(len(text) for text in texts[1:])
    return float(min(max(12, len(texts[0]) * 0.7, longest + 2), 48))


def _validate(page: Worksheet, one: Field, letter: str, language: str) -> None:
    """Offer the values of a choice as a list; the spreadsheet questions others."""
    if not one.values and one.type != "flag":
        return
    listed = ",".join(one.allowed(language))
    if len(listed) > _LIST_LIMIT:
        msg = f"{one.key}: the list of values is too long for a workbook"
        raise ValueError(msg)
    _ = translator(language)
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.errorTitle, rule.error = _("Valeur non admise"), ", ".join(one.allowed(language))[:250]
    rule.promptTitle = one.header(language)[:32]
    rule.prompt = (one.help_en if language == "en" else typeset(one.help))[:250]
    rule.errorStyle = "warning"  # other spellings are understood at reading
    rule.showErrorMessage = rule.showInputMessage = True
    rule.add(f"{letter}2:{letter}{_ROWS}")
    page.add_data_validation(rule)


def _explain_sheet(page: Worksheet, template: Template, language: str) -> None:
    _ = translator(language)
    for line in introduction(template, language):
        page.append([line])
    page.cell(row=1, column=1).font = Font(bold=True, size=13)
    page.append([])
    page.append([_(title) for title in HEADINGS])
    top = page.max_row
    for cells in explanations(template, language):
        page.append(cells)
    for place, width in enumerate(_HELP_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
        page.cell(row=top, column=place).font = Font(bold=True)
        for row in range(top + 1, page.max_row + 1):
            page.cell(row=row, column=place).alignment = Alignment(wrap_text=True, vertical="top")


def write_template(
    template: Template, path: Path, language: str = "fr", *, force: bool = False
) -> Path:
    """Write an empty template in a file, complete or not at all.

    Parameters
    ----------
    template : Template
    path : Path
        ``.xlsx`` or ``.csv``.
    language : str
        "fr" or "en".
    force : bool
        Whether a file already there is replaced.

    Raises
    ------
    InputError
        When the name ends otherwise, the folder does not exist, or the file does and ``force``
        is not given.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            "{path} : un gabarit s'écrit en .xlsx ou en .csv; changez la fin du nom.",
            path=path.name,
        )
    if not path.parent.is_dir():
        raise InputError("Le dossier {path} n'existe pas; créez-le d'abord.", path=path.parent)
    if path.exists() and (path.is_dir() or not force):
        raise InputError(
            "{path} existe déjà; donnez un autre nom, ou --force pour le remplacer.",
            path=str(path),
        )
    if path.suffix.lower() == ".csv":
        content = as_csv(template, language).encode("utf-8-sig")
    else:
        content = as_workbook(template, language)
    try:
        _replace(path, content)
    except OSError as fault:
        raise InputError(
            "{path} ne peut être écrit ({fault}); choisissez un autre dossier.",
            path=str(path),
            fault=fault.strerror or str(fault),
        ) from None
    return path


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
