"""`territory fetch --list`: what is here, how old it is, and what each study needs."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from territory.cli.fetch_words import here_words, out_of_archive, size_words
from territory.places import bundled
from territory.sources import SourceInfo
from territory.sources.fetching import shelf
from territory.study import read_study
from territory.study.validate import NeededFile, files_needed
from territory.text import N_, translator

WIDTH = 118


def listing(entries: Sequence[SourceInfo], folder: Path, language: str) -> str:
    """Return the table of the catalogue, the folder, and what to type next."""
    _ = translator(language)
    users = studies_by_entry()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, width in (
        (N_("Produit"), 42),
        (N_("Éditeur, licence"), 28),
        (N_("Millésime"), 9),
        (N_("Taille"), 9),
        (N_("Ici"), 11),
        (N_("Études"), 9),
    ):
        table.add_column(_(title), overflow="fold", min_width=min(width, 11), max_width=width * 2)
    for entry in entries:
        here = shelf.find(entry, [folder])
        table.add_row(
            f"[bold]{entry.key}[/]\n{entry.title_in(language)}",
            f"{entry.publisher}\n{entry.licence}",
            entry.vintage or "—",
            _size(entry, here, language),
            here_words(entry, here, language, _),
            ", ".join(users.get(entry.key, [])) or "—",
        )
    return _printed(table) + "\n" + "\n".join(_hints(folder, language))


def study_listing(needed: Sequence[NeededFile], study: str, language: str) -> str:
    """Return the files one study needs: which are here, and how to get the others."""
    _ = translator(language)
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title=study, title_justify="left"
    )
    for title in (N_("Fichier"), N_("Produit"), N_("Ici"), N_("Comment l'obtenir")):
        table.add_column(_(title), overflow="fold")
    for file in needed:
        entry = file.entry
        how = "—"
        if file.path is None:
            how = _("à fournir") if not (entry and file.public) else f"territory fetch {entry.key}"
            if entry and file.inside:
                how = out_of_archive(entry, file.name, language)
        table.add_row(
            file.name,
            f"{entry.key}\n{entry.title_in(language)}" if entry else "—",
            _("non") if file.path is None else _("oui"),
            how,
        )
    return _printed(table)


def studies_by_entry() -> Mapping[str, list[str]]:
    """Return the bundled studies that need each entry of the catalogue."""
    found: dict[str, list[str]] = {}
    for path in sorted(bundled("studies").glob("*.toml")):
        study = read_study(path)
        for file in files_needed(study):
            names = found.setdefault(file.entry.key, []) if file.entry else []
            if study.name not in names:
                names.append(study.name)
    return found


def _size(entry: SourceInfo, here: shelf.Here | None, language: str) -> str:
    if here is not None:
        return size_words(here.path.stat().st_size, language)
    return f"≈ {size_words(entry.size_mb * 1e6, language)}" if entry.size_mb else "—"


def _printed(table: Table) -> str:
    wide = sys.stdout.isatty()
    console = Console(
        file=io.StringIO(),
        width=max(80, Console().width) if wide else WIDTH,
        record=True,
        highlight=False,
        force_terminal=wide,
    )
    console.print(table)
    return console.export_text(styles=wide).rstrip()


def _hints(folder: Path, language: str) -> list[str]:
    _ = translator(language)
    return [
        _("Dossier : {folder}").format(folder=folder),
        _("Obtenir un produit : territory fetch NOM; tous les produits publics : --all"),
        _("Ce qu'une étude demande : territory fetch --study ETUDE.toml"),
        _("Depuis un dossier ou un serveur interne : territory fetch NOM --mirror DIR|URL"),
    ]
