"""docs/app-speed.md and docs/vitesse-application.md: the same tables in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from territory.text import number, typeset

PAGES = {"en": "app-speed.md", "fr": "vitesse-application.md"}
FIGURES = (
    ("scripts_kb", 0),
    ("geometry_kb", 0),
    ("visible", 1),
    ("switch", 2),
    ("click", 2),
    ("heap_mb", 0),
)
AIMS: dict[str, dict[str, float]] = {
    "1100": {
        "scripts_kb": 800, "geometry_kb": 100, "visible": 2.5, "switch": 0.3, "click": 0.15,
        "heap_mb": 50,
    },
    "13700": {
        "scripts_kb": 800, "geometry_kb": 500, "visible": 5.0, "switch": 0.8, "click": 0.15,
        "heap_mb": 50,
    },
}  # fmt: skip
NAMES = {"territory": "**territory**", "dash-leaflet": "dash-leaflet", "plotly": "choropleth_map"}
TEXT = {
    "en": {
        "title": "# Speed of the application",
        "other": "[En français](vitesse-application.md). Written by "
        "`python benchmarks/app_speed.py --write`.",
        "machine": "Measured on {date}: {cores} cores, {memory} GB of memory, {system}, Python "
        "{python}; Chromium without a graphics card (WebGL is drawn by the processor, which also "
        "serves). Compare within a table; read only differences of two or more.",
        "how": "Each library draws the same invented areas on a map of the same size, with five "
        "classes, a change of indicator and a sentence on a click; `territory` also has its whole "
        "page (table, legend, panel, search). The browser starts with nothing kept, and can ask no "
        "other server. Times are read off the screen: pictures are taken until the map no longer "
        "changes, and the time is that of the first one with 97% of it; a picture takes about a "
        "tenth of a second, which every time includes. Median of {rounds} rounds. dash-leaflet "
        "{leaflet} draws GeoJSON on a canvas; Plotly {plotly} draws `choropleth_map` and "
        "receives a patch.",
        "size": "## {count} areas",
        "head": "Library | Scripts, kB | Geometry, kB | Visible, s | Switch, s | Click, s | "
        "Heap, MB",
        "aim": "aim, on a machine like this one",
        "notes": "Scripts and geometry are compressed bytes received before anything is touched. "
        "`territory` sends vector tiles once and recolours them with one character per area; the "
        "others send the whole layer.",
        "missed": "## What is not met",
        "none": "Every aim above is met.",
        "miss": "- {count} areas, {what}: {value}, aim {aim}.",
        "scripts_kb": "scripts (kB)", "geometry_kb": "geometry (kB)", "visible": "visible (s)",
        "switch": "switch (s)", "click": "click (s)", "heap_mb": "heap (MB)",
    },
    "fr": {
        "title": "# Vitesse de l'application",
        "other": "[In English](app-speed.md). Page écrite par "
        "`python benchmarks/app_speed.py --write`.",
        "machine": "Mesuré le {date} : {cores} cœurs, {memory} Go de mémoire, {system}, Python "
        "{python}; Chromium sans carte graphique (WebGL est dessiné par le processeur, qui sert "
        "aussi les pages). À comparer à l'intérieur d'un tableau; ne lire que les différences du "
        "simple au double.",
        "how": "Chaque bibliothèque dessine les mêmes aires inventées sur une carte de même "
        "taille, avec cinq classes, un changement d'indicateur et une phrase au clic; `territory` "
        "a en plus toute sa page (tableau, légende, panneau, recherche). Le navigateur part sans "
        "rien en mémoire et ne peut rien demander ailleurs. Les temps sont lus sur l'écran : des "
        "images sont prises jusqu'à ce que la carte ne change plus, et le temps est celui de la "
        "première qui en montre 97 %; une image prend environ un dixième de seconde, compris "
        "dans chaque temps. Médiane de {rounds} passages. dash-leaflet {leaflet} dessine du "
        "GeoJSON sur un canevas; Plotly {plotly} dessine `choropleth_map` et reçoit une retouche.",
        "size": "## {count} aires",
        "head": "Bibliothèque | Scripts, ko | Géométrie, ko | Visible, s | Changement, s | "
        "Clic, s | Mémoire, Mo",
        "aim": "visé, sur une machine comme celle-ci",
        "notes": "Scripts et géométrie sont des octets compressés, reçus avant qu'on touche à "
        "quoi que ce soit. `territory` envoie des tuiles vectorielles une fois, puis les recolore "
        "avec un caractère par aire; les autres envoient toute la couche.",
        "missed": "## Ce qui n'est pas atteint",
        "none": "Tout ce qui est visé plus haut est atteint.",
        "miss": "- {count} aires, {what} : {value}, visé {aim}.",
        "scripts_kb": "scripts (ko)", "geometry_kb": "géométrie (ko)", "visible": "visible (s)",
        "switch": "changement (s)", "click": "clic (s)", "heap_mb": "mémoire (Mo)",
    },
}  # fmt: skip
Table = dict[str, dict[str, dict[str, float]]]


def write_pages(table: Table, about: dict[str, Any], rounds: int, docs: Path) -> None:
    """Write both pages."""
    for language, name in PAGES.items():
        text = page(table, about, rounds, language)
        (docs / name).write_text(text, encoding="utf-8")


def page(table: Table, about: dict[str, Any], rounds: int, language: str) -> str:
    """Return one page."""
    said = TEXT[language]
    libraries = about["libraries"]
    lines = ["<!-- python benchmarks/app_speed.py --write -->", "", said["title"], ""]
    lines += [said["other"], ""]
    memory = number(about["memory"], language)
    lines += [said["machine"].format(**{**about, "memory": memory}), ""]
    lines += [
        said["how"].format(
            rounds=rounds, leaflet=libraries["dash-leaflet"], plotly=libraries["plotly"]
        ),
        "",
    ]
    for count, rows in table.items():
        lines += [said["size"].format(count=number(int(count), language)), ""]
        lines += [*_table(count, rows, language), ""]
    lines += [said["notes"], "", said["missed"], "", *_missed(table, language)]
    text = "\n".join(lines) + "\n"
    return typeset(text) if language == "fr" else text


def _table(count: str, rows: dict[str, dict[str, float]], language: str) -> list[str]:
    titles = TEXT[language]["head"].split(" | ")
    lines = [_row(titles), _row(["---", *["---:"] * (len(titles) - 1)])]
    for name, found in rows.items():
        lines.append(_row([NAMES[name], *(_cell(found, key, language) for key, _ in FIGURES)]))
    if count in AIMS:
        aims = [_cell(AIMS[count], key, language) for key, _ in FIGURES]
        lines.append(_row([f"*{TEXT[language]['aim']}*", *aims]))
    return lines


def _missed(table: Table, language: str) -> list[str]:
    """Say each aim that ours does not meet."""
    said = TEXT[language]
    lines = [
        said["miss"].format(
            count=number(int(count), language), what=said[key],
            value=_cell(table[count]["territory"], key, language),
            aim=_cell(AIMS[count], key, language),
        )
        for count in table
        if count in AIMS and "territory" in table[count]
        for key, digits in FIGURES
        if round(table[count]["territory"][key], digits) > AIMS[count][key]
    ]  # fmt: skip
    return lines or [said["none"]]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(found: dict[str, float], key: str, language: str) -> str:
    return number(found[key], language, digits=dict(FIGURES)[key])
