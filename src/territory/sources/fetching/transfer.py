"""A file from its address to a ``.part`` on disk, resumed where it was left."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from territory.errors import InputError
from territory.sources.fetching.persist import Again, Telling, broken, persist, refuse_status
from territory.sources.fetching.web import (
    CONNECT_SECONDS,
    CONNECT_SECONDS_NEAR,
    Response,
    Session,
    ask,
    without_password,
)
from territory.text import Amount

CHUNK = 1 << 16
# Enough bytes between two breaks of the connection for the tries to be counted afresh.
WORTH = 1 << 20
_PARTIAL, _BEYOND = 206, 416


@dataclass(frozen=True)
class Answered:
    """What a server said of the file it sends: enough to know whether it is still the same."""

    address: str
    etag: str = ""
    last_modified: str = ""
    total: int | None = None

    @property
    def proof(self) -> str:
        """What lets the server refuse to go on with another file: a strong tag, or a date."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else ""
        return strong or self.last_modified


@dataclass(frozen=True)
class Transfer:
    """One file to bring.

    Attributes
    ----------
    session : Session
    address : str
    part : Path
        Where its bytes go.
    largest : int
        Bytes beyond which it is refused.
    look : callable
        Called on its first bytes; raises `InputError` when they are not those of such a file.
    telling : Telling
    wait : callable
        Sleeps.
    near : bool
        Whether the server is a mirror, given up sooner.
    """

    session: Session
    address: str
    part: Path
    largest: int
    look: Callable[[bytes], None]
    telling: Telling
    wait: Callable[[float], None] = time.sleep
    near: bool = False

    def run(self) -> Answered:
        """Bring the whole file and return what the server said of it.

        Raises
        ------
        InputError
            When it cannot be had; what was received of it stays in the ``.part``.
        """
        return persist(self._once, self.wait, self.telling, near=self.near)

    def forget(self) -> None:
        """Take away what was received."""
        self.part.unlink(missing_ok=True)
        _state_of(self.part).unlink(missing_ok=True)

    def _once(self) -> Answered:
        known = _remembered(self.part, self.address)
        done = self.part.stat().st_size if known else 0
        asked = {"Range": f"bytes={done}-", "If-Range": known.proof} if known and done else {}
        try:
            connect = CONNECT_SECONDS_NEAR if self.near else CONNECT_SECONDS
            with ask(self.session, self.address, asked, connect=connect) as answer:
                return self._receive(answer, known, done)
        except requests.RequestException as fault:
            more = self.part.stat().st_size - done if self.part.is_file() else 0
            raise broken(fault, gained=more >= WORTH, started=more > 0) from None

    def _receive(self, answer: Response, known: Answered | None, done: int) -> Answered:
        if known and done and answer.status_code == _BEYOND:
            return self._beyond(answer, known, done)
        refuse_status(answer)
        if known and done and answer.status_code == _PARTIAL:
            told = self._followed(answer, known, done)
        else:
            done, told = 0, _told(answer, self.address, 0)
        self._refuse_size(told.total, done)
        if not done:
            self.part.unlink(missing_ok=True)
        _remember(self.part, told)
        self.telling.begin(done, told.total)
        size = self._kept(answer, done)
        if told.total is not None and size != told.total:
            raise Again(
                InputError(
                    "Le serveur annonce {announced} octets et en donne {received}.",
                    announced=Amount(told.total),
                    received=Amount(size),
                )
            )
        return told

    def _beyond(self, answer: Response, known: Answered, done: int) -> Answered:
        """Return a file that was whole already; start again where the sizes do not agree."""
        whole = re.fullmatch(r"bytes \*/(\d+)", answer.headers.get("Content-Range", ""))
        if whole and int(whole[1]) == done and known.total in {None, done}:
            return known
        self.forget()
        raise Again(
            InputError(
                "Le serveur annonce {announced} octets et en donne {received}.",
                announced=Amount(known.total) if known.total else "?",
                received=Amount(int(whole[1]) if whole else done),
            )
        )

    def _followed(self, answer: Response, known: Answered, done: int) -> Answered:
        """Return what is said of a file that goes on; another file starts again."""
        told = _told(answer, self.address, done)
        stated = re.fullmatch(
            r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", "").strip()
        )
        same = (
            stated is not None
            and int(stated[1]) == done
            and (stated[2] == "*" or known.total in {None, int(stated[2])})
            and (not told.etag or not known.etag or told.etag == known.etag)
            and (not known.last_modified or told.last_modified in {"", known.last_modified})
        )
        if not same:
            self.forget()
            raise Again(InputError("Le fichier a changé pendant son téléchargement."))
        return Answered(
            known.address, known.etag or told.etag, known.last_modified, known.total or told.total
        )

    def _refuse_size(self, total: int | None, done: int) -> None:
        if total is not None and total > self.largest:
            self.forget()
            raise InputError(
                "Le serveur annonce {size} Mo, plus que les {most} Mo permis.",
                size=Amount(total // 1_000_000),
                most=Amount(self.largest // 1_000_000),
            )
        free = shutil.disk_usage(self.part.parent).free
        if total is not None and total - done > free:
            raise InputError(
                "Il faut {size} Mo et il n'en reste que {free} sur le disque de {folder}.",
                size=Amount((total - done) // 1_000_000 + 1),
                free=Amount(free // 1_000_000),
                folder=str(self.part.parent),
            )

    def _kept(self, answer: Response, done: int) -> int:
        """Write what comes and return the size of the whole; what is refused is not kept."""
        try:
            return self._write(answer, done)
        except InputError:
            self.forget()
            raise
        except requests.RequestException:
            raise
        except OSError as fault:
            raise InputError(
                "Rien ne peut s'écrire dans {folder} ({fault}).",
                folder=str(self.part.parent),
                fault=fault.strerror or type(fault).__name__,
            ) from None

    def _write(self, answer: Response, done: int) -> int:
        size = done
        with self.part.open("ab" if done else "wb") as out:
            for data in answer.iter_content(CHUNK):
                if not size:
                    self.look(data)
                size += len(data)
                if size > self.largest:
                    raise InputError(
                        "Le fichier dépasse les {most} Mo permis.",
                        most=Amount(self.largest // 1_000_000),
                    )
                out.write(data)
                self.telling.advance(len(data))
        return size


def kept_so_far(part: Path) -> int:
    """Return how many bytes of an unfinished file are kept and can be gone on from."""
    state = _state_of(part)
    return part.stat().st_size if part.is_file() and state.is_file() else 0


def _told(answer: Response, address: str, done: int) -> Answered:
    """Return what an answer says of its file; a compressed answer says nothing of its length."""
    headers = answer.headers
    plain = headers.get("Content-Encoding", "identity").lower() in {"", "identity"}
    length = headers.get("Content-Length", "")
    return Answered(
        without_password(address),
        headers.get("ETag", "") if plain else "",
        headers.get("Last-Modified", "") if plain else "",
        done + int(length) if plain and length.isdigit() else None,
    )


def _state_of(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _remember(part: Path, told: Answered) -> None:
    """Keep what tells whether the file can be gone on with; forget it where nothing does."""
    state = _state_of(part)
    if not told.proof:
        state.unlink(missing_ok=True)
        return
    state.write_text(json.dumps(asdict(told)), encoding="utf-8")


def _remembered(part: Path, address: str) -> Answered | None:
    with suppress(OSError, ValueError, TypeError):
        known = Answered(**json.loads(_state_of(part).read_text(encoding="utf-8")))
        if known.address == without_password(address) and known.proof and part.is_file():
            return known
    return None
