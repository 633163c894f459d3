"""``[places]``: how sure of a site's place a study asks to be."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from territory.study.sections import Section

Precision = Literal["exact", "address", "place", "postal", "municipality", "mrc", "unknown"]
Kilometres = Annotated[float, Field(gt=0)]


class Places(Section):
    """``[places]``: addresses, precision, offices, sites written twice."""

    addresses: str | None = Field(
        default=None,
        description=(
            "Fichier d'adresses connues (extrait OpenStreetMap, Registre national des adresses, "
            "ou number, street, municipality, postal_code, lon, lat) : précise les points qui "
            "n'ont que leur municipalité."
        ),
    )
    address_columns: dict[str, str] = Field(
        default_factory=dict,
        description="Colonnes du fichier d'adresses d'une autre disposition, par champ.",
    )
    exclude_precision: tuple[Precision, ...] = Field(
        default=(),
        description=(
            "Précisions écartées de l'étude : exact, address, place, postal, municipality, mrc, "
            "unknown."
        ),
    )
    merge: str | None = Field(
        default=None,
        description=(
            "CSV des doublons confirmés : id_kept, id_merged, date (et decided_by) ; rien n'est "
            "fusionné sans lui."
        ),
    )
    keep_headquarters: bool = Field(
        default=False,
        description="Vrai pour garder les sièges sociaux et les bureaux, écartés par défaut.",
    )
    doubtful_km: Kilometres = Field(
        default=40,
        description=(
            "Distance (km) d'un point au lieu de sa municipalité à partir de laquelle il est à "
            "vérifier; quatre fois plus dans les vastes municipalités."
        ),
    )
    far_km: Kilometres = Field(
        default=100,
        description=(
            "Distance (km) à partir de laquelle il est écarté, s'il est aussi hors de sa MRC."
        ),
    )
