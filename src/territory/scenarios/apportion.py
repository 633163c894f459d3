"""Sharing whole posts among territories: one pure function per rule (definitions, section 7).

Every rule returns the same table, and every figure of a row can be found again by hand from the
others of its column. What each rule keeps:

============================  =====  =====================  ===============
rule                          quota  one post more (house)  equal claims
============================  =====  =====================  ===============
`largest_remainder`           yes    **no** (Alabama)       equal, up to one
`floor_then_need`             above  **no** (Alabama)       equal, up to one
                              floor
`largest_gaps`                no     yes                    equal, up to one
============================  =====  =====================  ===============

*Quota*: a territory gets its exact share of the posts, rounded down or up, and nothing else.
*House monotone*: with one post more to give, nobody gets less.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from territory.errors import InputError

COLUMNS = ("floor", "need", "quota", "whole", "remainder", "extra", "posts")
# A post lacking by less than this is a rounding of the FTE given, not a post.
_WHOLE = 1e-9


def largest_remainder(count: int, need: ArrayLike, ids: Sequence[str]) -> pd.DataFrame:
    """Share ``count`` posts in proportion to need, the last ones to the largest remainders.

    ``q_T = count n_T / sum(n)``; each gets the whole part of its quota, and the posts left go one
    by one to the largest remainders; ties go to the larger need, then to the first id. Quotas
    are compared as exact fractions of the figures given, never as rounded numbers.

    Keeps quota. Is **not** house monotone: with one post more a territory may lose one (the
    Alabama paradox). Needs of 6, 6 and 2 give the third 2 of 10 posts, and 1 of 11.

    Parameters
    ----------
    count : int
        Posts to give.
    need : array_like of float, shape (n,)
        Never negative; their sum is above 0 where there is a post to give.
    ids : sequence of str
        One per territory; they break the last ties.

    Returns
    -------
    pandas.DataFrame
        Indexed by id: ``floor`` (0), ``need``, ``quota``, ``whole``, ``remainder``, ``extra``,
        ``posts``.

    Examples
    --------
    >>> largest_remainder(10, [6, 6, 2], ["a", "b", "c"])["posts"].tolist()
    [4, 4, 2]
    >>> largest_remainder(11, [6, 6, 2], ["a", "b", "c"])["posts"].tolist()
    [5, 5, 1]
    """
    return floor_then_need(count, need, ids)


def floor_then_need(
    count: int,
    need: ArrayLike,
    ids: Sequence[str],
    *,
    existing: ArrayLike = 0.0,
    floor: float = 0.0,
) -> pd.DataFrame:
    """Bring every territory to a floor, then share what is left in proportion to need.

    ``f_T = max(0, floor - e_T)`` posts come first; the ``count - sum(f)`` left are shared as
    `largest_remainder` does. Posts are whole: where existing posts are part-time, so that the
    floor lacks 1.4 posts, 2 are given, since a floor that is not reached is none.

    Keeps quota above the floors. Is **not** house monotone, for what is left is shared by largest
    remainder.

    Parameters
    ----------
    count : int
    need : array_like of float, shape (n,)
    ids : sequence of str
    existing : array_like of float
        Posts already there, in full-time equivalents; one figure or one per territory.
    floor : float
        Posts everyone is to have.

    Returns
    -------
    pandas.DataFrame
        As `largest_remainder`; ``posts = floor + whole + extra``.

    Raises
    ------
    InputError
        When the floors ask for more posts than there are: it says by how many.

    Examples
    --------
    >>> table = floor_then_need(
    ...     10, [9000, 9500, 6500], ["A", "B", "C"], existing=[1, 0, 0], floor=1
    ... )
    >>> table["quota"].round(6).tolist(), table["posts"].tolist()
    ([2.88, 3.04, 2.08], [3, 4, 3])
    """
    needs, names = _needs(need), list(ids)
    lacking = np.maximum(0.0, floor - _each(existing, len(names)))
    floors = np.ceil(lacking - _WHOLE).astype(np.int64)
    left = count - int(floors.sum())
    if left < 0:
        raise InputError(
            "Le plancher de {floor} par territoire demande {asked} postes, et il y en a {count} à "
            "donner : il en manque {missing}. Abaissez « floor » ou augmentez « count ».",
            floor=f"{floor:g}",
            asked=int(floors.sum()),
            count=count,
            missing=-left,
        )
    whole, extra, remainder = _quotas(left, needs, names)
    return _table(
        names,
        floor=floors,
        need=needs,
        quota=whole + remainder,
        whole=whole,
        remainder=remainder,
        extra=extra,
        posts=floors + whole + extra,
    )


def largest_gaps(
    count: int, need: ArrayLike, ids: Sequence[str], *, existing: ArrayLike = 0.0
) -> pd.DataFrame:
    """Give each next post to the territory that has the fewest per person in need.

    The territory worst off is the one with the least ``(e_T + posts so far) / n_T``; ties go to
    the larger need, then to the first id. It fills the deepest gaps first, as water would, and
    ends with the worst-off territory as high as whole posts can bring it.

    House monotone: the post that comes last takes nothing from those before it. Does not keep
    quota: a territory well supplied may get nothing. By hand, from the rows alone: the posts
    are right when nobody's last post, once taken away, leaves them better off than somebody.

    Parameters
    ----------
    count : int
    need : array_like of float, shape (n,)
        People, weighted by their need or not; nobody with 0 gets a post.
    ids : sequence of str
    existing : array_like of float

    Returns
    -------
    pandas.DataFrame
        As `largest_remainder`; ``floor, quota, whole, remainder, extra`` are blank.

    Examples
    --------
    >>> table = largest_gaps(3, [1000, 1000, 500], ["a", "b", "c"], existing=[2, 0, 0])
    >>> table["posts"].tolist()
    [0, 2, 1]
    """
    names = list(ids)
    turns = in_turn(count, need, names, existing=existing)
    return _table(names, need=_needs(need), posts=np.bincount(turns, minlength=len(names)))


def in_turn(
    count: int, need: ArrayLike, ids: Sequence[str], *, existing: ArrayLike = 0.0
) -> NDArray[np.intp]:
    """Return the position of the territory that gets each post under `largest_gaps`, in order.

    Examples
    --------
    >>> in_turn(3, [1000, 1000, 500], ["a", "b", "c"], existing=[2, 0, 0]).tolist()
    [1, 2, 1]
    """
    needs, names = _needs(need), list(ids)
    already = _each(existing, len(names))
    line = [
        (already[i] / needs[i], -needs[i], names[i], i, 0)
        for i in range(len(names))
        if needs[i] > 0
    ]
    if count and not line:
        raise InputError(
            "Il reste {count} postes à partager selon le besoin, et aucun territoire n'en a.",
            count=count,
        )
    heapq.heapify(line)
    turns = np.empty(count, dtype=np.intp)
    for turn in range(count):
        _, claim, name, place, given = line[0]
        turns[turn] = place
        level = (already[place] + given + 1) / needs[place]
        heapq.heapreplace(line, (level, claim, name, place, given + 1))
    return turns


def spaced(
    posts: ArrayLike, need: ArrayLike, ids: Sequence[str], *, floor: ArrayLike = 0
) -> NDArray[np.intp]:
    """Return the territory of each post in an order that serves everyone in step.

    Posts of the floor come first. Then, and among those of the floor, the *j*-th of a
    territory's *p* posts is due at ``(j - 1/2) / p``; ties go to the larger need, then to the
    first id. Cut anywhere, the order has served everyone about in proportion; at its end each
    territory has all its posts.

    Parameters
    ----------
    posts : array_like of int, shape (n,)
        What each territory gets in the end, floor included.
    need : array_like of float, shape (n,)
    ids : sequence of str
    floor : array_like of int

    Returns
    -------
    numpy.ndarray of int, shape (sum of posts,)

    Examples
    --------
    >>> spaced([2, 4], [1, 2], ["a", "b"]).tolist()
    [1, 0, 1, 1, 0, 1]
    >>> spaced([2, 4], [1, 2], ["a", "b"], floor=[1, 0]).tolist()
    [0, 1, 1, 0, 1, 1]
    """
    given = np.asarray(posts, dtype=np.int64)
    first = np.minimum(_each(floor, len(given)).astype(np.int64), given)
    places, dues, stages = [], [], []
    for stage, counts in enumerate((first, given - first)):
        place = np.repeat(np.arange(len(given)), counts)
        place_start = np.repeat(np.cumsum(counts) - counts, counts)
        rank = np.arange(len(place)) - place_start
        places.append(place)
        dues.append((2 * rank + 1) / (2 * counts[place]))
        stages.append(np.full(len(place), stage))
    place = np.concatenate(places)
    by_name = np.argsort(np.argsort(np.asarray(list(ids), dtype=str), kind="stable"))
    keys = (by_name[place], -_needs(need)[place], np.concatenate(dues), np.concatenate(stages))
    order: NDArray[np.intp] = place[np.lexsort(keys)].astype(np.intp)
    return order


def by_year(count: int, years: int) -> NDArray[np.int64]:
    """Return the year, from 1, of each of ``count`` posts: as many each year, up to one.

    The years with one more come first, since the need is there now.

    Examples
    --------
    >>> by_year(7, 3).tolist()
    [1, 1, 1, 2, 2, 3, 3]
    """
    each, more = divmod(count, years)
    totals = [each + (year < more) for year in range(years)]
    return np.repeat(np.arange(1, years + 1, dtype=np.int64), totals)


def in_proportion(count: int, need: ArrayLike, ids: Sequence[str]) -> NDArray[np.int64]:
    """Return the posts of `largest_remainder` alone.

    Examples
    --------
    >>> in_proportion(10, [6, 6, 2], ["a", "b", "c"]).tolist()
    [4, 4, 2]
    """
    whole, extra, _ = _quotas(count, _needs(need), list(ids))
    return whole + extra


def _quotas(
    count: int, needs: NDArray[np.float64], names: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return whole parts, posts by largest remainder, and remainders, from exact fractions."""
    exact = _exact(needs)
    total = sum(exact)
    if count and not total:
        raise InputError(
            "Il reste {count} postes à partager selon le besoin, et aucun territoire n'en a.",
            count=count,
        )
    parts = [divmod(count * one, total) if total else (0, 0) for one in exact]
    whole = np.array([part for part, _ in parts], dtype=np.int64)
    over = [rest for _, rest in parts]
    first = sorted(range(len(names)), key=lambda i: (-over[i], -exact[i], names[i]))
    extra = np.zeros(len(names), dtype=np.int64)
    extra[first[: count - int(whole.sum()) if total else 0]] = 1
    remainder = [float(Fraction(rest, total)) if total else 0.0 for rest in over]
    return whole, extra, np.array(remainder, dtype=np.float64)


def _needs(need: ArrayLike) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(need, dtype=np.float64))


def _each(values: ArrayLike, size: int) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (size,))


def _exact(needs: NDArray[np.float64]) -> list[int]:
    """Return needs as whole numbers in the same proportions, exactly."""
    ratios = [float(one).as_integer_ratio() for one in needs]
    common = math.lcm(*(below for _, below in ratios)) if ratios else 1
    return [above * (common // below) for above, below in ratios]


def _table(ids: Sequence[str], **columns: NDArray[np.generic]) -> pd.DataFrame:
    table = pd.DataFrame(columns, index=pd.Index(list(ids), dtype="str"))
    table = table.reindex(columns=list(COLUMNS))
    whole = ["whole", "extra"]
    return table.astype(dict.fromkeys(whole, "Int64"))
