"""Siting: 500 posts over 166 territories, and two location models, against the candidates.

Usage: python benchmarks/siting.py [--seconds 60] [--quick]

Writes the figures of docs/siting.md and docs/emplacements.md, between their marks, and
docs/siting-time.svg and docs/emplacements-temps.svg. ``--quick`` only prints the smallest size.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from pathlib import Path
from typing import Any

from machine import machine
from siting_drawing import drawing
from siting_problem import AREAS, POSTS, TERRITORIES, province
from territory.scenarios.siting import Location, maximal_covering, p_median
from territory.scenarios.siting.spread import people_reached, shortfall
from territory.scenarios.siting.worst_off import worst_off
from territory.text import number, typeset

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZES = (100, 300, 1_000, 3_000)
OPENED = 100
MARKS = ("<!-- figures: written by benchmarks/siting.py -->", "<!-- end of figures -->")
AIMS = {"shortfall": shortfall, "people_reached": people_reached, "worst_off": worst_off}
WORDS = {
    "fr": {
        "file": "emplacements.md",
        "picture": "emplacements-temps.svg",
        "head": "| candidats | ce qui est cherché | secondes | écart au mieux possible |",
        "shortfall": "postes : le moins d'ETC manquants",
        "people_reached": "postes : le plus de personnes à portée",
        "worst_off": "postes : le territoire le moins bien desservi",
        "maximal_covering": f"{OPENED} portes : maximal_covering",
        "p_median": f"{OPENED} portes : p_median",
        "proven": "prouvé",
        "x": "candidats",
        "y": "secondes",
        "alt": "Secondes de calcul selon le nombre de candidats, pour chaque objectif",
        "made": (
            "Le {date}, {cores} cœurs (charge au départ : {load}), {system}, Python {python}; au "
            "plus {seconds} s par calcul. Province inventée : {areas} aires, {territories} "
            "territoires, {posts} postes."
        ),
        "caption": "Temps selon le nombre de candidats",
    },
    "en": {
        "file": "siting.md",
        "picture": "siting-time.svg",
        "head": "| candidates | what is looked for | seconds | gap to the best possible |",
        "shortfall": "posts: least FTE missing",
        "people_reached": "posts: most people within reach",
        "worst_off": "posts: worst-served territory",
        "maximal_covering": f"{OPENED} doors: maximal_covering",
        "p_median": f"{OPENED} doors: p_median",
        "proven": "proven",
        "x": "candidates",
        "y": "seconds",
        "alt": "Seconds against the number of candidates, for each aim",
        "made": (
            "On {date}, {cores} cores (load at the start: {load}), {system}, Python {python}; at "
            "most {seconds} s each. An invented province: {areas} areas, {territories} "
            "territories, {posts} posts."
        ),
        "caption": "Time against the number of candidates",
    },
}
Row = dict[str, Any]


def measured(candidates: int, seconds: float) -> list[Row]:
    """Return seconds and gap of each aim and model with so many candidates."""
    place = province(candidates)
    ground = place.ground()
    rows: list[Row] = []
    for name, solve in AIMS.items():
        found = solve(ground, seconds=seconds)
        rows.append({"what": name, "seconds": found.seconds, "gap": found.gap})
    where = Location.of(place.costs, place.people, thresholds=place.thresholds, count=OPENED)
    for name, model in (("maximal_covering", maximal_covering), ("p_median", _median)):
        answer = model(where, seconds=seconds)
        rows.append({"what": name, "seconds": answer.seconds, "gap": answer.gap})
    for row in rows:
        row["candidates"] = candidates
        print(json.dumps(row), flush=True)
    return rows


def _median(where: Location, *, seconds: float) -> Any:
    return p_median(where, beyond=60.0, seconds=seconds)


def page(rows: list[Row], about: dict[str, Any], language: str) -> str:
    """Return the figures as they are written in one language."""
    words = WORDS[language]
    made = words["made"].format(
        date=about["date"],
        cores=about["cores"],
        load=number(about["load"], language, digits=1),
        system=about["system"],
        python=about["python"],
        seconds=number(about["seconds"], language),
        areas=number(AREAS, language),
        territories=TERRITORIES,
        posts=POSTS,
    )
    lines = [made, "", words["head"], "|---|---|---|---|"]
    for row in rows:
        gap = words["proven"] if row["gap"] <= 1e-6 else _gap(row["gap"], language)
        lines.append(
            f"| {number(row['candidates'], language)} | {words[row['what']]} "
            f"| {number(row['seconds'], language, digits=1)} | {gap} |"
        )
    text = "\n".join([*lines, "", f"![{words['caption']}]({words['picture']})"])
    return typeset(text) if language == "fr" else text


def _gap(gap: float, language: str) -> str:
    if not math.isfinite(gap):
        return "—"
    unit = "%" if language == "en" else "\u00a0%"
    least = 1e-4
    told = number(max(gap, least) * 100, language, digits=2) + unit
    return f"< {told}" if gap < least else told


def picture(rows: list[Row], language: str) -> str:
    """Return the drawing: seconds against candidates, one line per aim and model."""
    words = WORDS[language]
    lines = {
        words[name]: [
            (float(row["candidates"]), max(row["seconds"], 0.01))
            for row in rows
            if row["what"] == name
        ]
        for name in (*AIMS, "maximal_covering", "p_median")
    }
    return drawing(lines, words)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    about = {**machine(), "seconds": options.seconds, "load": os.getloadavg()[0]}
    rows = [
        row
        for size in (SIZES[:1] if options.quick else SIZES)
        for row in measured(size, options.seconds)
    ]
    if options.quick:
        return
    for language, words in WORDS.items():
        (DOCS / words["picture"]).write_text(picture(rows, language), encoding="utf-8")
        file = DOCS / words["file"]
        before, rest = file.read_text(encoding="utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        text = f"{before}{MARKS[0]}\n\n{page(rows, about, language)}\n\n{MARKS[1]}{after}"
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
