"""A scenario from elsewhere leaves a solver little time."""

from __future__ import annotations

import pytest

from territory.errors import InputError
from territory.scenarios.file import read_text

HEAD = '[scenario]\nname = "a"\ntitle = "A"\n'
POSTS = '[[change]]\nkind = "postes"\ncount = 5\n'


def test_two_solvers_share_one_minute() -> None:
    text = HEAD + 2 * (POSTS + 'rule = "optimal"\nseconds = 31\n')
    with pytest.raises(InputError, match="plus de 60 secondes"):
        read_text(text, closed=True)
    assert len(read_text(text, closed=False).change) == 2


def test_a_rule_that_needs_no_solver_takes_none_of_that_time() -> None:
    text = HEAD + 2 * (POSTS + 'rule = "need"\nseconds = 600\n')
    assert len(read_text(text, closed=True).change) == 2
