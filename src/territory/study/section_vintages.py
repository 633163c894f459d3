"""What a study says of codes of several vintages."""

from __future__ import annotations

from pydantic import Field

from territory.study.sections import Section


class Vintages(Section):
    """``[vintages]``: what to do where codes of two vintages meet."""

    recode: bool = Field(
        default=False,
        description=(
            "Passer par data/recodes.csv là où un code a changé entre le millésime d'un fichier "
            "et celui des territoires; sinon la jonction est refusée. « recode » sous une entrée "
            "l'emporte."
        ),
    )
