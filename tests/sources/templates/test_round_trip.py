"""Each template written, filled in, and read again, in both languages and both formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.templates import load_template, template_named, template_names
from territory.sources.templates.model import KEYS
from territory.sources.templates.write import as_csv, write_template
from territory.tables import Reading

BOTH = pytest.mark.parametrize("ending", [".xlsx", ".csv"])
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
ROWS: dict[str, dict[str, Any]] = {
    "gmf": {
        "name": "GMF des Pins", "municipality": "Farnham", "fte_ts": "1,5", "fte_tts": 0.5,
        "group": "12", "registered_patients": "9 800", "posts": 3, "headcount": 4,
        "date": "2024-03-31", "source": "Liste",
    },
    "registration": {
        "territory": "RLS:0611", "registered_share": "72,5", "date": "2024-03-31",
        "source": "Demande", "numerator": "725", "denominator": "1000",
    },
    "community": {
        "name": "Maison des Pins", "municipality": "MUN:46112", "support": "écoute",
        "fte_other": "2.5", "days_per_week": "4", "date": "2024",
    },
    "libraries": {
        "name": "Bibliothèque", "municipality": "46112", "staff": 1, "days_per_week": 3,
        "employer": "Ville",
    },
    "outreach": {
        "name": "Équipe", "host": "École", "municipality": "Val-d'Or", "days_per_week": "1",
        "staff_ts": 2, "service_area": "Val-d'Or; MRC:89",
    },
    "coverage": {"territory": "RLS:0611", "date": "2024-03-31", "source": "Liste"},
}  # fmt: skip
WORDS: dict[str, dict[str, dict[str, str]]] = {
    "fr": {
        "gmf": {"gmf_type": "gmf-ar", "registration": "requise"},
        "registration": {"definition": "Résidence", "level": "RLS"},
        "community": {"sector": "communautaire", "psoc_mission": "oui"},
        "libraries": {"worker": "Oui", "role": "TS"},
        "outreach": {"sector": "public"},
        "coverage": {"kind": "organismes communautaires", "status": "Partiel"},
    },
    "en": {
        "gmf": {"gmf_type": "GMF-R", "registration": "required"},
        "registration": {"definition": "residence", "level": "RLS"},
        "community": {"sector": "community", "psoc_mission": "yes"},
        "libraries": {"worker": "yes", "role": "SW"},
        "outreach": {"sector": "public"},
        "coverage": {"kind": "community groups", "status": "partial"},
    },
}


def one_row(reading: Reading) -> pd.Series:
    assert (reading.read, reading.kept, len(reading.rejected)) == (3, 1, 2)
    assert len(reading.table) == 1
    return reading.table.iloc[0]


@pytest.fixture
def filled_row(fill: Any, meta: SourceInfo, language: str, ending: str) -> Any:
    """Return the only row that a filled template gives."""

    def given(key: str) -> pd.Series:
        template = load_template(key)
        row = {**ROWS[key], **WORDS[language][key]}
        path = fill(key, row, language=language, ending=ending)
        return one_row(read(template.table, template.reader, path, meta=meta))

    return given


@LANGUAGES
@BOTH
def test_a_gmf_comes_back_as_it_was_filled_in(filled_row: Any) -> None:
    site = filled_row("gmf")
    assert site[["kind", "gmf_type", "group", "registration"]].tolist() == [
        "gmf", "GMF-R", "12", "required",
    ]  # fmt: skip
    assert site[["fte_ts", "fte_tts", "fte"]].tolist() == [1.5, 0.5, 2.0]
    assert site[["posts", "headcount", "registered_patients"]].tolist() == [3, 4, 9800]
    assert pd.isna(site["fte_oc"])
    assert site[["municipality_id", "address_precision", "vintage", "source"]].tolist() == [
        "MUN:46112", "municipality", "2024-03-31", "Liste",
    ]  # fmt: skip


@LANGUAGES
@BOTH
def test_a_rate_comes_back_as_a_share_of_its_territory(filled_row: Any) -> None:
    rate = filled_row("registration")
    assert rate[["rls_id", "registered_share", "definition", "date"]].tolist() == [
        "RLS:0611", 0.725, "residence", "2024-03-31",
    ]  # fmt: skip


@LANGUAGES
@BOTH
def test_a_community_group_comes_back_with_its_days_as_a_share(filled_row: Any) -> None:
    site = filled_row("community")
    assert site[["kind", "sector", "support", "vintage"]].tolist() == [
        "community", "community", "écoute", "2024",
    ]  # fmt: skip
    assert site[["fte_other", "fte", "open_share"]].tolist() == [2.5, 2.5, 0.8]
    assert site["psoc_mission"] is True


@LANGUAGES
@BOTH
def test_a_library_worker_three_days_a_week_is_0_6_fte(filled_row: Any) -> None:
    site = filled_row("libraries")
    assert site[["kind", "fte_ts", "fte", "open_share"]].tolist() == ["library", 0.6, 0.6, 0.6]
    assert site["employer"] == "Ville"


@LANGUAGES
@BOTH
def test_two_workers_one_day_a_week_are_0_4_fte(filled_row: Any) -> None:
    site = filled_row("outreach")
    assert site[["kind", "fte_ts", "fte", "open_share"]].tolist() == ["outreach", 0.4, 0.4, 0.2]
    assert site["name"] == "Équipe — École"
    assert site["service_area"] == "MUN:89008;MRC:89"


@LANGUAGES
@BOTH
def test_a_coverage_statement_says_who_when_and_what(filled_row: Any) -> None:
    said = filled_row("coverage")
    assert said[["territory_id", "kind", "status"]].tolist() == ["RLS:0611", "community", "partial"]
    assert said["source"] == "Liste (2024-03-31)"


@LANGUAGES
@pytest.mark.parametrize("key", KEYS)
def test_a_template_has_fewer_than_ten_mandatory_columns(key: str, language: str) -> None:
    template = load_template(key)
    headers = [one.header(language) for one in template.fields]
    assert sum(header.endswith(" *") for header in headers) < 10
    assert len(set(headers)) == len(headers)


@LANGUAGES
@pytest.mark.parametrize("key", KEYS)
def test_a_workbook_has_a_bold_frozen_header_lists_and_an_explanation(
    tmp_path: Path, key: str, language: str
) -> None:
    template = load_template(key)
    path = write_template(template, tmp_path / "a.xlsx", language)
    book = openpyxl.load_workbook(path)
    page, told = book.worksheets
    assert page.freeze_panes == "B2"
    assert all(cell.font.bold for cell in page[1])
    assert [cell.value for cell in page[1]] == [one.header(language) for one in template.fields]
    examples = [page.cell(row=row, column=1).value for row in (2, 3)]
    assert all(
        str(one).startswith("EXAMPLE" if language == "en" else "EXEMPLE") for one in examples
    )
    assert page.max_row == 3
    lists = {str(rule.sqref).split("2:")[0] for rule in page.data_validations.dataValidation}
    choices = [one for one in template.fields if one.allowed(language)]
    assert len(lists) == len(choices)
    explained = {row[0].value for row in told.iter_rows()}
    assert {one.header(language) for one in template.fields} <= explained
    assert min(one.width for one in page.column_dimensions.values()) >= 12


@pytest.mark.parametrize("key", KEYS)
def test_a_text_template_opens_in_a_french_spreadsheet(tmp_path: Path, key: str) -> None:
    path = write_template(load_template(key), tmp_path / "a.csv", "fr")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf#")
    header = next(line for line in raw.decode("utf-8-sig").splitlines() if line[0] not in '#"')
    assert header.count(";") == len(load_template(key).fields) - 1


@pytest.mark.parametrize("key", KEYS)
def test_every_field_is_explained_in_both_languages(key: str) -> None:
    template = load_template(key)
    for one in template.fields:
        assert one.help.endswith((".", "?", "...")), one.key
        assert one.help_en.endswith((".", "?", "...")), one.key
        assert bool(one.unit) == bool(one.unit_en), one.key
    assert template.note
    assert template.note_en
    english = as_csv(template, "en")
    assert not any(one.help in english for one in template.fields)


def test_templates_are_called_by_either_name_however_written() -> None:
    assert [template_named(name).key for name in template_names("fr")] == list(KEYS)
    assert [template_named(name).key for name in template_names("en")] == list(KEYS)
    assert template_named("BIBLIOTHÈQUES").key == "libraries"
    assert template_named("hors murs").key == "outreach"
    assert template_named("coverage_statements").key == "coverage"
    with pytest.raises(InputError, match="organismes"):
        template_named("organisme")
    with pytest.raises(InputError, match="n'existe pas; les gabarits"):
        template_named("xyz")


def test_a_template_never_replaces_a_file_unless_told_to(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("précieux", encoding="utf-8")
    with pytest.raises(InputError, match="existe déjà"):
        write_template(load_template("gmf"), path)
    assert path.read_text(encoding="utf-8") == "précieux"
    write_template(load_template("gmf"), path, force=True)
    assert openpyxl.load_workbook(path).sheetnames == ["gmf", "Explications"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("a.ods", "en .xlsx ou en .csv"), ("rien/a.csv", "Le dossier .* n'existe pas")],
)
def test_a_template_is_written_only_where_and_as_it_can_be(
    tmp_path: Path, name: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        write_template(load_template("gmf"), tmp_path / name)
