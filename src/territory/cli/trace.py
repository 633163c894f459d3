"""`territory trace`: what stands behind one figure of a results folder."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from territory.cli.results import read_record
from territory.errors import InputError
from territory.export.evidence import read_evidence
from territory.export.layout import file_name
from territory.text import translator


def add(app: typer.Typer, language: str, _: Callable[[str], str]) -> None:
    """Add the command to the command line."""
    out_help = _("Dossier écrit par « territory run ».")
    territory_help = _("Code du territoire, avec son niveau : MRC:05, CLSC:01111.")
    column_help = _("Colonne du tableau d'écarts : access_mean, class, rank, flags…")
    output_help = _("Fichier CSV où écrire toutes les lignes.")
    lines_help = _("Combien de lignes montrer, les plus grandes d'abord.")

    @app.command("trace", help=_(
        "Remonter d'un chiffre aux rangées des fichiers dont il vient, et les additionner.\n\n"
        "Exemples : territory trace out/demo --territory MRC:05 --column access_mean; "
        "territory trace out/montreal --territory CLSC:06111 --column class -o trace.csv"
    ))  # fmt: skip
    def trace_command(
        out: Annotated[Path, typer.Argument(metavar="OUT", help=out_help)],
        territory: Annotated[
            str, typer.Option("--territory", "-t", metavar="CODE", help=territory_help)
        ],
        column: Annotated[str, typer.Option("--column", "-c", metavar="NOM", help=column_help)],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="TRACE.csv", help=output_help)
        ] = None,
        lines: Annotated[int, typer.Option(min=1, help=lines_help)] = 10,
    ) -> None:
        typer.echo(traced(out, territory, column, output, lines, language))


def traced(
    out: Path, territory: str, column: str, output: Path | None, lines: int, language: str
) -> str:
    """Trace one figure of a results folder; write its lines where asked; return what to print.

    Raises
    ------
    InputError
        When the folder, the territory or the column is not one, or the file cannot be written.
    """
    from territory.cli.trace_text import trace_text  # noqa: PLC0415 - only where it is printed
    from territory.export.trace_lines import write_trace  # noqa: PLC0415
    from territory.study.trace import trace  # noqa: PLC0415

    if not out.is_dir():
        raise InputError(
            "{path} n'est pas un dossier de résultats; donnez celui de `territory run -o`.",
            path=str(out),
        )
    record = read_record(out)
    evidence = read_evidence(out, record)
    found = trace(evidence, territory.strip(), column.strip())
    found = replace(found, parameters={**found.parameters, "shown": lines})
    demonstration = bool(record.get("demonstration"))
    written = _written(out, found.level, found.territory_id, found.column, demonstration)
    label = str(evidence.label.get(language, ""))
    told = trace_text(found, written, language, lines=lines, label=label)
    _ = translator(language)
    if demonstration:
        told = f"{record['banner'][language]}\n{told}"
    if output is None:
        return told
    count = write_trace(found, output, demonstration=demonstration)
    note = _("{count} rangées dans {path}").format(count=count, path=output)
    return f"{told}\n{note}"


def _written(out: Path, level: str, territory: str, column: str, demonstration: bool) -> str | None:
    """Return the cell of the CSV, as it is written; None where the file or the column is not."""
    path = out / file_name(f"gaps_{level}", "csv", demonstration=demonstration)
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)
        cells = table.loc[table["territory_id"] == territory, column]
    except (OSError, ValueError, KeyError):
        return None
    return None if cells.empty else str(cells.iloc[0])
