"""`territory fiche`: the sheet of one territory as a file to print, send or keep."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from territory.cli.fictional import fictional_line
from territory.errors import InputError
from territory.text import LANGUAGES, translator

PDF, HTML = ".pdf", ".html"


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line."""
    out_help = _("Dossier écrit par « territory run ».")
    territory_help = _("Code du territoire, avec son niveau, ou son nom : MRC:05, Bonaventure.")
    output_help = _("Fichier à écrire, en .pdf ou .html (sinon un PDF ici, à son nom).")
    language_help = _("Langue de la fiche : fr ou en (sinon celle de la commande).")
    before_help = _("Résultats d'un calcul antérieur de la même étude : la fiche dit la tendance.")

    @app.command("fiche", help=_(
        "Écrire la fiche d'un territoire, à imprimer ou à envoyer : PDF accessible ou page "
        "HTML.\n\n"
        "Exemples : territory fiche out/demo --territory MRC:05; "
        "territory fiche out/quebec -t MRC:05 -o bonaventure.html --language en"
    ))  # fmt: skip
    def fiche_command(
        out: Annotated[Path, typer.Argument(metavar="OUT", help=out_help)],
        territory: Annotated[
            str, typer.Option("--territory", "-t", metavar="CODE", help=territory_help)
        ],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FICHE.pdf", help=output_help)
        ] = None,
        sheet_language: Annotated[
            str | None, typer.Option("--language", metavar="fr|en", help=language_help)
        ] = None,
        before: Annotated[Path | None, typer.Option(metavar="OUT", help=before_help)] = None,
    ) -> None:
        typer.echo(written(out, territory, output, sheet_language, before, language))


def written(
    out: Path,
    territory: str,
    output: Path | None,
    sheet_language: str | None,
    before: Path | None,
    language: str,
) -> str:
    """Write a territory's sheet; return what to print.

    Raises
    ------
    InputError
        When the folder, the territory, the language or the file cannot be used.
    """
    chosen = sheet_language or language
    if chosen not in LANGUAGES:
        raise InputError(
            "La langue {language} n'est pas offerte; donnez fr ou en.", language=chosen
        )
    suffix = PDF if output is None else output.suffix.lower()
    if suffix not in (PDF, HTML):
        raise InputError(
            "{path} : la fiche s'écrit en .pdf ou en .html; donnez un nom de fichier qui finit "
            "ainsi.",
            path=str(output),
        )
    _refuse_missing(out)
    if before is not None:
        _refuse_missing(before)
    # The sheet is the application's: its words, its page and its PDF are the same.
    from territory_app.earlier import refusal  # noqa: PLC0415
    from territory_app.exports.fiche_file import sheet_file  # noqa: PLC0415

    name, content = sheet_file(out, territory, chosen, suffix.removeprefix("."), before)
    path = output or Path(name)
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise InputError(
            "{path} ne peut pas être écrit : {fault}.",
            path=str(path),
            fault=fault.strerror or str(fault),
        ) from None
    told = refusal(out, before, language) if before is not None else ""
    if told:
        typer.echo(told, err=True)
    told = translator(language)("Fiche dans {path}").format(path=path)
    return "\n".join(filter(None, (told, fictional_line(name, path, language))))


def _refuse_missing(out: Path) -> None:
    """Refuse what is not a results folder, in the words of the other commands."""
    if not out.is_dir():
        raise InputError(
            "{path} n'est pas un dossier de résultats; donnez celui de `territory run -o`.",
            path=str(out),
        )
