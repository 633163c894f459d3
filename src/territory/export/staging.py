"""Files that appear whole or not at all.

A run writes everything in a hidden folder beside its outputs, then moves each file into place;
a run that fails leaves the outputs of the one before as they were.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from territory.errors import InputError

RECORD = "run.json"
HIDDEN = ".partial-"


class Staging:
    """A run's outputs on their way to a folder.

    Parameters
    ----------
    out : Path
        The folder; created if needed, and taken away again if nothing was written in it.

    Attributes
    ----------
    names : list of str
        Files staged so far, relative to ``out``, in the order they were written.
    folder : Path
        The hidden folder they are in.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.names: list[str] = []
        self._created: list[Path] = []
        self.folder = Path()

    def __enter__(self) -> Self:
        """Make the hidden folder."""
        self._created = [folder for folder in (self.out, *self.out.parents) if not folder.exists()]
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            _remove_abandoned(self.out)
            self.folder = Path(tempfile.mkdtemp(prefix=f"{HIDDEN}{os.getpid()}-", dir=self.out))
        except OSError as fault:
            raise InputError(
                "Le dossier {path} ne peut pas recevoir les résultats : {fault}.",
                path=str(self.out),
                fault=fault.strerror,
            ) from None
        return self

    def path(self, name: str) -> Path:
        """Return where to write the file that will be called ``name``."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self.names.append(name)
        return target

    def inside(self, name: str) -> Inside:
        """Return a folder of the outputs, written and moved into place with the others."""
        return Inside(self, name)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Move everything into place, or leave no trace if something failed."""
        try:
            if kind is None:
                self._publish()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            if kind is not None:
                self._remove_created()

    def _publish(self) -> None:
        former = former_files(self.out)
        # The record goes first and comes back last: while it is there, what it lists is whole.
        (self.out / RECORD).unlink(missing_ok=True)
        for name in sorted(self.names, key=lambda name: name == RECORD):
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).replace(target)
        for name in former - set(self.names):
            target = self.out / name
            target.unlink(missing_ok=True)
            for folder in target.parents:
                if folder == self.out or any(folder.iterdir()):
                    break
                folder.rmdir()

    def _remove_created(self) -> None:
        for folder in self._created:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


class Inside:
    """A folder inside those being staged: the same to those who write in it.

    Attributes
    ----------
    names : list of str
        Files staged in it, relative to it.
    folder : Path
        Where they are for now.
    """

    def __init__(self, staging: Staging, name: str) -> None:
        self.names: list[str] = []
        self.folder = staging.folder / name
        self._staging, self._name = staging, name

    def path(self, name: str) -> Path:
        """Return where to write the file that will be called ``name`` in this folder."""
        self.names.append(name)
        return self._staging.path(f"{self._name}/{name}")


def _remove_abandoned(out: Path) -> None:
    """Take away the hidden folders of runs that were killed; those of a live run stay."""
    for folder in out.glob(f"{HIDDEN}*"):
        owner = re.match(r"\.partial-(\d+)-", folder.name)
        if folder.is_dir() and not (owner and _is_running(int(owner[1]))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere, asking would end it; open files keep their folder there
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def former_files(out: Path) -> set[str]:
    """Return the files a run before this one wrote in ``out``, as its record lists them."""
    try:
        record = json.loads((out / RECORD).read_text(encoding="utf-8"))
        listed = {str(entry["path"]) for entry in record["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {
        name
        for name in listed
        if not PurePosixPath(name).is_absolute()
        and ".." not in PurePosixPath(name).parts
        and "\\" not in name
        and (out / name).is_file()
    }
