"""What is wrong with a filled row, where, and what to do: said in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from territory.sources._personal import without_addresses
from territory.text import N_, Amount, translator

NOT_A_NUMBER = N_("« {value} » n'est pas un nombre")
WRITE_A_NUMBER = N_("écrivez un nombre, comme 12,5, ou laissez vide ce qui est inconnu")
NEGATIVE = N_("« {value} » est négatif")
WRITE_POSITIVE = N_("écrivez un nombre d'au moins 0")
TWO_READINGS = N_("« {value} » se lit de deux façons")
NO_THOUSANDS = N_("écrivez-le sans séparateur de milliers, comme 1234")
NOT_WHOLE = N_("« {value} » compte des personnes")
WRITE_WHOLE = N_("écrivez un nombre entier")
NOT_A_SHARE = N_("« {value} » n'est pas une part")
WRITE_A_SHARE = N_("écrivez une part entre 0 et 1, ou « 80 % »")
TOO_MUCH = N_("« {value} » dépasse 100 %")
SMALL_PERCENT = N_("« {value} » dans une colonne en % : est-ce {low} % ou {high} %?")
WRITE_PERCENT = N_("écrivez « {high} » ou « {low} % »")
NOT_A_DATE = N_("« {value} » n'est pas une date")
WRITE_A_DATE = N_("écrivez l'année, ou AAAA-MM-JJ comme 2024-03-31")
ODD_YEAR = N_("« {value} » donne l'année {year}, trop ancienne ou à venir")
MISSING = N_("la valeur manque")
FILL_IN = N_("remplissez cette case, elle est obligatoire")
NOT_ALLOWED = N_("« {value} » n'est pas une valeur admise")
CHOOSE = N_("choisissez parmi : {allowed}")
BROKEN = N_("la formule donne {value}")
MEND_FORMULA = N_("corrigez la formule, ou écrivez la valeur")
DUPLICATE = N_("« {value} » est déjà l'identifiant d'une autre rangée")
OTHER_ID = N_("donnez un identifiant différent, ou retirez la rangée en double")
TOO_LONG = N_("le texte a {count} caractères")
SHORTEN = N_("gardez moins de {most} caractères")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one row.

    Attributes
    ----------
    row : int
        Place of the row among those read, from 0.
    column : str
        Header in the file.
    what, todo : str
        What is wrong and what to do, in French, with ``{name}`` fields.
    values : Mapping
        The fields; a pair is (French, English), an `Amount` is written as each does.
    fatal : bool
        Whether the row is set aside; else it is kept and the fault is a warning.
    """

    row: int
    column: str
    what: str
    todo: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fatal: bool = True

    def told(self, language: str = "fr") -> tuple[str, str]:
        """Return what is wrong and what to do, in ``language``.

        Examples
        --------
        >>> Fault(0, "ETC", NEGATIVE, WRITE_POSITIVE, {"value": "-1"}).told("en")[1]
        'write a number of at least 0'
        """
        _ = translator(language)
        place = 1 if language == "en" else 0
        picked = {
            name: value[place] if isinstance(value, tuple) else value
            for name, value in self.values.items()
        }
        picked = {
            name: value.sentence(language) if isinstance(value, Amount) else value
            for name, value in picked.items()
        }
        shown = {
            name: without_addresses(value) if isinstance(value, str) else value
            for name, value in picked.items()
        }
        return _(self.what).format(**shown), _(self.todo).format(**shown)

    def sentence(self, language: str = "fr") -> str:
        """Return the column, what is wrong and what to do, as one sentence."""
        colon = translator(language)(" : ")
        what, todo = self.told(language)
        return f"{self.column}{colon}{what}; {todo}" if self.column else f"{what}; {todo}"
