"""What a template asks for: its columns, their headers, types and allowed values.

The words are in ``data/templates/*.toml``; nothing else describes a template.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from territory.errors import InputError
from territory.places import bundled
from territory.sources._tabular import nearest_name
from territory.text import fold, typeset

KEYS = ("gmf", "registration", "community", "libraries", "outreach", "coverage")
ASTERISK = " *"


@dataclass(frozen=True)
class Field:
    """One column of a template.

    Attributes
    ----------
    key : str
        Name in the code and in a study's ``columns``.
    fr, en : str
        Headers.
    aliases : tuple of str
        Other headers people give it.
    mandatory : bool
        Whether a row without it is set aside.
    unless : tuple of str
        Columns which together stand in for it.
    type : str
        text, code, number, count, share, date, choice, flag, territory or territories.
    values : Mapping[str, tuple of str]
        Of a choice: the value kept, and how it is written (French, English, then others).
    signed : bool
        Whether a number may be negative.
    warn_above, warn_below : float or None
        Bounds beyond which a number is kept but questioned.
    unit, unit_en, help, help_en : str
        What people read.
    """

    key: str
    fr: str
    en: str
    type: str
    aliases: tuple[str, ...] = ()
    mandatory: bool = False
    unless: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signed: bool = False
    warn_above: float | None = None
    warn_below: float | None = None
    unit: str = ""
    unit_en: str = ""
    help: str = ""
    help_en: str = ""

    def header(self, language: str) -> str:
        """Return the header as the template writes it, mandatory ones with an asterisk."""
        return (self.en if language == "en" else self.fr) + (ASTERISK if self.mandatory else "")

    def names(self) -> list[str]:
        """Return every header that means this column, its key first."""
        return [self.key, self.fr, self.en, *self.aliases]

    def allowed(self, language: str) -> list[str]:
        """Return the values as people write them, in the order of the template.

        Examples
        --------
        >>> load_template("gmf").field("registration").allowed("en")
        ['required', 'open to everyone', 'unknown']
        """
        if self.type == "flag":
            return ["yes", "no"] if language == "en" else ["oui", "non"]
        place = 1 if language == "en" else 0
        return [words[place] for words in self.values.values()]


@dataclass(frozen=True)
class Template:
    """One template.

    Attributes
    ----------
    key, fr, en : str
        Its name in the code, in French and in English.
    table, reader : str
        The table it fills and the reader that studies name.
    title, title_en, note, note_en : str
        What people read.
    fields : tuple of Field
    examples : tuple of Mapping
        Rows shown, never read; a value is a scalar or a pair (French, English).
    """

    key: str
    fr: str
    en: str
    table: str
    reader: str
    title: str
    title_en: str
    note: str
    note_en: str
    fields: tuple[Field, ...]
    examples: tuple[Mapping[str, Any], ...]

    def field(self, key: str) -> Field:
        """Return the column called ``key``."""
        return next(one for one in self.fields if one.key == key)

    def name(self, language: str) -> str:
        """Return the name of the template in ``language``."""
        return self.en if language == "en" else self.fr

    def words(self, what: str, language: str) -> str:
        """Return ``title`` or ``note`` in ``language``."""
        if language == "en":
            return str(getattr(self, f"{what}_en"))
        return typeset(str(getattr(self, what)))


def template_names(language: str = "fr") -> dict[str, str]:
    """Return the name of every template and its key, in ``language``.

    Examples
    --------
    >>> list(template_names())
    ['gmf', 'inscription', 'organismes', 'bibliotheques', 'hors-murs', 'couverture']
    """
    return {load_template(key).name(language): key for key in KEYS}


def template_named(name: str) -> Template:
    """Return the template people call ``name``, in French or English.

    Raises
    ------
    InputError
        With the nearest name, when there is none.

    Examples
    --------
    >>> template_named("Bibliothèques").key
    'libraries'
    """
    known = {**template_names("fr"), **template_names("en")}
    wanted = simplified(name)
    for label, key in known.items():
        if wanted in (simplified(label), simplified(load_template(key).reader)):
            return load_template(key)
    near = nearest_name(name, known)
    listed = ", ".join(template_names("fr"))
    if near is None:
        raise InputError(
            "Le gabarit « {name} » n'existe pas; les gabarits sont : {known}.",
            name=name,
            known=listed,
        )
    raise InputError(
        "Le gabarit « {name} » n'existe pas; est-ce « {near} »? Les gabarits sont : {known}.",
        name=name,
        near=near,
        known=listed,
    )


def simplified(header: object) -> str:
    """Return a header without case, accents, punctuation, asterisk or line break.

    Examples
    --------
    >>> simplified(" Taux  d'inscription (%) * ")
    "taux d'inscription (%)"
    >>> simplified("FTE_TS")
    'fte ts'
    """
    text = fold(str(header)).replace("*", " ").replace("_", " ").replace("-", " ")
    return re.sub(r"\s+", " ", re.sub(r"[.:;]+", " ", text)).strip()


@lru_cache(maxsize=16)
def load_template(key: str) -> Template:
    """Read ``data/templates/<key>.toml``.

    Examples
    --------
    >>> [one.key for one in load_template("coverage").fields if one.mandatory]
    ['territory', 'kind', 'status', 'date', 'source']
    """
    content = _toml(f"{key}.toml")
    common = _toml("common.toml")
    fields = tuple(_field(given, common) for given in content.pop("fields"))
    examples = tuple(content.pop("examples"))
    return Template(fields=fields, examples=examples, **content)


def _toml(name: str) -> dict[str, Any]:
    path: Path = bundled("data", "templates", name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _field(given: dict[str, Any], common: dict[str, Any]) -> Field:
    own = dict(given)
    used = own.pop("use", None)
    said = {**common[used], "key": used, **own} if used else own
    for name in ("aliases", "unless"):
        said[name] = tuple(said.get(name, ()))
    said["values"] = {value: tuple(words) for value, words in said.get("values", {}).items()}
    return Field(**said)
