"""What is said of a filled template handed to the data page: its account, its rows, its points.

Made whole here, in words, so that the page and its script show the same thing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from territory.codes import level_named
from territory.tables.words import COVERAGE_WORDS, KIND_WORDS, PRECISION_WORDS, REGISTRATION_WORDS
from territory.text import LANGUAGES, N_, number, percent, translator
from territory_app.dropped import Dropped
from territory_app.views.people import capital, counted, worded
from territory_app.words import words

SHOWN = 200
STILL = N_("La carte statique ne les dessine pas : ouvrez la carte ordinaire.")
REMOVE = N_("Retirer")
DEFINITIONS = {
    "residence": N_("selon la résidence"),
    "place_of_care": N_("selon le lieu de prise en charge"),
}


@dataclass(frozen=True)
class Line:
    """One row of the file and what is said of it."""

    line: str
    said: str


@dataclass(frozen=True)
class Listed:
    """Rows understood, as a table: headings, places of its figures, texts."""

    caption: str
    headings: tuple[str, ...]
    figures: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    left: str


@dataclass(frozen=True)
class Account:
    """Everything said of one file.

    Attributes
    ----------
    file, template : str
        Its name, and the template it was read as.
    usable : bool
        Whether a study could take a row of it.
    said : str
        One sentence: read, kept, rejected.
    counts : tuple of (str, str)
        Value and what it counts: read = kept + rejected.
    rejected, questioned : tuple of Line
        Rows set aside and why; rows kept with something to check.
    rejected_left, questioned_left : str
        How many are not listed; empty when none.
    notes : tuple of str
        What was mended or passed over.
    listed : Listed or None
        Rows understood.
    points : dict or None
        GeoJSON of the places; None where the template is not of places.
    placed : str
        How many points can be drawn, or why none.
    notice, still, remove : dict of str
        What the map says of the points, what a static map adds, and the word that takes them
        away, by language.
    study : str
        Lines of a study file that make it count.
    commands : str
        The two commands that follow.
    """

    file: str
    template: str
    usable: bool
    said: str
    counts: tuple[tuple[str, str], ...]
    rejected: tuple[Line, ...]
    rejected_left: str
    questioned: tuple[Line, ...]
    questioned_left: str
    notes: tuple[str, ...]
    listed: Listed | None
    points: dict[str, Any] | None
    placed: str
    notice: dict[str, str]
    still: dict[str, str]
    remove: dict[str, str]
    study: str
    commands: str

    def as_json(self) -> dict[str, Any]:
        """Return the account as the page's script reads it."""
        return asdict(self)


def account(dropped: Dropped, language: str) -> Account:
    """Tell what a file holds."""
    _ = words(language)
    outcome = dropped.outcome
    reading, template = outcome.reading, outcome.template
    rejected = _rejected(dropped, language)
    questioned = _questioned(dropped, language)
    points = feature_points(reading.table, language) if template.table == "services" else None
    return Account(
        file=dropped.name,
        template=_("Lu comme « {title} »{how}.").format(
            title=template.words("title", language).rstrip("."),
            how=_(", reconnu à ses titres") if dropped.found else "",
        ),
        usable=len(reading.table) > 0,
        said=_said(dropped, language),
        counts=(
            (number(reading.read, language), _("rangées lues")),
            (number(reading.kept, language), _("gardées")),
            (number(len(reading.rejected), language), _("écartées")),
        ),
        rejected=tuple(rejected[:SHOWN]),
        rejected_left=_left(len(rejected), language),
        questioned=tuple(questioned[:SHOWN]),
        questioned_left=_left(len(questioned), language),
        notes=tuple(_notes(dropped, language)),
        listed=_listed(dropped, language),
        points=points,
        placed=_placed(points, language),
        notice={one: _placed(points, one) for one in LANGUAGES},
        still={one: words(one)(STILL) for one in LANGUAGES},
        remove={one: words(one)(REMOVE) for one in LANGUAGES},
        study=study_lines(template.table, template.reader, dropped.name),
        commands=_("territory check etude.toml\nterritory run etude.toml -o resultats"),
    )


def study_lines(table: str, reader: str, name: str) -> str:
    """Return what to add to a study file.

    Examples
    --------
    >>> print(study_lines("services", "gmf", "mes-gmf.xlsx"))
    [[services]]
    reader = "gmf"
    path = "mes-gmf.xlsx"
    """
    return f'[[{table}]]\nreader = "{reader}"\npath = "{name}"'


def feature_points(table: pd.DataFrame, language: str) -> dict[str, Any]:
    """Return places as GeoJSON: name, kind in words, FTE in words; those without a place go."""
    geometry = table.geometry
    known = ~(geometry.isna() | geometry.is_empty)
    features = []
    for row, point in zip(table[known].to_dict("records"), geometry[known], strict=True):
        said = [capital(worded(KIND_WORDS, str(row["kind"]), language)), _fte(row["fte"], language)]
        features.append(
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(point.x, 5), round(point.y, 5)],
                },
                "properties": {"name": str(row["name"]), "detail": "; ".join(said)},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _fte(value: float, language: str) -> str:
    _ = words(language)
    if pd.isna(value):
        return _("ETC inconnus")
    return _("{fte} ETC").format(fte=number(float(value), language, digits=2))


def _said(dropped: Dropped, language: str) -> str:
    _ = words(language)
    outcome = dropped.outcome
    reading = outcome.reading
    said = _("{read} = {kept} + {rejected}.").format(
        read=counted(reading.read, N_("rangée lue"), N_("rangées lues"), language),
        kept=counted(reading.kept, N_("gardée"), N_("gardées"), language),
        rejected=counted(len(reading.rejected), N_("écartée"), N_("écartées"), language),
    )
    if outcome.examples and outcome.examples == reading.read:
        more = _("Ce sont les exemples du gabarit : ajoutez vos rangées dessous.")
    elif outcome.examples:
        more = _("Parmi les rangées écartées : {examples} du gabarit.").format(
            examples=counted(outcome.examples, N_("exemple"), N_("exemples"), language)
        )
    else:
        return said
    return f"{said} {more}"


def _rejected(dropped: Dropped, language: str) -> list[Line]:
    table = dropped.outcome.reading.rejected
    reasons = table["reason_en" if language == "en" else "reason"]
    lines = table["line"].astype(str)
    pairs = zip(lines, reasons, strict=True)
    return [Line(line, capital(str(reason))) for line, reason in pairs]


def _questioned(dropped: Dropped, language: str) -> list[Line]:
    outcome = dropped.outcome
    found = [*outcome.titles(), *outcome.faults(fatal=False)]
    return [Line(str(outcome.filled.line(one)), one.sentence(language)) for one in found]


def _left(count: int, language: str) -> str:
    if count <= SHOWN:
        return ""
    _ = words(language)
    return _("et {others}").format(
        others=counted(count - SHOWN, N_("autre"), N_("autres"), language)
    )


def _notes(dropped: Dropped, language: str) -> list[str]:
    told = translator(language)
    colon = told(" : ")
    mended = [
        f"{capital(told(what))}{colon}{number(count, language)}"
        for what, count in dropped.outcome.reading.repairs.items()
    ]
    return [*mended, *(capital(one) for one in dropped.outcome.notes(language))]


def _placed(points: dict[str, Any] | None, language: str) -> str:
    _ = words(language)
    if points is None:
        return _("Ce gabarit parle de territoires, non de lieux : rien à poser sur la carte.")
    count = len(points["features"])
    if not count:
        return _("Aucune rangée gardée n'a de lieu : rien à poser sur la carte.")
    return _("De votre fichier : {points}, à voir sur la carte, hors de tous les comptes.").format(
        points=counted(count, N_("point"), N_("points"), language)
    )


def _listed(dropped: Dropped, language: str) -> Listed | None:
    table = dropped.outcome.reading.table
    if not len(table):
        return None
    _ = words(language)
    headings, figures, rows = {
        "services": _sites,
        "registration": _rates,
        "coverage": _statements,
    }[dropped.outcome.template.table](dropped, table.head(SHOWN), language)
    return Listed(_("Ce qui est compris"), headings, figures, rows, _left(len(table), language))


Rows = tuple[tuple[str, ...], tuple[int, ...], tuple[tuple[str, ...], ...]]


def _sites(dropped: Dropped, table: pd.DataFrame, language: str) -> Rows:
    _ = words(language)
    headings = (
        _("Nom"), _("Ligne"), _("Sorte"), _("ETC"), _("Municipalité"), _("Précision du lieu"),
        _("Inscription"),
    )  # fmt: skip
    filled = dropped.outcome.filled
    towns = dict(zip(filled.lines.tolist(), filled.raw["municipality"], strict=True))
    rows = tuple(
        (
            str(row["name"]),
            _text(row.get("source_row")),
            capital(worded(KIND_WORDS, str(row["kind"]), language)),
            _("inconnus") if pd.isna(row["fte"]) else number(row["fte"], language, digits=2),
            _text(towns.get(row.get("source_row")) or row["municipality_id"]),
            capital(worded(PRECISION_WORDS, str(row["address_precision"]), language)),
            capital(worded(REGISTRATION_WORDS, str(row["registration"]), language)),
        )
        for row in table.to_dict("records")
    )
    return headings, (1, 3), rows


def _rates(_dropped: Dropped, table: pd.DataFrame, language: str) -> Rows:
    _ = words(language)
    headings = (
        _("Territoire"),
        _("Ligne"),
        _("Niveau"),
        _("Taux d'inscription"),
        _("Mesuré"),
        _("Date"),
    )
    rows = tuple(
        (
            str(row["territory_id"]),
            _text(row.get("source_row")),
            translator(language)(level_named(str(row["level"])).label),
            percent(row["registered_share"], language),
            capital(_(DEFINITIONS[str(row["definition"])])),
            _text(row["date"]),
        )
        for row in table.to_dict("records")
    )
    return headings, (1, 3), rows


def _statements(_dropped: Dropped, table: pd.DataFrame, language: str) -> Rows:
    _ = words(language)
    headings = (_("Territoire"), _("Ligne"), _("Sorte"), _("Ce qui est listé"), _("Source"))
    rows = tuple(
        (
            str(row["territory_id"]),
            _text(row.get("source_row")),
            capital(worded(KIND_WORDS, str(row["kind"]), language)),
            capital(worded(COVERAGE_WORDS, str(row["status"]), language)),
            _text(row["source"]),
        )
        for row in table.to_dict("records")
    )
    return headings, (1,), rows


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
