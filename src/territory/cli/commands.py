"""The commands; each parses its words and calls the package."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from territory.cli import crosswalk, export, fetch, fiche, scenario, template, trace
from territory.cli.check import check_study
from territory.cli.check_file import check_file, refuse_table
from territory.cli.console import steps
from territory.cli.results import demo_study, folder_to_show, run_to, study_to_change
from territory.cli.wording import word_help
from territory.errors import InputError
from territory.report.summary import summary_lines
from territory.study import read_study
from territory.text import translator


def build(language: str) -> Callable[[Sequence[str]], int | None]:
    """Return the command line in ``language``: called on its words, it returns a status."""
    _ = translator(language)
    app = typer.Typer(
        name="territory",
        help=_(
            "Qui, ici, peut rejoindre une travailleuse sociale ou un travailleur social, un "
            "organisme communautaire, une bibliothèque, un CLSC? Écarts d'accès aux services "
            "sociaux de proximité au Québec."
        ),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog=_("Pour commencer : territory app --demo. En anglais : TERRITORY_LANG=en."),
    )
    others = (fetch.add, template.add, trace.add, crosswalk.add, fiche.add, export.add)
    for register in (_add_run, scenario.add, _add_check, _add_app, *others):
        register(app, language, _)
    app.callback()(_nothing)
    command = typer.main.get_command(app)
    word_help(command, _)
    return lambda words: command.main(list(words), prog_name="territory", standalone_mode=False)


def _nothing() -> None:
    """Keep the commands as sub-commands."""


def _add_run(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    demo_help = _("La démonstration fournie, au lieu d'un fichier.")
    data_help = _("Dossier d'où partent les chemins de l'étude (sinon TERRITORY_DATA).")
    out_help = _("Dossier où écrire les résultats (sinon out/NOM-DE-L-ETUDE); créé au besoin.")

    @app.command("run", help=_(
        "Calculer une étude et écrire ses résultats.\n\n"
        "Exemple : territory run studies/montreal.toml --data donnees -o out/montreal"
    ))  # fmt: skip
    def run_command(
        study: Annotated[Path | None, typer.Argument(metavar="ETUDE.toml")] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="OUT", help=out_help)
        ] = None,
        data: Annotated[Path | None, typer.Option(metavar="DIR", help=data_help)] = None,
        demo: Annotated[bool, typer.Option("--demo", help=demo_help)] = False,
    ) -> None:
        _refuse_both(demo, study, data)
        chosen = demo_study() if demo else read_study(_given(study), _folder(data))
        folder = output or Path("out") / chosen.name
        record = run_to(chosen, folder, language)
        _print_summary(record, language)
        typer.echo(_("Résultats dans {folder}").format(folder=folder))


def _add_check(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    data_help = _("Dossier d'où partent les chemins de l'étude (sinon TERRITORY_DATA).")
    as_help = _("Gabarit dont FICHIER est une copie remplie : voir « territory template ».")

    @app.command("check", help=_(
        "Tout lire sans calculer : rangées lues, gardées et écartées, systèmes de coordonnées, "
        "part placée dans chaque niveau, et ce qui manque. Avec --as, vérifier un gabarit rempli."
        "\n\nExemples : territory check studies/montreal.toml; "
        "territory check gabarit-gmf.xlsx --as gmf"
    ))  # fmt: skip
    def check_command(
        study: Annotated[Path, typer.Argument(metavar="ETUDE.toml | FICHIER")],
        data: Annotated[Path | None, typer.Option(metavar="DIR", help=data_help)] = None,
        as_: Annotated[str | None, typer.Option("--as", metavar="NOM", help=as_help)] = None,
    ) -> None:
        if as_ is not None:
            told, refusal = check_file(study, as_, language)
            typer.echo(told)
            if refusal is not None:
                raise refusal
            return
        refuse_table(study, language)
        chosen = read_study(study, _folder(data))
        with steps(_reads(chosen) + 1, language) as progress:
            report = check_study(chosen, language, progress)
        typer.echo(report)


def _add_app(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    demo_help = _("La démonstration fournie (le choix par défaut).")
    data_help = _("Dossier d'où partent les chemins de l'étude (sinon TERRITORY_DATA).")
    also_help = _(
        "Un autre dossier de résultats à ouvrir à côté, à /etudes/NOM-DE-L-ETUDE/; peut se répéter."
    )
    before_help = _("Résultats d'un calcul antérieur de la même étude : la fiche dit la tendance.")
    prefix_help = _("Début de chaque adresse, derrière un serveur mandataire, par exemple /acces.")
    log_help = _(
        "Journal : une ligne par demande, sans adresse IP ni ce que la personne regarde; "
        "« - » pour l'écran."
    )

    @app.command("app", help=_(
        "Ouvrir l'application sur des résultats, une étude ou la démonstration.\n\n"
        "Exemples : territory app --demo; territory app out/montreal; "
        "territory app studies/montreal.toml --port 8051; "
        "territory app out/2026 --before out/2025 --also out/gaspesie\n\n"
        "Rien ne sort de cet ordinateur : l'application n'écoute que lui. Pour la partager sur un "
        "serveur (gunicorn derrière nginx ou Caddy), voir docs/serveur.md."
    ))  # fmt: skip
    def app_command(
        what: Annotated[Path | None, typer.Argument(metavar="[OUT | ETUDE.toml]")] = None,
        demo: Annotated[bool, typer.Option("--demo", help=demo_help)] = False,
        data: Annotated[Path | None, typer.Option(metavar="DIR", help=data_help)] = None,
        also: Annotated[list[Path] | None, typer.Option(metavar="OUT", help=also_help)] = None,
        before: Annotated[Path | None, typer.Option(metavar="OUT", help=before_help)] = None,
        host: Annotated[
            str, typer.Option(metavar="HOST", help=_("Adresse d'écoute."))
        ] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port d'écoute."))] = 8050,
        prefix: Annotated[str, typer.Option(metavar="/CHEMIN", help=prefix_help)] = "",
        log: Annotated[str | None, typer.Option(metavar="FICHIER|-", help=log_help)] = None,
    ) -> None:
        _refuse_both(demo, what, data)
        folder, record = folder_to_show(what, _folder(data), language)
        known = study_to_change(what, _folder(data))
        _print_summary(record, language)
        # Only this command needs the application.
        from territory_app import serve  # noqa: PLC0415
        from territory_app.earlier import refusal  # noqa: PLC0415

        told = refusal(folder, before, language) if before is not None else ""
        if told:
            typer.echo(told, err=True)

        def say(address: str) -> None:
            place = address if language == "fr" else f"{address}en/"
            typer.echo(_("Application : {place} (Ctrl+C pour arrêter)").format(place=place))

        serve(
            folder,
            host=host,
            port=port,
            also=also or (),
            before=before,
            study=known[0],
            data=known[1],
            prefix=prefix,
            log=log,
            say=say,
        )


def _given(study: Path | None) -> Path:
    if study is None:
        raise InputError("Donnez un fichier d'étude, ou --demo pour la démonstration.")
    return study


def _refuse_both(demo: bool, given: Path | None, data: Path | None) -> None:
    if demo and given is not None:
        raise InputError("Donnez {path} ou --demo, pas les deux.", path=str(given))
    if demo and data is not None:
        raise InputError("La démonstration a ses propres données; donnez --data ou --demo.")


def _folder(data: Path | None) -> Path | None:
    """Return the data folder stated, which must be one."""
    if data is not None and not data.exists():
        raise InputError("Le dossier {path} donné à --data n'existe pas.", path=str(data))
    if data is not None and not data.is_dir():
        raise InputError("{path}, donné à --data, est un fichier; donnez un dossier.", path=data)
    return data


def _reads(study: Any) -> int:
    file = study.file
    more = (*file.coverage, *file.registration, *file.needs, *file.shares, *file.reference)
    return len(file.territories) + len(file.population) + len(file.services) + len(more)


def _print_summary(record: dict[str, Any], language: str) -> None:
    for line in summary_lines(record, language):
        typer.echo(line)
