"""A note is one sentence, its figures written as each language writes them."""

from __future__ import annotations

import copy

import pytest

from territory.tables.notes import note, tell
from territory.text import Amount

NBSP = "\u00a0"


def test_a_note_reads_as_french_wherever_a_text_is_expected() -> None:
    one = note("Populations arrondies à 5 par Statistique Canada.")
    assert one == "Populations arrondies à 5 par Statistique Canada."
    assert one.told("en") == "Populations rounded to 5 by Statistics Canada."


def test_figures_are_written_as_the_language_does() -> None:
    one = note("« {name} » : connu pour {count} personnes sur {total} ({share:%}).",
               name="faible revenu", count=1598, total=3196.0, share=0.5)  # fmt: skip
    assert one == (
        f"«{NBSP}faible revenu{NBSP}»{NBSP}: connu pour 1{NBSP}598 personnes sur 3{NBSP}196 "
        f"(50,0{NBSP}%)."
    )
    assert one.told("en") == "“faible revenu”: known for 1,598 of 3,196 people (50.0%)."


@pytest.mark.parametrize(("count", "told"), [(0, "0 areas"), (1, "1 area"), (2, "2 areas")])
def test_english_agrees_with_the_number(count: int, told: str) -> None:
    assert note("{count} aires", count=count).told("en") == told


def test_a_share_or_a_number_nobody_knows_is_a_dash() -> None:
    assert note("{share:%} {count}", share=None, count=float("nan")).told("en") == "— —"


def test_lists_signs_decimals_and_amounts() -> None:
    one = note("{a:+} {b:2} {c} {d:,} {e}", a=5, b=1.5, c=["x", "y"], d=["x", "y"], e=Amount(0.5))
    assert one == "+5 1,50 x et y x, y 0,5"
    assert one.told("en") == "+5 1.50 x and y x, y 0.5"


def test_a_note_within_a_note_is_told_in_the_same_language() -> None:
    parts = [note("{name} : {count}", name="CT", count=1883)]
    one = note("{kinds:,}", kinds=parts)
    assert one == f"CT{NBSP}: 1{NBSP}883"
    assert one.told("en") == "CT: 1,883"


def test_what_is_taken_out_of_a_note_is_taken_out_of_both_languages() -> None:
    one = note("Codes sans polygone : {codes}.", codes=["a", "secret"])
    mended = one.mended(lambda text: text.replace("secret", "b"))
    assert mended == f"Codes sans polygone{NBSP}: a et b."
    assert mended.told("en") == "Codes without a polygon: a and b."


def test_a_copied_note_can_still_be_told() -> None:
    one = note("{count} aires", count=2)
    assert copy.deepcopy(one).told("en") == "2 areas"


def test_a_plain_text_goes_through_the_catalogue() -> None:
    assert tell("Aucun effectif dans ce fichier : les ETC sont inconnus.", "en") == (
        "No staff figures in this file: FTEs are unknown."
    )
