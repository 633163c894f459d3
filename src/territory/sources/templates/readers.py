"""Readers of filled templates, as studies name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from territory.errors import InputError
from territory.sources.catalogue import SourceInfo
from territory.sources.templates import sites, statements
from territory.sources.templates.faults import Fault
from territory.sources.templates.fill import EXAMPLE_ROW, Filled, read_filled
from territory.sources.templates.model import Template, load_template
from territory.sources.templates.unread import THE_HEADER
from territory.tables import Reading
from territory.tables.notes import Note, note
from territory.text import N_

_SHAPERS = {**sites.READERS, **statements.READERS}
NOTHING_LEFT = N_(
    "{source} : aucune rangée utilisable sur {count}; la première est écartée ainsi, "
    "ligne {line} : {reason}."
)
ONLY_EXAMPLES = N_(
    "{source} ne contient que les exemples du gabarit ({count}); ajoutez vos rangées dessous."
)
MORE_TO_CHECK = N_("et {count} autres choses à vérifier : territory check FICHIER --as NOM")
_QUESTIONED = 20


@dataclass(frozen=True)
class Outcome:
    """A filled template, read and judged.

    Attributes
    ----------
    template : Template
    reading : Reading
        What a study would take.
    filled : Filled
        The rows as the file has them, with every fault.
    """

    template: Template
    reading: Reading
    filled: Filled

    @property
    def examples(self) -> int:
        """How many rows are the template's examples."""
        return int(self.filled.examples.sum())

    def titles(self) -> list[Fault]:
        """Return the columns not read that look like one of the template or hold numbers."""
        return [one for one in self.filled.faults if one.row == THE_HEADER]

    def faults(self, *, fatal: bool) -> list[Fault]:
        """Return what sets rows aside, or what is only questioned, in file order."""
        found = [one for one in self.filled.faults if one.fatal == fatal]
        found = [one for one in found if one.row != THE_HEADER]
        if not fatal:
            lost = {one.row for one in self.filled.faults if one.fatal}
            found = [one for one in found if one.row not in lost]
        return sorted(found, key=lambda one: one.row)

    def notes(self, language: str = "fr") -> list[str]:
        """Return the other things to say of the file, in ``language``."""
        return [one.told(language) for one in self._left()]

    def _left(self) -> list[Note]:
        return [Note(template, fields) for template, fields in self.filled.notes]

    def to_tell(self) -> tuple[str, ...]:
        """Return all a study is told of the file: these notes, then what is to be checked."""
        return (*self.reading.notes, *self._left(), *_questioned(self))


def read_outcome(
    path: Path,
    key: str,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Outcome:
    """Read a filled template, keeping every fault even where no row can be used.

    Raises
    ------
    InputError
        When the file cannot be read as this template at all.
    """
    template = load_template(key)
    filled = read_filled(
        path, template, sheet=sheet, encoding=encoding, columns=columns, constants=constants
    )
    reading = _SHAPERS[key](filled, meta)
    outcome = Outcome(template, reading, filled)
    return replace(outcome, reading=replace(reading, notes=outcome.to_tell()))


def _questioned(outcome: Outcome) -> list[Note]:
    """Return one line per thing to check in the rows kept, the first of them in full."""
    found = [*outcome.titles(), *outcome.faults(fatal=False)]
    told = [
        note("ligne {line}, {fault}", line=str(outcome.filled.line(one)), fault=one)
        for one in found
    ]
    if len(told) <= _QUESTIONED:
        return told
    return [*told[:_QUESTIONED], note(MORE_TO_CHECK, count=len(told) - _QUESTIONED)]


def _reading(path: Path, key: str, meta: SourceInfo, **options: object) -> Reading:
    outcome = read_outcome(path, key, meta=meta, **options)  # type: ignore[arg-type]
    reading = outcome.reading
    if len(reading.table):
        return reading
    if outcome.examples == reading.read:
        raise InputError(ONLY_EXAMPLES, source=reading.source, count=reading.read)
    wrong = reading.rejected.loc[reading.rejected["reason"] != EXAMPLE_ROW].iloc[0]
    raise InputError(
        NOTHING_LEFT,
        source=reading.source,
        count=reading.read - outcome.examples,
        line=int(wrong["line"]),
        reason=wrong["reason"],
        reason_en=wrong["reason_en"],
    )


def read_gmf(
    path: Path,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Reading:
    """Read GMF and their social workers from a filled template, or a file with mapped columns.

    Parameters
    ----------
    path : Path
        Workbook (.xlsx) or CSV; see docs/gabarits.md.
    meta : SourceInfo
        Where it comes from, for rows without a source or a date.
    sheet : str, optional
        Sheet of a workbook; the first by default.
    encoding : str, optional
        Of a text file.
    columns : Mapping, optional
        Our column name to the file's: ``{ fte_ts = "ETC TS" }``.
    constants : Mapping, optional
        One value for a column the file does not have: ``{ date = "2024-03-31" }``.
    """
    options = {"sheet": sheet, "encoding": encoding, "columns": columns, "constants": constants}
    return _reading(path, "gmf", meta, **options)


def read_community(
    path: Path,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Reading:
    """Read community groups from a filled template, or a file with mapped columns.

    Parameters
    ----------
    path, meta, sheet, encoding, columns, constants
        As for `read_gmf`.
    """
    options = {"sheet": sheet, "encoding": encoding, "columns": columns, "constants": constants}
    return _reading(path, "community", meta, **options)


def read_library_workers(
    path: Path,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Reading:
    """Read libraries with a social-service worker from a filled template.

    Parameters
    ----------
    path, meta, sheet, encoding, columns, constants
        As for `read_gmf`.
    """
    options = {"sheet": sheet, "encoding": encoding, "columns": columns, "constants": constants}
    return _reading(path, "libraries", meta, **options)


def read_outreach(
    path: Path,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Reading:
    """Read periodic presence off-site from a filled template: staff times share of the week, once.

    Parameters
    ----------
    path, meta, sheet, encoding, columns, constants
        As for `read_gmf`.
    """
    options = {"sheet": sheet, "encoding": encoding, "columns": columns, "constants": constants}
    return _reading(path, "outreach", meta, **options)


def read_registration(
    path: Path,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Reading:
    """Read registration rates by territory from a filled template.

    Parameters
    ----------
    path, meta, sheet, encoding, columns, constants
        As for `read_gmf`.
    """
    options = {"sheet": sheet, "encoding": encoding, "columns": columns, "constants": constants}
    return _reading(path, "registration", meta, **options)


def read_coverage_statements(
    path: Path,
    *,
    meta: SourceInfo,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Reading:
    """Read what is listed, territory by territory, from a filled template.

    Parameters
    ----------
    path, meta, sheet, encoding, columns, constants
        As for `read_gmf`.
    """
    options = {"sheet": sheet, "encoding": encoding, "columns": columns, "constants": constants}
    return _reading(path, "coverage", meta, **options)
