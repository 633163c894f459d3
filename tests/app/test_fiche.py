"""The sheet of a territory: what it says, what it keeps silent, its page and its files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient

from territory.text import LANGUAGES, NBSP
from territory_app import Settings, create_app
from territory_app.catalogue import Catalogue, open_results
from territory_app.earlier import refusal
from territory_app.factory import TerritoryDash
from territory_app.views.comparable import comparable, compared_on
from territory_app.views.fiche import sheet
from territory_app.views.fiche_model import Sheet
from territory_app.views.members import deciders, histogram, members
from territory_app.views.trend import trend

SELF_GOVERNED, INSUFFICIENT, SERVED = "MRC:14", "MRC:13", "MRC:12"


@pytest.fixture(scope="module")
def shared(study_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The study, with units shared between territories."""
    out = tmp_path_factory.mktemp("shared") / "out"
    shutil.copytree(study_out, out)
    units = pd.read_csv(out / "access_units.csv")
    own = units["mrc_id"].str.partition(";")[0]
    other = np.roll(own.to_numpy(), 1)
    frames = [
        pd.DataFrame({"level": "mrc", "territory_id": own, "unit_id": units["unit_id"],
                      "share": 0.75, "method": "areal"}),
        pd.DataFrame({"level": "mrc", "territory_id": other, "unit_id": units["unit_id"],
                      "share": 0.25, "method": "areal"}),
        pd.DataFrame({"level": "rls", "territory_id": "RLS:0100", "unit_id": units["unit_id"],
                      "share": 0.6, "method": "stated"}),
        pd.DataFrame({"level": "rls", "territory_id": "RLS:0101", "unit_id": units["unit_id"],
                      "share": 0.3, "method": "stated"}),
    ]  # fmt: skip
    (out / "trace").mkdir(exist_ok=True)
    pd.concat(frames, ignore_index=True).to_parquet(out / "trace" / "unit_shares.parquet")
    return open_results(out)


def told(made: Sheet) -> str:
    """Return everything a sheet says, as one text."""
    pieces = [*made.lead, made.silent, *made.missing, made.rank, made.class_word]
    for section in made.sections:
        pieces += [section.title, *section.said, *section.bullets, *section.notes]
        pieces += [f"{one.name} {one.value} {one.note}" for one in section.facts]
        pieces += [f"{one.name} {one.word} {one.detail}" for one in section.verdicts]
        if section.table:
            pieces += [" ".join(row) for row in section.table.rows]
    return "\n".join(pieces).replace(NBSP, " ")


def test_the_people_of_a_unit_are_shared_between_its_territories(shared: Catalogue) -> None:
    units = shared.units
    everyone = sum(
        members(shared, "mrc", code)["people"].sum()
        for code in shared.levels["mrc"].table["territory_id"]
    )
    assert everyone == pytest.approx(units["population"].sum())


def test_the_bars_sum_to_the_people_covered(study: Catalogue, shared: Catalogue) -> None:
    for catalogue in (study, shared):
        mine = members(catalogue, "mrc", SERVED)
        counts = histogram(mine)
        assert counts["people"].sum() == pytest.approx(mine["people"].sum())
        assert (counts["people"] >= 0).all()


def test_a_threshold_is_in_the_bar_under_it() -> None:
    mine = pd.DataFrame(
        {"lon": 1.0, "nearest_cost": [0.0, 5.0, 5.001, 60.0, 60.1, np.nan], "people": 1.0}
    )
    assert histogram(mine)["people"].tolist() == [2, 1, *[0] * 9, 1, 1, 1]


def test_shares_of_who_decides_sum_to_one(shared: Catalogue) -> None:
    for one in deciders(shared, "mrc", members(shared, "mrc", SERVED)):
        assert sum(held.share for held in one.held) + one.outside == pytest.approx(1.0)
        assert one.outside == pytest.approx(0.1)


def test_units_cut_at_both_levels_are_said_to_be_estimated(shared: Catalogue) -> None:
    (rls,) = deciders(shared, "mrc", members(shared, "mrc", SERVED))
    assert rls.estimated == pytest.approx(0.9)
    said = told(sheet(shared, SERVED, "fr"))
    assert "partagé" in said
    assert "10,0 % sans territoire à ce palier" in said
    assert "Parts estimées pour au plus 90,0 % des gens" in said


def test_comparable_territories_are_of_the_level_and_never_itself(study: Catalogue) -> None:
    found = comparable(study, SERVED)
    assert len(found) == 5
    assert all(one.territory_id.startswith("MRC:") for one in found)
    assert SERVED not in {one.territory_id for one in found}
    assert [one.distance for one in found] == sorted(one.distance for one in found)


def test_a_self_governed_territory_is_compared_with_nobody(study: Catalogue) -> None:
    table = study.levels["mrc"].table
    hidden = set(table.loc[table["class"] == "not_ranked", "territory_id"])
    assert SELF_GOVERNED in hidden
    assert comparable(study, SELF_GOVERNED) == ()
    everyone = {
        one.territory_id for code in table["territory_id"] for one in comparable(study, code, 40)
    }
    assert not everyone & hidden


def test_what_is_judged_does_not_enter_a_comparison(study: Catalogue) -> None:
    said = compared_on(study, "mrc", "fr").replace(NBSP, " ")
    assert "population, densité" in said
    assert "Vulnérabilité situationnelle" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_self_governed_territory_gets_its_name_its_people_and_a_reason(
    study: Catalogue, language: str
) -> None:
    made = sheet(study, SELF_GOVERNED, language)
    assert made.sections == ()
    assert made.rank == ""
    assert made.lead == ()
    assert re.search(r"\d", made.silent)
    assert ("autogouverné" if language == "fr" else "Self-governed") in made.silent


def test_insufficient_data_say_what_is_missing_and_what_to_do(study: Catalogue) -> None:
    made = sheet(study, INSUFFICIENT, "fr")
    assert "Sans rang." in made.rank
    assert any("Pour trancher" in one for one in made.missing)
    assert all(test.verdict == "unknown" for test in made.sections[0].verdicts)


def test_tests_say_their_value_and_their_threshold(study: Catalogue) -> None:
    row = study.levels["mrc"].table.set_index("territory_id").loc[SERVED]
    presence, reach, intensity = sheet(study, SERVED, "fr").sections[0].verdicts
    assert (presence.sign, reach.sign, intensity.sign) == ("✓", "✓", "✓")
    assert f"{row['reach_share'] * 100:.1f}".replace(".", ",") in reach.detail
    assert f"50{NBSP}%" in reach.detail
    assert f"{row['access_mean']:.2f}".replace(".", ",") in intensity.detail
    assert "2,33" in intensity.detail


def test_every_sheet_can_be_written_in_both_languages(study: Catalogue, demo: Catalogue) -> None:
    for catalogue in (study, demo):
        for code in catalogue.places:
            for language in LANGUAGES:
                made = sheet(catalogue, code, language)
                assert "nan" not in told(made).replace(made.name, "").lower().split()
                assert "{" not in told(made).replace(made.name, "").replace("${", "")


def test_the_demonstration_says_so_in_each_sentence_and_is_not_cited(demo: Catalogue) -> None:
    made = sheet(demo, SERVED, "fr")
    assert made.banner
    assert made.fictional == "données fictives"
    assert all("Dans ce jeu fictif" in one for one in made.lead)
    assert made.cite == "Ne pas citer : les données sont fictives.".replace(" :", f"{NBSP}:")


def test_needs_stand_beside_those_of_the_study(study: Catalogue) -> None:
    section = next(one for one in sheet(study, SERVED, "fr").sections if one.key == "besoins")
    assert section.table is not None
    assert section.table.rows[0][0] == "Vulnérabilité situationnelle"
    assert "ne décrit personne en particulier" in section.notes[0]


def test_kinds_that_are_not_listed_show_a_dash_not_a_zero(study: Catalogue) -> None:
    section = next(one for one in sheet(study, SERVED, "fr").sections if one.key == "sortes")
    assert section.table is not None
    rows = {row[0]: row for row in section.table.rows}
    outreach = next(row for name, row in rows.items() if name.startswith("Travail de milieu"))
    assert outreach[1] == outreach[2] == outreach[3] == "—"
    assert outreach[-1] == "aucune liste"


def test_older_results_say_that_kinds_are_not_told_apart(study_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(study_out, out)
    for path in (*out.glob("kinds_*"), *out.glob("needs_*")):
        path.unlink()
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    record.pop("results_format", None)
    record["needs"] = []
    record["files"] = [
        one for one in record.get("files", []) if not one["path"].startswith(("kinds", "needs"))
    ]
    (out / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert "version antérieure" in told(sheet(open_results(out), SERVED, "fr"))


def changed(out: Path, folder: Path, **norm: object) -> Catalogue:
    """Return results like those of ``out``, under another norm, with fewer people beyond reach."""
    shutil.copytree(out, folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["norm"] |= norm
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    path = folder / "gaps_mrc.csv"
    table = pd.read_csv(path)
    table["people_beyond_reach"] += 100
    table.to_csv(path, index=False)
    return open_results(folder)


def test_a_trend_gives_both_results_and_their_difference(
    study: Catalogue, study_out: Path, tmp_path: Path
) -> None:
    found = trend(study, changed(study_out, tmp_path / "before"), SERVED, "fr")
    assert found.obstacles == ()
    beyond = next(one for one in found.changes if one.name == "Personnes hors d'atteinte")
    assert beyond.change == "\N{MINUS SIGN}100"
    assert next(one for one in found.changes if one.name == "Classe").change == "inchangée"


def test_results_under_another_norm_are_not_compared(
    study: Catalogue, study_out: Path, tmp_path: Path
) -> None:
    other = changed(study_out, tmp_path / "before", reach_share=0.8)
    found = trend(study, other, SERVED, "fr")
    assert found.changes == ()
    assert "la part à atteindre" in found.obstacles[0]
    said = told(sheet(study, SERVED, "fr", other))
    assert "pas la même norme" in said


def test_earlier_results_that_cannot_be_compared_are_told_when_they_are_named(
    study_out: Path, demo_out: Path, tmp_path: Path
) -> None:
    assert refusal(study_out, study_out, "fr") == ""
    told = refusal(study_out, demo_out, "fr")
    assert "démonstration" in told
    assert "\n" not in told
    assert "No trend since" in refusal(study_out, tmp_path / "rien", "en")


def test_a_demonstration_is_no_earlier_result_of_a_study(study: Catalogue, demo: Catalogue) -> None:
    assert any("démonstration" in one for one in trend(study, demo, SERVED, "fr").obstacles)


@pytest.mark.parametrize(("path", "word"), [("/fr/fiche/", "Qui y habite"), ("/en/sheet/", "Who")])
def test_the_page_opens_in_each_language(client: FlaskClient, path: str, word: str) -> None:
    answer = client.get(f"{path}{SERVED}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert word in page
    assert page.count("<h1>") == 1
    assert "<script>" not in page
    assert " onclick" not in page


@pytest.mark.parametrize(
    "territory",
    ["MRC:999", "..%2f..%2fetc%2fpasswd", "%00", "<script>", "MRC:12'--", "a" * 3000, "%252e"],
)
def test_a_territory_that_is_not_there_is_a_page_that_is_not_there(
    client: FlaskClient, territory: str
) -> None:
    for address in (
        f"/fr/fiche/{territory}",
        f"/en/sheet/{territory}",
        f"/export/fr/fiche/{territory}.pdf",
        f"/export/fr/fiche/{territory}.csv",
        f"/export/de/fiche/{territory}.pdf",
    ):
        assert client.get(address).status_code == 404


def test_names_that_carry_scripts_stay_words(
    study_app: TerritoryDash, hostile_names: tuple[str, ...]
) -> None:
    browser = study_app.server.test_client()
    for position, name in enumerate(hostile_names):
        page = browser.get(f"/fr/fiche/MRC:{10 + position}").get_data(as_text=True)
        assert name not in page
        assert "<img src=x" not in page
        assert "</script><script>" not in page


def test_a_prefix_stands_before_every_address(study_out: Path, tile_cache: Path) -> None:
    app = create_app(Settings(out=study_out, cache=tile_cache, prefix="/acces"))
    page = app.server.test_client().get(f"/fr/fiche/{SERVED}").get_data(as_text=True)
    links = re.findall(r'href="(/[^"]*)"', page)
    assert links
    assert all(link.startswith("/acces/") for link in links)


def test_the_row_of_a_territory_is_a_table_of_one_line(
    client: FlaskClient, hostile_names: tuple[str, ...]
) -> None:
    answer = client.get("/export/fr/fiche/MRC:10.csv")
    assert answer.headers["Content-Disposition"].endswith('demo.csv"')
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("avertissement,territory_id,name,")
    assert hostile_names[0].split()[0] in lines[1]


def test_earlier_results_that_do_not_open_are_told_without_their_path(
    study_out: Path, tile_cache: Path, tmp_path: Path
) -> None:
    app = create_app(Settings(out=study_out, cache=tile_cache, before=tmp_path / "rien"))
    page = app.server.test_client().get(f"/fr/fiche/{SERVED}").get_data(as_text=True)
    assert "rien" in page
    assert str(tmp_path) not in page
