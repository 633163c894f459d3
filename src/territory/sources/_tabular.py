"""Text tables as people really send them: encodings, separators, headers, numbers, yes and no.

Nothing here knows a particular layout; the readers beside it do.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.errors import InputError, MissingFileError
from territory.sources import _archive
from territory.sources._encoding import is_utf16, refuse_binary
from territory.sources._files import spelled, there
from territory.text import N_, fold

BLANKS = ("", ".", "..", "...", "n/a", "N/A", "NA", "s.o.", "nan", "NaN", "NULL", "null", "None")
WRONG_ENCODING = N_("encodage : lu en {encoding} plutôt qu'en UTF-8")
_SEPARATORS = (";", ",", "\t", "|")
_YES = ("oui", "yes", "true", "vrai", "1", "o", "y")
_NO = ("non", "no", "false", "faux", "0", "n")
_CLOSE_ENOUGH = 0.6
_LARGEST = 1 << 30
_GROUPED = r"[-+]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})"


@dataclass(frozen=True)
class TextTable:
    """A text file, read: every value still text, blanks missing.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns of dtype string, a plain range index.
    lines : numpy.ndarray of int, shape (rows,)
        Row number in the file of each row, the first data row being 2.
    source : str
        Name of the file, as shown to people.
    encoding : str
        The encoding that worked.
    separator : str
        The separator found or given.
    repairs : Mapping[str, int]
        What was mended, in French, and how many times; ready for `Reading.repairs`.
    """

    frame: pd.DataFrame
    lines: NDArray[np.int64]
    source: str
    encoding: str
    separator: str
    repairs: Mapping[str, int] = field(default_factory=dict)


def existing_file(path: Path) -> Path:
    """Return ``path`` if there is a file with something in it, or an archive it goes inside.

    Raises
    ------
    MissingFileError
        When there is no file, with the nearest name of the folder if one looks like it.
    InputError
        When it is a folder, or holds nothing.
    """
    named = spelled(path)
    path, inner = _archive.split(named)
    if not there(path):
        near = _similar_file(path)
        if near:
            raise MissingFileError(
                "Le fichier {path} n'existe pas; vouliez-vous dire « {near} »?",
                path=str(path),
                near=near,
            )
        raise MissingFileError(
            "Le fichier {path} n'existe pas; vérifiez le chemin et le dossier des données.",
            path=str(path),
        )
    if path.is_dir() and path.suffix.lower() != ".gdb":
        raise InputError("{path} est un dossier; il faut un fichier.", path=str(path))
    if path.is_file() and path.stat().st_size == 0:
        raise InputError(
            "Le fichier {path} est vide; obtenez-le ou exportez-le de nouveau.", path=path.name
        )
    return path if inner is None else named


def _similar_file(path: Path) -> str | None:
    if not path.parent.is_dir():
        return None
    names = [entry.name for entry in path.parent.iterdir()]
    return nearest_name(path.name, names)


def nearest_name(
    name: str, known: Iterable[str], *, close_enough: float = _CLOSE_ENOUGH
) -> str | None:
    """Return the known name that looks most like ``name``, accents and case aside.

    Examples
    --------
    >>> nearest_name("Poplation", ["population", "unit_id"])
    'population'
    >>> nearest_name("xyz", ["population"]) is None
    True
    """
    folded = {fold(str(candidate)): str(candidate) for candidate in known}
    close = difflib.get_close_matches(fold(name), list(folded), n=1, cutoff=close_enough)
    return folded[close[0]] if close else None


def require_columns(columns: Iterable[str], needed: Iterable[str], source: str) -> None:
    """Refuse a table that lacks a column, suggesting the nearest name it does have.

    Parameters
    ----------
    columns : iterable of str
        Columns found in the file.
    needed : iterable of str
        Columns a reader cannot do without.
    source : str
        Name of the file, for the sentence.

    Raises
    ------
    InputError
        Naming the first missing column.

    Examples
    --------
    >>> require_columns(["unit_id", "populaton"], ["population"], "a.csv")
    Traceback (most recent call last):
    ...
    territory.errors.InputError: a.csv : la colonne « population » manque; est-ce « populaton »?
    """
    found = [str(column) for column in columns]
    wanted = list(needed)
    missing = [column for column in wanted if column not in found]
    if not missing:
        return
    near = nearest_name(missing[0], [column for column in found if column not in wanted])
    if near:
        raise InputError(
            "{source} : la colonne « {column} » manque; est-ce « {near} »?",
            source=source,
            column=missing[0],
            near=near,
        )
    raise InputError(
        "{source} : la colonne « {column} » manque; colonnes trouvées : {found}.",
        source=source,
        column=missing[0],
        found=", ".join(found) or "—",
    )


def read_csv_text(
    path: Path | str,
    *,
    encodings: Sequence[str] = ("utf-8-sig", "cp1252"),
    separator: str | None = None,
    columns: Sequence[str] | None = None,
    blanks: Sequence[str] = BLANKS,
) -> TextTable:
    """Read a delimited text file without guessing any type.

    Parameters
    ----------
    path : Path or str
        The file, or a zip archive that holds it (``archive.zip!/name.csv`` where it holds
        several).
    encodings : sequence of str
        Tried in order; when the first fails, the one that worked is counted as a repair.
        A byte-order mark of UTF-16 wins over all of them.
    separator : str, optional
        Found from the header line by default.
    columns : sequence of str, optional
        Read only these (each must exist); the order of the file is kept.
    blanks : sequence of str
        Values that mean "nothing", once spaces around are removed.

    Returns
    -------
    TextTable
        Entirely blank lines are skipped and are not rows.

    Raises
    ------
    InputError
        When the file is missing, empty, not text, has no data row, or a row with more cells
        than the header (with its line).
    """
    file = existing_file(Path(path))
    source = _archive.shown(file)
    with _archive.member_stream(file, max_bytes=min(_LARGEST, _archive.allowance(file))) as stream:
        raw = stream.read()
    text, encoding = _decode(raw, source, encodings)
    before, text = _blank_lines_before(text)
    header = next(iter(text.splitlines()), "")
    if not header:
        raise InputError(
            "Le fichier {path} est vide; obtenez-le ou exportez-le de nouveau.", path=source
        )
    mark = separator or _separator(header)
    frame = _parse(text, mark, columns, source, before)
    blank_rows = frame.isin(list(blanks)).all(axis=1) | frame.isna().all(axis=1)
    lines = np.asarray(frame.index, dtype=np.int64) + 1 + before
    kept = ~blank_rows.to_numpy()
    frame = frame[kept].reset_index(drop=True)
    if frame.empty:
        raise InputError(
            "Le fichier {path} n'a qu'un en-tête, aucune rangée; vérifiez l'exportation.",
            path=source,
        )
    frame = frame.mask(frame.isin(list(blanks)))
    repairs = {}
    if encoding not in (encodings[0], "utf-16"):
        repairs[WRONG_ENCODING.format(encoding=encoding)] = 1
    return TextTable(frame, lines[kept], source, encoding, mark, repairs)


def _decode(raw: bytes, source: str, encodings: Sequence[str]) -> tuple[str, str]:
    refuse_binary(raw, source)
    encodings = ("utf-16",) if is_utf16(raw) else encodings
    for encoding in encodings:
        require_encoding(encoding, source)
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InputError(
        "L'encodage de {path} n'est aucun de ceux essayés ({tried}); enregistrez-le en UTF-8.",
        path=source,
        tried=", ".join(encodings),
    )


def require_encoding(encoding: str, source: str) -> None:
    """Refuse an encoding that does not exist, or is not one of text.

    Raises
    ------
    InputError
        Naming it.
    """
    try:
        "a".encode(encoding)
    except (LookupError, ValueError):
        raise InputError(
            "{path} : l'encodage « {encoding} » n'existe pas; essayez « utf-8 » ou « cp1252 ».",
            path=source,
            encoding=encoding,
        ) from None


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count) if any(s in header for s in _SEPARATORS) else ","


def _blank_lines_before(text: str) -> tuple[int, str]:
    """Return how many blank lines precede the header, and the text from the header on."""
    lines = text.splitlines(keepends=True)
    before = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    return before, "".join(lines[before:])


def _parse(
    text: str, separator: str, columns: Sequence[str] | None, source: str, before: int
) -> pd.DataFrame:
    """Return the rows under the header, indexed by their place below it (1, 2 ...).

    The header is read as any row, and every column with it: pandas would otherwise rename a
    name met twice, and cut the cells in excess of a first row or of columns chosen.
    """
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            dtype="string",
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as fault:
        raise _uneven(source, str(fault), before) from None
    names = pd.Index([" ".join(str(name).split()) for name in cells.iloc[0].fillna("")])
    refuse_twice(names[names != ""], source)
    if columns is not None:
        require_columns(names, columns, source)
    frame = cells.iloc[1:].set_axis(_named(names), axis=1)
    if columns is not None:
        frame = frame[[name for name in names if name in columns]]
    for column in frame.columns:
        frame[column] = frame[column].str.strip()
    return frame


def refuse_twice(names: pd.Index, source: str) -> None:
    """Refuse a table where two columns have the same name.

    Raises
    ------
    InputError
        Naming the first such column.
    """
    twice = names[names.duplicated()]
    if len(twice):
        raise InputError(
            "{path} : la colonne « {column} » paraît deux fois; renommez-en une.",
            path=source,
            column=twice[0],
        )


def _named(names: pd.Index) -> list[str]:
    """Give columns without a name the one of their place, none of which is ever looked for."""
    return [name or f"({place})" for place, name in enumerate(names, start=1)]


def _uneven(source: str, fault: str, before: int) -> InputError:
    counted = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", fault)
    if counted is None:
        return InputError(
            "{path} ne se découpe pas en colonnes; un guillemet ouvert n'est peut-être pas "
            "refermé.",
            path=source,
        )
    expected, line, seen = counted.groups()
    return InputError(
        "{path}, rangée {line} : {seen} cellules au lieu de {expected}; une valeur qui contient "
        "le séparateur va entre guillemets.",
        path=source,
        line=int(line) + before,
        seen=seen,
        expected=expected,
    )


def to_number(values: pd.Series, *, whole: bool = False) -> tuple[pd.Series, pd.Series]:
    """Read numbers written in French or English.

    Parameters
    ----------
    values : pandas.Series
        Text or numbers; spaces between thousands and a decimal comma are understood, and commas
        between thousands where they can be nothing else ("1,234.5", "1,234,567").
    whole : bool
        True for counts of people, where "1,234" could be read two ways and is refused.

    Returns
    -------
    tuple of two pandas.Series
        The values as floats (NaN where blank or unreadable), and which ones were unreadable.

    Examples
    --------
    >>> numbers, wrong = to_number(pd.Series(["1 234,5", "-71.2", "x", None]))
    >>> numbers.tolist(), wrong.tolist()
    ([1234.5, -71.2, nan, nan], [False, False, True, False])
    """
    text = values.astype("string").str.replace(r"[\s\u00a0\u202f]", "", regex=True)
    text = text.mask(text == "").str.replace("\u2212", "-", regex=False)
    grouped = text.str.fullmatch(_GROUPED).fillna(value=False)
    text = text.where(~grouped, text.str.replace(",", "", regex=False))
    ambiguous = text.str.fullmatch(r"[-+]?\d{1,3}(,\d{3})+").fillna(value=False) & whole
    plain = text.str.replace(",", ".", regex=False).mask(ambiguous)
    numbers = pd.to_numeric(plain, errors="coerce").astype("Float64").astype(float)
    numbers = numbers.mask(~np.isfinite(numbers))
    return numbers, text.notna() & numbers.isna()


def to_flag(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read yes and no in French or English.

    Returns
    -------
    tuple of two pandas.Series
        Booleans (False where blank or unreadable), and which ones were unreadable.

    Examples
    --------
    >>> flags, wrong = to_flag(pd.Series(["Oui", "no", None, "peut-être"]))
    >>> flags.tolist(), wrong.tolist()
    ([True, False, False, False], [False, False, False, True])
    """
    text = values.astype("string").str.strip().str.casefold()
    text = text.mask(text == "")
    yes = text.isin(_YES)
    return yes.astype(bool), (text.notna() & ~yes & ~text.isin(_NO)).astype(bool)
