"""Few exports are made at once: each may take memory and a second, the map must stay quick."""

from __future__ import annotations

import threading

from flask import Flask, abort, g, request

from territory_app import urls

AT_ONCE = 2
PATIENCE = 15.0
"""Seconds an export waits for its turn before the person is asked to try again."""


class Turnstile:
    """Lets a few in at once; the others wait their turn, not for ever.

    Parameters
    ----------
    at_once : int
        How many may be inside.
    patience : float
        Seconds one waits.
    """

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self._patience = patience

    def enter(self) -> bool:
        """Wait for a place; say whether there was one."""
        return self._places.acquire(timeout=self._patience)

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()


def register(server: Flask, turnstile: Turnstile | None = None) -> None:
    """Have exports of ``server`` pass a turnstile."""
    gate = turnstile or Turnstile()

    def enter() -> None:
        if request.path.startswith(f"{urls.EXPORT}/"):
            if not gate.enter():
                abort(503)
            g.inside = True

    def leave(_fault: BaseException | None) -> None:
        if g.pop("inside", False):
            gate.leave()

    server.before_request(enter)
    server.teardown_request(leave)
