"""The form of the scenarios page: what can be changed, what is asked, what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from territory.gaps import load_norm
from territory.places import bundled
from territory_app.catalogue import Catalogue, spoken
from territory_app.scenarios.form import LONGEST, LONGEST_TITLE, NORM, TITLE, WHAT
from territory_app.scenarios.ground import Ground
from territory_app.scenarios.kinds import (
    CHOICE,
    FLAG,
    INTEGER,
    KINDS,
    LEVEL,
    NEED,
    NUMBER,
    PERCENT,
    PLACES,
    SITES,
    YES,
    Field,
)
from territory_app.views.people import capital
from territory_app.words import words

LISTS = {PLACES: "noms-territoires", SITES: "noms-points"}


@dataclass(frozen=True)
class Option:
    """One answer offered."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Question:
    """One question, as the page shows it.

    Attributes
    ----------
    name, label, help, value : str
        Its name in the form, its words, a sentence under it, what it holds.
    options : tuple of Option
        Answers, where one is chosen.
    unit : str
        Written after its label.
    least, most, step : str
        Bounds of a number; empty where it is none.
    names : str
        The list of names it is helped by.
    optional, more, wrong : bool
        Whether it may be empty; is folded away; is what the refusal is about.
    ticked : bool or None
        Whether its box is ticked; None where it is no box.
    """

    name: str
    label: str
    help: str
    value: str
    options: tuple[Option, ...] = ()
    unit: str = ""
    least: str = ""
    most: str = ""
    step: str = ""
    names: str = ""
    optional: bool = False
    more: bool = False
    wrong: bool = False
    ticked: bool | None = None


@dataclass(frozen=True)
class Choice:
    """One change that can be made, and its questions."""

    key: str
    label: str
    said: str
    chosen: bool
    questions: tuple[Question, ...]
    details: tuple[Question, ...]
    opened: bool


@dataclass(frozen=True)
class Form:
    """The whole form.

    Attributes
    ----------
    choices : tuple of Choice
    title : str
        The title typed; empty where it is made from the change.
    norms : tuple of Option
    places, sites : tuple of str
        Names offered as one types.
    refusal : str
        One sentence, where an answer cannot be used.
    wrong : str
        The name of the question it is about.
    """

    choices: tuple[Choice, ...]
    title: str
    norms: tuple[Option, ...]
    places: tuple[str, ...]
    sites: tuple[str, ...]
    refusal: str = ""
    wrong: str = ""
    longest: int = LONGEST
    longest_title: int = LONGEST_TITLE


def form(
    catalogue: Catalogue,
    ground: Ground,
    given: Mapping[str, str],
    language: str,
    refusal: str = "",
    wrong: str = "",
) -> Form:
    """Return the form, holding the answers given."""
    _ = words(language)
    chosen = given.get(WHAT, "")
    keys = {one.key for one in KINDS}
    chosen = chosen if chosen in keys else KINDS[0].key
    choices = []
    for kind in KINDS:
        questions = [
            _question(f"{kind.key}.{one.key}", one, catalogue, given, language, wrong)
            for one in kind.fields
        ]
        choices.append(
            Choice(
                kind.key,
                _(kind.label),
                _(kind.said),
                kind.key == chosen,
                tuple(one for one in questions if not one.more),
                tuple(one for one in questions if one.more),
                any(one.wrong for one in questions if one.more),
            )
        )
    return Form(
        tuple(choices),
        given.get(TITLE, "")[:LONGEST_TITLE],
        norms(given.get(NORM, ""), language),
        ground.places,
        ground.sites,
        refusal,
        wrong,
    )


def norms(chosen: str, language: str) -> tuple[Option, ...]:
    """Return the norms a scenario may be judged by, the study's own first."""
    _ = words(language)
    options = [Option("", _("celle de l'étude"), not chosen)]
    for path in sorted(bundled("data", "norms").glob("*.toml")):
        norm = load_norm(path.stem)
        title = norm.title_en if language == "en" else norm.title_fr
        options.append(Option(path.stem, title or path.stem, path.stem == chosen))
    return tuple(options)


def _question(
    name: str,
    one: Field,
    catalogue: Catalogue,
    given: Mapping[str, str],
    language: str,
    wrong: str,
) -> Question:
    _ = words(language)
    value = given.get(name, one.default)[:LONGEST]
    numeric = one.sort in {PERCENT, INTEGER, NUMBER}
    return Question(
        name=name,
        label=_(one.label),
        help=_(one.help) if one.help else "",
        value=value,
        options=_options(one, value, catalogue, language),
        unit="%" if one.sort == PERCENT else "",
        least=f"{one.least:g}" if numeric else "",
        most=f"{one.most:g}" if numeric else "",
        step=("any" if one.sort == NUMBER else f"{one.step:g}") if numeric else "",
        names=LISTS.get(one.sort, ""),
        optional=one.optional,
        more=one.more,
        wrong=name == wrong,
        ticked=value == YES if one.sort == FLAG else None,
    )


def _options(one: Field, value: str, catalogue: Catalogue, language: str) -> tuple[Option, ...]:
    _ = words(language)
    if one.key == "role":
        weights = catalogue.norm.get("role_weights") or {}
        aside = _("{role} (que la norme de l'étude ne compte pas)")
        return tuple(
            Option(
                key,
                _(label) if weights.get(key, 1) else aside.format(role=_(label)),
                key == value,
            )
            for key, label in one.choices
        )
    if one.sort == CHOICE:
        return tuple(Option(key, _(label), key == value) for key, label in one.choices)
    if one.sort == LEVEL:
        levels = catalogue.levels
        kept = value if value in levels else next(iter(levels))
        return tuple(
            Option(key, capital(level.plural[language]), key == kept)
            for key, level in levels.items()
        )
    if one.sort == NEED:
        needs = [
            Option(key, spoken(told.get("label"), language) or key, key == value)
            for key, told in catalogue.needs.items()
        ]
        return (Option("", _("le nombre de personnes"), not value), *needs)
    return ()
