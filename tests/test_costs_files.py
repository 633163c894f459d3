"""A cost table in a file: the same when read back, complete or not there, told when damaged."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory import _costs_files as files
from territory.costs import CostTable
from territory.errors import InputError, MissingFileError
from territory.text import typeset


def said(sentence: str) -> str:
    """Return a pattern for a part of a message, as it is typeset."""
    return re.escape(typeset(sentence))


def assert_same(one: CostTable, other: CostTable) -> None:
    for mine, yours in ((one.origins, other.origins), (one.destinations, other.destinations)):
        assert mine.tolist() == yours.tolist()
        assert mine.dtype == yours.dtype
        assert mine.name == yours.name
    assert one.dtype == other.dtype
    assert one.matrix.data.tobytes() == other.matrix.data.tobytes()
    assert one.matrix.indices.tolist() == other.matrix.indices.tolist()
    assert one.matrix.indptr.tolist() == other.matrix.indptr.tolist()
    assert (one.unit, one.limit) == (other.unit, other.limit)
    assert dict(one.provenance) == dict(other.provenance)


def some_table() -> CostTable:
    return CostTable.from_pairs(
        ["Évain", "Évain", "e\u0301vain"],
        [2**62 + 1, 2**62 + 2, 2**62 + 1],
        [0.0, 0.1, 29.999],
        origins=pd.Index(["seul", "Évain", "e\u0301vain"], name="unit_id"),
        limit=30,
        provenance={"method": "à la main", "speeds": [12.5, 60], "file": None, "barriers": True},
        dtype="float32",
    )


TEXT = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip),
    unique=True,
    max_size=6,
)
IDS = st.one_of(
    TEXT.map(lambda ids: pd.Index(ids, dtype="str")),
    TEXT.map(lambda ids: pd.Index(ids, dtype=object)),
    st.lists(st.integers(-(2**63), 2**63 - 1), unique=True, max_size=6).map(
        lambda ids: pd.Index(ids, dtype="int64", name="unit_id")
    ),
    st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=6).map(
        lambda ids: pd.Index(ids, dtype="uint64", name=7)
    ),
    st.lists(st.integers(-128, 127), unique=True, max_size=6).map(
        lambda ids: pd.Index(ids, dtype="int8")
    ),
    st.lists(st.floats(-1e9, 1e9), unique=True, max_size=6).map(
        lambda ids: pd.Index(ids, dtype="float64")
    ),
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)


@st.composite
def any_tables(draw: st.DrawFn) -> CostTable:
    origins, destinations = draw(IDS), draw(IDS)
    cells = [(row, column) for row in range(len(origins)) for column in range(len(destinations))]
    pairs = draw(st.lists(st.sampled_from(cells), unique=True)) if cells else []
    dtype, width = draw(st.sampled_from([("float32", 32), ("float64", 64)]))
    limit = draw(st.none() | st.floats(1, 1e6))
    costs = st.floats(0, 1e6 if limit is None else limit / 2, width=width) if width == 64 else (
        st.floats(0, 0.5, width=32)
    )  # fmt: skip
    table = CostTable.from_pairs(
        origins[[row for row, _ in pairs]],
        destinations[[column for _, column in pairs]],
        draw(st.lists(costs, min_size=len(pairs), max_size=len(pairs))),
        origins=origins,
        destinations=destinations,
        limit=limit,
        provenance=draw(st.dictionaries(st.text(max_size=5), PLAIN | st.lists(PLAIN, max_size=3))),
        dtype=dtype,
    )
    return replace(table, unit=draw(st.sampled_from(["min", "km", "threshold"])))


@given(any_tables())
def test_a_table_is_read_back_the_same_to_the_last_bit(table: CostTable) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coûts.parquet"
        table.to_parquet(path)
        assert_same(CostTable.read_parquet(path), table)


def test_batches_of_any_size_make_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PAIRS_AT_ONCE", 1)
    some_table().to_parquet(tmp_path / "a.parquet")
    assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups == 3
    assert_same(CostTable.read_parquet(tmp_path / "a.parquet"), some_table())


def test_any_reader_of_parquet_finds_the_pairs(tmp_path: Path) -> None:
    some_table().to_parquet(tmp_path / "a.parquet")
    frame = pd.read_parquet(tmp_path / "a.parquet")
    assert list(frame) == ["from_id", "to_id", "cost"]
    assert frame["from_id"].tolist() == ["Évain", "Évain", "e\u0301vain"]
    assert frame["to_id"].tolist() == [2**62 + 1, 2**62 + 2, 2**62 + 1]
    assert frame["cost"].tolist() == [0.0, np.float32(0.1), np.float32(29.999)]


def test_a_provenance_of_numpy_values_is_kept_as_plain_ones(tmp_path: Path) -> None:
    told = {"detour": np.float64(1.3), "count": np.int64(2), "speeds": np.array([1.5, 2])}
    table = CostTable.from_pairs(["a"], ["x"], [1], provenance={"deep": told, "pair": (1, 2)})
    table.to_parquet(tmp_path / "a.parquet")
    assert CostTable.read_parquet(tmp_path / "a.parquet").provenance == {
        "deep": {"detour": 1.3, "count": 2, "speeds": [1.5, 2.0]},
        "pair": [1, 2],
    }


@pytest.mark.parametrize(
    ("ids", "provenance", "words"),
    [
        (pd.MultiIndex.from_tuples([("a", 1)]), {}, "origins : des identifiants de type"),
        (pd.Index(["a", 1], dtype=object)[:1].append(pd.Index([1])), {}, "type object"),
        (pd.Index(["a"]), {"road": object()}, "provenance.road : une valeur de type object"),
    ],
)
def test_what_a_file_would_not_give_back_is_refused_and_the_file_there_stays(
    tmp_path: Path, ids: pd.Index, provenance: dict[str, object], words: str
) -> None:
    path = tmp_path / "a.parquet"
    some_table().to_parquet(path)
    table = CostTable.from_pairs(
        [], [], [], origins=ids, destinations=["x"], provenance=provenance
    )  # fmt: skip
    with pytest.raises(InputError, match=said(words)):
        table.to_parquet(path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.parquet"]
    assert_same(CostTable.read_parquet(path), some_table())


def test_a_write_that_fails_halfway_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    some_table().to_parquet(path)
    whole = files._batches

    def interrupted(*arguments: object) -> object:
        yield next(iter(whole(*arguments)))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_batches", interrupted)
    with pytest.raises(KeyboardInterrupt):
        CostTable.from_pairs(["a"], ["x"], [1]).to_parquet(path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.parquet"]
    assert_same(CostTable.read_parquet(path), some_table())


def test_a_folder_or_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="Le dossier nulle-part n'existe pas"):
        some_table().to_parquet(tmp_path / "nulle-part" / "a.parquet")
    with pytest.raises(MissingFileError, match=said("Le fichier b.parquet n'existe pas.")):
        CostTable.read_parquet(tmp_path / "b.parquet")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").mkdir()
    with pytest.raises(InputError, match=said("a.parquet ne s'écrit pas :")):
        some_table().to_parquet(tmp_path / "a.parquet")
    assert [file.name for file in tmp_path.iterdir()] == ["a.parquet"]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "autre").touch()
    some_table().to_parquet(tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_mode == (tmp_path / "autre").stat().st_mode


def test_a_parquet_file_of_something_else_is_told_from_a_cost_table(tmp_path: Path) -> None:
    path = tmp_path / "autre.parquet"
    pd.DataFrame({"from_id": ["a"], "to_id": ["x"], "cost": [1.0]}).to_parquet(path)
    with pytest.raises(InputError, match=r"autre.*n'est pas une table de coûts.*from_table"):
        CostTable.read_parquet(path)
    path.write_text("from_id,to_id\n")
    with pytest.raises(InputError, match=r"autre.*endommagé ou n'est pas une table"):
        CostTable.read_parquet(path)


def test_a_file_cut_short_is_refused_in_one_sentence_wherever_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    some_table().to_parquet(path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"a\.parquet") as caught:
            CostTable.read_parquet(path)
        assert "\n" not in str(caught.value)


def test_a_flipped_byte_never_gives_another_table(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    some_table().to_parquet(path)
    whole = path.read_bytes()
    refused = 0
    for position in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[position] ^= 1 << (position % 8)
        path.write_bytes(bytes(damaged))
        try:
            assert_same(CostTable.read_parquet(path), some_table())
        except InputError:
            refused += 1
    assert refused > len(whole) / 6


def test_a_table_edited_by_another_tool_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    some_table().to_parquet(path)
    rows = pq.read_table(path)
    for changed in (rows.slice(1), rows.take([2, 0, 1]), rows.take([0, 0, 1])):
        kept = changed.replace_schema_metadata(pq.read_metadata(path).metadata)
        pq.write_table(kept, tmp_path / "b.parquet")
        with pytest.raises(InputError, match=r"b\.parquet|deux fois"):
            CostTable.read_parquet(tmp_path / "b.parquet")
