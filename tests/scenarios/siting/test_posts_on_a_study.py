"""What the program promises of posts is what the study gives when it is walked again."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tests.scenarios.siting.cases import with_one_door
from tests.scenarios.small_study import T1, T2, T3, small_walk

from territory.errors import InputError
from territory.scenarios.ground import site_territory, with_fte
from territory.scenarios.model import Posts
from territory.scenarios.siting.posts import optimal_posts
from territory.study import Walk


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the small study; the staff of every CLSC is known."""
    whole = small_walk(tmp_path_factory.mktemp("petite"))
    services = whole.tables.services
    clsc = services["kind"] == "clsc"
    told = services.assign(fte_ts=services["fte_ts"].where(~clsc, services["fte_ts"].fillna(1.0)))
    return whole.again(tables=replace(whole.tables, services=told), freeze=False)


def change(**keys: object) -> Posts:
    return Posts.model_validate(
        {"kind": "postes", "count": 6, "role": "ts", "rule": "optimal", "at": "clsc", **keys}
    )


def candidates(base: Walk, kind: str) -> pd.Index:
    services = base.tables.services
    fit = (services["kind"] == kind) & (services["mode"] == "in_person")
    return pd.Index(services.loc[fit, "service_id"])


def placed(base: Walk, asked: Posts) -> tuple[pd.Series, dict[str, object], pd.DataFrame]:
    """Return the posts, what is told, and the gaps of the study walked with them."""
    where = site_territory(base.tables, "clsc")
    posts, told = optimal_posts(base, base.tables, asked, candidates(base, asked.at), where)
    added = pd.DataFrame({f"fte_{asked.role}": posts.astype(float)})
    services = with_fte(base.tables.services, added)
    after = base.again(tables=replace(base.tables, services=services))
    return posts, told, after.gaps("clsc").set_index("territory_id")


def test_the_worst_off_territory_is_where_the_program_says(base: Walk) -> None:
    posts, told, gaps = placed(base, change())
    assert (posts.sum(), told["optimal"] or told["gap"] < 1e-3) == (6, True)
    assert gaps["access_mean"].min() == pytest.approx(told["objective"], rel=1e-6)
    before = base.gaps("clsc")["access_mean"].min()
    assert gaps["access_mean"].min() > before


def test_the_shortfall_left_is_the_studys(base: Walk) -> None:
    posts, told, gaps = placed(base, change(aim="shortfall", count=3))
    assert posts.sum() == 3
    assert gaps["fte_shortfall"].sum() == pytest.approx(told["objective"], abs=1e-6)


def test_the_people_who_find_a_door_are_the_studys(base: Walk) -> None:
    lonely = with_one_door(base)
    posts, told, gaps = placed(lonely, change(aim="people_reached", count=2, at="library"))
    assert posts.sum() == 2
    fewer = lonely.gaps("clsc")["people_beyond_reach"].sum() - gaps["people_beyond_reach"].sum()
    assert fewer == pytest.approx(told["objective"])
    assert fewer > 0


def test_floors_count_the_posts_already_there(base: Walk) -> None:
    where = site_territory(base.tables, "clsc")
    have = pd.Series({T1: 9.0, T2: 0.5, T3: 0.0})
    posts, told = optimal_posts(
        base, base.tables, change(floor=2), candidates(base, "clsc"), where, existing=have
    )
    by = posts.groupby(where.reindex(posts.index)).sum()
    homeless = set(told["floors_without_site"])
    for code, least in ((T2, 2), (T3, 2)):
        assert code in homeless or by[code] >= least


def test_a_role_the_norm_does_not_count_is_refused(base: Walk) -> None:
    with pytest.raises(InputError, match=r"ne compte pas le rôle « oc »".replace(" ", ".")):
        placed(base, change(role="oc"))


def test_no_candidate_is_refused(base: Walk) -> None:
    with pytest.raises(InputError, match="Aucun point ne peut recevoir"):
        optimal_posts(base, base.tables, change(), pd.Index([]), pd.Series(dtype=object))
