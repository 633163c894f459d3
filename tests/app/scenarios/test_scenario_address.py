"""A scenario in an address: it comes back as it was, and whatever else comes is refused."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.errors import InputError
from territory_app.scenarios.address import LARGEST, LONGEST, decode, encode


def coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@given(st.text(max_size=400))
def test_a_scenario_comes_back_as_it_was(text: str) -> None:
    assert decode(encode(text)) == text


@given(st.text(max_size=400))
def test_it_is_made_of_characters_that_addresses_carry(text: str) -> None:
    assert encode(text).replace("-", "").replace("_", "").isalnum()


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300).map(coded)))
def test_what_is_no_scenario_is_told_in_one_sentence(text: str) -> None:
    told = ""
    try:
        decode(text)
    except InputError as refusal:
        told = refusal.sentence("fr")
    assert not told or (told.endswith(".") and "\n" not in told)


def test_what_would_fill_the_memory_once_expanded_is_refused_before() -> None:
    bomb = coded(zlib.compress(b"a" * 5_000_000, 9))
    assert len(bomb) < LONGEST
    with pytest.raises(InputError, match="trop long"):
        decode(bomb)


def test_an_address_longer_than_servers_read_is_refused() -> None:
    with pytest.raises(InputError, match="trop long"):
        decode("a" * (LONGEST + 1))


def test_a_file_longer_than_an_address_carries_is_refused() -> None:
    with pytest.raises(InputError, match="trop long"):
        encode("a" * (LARGEST + 1))


@pytest.mark.parametrize("rest", [b"", b"more"])
def test_an_address_that_was_cut_or_added_to_is_refused(rest: bytes) -> None:
    whole = zlib.compress(b"[scenario]", 9)
    with pytest.raises(InputError, match="mal copiée"):
        decode(coded(whole + rest if rest else whole[:-3]))


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(InputError, match="mal copiée"):
        decode(coded(zlib.compress(b"\xff\xfe")))
