"""Trying again: what may pass is asked again after growing waits; what will not is said at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

import requests

from territory.errors import InputError
from territory.sources.fetching.web import Response
from territory.text import N_

TRIES, TRIES_UNREACHED, MOST = 5, 2, 40
# A mirror is near: what it does not give at once it will not give, and there are other addresses.
TRIES_NEAR, LONGEST_WAIT_NEAR = 2, 2.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 120.0
PASSING = {408, 425, 429, 500, 502, 503, 504}
_WORDS = {
    401: N_("accès réservé"),
    403: N_("accès refusé"),
    404: N_("introuvable"),
    410: N_("retirée"),
    429: N_("trop de demandes"),
    400: N_("demande refusée"),
    500: N_("serveur en panne"),
}
T = TypeVar("T")


class Telling(Protocol):
    """What a long transfer tells while it goes on."""

    def begin(self, done: int, total: int | None) -> None:
        """Tell that a file begins, or goes on from ``done`` bytes of ``total``."""

    def advance(self, count: int) -> None:
        """Tell that ``count`` more bytes are here."""

    def waiting(self, reason: InputError, seconds: float) -> None:
        """Tell that the next try is in ``seconds``, and why."""


class Silent:
    """Tells nothing."""

    def begin(self, done: int, total: int | None) -> None:
        """Say nothing."""

    def advance(self, count: int) -> None:
        """Say nothing."""

    def waiting(self, reason: InputError, seconds: float) -> None:
        """Say nothing."""


class UnreachedError(InputError):
    """The server itself is not there; its other addresses are not worth asking."""


class Again(Exception):  # noqa: N818 - it is a request, not a fault
    """What failed may pass: ask again.

    Parameters
    ----------
    reason : InputError
        What is said if it does not pass.
    after : float, optional
        Seconds the server asks to wait.
    tries : int
        How many times it is worth trying.
    gained : bool
        Whether enough was received for the tries to be counted afresh.
    started : bool
        Whether anything was received.
    """

    def __init__(
        self,
        reason: InputError,
        after: float | None = None,
        *,
        tries: int = TRIES,
        gained: bool = False,
        started: bool = False,
    ) -> None:
        self.reason, self.after, self.tries, self.gained = reason, after, tries, gained
        self.started = started
        super().__init__(reason)


def persist(
    action: Callable[[], T],
    wait: Callable[[float], None],
    telling: Telling,
    *,
    near: bool = False,
) -> T:
    """Return what ``action`` gives, tried again as long as it asks for it and may pass.

    A ``near`` server that never gave anything is given up sooner.

    Raises
    ------
    InputError
        The reason of the last try.
    """
    tries, gave = 0, False
    for _ in range(MOST):
        try:
            return action()
        except Again as fault:
            last = fault
        tries = 1 if last.gained else tries + 1
        gave |= last.gained or last.started
        hurried = near and not gave
        if tries >= (min(last.tries, TRIES_NEAR) if hurried else last.tries):
            raise last.reason
        pause = FIRST_WAIT * 2 ** (tries - 1) if last.after is None else last.after
        if hurried and pause > LONGEST_WAIT_NEAR:
            raise last.reason
        if pause > LONGEST_WAIT:
            raise InputError(
                "{reason} Le serveur demande d'attendre {minutes} minutes : relancez plus tard.",
                reason=last.reason,
                minutes=max(1, round(pause / 60)),
            )
        telling.waiting(last.reason, pause)
        wait(pause)
    raise last.reason


def refuse_status(answer: Response) -> None:
    """Refuse an answer that is not the thing asked for; some are worth asking again.

    Raises
    ------
    Again
        When the server is busy or broken for a while.
    InputError
        For any other status from 300 on.
    """
    status = answer.status_code
    if status < 300:  # noqa: PLR2004 - 2xx is what is asked for
        return
    words = _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]  # noqa: PLR2004
    reason = InputError(
        "Le serveur répond {status} ({words}).", status=status, words=InputError(words)
    )
    if status in PASSING:
        raise Again(reason, retry_after(answer.headers.get("Retry-After", "")))
    raise reason


def retry_after(stated: str, now: datetime | None = None) -> float | None:
    """Return the seconds a server asks to wait: a count, or a date.

    Examples
    --------
    >>> retry_after("7"), retry_after("bientôt") is None
    (7.0, True)
    """
    if re.fullmatch(r"\s*\d{1,9}\s*", stated):
        return float(stated)
    try:
        then = parsedate_to_datetime(stated)
    except ValueError:
        return None
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(tz=UTC))).total_seconds())


def broken(
    fault: requests.RequestException, *, gained: bool = False, started: bool = False
) -> Exception:
    """Return what a failed exchange calls for: another try, or a sentence."""
    told = " ".join(str(fault).split())
    if isinstance(fault, requests.exceptions.SSLError) and "CERTIFICATE" in told.upper():
        return InputError(
            "L'identité du serveur ne se vérifie pas (certificat TLS); rien n'a été reçu."
        )
    if isinstance(fault, requests.exceptions.ConnectTimeout) or re.search(
        r"NewConnectionError|NameResolutionError|Connection refused|getaddrinfo", told
    ):
        return Again(
            UnreachedError(N_("Le serveur est injoignable; vérifiez la connexion au réseau.")),
            tries=TRIES_UNREACHED,
        )
    if isinstance(fault, requests.exceptions.ProxyError):
        return InputError(
            "Le serveur mandataire (proxy) refuse la connexion; vérifiez HTTPS_PROXY."
        )
    if isinstance(
        fault,
        (
            requests.exceptions.ConnectionError,
            requests.exceptions.Timeout,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.ContentDecodingError,
        ),
    ):
        return Again(
            InputError("La connexion s'est rompue en chemin."), gained=gained, started=started
        )
    return InputError("L'échange a échoué ({fault}).", fault=type(fault).__name__)
