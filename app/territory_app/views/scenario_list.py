"""The scenarios a page names: those that come ready, and those its address asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from territory.text import N_
from territory_app.scenarios.board import DONE, FAILED, State
from territory_app.scenarios.desk import MOST, Asked, Desk
from territory_app.views.scenario_words import Name, said, title_in
from territory_app.words import words

SENTENCES: Mapping[str, str] = {
    "rattachement-50": N_(
        "La moitié des travailleuses sociales et travailleurs sociaux des GMF servent de nouveau "
        "tout le monde : d'abord sur place, puis dans les CLSC de leur territoire."
    ),
    "postes-500": N_(
        "Cinq cents postes en cinq ans : un plancher dans chaque territoire de CLSC, le reste "
        "selon la population."
    ),
    "permanences-bibliotheques": N_(
        "Une intervenante ou un intervenant, un jour par semaine, dans chaque bibliothèque d'un "
        "territoire de CLSC que la norme classe « désert »."
    ),
    "virtuel-retire": N_(
        "Le personnel des services virtuels revient sur place, au point dont il relève."
    ),
}
Address = Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class Card:
    """A scenario that can be looked at, computed or put beside others.

    Attributes
    ----------
    code, title, said, href : str
        What an address says of it; its words; where it is shown.
    done, asked : bool
        Whether its result is there; whether this page shows it.
    """

    code: str
    title: str
    said: str
    href: str
    done: bool
    asked: bool


@dataclass(frozen=True)
class Shown:
    """A scenario this page is about.

    Attributes
    ----------
    code, name : str
        What an address says of it; the name of its result, empty where it cannot be read.
    title : str
    changes : tuple of str
        What it changes, one line each.
    state : State
    step, sentence : str
        What is being done; why it failed, or cannot be read.
    percent : int or None
        How much of it is done.
    file, without : str
        Where its file is, and this page without it.
    folder : pathlib.Path or None
        Where its result is.
    files : tuple of (str, str)
        Names and addresses of the files of its result.
    """

    code: str
    name: str
    title: str
    changes: tuple[str, ...]
    state: State
    step: str = ""
    sentence: str = ""
    percent: int | None = None
    file: str = ""
    without: str = ""
    folder: Path | None = None
    files: tuple[tuple[str, str], ...] = ()

    @property
    def done(self) -> bool:
        """Whether its result is there."""
        return self.folder is not None


def cards(
    desk: Desk, offered: Sequence[Asked], codes: Sequence[str], address: Address, language: str
) -> tuple[Card, ...]:
    """Return the scenarios that are offered, ready-made or computed here before."""
    _ = words(language)
    made = []
    for asked in offered:
        if asked.scenario is None:
            continue
        own = asked.scenario.scenario
        note = (own.note_en or own.note) if language == "en" else own.note
        sentence = SENTENCES.get(asked.code, "")
        told = _(sentence) if sentence else note or "; ".join(said(asked.scenario, language))
        made.append(
            Card(
                asked.code,
                title_in(asked.scenario, language),
                told,
                address([asked.code]),
                desk.state(asked.name).state == DONE,
                asked.code in codes,
            )
        )
    return tuple(made)


def shown(
    desk: Desk,
    asked: Asked,
    codes: Sequence[str],
    address: Address,
    files: Callable[[str], str],
    language: str,
    name: Name = str,
) -> Shown:
    """Return a scenario as its page shows it, whatever state it is in.

    Parameters
    ----------
    files : callable
        Address of what follows: a scenario's file by its code, a result's by ``name/file``.
    """
    _ = words(language)
    without = address([one for one in codes if one != asked.code])
    if asked.scenario is None:
        told = asked.refusal.sentence(language) if asked.refusal is not None else ""
        title = _("Scénario qui ne se lit pas")
        return Shown(asked.code, "", title, (), State(FAILED), sentence=told, without=without)
    state = desk.state(asked.name)
    share = state.share
    return Shown(
        code=asked.code,
        name=asked.name,
        title=title_in(asked.scenario, language),
        changes=tuple(said(asked.scenario, language, name)),
        state=state,
        step=state.step.get(language, ""),
        sentence=state.sentence.get(language, ""),
        percent=None if share is None else round(share * 100),
        file=files(f"fichier?s={asked.code}"),
        without=without,
        folder=desk.store.place(asked.name),
        files=tuple((one, files(f"{asked.name}/{one}")) for one in desk.store.files(asked.name)),
    )


def once(asked: Sequence[Asked]) -> list[Asked]:
    """Return the scenarios without those that do what one before them does."""
    found: dict[str, Asked] = {}
    for one in asked:
        found.setdefault(one.name or one.code, one)
    return list(found.values())


def known_codes(codes: Sequence[str]) -> list[str]:
    """Return the scenarios an address asks for, once each, as many as stand side by side.

    Examples
    --------
    >>> known_codes(["a", "b", "a", ""])
    ['a', 'b']
    """
    return list(dict.fromkeys(filter(None, codes)))[:MOST]
