"""Build one size's cost table with ours, in a process of its own: seconds, pairs, peak memory.

Usage: python benchmarks/building.py SIZE
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

from one import peak_mb
from problems import LIMIT, SIZES, positions
from territory.travel import straight_line

KM_PER_DEGREE = 111.2
SOUTH, WEST = 46.0, -73.0


def main() -> None:
    """Print one JSON line."""
    size = SIZES[sys.argv[1]]
    width = KM_PER_DEGREE * np.cos(np.radians(SOUTH + 0.5))
    places = [
        np.column_stack([WEST + at[:, 0] / width, SOUTH + at[:, 1] / KM_PER_DEGREE])
        for at in positions(size)
    ]
    before = peak_mb()
    start = time.perf_counter()
    table = straight_line(*places, limit=LIMIT, detour=1.0, dtype=size.dtype)
    answer = {
        "seconds": time.perf_counter() - start,
        "pairs": int(table.matrix.nnz),
        "peak_mb": peak_mb(),
        "before_mb": before,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
