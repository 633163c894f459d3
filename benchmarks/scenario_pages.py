"""docs/scenario-speed.md and docs/vitesse-scenarios.md: the same figures in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from drawing import BOTTOM, HALO, HEIGHT, LEFT, RIGHT, TEXT, TOP, WIDTH
from drawing import _axis as axis
from drawing import _line as line
from drawing import _opening as opening
from drawing import _power as power
from drawing import _text as text
from territory.text import number, typeset

Found = dict[str, Any]
PAGES = {"en": "scenario-speed.md", "fr": "vitesse-scenarios.md"}
ROWS = ("staffing", "registration", "opening", "reattachment")
AIM = 1.0
# Okabe and Ito's palette, and dashes, as the other drawings.
STYLES = {
    "staffing": ("#0072b2", ""),
    "registration": ("#555555", "2 3"),
    "opening": ("#009e73", "8 3"),
    "reattachment": ("#d55e00", "6 4"),
}
WORDS = {
    "en": {
        "title": "# Speed of scenarios",
        "other": "[En français](vitesse-scenarios.md). Written by "
        "`python benchmarks/scenarios.py --write`.",
        "machine": "Measured on {date}: {cores} cores, {memory} GB of memory, {system}, Python "
        "{python}. Other work may have shared the machine: the time of the processor is told "
        "beside the time elapsed. Number of calls: {rounds}; the figure is their median.",
        "what": "Areas scattered around the real towns of Québec in proportion to their people, "
        "the six levels of territories drawn around real places, the {sites} invented sites of "
        "the demonstration with their staff. What is timed is all that people read of a state: "
        "access of every area under the norm and its three variants, gaps at six levels (MRC, "
        "CLSC, RLS, RTS, RSS, region), and the comparison with its six tables of differences.",
        "size": "## {areas} areas, {pairs} million pairs",
        "head": "What changes | Elapsed, s | Processor, s | Quickest, s | First call, s",
        "base": "the study, from its files to its gaps",
        "staffing": "staff only",
        "registration": "registration rates",
        "opening": "one site opened at a new place",
        "reattachment": "GMF re-attachment, both variants",
        "first": "The first scenario of a walk also works out the weights of the pairs within "
        "range, which the following ones share. Travel times and membership are those of the "
        "base, to the bit; [tests/study/test_path.py](../tests/study/test_path.py) requires of a "
        "computation that starts from another the same figures as of a fresh one.",
        "met": "Target: a scenario that changes staff alone in under {aim} s at 13,800 areas. Met: "
        "{seconds} s elapsed.",
        "processor": "Target: a scenario that changes staff alone in under {aim} s at 13,800 "
        "areas. Not met: {seconds} s elapsed on this shared machine, {worked} s of them of "
        "processor.",
        "growth": "## Time against size",
        "alt": "Seconds of processor against the number of areas, logarithmic scales",
        "x": "areas",
        "y": "seconds of processor",
        "short_staffing": "staff",
        "short_registration": "rates",
        "short_opening": "new site",
        "short_reattachment": "re-attachment (two)",
    },
    "fr": {
        "title": "# Vitesse des scénarios",
        "other": "[In English](scenario-speed.md). Page écrite par "
        "`python benchmarks/scenarios.py --write`.",
        "machine": "Mesuré le {date} : {cores} cœurs, {memory} Go de mémoire, {system}, Python "
        "{python}. D'autres travaux ont pu partager la machine : le temps de processeur est dit à "
        "côté du temps écoulé. Nombre d'appels : {rounds}; le chiffre est leur médiane.",
        "what": "Des aires dispersées autour des vraies villes du Québec au prorata de leurs "
        "gens, les six niveaux de territoires dessinés autour de vrais lieux, les {sites} points "
        "inventés de la démonstration avec leur effectif. Ce qui est chronométré est tout ce "
        "qu'on lit d'un état : l'accès de chaque aire selon la norme et ses trois variantes, les "
        "écarts à six niveaux (MRC, CLSC, RLS, RTS, RSS, région) et la comparaison avec ses six "
        "tables de différences.",
        "size": "## {areas} aires, paires (en millions) : {pairs}",
        "head": "Ce qui change | Écoulé (s) | Processeur (s) | Le plus court (s) | Premier appel "
        "(s)",
        "base": "l'étude, de ses fichiers à ses écarts",
        "staffing": "les effectifs seulement",
        "registration": "les taux d'inscription",
        "opening": "un point ouvert à une place nouvelle",
        "reattachment": "le rattachement des GMF, deux variantes",
        "first": "Le premier scénario d'une étude calcule aussi les poids des paires à portée, que "
        "les suivants partagent. Les temps de déplacement et l'appartenance sont ceux du départ, "
        "au bit près; [tests/study/test_path.py](../tests/study/test_path.py) exige d'un calcul "
        "repris les mêmes chiffres que d'un calcul refait en entier.",
        "met": "Cible : un scénario qui ne change que des effectifs en moins de {aim} s à 13 800 "
        "aires. Atteinte : {seconds} s écoulées.",
        "processor": "Cible : un scénario qui ne change que des effectifs en moins de {aim} s à "
        "13 800 aires. Non atteinte : {seconds} s écoulées sur cette machine partagée, dont "
        "{worked} s de processeur.",
        "growth": "## Temps selon la taille",
        "alt": "Secondes de processeur selon le nombre d'aires, échelles logarithmiques",
        "x": "aires",
        "y": "secondes de processeur",
        "short_staffing": "effectifs",
        "short_registration": "taux",
        "short_opening": "nouveau point",
        "short_reattachment": "rattachement (deux)",
    },
}


def write_pages(table: dict[int, Found], about: Found, rounds: int, docs: Path) -> None:
    """Write both pages and the drawing each shows."""
    for language, name in PAGES.items():
        (docs / name).write_text(page(table, about, rounds, language), encoding="utf-8")
        drawing = docs / "images" / f"scenarios-{language}.svg"
        drawing.write_text(growth_svg(table, WORDS[language]), encoding="utf-8")


def page(table: dict[int, Found], about: Found, rounds: int, language: str) -> str:
    """Return one page.

    Parameters
    ----------
    table : dict of int to dict
        What `scenarios.measure` returned, by number of areas.
    about : dict
        What `machine` returned.
    rounds : int
    language : {"en", "fr"}
    """
    words, largest = WORDS[language], table[max(table)]

    def num(value: float, digits: int = 0) -> str:
        return number(value, language, digits=digits)

    known = {key: about[key] for key in ("date", "cores", "system", "python")}
    top = [
        words["title"],
        words["other"],
        words["machine"].format(memory=num(about["memory"]), rounds=rounds, **known),
        words["what"].format(sites=num(largest["sites"])),
    ]
    parts = ["<!-- python benchmarks/scenarios.py --write -->", *top]
    parts += [verdict(largest["staffing"], language), words["first"]]
    for size in sorted(table, reverse=True):
        found = table[size]
        pairs = num(found["pairs"] / 1e6, 1)
        parts.append(words["size"].format(areas=num(found["areas"]), pairs=pairs))
        parts.append(rows(found, language))
        if size == max(table):
            parts += [words["growth"], f"![{words['alt']}](images/scenarios-{language}.svg)"]
    written = [typeset(part) if language == "fr" else part for part in parts]
    return "\n\n".join(written) + "\n"


def verdict(found: Found, language: str) -> str:
    """Return whether the aim is met, elapsed; where it is not, what the processor took."""
    key = "met" if found["seconds"] < AIM else "processor"
    return WORDS[language][key].format(
        aim=number(AIM, language),
        seconds=number(found["seconds"], language, digits=2),
        worked=number(found["processor"], language, digits=2),
    )


def rows(found: Found, language: str) -> str:
    """Return the table of one size."""
    titles = WORDS[language]["head"].split(" | ")
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)]]
    for name in ("base", *ROWS):
        figures = [found[name].get(key) for key in ("seconds", "processor", "least", "first")]
        lines.append(
            [
                WORDS[language][name],
                *("" if one is None else number(one, language, digits=2) for one in figures),
            ]
        )
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def growth_svg(table: dict[int, Found], words: dict[str, str]) -> str:
    """Return the drawing: one line per scenario, its name at its end, on logarithmic scales."""
    sizes = sorted(table)
    curves = {name: [(size, table[size][name]["processor"]) for size in sizes] for name in ROWS}
    values = [seconds for curve in curves.values() for _, seconds in curve]
    x = axis([float(size) for size in sizes], LEFT, WIDTH - RIGHT)
    y = axis(values, HEIGHT - BOTTOM, TOP)
    parts = [
        opening(escape(words["alt"])),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for step in range(x.low, x.high + 1):
        parts.append(line(x(10.0**step), TOP, x(10.0**step), HEIGHT - BOTTOM))
        parts.append(text(x(10.0**step), HEIGHT - BOTTOM + 18, power(step), "middle"))
    for step in range(y.low, y.high + 1):
        parts.append(line(LEFT, y(10.0**step), WIDTH - RIGHT, y(10.0**step)))
        parts.append(text(LEFT - 8, y(10.0**step) + 4, power(step), "end"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, escape(words["x"]), "middle"))
    parts.append(
        f'<text x="18" y="{middle:.0f}" text-anchor="middle" {TEXT} '
        f'transform="rotate(-90 18 {middle:.0f})">{escape(words["y"])}</text>'
    )
    taken: list[float] = []
    for name in sorted(curves, key=lambda one: -curves[one][-1][1]):
        parts += _curve(curves[name], x, y, name, escape(words[f"short_{name}"]), taken)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _curve(
    points: list[tuple[int, float]], x: axis, y: axis, name: str, label: str, taken: list[float]
) -> list[str]:
    """Return a line and the name at its end, moved down where another is."""
    colour, dash = STYLES[name]
    path = " ".join(f"{x(size):.1f},{y(seconds):.1f}" for size, seconds in points)
    at = y(points[-1][1]) + 4
    while any(abs(at - other) < 16 for other in taken):
        at += 16
    taken.append(at)
    drawn = (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
        f'stroke-dasharray="{dash}"/>'
    )
    named = (
        f'<text x="{x(points[-1][0]) + 6:.0f}" y="{at:.0f}" font-family="sans-serif" '
        f'font-size="13" font-weight="bold" fill="{colour}" {HALO}>{label}</text>'
    )
    return [drawn, named]
