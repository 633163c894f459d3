"""Bytes that are no text: workbooks, archives, layers, and files damaged by empty bytes."""

from __future__ import annotations

from territory.errors import InputError

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = (b"PK\x03\x04", b"SQLite format 3", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xd0\xcf\x11\xe0")
_START = 4096


def is_utf16(raw: bytes) -> bool:
    """Tell whether bytes begin with a mark of UTF-16.

    Examples
    --------
    >>> is_utf16("a".encode("utf-16"))
    True
    """
    return raw[:2] in _UTF16


def refuse_binary(raw: bytes, source: str) -> None:
    """Refuse bytes that are no text.

    Raises
    ------
    InputError
        Saying so, or the line of the first empty byte of what is otherwise text.
    """
    if is_utf16(raw):
        return
    if raw.startswith(_BINARY) or b"\x00" in raw[:_START]:
        raise InputError(
            "{path} n'est pas un fichier texte; un classeur se lit une fois enregistré en CSV.",
            path=source,
        )
    if (place := raw.find(b"\x00")) >= 0:
        raise InputError(
            "{path}, rangée {line} : un octet nul, signe d'un fichier abîmé; obtenez-le ou "
            "exportez-le de nouveau.",
            path=source,
            line=raw.count(b"\n", 0, place) + 1,
        )
