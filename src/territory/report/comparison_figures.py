"""The three maps with their titles, legends and sources, as a piece of a page."""

from __future__ import annotations

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
    "point": N_("Survolez un territoire, ou écrivez son nom : il se montre sur les trois cartes."),
    "told": N_("{name} : avant {before}; après {after}; différence {difference}"),
}
_FROZEN = N_("Mêmes classes avant et après, découpées sur les deux états ensemble.")
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
    words = {key: _(text) for key, text in SCRIPT_WORDS.items()}
    data = "".join(f' data-{key}="{escape(text)}"' for key, text in words.items())
    named = f"{maps.title} ({maps.unit})" if maps.unit else maps.title
    drawings = {"before": maps.before, "after": maps.after, "difference": maps.difference}
    shown = "".join(
        f'<figure class="map-figure" data-map="{key}"><h{heading}>{escape(_(TITLES[key]))}'
        f'<span class="visually-hidden"> {escape(named)}</span></h{heading}>{svg}</figure>'
        for key, svg in drawings.items()
    )
    both = _legend(
        maps.states, (_(TITLES["before"]), _(TITLES["after"])), named, _(_FROZEN), maps.language
    )
    change = _legend(maps.changes, (), named, _(_DIVERGING), maps.language)
    foot = f'<p class="map-source">{escape(source)}</p>' if source else ""
    return (
        f'<div class="maps" lang="{maps.language}" data-maps{data} '
        f'data-territories="{escape(maps.told)}">{maps.shapes}'
        f'<div class="maps-row">{shown}</div><div class="map-keys">{both}{change}</div>{foot}</div>'
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
    kind = "states" if states else "changes"
    return (
        f'<div class="map-key" data-key="{kind}"><table><caption>{escape(title)}'
        f'<span class="fine">{escape(note)}</span></caption><thead>{spans}</thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
