"""Accents lost to a wrong encoding come back; right text is never touched."""

from __future__ import annotations

import pandas as pd
import pytest

from territory.sources._mojibake import mend_text, reread

WORDS = ["Québec", "Trois-Rivières", "Lévis", "L'Île-Perrot", "Saint-François", "hôpital", "août"]


@pytest.mark.parametrize(("written", "read_as"), [("cp1252", "mac_roman"), ("utf-8", "latin-1")])
def test_text_read_with_the_wrong_table_is_mended(written: str, read_as: str) -> None:
    broken = pd.Series([word.encode(written).decode(read_as) for word in WORDS], dtype="string")
    assert broken.tolist() != WORDS
    mended, count = mend_text(pd.DataFrame({"nom": broken}), read_as, written)
    assert mended["nom"].tolist() == WORDS
    assert count == len(WORDS)


@pytest.mark.parametrize(("written", "read_as"), [("cp1252", "mac_roman"), ("utf-8", "latin-1")])
def test_right_text_stays_as_it_is(written: str, read_as: str) -> None:
    right = pd.DataFrame({"nom": pd.Series([*WORDS, None], dtype="string")})
    same, count = mend_text(right, read_as, written)
    assert count == 0
    pd.testing.assert_frame_equal(same, right)


def test_a_value_that_cannot_have_come_about_that_way_is_left_alone() -> None:
    values = pd.Series(["œuvre — déjà", "QuÃ©bec"], dtype="string")
    assert reread(values, "latin-1", "utf-8").tolist() == ["œuvre — déjà", "Québec"]
