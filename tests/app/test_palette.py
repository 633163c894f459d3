"""Colours stay apart for people who do not see red or green; absence is never the lightest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from territory_app.views import palette

DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB."""
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175],
     [0.0193339, 0.119192, 0.9503041]]
)  # fmt: skip
WHITE = np.array([0.95047, 1.0, 1.08883])


def _linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = TO_XYZ @ np.clip(linear, 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _seen(colour: str, *, deuteranopia: bool) -> NDArray[np.float64]:
    linear = _linear(colour)
    return _lab(DEUTERANOPIA @ linear if deuteranopia else linear)


def _apart(one: str, other: str, *, deuteranopia: bool) -> float:
    difference = _seen(one, deuteranopia=deuteranopia) - _seen(other, deuteranopia=deuteranopia)
    return float(np.linalg.norm(difference))


def _luminance(colour: str) -> float:
    return float(TO_XYZ[1] @ _linear(colour))


@pytest.mark.parametrize("deuteranopia", [False, True])
@pytest.mark.parametrize("name", ["lack", "supply"])
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_neighbours_of_a_ramp_can_be_told_apart(name: str, count: int, deuteranopia: bool) -> None:
    colours = palette.ramp(name, count)
    for one, other in itertools.pairwise(colours):
        assert _apart(one, other, deuteranopia=deuteranopia) > 10


@pytest.mark.parametrize("name", ["lack", "supply"])
def test_a_ramp_darkens_from_end_to_end(name: str) -> None:
    luminances = [_luminance(colour) for colour in palette.ramp(name, 5)]
    assert luminances == sorted(luminances, reverse=True)


@pytest.mark.parametrize("deuteranopia", [False, True])
def test_the_three_judgements_can_be_told_apart(deuteranopia: bool) -> None:
    colours = [style.colour for style in palette.CLASS_STYLES.values()]
    for one, other in itertools.combinations(colours, 2):
        assert _apart(one, other, deuteranopia=deuteranopia) > 20


@pytest.mark.parametrize("style", [palette.MISSING, palette.SMALL, palette.SELF_GOVERNED])
def test_the_ink_of_a_pattern_stands_out_of_its_ground(style: palette.Style) -> None:
    contrast = (_luminance(style.colour) + 0.05) / (_luminance(style.ink) + 0.05)
    assert contrast >= 3


def test_absence_is_a_pattern_not_a_colour_of_a_ramp() -> None:
    absent = {style.colour for style in (palette.MISSING, palette.SMALL, palette.SELF_GOVERNED)}
    assert not absent & {*palette.LACK, *palette.SUPPLY}
    assert all(style.pattern for style in (palette.MISSING, palette.SMALL, palette.SELF_GOVERNED))


def test_each_kind_of_service_has_its_own_shape() -> None:
    assert len(set(palette.KIND_SHAPES.values())) == len(palette.KIND_SHAPES) == len(palette.KINDS)
