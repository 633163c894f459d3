"""Who moves and where to, under each way of saying it; what is refused, in one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.scenarios.small_study import R1, T1, T2, T3

from territory.errors import InputError
from territory.scenarios.changes.reattachment import reattach
from territory.scenarios.ground import Applied
from territory.scenarios.model import DEPLACE, SUR_PLACE, Reattachment
from territory.study import Walk
from territory.tables import Tables


def made(base: Walk, variant: str = DEPLACE, tables: Tables | None = None, **how: Any) -> Applied:
    change = Reattachment.model_validate({"kind": "rattachement", **how})
    return reattach(change, tables or base.tables, base, variant)


def site(applied: Applied, service_id: str) -> pd.Series:
    return applied.tables.services.set_index("service_id").loc[service_id]


def altered(base: Walk, service_id: str, **values: Any) -> Tables:
    """Return the tables with other values at one site."""
    services = base.tables.services.copy()
    for column, value in values.items():
        services.loc[services["service_id"] == service_id, column] = value
    return replace(base.tables, services=services)


def moved(applied: Applied) -> dict[tuple[str, str], float]:
    lines = applied.allocation
    keys = zip(lines["from_service_id"], lines["service_id"], strict=True)
    return dict(zip(keys, lines["posts"], strict=True))


def test_on_site_the_gmf_keeps_the_rest_and_a_site_opens_beside_it(small: Walk) -> None:
    done = made(small, SUR_PLACE, share=0.25)
    left, new = site(done, "g1"), site(done, "g1~rattache")
    assert (left["fte_ts"], left["fte"], left["registration"]) == (2.25, 2.25, "unknown")
    assert (new["fte_ts"], new["fte"], new["registration"]) == (0.75, 0.75, "open")
    assert (new["kind"], new["source"]) == ("gmf", "scénario")
    assert new["geometry"] == left["geometry"]
    rows = done.tables.membership.set_index("subject_id")["territory_id"]
    assert set(rows["g1~rattache"]) == set(rows["g1"]) == {T1, R1}


def test_what_opens_on_site_is_a_door(small: Walk) -> None:
    after = small.again(tables=made(small, SUR_PLACE, share=0.25).tables)
    assert bool(after.sites.loc["g1~rattache", "door"])
    assert not after.sites.loc["g1", "door"]


def test_both_sites_of_one_place_are_as_far_from_everyone(small: Walk) -> None:
    after = small.again(tables=made(small, SUR_PLACE, share=0.25).tables)
    costs = after.times.to_frame().set_index("from_id").groupby("to_id")["cost"]
    before = small.times.to_frame().set_index("from_id").groupby("to_id")["cost"]
    for one in ("g1", "g1~rattache"):
        assert costs.get_group(one).to_dict() == before.get_group("g1").to_dict()


def test_posts_that_move_go_to_the_clsc_of_the_territory_pro_rata(small: Walk) -> None:
    parts = moved(made(small, share=0.5))
    assert parts[("g1", "c1")] == pytest.approx(1.0)
    assert parts[("g1", "c2")] == pytest.approx(0.5)


def test_equal_parts_where_no_clsc_has_known_fte(small: Walk) -> None:
    tables = altered(small, "c1", fte_ts=np.nan, fte=np.nan)
    services = tables.services
    services.loc[services["service_id"] == "c2", ["fte_ts", "fte"]] = np.nan
    done = made(small, tables=tables, share=0.5)
    assert moved(done)[("g1", "c1")] == moved(done)[("g1", "c2")] == pytest.approx(0.75)
    reason = done.allocation.set_index("from_service_id").loc["g1", "reason"]
    assert "à parts égales" in reason.iloc[0]
    assert any("n'en avaient pas de connus" in told for told in done.notes)


def test_a_gmf_without_a_clsc_of_its_own_joins_the_nearest(small: Walk) -> None:
    done = made(small, share=0.5)
    line = done.allocation.set_index("from_service_id").loc["g3"]
    assert (line["service_id"], line["territory_id"], line["posts"]) == ("c3", T2, 1.0)
    assert "aucun CLSC dans son territoire" in line["reason"]


def test_without_clsc_territories_the_nearest_receives(small: Walk) -> None:
    rows = small.tables.membership
    levels = {"rls": small.tables.territories["rls"]}
    coarse = replace(small.tables, territories=levels, membership=rows.loc[rows["level"] == "rls"])
    done = made(small, tables=coarse, share=0.5)
    assert moved(done) == {("g1", "c2"): 1.5, ("g2", "c3"): 0.75, ("g3", "c3"): 1.0}
    assert done.allocation["reason"].str.startswith("l'étude n'a pas de territoires").all()
    assert done.allocation["name"].tolist() == ["Ouest", "Ouest", "Ouest"]
    with pytest.raises(InputError, match="demande le niveau"):
        made(small, tables=coarse, share=0.5, to="population")


def test_without_any_clsc_nothing_moves_and_a_line_says_why(small: Walk) -> None:
    services = small.tables.services
    none = replace(small.tables, services=services.loc[services["kind"] != "clsc"])
    done = made(small, tables=none, share=0.5)
    assert done.tables.services["fte"].equals(none.services["fte"])
    assert done.allocation["posts"].eq(0).all()
    assert done.allocation["service_id"].isna().all()
    assert set(done.allocation["from_service_id"]) == {"g1", "g2", "g3"}
    assert done.allocation["reason"].str.startswith("refusé").all()
    assert any("restent où ils sont" in told for told in done.notes)


def test_a_virtual_or_closed_clsc_receives_nothing(small: Walk) -> None:
    tables = altered(small, "c1", open_share=0.1)
    assert moved(made(small, tables=tables, share=0.5))[("g1", "c2")] == pytest.approx(1.5)
    assert "v1" not in set(made(small, share=0.5).allocation["service_id"])


def test_unknown_posts_stay_unknown_and_are_counted(small: Walk) -> None:
    done = made(small, share=0.5)
    assert pd.isna(site(done, "g4")["fte_ts"])
    assert any(told.startswith("1 GMF sur 4") for told in done.notes)


def test_each_way_of_saying_how_much_comes_before_the_next(small: Walk) -> None:
    done = made(
        small,
        SUR_PLACE,
        share=0.1,
        by_territory={R1: 0.2, T1: 0.5, T3: 0.4},
        by_site={"g2": 0.6},
        fte={"g3": 0.3},
    )
    posts = done.allocation.set_index("from_service_id")["posts"]
    assert posts.to_dict() == pytest.approx({"g1": 1.5, "g2": 0.9, "g3": 0.3})


def test_shared_by_population_everything_is_pooled(small: Walk) -> None:
    lines = made(small, share=0.5, to="population").allocation
    assert lines["posts"].sum() == pytest.approx(3.25)
    by_territory = lines.groupby("territory_id")["posts"].sum()
    assert by_territory[T2] / by_territory[T1] == pytest.approx(10_900 / 5_300)
    assert T3 not in by_territory


def test_nearest_ignores_territories(small: Walk) -> None:
    assert moved(made(small, share=0.5, to="nearest")) == {
        ("g1", "c2"): 1.5, ("g2", "c3"): 0.75, ("g3", "c3"): 1.0,
    }  # fmt: skip


def test_a_clsc_with_a_total_and_no_role_keeps_its_total(small: Walk) -> None:
    tables = altered(small, "c3", fte=5.0)
    done = made(small, tables=tables, share=0.5)
    assert site(done, "c3")["fte"] == pytest.approx(6.75)
    after = small.again(tables=done.tables)
    assert after.sites.loc["c3", "supply"] == pytest.approx(6.75)


def test_a_gmf_open_to_all_already_changes_nothing_on_site(small: Walk) -> None:
    tables = altered(small, "g1", registration="open")
    done = made(small, SUR_PLACE, tables=tables, share=0.5)
    assert "g1~rattache" not in set(done.tables.services["service_id"])
    line = done.allocation.set_index("from_service_id").loc["g1"]
    assert "déjà sans inscription" in line["reason"]


def test_two_reattachments_on_site_add_up(small: Walk) -> None:
    first = made(small, SUR_PLACE, by_site={"g1": 0.5})
    again = made(small, SUR_PLACE, tables=first.tables, by_site={"g1": 0.5})
    assert site(again, "g1~rattache")["fte_ts"] == pytest.approx(2.25)
    assert site(again, "g1")["fte_ts"] == pytest.approx(0.75)
    assert again.tables.services["service_id"].is_unique


def test_private_and_virtual_gmf_are_left_aside(small: Walk) -> None:
    tables = altered(small, "g1", sector="private")
    done = made(small, tables=tables, share=0.5)
    assert site(done, "g1")["fte_ts"] == 3.0
    assert any("1 GMF virtuel, ou d'un secteur" in told for told in done.notes)


def test_posts_not_counted_at_the_start_are_told(small: Walk) -> None:
    units = small.tables.population.assign(registered_share=np.nan)
    without = small.again(tables=replace(small.tables, population=units), freeze=False)
    assert without.without_gmf
    done = reattach(Reattachment(kind="rattachement", share=0.5), without.tables, without, DEPLACE)
    assert any("n'étaient pas comptés par la norme" in told for told in done.notes)


@pytest.mark.parametrize("variant", [SUR_PLACE, DEPLACE])
def test_a_share_of_nothing_changes_nothing(small: Walk, variant: str) -> None:
    done = made(small, variant, share=0.0)
    assert done.tables is small.tables
    assert not len(done.allocation)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"fte": {"g1": 3.5}}, r"« g1 » \(GMF du Pont\) a 3 ETC .* 3,5 ne peuvent pas"),
        ({"fte": {"g4": 1}}, r"GMF « g4 » \(GMF du Quai\) sont inconnus"),
        ({"fte": {"c1": 1}}, r"« c1 » \(CLSC du Nord\) n'est pas un GMF"),
        ({"by_site": {"g11": 0.5}}, r"« g11 » n'est pas dans l'étude \(« g1 »\?\)"),
        ({"by_territory": {"CLSC:99919": 0.5}}, r"« CLSC:99919 » n'est pas dans l'étude"),
    ],
)
def test_what_cannot_move_is_one_sentence(small: Walk, how: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence.replace(" »", "\N{NO-BREAK SPACE}»").replace(
        "« ", "«\N{NO-BREAK SPACE}"
    )):  # fmt: skip
        made(small, **how)


def test_a_gmf_out_of_the_norm_cannot_be_named(small: Walk) -> None:
    tables = altered(small, "g1", mode="virtual")
    with pytest.raises(InputError, match="ôtez-le du rattachement"):
        made(small, tables=tables, by_site={"g1": 0.5})
