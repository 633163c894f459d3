"""Whether a table or a layer of the results can be shown, said in one sentence when it cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import CRSError, DataLayerError, DataSourceError
from pyproj.exceptions import ProjError

from territory.text import N_
from territory_app.errors import ResultsError

NOT_A_NUMBER = N_(
    "Le fichier {path} a « {value} » à la ligne {line}, colonne {column}, où il faut un nombre; "
    "refaites ces résultats avec « territory run »."
)
NOT_A_WORD = N_(
    "Le fichier {path} a « {value} » à la ligne {line}, colonne {column}, que cette version ne "
    "connaît pas; refaites ces résultats avec « territory run »."
)
NO_ROW = N_("Le fichier {path} n'a aucune rangée; refaites ces résultats avec « territory run ».")
NO_ID = N_("Le fichier {path} n'a pas d'identifiant à la ligne {line}, colonne {column}.")
TWICE = N_("Le fichier {path} donne deux fois {value}, à la ligne {line}.")
NOT_A_PACKAGE = N_(
    "Le fichier {path} est abîmé et ne se lit pas comme un GeoPackage; refaites ces résultats avec "
    "« territory run », ou copiez le dossier en entier."
)
NO_COLUMN = N_("La couche {layer} de {path} n'a pas la colonne {column}.")
NO_CRS = N_("La couche {layer} de {path} ne dit pas dans quel système sont ses coordonnées.")
NO_SHAPE = N_("La couche {layer} de {path} n'a aucune limite à dessiner.")
OTHER_TERRITORIES = N_(
    "La couche {layer} de {path} n'a pas les mêmes territoires que {table}; refaites ces résultats "
    "avec « territory run »."
)
LONGEST = 60
HEADER = 2


def check_numbers(frame: pd.DataFrame, path: Path, columns: Iterable[str]) -> None:
    """Make ``columns`` numbers, in place; those the table lacks are left out.

    Raises
    ------
    ResultsError
        At the first cell that is neither empty nor a finite number.
    """
    for column in columns:
        if column not in frame:
            continue
        given = frame[column]
        numbers = pd.to_numeric(given, errors="coerce").astype("float64")
        wrong = (numbers.isna() & given.notna()).to_numpy() | np.isinf(numbers.to_numpy())
        if wrong.any():
            _refuse(NOT_A_NUMBER, frame, path, column, int(wrong.argmax()))
        if not pd.api.types.is_numeric_dtype(given.dtype):
            frame[column] = numbers


def check_words(frame: pd.DataFrame, path: Path, column: str, known: Collection[str]) -> None:
    """Refuse a word this version does not know."""
    wrong = ~frame[column].isin(list(known)).to_numpy()
    if wrong.any():
        _refuse(NOT_A_WORD, frame, path, column, int(wrong.argmax()))


def check_ids(frame: pd.DataFrame, path: Path, column: str) -> None:
    """Refuse a table without rows, or whose rows are not each named once."""
    if frame.empty:
        raise ResultsError(NO_ROW, path=str(path))
    blank = (frame[column] == "").to_numpy()
    if blank.any():
        _refuse(NO_ID, frame, path, column, int(blank.argmax()))
    again = frame[column].duplicated().to_numpy()
    if again.any():
        _refuse(TWICE, frame, path, column, int(again.argmax()))


def check_layer(path: Path, layer: str, ids: Iterable[str], table: str) -> None:
    """Refuse a layer that does not draw the territories of its table.

    Parameters
    ----------
    path : pathlib.Path
        study.gpkg.
    layer : str
        One of its layers.
    ids : iterable of str
        ``territory_id`` of the table.
    table : str
        Name of the table's file.
    """
    with readable(path):
        about = pyogrio.read_info(path, layer=layer)
        if "territory_id" not in about["fields"]:
            raise ResultsError(NO_COLUMN, layer=layer, path=str(path), column="territory_id")
        if about["crs"] is None:
            raise ResultsError(NO_CRS, layer=layer, path=str(path))
        drawn = pyogrio.read_dataframe(
            path, layer=layer, columns=["territory_id"], read_geometry=False
        )
    if sorted(drawn["territory_id"].astype(str)) != sorted(ids):
        raise ResultsError(OTHER_TERRITORIES, layer=layer, path=str(path), table=table)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in one sentence that a GeoPackage cannot be read, whatever the library calls it."""
    try:
        yield
    except (DataSourceError, DataLayerError, CRSError, ProjError, OSError, ValueError) as fault:
        raise ResultsError(NOT_A_PACKAGE, path=str(path)) from fault


def _refuse(message: str, frame: pd.DataFrame, path: Path, column: str, row: int) -> None:
    value = str(frame[column].iloc[row])[:LONGEST]
    raise ResultsError(message, path=str(path), line=row + HEADER, column=column, value=value)
