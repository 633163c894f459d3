"""What a reader has to say of its file: one sentence kept with its figures, in both languages."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Protocol, Self, runtime_checkable

from territory.text import enumerate_words, is_singular, number, percent, translator, typeset


class Note(str):
    """A sentence in French, which can also be told in another language.

    Attributes
    ----------
    template : str
        The sentence in French as the catalogues have it, with ``{name}`` fields.
    fields : Mapping of str to object
        What fills them: numbers as they are, texts, lists, other notes, and whatever has a
        ``sentence`` in each language.
    """

    __slots__ = ("fields", "template")
    template: str
    fields: Mapping[str, Any]

    def __new__(cls, template: str, fields: Mapping[str, Any] | None = None) -> Self:
        """Write the sentence in French."""
        given = dict(fields or {})
        written = _Writer("fr").vformat(template, (), given) if given else template
        self = super().__new__(cls, typeset(written))
        self.template, self.fields = template, given
        return self

    def told(self, language: str) -> str:
        """Return the sentence in ``language``."""
        template = translator(language)(self.template)
        if not self.fields:
            return template
        written = _Writer(language).vformat(template, (), self.fields)
        return typeset(written) if language == "fr" else written

    def mended(self, change: Callable[[str], str]) -> Note:
        """Return the note with ``change`` done to the texts it was filled with."""
        return Note(self.template, {name: _mended(v, change) for name, v in self.fields.items()})


@runtime_checkable
class _Sentence(Protocol):
    def sentence(self, language: str = "fr") -> str: ...


@dataclass(frozen=True)
class _Both:
    """A text in French and in English."""

    fr: str
    en: str

    def sentence(self, language: str = "fr") -> str:
        return self.en if language == "en" else self.fr


class _Writer(Formatter):
    """Fill a template with numbers, shares and lists as a language writes them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value.

        ``{n}`` is a number, ``{n:2}`` has two decimals, ``{n:+}`` a sign, ``{n:%}`` is a share;
        ``{n:area|areas}`` is the word that goes with it; ``{names}`` is a list that ends with
        "and", ``{names:,}`` one of commas alone.
        """
        if isinstance(value, list | tuple):
            words = [self.format_field(one, "") for one in value]
            return ", ".join(words) if format_spec == "," else enumerate_words(words, self.language)
        if value is None or isinstance(value, numbers.Real):
            return self._figure(None if value is None else float(value), format_spec)
        if isinstance(value, Note):
            return value.told(self.language)
        return value.sentence(self.language) if isinstance(value, _Sentence) else str(value)

    def _figure(self, figure: float | None, format_spec: str) -> str:
        if "|" in format_spec:
            one, several = format_spec.split("|")
            return one if is_singular(figure or 0.0, self.language) else several
        if format_spec == "%":
            return percent(figure, self.language)
        sign = "+" if format_spec == "+" and figure is not None and figure > 0 else ""
        digits = int(format_spec) if format_spec.isdigit() else 0
        return sign + number(figure, self.language, digits=digits)


def note(template: str, **fields: Any) -> Note:
    """Return a sentence to be told in the reader's language.

    Parameters
    ----------
    template : str
        The sentence in French, found by the catalogues as the first argument of ``note``.
    **fields
        See `Note`; numbers are written as the language does.

    Examples
    --------
    >>> one = note("{count} rangées : {share:%} de {names}", count=1598, share=1, names=["a", "b"])
    >>> one.replace("\N{NO-BREAK SPACE}", " ")
    '1 598 rangées : 100,0 % de a et b'
    >>> note("{count}", count=1598).told("en")
    '1,598'
    """
    return Note(template, fields)


def tell(sentence: str, language: str) -> str:
    """Return a note in ``language``; a plain text goes through the catalogue.

    Examples
    --------
    >>> tell("registre municipal", "fr")
    'registre municipal'
    """
    if isinstance(sentence, Note):
        return sentence.told(language)
    return translator(language)(sentence)


def _mended(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Note):
        return value.mended(change)
    if isinstance(value, list | tuple):
        return [_mended(one, change) for one in value]
    if isinstance(value, _Sentence):
        return _Both(change(value.sentence("fr")), change(value.sentence("en")))
    return change(value) if isinstance(value, str) else value
