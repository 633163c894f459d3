"""The study file as a model: every key, its meaning and its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from territory.gaps.norm import ByMilieu, Kind
from territory.study.section_extent import Extent
from territory.study.section_places import Places
from territory.study.section_vintages import Vintages
from territory.study.sections import Section
from territory.text import N_

Positive = Annotated[float, Field(gt=0)]
LevelKey = Literal[
    "region",
    "mrc",
    "municipality",
    "rss",
    "rts",
    "rls",
    "clsc",
    "borough",
    "cd",
    "ct",
    "da",
    "zone",
]


Milieu = Literal["dense_urban", "urban", "rural", "remote"]
MeasureName = Literal[
    "nearest_cost",
    "second_nearest_cost",
    "cumulative_opportunities",
    "gravity",
    "two_step_fca",
    "enhanced_two_step_fca",
    "three_step_fca",
    "modified_two_step_fca",
    "balanced_fca",
    "spatial_availability",
    "raam",
]


class Identity(Section):
    """``[study]``: what this study is."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="Nom court, sans espace.")
    title: str = Field(description="Titre en français.")
    title_en: str = Field(description="Titre en anglais.")
    note: str = Field(default="", description="Ce qu'il faut savoir avant de lire, en français.")
    note_en: str = Field(default="", description="La même chose en anglais.")
    data_dir: str | None = Field(
        default=None,
        description=(
            "Dossier des données, relatif à ce fichier; --data et TERRITORY_DATA passent avant."
        ),
    )
    population_basis: str | None = Field(
        default=None,
        description=(
            "La population de l'étude, une clé de data/populations.toml; obligatoire quand ses "
            "fichiers n'en comptent pas une seule et même."
        ),
    )
    demonstration: bool = Field(
        default=False, description="Vrai si des données sont fictives : bannière partout."
    )


class Input(Section):
    """One file to read; ``[[coverage]]``, and what every other input has."""

    reader: str = Field(description="Lecteur de sources/ (liste : docs/study-file.md).")
    path: str = Field(
        default="",
        description=(
            "Fichier, relatif au dossier des données; « bundled:… » : fourni avec l'outil; "
            "« catalogue:NOM » : obtenu par `territory fetch`."
        ),
    )
    files: dict[str, str] = Field(
        default_factory=dict, description="Fichiers d'appoint, par nom d'argument du lecteur."
    )
    options: dict[str, Any] = Field(
        default_factory=dict, description="Options du lecteur, par nom."
    )
    catalogue: str | None = Field(
        default=None,
        description=(
            "Entrée de data/catalogue.toml qui décrit la source; sans « path », le fichier que "
            "`territory fetch` en a obtenu."
        ),
    )
    vintage: str | None = Field(
        default=None,
        description=(
            "Millésime des codes de ce fichier (« 2021 », « 2020-04 »), quand ni le fichier ni "
            "le catalogue ne le disent."
        ),
    )
    recode: bool | None = Field(
        default=None,
        description="Mener les codes changés depuis à ceux des territoires (voir [vintages]).",
    )

    @model_validator(mode="before")
    @classmethod
    def _the_fetched_file_by_default(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("catalogue") and not given.get("path"):
            return {**given, "path": f"catalogue:{given['catalogue']}"}
        return given


class PlacedInput(Input):
    """``[[population]]`` and ``[[services]]``: people or sites, in the study or around it."""

    role: Literal["study", "buffer"] = Field(
        default="study",
        description=(
            "« buffer » : ces rangées ne décrivent que les abords; celles qui sont dans l'étude "
            "sont mises de côté (population et services, avec membership.buffer_km)."
        ),
    )


class ServiceInput(PlacedInput):
    """``[[services]]``: service points, and how completely they list each kind."""

    covers: tuple[Extent, ...] = Field(
        default=(),
        description=(
            "Étendue propre au fichier : { kind, status, territories }; une déclaration "
            "[[coverage]] l'emporte."
        ),
    )


class PopulationInput(PlacedInput):
    """``[[population]]``: population units, and which population they count."""

    basis: str | None = Field(
        default=None,
        description=(
            "Population comptée : une clé de data/populations.toml (census_2021, msss_2021, "
            "mamh_2025 …)."
        ),
    )


class TerritoryInput(Input):
    """``[[territories]]``: one level's boundaries."""

    level: LevelKey = Field(description="Niveau que ce fichier décrit.")
    derive: tuple[LevelKey, ...] = Field(
        default=(), description="Niveaux obtenus en fusionnant celui-ci (rls vers rts et rss)."
    )


class MembershipRules(Section):
    """``[membership]``: how units and sites are placed in territories."""

    whole_above: Annotated[float, Field(gt=0.5, le=1)] = Field(
        default=0.95,
        description="Part de la surface à partir de laquelle une unité est tenue pour entière.",
    )
    snap_km: Annotated[float, Field(ge=0)] = Field(
        default=0.0,
        description="Distance (km) où un point hors de tout polygone est rattaché au plus proche.",
    )
    spatial: tuple[LevelKey, ...] = Field(
        default=(),
        description="Niveaux où la géométrie l'emporte sur le code inscrit et les tables de parts.",
    )
    land: str | None = Field(
        default=None,
        description=(
            "Couche de polygones de terre : une unité partagée selon sa surface l'est alors "
            "sans l'eau."
        ),
    )
    buffer_km: Annotated[float, Field(ge=0)] = Field(
        default=0.0,
        description=(
            "Largeur (km) de la bande prise autour de l'étude : ses gens comptent dans la "
            "demande, ses points dans l'offre et les portes, sans appartenir à un territoire; "
            "au-delà, rien n'est pris. 0 : aucune bande, tout point lu compte."
        ),
    )
    buffer_complete: tuple[Kind, ...] = Field(
        default=(),
        description="Sortes de services entièrement recensées dans la bande; aucune par défaut.",
    )
    open_border: str | None = Field(
        default=None,
        description=(
            "Limites au-delà desquelles il y a des services que l'étude ne connaît pas : GeoJSON "
            "de lignes; « bundled » : les limites terrestres du Québec; « all » : tout le "
            "pourtour. Les territoires qui en dépendent sont signalés (edge)."
        ),
    )


class Travel(Section):
    """``[travel]``: how costs are obtained."""

    method: Literal["straight_line", "roads", "table"] = Field(
        default="straight_line",
        description="Vol d'oiseau corrigé, temps par la route, ou table de temps fournie.",
    )
    table: str | None = Field(
        default=None, description="CSV ou Parquet from_id, to_id, travel_time (minutes)."
    )
    network: str | None = Field(
        default=None,
        description=(
            "Réseau routier : extrait OpenStreetMap (.osm.pbf), GeoPackage, shapefile, "
            "GeoParquet, ou réseau enregistré (.npz)."
        ),
    )
    network_walk: str | None = Field(
        default=None, description="Réseau pour la marche; celui de « network » par défaut."
    )
    network_columns: dict[str, str] = Field(
        default_factory=dict,
        description="Colonnes d'un réseau de segments : class, speed, oneway, minutes…",
    )
    road_speeds: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict,
        description="Vitesses par classe (km/h) qui remplacent celles de data/road_speeds.csv.",
    )
    walk_milieux: tuple[Milieu, ...] = Field(
        default=(), description="Milieux où l'on marche : dense_urban, urban, rural, remote."
    )
    snap_km: Positive | None = Field(
        default=None,
        description="Distance maximale (km) à la route; 5 en voiture et 2 à pied par défaut.",
    )
    detour: Positive = Field(default=1.3, description="Facteur de détour du vol d'oiseau.")
    speed_kmh: ByMilieu = Field(
        default=ByMilieu(dense_urban=12, urban=30, rural=60, remote=60),
        description="Vitesse par milieu, en km/h.",
    )
    limit_minutes: Positive = Field(
        default=60, description="Temps de trajet au-delà duquel rien n'est cherché."
    )
    barriers: str | None = Field(
        default=None,
        description="GeoJSON d'obstacles et de passages; « bundled » : celui fourni.",
    )
    dense_per_km2: Positive = Field(
        default=4000, description="Densité minimale du milieu urbain dense, en personnes par km²."
    )
    dense_municipality: Positive = Field(
        default=100_000, description="Population municipale minimale du milieu urbain dense."
    )
    urban_municipality: Positive = Field(
        default=10_000, description="Population municipale minimale du milieu urbain."
    )
    remote_km: Positive = Field(
        default=100,
        description="Distance à une ville (km estimés) au-delà de laquelle on est éloigné.",
    )
    coarse_point_people: Positive = Field(
        default=20_000,
        description=(
            "Personnes à partir desquelles une unité ramenée à un seul point est dite à gros "
            "grain : leur atteinte est approximative."
        ),
    )
    isolated_km: Positive = Field(
        default=10, description="Distance (km) où un lieu sans route atteint encore ses voisins."
    )

    @model_validator(mode="after")
    def _a_table_goes_with_its_method(self) -> Travel:
        if (self.method == "table") != (self.table is not None):
            msg = N_('method = "table" et la clé table vont ensemble')
            raise ValueError(msg)
        if (self.method == "roads") != (self.network is not None):
            msg = N_('method = "roads" et la clé network vont ensemble')
            raise ValueError(msg)
        return self


class NormChoice(Section):
    """``[norm]``: which norm, and what is changed in it."""

    preset: str = Field(default="proximite", description="Nom d'une norme fournie, ou fichier.")
    override: dict[str, Any] = Field(
        default_factory=dict, description="Clés de la norme remplacées dans cette étude."
    )
    registration_rate: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None,
        description="Taux d'inscription déclaré, là où aucun n'est connu par unité.",
    )


class SelfGoverned(Section):
    """``[self_governed]``: territories not ranked unless their community opts in."""

    list: str = Field(default="bundled", description="CSV des codes autogouvernés.")
    opt_in: str | None = Field(
        default=None, description="CSV des adhésions décidées par les communautés."
    )


class Outputs(Section):
    """``[outputs]``: what a run writes."""

    levels: tuple[LevelKey, ...] = Field(default=(), description="Niveaux écrits; tous par défaut.")
    summary_level: LevelKey | None = Field(
        default=None, description="Niveau du résumé en cinq lignes; le premier par défaut."
    )
    measures: tuple[MeasureName, ...] = Field(
        default=(),
        description=(
            "Mesures ajoutées à access_units.csv, une colonne chacune, aux conditions de l'étude "
            "(seuils, poids, offre, inscription); nearest_cost y est toujours."
        ),
    )


class StudyFile(Section):
    """A whole study file."""

    study: Identity
    territories: tuple[TerritoryInput, ...] = Field(min_length=1)
    population: tuple[PopulationInput, ...] = Field(min_length=1)
    services: tuple[ServiceInput, ...] = Field(min_length=1)
    coverage: tuple[Input, ...] = ()
    registration: tuple[Input, ...] = ()
    needs: tuple[Input, ...] = ()
    shares: tuple[Input, ...] = ()
    reference: tuple[Input, ...] = ()
    membership: MembershipRules = MembershipRules()
    vintages: Vintages = Vintages()
    travel: Travel = Travel()
    norm: NormChoice = NormChoice()
    self_governed: SelfGoverned = SelfGoverned()
    places: Places = Places()
    outputs: Outputs = Outputs()


class Study(Section):
    """A study file, with where it lies and where its data are."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    file: StudyFile
    path: Path
    data_dir: Path

    @property
    def name(self) -> str:
        """Short name of the study."""
        return self.file.study.name

    @property
    def demonstration(self) -> bool:
        """Whether some of the data are invented."""
        return self.file.study.demonstration
