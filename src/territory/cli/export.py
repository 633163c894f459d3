"""`territory export`: a view of a results folder as a file, as the application gives it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from territory.cli.fictional import fictional_line
from territory.errors import InputError
from territory.text import LANGUAGES


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line."""
    out_help = _("Dossier écrit par « territory run ».")
    format_help = _("csv ou xlsx pour le tableau, svg ou png pour la carte.")
    output_help = _("Fichier à écrire (sinon ici, à son nom).")
    language_help = _("Langue du fichier : fr ou en (sinon celle de la commande).")

    @app.command("export", help=_(
        "Écrire une vue de l'application : le tableau (csv, xlsx) ou la carte (svg, png), avec "
        "titre, sources et réserves.\n\n"
        "Exemples : territory export out/demo --format xlsx --level clsc --within REG:11; "
        "territory export out/quebec --format png --indicator proximite -o carte.png"
    ))  # fmt: skip
    def export_command(  # noqa: PLR0917 - one argument for each option
        out: Annotated[Path, typer.Argument(metavar="OUT", help=out_help)],
        format_: Annotated[
            str, typer.Option("--format", "-f", metavar="csv|xlsx|svg|png", help=format_help)
        ],
        level: Annotated[
            str, typer.Option(metavar="NIVEAU", help=_("Niveau : mrc, clsc… (sinon le premier)."))
        ] = "",
        indicator: Annotated[
            str,
            typer.Option(
                metavar="CLE", help=_("Indicateur : classe, proximite… (sinon le premier).")
            ),
        ] = "",
        service: Annotated[
            str, typer.Option(metavar="SORTE", help=_("Une sorte de service à part : clsc…"))
        ] = "",
        need: Annotated[
            str, typer.Option(metavar="CLE", help=_("Mesure du besoin (sinon la première)."))
        ] = "",
        within: Annotated[
            str, typer.Option(metavar="LIEU", help=_("Seulement dans ce lieu : code ou nom."))
        ] = "",
        sort: Annotated[
            str, typer.Option(metavar="COLONNE", help=_("Tri : name, -population… (sinon le rang)"))
        ] = "",
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FICHIER", help=output_help)
        ] = None,
        file_language: Annotated[
            str | None, typer.Option("--language", metavar="fr|en", help=language_help)
        ] = None,
    ) -> None:
        asked = {
            "level": level,
            "indicator": indicator,
            "service": service,
            "need": need,
            "within": within,
            "sort": sort,
        }
        path, own_name = written(out, format_, asked, output, file_language or language)
        typer.echo(_("Fichier écrit : {path}").format(path=path))
        if line := fictional_line(own_name, path, language):
            typer.echo(line)


def written(
    out: Path, extension: str, asked: dict[str, str], output: Path | None, language: str
) -> tuple[Path, str]:
    """Write a view; return where, and the name the file has of itself.

    Raises
    ------
    InputError
        When the folder, a choice or the file cannot be used.
    """
    if language not in LANGUAGES:
        raise InputError(
            "La langue {language} n'est pas offerte; donnez fr ou en.", language=language
        )
    if not out.is_dir():
        raise InputError(
            "{path} n'est pas un dossier de résultats; donnez celui de `territory run -o`.",
            path=str(out),
        )
    # What a view shows is the application's to say: its classes, its words, its drawing.
    from territory_app.exports.view_file import FORMATS, view_file  # noqa: PLC0415

    wanted = extension.lower()
    if output is not None and wanted in FORMATS:
        _refuse_other_suffix(output, wanted)
    taken = view_file(out, wanted, asked, language)
    path = output or Path(taken.name)
    try:
        path.write_bytes(taken.content)
    except OSError as fault:
        raise InputError(
            "{path} ne peut pas être écrit : {fault}.",
            path=str(path),
            fault=fault.strerror or str(fault),
        ) from None
    return path, taken.name


def _refuse_other_suffix(output: Path, wanted: str) -> None:
    """Refuse a name that says another format than the one asked for."""
    suffix = output.suffix.lower()
    if suffix not in ("", f".{wanted}"):
        raise InputError(
            "{path} finit par {suffix}, mais le format demandé est {format}; donnez un nom en "
            ".{format} ou un autre --format.",
            path=str(output),
            suffix=suffix,
            format=wanted,
        )
