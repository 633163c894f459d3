"""RoadNetwork: a directed graph of minutes, read once and kept in one file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from territory.errors import InputError, MissingFileError
from territory.text import N_, number, translator
from territory.travel._points import earth_centred

FORMAT = 1
AT_ONCE = 100_000
_ARRAYS = ("lon", "lat", "indptr", "indices", "minutes", "component", "strong")


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Roads one can follow, as a directed graph of minutes.

    Attributes
    ----------
    lon, lat : numpy.ndarray, shape (nodes,)
        Degrees. Nodes that are near each other are near in this order.
    incoming : scipy.sparse.csr_array, shape (nodes, nodes)
        Minutes into each node (row) from the one before it (column), as searches outward from
        providers need them; indices are int32, an explicit 0 is a cost of 0. `graph` is the same
        the other way around.
    component : numpy.ndarray of int32, shape (nodes,)
        Which network each node is in, directions ignored; 0 is the largest.
    strong : numpy.ndarray of int32, shape (nodes,)
        Nodes of the same number can be reached from each other both ways.
    mode : str
        "car" or "walk".
    source : str
        Name of the file.
    km : float
        Length of the roads kept, each counted once.
    read : int
        Lines read in the file.
    rejected : Mapping[str, int]
        Lines set aside, by reason in French.
    cleaned : Mapping[str, int]
        What was merged or dropped once the lines were read, in French, and how many times.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    incoming: sparse.csr_array
    component: NDArray[np.int32]
    strong: NDArray[np.int32]
    mode: str
    source: str
    km: float
    read: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    cleaned: Mapping[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """Lines of the file the network rests on: read less rejected."""
        return self.read - sum(self.rejected.values())

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.lon)

    @property
    def arcs(self) -> int:
        """Number of directed arcs."""
        return int(self.incoming.nnz)

    @property
    def graph(self) -> sparse.csr_array:
        """Minutes from each node (row) to the next (column); computed when asked."""
        return turned(self.incoming)

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Nodes of each component, the largest first."""
        return np.bincount(self.component).astype(np.int64)

    @cached_property
    def round_trip(self) -> NDArray[np.bool_]:
        """Tell the nodes one can both reach and leave: the largest such part of each component."""
        # Parts are numbered by size: the largest of a component is its least number.
        main = np.full(len(self.sizes), self.nodes, dtype=np.int32)
        np.minimum.at(main, self.component, self.strong)
        return np.asarray(self.strong == main[self.component], dtype=bool)

    def tree(self) -> cKDTree:
        """Return the nodes one can both reach and leave, by earth-centred coordinates in km."""
        usable = np.flatnonzero(self.round_trip)
        places = np.empty((len(usable), 3))
        for first in range(0, len(usable), AT_ONCE):
            some = usable[first : first + AT_ONCE]
            places[first : first + AT_ONCE] = earth_centred(self.lon[some], self.lat[some])
        return cKDTree(places, leafsize=32, balanced_tree=False)

    def summary(self, language: str = "fr") -> str:
        """Return the account of the network in words, one fact per line."""
        _ = translator(language)

        def written(value: float) -> str:
            return number(value, language)

        lines = [
            _(MODE_LINES[self.mode]).format(source=self.source),
            _("Lignes lues : {read}; gardées : {kept}; écartées : {rejected}.").format(
                read=written(self.read),
                kept=written(self.kept),
                rejected=written(self.read - self.kept),
            ),
            *(
                "  " + _(reason) + _(" : ") + written(count)
                for reason, count in {**self.rejected, **self.cleaned}.items()
            ),
            _("{nodes} nœuds, {arcs} arcs, {km} km.").format(
                nodes=written(self.nodes), arcs=written(self.arcs), km=written(self.km)
            ),
        ]
        off = self.nodes - int(self.sizes[0]) if self.nodes else 0
        lines.append(
            _("Réseaux sans lien entre eux : {count}; nœuds hors du plus grand : {off}.").format(
                count=written(len(self.sizes)), off=written(off)
            )
        )
        oneway = self.nodes - int(self.round_trip.sum())
        lines.append(
            _("Nœuds d'où l'on sort sans revenir, ou l'inverse : {count}.").format(
                count=written(oneway)
            )
        )
        return "\n".join(lines)

    def save(self, path: Path | str) -> None:
        """Write the network to one ``.npz`` file, without pickle."""
        told = {
            "format": FORMAT,
            "mode": self.mode,
            "source": self.source,
            "km": self.km,
            "read": self.read,
            "rejected": dict(self.rejected),
            "cleaned": dict(self.cleaned),
        }
        target = Path(path)
        if target.suffix != ".npz":
            raise InputError(
                "Un réseau s'enregistre dans un fichier .npz, et non {path}.", path=target.name
            )
        part = target.with_name(target.stem + ".part.npz")
        np.savez(
            part,
            lon=self.lon,
            lat=self.lat,
            indptr=self.incoming.indptr,
            indices=self.incoming.indices,
            minutes=self.incoming.data,
            component=self.component,
            strong=self.strong,
            about=np.array(json.dumps(told, ensure_ascii=False)),
        )
        part.replace(target)

    @classmethod
    def load(cls, path: Path | str) -> RoadNetwork:
        """Read a network written by `save`.

        Raises
        ------
        InputError
            When the file is missing or is not such a network.
        """
        file = Path(path)
        if not file.exists():
            raise MissingFileError("Le fichier {path} n'existe pas.", path=file.name)
        try:
            with np.load(file, allow_pickle=False) as stored:
                told: dict[str, Any] = json.loads(str(stored["about"]))
                arrays = {name: stored[name] for name in _ARRAYS}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            told = {}
        if told.get("format") != FORMAT:
            raise InputError(
                "{path} n'est pas un réseau enregistré par RoadNetwork.save; relisez le fichier "
                "d'origine avec read_network.",
                path=file.name,
            )
        size = len(arrays["lon"])
        graph = sparse.csr_array(
            (arrays["minutes"], arrays["indices"], arrays["indptr"]), shape=(size, size)
        )
        return cls(
            arrays["lon"],
            arrays["lat"],
            graph,
            arrays["component"],
            arrays["strong"],
            told["mode"],
            told["source"],
            told["km"],
            told["read"],
            told["rejected"],
            told["cleaned"],
        )


def turned(graph: sparse.csr_array) -> sparse.csr_array:
    """Return a graph with every arc turned around, explicit zeros kept."""
    other = sparse.csc_array((graph.data, graph.indices, graph.indptr), shape=graph.shape).tocsr()
    other.indices = other.indices.astype(np.int32, copy=False)
    other.indptr = other.indptr.astype(np.int32, copy=False)
    return other


MODE_LINES = {
    "car": N_("Réseau routier de {source}, en voiture."),
    "walk": N_("Réseau de {source}, à pied."),
}
