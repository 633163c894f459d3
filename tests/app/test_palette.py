"""Colours stay apart for people who do not see them all; absence is never the lightest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from territory.report.diverging import GAINS, LOSSES, UNCHANGED
from territory_app.views import palette

SIGHTS = {
    "full": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.01182, 0.04294, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.3039]]
    ),
}  # fmt: skip
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB."""
ABSENT = (palette.MISSING, palette.SMALL, palette.NOT_APPLICABLE, palette.SELF_GOVERNED)
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


def _apart(one: str, other: str, sight: str) -> float:
    """Distance of two colours in CIELAB (1976), as ``sight`` sees them."""
    seen = [_lab(SIGHTS[sight] @ _linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def _luminance(colour: str) -> float:
    return float(TO_XYZ[1] @ _linear(colour))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", ["lack", "supply", "need"])
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7])
def test_neighbours_of_a_ramp_can_be_told_apart(name: str, count: int, sight: str) -> None:
    colours = palette.ramp(name, count)
    for one, other in itertools.pairwise(colours):
        assert _apart(one, other, sight) > 10


@pytest.mark.parametrize("name", ["lack", "supply", "need"])
@pytest.mark.parametrize("count", [5, 6, 7])
def test_a_ramp_darkens_from_end_to_end(name: str, count: int) -> None:
    colours = palette.ramp(name, count)
    luminances = [_luminance(colour) for colour in colours]
    assert len(colours) == count
    assert luminances == sorted(luminances, reverse=True)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_nine_squares_of_two_variables_can_all_be_told_apart(sight: str) -> None:
    for one, other in itertools.combinations(palette.CROSSED, 2):
        assert _apart(one, other, sight) > 18


def test_squares_darken_as_need_grows_and_as_access_weakens() -> None:
    light = np.array([_luminance(colour) for colour in palette.CROSSED]).reshape(3, 3)
    assert (np.diff(light, axis=0) < 0).all()
    assert (np.diff(light, axis=1) < 0).all()


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_three_judgements_can_be_told_apart(sight: str) -> None:
    colours = [style.colour for style in palette.CLASS_STYLES.values()]
    for one, other in itertools.combinations(colours, 2):
        assert _apart(one, other, sight) > 20


@pytest.mark.parametrize("style", ABSENT)
def test_the_ink_of_a_pattern_stands_out_of_its_ground(style: palette.Style) -> None:
    contrast = (_luminance(style.colour) + 0.05) / (_luminance(style.ink) + 0.05)
    assert contrast >= 3


def test_absence_is_a_pattern_not_a_colour_of_a_ramp() -> None:
    absent = {style.colour for style in ABSENT}
    ramps = {*palette.LACK, *palette.SUPPLY, *palette.NEED, *palette.CROSSED}
    assert not absent & ramps.union(*palette.LONG.values())
    assert len({style.pattern for style in ABSENT} - {None}) == len(ABSENT)


def test_each_kind_of_service_has_its_own_shape() -> None:
    assert len(set(palette.KIND_SHAPES.values())) == len(palette.KIND_SHAPES) == len(palette.KINDS)


@pytest.mark.parametrize("sight", SIGHTS)
def test_every_change_of_a_scenario_can_be_told_apart(sight: str) -> None:
    for one, other in itertools.combinations((*LOSSES, UNCHANGED, *GAINS), 2):
        assert _apart(one, other, sight) > 10
