"""Words, numbers and dates as people in Québec write them; French is the source language.

Strings shown to people are written in French in the code and marked with ``_`` or ``N_``; the
English catalogues live in ``locale/en/LC_MESSAGES/*.po`` and are read at run time.
"""

from __future__ import annotations

import gettext
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LANGUAGES = ("fr", "en")
_BABEL_LOCALES = {"fr": "fr_CA", "en": "en_CA"}
NBSP = "\u00a0"
_FIGURES, _LARGEST = 6, 1e15


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark ``message`` for the catalogues and return it unchanged."""
    return message


@lru_cache(maxsize=8)
def _catalogue(path: str, language: str) -> gettext.NullTranslations:
    file = Path(path)
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def typeset(message: str) -> str:
    """Return a French message with the non-breaking spaces Québec's usage asks for.

    Before a colon, a percent sign and a closing guillemet, and after an opening one; none before
    a semicolon, a question mark or an exclamation mark.

    Examples
    --------
    >>> typeset("« oui » : 5 %").count("\N{NO-BREAK SPACE}")
    4
    """
    return re.sub(r" (?=[:%»])|(?<=«) ", NBSP, message)


def translator(language: str, catalogue: Path | None = None) -> Callable[[str], str]:
    """Return the function that turns a French message into ``language``.

    Parameters
    ----------
    language : str
        "fr" or "en"; anything else reads as French.
    catalogue : Path, optional
        A ``.po`` file; the package's own by default.

    Examples
    --------
    >>> translator("fr")("Le fichier {path} est vide.")
    'Le fichier {path} est vide.'
    """
    if language not in LANGUAGES or language == "fr":
        return typeset
    path = catalogue or Path(__file__).parent / "locale" / language / "LC_MESSAGES" / "territory.po"
    return _catalogue(str(path), language).gettext


def number(value: float | None, language: str = "fr", *, digits: int = 0) -> str:
    """Write ``value`` with ``digits`` decimals; a missing value is an em dash.

    Examples
    --------
    >>> number(8501833, "en")
    '8,501,833'
    >>> number(4.6522, "fr", digits=2)
    '4,65'
    >>> number(-0.42, "fr", digits=2), number(-0.001, "en", digits=2)
    ('−0,42', '0.00')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is the only value unlike itself
        return "—"
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _signed(format_decimal(value, format=pattern, locale=_BABEL_LOCALES[language]))


def _signed(text: str) -> str:
    """Return a written number with a minus sign for its hyphen; none where it is all zeros."""
    if not text.startswith("-"):
        return text
    return text[1:] if not re.search("[1-9]", text) else f"\N{MINUS SIGN}{text[1:]}"


def is_singular(value: float, language: str = "fr") -> bool:
    """Return whether a whole number, as `number` writes it, calls for the singular.

    In French 0 and 1 do; in English 1 alone.

    Examples
    --------
    >>> is_singular(0), is_singular(0, "en"), is_singular(1.2, "en")
    (True, False, True)
    """
    return round(value) == 1 or (language == "fr" and round(value) == 0)


def percent(share: float | None, language: str = "fr", *, digits: int = 1) -> str:
    """Write a share (0..1) as a percentage: « 12,5 % » in French, "12.5%" in English.

    Examples
    --------
    >>> percent(0.125, "en")
    '12.5%'
    """
    if share is None or share != share:  # noqa: PLR0124
        return "—"
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    pattern += NBSP + "%" if language == "fr" else "%"
    return _signed(format_percent(share, format=pattern, locale=_BABEL_LOCALES[language]))


@dataclass(frozen=True)
class Amount:
    """A number inside a sentence, written in the language the sentence is told in.

    Attributes
    ----------
    value : float
    digits : int, optional
        Decimals; as many as the value has by default, six figures at most.
    """

    value: float
    digits: int | None = None

    def sentence(self, language: str = "fr") -> str:
        """Return the number as written in ``language``.

        Examples
        --------
        >>> Amount(0.85).sentence(), Amount(0.85).sentence("en"), Amount(740100).sentence("en")
        ('0,85', '0.85', '740,100')
        """
        if not abs(self.value) < _LARGEST:
            return f"{self.value:g}"
        digits = self.digits
        if digits is None:
            _, _, decimals = f"{self.value:.6f}".rstrip("0").partition(".")
            whole = len(str(abs(int(self.value))).lstrip("0"))
            digits = min(len(decimals), max(0, _FIGURES - whole))
        return number(self.value, language, digits=digits)


def fold(name: str) -> str:
    """Return ``name`` in lower case without accents, ligatures or doubled spaces.

    Examples
    --------
    >>> fold("  Les Îles-de-la-Madeleine ")
    'les iles-de-la-madeleine'
    """
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.replace("’", "'").casefold().split())


def enumerate_words(words: Iterable[str], language: str = "fr") -> str:
    """Join ``words`` as a list in a sentence.

    Examples
    --------
    >>> enumerate_words(["mrc", "clsc", "rls"])
    'mrc, clsc et rls'
    """
    items = list(words)
    if len(items) < 2:  # noqa: PLR2004
        return "".join(items)
    link = " et " if language == "fr" else " and "
    return ", ".join(items[:-1]) + link + items[-1]
