"""Tables of times whoever wrote them: names, units, blanks, faults told by file, row and column."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.costs import CostTable
from territory.errors import InputError, MissingFileError
from territory.text import typeset
from territory.travel import _time_files
from territory.travel.matrix import from_matrix, from_table, read_times

BIG = 2**62 + 1


def said(sentence: str) -> str:
    """Return a pattern for a part of a message, as it is typeset."""
    return re.escape(typeset(sentence))


def written(folder: Path, text: str, name: str = "temps.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def pairs(table: CostTable) -> list[list[object]]:
    rows: list[list[object]] = table.to_frame().to_numpy().tolist()
    return rows


@pytest.mark.parametrize(
    "header",
    [
        "from_id,to_id,travel_time",  # r5py
        "from_id,to_id,travel_time_p50",  # R5R, one percentile
        "fromId,toId,travel_time",
        "origin,destination,travel_time",
        "Origin_ID,Destination_ID,Minutes",
        "origine,destination,temps",
        '"from_id","to_id","travel_time"',
        "\ufefffrom_id,to_id,travel_time",
    ],
)
def test_the_usual_spellings_are_recognised(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, f"{header}\nÉvain,007,12.5\nÉvain,x,\n")
    table = from_table(path)
    assert pairs(table) == [["Évain", "007", 12.5]]
    assert table.destinations.tolist() == ["007", "x"]
    assert table.provenance["file"] == "temps.csv"


def test_columns_come_in_any_order_among_others(tmp_path: Path) -> None:
    path = written(tmp_path, "distance,to_id,note,travel_time,from_id\n1,x,ok,5,a\n")
    assert pairs(from_table(path)) == [["a", "x", 5.0]]


def test_of_several_percentiles_one_has_to_be_asked_for(tmp_path: Path) -> None:
    path = written(
        tmp_path, "from_id,to_id,travel_time_p25,travel_time_p50,travel_time_p75\na,x,5,8,13\n"
    )
    with pytest.raises(InputError, match=said("temps.csv a plusieurs centiles du temps")):
        from_table(path)
    table = from_table(path, columns={"travel_time": "travel_time_p75"})
    assert pairs(table) == [["a", "x", 13.0]]


def test_other_names_are_given_and_seconds_become_minutes(tmp_path: Path) -> None:
    path = written(tmp_path, "o;d;duration\na;x;90,6\na;y;\n")
    names = {"from_id": "o", "to_id": "d", "travel_time": "duration"}
    table = from_table(path, columns=names, unit="s")
    assert pairs(table) == [["a", "x", 1.51]]
    assert (table.unit, table.provenance["table_unit"]) == ("min", "s")
    assert from_table(path, columns=names, unit="m").unit == "km"


def test_a_duration_is_not_taken_for_minutes_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path, "from_id,to_id,duration\na,x,90\n")
    with pytest.raises(
        InputError,
        match=said(
            "temps.csv n'a pas la colonne « travel_time »; attendues : from_id, to_id, "
            "travel_time, ou d'autres noms donnés par columns={'travel_time': ...}."
        ),
    ):
        from_table(path)


def test_columns_that_are_not_there_or_not_expected_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "from_id,to_id,travel_time\na,x,1\n")
    with pytest.raises(InputError, match=said("temps.csv n'a pas la colonne « d »; elle a :")):
        from_table(path, columns={"to_id": "d"})
    with pytest.raises(InputError, match=said("columns : « origin » n'est pas")):
        from_table(path, columns={"origin": "from_id"})
    with pytest.raises(InputError, match=said("unit : « h » n'est pas une unité connue")):
        from_table(path, unit="h")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,x,loin", "temps.csv, ligne 3, colonne « travel_time » : « loin » n'est pas"),
        ("a,x,-1", "temps.csv, ligne 3, colonne « travel_time » : « -1.0 » n'est pas"),
        ("a,x,inf", "temps.csv, ligne 3, colonne « travel_time » : « inf » n'est pas"),
        ("a,,5", "temps.csv, ligne 3, colonne « to_id » : l'identifiant manque"),
        (",x,5", "temps.csv, ligne 3, colonne « from_id » : l'identifiant manque"),
        ("a,y,9", "temps.csv : La paire a – y est donnée deux fois"),
        ("a,x", "La table de temps temps.csv ne se lit pas"),
    ],
)
def test_a_wrong_row_is_refused_by_file_line_and_column(
    tmp_path: Path, row: str, words: str
) -> None:
    path = written(tmp_path, f"from_id,to_id,travel_time\na,y,1\n{row}\n")
    with pytest.raises(InputError, match=said(words)):
        from_table(path)


def test_a_row_far_into_the_file_has_its_own_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_time_files, "BYTES_AT_ONCE", 64)
    rows = [f"a,{number},1" for number in range(200)]
    path = written(tmp_path, "\n".join(["from_id,to_id,travel_time", *rows, "a,z,oups"]))
    with pytest.raises(InputError, match=said("ligne 202, colonne « travel_time » : « oups »")):
        from_table(path)
    written(tmp_path, "\n".join(["from_id,to_id,travel_time", *rows]))
    assert from_table(path).matrix.nnz == 200


def test_an_identifier_not_listed_is_refused_by_file_and_column(tmp_path: Path) -> None:
    path = written(tmp_path, "from_id,to_id,travel_time\na,x,1\nb,x,1\n")
    with pytest.raises(InputError, match=said("temps.csv, colonne « from_id » : origins")):
        from_table(path, origins=["a"])


def test_blanks_and_what_r5_writes_for_not_reached_are_out_of_reach(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "from_id,to_id,travel_time\na,x,NA\na,y,\na,z,NaN\na,w,2147483647\nb,x,0\n",
    )
    table = from_table(path)
    assert pairs(table) == [["b", "x", 0.0]]
    assert table.origins.tolist() == ["a", "b"]
    assert read_times(path)["travel_time"].isna().tolist() == [True, True, True, True, False]


def test_an_identifier_that_looks_like_a_blank_is_one_all_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, "from_id,to_id,travel_time\nNA,nan,3\n")
    assert pairs(from_table(path)) == [["NA", "nan", 3.0]]


def test_text_identifiers_of_a_file_meet_listed_integers(tmp_path: Path) -> None:
    path = written(tmp_path, f"from_id,to_id,travel_time\n{BIG},7,1\n")
    table = from_table(path, origins=[BIG, BIG + 1], destinations=[7])
    assert table.matrix.nnz == 1
    assert table.origins.tolist() == [BIG, BIG + 1]
    with pytest.raises(InputError, match="007"):
        from_table(
            written(tmp_path, "from_id,to_id,travel_time\n1,007,1\n"), destinations=[7]
        )  # fmt: skip


def test_parquet_identifiers_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "temps.parquet"
    pd.DataFrame({"from_id": [BIG], "to_id": ["Évain"], "travel_time": [3]}).to_parquet(path)
    table = from_table(path)
    assert pairs(table) == [[BIG, "Évain", 3.0]]
    assert read_times(path)["from_id"].tolist() == [str(BIG)]
    assert from_table(path, origins=[str(BIG)]).origins.tolist() == [str(BIG)]


def test_a_column_of_integers_that_blanks_made_floats_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "temps.parquet"
    frame = pd.DataFrame({"from_id": [float(BIG)], "to_id": ["x"], "travel_time": [3.0]})
    frame.to_parquet(path)
    with pytest.raises(InputError, match="a perdu des chiffres"):
        from_table(path)


def test_whole_floats_are_the_integers_they_were(tmp_path: Path) -> None:
    path = tmp_path / "temps.parquet"
    pd.DataFrame({"from_id": [101.0], "to_id": [7.0], "travel_time": [3.0]}).to_parquet(path)
    assert read_times(path)["from_id"].tolist() == ["101"]
    assert pairs(from_table(path, origins=["101"], destinations=[7])) == [["101", 7, 3.0]]


def test_dictionaries_and_text_times_are_read_from_parquet(tmp_path: Path) -> None:
    path = tmp_path / "temps.parquet"
    ids = pa.array(["a", "b", "a"]).dictionary_encode()
    rows = {"from_id": ids, "to_id": pa.array(["x", "x", None]), "travel_time": ["1", "", "2"]}
    pq.write_table(pa.table(rows), path)
    with pytest.raises(InputError, match=said("ligne 3, colonne « to_id » : l'identifiant manque")):
        from_table(path)
    pq.write_table(pa.table(rows).slice(0, 2), path)
    assert pairs(from_table(path)) == [["a", "x", 1.0]]


@pytest.mark.parametrize("name", ["temps.csv", "temps.parquet"])
def test_files_that_cannot_be_read_are_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(MissingFileError, match=re.escape(f"Le fichier {name} n'existe pas")):
        from_table(tmp_path / name)
    path = tmp_path / name
    path.write_bytes(b"")
    with pytest.raises(InputError, match=re.escape(name)) as caught:
        from_table(path)
    assert "\n" not in str(caught.value)
    path.write_bytes("from_id,to_id,travel_time\nÉ,x,1\n".encode("latin-1"))
    with pytest.raises(InputError, match=re.escape(name)):
        from_table(path)


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    path = written(tmp_path, "from_id,to_id,travel_time\n")
    assert from_table(path).matrix.shape == (0, 0)
    assert from_table(path, origins=["a"], destinations=["x"]).matrix.shape == (1, 1)
    assert read_times(path).empty


def test_a_frame_is_read_like_a_file() -> None:
    frame = pd.DataFrame({"fromId": [1, 1], "toId": ["x", "y"], "travel_time": ["3", None]})
    assert pairs(from_table(frame)) == [[1, "x", 3.0]]
    with pytest.raises(InputError, match=said("La table de temps, ligne 2, colonne")):
        from_table(frame.assign(travel_time=[1, -2]))
    assert from_table(frame.iloc[:0]).matrix.nnz == 0


def test_limit_and_type_are_those_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "from_id,to_id,travel_time\na,x,30\na,y,30.01\n")
    table = from_table(path, limit=30, dtype="float32")
    assert (table.matrix.nnz, table.dtype, table.limit) == (1, np.float32, 30.0)
    assert table.destinations.tolist() == ["x", "y"]


def test_a_compressed_csv_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "temps.csv.gz"
    pd.DataFrame({"from_id": ["a"], "to_id": ["x"], "travel_time": [4.5]}).to_csv(path, index=False)
    assert pairs(from_table(path)) == [["a", "x", 4.5]]


def test_a_table_saved_by_territory_is_also_a_table_of_times(tmp_path: Path) -> None:
    table = CostTable.from_pairs(["a"], ["x"], [4.5])
    table.to_parquet(tmp_path / "coûts.parquet")
    assert pairs(from_table(tmp_path / "coûts.parquet")) == [["a", "x", 4.5]]


@given(
    st.dictionaries(
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["x", "É", "z z", "a;b"])),
        st.none() | st.floats(0, 1e6),
        max_size=8,
    ),
    st.sampled_from(["csv", "parquet", "frame"]),
)
def test_however_a_table_is_given_its_pairs_are_the_same(
    rows: dict[tuple[int, str], float | None], form: str
) -> None:
    frame = pd.DataFrame(
        {
            "from_id": pd.Series([key[0] for key in rows], dtype="int64"),
            "to_id": pd.Series([key[1] for key in rows], dtype="str"),
            "travel_time": pd.Series(list(rows.values()), dtype="float64"),
        }
    )
    ids = list(dict.fromkeys(key[0] for key in rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"t.{form}"
        if form == "csv":
            frame.to_csv(path, index=False)
        elif form == "parquet":
            frame.to_parquet(path)
        table = from_table(frame if form == "frame" else path, origins=pd.Index(ids, dtype="int64"))
    found = table.to_frame()
    kept = dict(zip(zip(found["from_id"], found["to_id"], strict=True), found["cost"], strict=True))
    assert kept == {key: time for key, time in rows.items() if time is not None}


def test_a_dense_matrix_leaves_out_what_it_does_not_reach() -> None:
    dense = np.array([[0, np.nan], [30, 31]])
    table = from_matrix(dense, ["a", "b"], ["x", "y"], limit=30, dtype="float32")
    assert pairs(table) == [["a", "x", 0.0], ["b", "x", 30.0]]
    assert table.dtype == np.float32
    frame = pd.DataFrame(dense, index=["a", "b"], columns=["x", "y"])
    assert pairs(from_matrix(frame)) == [["a", "x", 0.0], ["b", "x", 30.0], ["b", "y", 31.0]]


@pytest.mark.parametrize(
    ("dense", "words"),
    [
        ([[1, -2]], "dense : le coût de a à y est -2.0"),
        ([[1, np.inf]], "dense : le coût de a à y est inf"),
        ([[1, "loin"]], "dense : « loin »"),
        ([[1, 2, 3]], "ne convient pas à 1 origines et 2 destinations"),
        ([1, 2], "une matrice (origines x destinations) est attendue"),
    ],
)
def test_a_wrong_dense_matrix_is_refused_by_its_pair(dense: object, words: str) -> None:
    with pytest.raises(InputError, match=said(words)):
        from_matrix(dense, ["a"], ["x", "y"])
