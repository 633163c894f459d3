"""Titles of columns that mean the same though they are not written the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from territory.sources.templates.model import Field, Template, simplified

_SMALL = frozenset(
    ("d", "de", "des", "du", "l", "la", "le", "les", "et", "ou", "of", "the", "and", "or",
     "e", "s", "es")
)  # fmt: skip
_SAME_WORDS = {"nb": "nombre", "nbre": "nombre"}
_ENDINGS = (
    ("aux", "al"), ("euse", "eur"), ("trice", "teur"), ("ienne", "ien"), ("iere", "ier"),
    ("elle", "el"),
)  # fmt: skip
_CODE = 3
_LOOKS_LIKE, _WORD_LOOKS_LIKE = 0.75, 0.8


def title_words(title: object) -> tuple[str, ...]:
    """Return the words of a title that count, each once, without gender or plural.

    Examples
    --------
    >>> title_words("TS présentes ou présents"), title_words("TS présent(e)s")
    (('ts', 'present'), ('ts', 'present'))
    >>> title_words("Nombre d'intervenantes et intervenants")
    ('nombr', 'intervenant')
    """
    text = re.sub(r"\((?:e|s|es|ne)\)", "", simplified(title))
    text = re.sub(r"\([^)]*\)", " ", text)
    words = re.split(r"[^\w%]+", text)
    kept = [_bare_word(_SAME_WORDS.get(one, one)) for one in words if one and one not in _SMALL]
    return tuple(dict.fromkeys(kept))


def _bare_word(word: str) -> str:
    """Return a word without the marks of gender and number; codes as "TS" are left alone."""
    if len(word) <= _CODE:
        return word
    word = word.removesuffix("s")
    for ending, usual in _ENDINGS:
        if word.endswith(ending):
            word = word.removesuffix(ending) + usual
    return word.removesuffix("e") if len(word) > _CODE + 1 else word


def nearest_field(title: str, absent: Iterable[Field], template: Template) -> Field | None:
    """Return the field whose title looks most like ``title``, if it can be told from the others.

    Every word of the field's title must be there, so that columns alike (TS and TTS, days and
    hours) are never exchanged: codes exactly, longer words but for a slip.

    Parameters
    ----------
    title : str
        Header of a column that is not read.
    absent : iterable of Field
        Fields that no column of the file gives.
    template : Template
        Where the fields like them are.
    """
    words = title_words(title)
    best, score = None, _LOOKS_LIKE
    for one in absent:
        for name in one.names():
            known = title_words(name)
            alike = SequenceMatcher(None, " ".join(words), " ".join(known)).ratio()
            if alike >= score and _told_apart(words, known, one, template):
                best, score = one, alike
    return best


def _told_apart(
    words: tuple[str, ...], known: tuple[str, ...], one: Field, template: Template
) -> bool:
    """Tell whether a title has every word of a known one, and no code of another field."""
    others = [other for other in template.fields if other.key != one.key]
    theirs = {word for other in others for word in title_words(f"{other.fr} {other.en}")}
    codes = {word for word in theirs if len(word) <= _CODE} - set(known)
    return not codes & set(words) and all(_is_among(word, words) for word in known)


def _is_among(word: str, words: tuple[str, ...]) -> bool:
    if word in words or len(word) <= _CODE:
        return word in words
    return any(SequenceMatcher(None, word, one).ratio() >= _WORD_LOOKS_LIKE for one in words)
