"""A scenario file as a model: named changes to the tables of a study, and what they assume.

Nothing here computes: `territory.scenarios.run` walks the study again with the changes made.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from territory.gaps.norm import Kind
from territory.scenarios.model_siting import Siting
from territory.study.model import LevelKey
from territory.study.sections import Section
from territory.text import N_, typeset

Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Days = Annotated[float, Field(gt=0, le=5)]
Role = Literal["ts", "tts", "oc", "other"]
Rule = Literal["per_capita", "need", "floor_then_need", "largest_gaps", "optimal"]
Aim = Literal["worst_off", "shortfall", "people_reached"]

SUR_PLACE, DEPLACE, SEUL = "sur-place", "deplace", "seul"
MAX_SCENARIOS = 6


class ScenarioIdentity(Section):
    """``[scenario]``: what this scenario is."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="Nom court, sans espace.")
    title: str = Field(description="Titre en français.")
    title_en: str = Field(default="", description="Titre en anglais; le français par défaut.")
    note: str = Field(default="", description="Ce qu'il faut savoir avant de lire, en français.")
    note_en: str = Field(default="", description="La même chose en anglais.")
    include: tuple[str, ...] = Field(
        default=(),
        description=(
            "Scénarios dont les changements sont faits d'abord : noms fournis, ou fichiers "
            "relatifs à celui-ci."
        ),
    )
    study: str | None = Field(
        default=None,
        description="Fichier d'étude, relatif à celui-ci; --study et --demo passent avant.",
    )


class NormChosen(Section):
    """``[norm]``: the norm both states are judged by; the study's own where it is absent."""

    preset: str | None = Field(default=None, description="Nom d'une norme fournie, ou fichier.")
    override: dict[str, Any] = Field(
        default_factory=dict, description="Clés de la norme remplacées, avant comme après."
    )


class Assumed(Section):
    """``[assume]``: figures the study lacks, the same before and after; told on every output."""

    registration_rate: Share | None = Field(
        default=None, description="Taux d'inscription, là où aucun n'est connu."
    )
    fte: dict[Kind, dict[Role, Amount]] = Field(
        default_factory=dict,
        description="ETC par point et par rôle, pour chaque sorte dont l'effectif est inconnu.",
    )
    note: str = Field(default="", description="D'où viennent ces hypothèses, en français.")
    note_en: str = Field(default="", description="La même chose en anglais.")


class Reattachment(Section):
    """``kind = "rattachement"``: GMF social workers serve everyone again."""

    kind: Literal["rattachement"]
    share: Share | None = Field(
        default=None, description="Part des ETC de travail social des GMF qui est rattachée."
    )
    by_territory: dict[str, Share] = Field(
        default_factory=dict,
        description="Part par territoire (code de n'importe quel niveau); passe avant « share ».",
    )
    by_site: dict[str, Share] = Field(
        default_factory=dict, description="Part par GMF; passe avant « by_territory »."
    )
    fte: dict[str, Amount] = Field(
        default_factory=dict, description="ETC par GMF, au lieu d'une part."
    )
    to: Literal["territory", "nearest", "population"] = Field(
        default="territory",
        description=(
            "Où vont les postes déplacés : aux CLSC de leur territoire de CLSC, au plus proche, "
            "ou selon la population des territoires de CLSC."
        ),
    )

    @model_validator(mode="after")
    def _something_moves(self) -> Reattachment:
        if self.share is None and not (self.by_territory or self.by_site or self.fte):
            msg = N_("dites combien : share, by_territory, by_site ou fte")
            raise ValueError(msg)
        return self


class Posts(Section):
    """``kind = "postes"``: posts added, given by a declared rule."""

    kind: Literal["postes"]
    count: Annotated[int, Field(ge=1, le=100_000)] = Field(description="Postes ajoutés.")
    role: Role = Field(default="oc", description="Rôle des postes.")
    rule: Rule = Field(default="floor_then_need", description="Règle de répartition.")
    level: LevelKey = Field(default="clsc", description="Niveau où la règle répartit.")
    floor: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Postes garantis à chaque territoire (floor_then_need, optimal)."
    )
    need: dict[str, Annotated[float, Field(ge=0)]] | str | None = Field(
        default=None,
        description=(
            "Poids du besoin par personne : une colonne de l'étude, ou un par territoire; 1 par "
            "défaut."
        ),
    )
    existing: Literal["services", "none", "per_capita"] | dict[str, Amount] = Field(
        default="services",
        description=(
            "Postes déjà là : ceux des services, aucun, un nombre (existing_count) réparti au "
            "prorata de la population, ou un nombre par territoire."
        ),
    )
    existing_count: Amount = Field(
        default=0.0, description="Postes déjà là, répartis au prorata (existing = per_capita)."
    )
    at: Kind = Field(default="clsc", description="Sorte de points où les postes sont placés.")
    aim: Aim = Field(default="worst_off", description="Ce que vise rule = optimal.")
    years: Annotated[int, Field(ge=1, le=20)] = Field(
        default=1, description="Années sur lesquelles les postes s'ajoutent."
    )
    unit_cost: Amount | None = Field(
        default=None, description="Coût annuel d'un poste, en dollars."
    )
    seconds: Annotated[float, Field(gt=0, le=600)] = Field(
        default=60.0, description="Temps de calcul laissé à rule = optimal."
    )


class Outreach(Section):
    """``kind = "hors-murs"``: a periodic presence where people already are."""

    kind: Literal["hors-murs"]
    at: Literal["library", "community"] | None = Field(
        default=None, description="Sorte de lieux qui accueillent la permanence."
    )
    sites: tuple[str, ...] = Field(default=(), description="Points précis, par identifiant.")
    days_per_week: Days = Field(default=1.0, description="Jours par semaine.")
    workers: Annotated[float, Field(gt=0)] = Field(
        default=1.0, description="Personnes présentes chaque jour de permanence."
    )
    role: Role = Field(default="ts", description="Rôle de ces personnes.")
    in_class: Literal["desert", "underserved"] | None = Field(
        default=None,
        description="Seulement dans les territoires de cette classe, à l'état de départ.",
    )
    level: LevelKey = Field(default="clsc", description="Niveau où la classe est lue.")
    in_territories: tuple[str, ...] = Field(
        default=(), description="Seulement dans ces territoires."
    )
    service_area: tuple[str, ...] = Field(
        default=(), description="Territoires où l'on va vers les gens : ils sont atteints."
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Outreach:
        if self.at is None and not self.sites:
            msg = N_("dites où : at (library, community) ou sites")
            raise ValueError(msg)
        return self


class Opening(Section):
    """``kind = "ouvrir"``: a new site."""

    kind: Literal["ouvrir"]
    id: str = Field(min_length=1, description="Identifiant du nouveau point.")
    name: str = Field(min_length=1, description="Nom du nouveau point.")
    service_kind: Kind = Field(default="clsc", description="Sorte du nouveau point.")
    lon: Annotated[float, Field(ge=-180, le=180)] = Field(description="Longitude.")
    lat: Annotated[float, Field(ge=-90, le=90)] = Field(description="Latitude.")
    fte: dict[Role, Amount] = Field(default_factory=dict, description="ETC par rôle.")
    open_share: Share = Field(default=1.0, description="Part de la semaine où le point est ouvert.")
    registration: Literal["open", "required"] = Field(
        default="open", description="Inscription requise ou non."
    )
    service_area: tuple[str, ...] = Field(
        default=(), description="Territoires où l'on va vers les gens."
    )


class Closing(Section):
    """``kind = "fermer"``: sites that close; their staff leaves, or joins the nearest."""

    kind: Literal["fermer"]
    sites: tuple[str, ...] = Field(min_length=1, description="Points fermés, par identifiant.")
    staff: Literal["lost", "nearest"] = Field(
        default="lost",
        description="Le personnel disparaît, ou rejoint le point semblable le plus proche.",
    )


class Moving(Section):
    """``kind = "deplacer"``: a site that moves."""

    kind: Literal["deplacer"]
    site: str = Field(description="Point déplacé, par identifiant.")
    lon: Annotated[float, Field(ge=-180, le=180)] = Field(description="Nouvelle longitude.")
    lat: Annotated[float, Field(ge=-90, le=90)] = Field(description="Nouvelle latitude.")


class Hours(Section):
    """``kind = "heures"``: opening hours of sites change."""

    kind: Literal["heures"]
    sites: tuple[str, ...] = Field(min_length=1, description="Points, par identifiant.")
    open_share: Share = Field(
        description=(
            "Part de la semaine où ils sont ouverts, plus de 0; elle décide si un point est une "
            "porte (minimum_open_share de la norme) et ne change pas son effectif."
        )
    )

    @field_validator("open_share")
    @classmethod
    def _still_open(cls, share: float) -> float:
        if share == 0:
            msg = N_('une ouverture de 0 ferme le point : utilisez kind = "fermer"')
            raise ValueError(msg)
        return share


class Virtual(Section):
    """``kind = "virtuel"``: virtual services offered or withdrawn."""

    kind: Literal["virtuel"]
    action: Literal["to_in_person", "withdraw", "offer"] = Field(
        default="to_in_person",
        description=(
            "Le personnel virtuel revient sur place ou disparaît, ou le service en personne de ces "
            "points devient virtuel."
        ),
    )
    sites: tuple[str, ...] = Field(
        default=(), description="Points visés; par défaut, tous ceux qui sont virtuels."
    )
    in_territories: tuple[str, ...] = Field(
        default=(), description="Seulement dans ces territoires."
    )


class Registration(Section):
    """``kind = "inscription"``: registration rates change."""

    kind: Literal["inscription"]
    rate: Share | None = Field(default=None, description="Taux partout.")
    at_least: Share | None = Field(default=None, description="Taux porté au moins à ce niveau.")
    by_territory: dict[str, Share] = Field(
        default_factory=dict, description="Taux par territoire; passe avant les autres."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Registration:
        if self.rate is not None and self.at_least is not None:
            msg = N_("rate et at_least se contredisent; gardez-en un")
            raise ValueError(msg)
        if self.rate is None and self.at_least is None and not self.by_territory:
            msg = N_("dites quel taux : rate, at_least ou by_territory")
            raise ValueError(msg)
        return self


class Population(Section):
    """``kind = "population"``: people of another year."""

    kind: Literal["population"]
    path: str | None = Field(
        default=None,
        description="Projections par territoire (fichier du MSSS), relatif au dossier des données.",
    )
    level: LevelKey = Field(default="clsc", description="Niveau des projections.")
    year: int | None = Field(default=None, description="Année visée.")
    from_year: int | None = Field(
        default=None,
        description="Année de la population de l'étude; par défaut, la plus proche de 2021.",
    )
    growth: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Facteur par territoire, au lieu d'un fichier."
    )
    everywhere: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="Facteur partout."
    )


class Organisation(Section):
    """``kind = "organisation"``: the same staff, organised at another level."""

    kind: Literal["organisation"]
    level: LevelKey = Field(
        description=(
            "Niveau où le personnel est mis en commun, entre les points d'une même sorte de "
            "chaque territoire."
        )
    )
    kinds: tuple[Kind, ...] = Field(default=("clsc",), description="Sortes mises en commun.")
    at: Literal["seat", "population"] = Field(
        default="seat",
        description=(
            "Le personnel va au point qui en a le plus (seat, le siège) : les autres points "
            "d'effectif connu ferment, et des gens peuvent se retrouver hors de portée. Ou il se "
            "partage entre les points selon la population la plus proche de chacun (population)."
        ),
    )


Change = Annotated[
    Reattachment
    | Posts
    | Outreach
    | Opening
    | Closing
    | Moving
    | Hours
    | Virtual
    | Registration
    | Population
    | Organisation
    | Siting,
    Field(discriminator="kind"),
]


class Scenario(Section):
    """A whole scenario file."""

    scenario: ScenarioIdentity
    norm: NormChosen = NormChosen()
    assume: Assumed = Assumed()
    change: tuple[Change, ...] = Field(
        default=(), description="Changements, faits dans l'ordre; [[change]] et « kind »."
    )

    @property
    def name(self) -> str:
        """Short name."""
        return self.scenario.name

    @property
    def variants(self) -> tuple[str, ...]:
        """Keys of its variants: two where GMF workers are re-attached, else one.

        The last is the one the scenario's title speaks of.
        """
        moves = any(isinstance(change, Reattachment) for change in self.change)
        return (SUR_PLACE, DEPLACE) if moves else (SEUL,)

    def title(self, language: str) -> str:
        """Return the title in a language."""
        own = self.scenario
        return own.title_en if language == "en" and own.title_en else typeset(own.title)
