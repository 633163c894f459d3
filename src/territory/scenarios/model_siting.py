"""``kind = "emplacements"``: sites chosen among candidates by a location model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from territory.gaps.norm import Kind
from territory.study.model import LevelKey
from territory.study.sections import Section
from territory.text import N_

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Role = Literal["ts", "tts", "oc", "other"]
Model = Literal["p_median", "maximal_covering", "set_covering", "p_center", "max_min"]


class Siting(Section):
    """``kind = "emplacements"``: where new doors serve best, and which may close for them."""

    kind: Literal["emplacements"]
    model: Model = Field(
        default="maximal_covering",
        description=(
            "Ce qui est cherché : le temps total le plus court (p_median), le plus de personnes à "
            "portée (maximal_covering), toutes à portée au moindre coût (set_covering), la plus "
            "éloignée le moins loin (p_center), ou le territoire le moins bien desservi d'abord "
            "(max_min)."
        ),
    )
    count: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="Points qui ouvrent, en plus de ceux qui ferment."
    )
    budget: Amount | None = Field(
        default=None, description="Ce que peuvent coûter les points qui ouvrent, en dollars."
    )
    site_cost: Amount | None = Field(
        default=None, description="Coût d'un point qui ouvre, là où aucun n'est donné."
    )
    at: Kind | None = Field(default=None, description="Sorte de lieux candidats.")
    sites: tuple[str, ...] = Field(
        default=(), description="Lieux candidats précis, par identifiant."
    )
    path: str | None = Field(
        default=None,
        description=(
            "Fichier CSV de lieux candidats : id, lon, lat, name et, au besoin, cost; relatif au "
            "dossier des données."
        ),
    )
    service_kind: Kind = Field(default="clsc", description="Sorte de ce qui ouvre.")
    fte: dict[Role, Amount] = Field(
        default_factory=dict, description="ETC par rôle à chaque point qui ouvre."
    )
    open_share: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1.0, description="Part de la semaine où ce qui ouvre est ouvert."
    )
    may_close: tuple[Kind, ...] = Field(
        default=(),
        description="Sortes de portes qui peuvent fermer; leur personnel part avec elles.",
    )
    closings: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="Nombre de portes qui peuvent fermer, au plus."
    )
    no_one_loses: bool = Field(
        default=False,
        description=("Aucun territoire n'y perd : ni part de gens à portée, ni accès moyen."),
    )
    capacity: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        default=None,
        description="Personnes que chaque point peut servir (p_median, maximal_covering).",
    )
    level: LevelKey = Field(
        default="clsc", description="Niveau des territoires (max_min, no_one_loses)."
    )
    seconds: Annotated[float, Field(gt=0, le=600)] = Field(
        default=60.0, description="Temps de calcul laissé au modèle."
    )

    @model_validator(mode="after")
    def _possible(self) -> Siting:
        if self.at is None and not self.sites and self.path is None:
            msg = N_("dites quels lieux sont candidats : at, sites ou path")
            raise ValueError(msg)
        if self.count is not None and self.budget is not None:
            msg = N_("count et budget se contredisent; gardez-en un")
            raise ValueError(msg)
        if self.count is None and self.budget is None and self.model != "set_covering":
            msg = N_("dites combien : count ou budget")
            raise ValueError(msg)
        if self.capacity is not None and self.model not in ("p_median", "maximal_covering"):
            msg = N_("capacity ne vaut que pour p_median et maximal_covering")
            raise ValueError(msg)
        return self
