"""`territory fetch`: the files of the catalogue, brought to the data folder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from territory.errors import InputError, TerritoryError
from territory.gaps.faults import nearest
from territory.places import data_folder
from territory.sources import SourceInfo, load_catalogue
from territory.study import read_study
from territory.study.validate import NeededFile, files_needed
from territory.text import N_, translator

_UNKNOWN = N_(
    "Le produit « {name} » n'est pas au catalogue{hint}. Voir « territory fetch --list »."
)


class StoppedError(TerritoryError):
    """The person stopped the command; its sentence says what is kept."""

    status = 130


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line."""
    mirror_help = _("Dossier ou adresse d'un serveur interne où prendre les mêmes fichiers.")
    to_help = _("Dossier où les mettre (sinon TERRITORY_DATA, sinon le dossier de l'outil).")
    list_help = _("Montrer ce qui est là, depuis quand, et ce que chaque étude demande.")
    study_help = _("Obtenir ce que cette étude demande et qui n'est pas là.")
    all_help = _("Obtenir tout ce qui est public.")
    force_help = _("Obtenir de nouveau ce qui est déjà là.")
    name_help = _("Produits du catalogue; sans nom, leur liste.")

    @app.command("fetch", help=_(
        "Obtenir les fichiers officiels : limites, population, installations.\n\n"
        "Ils vont dans le dossier des données, vérifiés; une étude les nomme par "
        'catalogue = "NOM". Un téléchargement interrompu reprend où il en était; ce qui était '
        "là est gardé quand le nouveau échoue.\n\n"
        "Exemples : territory fetch; territory fetch m02 msss_clsc; "
        "territory fetch --study studies/montreal.toml; territory fetch m02 --mirror /srv/donnees"
    ))  # fmt: skip
    def fetch_command(
        names: Annotated[
            list[str] | None, typer.Argument(metavar="NOM", help=name_help, show_default=False)
        ] = None,
        mirror: Annotated[str | None, typer.Option(metavar="DIR|URL", help=mirror_help)] = None,
        to: Annotated[Path | None, typer.Option(metavar="DIR", help=to_help)] = None,
        listed: Annotated[bool, typer.Option("--list", help=list_help)] = False,
        study: Annotated[
            Path | None, typer.Option(metavar="ETUDE.toml", help=study_help)
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=all_help)] = False,
        force: Annotated[bool, typer.Option("--force", help=force_help)] = False,
    ) -> None:  # fmt: skip
        catalogue = load_catalogue()
        folder = _folder(to)
        source = _mirror(mirror)
        needed = _needed(study, to)
        if listed or not (names or everything or needed is not None):
            _show(_named(names or list(catalogue), catalogue), needed, folder, study, language)
            return
        wanted = [file for file in needed or [] if file.path is None or force]
        chosen = _chosen(names or [], wanted, catalogue, everything, source is not None)
        if everything:
            from territory.cli.fetch_words import plan_line  # noqa: PLC0415

            typer.echo(plan_line(chosen, folder, language))
        failed = _fetch(chosen, folder, source, force, language)
        _say_missing(needed or [], chosen, folder, language)
        if failed:
            raise typer.Exit(2)


def _folder(to: Path | None) -> Path:
    try:
        folder = data_folder(to)
    except OSError as fault:
        raise InputError(
            "Le dossier de l'outil ne peut pas être créé ({fault}); donnez-en un à --to.",
            fault=fault.strerror or type(fault).__name__,
        ) from None
    if folder.exists() and not folder.is_dir():
        raise InputError("{path}, donné à --to, est un fichier; donnez un dossier.", path=folder)
    return folder


def _mirror(mirror: str | None) -> str | Path | None:
    """Return the mirror as the address of a server or a folder, which must exist."""
    if mirror is None or mirror.lower().startswith(("http://", "https://")):
        return mirror
    path = Path(mirror)
    if "://" in mirror or not path.is_dir():
        raise InputError(
            "« {mirror} », donné à --mirror, n'est ni un dossier qui existe ni une adresse "
            "http(s)://.",
            mirror=mirror,
        )
    return path


def _needed(study: Path | None, to: Path | None) -> list[NeededFile] | None:
    """Return the files a study names; none without a study."""
    return None if study is None else files_needed(read_study(study, to))


def _named(names: Iterable[str], catalogue: Mapping[str, SourceInfo]) -> list[SourceInfo]:
    for name in names:
        if name not in catalogue:
            raise InputError(_UNKNOWN, name=name, hint=nearest(name, catalogue))
    return [catalogue[name] for name in dict.fromkeys(names)]


def _chosen(
    names: Sequence[str],
    needed: Sequence[NeededFile],
    catalogue: Mapping[str, SourceInfo],
    everything: bool,
    mirrored: bool,
) -> list[SourceInfo]:
    """Return the entries to get; from a mirror, also those that have no public address."""
    chosen = _named(names, catalogue)
    chosen += [
        file.entry for file in needed if file.entry is not None and (file.public or mirrored)
    ]
    if everything:
        chosen += [
            entry
            for entry in catalogue.values()
            if entry.obtain == "fetch" or (mirrored and entry.file_name)
        ]
    return list({entry.key: entry for entry in chosen}.values())


def _fetch(
    chosen: Sequence[SourceInfo],
    folder: Path,
    source: str | Path | None,
    force: bool,
    language: str,
) -> bool:
    """Get every product, each told as it comes; return whether one failed."""
    # Only this command touches the network: what does so is loaded here.
    from territory.cli.fetch_bar import bar  # noqa: PLC0415
    from territory.cli.fetch_words import (  # noqa: PLC0415
        failed_lines,
        good_lines,
        summary_line,
    )
    from territory.sources.fetching.get import Getter  # noqa: PLC0415

    outcomes = []
    with bar(language) as telling:
        getter = Getter(folder, source, force, telling)
        for entry in chosen:
            telling.product(entry.key)
            try:
                outcome = getter.get(entry)
            except (KeyboardInterrupt, SystemExit) as stop:
                raise _stopped(entry, folder, stop, language) from None
            outcomes.append(outcome)
            failed = outcome.status == "failed"
            lines = (
                failed_lines(outcome, folder, language) if failed else good_lines(outcome, language)
            )
            telling.product(entry.key)
            typer.echo("\n".join(lines), err=failed)
    if len(outcomes) > 1:
        typer.echo(summary_line(outcomes, language))
    return any(outcome.status == "failed" for outcome in outcomes)


def _stopped(entry: SourceInfo, folder: Path, stop: BaseException, language: str) -> StoppedError:
    from territory.cli.fetch_words import size_words  # noqa: PLC0415
    from territory.sources.fetching import shelf  # noqa: PLC0415
    from territory.sources.fetching.transfer import kept_so_far  # noqa: PLC0415

    target = shelf.place(entry, folder)
    kept = kept_so_far(target.with_name(target.name + shelf.PART))
    if kept:
        fault = StoppedError(
            N_("Interrompu; {size} de {key} sont gardés : la même commande reprendra là."),
            size=size_words(kept, language),
            key=entry.key,
        )
    else:
        fault = StoppedError(N_("Interrompu; rien d'incomplet n'a été laissé."))
    fault.status = 143 if isinstance(stop, SystemExit) else 130
    return fault


def _say_missing(
    needed: Sequence[NeededFile], chosen: Sequence[SourceInfo], folder: Path, language: str
) -> None:
    """Name what a study needs and no command gets."""
    _ = translator(language)
    from territory.cli.fetch_words import by_hand, out_of_archive  # noqa: PLC0415

    tried = {entry.key for entry in chosen}
    missing = [
        file
        for file in needed
        if file.path is None and (file.entry is None or file.entry.key not in tried)
    ]
    if missing:
        typer.echo(_("À fournir pour cette étude :"))
    for file in missing:
        how = "" if file.entry is None else " — " + by_hand(file.entry, folder, language)
        if file.entry is not None and file.inside:
            how = " — " + out_of_archive(file.entry, file.name, language)
        typer.echo(f"  {file.name}{how}")
    if needed and not chosen and not missing:
        typer.echo(_("Tout ce que l'étude demande est là."))


def _show(
    entries: Sequence[SourceInfo],
    needed: Sequence[NeededFile] | None,
    folder: Path,
    study: Path | None,
    language: str,
) -> None:
    from territory.cli.fetch_list import listing, study_listing  # noqa: PLC0415

    if needed is not None:
        typer.echo(study_listing(needed, str(study), language))
        return
    typer.echo(listing(entries, folder, language))
