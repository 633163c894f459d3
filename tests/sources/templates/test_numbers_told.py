"""Numbers inside sentences are written as the language of the sentence writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.fetching import checks
from territory.sources.templates.grid import Percent
from territory.sources.templates.model import Field
from territory.sources.templates.readers import read_outcome
from territory.sources.templates.values import Wrong, parse, quoted
from territory.text import Amount, translator, typeset

RATE = Field("rate", "Taux", "Rate", "share")


def both(wrong: Any) -> tuple[str, str]:
    """Return what is wrong, in both languages."""
    told = []
    for place, language in enumerate(("fr", "en")):
        said = {
            name: value.sentence(language)
            if isinstance(value, Amount)
            else value[place]
            if isinstance(value, tuple)
            else value
            for name, value in wrong.values.items()
        }
        told.append(translator(language)(wrong.what).format(**said))
    return told[0], told[1]


def test_a_small_percentage_is_questioned_with_the_comma_of_its_language() -> None:
    wrong = parse(0.85, RATE, "Taux (%)")
    assert isinstance(wrong, Wrong)
    french, english = both(wrong)
    assert french == typeset("« 0,85 » dans une colonne en % : est-ce 0,85 % ou 85 %?")
    assert "0.85% or 85%" in english


def test_what_the_file_writes_is_quoted_as_it_is_and_numbers_as_each_language() -> None:
    assert quoted("0.85") == "0.85"
    assert quoted(1250.5) == ("1\N{NO-BREAK SPACE}250,5", "1,250.5")
    assert quoted(Percent(1.2)) == ("120\N{NO-BREAK SPACE}%", "120%")


def test_many_fte_are_questioned_with_their_thousands(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "gmf.csv"
    path.write_text("Nom du GMF;Municipalité;ETC TS\nA;Gaspé;1250\n", encoding="utf-8")
    (fault,) = read_outcome(path, "gmf", meta=meta).faults(fatal=False)
    assert fault.told("fr")[0] == "1\N{NO-BREAK SPACE}250 est beaucoup"
    assert fault.told("en")[0].startswith("1,250 ")


def test_sizes_are_told_in_the_language_of_the_sentence(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "essai.csv"
    path.write_bytes(b"a;b\n" * 12_500)
    entry = SourceInfo(**{**meta.__dict__, "file_name": "essai.csv", "size_mb": 0.85})
    with pytest.raises(InputError) as refused:
        checks.check(path, entry)
    assert "(50\N{NO-BREAK SPACE}000 octets)" in str(refused.value)
    assert "0,85 Mo" in str(refused.value)
    assert "50,000 bytes" in refused.value.sentence("en")
    assert "0.85 MB" in refused.value.sentence("en")


@pytest.mark.parametrize("value", [1e28, float("inf"), float("nan"), -1e20])
def test_a_number_beyond_measure_is_still_written(value: float) -> None:
    assert Amount(value).sentence()
