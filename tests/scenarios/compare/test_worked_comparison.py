"""Section 6 of the definitions as a comparison tells it: who gains, who loses, what is kept."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.scenarios.worked_example import A, B, C

from territory.equity import gini
from territory.scenarios.compare import compare
from territory.scenarios.model import DEPLACE, SUR_PLACE
from territory.scenarios.outcome import Comparison
from territory.study import Walk
from territory.tables.dictionary import names
from territory.tables.scenarios import (
    COMPARED,
    DIFFERENCE_COLUMNS,
    EQUITY_COLUMNS,
    PEOPLE_COLUMNS,
)

BOTH = pytest.mark.parametrize("variant", [SUR_PLACE, DEPLACE])


def plain(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def everyone(one: Comparison) -> pd.DataFrame:
    return one.people[one.people["by"] == "everyone"].set_index("public")


@pytest.mark.parametrize(
    ("variant", "public", "gain", "lose"),
    [
        (SUR_PLACE, "registered", 0, 12_400),
        (DEPLACE, "registered", 4_800, 7_600),
        (SUR_PLACE, "nonregistered", 5_600, 0),
        (DEPLACE, "nonregistered", 2_400, 0),
        (SUR_PLACE, "average", 8_000, 10_000),
        (DEPLACE, "average", 10_000, 8_000),
        (SUR_PLACE, "reach", 0, 0),
        (DEPLACE, "reach", 0, 0),
    ],
)
def test_people_who_gain_and_lose_are_those_of_the_definitions(
    compared: dict[str, Comparison], variant: str, public: str, gain: float, lose: float
) -> None:
    row = everyone(compared[variant]).loc[public]
    assert (row["gain"], row["lose"]) == pytest.approx((gain, lose), abs=1e-6)


@pytest.mark.parametrize(
    ("variant", "public", "gain", "lose"),
    [
        # u1 (4,800 registered) goes from 10.9470 to 10.8455, -0.93 %; u2 (2,800) loses 1.76 %
        # and u3 (4,800) 11.66 %: 2,800 + 4,800.
        (SUR_PLACE, "registered", 0, 7_600),
        # u1 gains 2.38 %; u2 loses 0.83 %, u3 35.94 %.
        (DEPLACE, "registered", 4_800, 4_800),
        # u1 (1,200), u2 (1,200) and u3 (3,200) gain 2.05 %, 4.12 % and 86.33 %.
        (SUR_PLACE, "nonregistered", 5_600, 0),
        # u1 and u2 gain 5.56 % and 5.17 %.
        (DEPLACE, "nonregistered", 2_400, 0),
        # u3 (8,000) gains 3.81 %; u1 and u2 lose 0.36 % and 0.14 %.
        (SUR_PLACE, "average", 8_000, 0),
        # u1 (6,000) gains 2.98 % and u2 0.83 %; u3 loses 30.26 %.
        (DEPLACE, "average", 6_000, 8_000),
        (DEPLACE, "reach", 0, 0),
    ],
)
def test_people_whose_access_changes_by_a_hundredth_or_more(
    compared: dict[str, Comparison], variant: str, public: str, gain: float, lose: float
) -> None:
    row = everyone(compared[variant]).loc[public]
    assert (row["gain_notable"], row["lose_notable"]) == pytest.approx((gain, lose), abs=1e-6)


@BOTH
def test_everyone_gains_loses_stays_or_is_unknown(
    compared: dict[str, Comparison], variant: str
) -> None:
    people = compared[variant].people
    parts = people[["gain", "lose", "same", "unknown"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(people["people"].tolist())
    told = everyone(compared[variant])
    assert told["people"].to_dict() == pytest.approx(
        {"registered": 14_900, "nonregistered": 8_100, "average": 23_500, "reach": 23_500}
    )
    assert told["unknown"].to_dict() == pytest.approx(
        {"registered": 0, "nonregistered": 0, "average": 500, "reach": 500}
    )


def test_how_much_the_registered_lose_on_site(compared: dict[str, Comparison]) -> None:
    row = everyone(compared[SUR_PLACE]).loc["registered"]
    felt = row["before"] * row["people"] / 1e4, row["after"] * row["people"] / 1e4
    assert felt == pytest.approx((8.3405, 8.1783), abs=5.1e-5)
    assert row["mean_loss"] * row["lose"] / 1e4 == pytest.approx(8.1783 - 8.3405, abs=1e-4)
    assert pd.isna(row["mean_gain"])


@BOTH
def test_supply_is_conserved_and_used_whole(compared: dict[str, Comparison], variant: str) -> None:
    told = compared[variant].conservation
    for name in ("supply_before", "supply_after", "used_before", "used_after"):
        assert told[name] == pytest.approx(10.7, abs=1e-12), name
    shares = {
        SUR_PLACE: (8.1783, 2.5217),
        DEPLACE: (8.2249, 2.4751),
    }
    found = (told["used_registered_after"], told["used_nonregistered_after"])
    assert found == pytest.approx(shares[variant], abs=5.1e-5)
    assert told["conserved"] is True
    assert told["empty_catchments"] == []
    assert plain(told["sentence"]["fr"]) == "L'offre est conservée : 10,70 ETC avant comme après."
    assert told["sentence"]["en"] == "The supply is conserved: 10.70 FTE before and after."


@pytest.mark.parametrize(
    ("variant", "expected"), [(SUR_PLACE, [0.5443, 0.5176]), (DEPLACE, [0.5443, 0.7584])]
)
def test_what_b_lacks_before_and_after(
    compared: dict[str, Comparison], variant: str, expected: list[float]
) -> None:
    row = compared[variant].levels["clsc"].set_index("territory_id").loc[B]
    found = row[["fte_shortfall_before", "fte_shortfall_after"]].tolist()
    assert found == pytest.approx(expected, abs=5.1e-5)
    assert row["fte_shortfall_difference"] == pytest.approx(found[1] - found[0])


def test_a_shared_unit_gains_in_each_territory_by_its_shares(
    compared: dict[str, Comparison],
) -> None:
    """u2 is three quarters in A and one quarter in B; only B holds u3."""
    table = compared[DEPLACE].levels["clsc"].set_index("territory_id")
    assert table["gain_registered"].to_dict() == pytest.approx({A: 4_800, B: 0, C: 0}, abs=1e-6)
    assert table["lose_registered"].to_dict() == pytest.approx(
        {A: 0.75 * 2_800, B: 0.25 * 2_800 + 4_800, C: 0}, abs=1e-6
    )
    assert table["gain_average"].sum() == pytest.approx(10_000)
    assert table["lose_average"].sum() == pytest.approx(8_000)


@BOTH
def test_a_difference_is_after_less_before(compared: dict[str, Comparison], variant: str) -> None:
    table = compared[variant].levels["clsc"]
    assert ["variant", *table] == names(DIFFERENCE_COLUMNS)
    for column in COMPARED:
        gap = table[f"{column}_after"] - table[f"{column}_before"]
        pd.testing.assert_series_equal(table[f"{column}_difference"], gap, check_names=False)


def test_c_does_not_change(compared: dict[str, Comparison]) -> None:
    table = compared[DEPLACE].levels["clsc"].set_index("territory_id")
    changes = [f"{column}_difference" for column in COMPARED]
    assert table.loc[C, changes].fillna(0.0).tolist() == pytest.approx([0.0] * len(changes))


def test_tables_have_the_columns_told(compared: dict[str, Comparison]) -> None:
    one = compared[SUR_PLACE]
    assert ["variant", *one.people] == names(PEOPLE_COLUMNS)
    assert ["variant", *one.equity] == names(EQUITY_COLUMNS)


def test_equity_is_that_of_the_people_with_a_place(
    example: Walk, compared: dict[str, Comparison]
) -> None:
    table = compared[DEPLACE].equity.set_index(["public", "index"])
    people = [6000, 4000, 8000, 2000, 3000]
    access = [11.144864, 8.260083, 0.636311, 1, 0]
    assert table.loc[("average", "gini"), "after"] == pytest.approx(gini(access, people), abs=1e-6)
    assert table.loc[("average", "mean"), ["before", "after"]].tolist() == pytest.approx(
        [107_000 / 23_000] * 2
    )
    # The worst-served tenth, 2,300 people, are all of u5, who reach nothing.
    assert table.loc[("average", "lowest_tenth"), ["before", "after"]].tolist() == [0, 0]
    # u3, u4 and u5 are below half the covered mean.
    assert example.intensity_norm == pytest.approx(2.326087, abs=5e-7)
    assert table.loc[("average", "below_norm_people"), "before"] == pytest.approx(13_000)
    assert table.loc[("average", "below_norm_share"), "before"] == pytest.approx(13 / 23)
    depth = sum(
        p * (1 - a / example.intensity_norm) for p, a in ((8000, 0.912452), (2000, 1), (3000, 0))
    )
    assert table.loc[("average", "below_norm_depth"), "before"] == pytest.approx(
        depth / 23_000, abs=1e-6
    )


def test_the_sentence_tells_losses_as_plainly_as_gains(compared: dict[str, Comparison]) -> None:
    told = compared[DEPLACE].headline
    assert plain(told["fr"]) == (
        "Parmi les personnes non inscrites, 2 400 gagnent de l'accès et aucune n'en perd; parmi "
        "les inscrites, 4 800 gagnent de l'accès et 7 600 en perdent."
    )
    assert told["en"] == (
        "Among people not registered, 2,400 gain access and nobody loses any; among those "
        "registered, 4,800 gain access and 7,600 lose some."
    )


def test_the_facts_tell_how_much_for_each_public(compared: dict[str, Comparison]) -> None:
    told = [plain(one["fr"]) for one in compared[DEPLACE].details]
    for fact in (
        (
            "Parmi les personnes non inscrites, 2 400 gagnent de l'accès (+0,48 ETC par 10 000 en "
            "moyenne; toutes d'au moins 1 %) et aucune n'en perd."
        ),
        (
            "Parmi les personnes inscrites, 4 800 gagnent de l'accès (+0,26 ETC par 10 000 en moyenne; "
            "toutes d'au moins 1 %) et 7 600 en perdent (−0,32 en moyenne; 4 800 d'au moins 1 %)."
        ),
        (
            "Selon l'accès moyen de leur secteur, 10 000 personnes gagnent (+0,22 ETC par 10 000 en "
            "moyenne; 6 000 d'au moins 1 %) et 8 000 perdent (−0,28 en moyenne; toutes d'au moins 1 %)."
        ),
        (
            "Personne n'entre à portée d'une porte ni n'en sort (20 à 30 minutes au plus, selon le "
            "milieu)."
        ),
        "Pour 500 personnes, l'accès n'est pas connu avant ou après : ni gain ni perte.",
    ):
        assert fact in told
    # 8.3405 to 8.2249 FTE used by 14,900 registered people; 2.3595 to 2.4751 by 8,100.
    assert any("inscrites, l'accès moyen passe de 5,60 à 5,52" in one for one in told)
    english = [one["en"] for one in compared[DEPLACE].details]
    assert (
        "For 500 people, access is not known before or after: neither a gain nor a loss." in english
    )
    assert len(english) == len(told)


@BOTH
def test_going_back_gives_each_gain_as_a_loss(
    example: Walk, reattached: dict[str, Walk], compared: dict[str, Comparison], variant: str
) -> None:
    back = compare(reattached[variant], example)
    there, here = compared[variant].people, back.people
    assert here["gain"].tolist() == pytest.approx(there["lose"].tolist())
    assert here["lose"].tolist() == pytest.approx(there["gain"].tolist())
    assert here["mean_gain"].tolist() == pytest.approx((-there["mean_loss"]).tolist(), nan_ok=True)


def test_nothing_changes_beside_itself(example: Walk) -> None:
    one = compare(example, example)
    assert one.people[["gain", "lose"]].to_numpy().sum() == 0
    table = one.levels["clsc"]
    assert not table.filter(like="_difference").fillna(0.0).to_numpy().any()
    pd.testing.assert_series_equal(one.equity["before"], one.equity["after"], check_names=False)
    assert plain(one.headline["fr"]).startswith("L'accès ne change pour personne. Personne n'entre")
