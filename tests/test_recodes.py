"""Codes that changed: a join across a known change is refused, or goes through it when asked."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from territory.codes import repair
from territory.errors import InputError
from territory.recodes import between, changes, load_recodes, years
from territory.sources._mojibake import mend_text
from territory.text import fold


def codes(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def test_a_merged_municipality_is_refused_with_what_happened_and_what_to_write() -> None:
    with pytest.raises(InputError) as refused:
        between(codes("MUN:32040"), "municipality", "2021", "2025", what="pop.csv")
    said = str(refused.value)
    for part in ("pop.csv", "MUN:32040", "MUN:32043", "Plessisville", "2024", "recode = true"):
        assert part in said


def test_a_merger_goes_from_many_to_one_when_asked() -> None:
    told = between(
        codes("MUN:32040", "MUN:32045", None, "MUN:46075"),
        "municipality",
        "2021",
        "2025",
        recode=True,
    )
    assert told[:2].tolist() == ["MUN:32043", "MUN:32043"]
    assert pd.isna(told[2])
    assert told[3] == "MUN:46075"


def test_a_merger_cannot_be_undone_even_when_asked() -> None:
    with pytest.raises(InputError, match="ne se partagent pas"):
        between(codes("MUN:32043"), "municipality", "2025", "2016", recode=True)


def test_a_plain_recode_goes_both_ways() -> None:
    old, new = codes("MUN:82010"), codes("MUN:80087")
    assert between(old, "municipality", "2016", "2025", recode=True).tolist() == new.tolist()
    assert between(new, "municipality", "2025", "2016", recode=True).tolist() == old.tolist()


@pytest.mark.parametrize("code", ["RLS:0611", "RLS:0612", "RLS:1611", "RLS:1612"])
def test_a_code_with_two_meanings_is_refused_even_when_a_recode_is_asked(code: str) -> None:
    entry, layer, codes_of = "sous cette entrée", r"sous \[\[territories\]\]", "Donnez les codes"
    for before, after, way in (
        ("2013", "2020", codes_of),
        ("2020", "2012", codes_of),
        (None, "2020", entry),
        ("2015", "2020", entry),
        ("1996-2041", "2020", entry),
        ("2013", None, layer),
    ):
        with pytest.raises(InputError, match=way) as refused:
            between(codes(code), "rls", before, after, recode=True)
        assert ("vintage =" in str(refused.value)) == (way != codes_of)


def test_a_code_with_two_meanings_is_taken_where_both_vintages_are_on_one_side() -> None:
    assert between(codes("RLS:0611"), "rls", "2022", "2020-04-01").tolist() == ["RLS:0611"]
    assert between(codes("RLS:0611"), "rls", "2011", "2013").tolist() == ["RLS:0611"]


def test_estrie_before_and_after_2021_are_two_territories() -> None:
    for region in ("REG:05", "REG:16"):
        with pytest.raises(InputError, match="limites"):
            between(codes(region), "region", "2018", "2025")
    assert between(codes("REG:04"), "region", "2018", "2025").tolist() == ["REG:04"]
    assert between(codes("REG:05"), "region", "2018", "2025", recode=True).tolist() == ["REG:05"]


def test_the_mrc_that_changed_region_keeps_its_code() -> None:
    assert between(codes("MRC:46"), "mrc", "2018", "2025").tolist() == ["MRC:46"]


def test_a_new_name_changes_no_code() -> None:
    assert between(codes("MRC:27"), "mrc", "2016", "2026").tolist() == ["MRC:27"]


def test_one_vintage_is_never_crossed() -> None:
    assert not len(changes(codes("MUN:32040"), "municipality", "2021", "2021"))
    assert not len(changes(codes("MUN:32040"), "municipality", "2016", "2021"))


def test_a_vintage_that_is_not_known_does_not_hide_a_vanished_code() -> None:
    with pytest.raises(InputError, match="MUN:88057"):
        between(codes("MUN:88060"), "municipality", None, "2025")


def test_codes_of_another_level_are_refused() -> None:
    with pytest.raises(InputError, match="RSS:17"):
        between(codes("RSS:17"), "region", "2018", "2025")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2016-2021", (2016, 2021)),
        ("2020-04-01", (2020, 2020)),
        ("2025-04", (2025, 2025)),
        ("V2025-04", (2025, 2025)),
        ("avril 2025", (2025, 2025)),
        ("", None),
        (None, None),
        ("démonstration", None),
    ],
)
def test_years_of_a_vintage(written: str | None, meant: tuple[int, int] | None) -> None:
    assert years(written) == meant


def test_the_table_is_sound() -> None:
    table = load_recodes()
    assert not table.duplicated(["level", "old_code", "new_code", "kind"]).any()
    assert (table["source"] != "").all()
    same = table["old_code"] == table["new_code"]
    assert same[table["kind"].isin(["rename", "reuse"])].all()
    assert not same[table["kind"].isin(["merge", "recode"])].any()
    merged = table.loc[table["kind"] == "merge"].groupby("new_code").size()
    assert (merged >= 2).all()


def test_a_table_with_a_kind_or_a_date_unknown_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recodes.csv"
    text = ",".join(load_recodes().columns[:11])
    path.write_text(text + "\nhier,mrc,MRC:27,MRC:27,a,b,,,rename,x,\n", encoding="utf-8")
    with pytest.raises(InputError, match="ligne 2"):
        load_recodes(path)


@pytest.mark.real
def test_every_code_that_vanished_between_the_real_files_is_explained(real_data: Path) -> None:
    """2016 subdivisions against the 2025 directory: 23 gone; 18 have a successor in the table.

    The other five are settlements the directory does not list.
    """
    old = pyogrio.read_dataframe(
        real_data / "boundaries/census_2016/csd_qc_16.dbf", read_geometry=False
    )
    new = pd.read_csv(real_data / "population/MUN.csv", dtype=str, encoding="utf-8-sig")
    before = repair(old["CSDUID"].str[2:], "municipality")[0]
    after = repair(new["mcode"], "municipality")[0]
    gone = before[~before.isin(after)]
    table = load_recodes()
    known = table.loc[(table["level"] == "municipality") & table["old_code"].ne(table["new_code"])]
    assert len(gone) == 23
    assert set(known["old_code"]) <= set(gone)
    assert set(known["new_code"]) <= set(after)
    unexplained = old.loc[gone.index[~gone.isin(known["old_code"])]]
    assert set(unexplained["CSDTYPE"]) == {"S-"}
    assert len(unexplained) == 5


@pytest.mark.real
def test_the_regions_of_two_mrc_and_two_names_changed_between_the_real_layers(
    real_data: Path,
) -> None:
    old = pyogrio.read_dataframe(real_data / "boundaries/mrc_1m_2018/mrc.shp", read_geometry=False)
    new, _ = mend_text(
        gpd.GeoDataFrame(
            pyogrio.read_dataframe(
                real_data / "boundaries/mrc_sda_2025_attributes/mrc_s.dbf", read_geometry=False
            )
        ),
        "latin-1",
        "utf-8",
    )
    new = new.drop_duplicates("MRS_CO_MRC")
    both = old.assign(key=old["mrc_name"].map(fold)).merge(
        new.assign(key=new["MRS_NM_MRC"].map(fold)), on="key"
    )
    moved = both.loc[both["reg_id"] != both["MRS_CO_REG"], "MRS_CO_MRC"]
    table = load_recodes()
    known = table.loc[(table["level"] == "mrc") & (table["kind"] == "transfer"), "old_code"]
    assert set("MRC:" + moved) == set(known)
    renamed = set(new["MRS_CO_MRC"]) - set(both["MRS_CO_MRC"])
    assert renamed == {"27", "993"}


@pytest.mark.real
def test_no_rls_code_changed_between_2017_and_2020(real_data: Path) -> None:
    old = pyogrio.read_dataframe(
        real_data / "crosswalks/Territoires_CLSC_2017.dbf", read_geometry=False
    )
    new = pyogrio.read_dataframe(
        real_data / "boundaries/rls_2020/rls_no_water.shp", read_geometry=False
    )
    assert set(old["RLS_code"]) == set(new["RLS_code"])
    assert (old["CLSC_code"].str[:4] == old["RLS_code"]).all()
