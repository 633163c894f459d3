"""The random problems of the comparison: seeded, so that every tool is given the same one.

A square region, people and providers spread evenly in it, straight-line kilometres rounded to a
tenth as tables of travel costs are: bounds such as 10, 20 and 30 are met exactly by some pairs.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

LIMIT = 30.0
SIDE = 106.5
CHUNK = 1000


@dataclass(frozen=True)
class Size:
    """How large a problem is, and how its numbers are kept."""

    name: str
    origins: int
    destinations: int
    dtype: str


SIZES = {
    "small": Size("small", 1_500, 300, "float64"),
    "medium": Size("medium", 13_700, 3_000, "float64"),
    "large": Size("large", 100_000, 3_000, "float32"),
}


@dataclass(frozen=True)
class Problem:
    """Costs within the limit, people, and full-time equivalents."""

    matrix: sparse.csr_array
    demand: NDArray[np.float64]
    supply: NDArray[np.float64]
    size: str = "medium"

    def neighbours(self) -> sparse.csr_array:
        """Return the costs between origins, up to 5 km; their own included."""
        here = positions(SIZES[self.size])[0]
        tree = cKDTree(here)
        found = tree.sparse_distance_matrix(tree, 5.0, output_type="coo_matrix")
        matrix = sparse.csr_array(found)
        matrix.sort_indices()
        matrix.data = np.round(matrix.data, 1)
        return matrix

    def frame(self) -> pd.DataFrame:
        """Return one row per pair: ``origin, dest, cost``."""
        rows = np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))
        return pd.DataFrame({"origin": rows, "dest": self.matrix.indices, "cost": self.matrix.data})

    def dense(self, missing: float) -> NDArray[np.float64]:
        """Return the costs as a full table, ``missing`` where a pair is out of reach."""
        full = np.full(self.matrix.shape, missing)
        rows = np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))
        full[rows, self.matrix.indices] = self.matrix.data
        return full


def positions(size: Size, seed: int = 3) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the coordinates (km) of the origins and of the destinations."""
    rng = np.random.default_rng(seed)
    return (
        rng.uniform(0, SIDE, (size.origins, 2)),
        rng.uniform(0, SIDE, (size.destinations, 2)),
    )


def build(size: Size, seed: int = 3) -> Problem:
    """Return the problem of a size, its pairs found by blocks of origins."""
    here, there = positions(size, seed)
    tree = cKDTree(there)
    counts, columns, costs = [], [], []
    for first in range(0, size.origins, CHUNK):
        block = here[first : first + CHUNK]
        found = tree.query_ball_point(block, LIMIT + 0.05, return_sorted=True)
        lengths = np.array([len(near) for near in found])
        near = np.concatenate(found).astype(np.int32)
        length = np.linalg.norm(np.repeat(block, lengths, axis=0) - there[near], axis=1)
        length = np.round(length, 1).astype(size.dtype)
        kept = length <= LIMIT
        row = np.repeat(np.arange(len(block)), lengths)[kept]
        counts.append(np.bincount(row, minlength=len(block)))
        columns.append(near[kept])
        costs.append(length[kept])
    indptr = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int32)
    matrix = sparse.csr_array(
        (np.concatenate(costs), np.concatenate(columns), indptr),
        shape=(size.origins, size.destinations),
    )
    rng = np.random.default_rng(seed + 1)
    demand = np.round(rng.lognormal(6, 0.5, size.origins))
    demand[rng.random(size.origins) < 0.01] = 0.0
    supply = rng.integers(1, 11, size.destinations).astype(np.float64)
    return Problem(matrix, demand, supply, size.name)


def save(problem: Problem, folder: Path) -> None:
    """Write a problem as plain arrays."""
    (folder / "size").write_text(problem.size, encoding="utf-8")
    matrix = problem.matrix
    for name, array in {
        "data": matrix.data,
        "indices": matrix.indices,
        "indptr": matrix.indptr,
        "demand": problem.demand,
        "supply": problem.supply,
    }.items():
        np.save(folder / f"{name}.npy", array)


def load(folder: Path) -> Problem:
    """Read a problem back."""
    read = {
        name: np.load(folder / f"{name}.npy")
        for name in ("data", "indices", "indptr", "demand", "supply")
    }
    shape = (len(read["demand"]), len(read["supply"]))
    matrix = sparse.csr_array((read["data"], read["indices"], read["indptr"]), shape=shape)
    size = (folder / "size").read_text(encoding="utf-8")
    return Problem(matrix, read["demand"], read["supply"], size)


def main() -> None:
    """Build and write one size; print its pairs and the seconds it took."""
    name, folder = sys.argv[1:]
    start = time.perf_counter()
    problem = build(SIZES[name])
    seconds = time.perf_counter() - start
    save(problem, Path(folder))
    print(problem.matrix.nnz, seconds)


if __name__ == "__main__":
    main()
