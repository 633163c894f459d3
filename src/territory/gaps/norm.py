"""A norm: every convention behind a class, named, editable and printed with each output.

No Québec authority publishes a numeric threshold for front-line social services; a norm is a
declared convention, never a standard.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from territory.errors import InputError
from territory.gaps.faults import first_to_mend, nearest, rule, shown
from territory.places import bundled
from territory.tables.schemas import KINDS
from territory.text import N_

_UNKNOWN_CHANGE = N_("La clé « {key} » n'existe pas{hint}. Clés d'une norme : {known}.")
_UNKNOWN = N_("La norme « {preset} » : la clé « {key} » n'existe pas{hint}.")
_LACKS_CHANGE = N_("Il manque « {key} » : ce qui est remplacé l'est en entier.")
_LACKS = N_("La norme « {preset} » : la clé « {key} » manque.")
_WRONG_CHANGE = N_("« {key} » vaut « {value} »; {rule}.")
_WRONG = N_("La norme « {preset} » : « {key} » vaut « {value} »; {rule}.")

Kind = Literal["clsc", "gmf", "community", "library", "outreach", "other"]
Test = Literal["presence", "reach", "intensity"]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class ByMilieu(BaseModel):
    """One positive figure per milieu."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    dense_urban: Positive
    urban: Positive
    rural: Positive
    remote: Positive


class RoleWeights(BaseModel):
    """Weight of each role in the full-time equivalents that count as supply."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    ts: Share = 1.0
    tts: Share = 1.0
    oc: Share = 0.0
    other: Share = 1.0


class Norm(BaseModel):
    """Parameters of the three tests; see docs/method.md."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: str = Field(description="Nom court, imprimé dans chaque tableau.")
    title_fr: str = Field(description="Nom complet, en français.")
    title_en: str = Field(description="Nom complet, en anglais.")
    tests: tuple[Test, ...] = Field(
        default=("presence", "reach", "intensity"), description="Épreuves appliquées."
    )
    basket: tuple[Kind, ...] = Field(
        default=("clsc", "gmf", "community", "library", "outreach"),
        description="Panier : sortes de services que la norme compte.",
    )
    role_weights: RoleWeights = Field(
        default=RoleWeights(), description="Poids de chaque rôle dans l'ETC compté."
    )
    sectors_excluded: tuple[str, ...] = Field(
        default=("private",), description="Secteurs laissés de côté."
    )
    minimum_open_share: Share = Field(
        default=0.2,
        description="Part d'ouverture minimale d'une porte (0,2 : un jour par semaine).",
    )
    threshold_minutes: ByMilieu = Field(
        default=ByMilieu(dense_urban=15, urban=20, rural=30, remote=40),
        description="Seuil d'atteinte par milieu, en minutes, inclus.",
    )
    zone_weights: tuple[Share, Share, Share] = Field(
        default=(1.0, 0.68, 0.22),
        description="Poids à un tiers, deux tiers et la totalité du seuil (Luo et Qi, 2009).",
    )
    reach_share: Share = Field(
        default=0.5, description="Part des gens qui doivent atteindre une porte."
    )
    intensity_per_10k: Positive | None = Field(
        default=None, description="Norme absolue d'intensité, en ETC par 10 000 personnes."
    )
    intensity_relative: Positive = Field(
        default=0.5,
        description="Norme relative : part de la moyenne de l'étude, si aucune norme absolue.",
    )
    minimum_population: Positive = Field(
        default=1000, description="Population couverte sous laquelle rien n'est classé."
    )
    small_fte: Positive = Field(
        default=5, description="Nombre d'ETC sous lequel un chiffre est dit petit."
    )
    pocket_people: Positive = Field(
        default=1000, description="Personnes hors d'atteinte à partir desquelles il y a poche."
    )
    pocket_share: Share = Field(
        default=0.1, description="Part hors d'atteinte à partir de laquelle il y a poche."
    )
    edge_access_change: Share = Field(
        default=0.05,
        description=(
            "Écart relatif de l'accès moyen, avec ou sans les abords, au-delà duquel un "
            "territoire en dépend."
        ),
    )
    edge_reach_change: Share = Field(
        default=0.01,
        description=(
            "Écart de la part atteinte, avec ou sans les abords, au-delà duquel un territoire "
            "en dépend (0,01 : un point)."
        ),
    )
    edge_people_share: Share = Field(
        default=0.1,
        description=(
            "Part des gens pour qui une limite ouverte est plus proche que leur seuil, au-delà "
            "de laquelle un territoire est au bord."
        ),
    )
    apart_share: Share = Field(
        default=0.1,
        description=(
            "Part des gens d'un territoire qui sont en territoire autogouverné, hors du calcul, à "
            "partir de laquelle il est signalé."
        ),
    )
    fragile_threshold_factors: tuple[Positive, ...] = Field(
        default=(0.75, 1.25), description="Facteurs du seuil essayés pour l'intervalle de rang."
    )
    fragile_zone_weights: tuple[Share, Share, Share] = Field(
        default=(1.0, 0.42, 0.09), description="Décroissance rapide essayée (Luo et Qi, 2009)."
    )

    @field_validator("tests")
    @classmethod
    def _reach_is_needed(cls, tests: tuple[Test, ...]) -> tuple[Test, ...]:
        if "reach" not in tests:
            msg = N_("l'épreuve « reach » est requise : c'est elle qui dit un désert")
            raise ValueError(msg)
        return tests

    @field_validator("basket")
    @classmethod
    def _a_door_is_needed(cls, basket: tuple[Kind, ...]) -> tuple[Kind, ...]:
        if not {"clsc", "community", "library", "outreach"} & set(basket):
            msg = N_(
                "le panier compte au moins une sorte de porte : clsc, community, library, outreach"
            )
            raise ValueError(msg)
        return basket

    def titled(self, *, without_gmf: bool) -> Norm:
        """Return the norm, its name saying so where the supply of GMF is left out."""
        if not without_gmf:
            return self
        return self.model_copy(
            update={
                "name": f"{self.name} (hors GMF)",
                "title_fr": f"{self.title_fr} (hors GMF)",
                "title_en": f"{self.title_en} (without GMF)",
            }
        )


def load_norm(preset: str | Path, overrides: dict[str, Any] | None = None) -> Norm:
    """Read a norm from ``data/norms/NAME.toml`` or from a file, with optional changes.

    Raises
    ------
    InputError
        When the preset does not exist or a key or value is not one a norm knows.
    """
    path = Path(preset)
    if path.suffix != ".toml":
        folder = bundled("data", "norms")
        path = folder / f"{preset}.toml"
        if not path.exists():
            raise InputError(
                "La norme « {name} » n'existe pas; celles fournies sont : {known}.",
                name=str(preset),
                known=", ".join(sorted(p.stem for p in folder.glob("*.toml"))),
            )
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(
            "La norme {path} ne se lit pas : {fault}.", path=str(path), fault=str(fault)
        ) from None
    changes = overrides or {}
    if changes:
        content = {**content, **changes}
        content["name"] = changes.get("name", f"{content['name']} (modifiée)")
    try:
        return Norm.model_validate(content)
    except ValidationError as faults:
        raise _fault_of(first_to_mend(faults.errors()), str(preset), changes) from None


def _fault_of(fault: ErrorDetails, preset: str, changes: dict[str, Any]) -> InputError:
    """Return the sentence for a wrong key: the study's where it changes the norm, else the norm's.

    The key is told as the study file writes it.
    """
    place = [str(part) for part in fault["loc"]]
    owner = Norm if len(place) == 1 else _section(place[0])
    known = sorted(owner.model_fields) if owner else []
    own = bool(place) and place[0] in changes
    given = {
        "preset": preset,
        "key": ".".join(["norm.override", *place] if own else place),
        "hint": nearest(place[-1] if place else "", known),
        "known": ", ".join(known),
        "value": shown(fault["input"]),
        "rule": rule(fault),
    }
    if fault["type"] == "missing":
        return InputError(_LACKS_CHANGE if own else _LACKS, **given)
    if fault["type"] == "extra_forbidden":
        return InputError(_UNKNOWN_CHANGE if own else _UNKNOWN, **given)
    return InputError(_WRONG_CHANGE if own else _WRONG, **given)


def _section(name: str) -> type[BaseModel] | None:
    field = Norm.model_fields.get(name)
    kind = field.annotation if field else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


assert set(Kind.__args__) == set(KINDS)  # type: ignore[attr-defined]  # noqa: S101
