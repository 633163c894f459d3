"""The sheet of one territory: everything the results say of it, in words, on two pages at most."""

from __future__ import annotations

from territory.tables.banner import fictional
from territory_app.catalogue import Catalogue
from territory_app.errors import ResultsError
from territory_app.views import fiche_method, fiche_people, fiche_reach, palette
from territory_app.views.fiche_model import Figure, Section, Sheet, Subject
from territory_app.views.fiche_words import Facts, lead, rank_reason
from territory_app.views.locator import locator
from territory_app.views.norm import norm_title
from territory_app.views.panel import CLASS_STYLES, class_words, rank_words
from territory_app.views.people import capital, people
from territory_app.views.titles import vintage
from territory_app.words import words


def sheet(
    catalogue: Catalogue,
    territory_id: str,
    language: str,
    before: Catalogue | ResultsError | None = None,
) -> Sheet:
    """Describe one territory of the results.

    Parameters
    ----------
    catalogue : Catalogue
    territory_id : str
    language : str
    before : Catalogue, ResultsError or None
        Earlier results to tell a trend from; what is wrong with them where they do not open.

    Raises
    ------
    KeyError
        When the results do not hold the territory.
    """
    level_key, position = catalogue.places[territory_id]
    subject = Subject(catalogue, catalogue.levels[level_key], position, language)
    _ = words(language)
    row, ranked = subject.row, subject.ranked
    name = str(row["name"])
    made = fiche_method.made(catalogue, language)
    return Sheet(
        territory_id=territory_id,
        name=name,
        level=capital(subject.level.label[language]),
        fictional=fictional(language) if catalogue.demonstration else "",
        banner=catalogue.banner(language),
        study=catalogue.bilingual("study", "title", language),
        class_word=class_words(row, catalogue.norm, language),
        convention=_convention(subject) if ranked else "",
        rank=_rank(subject) if ranked else "",
        style=CLASS_STYLES.get(str(row["class"]), palette.MISSING),
        lead=lead(_facts(subject), language) if ranked else (),
        silent="" if ranked else _silent(subject),
        missing=fiche_method.missing(subject),
        locator=_locator(subject),
        rows=_rows(subject, before) if ranked else (),
        made=made,
        cite=_cite(subject, made),
    )


def _rows(
    subject: Subject, before: Catalogue | ResultsError | None
) -> tuple[tuple[tuple[Section, ...], ...], ...]:
    """Return the sections in reading order: rows of one or two columns."""
    rows: tuple[tuple[tuple[Section | None, ...], ...], ...] = (
        ((fiche_reach.tests(subject),),),
        (
            (fiche_people.inhabitants(subject), fiche_people.holders(subject)),
            (fiche_reach.reach(subject),),
        ),
        ((fiche_people.needs(subject),),),
        ((fiche_reach.kinds(subject),),),
        ((fiche_reach.doors(subject),), (fiche_people.disparities(subject),)),
        ((fiche_method.peers(subject),),),
        ((fiche_method.tendency(subject, before),), (fiche_method.completeness(subject),)),
        ((fiche_method.method(subject),),),
    )
    told = (
        tuple(tuple(one for one in column if one is not None) for column in row) for row in rows
    )
    filled = (tuple(column for column in row if column) for row in told)
    return tuple(row for row in filled if row)


def _facts(subject: Subject) -> Facts:
    """Gather the figures the first sentences are told from."""
    norm = subject.catalogue.norm.get("intensity_norm")
    return Facts(
        name=str(subject.row["name"]),
        population=subject.figure("population"),
        covered=subject.figure("population_covered"),
        beyond=subject.figure("people_beyond_reach"),
        thresholds=fiche_reach.thresholds_here(subject),
        median=subject.figure("nearest_cost_median"),
        access=subject.figure("access_mean"),
        norm=None if norm is None else float(norm),
        complete=str(subject.row.get("reach_test") or "unknown") != "unknown",
        fictional=subject.catalogue.demonstration,
    )


def _convention(subject: Subject) -> str:
    _ = words(subject.language)
    return _("Classe selon une convention : {norm}.").format(
        norm=norm_title(subject.catalogue.norm, subject.language)
    )


def _rank(subject: Subject) -> str:
    """Write the rank as an interval, or why there is none."""
    _ = words(subject.language)
    why = rank_reason(subject.row, subject.catalogue.norm, subject.language)
    if why:
        return _("Sans rang. {why}").format(why=why)
    rank = rank_words(subject.row, subject.level.table, subject.language)
    return _("{rank} (1 : la situation la plus difficile)").format(rank=rank)


def _silent(subject: Subject) -> str:
    """Say why nothing but its name and its people is told of a self-governed territory."""
    _ = words(subject.language)
    return _(
        "{people}. Territoire autogouverné : ses services relèvent de ses propres institutions. "
        "Il n'est ni mesuré, ni classé, ni comparé, à moins que la communauté ne le décide."
    ).format(people=capital(people(subject.figure("population"), subject.language)))


def _locator(subject: Subject) -> Figure | None:
    _ = words(subject.language)
    svg = locator(
        subject.catalogue, subject.level.key, subject.territory_id, subject.language,
        doors=subject.ranked,
    )  # fmt: skip
    if not svg:
        return None
    name = str(subject.row["name"])
    alt = _("Carte de repérage : {name} parmi ses voisins, avec une échelle.").format(name=name)
    caption = _("En couleur : {name}. Marques : portes. Nord en haut.").format(name=name)
    if not subject.ranked:
        caption = _("En couleur : {name}. Nord en haut.").format(name=name)
    if 'class="inset"' in svg:
        inset = _("En médaillon : sa place dans l'étude.")
        caption = f"{caption} {inset}"
    return Figure(svg, alt, caption)


def _cite(subject: Subject, made: str) -> str:
    """Write how to cite the sheet."""
    _ = words(subject.language)
    catalogue, language = subject.catalogue, subject.language
    if catalogue.demonstration:
        return _("Ne pas citer : les données sont fictives.")
    return _(
        "Pour citer : territory, « {name} ({code}) », fiche territoriale, {study}, {year}; {made}."
    ).format(
        name=subject.row["name"],
        code=subject.territory_id,
        study=catalogue.bilingual("study", "title", language),
        year=vintage(catalogue) or "—",
        made=made,
    )
