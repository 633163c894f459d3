"""``emplacements``: what opens and closes is what the study then gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.scenarios.siting.cases import with_one_door
from tests.scenarios.small_study import small_walk

from territory.errors import InputError
from territory.scenarios.changes import apply
from territory.scenarios.file import read_scenario, write_scenario
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL
from territory.scenarios.model_siting import Siting
from territory.scenarios.run import run_scenario
from territory.study import Walk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the study's files are."""
    return tmp_path_factory.mktemp("petite")


@pytest.fixture(scope="module")
def base(folder: Path) -> Walk:
    """Walk the small study with one door: some of its people are beyond reach."""
    return with_one_door(small_walk(folder))


def asked(**keys: object) -> Siting:
    return Siting.model_validate(
        {"kind": "emplacements", "count": 1, "at": "gmf", "fte": {"ts": 2.0}, **keys}
    )


def chosen(base: Walk, **keys: object) -> Applied:
    return apply(asked(**keys), base.tables, base, SEUL)


def beyond(walk: Walk) -> float:
    return float(walk.gaps("clsc")["people_beyond_reach"].sum())


@pytest.mark.parametrize("model", ["p_median", "maximal_covering", "p_center", "max_min"])
def test_one_site_opens_with_its_staff_and_a_line_that_says_why(base: Walk, model: str) -> None:
    applied = chosen(base, model=model)
    (line,) = applied.allocation.to_dict("records")
    assert (line["rule"], line["posts"], line["role"]) == (model, 2.0, "ts")
    assert "aucun choix n'est meilleur, c'est prouvé" in line["reason"]
    new = applied.tables.services.set_index("service_id").loc[line["service_id"]]
    assert (new["kind"], new["fte_ts"], new["source"]) == ("clsc", 2.0, "scénario")
    assert len(applied.tables.services) == len(base.tables.services) + 1


def test_covering_opens_where_no_other_candidate_reaches_more(base: Walk) -> None:
    best = beyond(base.again(tables=chosen(base).tables))
    hosts = base.tables.services.query("kind == 'gmf' and mode == 'in_person'")["service_id"]
    others = [
        beyond(base.again(tables=chosen(base, at=None, sites=(host,)).tables)) for host in hosts
    ]
    assert best == pytest.approx(min(others))


def test_a_door_closes_for_another_and_no_territory_loses(base: Walk) -> None:
    applied = chosen(base, count=0, may_close=("clsc",), no_one_loses=True, fte={"ts": 9.0})
    before = base.gaps("clsc").set_index("territory_id")
    walked = base.again(tables=applied.tables).gaps("clsc").set_index("territory_id")
    after = walked.reindex(before.index)
    assert (after["reach_share"] >= before["reach_share"] - 1e-9).all()
    opened = (applied.allocation["posts"] > 0).sum() if len(applied.allocation) else 0
    closed = len(applied.allocation) - opened
    assert opened <= closed


def test_candidates_of_a_file_open_where_they_are_and_cost_what_they_cost(
    base: Walk, folder: Path
) -> None:
    (folder / "lieux.csv").write_text(
        "id,lon,lat,name,cost\nici,-72.5,46.15,Ici,100\nla,-72.55,46.2,Là,300\n", encoding="utf-8"
    )
    applied = chosen(base, at=None, path="lieux.csv", count=None, budget=150)
    (line,) = applied.allocation.to_dict("records")
    assert (line["service_id"], line["cost"]) == ("ici~emplacement", 100)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("id,lon,name\na,1,A\n", "la colonne « lat » manque"),
        ("id,lon,lat,name\na,x,46,A\n", "ligne 2 : « lon » vaut « x »"),
        ("id,lon,lat,name\na,-72.9,46.1,A\na,-72.8,46.1,A\n", "ligne 3 : « id » vaut « a »"),
        ("id,lon,lat,name,cost\na,-72.9,46.1,A,-1\n", "ligne 2 : « cost » vaut « -1 »"),
    ],
)
def test_a_wrong_row_of_a_file_of_candidates_is_named(
    base: Walk, folder: Path, content: str, sentence: str
) -> None:
    (folder / "faux.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as fault:
        chosen(base, at=None, path="faux.csv")
    assert sentence in str(fault.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"at": None, "sites": ("zz",)}, "n'est pas dans l'étude"),
        ({"at": "other"}, "Aucun lieu n'est candidat"),
        ({"service_kind": "outreach", "fte": {}}, "ne serait pas une porte"),
        ({"count": None, "budget": 10.0}, "n'a pas de coût, et un budget est donné"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_one_sentence(
    base: Walk, keys: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError) as fault:
        chosen(base, **keys)
    assert sentence in str(fault.value)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"at": None}, "quels lieux sont candidats"),
        ({"budget": 3.0}, "count et budget se contredisent"),
        ({"count": None}, "dites combien"),
        ({"capacity": 5.0, "model": "p_center"}, "capacity ne vaut que"),
    ],
)
def test_a_change_badly_written_is_refused(keys: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        asked(**keys)


def test_a_scenario_of_emplacements_reads_back_the_same_and_runs(
    base: Walk, tmp_path: Path
) -> None:
    text = (
        '[scenario]\nname = "portes"\ntitle = "Portes"\n[[change]]\nkind = "emplacements"\n'
        'at = "gmf"\ncount = 1\nfte = { ts = 1.0 }\n'
    )
    path = tmp_path / "portes.toml"
    path.write_text(text, encoding="utf-8")
    scenario = read_scenario(path)
    again = tmp_path / "encore.toml"
    again.write_text(write_scenario(scenario), encoding="utf-8")
    assert read_scenario(again) == scenario
    outcome = run_scenario(scenario, base)
    assert outcome.allocation["rule"].tolist() == ["maximal_covering"]
    assert "~emplacement" not in "".join(base.tables.services["service_id"])
