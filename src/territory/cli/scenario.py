"""`territory scenario`: what would change, for whom, and at whose expense."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line."""
    what_help = _("Fichiers de scénario (.toml) ou noms de scénarios fournis; six au plus.")
    study_help = _("Étude de départ (sinon celle que nomme le scénario).")
    data_help = _("Dossier d'où partent les chemins de l'étude (sinon TERRITORY_DATA).")
    demo_help = _("La démonstration fournie, au lieu d'un fichier.")
    out_help = _("Dossier où écrire les résultats (sinon out/NOM-DU-SCENARIO); créé au besoin.")
    list_help = _("Nommer les scénarios fournis et quitter.")

    @app.command("scenario", help=_(
        "Dire ce qu'un scénario changerait, pour qui, et aux dépens de qui : mêmes fichiers qu'un "
        "calcul, plus la comparaison (comparison.html), les différences par territoire et chaque "
        "poste donné. Plusieurs scénarios : un dossier chacun, et une page côte à côte.\n\n"
        "Exemples : territory scenario --list; "
        "territory scenario rattachement-50 --demo -o out/rattachement; "
        "territory scenario mon-scenario.toml --study studies/montreal.toml --data donnees "
        "-o out/essai; "
        "territory scenario rattachement-50 postes-500 --demo -o out/comparer"
    ))  # fmt: skip
    def scenario_command(
        what: Annotated[
            list[str] | None, typer.Argument(metavar="SCENARIO...", help=what_help)
        ] = None,
        study: Annotated[
            Path | None, typer.Option("--study", "-s", metavar="ETUDE.toml", help=study_help)
        ] = None,
        demo: Annotated[bool, typer.Option("--demo", help=demo_help)] = False,
        data: Annotated[Path | None, typer.Option(metavar="DIR", help=data_help)] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="OUT", help=out_help)
        ] = None,
        list_: Annotated[bool, typer.Option("--list", help=list_help)] = False,
    ) -> None:
        # Scenarios need the whole walk: loaded only for this command.
        from territory.cli.scenario_run import Asked, listed, run_asked  # noqa: PLC0415

        if list_:
            typer.echo("\n".join(listed(language)))
            return
        for line in run_asked(Asked(tuple(what or ()), study, demo, data, output), language):
            typer.echo(line)
