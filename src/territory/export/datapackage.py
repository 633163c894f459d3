"""datapackage.json: the files of a run described for machines and people (Frictionless, v1).

``title`` and ``description`` are French, the first of ``languages``; ``title_en`` and
``description_en`` hold the English beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from territory.export.evidence import resources as trace_resources
from territory.export.layout import (
    Table,
    account_tables,
    file_name,
    gaps_table,
    level_tables,
    level_title,
    marked_columns,
    rejected_tables,
    unit_table,
)
from territory.report.provenance import sources
from territory.report.summary import travel_label
from territory.study.result import Result
from territory.tables.banner import banner, fictional
from territory.tables.words import Column

CC_BY = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/deed.fr",
    "title": "Creative Commons Attribution 4.0 International",
}
LICENCES: Mapping[str, Mapping[str, str]] = {
    "CC-BY 4.0": CC_BY,
    "CC BY-SA": {
        "name": "CC-BY-SA-4.0",
        "path": "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
        "title": "Creative Commons Attribution - Partage dans les mêmes conditions 4.0",
    },
    "Licence ouverte de Statistique Canada": {
        "name": "statcan-open-licence",
        "path": "https://www.statcan.gc.ca/fr/reference/licence",
        "title": "Licence ouverte de Statistique Canada",
    },
    "Licence du gouvernement ouvert – Canada": {
        "name": "OGL-Canada-2.0",
        "path": "https://ouvert.canada.ca/fr/licence-du-gouvernement-ouvert-canada",
        "title": "Licence du gouvernement ouvert – Canada",
    },
}
_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True}


def data_package(
    result: Result,
    files: Sequence[Mapping[str, Any]],
    created: datetime,
    more: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the descriptor of a run's files.

    Parameters
    ----------
    result : Result
        One walk of a study.
    files : sequence of Mapping
        Path, size and SHA-256 of each file written (see `record.file_entry`).
    created : datetime
        Time of the run, in UTC.
    more : sequence of Mapping
        Resources besides those of a run.
    """
    study = result.study.file.study
    demonstration = result.study.demonstration
    sizes = {entry["path"]: entry for entry in files}
    suffix, suffix_en = (
        (f" — {fictional('fr')}", f" — {fictional('en')}") if demonstration else ("", "")
    )
    resources = [
        *_tables(result),
        *_maps(result),
        _geopackage(result),
        *trace_resources(result.evidence, demonstration=demonstration),
        *(dict(resource) for resource in more),
    ]
    for resource in resources:
        if "hash" not in resource:  # those of a folder inside are described already
            resource["title"] += suffix
            resource["title_en"] += suffix_en
        entry = sizes[resource["path"]]
        resource["bytes"], resource["hash"] = entry["bytes"], f"sha256:{entry['sha256']}"
    described, licences = _sources(result)
    return {
        "profile": "data-package",
        "name": f"territory-{study.name}".replace("_", "-"),
        "languages": ["fr", "en"],
        "title": study.title + suffix,
        "title_en": study.title_en + suffix_en,
        "description": _description(result, "fr"),
        "description_en": _description(result, "en"),
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": licences,
        "sources": described,
        "resources": resources,
    }


def _description(result: Result, language: str) -> str:
    study = result.study.file.study
    norm = result.norm
    note = study.note_en if language == "en" else study.note
    parts = [
        banner(language) if result.study.demonstration else "",
        note,
        f"Norm: {norm.title_en}." if language == "en" else f"Norme : {norm.title_fr}.",
        f"{travel_label(result, language)}.",
    ]
    return " ".join(part for part in parts if part)


def _tables(result: Result) -> list[dict[str, Any]]:
    demonstration = result.study.demonstration
    named = [
        *((gaps_table(result, level), "") for level in result.gaps),
        *((table, "") for table in level_tables(result)),
        (unit_table(result), ""),
        *((table, "") for table in account_tables(result)),
        *((table, "rejected/") for table in rejected_tables(result)),
    ]
    return [table_resource(table, folder, demonstration=demonstration) for table, folder in named]


def table_resource(table: Table, folder: str = "", *, demonstration: bool) -> dict[str, Any]:
    """Return what is said of one table, its columns in both languages."""
    path = folder + file_name(table.stem, "csv", demonstration=demonstration)
    schema: dict[str, Any] = {
        "fields": [_field(c) for c in marked_columns(table.columns, demonstration=demonstration)],
        "missingValues": [""],
    }
    if any(column.name == "kind" for column in table.columns[:3]):
        schema["primaryKey"] = ["territory_id", "kind"]
    elif table.columns[0].name in {"territory_id", "unit_id"}:
        schema["primaryKey"] = table.columns[0].name
    return {
        "profile": "tabular-data-resource",
        "name": _resource_name(path),
        "path": path,
        "title": table.title,
        "title_en": table.title_en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "title": column.title,
        "title_en": column.title_en,
        "description": column.meaning,
        "description_en": column.meaning_en,
    }
    if column.unit:
        field |= {"unit": column.unit, "unit_en": column.unit_en}
    if column.values:
        field["categories"] = [
            {"value": value, "label": words[0], "label_en": words[1]}
            for value, words in column.values.items()
        ]
        if column.name != "flags":  # several flags share a cell
            field["constraints"] = {"enum": list(column.values)}
    return field


def _resource_name(path: str) -> str:
    return path.rpartition(".")[0].replace("/", "-").replace("_", "-").lower()


def _maps(result: Result) -> list[dict[str, Any]]:
    demonstration = result.study.demonstration
    return [
        {
            "name": f"map-{level}",
            "path": file_name(f"map_{level}", "html", demonstration=demonstration),
            "title": f"Carte des écarts d'accès : {level_title(level)}",
            "title_en": f"Map of access gaps: {level_title(level, 'en')}",
            "format": "html",
            "mediatype": "text/html",
            "encoding": "utf-8",
        }
        for level in result.gaps
    ]


def _geopackage(result: Result) -> dict[str, Any]:
    layers = [*result.gaps, "services", "population"]
    return {
        "name": "study-gpkg",
        "path": file_name("study", "gpkg", demonstration=result.study.demonstration),
        "title": f"Couches géographiques : {', '.join(layers)}",
        "title_en": f"Geographic layers: {', '.join(layers)}",
        "format": "gpkg",
        "mediatype": "application/geopackage+sqlite3",
    }


def _sources(result: Result) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return where the data come from and under what terms; CC BY where no source is named."""
    described: list[dict[str, str]] = []
    licences: list[dict[str, str]] = []
    for entry in sources(result):
        source = {
            "title": f"{entry.title} ({entry.publisher}, {entry.vintage})",
            "title_en": f"{entry.title_en} ({entry.publisher}, {entry.vintage})",
            "licence": entry.licence,
        }
        if entry.address.startswith("https://"):
            source["path"] = entry.address
        described.append(source)
        licence = dict(LICENCES.get(entry.licence, {"name": "other", "title": entry.licence}))
        if licence not in licences:
            licences.append(licence)
    return described, licences or [dict(CC_BY)]
