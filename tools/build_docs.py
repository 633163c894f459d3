"""Write the pages of docs/ that the code already knows: the columns and the study file's keys.

Usage: python tools/build_docs.py
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from territory.cli.fetch_words import size_words
from territory.export.scenario import TABLES
from territory.gaps.norm import Norm, RoleWeights
from territory.scenarios import Scenario, read_scenario, ready_made
from territory.scenarios.faults import KINDS
from territory.scenarios.words import KIND_TITLES
from territory.sources import READERS, SourceInfo, arguments, load_catalogue
from territory.study.model import ByMilieu, Input, StudyFile
from territory.study.section_extent import Extent
from territory.tables.accounts import COMPLETENESS_COLUMNS, POPULATION_COLUMNS
from territory.tables.dictionary import (
    GAPS_COLUMNS,
    ORIGIN_COLUMNS,
    REJECTED_COLUMNS,
    SERVICE_COLUMNS,
    UNIT_COLUMNS,
    WARNING,
    level_column,
)
from territory.tables.kinds import KIND_COLUMNS
from territory.tables.measures import MEASURE_COLUMNS
from territory.tables.needs import PLACE_COLUMNS as PLACE_COLUMNS_OF_NEEDS
from territory.tables.proposals import DUPLICATE_COLUMNS, PLACE_COLUMNS
from territory.tables.scenarios import DIFFERENCE_COLUMNS
from territory.tables.words import Column
from territory.text import typeset

DOCS = Path(__file__).resolve().parents[1] / "docs"
GENERATED = "<!-- Page écrite par tools/build_docs.py; ne pas la corriger à la main. -->\n\n"
# Sections whose entries have only the keys every input has.
PLAIN_INPUTS = {
    "coverage": "ce qu'une coalition déclare de ce qui est recensé, territoire par territoire",
    "registration": "des taux d'inscription à un médecin de famille, par territoire",
    "needs": "des chiffres à mettre à côté des gens (âges, revenu, défavorisation …)",
    "shares": "la part de chaque unité dans des territoires, telle que publiée",
    "reference": "un autre compte des mêmes gens, pour dire le rapport des deux",
}
DICTIONARY_INTRODUCTION = (
    "Fichiers CSV : UTF-8, virgules, point décimal, six décimales au plus; une case vide est "
    "une valeur absente. Un texte qui commence comme une formule est précédé d'une apostrophe. "
    "Dans la démonstration, les noms de fichiers portent `_demo` et la première colonne est "
    f"`{WARNING.name}`.\n\n"
    "CSV files: UTF-8, commas, decimal points, six decimals at most; a blank cell is a missing "
    "value. Text that starts like a formula is preceded by an apostrophe. In the demonstration, "
    f"file names carry `_demo` and the first column is `{WARNING.name}`.\n\n"
)
LEVELS_NOTE = (
    "Une colonne `<level>_id` par niveau de l'étude, puis une colonne par mesure que demande "
    "`[outputs] measures`; à la fin, une colonne par besoin que l'étude nomme (`[[needs]]`). One "
    "`<level>_id` column per level, then one column for each measure that `[outputs] measures` "
    "asks for; at the end, one column for each need the study names (`[[needs]]`).\n\n"
)
KINDS_NOTE = (
    "Une rangée par territoire et par sorte de service, aux conditions de l'étude (seuils, poids, "
    "temps). Rien n'est dit d'un territoire autogouverné; les taux sont vides sous la population "
    "minimale de la norme. One row per territory and kind of service, on the study's terms "
    "(thresholds, weights, times). Nothing is told of a self-governed territory; rates are blank "
    "under the norm's minimum population.\n\n"
)
NEEDS_NOTE = (
    "Écrit quand l'étude nomme des besoins (`[[needs]]`). Après le nom, deux colonnes par besoin : "
    "sa moyenne sur les unités dont le chiffre est connu, pondérée par la population couverte, et "
    "`<besoin>_people`, le nombre de ces personnes. Vide pour un territoire autogouverné, et sous "
    "la population minimale de la norme. Written when the study names needs (`[[needs]]`). After "
    "the name, two columns per need: its mean over the units whose figure is known, weighted by "
    "covered population, and `<need>_people`, how many people that is. Blank for a self-governed "
    "territory, and under the norm's minimum population. `run.json` (`needs`) gives titles and "
    "what a higher value is.\n\n"
)
EDGE_NOTE = (
    "`edge` : avec une bande autour de l'étude (`buffer_km`), la classe du territoire, sa part "
    "atteinte (plus d'un point) ou son accès moyen (plus de 5 %) changeraient sans elle; ou bien, "
    "pour plus de 10 % de ses gens, une limite ouverte (`open_border`) est plus proche que leur "
    "propre seuil. Ces chiffres sont ceux de la norme; voir `docs/methode.md`.\n\n"
    "`edge`: with a band around the study (`buffer_km`), the territory's class, its share reached "
    "(more than a point) or its mean access (more than 5%) would change without it; or more than "
    "10% of its people live closer to an open border (`open_border`) than their own threshold. "
    "These figures are the norm's; see `docs/method.md`.\n\n"
)
LAYERS_NOTE = (
    "Une couche par niveau (colonnes de `gaps_<level>.csv`), `population` (colonnes de "
    "`access_units.csv`) et `services`, décrite ici. One layer per level, `population`, and "
    "`services`, described here. EPSG:32198.\n\n"
)
STUDY_INTRODUCTION = (
    "Un fichier TOML. Les chemins partent du dossier des données : `--data`, sinon la variable "
    "`TERRITORY_DATA`, sinon `data_dir`. Une clé inconnue ou mal écrite est refusée avec son "
    "numéro de ligne et le nom le plus proche.\n\n"
    "A TOML file. Keys are English words, explained below in French. Paths start from the data "
    "folder: `--data`, else `TERRITORY_DATA`, else `data_dir`. An unknown or misspelt key is "
    "refused with its line and the nearest name.\n\n"
)
READERS_NOTE = (
    "Valeurs de `reader`. Les arguments en gras sont nécessaires; un fichier se donne sous "
    "`files`, le reste sous `options`.\n\n"
)
SCENARIO_NOTE = (
    "Écrit par `territory scenario`, à côté des fichiers d'un calcul. Written by `territory "
    "scenario`, beside the files of a run.\n\n"
)
KEYS_BEGIN = "<!-- keys: written by tools/build_docs.py from territory.scenarios.model -->"
KEYS_END = "<!-- end of keys -->"
PRODUCTS_BEGIN = "<!-- products: written by tools/build_docs.py from data/catalogue.toml -->"
PRODUCTS_END = "<!-- end of products -->"
PRODUCT_HEADS = {
    "fr": [
        "produit",
        "éditeur, licence",
        "millésime",
        "obtention",
        "fichier",
        "colonnes attendues",
    ],
    "en": ["product", "publisher, licence", "vintage", "how", "file", "columns expected"],
}
PRODUCT_WAYS = {
    "fr": ("`territory fetch`", "à fournir", "avec l'outil"),
    "en": ("`territory fetch`", "to supply", "with the tool"),
}
WORDS = {str: "texte", float: "nombre", bool: "vrai ou faux", int: "entier"}
PARTS: Mapping[type[BaseModel], str] = {
    ByMilieu: "par milieu",
    RoleWeights: "par rôle",
    Extent: "une étendue",
}


def cell(text: object) -> str:
    """Return text that stands in one cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell(item) for item in line) + " |\n" for line in lines) + "\n"


def column_rows(columns: Iterable[Column]) -> list[list[str]]:
    """Return one row per column: name, type, titles, units, meanings."""
    return [
        [
            f"`{column.name}`",
            column.kind,
            f"**{column.title}** / {column.title_en}",
            " / ".join(dict.fromkeys(word for word in (column.unit, column.unit_en) if word)),
            f"{column.meaning} <br> {column.meaning_en}",
        ]
        for column in columns
    ]


def values_of(columns: Iterable[Column]) -> str:
    """Return the coded values of ``columns``, with their words."""
    parts = []
    for column in columns:
        if column.values:
            rows = [[f"`{value}`", *words] for value, words in column.values.items()]
            parts.append(
                f"### `{column.name}`\n\n" + table(["valeur", "français", "English"], rows)
            )
            parts.append(EDGE_NOTE if "edge" in column.values else "")
    return "".join(parts)


def data_dictionary() -> str:
    """Return docs/data-dictionary.md."""
    head = ["colonne", "type", "titre / title", "unité / unit", "sens / meaning"]
    placed = level_column("<level>", "niveau", "level")
    sections = [
        ("gaps_&lt;level&gt;.csv", GAPS_COLUMNS, ""),
        (
            "access_units.csv",
            (*UNIT_COLUMNS, placed, *MEASURE_COLUMNS, *ORIGIN_COLUMNS),
            LEVELS_NOTE,
        ),
        ("study.gpkg", SERVICE_COLUMNS, LAYERS_NOTE),
        ("kinds_&lt;level&gt;.csv", KIND_COLUMNS, KINDS_NOTE),
        ("needs_&lt;level&gt;.csv", PLACE_COLUMNS_OF_NEEDS, NEEDS_NOTE),
        ("completeness.csv", COMPLETENESS_COLUMNS, ""),
        ("populations.csv", POPULATION_COLUMNS, ""),
        ("duplicates.csv", DUPLICATE_COLUMNS, ""),
        ("places_to_check.csv", PLACE_COLUMNS, ""),
        ("rejected/&lt;table&gt;.csv", REJECTED_COLUMNS, ""),
        ("difference_&lt;level&gt;.csv", DIFFERENCE_COLUMNS, SCENARIO_NOTE),
        *((f"{stem}.csv", columns, SCENARIO_NOTE) for stem, (_t, _e, columns) in TABLES.items()),
    ]
    page = ["# Dictionnaire des données / Data dictionary\n\n", GENERATED, DICTIONARY_INTRODUCTION]
    for title, columns, note in sections:
        page += [f"## {title}\n\n", note, table(head, column_rows(columns)), values_of(columns)]
    return typeset("".join(page).rstrip("\n") + "\n")


def type_name(annotation: Any) -> str:
    """Return a type in words a person who writes TOML knows."""
    origin = typing.get_origin(annotation)
    inner = typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_name(inner[0])
    if origin in {typing.Union, types.UnionType}:
        kinds = (type_name(part) for part in inner if part is not types.NoneType)
        return " ou ".join(dict.fromkeys(kinds))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"table ({PARTS[annotation]})"
    compound = {
        typing.Literal: lambda: " · ".join(f"`{value}`" for value in inner),
        tuple: lambda: f"liste de {type_name(inner[0])}",
        dict: lambda: "table",
    }
    return compound[origin]() if origin in compound else WORDS[annotation]


def default_of(field: FieldInfo) -> str:
    """Return a key's default as it would be written in TOML."""
    if field.is_required():
        return "**obligatoire**"
    value = field.get_default(call_default_factory=True)
    return "—" if value in (None, PydanticUndefined) else f"`{as_toml(value)}`"


def as_toml(value: Any) -> str:
    """Write a default value in TOML."""
    if isinstance(value, BaseModel):
        return as_toml(value.model_dump())
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(as_toml(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def key_table(model: type[BaseModel]) -> str:
    """Return the keys of one section: name, type, default, meaning."""
    rows = [
        [f"`{name}`", type_name(field.annotation), default_of(field), field.description or "—"]
        for name, field in model.model_fields.items()
    ]
    return table(["clé", "type", "défaut", "sens"], rows)


def section_model(field: FieldInfo) -> type[BaseModel]:
    """Return the model of a section, or of each entry of a repeated one."""
    model = (*typing.get_args(field.annotation), field.annotation)[0]
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        msg = f"{model} is no section"
        raise TypeError(msg)
    return model


def study_file() -> str:
    """Return docs/study-file.md."""
    page = ["# Le fichier d'étude / The study file\n\n", GENERATED, STUDY_INTRODUCTION]
    for name, field in StudyFile.model_fields.items():
        if name == next(iter(PLAIN_INPUTS)):
            titles = ", ".join(f"`[[{plain}]]`" for plain in PLAIN_INPUTS)
            told = "".join(f"- `{plain}` : {what};\n" for plain, what in PLAIN_INPUTS.items())
            page += [f"## {titles}\n\n", f"{told[:-2]}.\n\n", key_table(Input)]
        elif name not in PLAIN_INPUTS:
            repeated = typing.get_origin(field.annotation) is tuple
            title = f"`[[{name}]]`" if repeated else f"`[{name}]`"
            page += [f"## {title}\n\n", _purpose(name), key_table(section_model(field))]
    page += [
        "## Lecteurs\n\n",
        READERS_NOTE,
        *(_readers(name) for name in READERS),
        "## La norme\n\n",
        "Un fichier de `data/norms/`, ou le vôtre; `[norm.override]` en remplace des clés.\n\n",
        key_table(Norm),
        "### Par milieu\n\n",
        "`dense_urban`, `urban`, `rural`, `remote`, chacun un nombre plus grand que 0.\n\n",
        "### Par rôle\n\n",
        "`ts`, `tts`, `oc`, `other`, chacun une part entre 0 et 1.\n",
    ]
    return typeset("".join(page))


def _purpose(name: str) -> str:
    return {
        "territories": "Une entrée par fichier; au moins une.\n\n",
        "population": "Une entrée par fichier; au moins une.\n\n",
        "services": "Une entrée par fichier; au moins une. Chaque étendue de `covers` a trois "
        "clés : `kind` (une sorte de service), `status` (`complete`, `partial`, `absent`, "
        "`unknown`) et `territories` (des codes; toute l'étude par défaut).\n\n",
        "membership": "Prendre une bande de 30 km autour d'une étude : `buffer_km = 30` ici, et "
        '`role = "buffer"` sur les entrées qui ne décrivent que les abords. Un exemple complet : '
        "`studies/montreal-abords.toml`; ce qui est calculé : `docs/methode.md`, « Autour de "
        "l'étude, et à son bord ».\n\nA band of 30 km around a study: `buffer_km = 30` here, and "
        '`role = "buffer"` on the entries that describe its surroundings only. A whole example: '
        '`studies/montreal-abords.toml`; what is computed: `docs/method.md`, "Around the study, '
        'and at its edge".\n\n',
    }.get(name, "")


def _readers(name: str) -> str:
    rows = []
    for reader, (module, function) in READERS[name].items():
        found = getattr(import_module(f"territory.sources.{module}"), function)
        given = [
            f"**{argument}**" if needed else argument
            for argument, needed in arguments(name, reader).items()
        ]
        purpose = (inspect.getdoc(found) or "").partition("\n\n")[0]
        rows.append([f"`{reader}`", ", ".join(given) or "—", purpose])
    return f"### {name}\n\n" + table(["lecteur", "arguments", "purpose"], rows)


def products(language: str) -> str:
    """Return the table of the catalogue's products."""
    rows = [
        [
            f"`{entry.key}` <br> {entry.title_in(language)}",
            f"{entry.publisher} <br> "
            + (f"[{entry.licence}]({entry.licence_url})" if entry.licence_url else entry.licence),
            entry.vintage or "—",
            _way(entry, language),
            f"`{entry.key}/{entry.file_name}`" if entry.file_name else "—",
            ", ".join(f"`{column}`" for column in entry.columns) or "—",
        ]
        for entry in load_catalogue().values()
    ]
    return table(PRODUCT_HEADS[language], rows)


def _way(entry: SourceInfo, language: str) -> str:
    """Return how a product is obtained: a command, the user, or nothing to do."""
    fetched, supplied, bundled = PRODUCT_WAYS[language]
    if entry.obtain == "bundled":
        return bundled
    word = fetched if entry.obtain == "fetch" else supplied
    size = "" if entry.size_mb is None else f" <br> ≈ {size_words(entry.size_mb * 1e6, language)}"
    return f"[{word}]({entry.page}){size}" if entry.page else f"{word}{size}"


def with_products(name: str, language: str) -> str:
    """Return a page written by hand, the table of products between its marks written again."""
    page = between(name, PRODUCTS_BEGIN, PRODUCTS_END, products(language))
    return typeset(page) if language == "fr" else page


def between(name: str, begin: str, end: str, text: str) -> str:
    """Return a page written by hand, what stands between its marks replaced."""
    before, rest = (DOCS / name).read_text(encoding="utf-8").split(begin)
    return f"{before}{begin}\n\n{text}{end}{rest.split(end)[1]}"


def scenario_keys() -> str:
    """Return the ready-made scenarios, and the keys of every section and kind of change."""
    ready = {name: read_scenario(name) for name in ready_made()}
    rows = [[f"`{name}`", one.title("fr"), one.title("en")] for name, one in ready.items()]
    page = ["## Scénarios fournis / Ready-made scenarios\n\n"]
    page.append(table(["nom", "titre", "title"], rows))
    for name, field in Scenario.model_fields.items():
        if name != "change":
            page += [f"## `[{name}]`\n\n", key_table(section_model(field))]
    page.append("## `[[change]]`\n\n")
    for kind, model in KINDS.items():
        page += [f'### `kind = "{kind}"`\n\n', " ".join(KIND_TITLES[kind]) + "\n\n"]
        page.append(key_table(model))
    return typeset("".join(page))


PAGES = {
    "data-dictionary.md": data_dictionary,
    "study-file.md": study_file,
    "scenarios.md": lambda: typeset(between("scenarios.md", KEYS_BEGIN, KEYS_END, scenario_keys())),
    "sources.md": lambda: with_products("sources.md", "en"),
    "donnees.md": lambda: with_products("donnees.md", "fr"),
}


def main() -> None:
    """Write every page."""
    for name, build in PAGES.items():
        (DOCS / name).write_text(build(), encoding="utf-8", newline="\n")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
