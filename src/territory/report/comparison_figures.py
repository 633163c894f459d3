"""The three maps with their titles, legends and sources, as a piece of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from territory.report.comparison_classes import Entry
from territory.report.comparison_map import TITLES, ComparisonMaps
from territory.text import N_, number, translator

SCRIPT_WORDS = {
    "closer": N_("Agrandir"),
    "farther": N_("Réduire"),
    "home": N_("Vue de départ"),
    "whole": N_("Tout voir"),
    "find": N_("Trouver un territoire"),
    "keys": N_(
        "Cartes liées : + et − agrandissent et réduisent, les flèches déplacent, 0 revient au "
        "départ."
    ),
    "point": N_("Survolez un territoire, ou écrivez son nom : il s'affiche sur toutes les cartes."),
    "told": N_("{name} : {told}"),
}
_FROZEN = N_("Mêmes classes avant et après, établies sur les deux états ensemble.")
_DIVERGING = N_(
    "Différence : après moins avant. Violet : un gain pour les gens; orangé rayé : une perte."
)


def figures(maps: ComparisonMaps, *, source: str = "", heading: int = 3) -> str:
    """Return the maps of one indicator as HTML; the script that links them is apart.

    Parameters
    ----------
    maps : ComparisonMaps
    source : str
        Where the figures come from, as one line; the norm and the demonstration are named there.
    heading : int
        Level of the headings.
    """
    _ = translator(maps.language)
    named, titles = _named(maps), {key: _(title) for key, title in TITLES.items()}
    drawings = {"before": maps.before, "after": maps.after, "difference": maps.difference}
    shown = "".join(_figure(key, titles[key], svg, named, heading) for key, svg in drawings.items())
    both = _legend(
        maps.states, (titles["before"], titles["after"]), named, _(_FROZEN), maps.language
    )
    change = _legend(maps.changes, (), named, _(_DIVERGING), maps.language)
    return _group(maps, maps.told, shown, both + change, source)


def side_by_side(
    several: Sequence[ComparisonMaps],
    titles: Sequence[str],
    *,
    source: str = "",
    heading: int = 3,
) -> str:
    """Return the differences of several scenarios as linked maps, with one legend.

    Parameters
    ----------
    several : sequence of ComparisonMaps
        Of one indicator and level, at one scale; all but the first use the outlines of the first.
    titles : sequence of str
        Name of each scenario.
    source : str
        Where the figures come from, as one line.
    heading : int
        Level of the headings.
    """
    first = several[0]
    _ = translator(first.language)
    named = _named(first)
    shown = "".join(
        _figure("one-of-several", title, maps.difference, named, heading)
        for maps, title in zip(several, titles, strict=True)
    )
    parts = [
        [title, json.loads(maps.told)["parts"][-1][1]]
        for maps, title in zip(several, titles, strict=True)
    ]
    told = json.dumps(
        {"names": json.loads(first.told)["names"], "parts": parts},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    legend = _legend(_together(several), tuple(titles), named, _(_DIVERGING), first.language)
    return _group(first, told, shown, legend, source, "several")


def _together(several: Sequence[ComparisonMaps]) -> tuple[Entry, ...]:
    """Return the classes of several legends, in order, with what each map holds."""
    order: list[str] = []
    for maps in several:
        codes = [one.code for one in maps.changes]
        for place, code in enumerate(codes):
            if code not in order:
                after = [one for one in codes[:place] if one in order]
                order.insert(order.index(after[-1]) + 1 if after else 0, code)
    found = []
    for code in order:
        held = [next((e for e in maps.changes if e.code == code), None) for maps in several]
        known = next(one for one in held if one is not None)
        found.append(
            replace(
                known,
                territories=tuple(one.territories[0] if one else 0 for one in held),
                people=tuple(one.people[0] if one else 0 for one in held),
            )
        )
    return tuple(found)


def _named(maps: ComparisonMaps) -> str:
    return f"{maps.title} ({maps.unit})" if maps.unit else maps.title


def _figure(key: str, title: str, svg: str, named: str, heading: int) -> str:
    return (
        f'<figure class="map-figure" data-map="{key}"><h{heading}>{escape(title)}'
        f'<span class="visually-hidden"> {escape(named)}</span></h{heading}>{svg}</figure>'
    )


def _group(
    maps: ComparisonMaps, told: str, shown: str, legends: str, source: str, kind: str = "one"
) -> str:
    _ = translator(maps.language)
    data = "".join(f' data-{key}="{escape(_(text))}"' for key, text in SCRIPT_WORDS.items())
    foot = f'<p class="map-source">{escape(source)}</p>' if source else ""
    return (
        f'<div class="maps" lang="{maps.language}" data-maps="{kind}"{data} '
        f'data-territories="{escape(told)}">{maps.shapes}'
        f'<div class="maps-row">{shown}</div><div class="map-keys">{legends}</div>{foot}</div>'
    )


def _legend(
    entries: tuple[Entry, ...],
    states: tuple[str, ...],
    title: str,
    note: str,
    language: str,
) -> str:
    """Write a legend as a table: each class, with the territories and people it holds."""
    _ = translator(language)
    territories, people = _(N_("Territoires")), _(N_("Personnes"))
    spans = (
        f'<tr><th scope="col" rowspan="2">{escape(_(N_("Classe")))}</th>'
        + "".join(
            f'<th scope="colgroup" colspan="{len(states)}">{escape(one)}</th>'
            for one in (territories, people)
        )
        + "</tr><tr>"
        + "".join(f'<th scope="col">{escape(one)}</th>' for one in (*states, *states))
        + "</tr>"
        if states
        else f'<tr><th scope="col">{escape(_(N_("Classe")))}</th><th scope="col">'
        f'{escape(territories)}</th><th scope="col">{escape(people)}</th></tr>'
    )
    rows = "".join(
        f'<tr data-c="{one.code}"><th scope="row"><span class="map-swatch" aria-hidden="true" '
        f'data-pattern="{one.pattern or "plain"}" style="background-color:{one.colour};'
        f'--ink:{one.ink}"></span>{escape(one.label)}</th>'
        + "".join(
            f"<td>{number(figure, language)}</td>" for figure in (*one.territories, *one.people)
        )
        + "</tr>"
        for one in entries
    )
    before = TITLES["before"]
    kind = "changes" if _(before) not in states else "states"
    drawn = TITLES["difference"] if kind == "changes" else before
    named = _(N_("Légende : {drawn} — {title}")).format(drawn=_(drawn), title=title)
    return (
        f'<div class="map-key scroller" data-key="{kind}" role="region" tabindex="0" '
        f'aria-label="{escape(named)}"><table><caption>{escape(title)}'
        f'<span class="fine">{escape(note)}</span></caption><thead>{spans}</thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
