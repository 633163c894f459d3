"""What a source of services says of its own extent."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from territory.gaps.norm import Kind
from territory.study.sections import Section


class Extent(Section):
    """``covers``: one kind of service, how completely the file lists it, and where."""

    kind: Kind = Field(description="Sorte de service.")
    status: Literal["complete", "partial", "absent", "unknown"] = Field(
        description="Ce que le fichier en recense : tout, une partie, rien, ou on ne sait."
    )
    territories: tuple[str, ...] = Field(
        default=(), description="Territoires visés (RSS:04, MRC:46…); toute l'étude par défaut."
    )
