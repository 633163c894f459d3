"""What run.json must be for its results to be shown, and whether they are all there.

The record is checked once, when a folder is opened: pages then read it without asking again.
Unknown keys are left alone: a later version may say more.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from territory.text import N_
from territory_app.errors import ResultsError

FORMAT = 2
"""Results format of this version; earlier ones lack some tables."""
READ = ("gaps_", "kinds_", "needs_", "access_units", "study", "completeness", "populations")
"""How the names of the files that are shown begin."""
SHARES = ("trace/unit_shares", "trace/site_shares")

DAMAGED = N_(
    "Le fichier {path} est abîmé ou vient d'une autre version (« {where} » n'y est pas comme "
    "attendu); refaites ces résultats avec « territory run »."
)
NEWER = N_(
    "Les résultats de {folder} viennent d'une version plus récente (format {found}; celle-ci lit "
    "jusqu'à {known}); mettez territory à jour, ou refaites-les avec cette version."
)
ABSENT = N_(
    "Le dossier {folder} est incomplet : {file} manque; refaites ces résultats avec "
    "« territory run », ou copiez le dossier en entier."
)
CHANGED = N_(
    "Le fichier {file} de {folder} n'est plus celui du calcul ({found} octets au lieu de "
    "{expected}); refaites ces résultats avec « territory run », ou copiez le dossier en entier."
)

Text = str | dict[str, str | None] | None
Words = list[str] | None
Numbers = dict[str, float | None] | None
Counts = dict[str, float | None]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Level(_Part):
    key: Key
    label: Text = None
    plural: Text = None
    layer: str | None = None
    file: str | None = None
    count: int | None = None
    unassigned_population: float | None = None


class _Study(_Part):
    name: str | None = None
    title: Text = None
    note: Text = None


class _Norm(_Part):
    name: str | None = None
    title_fr: str | None = None
    title_en: str | None = None
    tests: Words = None
    basket: Words = None
    role_weights: Numbers = None
    sectors_excluded: Words = None
    threshold_minutes: Numbers = None
    zone_weights: list[float] | None = None
    reach_share: float | None = None
    intensity_norm: float | None = None
    intensity_relative: float | None = None
    intensity_per_10k: float | None = None
    minimum_population: float | None = None
    minimum_open_share: float | None = None
    apart_share: float | None = None
    small_fte: float | None = None


class _Travel(_Part):
    method: str | None = None
    label: Text = None
    detour: float | dict[str, float] | None = None
    speed_kmh: dict[str, float] | None = None
    limit_minutes: float | None = None


class _Input(_Part):
    table: str | None = None
    level: str | None = None
    role: str | None = None
    source: str | None = None
    path: str | None = None
    address: str | None = None
    basis: str | None = None
    crs: str | None = None
    title: Text = None
    publisher: Text = None
    licence: Text = None
    note: Text = None
    vintage: str | int | None = None
    obtain: str | None = None
    read: int | None = None
    kept: int | None = None
    rejected: int | None = None
    notes: Words = None
    notes_en: Words = None
    rejected_reasons: dict[str, dict[str, int]] | None = None
    repairs: dict[str, int] | None = None
    sha256: dict[str, str] | None = None


class _File(_Part):
    path: str
    bytes: Annotated[int, Field(ge=0)]


class _Need(_Part):
    key: Key
    label: Text = None
    higher_is: Text = None
    source: Text = None


class _Far(_Part):
    name: str | None = None
    ratio: float | None = None
    territory_id: str | None = None


class _Reference(_Part):
    level: str | None = None
    reference: Text = None
    territories: int | None = None
    low: float | None = None
    median: float | None = None
    high: float | None = None
    far: list[_Far] | None = None


class _Basis(_Part):
    key: str | None = None
    title: Text = None
    quebec: float | None = None


class _Population(_Part):
    basis: _Basis | None = None
    coarse_people: float | None = None
    coarse_units: float | None = None
    references: list[_Reference] | None = None


class _Ranked(_Part):
    incomplete: int | None = None
    ranked: int | None = None
    kinds: Words = None


class _Completeness(_Part):
    share: float | None = None
    kinds: dict[str, dict[str, float | bool | None]] | None = None
    ranked: dict[str, _Ranked] | None = None


class _Places(_Part):
    precision: dict[str, dict[str, int]] | None = None
    to_check: int | None = None
    duplicates_proposed: int | None = None


class _SelfGoverned(_Part):
    territories: dict[str, int] | None = None
    opt_in: list[Any] | None = None


class _Record(_Part):
    territory_version: str | None = None
    created: str | None = None
    demonstration: bool | None = None
    banner: Text = None
    study: _Study | None = None
    norm: _Norm | None = None
    travel: _Travel | None = None
    inputs: list[_Input] | None = None
    levels: Annotated[list[_Level], Field(min_length=1)]
    counts: dict[str, float | Counts | None] | None = None
    buffer: dict[str, Any] | None = None
    population: _Population | None = None
    completeness: _Completeness | None = None
    places: _Places | None = None
    self_governed: _SelfGoverned | None = None
    measures: dict[str, Any] | None = None
    classes: dict[str, Counts] | None = None
    summary: dict[str, Any] | None = None
    needs: list[_Need] | None = None
    files: list[_File] | None = None
    versions: dict[str, str | None] | None = None


def check_record(path: Path, record: Mapping[str, Any]) -> None:
    """Refuse a record that is damaged, or of a version this one does not know.

    Raises
    ------
    ResultsError
        One sentence, naming the first part that is not as expected.
    """
    found = record.get("results_format", 1)
    if isinstance(found, int) and not isinstance(found, bool) and found > FORMAT:
        raise ResultsError(NEWER, folder=str(path.parent), found=found, known=FORMAT)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise ResultsError(DAMAGED, path=str(path), where="results_format")
    try:
        checked = _Record.model_validate(record)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]["loc"]
        raise ResultsError(DAMAGED, path=str(path), where=_place(first)) from None
    keys = [level.key for level in checked.levels]
    if len(set(keys)) < len(keys):
        raise ResultsError(DAMAGED, path=str(path), where="levels")


def check_files(out: Path, record: Mapping[str, Any]) -> None:
    """Refuse a folder where a file that is shown is missing, or is not the one the run wrote.

    Raises
    ------
    ResultsError
        One sentence, naming the file.
    """
    for listed in record.get("files") or ():
        name = str(listed["path"])
        if not name.startswith((*READ, *SHARES)) or ".." in name:
            continue
        try:
            found = (out / name).stat().st_size
        except (OSError, ValueError):
            raise ResultsError(ABSENT, folder=str(out), file=name) from None
        if found != listed["bytes"]:
            raise ResultsError(
                CHANGED, folder=str(out), file=name, found=found, expected=listed["bytes"]
            )


def is_earlier(record: Mapping[str, Any]) -> bool:
    """Say whether results are of an earlier format, which lacks some tables.

    Examples
    --------
    >>> is_earlier({}), is_earlier({"results_format": 2})
    (True, False)
    """
    return int(record.get("results_format", 1)) < FORMAT


def _place(parts: tuple[int | str, ...]) -> str:
    """Return where a fault is, without the names pydantic gives to alternatives.

    Examples
    --------
    >>> _place(("levels", 0, "label", "dict[str,str]", "fr"))
    'levels.0.label'
    """
    kept = []
    for part in parts:
        if isinstance(part, str) and not part.replace("_", "").isalnum():
            break
        if part in {"str", "int", "float", "bool"}:
            break
        kept.append(str(part)[:40])
    return ".".join(kept)
