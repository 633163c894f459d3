"""A scenario in an address: its file, compressed, so that a link is all there is to share.

What comes in an address was written by anybody: its size is bounded before and after it is
expanded, and every fault is one sentence.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from territory.text import N_
from territory_app.errors import ResultsError

KEY = "s"
LONGEST = 7_500
"""Characters of a scenario in an address: the usual servers read lines of 8 kB."""
LARGEST = 20_000
"""Bytes of a scenario's file once expanded."""
_CODED = re.compile(r"[A-Za-z0-9_-]+")

MANGLED = N_(
    "L'adresse de ce scénario est mal copiée : coupée ou changée. Recopiez-la en entier, ou "
    "ouvrez le fichier du scénario."
)
TOO_LARGE = N_(
    "Ce scénario est trop long pour une adresse ({most} octets au plus); lancez-le avec "
    "« territory scenario »."
)


def encode(text: str) -> str:
    """Return the text of a scenario as an address carries it.

    Raises
    ------
    ResultsError
        When it is too large for an address.

    Examples
    --------
    >>> decode(encode('[scenario]')) == '[scenario]'
    True
    """
    content = text.encode()
    coded = base64.urlsafe_b64encode(zlib.compress(content, 9)).decode("ascii").rstrip("=")
    if len(content) > LARGEST or len(coded) > LONGEST:
        raise ResultsError(TOO_LARGE, most=LARGEST)
    return coded


def decode(coded: str) -> str:
    """Return the text an address carries.

    Raises
    ------
    ResultsError
        When it is mangled, or larger than an address may be.

    Examples
    --------
    >>> decode(encode("é" * 4))
    'éééé'
    """
    if len(coded) > LONGEST:
        raise ResultsError(TOO_LARGE, most=LARGEST)
    if not _CODED.fullmatch(coded):
        raise ResultsError(MANGLED)
    expand = zlib.decompressobj()
    try:
        packed = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        content = expand.decompress(packed, LARGEST + 1)
        if len(content) > LARGEST:
            raise ResultsError(TOO_LARGE, most=LARGEST)
        if not expand.eof or expand.unused_data:
            raise ResultsError(MANGLED)
        return content.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise ResultsError(MANGLED) from None
