"""The picture of a view: map, title, legend, sources, date and caveats in one drawing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from territory_app.exports.framing import drawn, inset, scene
from territory_app.exports.ground import outlines
from territory_app.exports.key import held, key
from territory_app.exports.lettering import FAMILY, QUIET, clean, line, paragraph
from territory_app.exports.naming import computed, written_date
from territory_app.fonts import font_folder
from territory_app.tiles.store import TileStore
from territory_app.views.about import caveats
from territory_app.views.provenance import provenance
from territory_app.views.selection import Selection
from territory_app.views.svg import pattern
from territory_app.words import words

WIDTH = 1600
EDGE = 44.0
MAP_WIDTH, MAP_HEIGHT = 1080.0, 800.0
GAP = 36.0
KEY_WIDTH = WIDTH - 2 * EDGE - MAP_WIDTH - GAP
INSET = 190.0
FULL = WIDTH - 2 * EDGE


def picture(selection: Selection, store: TileStore) -> str:
    """Return the picture of a view as SVG, 1,600 wide; its text is text.

    Parameters
    ----------
    selection : Selection
        The view: its filter decides what is coloured, its place or its territory what is framed.
    store : TileStore
        Map tiles of the results, which know where each territory is.
    """
    head, y = _head(selection)
    found = scene(selection, store, MAP_WIDTH, MAP_HEIGHT)
    legend, tall = key(found, KEY_WIDTH)
    place = inset(found, INSET)
    _ = words(selection.language)
    if place:
        heading = line(0, tall + 24, _("Situation"), 15, strong=True)
        legend += f'{heading}<g transform="translate(0 {tall + 34:.1f})">{place}</g>'
        tall += 34 + INSET
    height = max(MAP_HEIGHT, tall)
    if height > MAP_HEIGHT:
        found = scene(selection, store, MAP_WIDTH, height)
    catalogue, view = selection.catalogue, selection.view
    over = view.overlay if view.overlay != view.level else ""
    behind = catalogue.backdrop(view.level)
    land = drawn(
        found,
        outlines(catalogue, over, found.frame) if over else None,
        outlines(catalogue, behind, found.frame) if behind else None,
    )
    foot, bottom = _foot(selection, y + height + 18)
    styles = selection.classes.styles()
    patterns = "".join(pattern(code, style, 1.0) for code, style in styles.items())
    left = EDGE + MAP_WIDTH + GAP
    title = selection.titles.title
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{bottom:.0f}" '
        f'viewBox="0 0 {WIDTH} {bottom:.0f}" lang="{selection.language}" '
        f'xml:lang="{selection.language}" role="img" aria-labelledby="titre desc" '
        f'font-family="{FAMILY}"><title id="titre">{clean(title)}</title>'
        f'<desc id="desc">{clean(_description(selection))}</desc>'
        f'<defs>{patterns}<clipPath id="clip-map"><rect width="{MAP_WIDTH:g}" '
        f'height="{found.frame.height:g}"/></clipPath></defs>'
        f'<rect width="{WIDTH}" height="{bottom:.0f}" fill="#ffffff"/>{head}'
        f'<g transform="translate({EDGE:g} {y:.1f})">{land}</g>'
        f'<g transform="translate({left:g} {y:.1f})">{legend}</g>{foot}</svg>'
    )


def _head(selection: Selection) -> tuple[str, float]:
    """Draw the demonstration's banner, the title, the denominator and the filters."""
    pieces, y = [], EDGE - 8
    banner = selection.catalogue.banner(selection.language)
    if banner:
        text, end = paragraph(EDGE, 16, banner, 18, FULL, strong=True, fill="#5c3a00")
        pieces.append(f'<rect width="{WIDTH}" height="{end + 14:.0f}" fill="#fdf0d0"/>{text}')
        y = end + 34
    for text, size, strong in (
        (selection.titles.title, 32.0, True),
        (selection.titles.subtitle, 18.0, False),
        (" · ".join(selection.filters), 18.0, True),
    ):
        if text:
            drawn_, y = paragraph(
                EDGE, y, text, size, FULL, strong=strong, fill="#1d2733" if strong else QUIET
            )
            pieces.append(drawn_)
            y += 6
    return "".join(pieces), y + 10


def _foot(selection: Selection, y: float) -> tuple[str, float]:
    """Draw the caveats, the sources and the date."""
    _ = words(selection.language)
    language = selection.language
    catalogue = selection.catalogue
    day = _("Résultats calculés le {date}.").format(
        date=written_date(computed(catalogue), language)
    )
    about = provenance(
        catalogue,
        selection.level,
        selection.classes,
        language,
        within=selection.view.within,
    )
    pieces = []
    for text in (" ".join(caveats(selection)), f"{about} {day}"):
        drawn_, y = paragraph(EDGE, y, text, 15.5, FULL, fill=QUIET)
        pieces.append(drawn_)
        y += 6
    return "".join(pieces), y + 24


def _description(selection: Selection) -> str:
    """Return the text alternative: what is shown, and how many territories in each class."""
    colon = words(selection.language)(" : ")
    counts = "; ".join(
        f"{entry.label}{colon}{held(selection, entry.code)[0]}"
        for entry in selection.classes.entries
    )
    banner = selection.catalogue.banner(selection.language)
    return " ".join(filter(None, (banner, selection.titles.subtitle, counts)))


@lru_cache(maxsize=1)
def _fonts(folder: str) -> Any:
    """Read the fonts once; they do not change while the application runs."""
    import typst  # noqa: PLC0415 - only pictures need it

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def png(svg: str) -> bytes:
    """Return an SVG of `picture` as a PNG of the same size, set in our own fonts."""
    import typst  # noqa: PLC0415 - only pictures need it

    source = (
        f"#set page(width: {WIDTH}pt, height: auto, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {WIDTH}pt)'
    )
    made = typst.compile(
        source.encode(),
        format="png",
        ppi=72,
        font_paths=_fonts(str(font_folder())),
        sys_inputs={"svg": svg},
    )
    return bytes(made if isinstance(made, bytes) else made[0])
