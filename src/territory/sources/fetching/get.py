"""One product of the catalogue brought to the data folder, whole and checked, or left as it was."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from territory.errors import InputError
from territory.sources.catalogue import SourceInfo
from territory.sources.fetching import addresses, checks, folder, shelf
from territory.sources.fetching.alone import alone
from territory.sources.fetching.looks import refuse_other_kind
from territory.sources.fetching.persist import Silent, Telling, UnreachedError
from territory.sources.fetching.transfer import Answered, Transfer, kept_so_far
from territory.sources.fetching.web import Session, open_session, without_password
from territory.text import N_

Status = Literal["fetched", "kept", "failed"]
_BUNDLED = N_("fourni avec l'outil : rien à obtenir")
_HERE = N_("déjà là; --force pour l'obtenir de nouveau")
_BY_HAND = N_("déjà là, donné à la main; --force pour l'obtenir de nouveau")
_CHANGED = N_("déjà là, mais modifié depuis son téléchargement; --force pour le refaire")


@dataclass(frozen=True)
class Outcome:
    """What came of one product.

    Attributes
    ----------
    entry : SourceInfo
    status : {"fetched", "kept", "failed"}
    path : Path or None
        The file, if there is one: after a failure, the former one, kept.
    size : int
        Bytes received.
    remarks : sequence of InputError
        What must be known of it.
    tried : sequence of (str, InputError)
        After a failure, each address or folder and what came of it.
    to_resume : int
        Bytes kept of an unfinished download.
    """

    entry: SourceInfo
    status: Status
    path: Path | None = None
    size: int = 0
    remarks: Sequence[InputError] = ()
    tried: Sequence[tuple[str, InputError]] = ()
    to_resume: int = 0


@dataclass
class Getter:
    """Brings products to a data folder.

    Attributes
    ----------
    to : Path
        The data folder.
    mirror : str, Path or None
        Address of an internal server, or folder, asked instead of the publishers.
    force : bool
        Get again what is already there.
    telling : Telling
        Told how far a transfer is.
    wait : callable
        Sleeps between tries.
    """

    to: Path
    mirror: str | Path | None = None
    force: bool = False
    telling: Telling = field(default_factory=Silent)
    wait: Callable[[float], None] = time.sleep
    session: Session = field(default_factory=open_session)

    def get(self, entry: SourceInfo) -> Outcome:
        """Bring one product, or say why it cannot be had; never raises for that."""
        if entry.obtain == "bundled":
            return Outcome(entry, "kept", remarks=[InputError(_BUNDLED)])
        here = shelf.find(entry, [self.to])
        if here is not None and not self.force:
            return _already(entry, here)
        tried: list[tuple[str, InputError]] = []
        part = self._part(entry)
        for where, bring in self._ways(entry):
            try:
                part.parent.mkdir(parents=True, exist_ok=True)
                with alone(part.parent):
                    path, remarks = bring()
            except InputError as fault:
                tried.append((where(), fault))
                gone = isinstance(fault, UnreachedError) and self.mirror is not None
                if gone or kept_so_far(part):
                    break
            except OSError as fault:
                tried.append((where(), _unwritable(part.parent, fault)))
                break
            else:
                return Outcome(entry, "fetched", path, path.stat().st_size, remarks)
        if not kept_so_far(part):
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return Outcome(
            entry,
            "failed",
            None if here is None else here.path,
            tried=tried,
            to_resume=kept_so_far(part),
        )

    def _part(self, entry: SourceInfo) -> Path:
        target = shelf.place(entry, self.to)
        return target.with_name(target.name + shelf.PART)

    def _ways(
        self, entry: SourceInfo
    ) -> Iterator[tuple[Callable[[], str], Callable[[], tuple[Path, list[InputError]]]]]:
        """Give each way to the file: what to call it, and what brings it."""
        if isinstance(self.mirror, Path):
            mirror = self.mirror
            yield (lambda: str(mirror)), (lambda: self._from_folder(entry, mirror))
            return
        if isinstance(self.mirror, str):
            ways = addresses.mirrored(entry, self.mirror)
        elif entry.obtain == "fetch":
            ways = addresses.official(entry, self._on_portal)
        else:
            return
        seen: list[str] = []
        for way in ways:
            named = _Named(way, entry.ckan)
            yield named.shown, lambda named=named: self._from_web(entry, named, seen)  # type: ignore[misc]

    def _on_portal(self, entry: SourceInfo) -> str:
        return addresses.from_portal(entry, self.session, self.wait, self.telling)

    def _from_web(
        self, entry: SourceInfo, named: _Named, seen: list[str]
    ) -> tuple[Path, list[InputError]]:
        address = named.find()
        if address in seen:
            raise InputError("C'est l'adresse déjà essayée.")
        seen.append(address)
        given = PurePosixPath(unquote(urlsplit(address).path)).name
        name = given if given in entry.local_names else entry.file_name
        transfer = self._transfer(entry, address, self._part(entry), name)
        told = transfer.run()
        try:
            return self._put(entry, name, told, partial(self._web_mates, entry, address))
        except InputError:
            transfer.forget()
            raise

    def _transfer(self, entry: SourceInfo, address: str, part: Path, name: str) -> Transfer:
        return Transfer(
            self.session,
            address,
            part,
            checks.largest(entry),
            lambda start: refuse_other_kind(start, name),
            self.telling,
            self.wait,
            near=isinstance(self.mirror, str),
        )

    def _web_mates(self, entry: SourceInfo, address: str, target: Path) -> list[folder.Mate]:
        """Bring from a mirror what goes with a shapefile; what is not there and not needed, not."""
        if not (isinstance(self.mirror, str) and folder.has_mates(target.name)):
            return []
        mates = []
        for suffix in (".dbf", ".shx", ".prj", ".cpg"):
            place = target.with_suffix(suffix)
            if place == target:
                continue
            part = place.with_name(place.name + shelf.PART)
            beside = address.removesuffix(target.suffix) + suffix
            try:
                self._transfer(entry, beside, part, place.name).run()
            except InputError as fault:
                if target.suffix.lower() == ".shp" and suffix in {".dbf", ".shx"}:
                    raise InputError(
                        "{name}, qui va avec {target} : {fault}",
                        name=place.name,
                        target=target.name,
                        fault=fault,
                    ) from None
                continue
            mates.append((part, place))
        return mates

    def _from_folder(self, entry: SourceInfo, mirror: Path) -> tuple[Path, list[InputError]]:
        source = folder.find_in(entry, mirror)
        part = self._part(entry)
        target = self.to / entry.key / source.name
        if target.exists() and target.samefile(source):
            return target, checks.check(source, entry)
        folder.copy(source, part, self.telling)
        try:
            mates = partial(folder.copy_mates, source)
            return self._put(entry, source.name, Answered(str(source)), mates)
        finally:
            part.unlink(missing_ok=True)

    def _put(
        self,
        entry: SourceInfo,
        name: str,
        told: Answered,
        bring_mates: Callable[[Path], list[folder.Mate]],
    ) -> tuple[Path, list[InputError]]:
        """Check what was received, bring what goes with it, and put all of it in place."""
        part = self._part(entry)
        remarks = checks.check(part, entry, name)
        record = shelf.Fetched(
            file=name,
            address=told.address,
            fetched_at=datetime.now(tz=UTC).isoformat(timespec="seconds"),
            size=part.stat().st_size,
            sha256=checks.checksum(part),
            last_modified=told.last_modified,
            etag=told.etag,
        )
        target = self.to / entry.key / name
        for received, place in [*bring_mates(target), (part, target)]:
            os.replace(received, place)  # noqa: PTH105 - the same call on every system
            _forget_state(received)
        shelf.write_record(target.parent, record)
        return target, remarks


class _Named:
    """An address found when it is needed, and what to call it until then."""

    def __init__(self, find: Callable[[], str], otherwise: str) -> None:
        self._find, self._shown = find, otherwise

    def find(self) -> str:
        found = self._find()
        self._shown = without_password(found)
        return found

    def shown(self) -> str:
        return self._shown


def _already(entry: SourceInfo, here: shelf.Here) -> Outcome:
    size = here.path.stat().st_size
    why = _BY_HAND if here.record is None else _HERE
    if here.record is not None and here.record.size != size:
        why = _CHANGED
    return Outcome(entry, "kept", here.path, remarks=[InputError(why)])


def _forget_state(part: Path) -> None:
    part.with_name(part.name + ".json").unlink(missing_ok=True)


def _unwritable(where: Path, fault: OSError) -> InputError:
    return InputError(
        "Rien ne peut s'écrire dans {folder} ({fault}).",
        folder=str(where),
        fault=fault.strerror or type(fault).__name__,
    )
