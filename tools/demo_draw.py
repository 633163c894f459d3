"""Draws that depend on a code and nothing else: the same on every machine and version."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

SEED = "territory-demo-1"
_BITS = 53


def draw(*parts: object) -> float:
    """Return a number in [0, 1) that depends only on the seed and on ``parts``.

    The first 53 bits of the SHA-256 of "seed|part|part...", over 2**53.
    """
    text = "|".join([SEED, *(str(part) for part in parts)])
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) / 2**_BITS


def between(low: float, high: float, *parts: object) -> float:
    """Return a number drawn evenly in [low, high)."""
    return low + (high - low) * draw(*parts)


def choose(weights: Mapping[str, float], *parts: object) -> str:
    """Return one of the names, drawn in proportion to its weight."""
    left = draw(*parts) * sum(weights.values())
    for name, weight in weights.items():
        left -= weight
        if left < 0:
            return name
    return next(reversed(weights))


def direction(*parts: object) -> tuple[float, float]:
    """Return a unit vector drawn evenly around the circle."""
    angle = 2 * math.pi * draw("angle", *parts)
    return math.cos(angle), math.sin(angle)


def largest_remainder(total: int, weights: Sequence[float], ids: Sequence[str]) -> list[int]:
    """Divide ``total`` into whole parts in proportion to ``weights``; ties by identifier."""
    whole_sum = sum(weights)
    quotas = [total * weight / whole_sum for weight in weights]
    parts = [math.floor(quota) for quota in quotas]
    left = total - sum(parts)
    order = sorted(range(len(ids)), key=lambda i: (-(quotas[i] - parts[i]), ids[i]))
    for i in order[:left]:
        parts[i] += 1
    return parts
