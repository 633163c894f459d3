"""Files found under the name a person writes, however their accents are stored."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from territory.sources._archive import INSIDE, split


def there(path: Path) -> bool:
    """Tell whether a path leads to something; one that no system could have does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def spelled(path: Path) -> Path:
    """Return ``path`` as the disk spells it: accents may be stored apart from their letter.

    Archives made on some systems give « é » as two characters, and a study file as one: both
    are the same name. A path without such a twin, or inside an archive, comes back as given
    with its archive so spelled.

    Parameters
    ----------
    path : Path
        A file, or ``archive.zip!/member``.
    """
    outer, inner = split(path)
    if there(outer):
        return path
    wanted = unicodedata.normalize("NFC", outer.name)
    try:
        names = [entry.name for entry in outer.parent.iterdir()] if outer.parent.is_dir() else []
    except (OSError, ValueError):
        return path
    twins = [name for name in names if unicodedata.normalize("NFC", name) == wanted]
    if len(twins) != 1:
        return path
    found = outer.with_name(twins[0])
    return found if inner is None else Path(f"{found}{INSIDE}{inner}")
