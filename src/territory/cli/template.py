"""`territory template`: the list of templates, or an empty one to fill in."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from territory.errors import InputError
from territory.sources.templates import Template, load_template, template_named, template_names
from territory.sources.templates.write import as_csv, write_template
from territory.text import translator


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line, in ``language``."""
    name_help = _("Gabarit à écrire; sans nom, la liste des gabarits.")
    out_help = _(
        "Fichier à écrire, en .xlsx ou .csv (sinon gabarit-NOM.xlsx ici); « - » : CSV à l'écran."
    )
    english_help = _("Titres, exemples et explications en anglais.")
    force_help = _("Remplacer le fichier s'il existe.")

    @app.command("template", help=_(
        "Écrire un gabarit vide, à remplir dans un tableur : titres, exemples, explications. "
        "Sans nom : la liste des gabarits.\n\n"
        "Exemples : territory template gmf; territory template organismes -o organismes.csv; "
        "puis territory check gabarit-gmf.xlsx --as gmf"
    ))  # fmt: skip
    def template_command(
        name: Annotated[str | None, typer.Argument(metavar="NOM", help=name_help)] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FICHIER", help=out_help)
        ] = None,
        english: Annotated[bool, typer.Option("--english", help=english_help)] = False,
        force: Annotated[bool, typer.Option("--force", help=force_help)] = False,
    ) -> None:
        words = "en" if english else language
        if name is None:
            if output is not None:
                raise InputError("Donnez le nom du gabarit à écrire; voir « territory template ».")
            typer.echo(listed(words, translator(words)))
            return
        template = template_named(name)
        if output == "-":
            sys.stdout.write(as_csv(template, words).replace("\r\n", "\n"))
            return
        path = write_template(template, Path(output or default_name(template, words)), words,
                              force=force)  # fmt: skip
        typer.echo(_("Gabarit écrit : {path}").format(path=path))
        typer.echo(
            _("Une fois rempli : territory check {path} --as {name}").format(
                path=path, name=template.name(words)
            )
        )


def default_name(template: Template, language: str) -> str:
    """Return the name a template gets in the current folder.

    Examples
    --------
    >>> default_name(load_template("outreach"), "fr")
    'gabarit-hors-murs.xlsx'
    """
    return f"{'template' if language == 'en' else 'gabarit'}-{template.name(language)}.xlsx"


def listed(language: str, _: Callable[[str], str]) -> str:
    """Return the list of templates: name, what it holds, how many columns are mandatory."""
    lines = [_("Gabarits (territory template NOM) :")]
    for name, key in template_names(language).items():
        template = load_template(key)
        needed = sum(one.mandatory for one in template.fields)
        columns = _("{count} colonnes, dont {needed} obligatoires").format(
            count=len(template.fields), needed=needed
        )
        lines.append(f"  {name:<15} {template.words('title', language)} ({columns})")
    return "\n".join(lines)
