"""What a scenario gave, as the application says it: the same figures as its files, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from territory.report.diverging import written_change
from territory.text import number
from territory_app.catalogue import Catalogue
from territory_app.routes import linked_maps
from territory_app.views.scenario_record import read_record
from territory_app.views.scenario_result import Around, ScenarioResult, read_result
from territory_app.views.scenario_shown import Results, results

Show = Callable[..., ScenarioResult]


@pytest.fixture(scope="session")
def folder(
    scenario_folder: ModuleType, demo: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What a scenario gave on the demonstration."""
    written: Path = scenario_folder.write_scenario_result(tmp_path_factory.mktemp("gave"), demo)
    return written


def around(catalogue: Catalogue, language: str = "fr") -> Around:
    return Around(
        catalogue,
        language,
        f"/{language}/scenarios?s=abc",
        lambda territory: f"/fiche/{territory}",
        lambda name, file: f"/scenarios/{name}/{file}",
    )


@pytest.fixture
def show(folder: Path, demo: Catalogue) -> Show:
    """The result, as an address asks for it."""

    def shown(language: str = "fr", **given: str) -> ScenarioResult:
        record = read_record(folder)
        assert record is not None
        asked = {key: [value] for key, value in given.items()}
        found = read_result(record, asked, around(demo, language))
        assert found is not None
        return found

    return shown


def test_every_variant_says_its_sentence_its_details_and_its_cautions_in_one_order(
    show: Show,
) -> None:
    for asked, shown in ((None, "deplace"), ("sur-place", "sur-place")):
        found = show(**({"variante": asked} if asked else {}))
        here, moved = found.variants
        assert here.headline == "1 234 personnes de plus (sur-place); 56 y perdent."
        assert moved.headline == "1 234 personnes de plus (deplace); 56 y perdent."
        assert [one.current for one in found.variants] == [
            shown == key for key in ("sur-place", "deplace")
        ]
        assert here.details == ()
        assert moved.details == ("Les inscrits perdent 12.",)
        assert (here.flips, moved.flips) == ((), ("Elle s'inverse.",))
        assert moved.solid.replace("\xa0", " ") == "Même conclusion sous 1 réglage sur 2 essayés."


def test_rows_open_on_the_largest_change_losses_and_gains_alike(show: Show, folder: Path) -> None:
    rows = pd.read_csv(folder / "difference_mrc_demo.csv")
    rows = rows[rows["variant"] == "deplace"].set_index("territory_id")
    found = show(niveau="mrc", indicateur="access_mean", tout="1")
    assert [one.label for one in found.sorts if one.current] == ["Plus grand changement"]
    sizes = rows.loc[
        [one.href.removeprefix("/fiche/") for one in found.rows], "access_mean_difference"
    ].abs()
    known = sizes.dropna().to_numpy()
    assert (known[:-1] - known[1:] >= -1e-9).all()
    assert {one.direction for one in found.rows} >= {"gain", "loss"}


def test_people_whose_access_changes_notably_stand_beside_those_it_changes(show: Show) -> None:
    found = show()
    assert [one.replace("\xa0", " ") for one in found.notable] == [
        "Gagnent 1 % ou plus",
        "Perdent 1 % ou plus",
    ]
    for bar in (*found.everyone, *found.parted[0].bars):
        assert (bar.gain, bar.lose, bar.gain_notable, bar.lose_notable) == (
            "250", "125", "240", "80",
        )  # fmt: skip
    assert found.notable_said.endswith("une convention ◆.")
    assert show("en").notable == ("Gain 1% or more", "Lose 1% or more")


def test_milieux_go_from_dense_urban_to_remote(show: Show) -> None:
    (parted,) = show().parted
    assert [one.label for one in parted.bars] == ["Urbain dense", "Urbain", "Rural", "Éloigné"]


def test_fifths_come_with_their_caution_and_milieux_alone_without(
    scenario_folder: ModuleType, demo: Catalogue, tmp_path: Path
) -> None:
    folder = scenario_folder.write_scenario_result(tmp_path / "essai", demo)
    file = folder / "comparison.json"
    told: Any = json.loads(file.read_text(encoding="utf-8"))
    record = read_record(folder)
    assert record is not None
    alone = read_result(record, {}, around(demo))
    assert alone is not None
    assert alone.caution == ""
    for variant in told["variants"]:
        variant["people"] += [
            {**row, "by": "material_score", "group": "1"}
            for row in variant["people"]
            if row["by"] == "everyone"
        ]
    file.write_text(json.dumps(told), encoding="utf-8")
    record = read_record(folder)
    assert record is not None
    parted = read_result(record, {}, around(demo))
    assert parted is not None
    assert parted.caution.startswith("Les cinquièmes classent des lieux")


def test_rows_hold_the_figures_of_the_file(show: Show, folder: Path) -> None:
    rows = pd.read_csv(folder / "difference_mrc_demo.csv")
    rows = rows[rows["variant"] == "deplace"].set_index("territory_id")
    found = show(niveau="mrc", indicateur="access_mean", tout="1")
    assert len(found.rows) == len(rows)
    for row in found.rows:
        told = rows.loc[row.href.removeprefix("/fiche/")]
        assert row.figures[2] == written_change("access_mean", told["access_mean_difference"])
        assert row.gain == number(told["gain_average"])
        assert row.lose == number(told["lose_average"])


@pytest.mark.parametrize("public", ["average", "registered", "nonregistered", "reach"])
@pytest.mark.parametrize(("sort", "part"), [("gain", "gain"), ("perte", "lose")])
def test_rows_can_be_asked_by_gains_or_by_losses(
    show: Show, folder: Path, public: str, sort: str, part: str
) -> None:
    rows = pd.read_csv(folder / "difference_mrc_demo.csv")
    rows = rows[rows["variant"] == "deplace"].set_index("territory_id")
    found = show(niveau="mrc", public=public, tri=sort, tout="1")
    values = [rows.loc[one.href.removeprefix("/fiche/"), f"{part}_{public}"] for one in found.rows]
    known = [value for value in values if pd.notna(value)]
    assert known == sorted(known, reverse=True)
    assert values[: len(known)] == known


def test_self_governed_territories_have_neither_figure_nor_rank(
    show: Show, demo: Catalogue
) -> None:
    table = demo.levels["mrc"].table
    apart = set(table.loc[table["class"] == "not_ranked", "territory_id"])
    assert apart
    rows = [
        one
        for one in show(niveau="mrc", tout="1").rows
        if one.href.removeprefix("/fiche/") in apart
    ]
    assert len(rows) == len(apart)
    for row in rows:
        assert row.ranks == ""
        assert set(row.figures) == {"—"}
        assert (row.gain, row.lose, row.small) == ("—", "—", False)


def test_maps_are_of_the_level_and_the_indicator_asked(show: Show, demo: Catalogue) -> None:
    found = show(niveau="rls", indicateur="reach_share")
    assert found.drawn.count('<use href="#cartes-') == 3 * demo.levels["rls"].count
    assert "Part atteinte" in found.drawn
    assert [one.label for one in found.indicators if one.current] == ["Part atteinte"]
    assert show(niveau="rls", indicateur="class").drawn.count("<figure") == 3


@pytest.mark.parametrize("key", ["niveau", "indicateur", "variante", "public", "tri", "tout"])
@pytest.mark.parametrize("value", ["", "?", "<script>", "mrc&x", "é" * 300])
def test_anything_mangled_shows_the_default(show: Show, key: str, value: str) -> None:
    assert show(**{key: value}) == show()


def test_links_change_one_part_and_keep_the_rest(show: Show) -> None:
    found = show(niveau="rls", indicateur="reach_share", public="registered")
    for one in (*found.levels, *found.indicators, *found.publics, *found.sorts, *found.variants):
        assert one.href.startswith("/fr/scenarios?s=abc&niveau=")
    away = next(one for one in found.levels if not one.current)
    assert "indicateur=reach_share" in away.href
    assert "public=registered" in away.href


def test_a_language_is_never_mixed_with_the_other(show: Show) -> None:
    english = show("en")
    assert english.variants[1].headline == "1,234 more people (deplace); 56 lose."
    assert english.assumptions == ("An assumption.",)
    assert english.convention.startswith("“Desert” is a convention")
    said = f"{english.source} {english.variants[1].solid} {english.conservation} {english.allocation_said}"
    assert not re.search(r"\b(avec|des|postes|réglages|offre)\b", said)


def test_who_receives_is_told_with_what_it_adds_up_to(show: Show) -> None:
    found = show()
    assert found.allocation is not None
    headings, lines = found.allocation
    assert headings == ("Nom", "Rôle", "Postes", "Raison")
    assert all("travail social" in line for line in lines)
    assert "30 postes" in found.allocation_said.replace("\xa0", " ")


def test_a_folder_that_says_nothing_usable_shows_nothing(tmp_path: Path, demo: Catalogue) -> None:
    assert read_record(tmp_path) is None
    for text in ("", "[]", '{"scenario": {}}', "[" * 100_000):
        (tmp_path / "comparison.json").write_text(text, encoding="utf-8")
        assert read_record(tmp_path) is None
    found = results([tmp_path], {}, around(demo))
    assert isinstance(found, Results)
    assert found.one is None
    assert found.several is None


def test_several_scenarios_share_lines_and_a_scale(
    scenario_folder: ModuleType, demo: Catalogue, tmp_path: Path
) -> None:
    folders = [
        scenario_folder.write_scenario_result(tmp_path / name, demo, title=f"Essai {name}")
        for name in ("a", "b", "c")
    ]
    found = results(folders, {"niveau": ["mrc"]}, around(demo))
    assert found.one is None
    assert found.several is not None
    assert [one.title for one in found.several.heads] == [
        "Essai a", "Essai a", "Essai b", "Essai b", "Essai c", "Essai c",
    ]  # fmt: skip
    variants = ["Variante sur-place", "Variante deplace"]
    assert [one.variant for one in found.several.heads] == 3 * variants
    for group in found.several.groups:
        assert all(len(cells) == 6 for _label, cells in group.rows)
    titles = [group.title for group in found.several.groups]
    assert "Personnes qui gagnent" in titles
    assert "Personnes qui perdent" in titles
    assert [one.replace("\xa0", " ") for one in titles if "%" in one] == [
        "Gagnent 1 % ou plus",
        "Perdent 1 % ou plus",
    ]
    assert found.several.drawn.count("<figure") == 6
    assert found.several.drawn.count("<path id=") == demo.levels["mrc"].count
    assert found.several.drawn.count('data-maps="several"') == 1
    assert found.several.maps_title == "Où : la différence de chacun, à la même échelle".replace(
        " :", "\xa0:"
    )
    assert found.several.maps_said == ""
    assert "la même avant et après" in found.several.convention


def test_other_norms_are_not_compared_across_columns(
    scenario_folder: ModuleType, demo: Catalogue, tmp_path: Path
) -> None:
    folders = [scenario_folder.write_scenario_result(tmp_path / name, demo) for name in ("a", "b")]
    told: Any = json.loads((folders[1] / "comparison.json").read_text(encoding="utf-8"))
    told["norm"]["title"]["fr"] = "Une autre norme"
    (folders[1] / "comparison.json").write_text(json.dumps(told), encoding="utf-8")
    found = results(folders, {"niveau": ["mrc"]}, around(demo)).several
    assert found is not None
    assert "ne se comparent pas d'une colonne à l'autre" in found.convention
    assert found.drawn.count('data-maps="several"') == 2
    assert found.drawn.count("<figure") == 4
    assert found.drawn.count("<path id=") == demo.levels["mrc"].count
    assert "une échelle par norme" in found.maps_title
    assert "ne dit pas la même chose d'une norme à l'autre" in found.maps_said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_it_without_a_script_and_escapes_names(
    client: FlaskClient, gave: dict[str, Path], hostile_names: tuple[str, ...], language: str
) -> None:
    answer = client.get(f"/{language}/scenarios?s={next(iter(gave))}&niveau=mrc&tout=1")
    assert answer.status_code == 200
    page = answer.text
    assert 'class="headline"' in page
    assert page.count("map-drawing") == 3
    for name in hostile_names:
        assert name not in page
        assert name in unescape(page)
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_the_script_of_the_maps_is_the_one_a_file_holds(
    client: FlaskClient, gave: dict[str, Path]
) -> None:
    page = client.get(f"/fr/scenarios?s={next(iter(gave))}").text
    for name, mimetype in linked_maps.TYPES.items():
        assert linked_maps.address(name) in page
        answer = client.get(linked_maps.address(name))
        assert answer.data == linked_maps.content(name)
        assert answer.mimetype == mimetype
        assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"{linked_maps.FOLDER}/map.js").status_code == 404
    assert client.get(f"{linked_maps.FOLDER}/..%2f..%2f__init__.py").status_code == 404
