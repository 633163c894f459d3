"""What a command says of a file of the demonstration whose name does not tell."""

from pathlib import Path

from territory.text import translator

DEMO = "demo"


def fictional_line(own_name: str, path: Path, language: str) -> str:
    """Return the line printed after a file is written; empty where its name says enough.

    Parameters
    ----------
    own_name : str
        Name the file has of itself, which ends in "-demo" for the demonstration.
    path : pathlib.Path
        Where it was written.
    language : str
        "fr" or "en".

    Examples
    --------
    >>> fictional_line("carte-2026-11-01-demo.png", Path("carte-demo.png"), "fr")
    ''
    >>> fictional_line("carte-2026-11-01.png", Path("carte.png"), "fr")
    ''
    """
    if not Path(own_name).stem.endswith(f"-{DEMO}") or DEMO in path.stem.lower():
        return ""
    _ = translator(language)
    return _(
        "{path} contient des données fictives, celles de la démonstration; le fichier le dit, son "
        "nom non."
    ).format(path=path)
