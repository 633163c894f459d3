"""What can be taken away of a view, and what each file holds, said before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from territory.text import N_, number
from territory_app import urls
from territory_app.views.about import licences
from territory_app.views.people import counted
from territory_app.views.rows import fields
from territory_app.views.selection import Selection
from territory_app.words import words

TABLE_CSV, TABLE_XLSX = "tableau.csv", "tableau.xlsx"
PICTURE_PNG, PICTURE_SVG = "carte.png", "carte.svg"
PIXELS = 1600


@dataclass(frozen=True)
class Offer:
    """One file: its name in an address, what it is called, what it holds, where it is."""

    key: str
    label: str
    detail: str
    href: str


@dataclass(frozen=True)
class Offers:
    """Files of a view, and under which licences."""

    files: tuple[Offer, ...]
    licence: str
    citations: tuple[Offer, ...]


def offers(selection: Selection, at: Callable[[str], str], query: str) -> Offers:
    """Return the files of a view.

    Parameters
    ----------
    selection : Selection
        The view.
    at : callable
        Puts the application's prefix before an address.
    query : str
        The view's query string.
    """
    labels = file_labels(selection.language)
    details = file_details(selection)
    files = tuple(
        Offer(key, label, details[key], address(at, selection.language, key, query))
        for key, label in labels.items()
    )
    return Offers(files, licence(selection), citations(selection.language, at, query))


def file_labels(language: str) -> dict[str, str]:
    """Return what each file of a view is called."""
    _ = words(language)
    return {
        TABLE_CSV: _("Tableau (CSV)"),
        TABLE_XLSX: _("Tableau (Excel)"),
        PICTURE_PNG: _("Carte (image PNG)"),
        PICTURE_SVG: _("Carte (dessin SVG)"),
    }


def file_details(selection: Selection) -> dict[str, str]:
    """Return what each file of a view holds."""
    _ = words(selection.language)
    language = selection.language
    held = counted(len(selection.rows), N_("rangée"), N_("rangées"), language)
    wide = counted(len(fields(selection)), N_("colonne"), N_("colonnes"), language)
    pixels = number(PIXELS, language)
    return {
        TABLE_CSV: f"{held}, {wide}; {separators(language)}",
        TABLE_XLSX: _("{held}, {wide}; métadonnées et dictionnaire des colonnes").format(
            held=held, wide=wide
        ),
        PICTURE_PNG: _(
            "{pixels} pixels de large; titre, légende, sources et réserves dans l'image"
        ).format(pixels=pixels),
        PICTURE_SVG: _("le même dessin, à agrandir ou à retoucher; son texte se lit et se cherche"),
    }


def separators(language: str) -> str:
    """Say how the CSV of a language is written."""
    _ = words(language)
    return _("UTF-8, séparateur « ; », décimales à la virgule")


def licence(selection: Selection) -> str:
    """Return the line of licences."""
    _ = words(selection.language)
    told = "; ".join(licences(selection.catalogue, selection.language))
    return _("Licences des sources : {licences}.").format(licences=told) if told else ""


def citations(language: str, at: Callable[[str], str], query: str) -> tuple[Offer, ...]:
    """Return the files of a citation."""
    _ = words(language)
    labels = {"txt": _("Texte"), "bib": "BibTeX", "ris": "RIS"}
    return tuple(
        Offer(one, label, "", address(at, language, f"citation.{one}", query))
        for one, label in labels.items()
    )


def address(at: Callable[[str], str], language: str, key: str, query: str) -> str:
    """Return the address of one file of a view."""
    return f"{at(f'{urls.EXPORT}/{language}/{key}')}{query}"
