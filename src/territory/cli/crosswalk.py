"""`territory crosswalk`: two levels read side by side, printed and written."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from territory.cli.console import steps
from territory.cli.results import demo_study
from territory.codes import level_called
from territory.errors import InputError
from territory.places import bundled
from territory.study import Study, read_study
from territory.study.validate import validate
from territory.text import N_, translator

DEFAULT_STUDY = "quebec.toml"


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line."""
    from_help = _("Niveau de départ : MRC, CLSC, RLS, région…")
    to_help = _("Niveau d'arrivée.")
    study_help = _("Étude dont les personnes sont comptées (sinon l'étude du Québec fournie).")
    data_help = _("Dossier d'où partent les chemins de l'étude (sinon TERRITORY_DATA).")
    demo_help = _("La démonstration fournie, au lieu d'un fichier.")
    output_help = _("Fichier où écrire toutes les lignes, .csv ou .xlsx.")
    lines_help = _("Combien de lignes montrer, les plus peuplées d'abord; 0 : toutes.")

    @app.command("crosswalk", help=_(
        "Lire deux niveaux côte à côte : combien de personnes de chaque territoire de l'un sont "
        "dans chaque territoire de l'autre, quelle part en est estimée, et ce que valent les "
        "limites, vérifiées par les codes qu'inscrivent les installations.\n\n"
        "Exemples : territory crosswalk MRC CLSC --data donnees -o mrc-clsc.csv; "
        "territory crosswalk RLS MRC --study studies/montreal.toml; "
        "territory crosswalk MRC CLSC --demo"
    ))  # fmt: skip
    def crosswalk_command(
        from_level: Annotated[str, typer.Argument(metavar="DE", help=from_help)],
        to_level: Annotated[str, typer.Argument(metavar="VERS", help=to_help)],
        study: Annotated[
            Path | None, typer.Option("--study", "-s", metavar="ETUDE.toml", help=study_help)
        ] = None,
        data: Annotated[Path | None, typer.Option(metavar="DIR", help=data_help)] = None,
        demo: Annotated[bool, typer.Option("--demo", help=demo_help)] = False,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FICHIER", help=output_help)
        ] = None,
        lines: Annotated[int, typer.Option(min=0, help=lines_help)] = 40,
    ) -> None:
        levels = level_called(from_level), level_called(to_level)
        _refuse_extension(output)
        chosen = _study(study, data, demo)
        typer.echo(crossed(chosen, levels, output, lines, language))


def crossed(
    study: Study, levels: tuple[str, str], output: Path | None, lines: int, language: str
) -> str:
    """Return the crosswalk of two levels of a study as text; write its lines where asked.

    Raises
    ------
    InputError
        When a level is not in the study, or the file cannot be written.
    """
    from territory.cli import crosswalk_text as text  # noqa: PLC0415 - only where it is printed
    from territory.cli.crosswalk_notes import remarks  # noqa: PLC0415
    from territory.export.crosswalk import write_crosswalk  # noqa: PLC0415
    from territory.membership import crosswalk  # noqa: PLC0415
    from territory.study.assembly import assemble  # noqa: PLC0415
    from territory.study.gather import gather  # noqa: PLC0415
    from territory.study.referee import official_names, qualities, referees  # noqa: PLC0415

    _refuse_unknown(study, levels)
    validate(study)
    file = study.file
    inputs = (file.territories, file.population, file.needs, file.shares, file.services)
    names = official_names()
    with steps(sum(map(len, inputs)) + len(file.coverage) + 2, language) as progress:
        gathered = gather(study, progress)
        progress(N_("appartenance des personnes et des points aux territoires"))
        undrawn = (
            {} if study.demonstration else {key: list(ids.index) for key, ids in names.items()}
        )
        tables = assemble(study, gathered, undrawn=undrawn)
        both = crosswalk(tables.population, tables.membership, *levels)
        progress(N_("vérification par les codes des installations"))
        sites = None if study.demonstration else referees(study)
        checked = [] if sites is None else qualities(sites, tables.territories, levels)
    named = text.named(both, tables.territories, names)
    more = remarks(both, tables.territories, names, gathered.reference, language)
    told = text.crosswalk_text(both, named, study, checked, sites, more, lines, language)
    if output is not None:
        write_crosswalk(named, output, demonstration=study.demonstration)
        written = translator(language)(N_("Toutes les lignes : {path}")).format(path=output)
        told += "\n" + written
    return told


def _study(given: Path | None, data: Path | None, demo: bool) -> Study:
    """Return the study asked for; the bundled one of Québec where its data are here."""
    if data is not None and not data.is_dir():
        raise InputError("Le dossier {path} donné à --data n'existe pas.", path=str(data))
    if demo and given is not None:
        raise InputError("Donnez {path} ou --demo, pas les deux.", path=str(given))
    if demo and data is not None:
        raise InputError("La démonstration a ses propres données; donnez --data ou --demo.")
    if demo:
        return demo_study()
    if given is not None:
        return read_study(given, data)
    study = read_study(bundled("studies", DEFAULT_STUDY), data)
    try:
        validate(study)
    except InputError:
        raise InputError(
            "Sans --study, l'étude du Québec fournie est prise, et ses fichiers ne sont pas tous "
            "dans {folder}; donnez --data DIR, --study ETUDE.toml ou --demo.",
            folder=str(study.data_dir),
        ) from None
    return study


def _refuse_unknown(study: Study, levels: tuple[str, str]) -> None:
    described = [
        level for given in study.file.territories for level in (given.level, *given.derive)
    ]
    for level in levels:
        if level not in described:
            raise InputError(
                "L'étude {study} ne décrit pas le niveau « {level} »; niveaux décrits : {known}.",
                study=study.name,
                level=level,
                known=", ".join(dict.fromkeys(described)),
            )


def _refuse_extension(output: Path | None) -> None:
    if output is not None and output.suffix.lower() not in (".csv", ".xlsx"):
        raise InputError("{path} : donnez un nom de fichier en .csv ou en .xlsx.", path=str(output))
