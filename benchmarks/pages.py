"""docs/speed.md and docs/vitesse.md: the same tables, in English and in French."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drawing import curve_svg
from measures import FLOOR, OFFERED, OURS
from territory.text import number, typeset
from words import WORDS, road_cell

Found = dict[str, Any]
PAGES = {"en": "speed.md", "fr": "vitesse.md"}
BUDGET_MB = 1536
DEFAULT_ROUNDS = 150
SHORT = 0.01
NOTES = {
    ("sdc-catchment", None): "1",
    ("aceso", "three_step_fca"): "2",
}


class Page:
    """One page in one language."""

    def __init__(self, found: Found, language: str) -> None:
        self.found = found
        self.language = language
        self.words = WORDS[language]
        self.lines: list[str] = []

    def say(self, key: str, **values: Any) -> None:
        """Add a paragraph of `WORDS`, numbers written in the page's language."""
        self.lines += [self._typeset(self.words[key].format(**values)), ""]

    def _typeset(self, text: str) -> str:
        return typeset(text) if self.language == "fr" else text

    def table(self, head: str, rows: Iterable[list[str]]) -> None:
        """Add a table; its first column is text, the others numbers."""
        titles = self.words[head].split(" | ")
        align = ["---", *["---:"] * (len(titles) - 1)]
        for row in (titles, align, *rows):
            self.lines.append("| " + " | ".join(self._typeset(cell) for cell in row) + " |")
        self.lines.append("")

    def num(self, value: float, digits: int = 0) -> str:
        """Write a number with a fixed count of decimals."""
        return number(value, self.language, digits=digits)

    def seconds(self, value: float) -> str:
        """Write a time with three figures or so."""
        for least, digits in ((100, 0), (10, 1), (1, 2)):
            if value >= least:
                return self.num(value, digits)
        return self.num(value, 3 if value >= SHORT else 4)

    def times(self, value: float) -> str:
        """Write a ratio."""
        return self.num(value, 0 if value >= 100 else 1 if value >= 10 else 2)

    def apart(self, value: float) -> str:
        """Write a relative difference."""
        if value == 0:
            return "0"
        if value == float("inf"):
            return "≠"
        if value >= 1e-3:
            return (
                f"{self.num(100 * value, 1)} %" if self.language == "fr" else f"{100 * value:.1f}%"
            )
        text = f"{value:.0e}"
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"

    def gap(self, value: float) -> str:
        """Write an optimality gap."""
        if value >= 0.1:
            return self.num(value, 2)
        mantissa, exponent = f"{value:.1e}".split("e")
        return (
            f"{mantissa.replace('.', ',') if self.language == 'fr' else mantissa}e{int(exponent)}"
        )


def write_pages(found: Found, docs: Path) -> None:
    """Write both pages and the drawing each shows."""
    (docs / "images").mkdir(exist_ok=True)
    for language, name in PAGES.items():
        page = Page(found, language)
        _top(page)
        _size(page, "medium")
        _peers(page)
        _size(page, "large")
        _raam(page)
        _rest(page, drawn=(docs / "images" / "roads.png").exists())
        drawing = docs / "images" / f"raam-{language}.svg"
        drawing.write_text(curve_svg(found["raam"], page.words), encoding="utf-8")
        (docs / name).write_text("\n".join(page.lines).rstrip() + "\n", encoding="utf-8")


def _top(page: Page) -> None:
    machine = page.found["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    page.lines += ["<!-- make bench -->", ""]
    page.say("title")
    page.say("other")
    page.say(
        "machine",
        date=machine["date"],
        cores=machine["cores"],
        memory=page.num(machine["memory"]),
        system=machine["system"],
        python=machine["python"],
        libraries=libraries,
    )
    page.say("rules")


def _size(page: Page, name: str) -> None:
    size = page.found[name]
    page.say(f"{name}_title")
    page.say(f"{name}_text", pairs=page.num(size["pairs"] / 1e6, 1))
    rows = []
    for measure, tools in size["rows"].items():
        ours, floor = tools[OURS], tools[FLOOR]
        rows.append(
            [
                f"`{measure}`",
                page.seconds(ours["seconds"]),
                page.seconds(floor["seconds"]),
                page.times(ours["seconds"] / floor["seconds"]),
                page.num(ours["peak_mb"]),
                page.num(floor["peak_mb"]),
                page.apart(floor["difference"]),
            ]
        )
    page.table("floor_head", rows)
    together = size["together"]
    page.say(
        "together",
        seconds=page.seconds(together["seconds"]),
        one_by_one=page.seconds(together["one_by_one"]),
        share=page.times(together["seconds"] / together["one_by_one"]),
        peak=page.num(together["peak_mb"]),
    )
    if name == "large":
        build = page.found["build"]
        peaks = [tools[OURS]["peak_mb"] for tools in size["rows"].values()]
        page.say(
            "memory",
            worst=page.num(max(*peaks, together["peak_mb"])),
            budget=page.num(BUDGET_MB),
            pairs=page.num(build["pairs"] / 1e6, 1),
            seconds=page.seconds(build["seconds"]),
            build=page.num(build["peak_mb"]),
        )


def _peers(page: Page) -> None:
    page.say("peers_title")
    page.say("peers_text")
    rows = []
    for measure, tools in page.found["medium"]["rows"].items():
        if not any(measure in offered for offered in OFFERED.values()):
            continue
        base = tools[OURS]
        for tool, found in tools.items():
            note = NOTES.get((tool, None)) or NOTES.get((tool, measure))
            ours = tool == OURS
            apart = "" if ours else page.apart(found["difference"])
            rows.append(
                [
                    f"`{measure}`" if ours else "",
                    f"**{tool}**" if ours else tool,
                    page.seconds(found["seconds"]),
                    "1" if ours else page.times(found["seconds"] / base["seconds"]),
                    page.seconds(found["first"]),
                    "1" if ours else page.times(found["first"] / base["first"]),
                    page.num(found["peak_mb"]),
                    f"{apart} [{note}]" if note else apart,
                ]
            )
    page.table("peers_head", rows)
    page.say("peers_notes")


def _raam(page: Page) -> None:
    raam = page.found["raam"]
    page.say("raam_title")
    page.say("raam_text")
    rows = []
    for tool in (OURS, "frank-wolfe", "access"):
        if tool not in raam:
            continue
        found = raam[tool]
        rows.append(
            [
                page.words[f"raam_{tool}"].format(rounds=raam["rounds"]),
                page.seconds(found["seconds"]),
                page.num(found["steps"]),
                page.gap(found["curve"][-1][1]),
                page.num(found["peak_mb"]),
                page.apart(found.get("difference", 0)) if tool != OURS else "",
            ]
        )
    page.table("raam_head", rows)
    if "access" in raam:
        ours, theirs = raam[OURS]["seconds"], raam["access"]["seconds"]
        per_round = theirs / raam["rounds"]
        key = "raam_whole" if raam["rounds"] == 150 else "raam_part"
        page.say(
            key,
            rounds=raam["rounds"],
            seconds=page.seconds(150 * per_round),
            times=page.times(150 * per_round / ours),
        )
    page.lines += [f"![{page.words['raam_alt']}](images/raam-{page.language}.svg)", ""]


def _all_rounds(curve: list[list[float]]) -> float:
    """Return the seconds 150 rounds would take at the pace of those that were run."""
    (first, _), (last, _) = curve[0], curve[-1]
    return first + (DEFAULT_ROUNDS - 1) * (last - first) / (len(curve) - 1)


def _sources(page: Page) -> None:
    """Say how large official files are read, and how areas are placed."""
    found = page.found["sources"]
    page.say("sources_title")
    page.say("sources_text")
    page.table(
        "sources_head",
        [
            [
                page.words[f"sources_{name}"].format(mb=page.num(row.get("mb", 0))),
                page.seconds(row["seconds"]),
                page.num(row["peak_mb"]),
            ]
            for name, row in found.items()
        ],
    )


def _rest(page: Page, *, drawn: bool) -> None:
    found = page.found
    if found.get("roads"):
        page.say("roads_title")
        cells = [[road_cell(cell, page.language) for cell in row] for row in found["roads"]]
        page.table("two_columns", cells)
        if drawn:
            page.lines += [f"![{page.words['roads_alt']}](images/roads.png)", ""]
    _sources(page)
    page.say("rest_title")
    membership = found["membership"]
    rows = [
        [page.words["place_points"], f"{page.seconds(membership['ours'])} s"],
        [page.words["bare_join"], f"{page.seconds(membership['bare'])} s"],
        [page.words["ratio"], page.times(membership["ours"] / membership["bare"])],
    ]
    for name, (seconds, peak) in found["studies"].items():
        value = f"{page.num(seconds, 1)} s, {page.num(peak)} {page.words['mb']}"
        rows.append([page.words[f"study_{name}"], value])
    page.table("two_columns", rows)
