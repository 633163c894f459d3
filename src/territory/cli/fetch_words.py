"""How `territory fetch` says sizes, ages and what came of each product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from territory.sources import SourceInfo
from territory.sources.fetching import shelf
from territory.sources.fetching.get import Outcome
from territory.text import N_, NBSP, is_singular, number, translator

_UNITS = ((1e9, N_("Go")), (1e6, N_("Mo")), (1e3, N_("ko")), (1, N_("o")))


def size_words(size: float, language: str) -> str:
    """Write a size in bytes.

    Examples
    --------
    >>> size_words(1_260_000, "fr").split()
    ['1,3', 'Mo']
    """
    _ = translator(language)
    unit, name = next((pair for pair in _UNITS if size >= pair[0]), _UNITS[-1])
    digits = 1 if unit > 1 and size / unit < 10 else 0  # noqa: PLR2004 - two figures are enough
    return number(size / unit, language, digits=digits) + NBSP + _(name)


def age_words(days: int, language: str) -> str:
    """Write an age in days."""
    _ = translator(language)
    if days == 0:
        return _(N_("aujourd'hui"))
    words = N_("il y a {days} jour") if days == 1 else N_("il y a {days} jours")
    return _(words).format(days=number(days, language))


def time_left(seconds: float | None) -> str:
    """Write how long is left, as a clock does.

    Examples
    --------
    >>> time_left(75), time_left(3725), time_left(None)
    ('1:15', '1:02:05', '—')
    """
    if seconds is None:
        return "—"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def good_lines(outcome: Outcome, language: str) -> list[str]:
    """Return what is said of a product that is there."""
    _ = translator(language)
    remarks = [remark.sentence(language) for remark in outcome.remarks]
    if outcome.status == "fetched":
        head = _("{key} : obtenu ({size}), {path}").format(
            key=outcome.entry.key, size=size_words(outcome.size, language), path=outcome.path
        )
        return [head, *(f"  {remark}" for remark in remarks)]
    words = remarks
    if outcome.path is not None:
        here = shelf.find(outcome.entry, [outcome.path.parents[1]])
        age = [] if here is None else [age_words(here.days(), language)]
        words = [*age, *remarks, str(outcome.path)]
    return [outcome.entry.key + _(" : ") + " — ".join(words)]


def failed_lines(outcome: Outcome, folder: Path, language: str) -> list[str]:
    """Return what is said of a product that could not be had, and how to give it by hand."""
    _ = translator(language)
    entry = outcome.entry
    said = {"key": entry.key, "title": entry.title_in(language)}
    if outcome.tried:
        lines = [_("{key} ({title}) n'a pas pu être obtenu.").format(**said)]
    else:
        lines = [_("{key} ({title}) doit être fourni : aucune adresse publique.").format(**said)]
    told: dict[str, list[str]] = {}
    for where, fault in outcome.tried:
        told.setdefault(fault.sentence(language), []).append(where)
    lines += [f"  {', '.join(places)}{_(' : ')}{why}" for why, places in told.items()]
    if outcome.path is not None:
        here = shelf.find(entry, [folder])
        age = "?" if here is None else age_words(here.days(), language)
        lines.append("  " + _("Le fichier d'avant est gardé ({age}).").format(age=age))
    if outcome.to_resume:
        kept = size_words(outcome.to_resume, language)
        lines.append(
            "  " + _("{size} sont gardés : la même commande reprendra là.").format(size=kept)
        )
    return [*lines, "  " + by_hand(entry, folder, language)]


def by_hand(entry: SourceInfo, folder: Path, language: str) -> str:
    """Return how to give a file by hand: where to take it, where to put it, under which name."""
    _ = translator(language)
    where = entry.page or (entry.address if entry.obtain == "fetch" else "")
    told = {"page": where, "publisher": entry.publisher, "place": shelf.place(entry, folder)}
    if where:
        return _("À la main : prenez-le à {page} et déposez-le sous {place}").format(**told)
    words = _("À la main : demandez-le à l'éditeur ({publisher}) et déposez-le sous {place}")
    return words.format(**told)


def out_of_archive(entry: SourceInfo, name: str, language: str) -> str:
    """Return how to have a file that comes inside the archive of a product."""
    words = N_("territory fetch {key}, puis sortez {member} de {archive} et déposez-le à ce nom")
    told = {"key": entry.key, "member": Path(name).name, "archive": entry.file_name}
    return translator(language)(words).format(**told)


def summary_line(outcomes: Sequence[Outcome], language: str) -> str:
    """Return how many products came, were kept, or failed."""
    _ = translator(language)
    counts = {
        status: sum(one.status == status for one in outcomes)
        for status in ("fetched", "kept", "failed")
    }
    words = {
        "fetched": (N_("{n} obtenu"), N_("{n} obtenus")),
        "kept": (N_("{n} gardé"), N_("{n} gardés")),
        "failed": (N_("{n} échec"), N_("{n} échecs")),
    }
    parts = [
        _(words[status][0 if is_singular(n, language) else 1]).format(n=number(n, language))
        for status, n in counts.items()
    ]
    return _("En tout : {parts}.").format(parts=", ".join(parts))


def plan_line(entries: Sequence[SourceInfo], folder: Path, language: str) -> str:
    """Return what is about to be fetched: how many products and how much in all."""
    _ = translator(language)
    known = [entry.size_mb * 1e6 for entry in entries if entry.size_mb]
    words = N_("{n} produits à obtenir, au moins {size} en tout ({unknown} de taille inconnue), "
               "dans {folder}")  # fmt: skip
    return _(words).format(
        n=number(len(entries), language),
        size=size_words(sum(known), language),
        unknown=number(len(entries) - len(known), language),
        folder=folder,
    )


def here_words(
    entry: SourceInfo, here: shelf.Here | None, language: str, _: Callable[[str], str]
) -> str:
    """Return whether a product is here, and since when."""
    if entry.obtain == "bundled":
        return _("avec l'outil")
    if here is None:
        return _("non") if entry.obtain == "fetch" else _("non (à fournir)")
    head = _("oui") if here.record is not None else _("oui, donné à la main")
    return f"{head}, {age_words(here.days(), language)}"
