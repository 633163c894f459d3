"""What concerns a person in a file of places: found by its header, or by its shape, never kept.

A list of places is not a directory of people: e-mails, telephones and names of contacts that come
with it are dropped at reading and counted. Nothing here knows a particular layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from territory.text import N_, fold

DROPPED_COLUMNS = N_("colonnes sur des personnes, laissées dans le fichier")
SCRUBBED_CELLS = N_("courriels et numéros de téléphone retirés d'un texte")

# Unmistakable wherever they stand in a header, even glued to a prefix ("mcourriel").
PARTS = (
    "courriel", "e-mail", "email", "courrier electronique", "adresse electronique", "telephone",
    "telecopieur", "cellulaire", "personne-ressource", "personne ressource", "personne contact",
    "personne a joindre", "date de naissance", "birth date", "date of birth", "contact person",
    "contact name", "first name", "last name", "surname", "nom de famille", "prenom",
)  # fmt: skip
# Whole words of a header.
WORDS = (
    "tel", "fax", "cell", "phone", "mobile", "telec", "mail", "poste telephonique", "contact",
    "contacts", "responsable", "responsables", "repondant", "repondante", "titulaire",
    "directeur", "directrice", "direction generale", "director", "maire", "mairesse", "mayor",
    "president", "presidente", "chairperson", "coordonnateur", "coordonnatrice", "coordinator",
    "gestionnaire", "manager", "secretaire", "secretaire-tresorier", "adjoint", "adjointe",
    "signataire", "auteur", "autrice", "author", "nas", "sin", "employe", "employee",
    "nom de l'intervenant", "nom de l'intervenante", "nom du medecin", "nom de la travailleuse",
    "nom du travailleur", "worker name", "physician",
)  # fmt: skip
# With one of these the header speaks of an organisation, whatever word of WORDS it also has.
ORGANISATIONS = (
    "organisme", "organisation", "organization", "etablissement", "ministere", "instance",
    "municipalite", "employeur", "employer", "nombre", "nb", "number of", "etc", "fte", "poste",
    "postes", "posts", "date",
)  # fmt: skip

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_GAP = r"[ .\u00a0\u202f\u2010\u2011\u2013-]"
_TELEPHONE = re.compile(
    rf"(?<![\d.,-])(?:\+?1{_GAP}?)?(?:\(\d{{3}}\){_GAP}?|\d{{3}}{_GAP})"
    rf"\d{{3}}{_GAP}\d{{4}}(?![\d.,-]*\d)"
)


def is_personal(header: object) -> bool:
    """Return whether a header announces something about a person.

    Examples
    --------
    >>> [is_personal(name) for name in ("Courriel", "Nom du responsable", "mtel", "Téléphone")]
    [True, True, False, True]
    >>> is_personal("Organisme responsable"), is_personal("Nom du GMF")
    (False, False)
    """
    text = " ".join(re.split(r"[\s_/()*:.]+", fold(str(header)))).strip()
    if any(part in text for part in PARTS):
        return True
    if _has_word(text, ORGANISATIONS):
        return False
    return _has_word(text, WORDS)


def _has_word(text: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) for word in words)


def personal_columns(headers: Iterable[object]) -> list[str]:
    """Return the headers that announce something about a person.

    Examples
    --------
    >>> personal_columns(["nom", "courriel", "fax"])
    ['courriel', 'fax']
    """
    return [str(header) for header in headers if is_personal(header)]


def scrub(values: pd.Series) -> tuple[pd.Series, int]:
    """Take e-mails and telephone numbers out of a column of text; return how many cells had one.

    Examples
    --------
    >>> texts, cells = scrub(pd.Series(["Liste du CISSS (a.b@c.ca, 418 555-1234)", "2021", None]))
    >>> texts.tolist(), cells
    (['Liste du CISSS (, )', '2021', None], 1)
    """
    text = values.astype("object")
    found = text.map(_holds_address).to_numpy(dtype=bool)
    if not found.any():
        return text.where(text.notna(), None), 0
    mended = text.where(~found, text[found].map(without_addresses).reindex(text.index))
    return mended.where(mended.notna(), None), int(found.sum())


def without_addresses(text: str) -> str:
    """Return a text without its e-mails and telephone numbers."""
    return _TELEPHONE.sub("", _EMAIL.sub("", text)).strip()


def _holds_address(value: object) -> bool:
    return isinstance(value, str) and bool(_EMAIL.search(value) or _TELEPHONE.search(value))
