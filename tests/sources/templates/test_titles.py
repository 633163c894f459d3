"""A title loosely written is read, or told with what is lost: staff never vanish in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory.cli.check_file import check_file
from territory.sources import SourceInfo
from territory.sources.templates.model import KEYS, load_template
from territory.sources.templates.readers import Outcome, read_outcome
from territory.sources.templates.titles import nearest_field, title_words
from territory.text import typeset

TEAM = "Nom de l'équipe ou du service;Municipalité;Jours par semaine"
LIBRARY = "Nom de la bibliothèque;Municipalité;Intervenante ou intervenant sur place"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "rempli.csv"


def read(path: Path, text: str, key: str, meta: SourceInfo) -> Outcome:
    path.write_text(text, encoding="utf-8")
    return read_outcome(path, key, meta=meta)


@pytest.mark.parametrize(
    ("loose", "key", "field"),
    [
        ("TS présents", "outreach", "staff_ts"),
        ("TS présent(e)s", "outreach", "staff_ts"),
        ("TTS présentes", "outreach", "staff_tts"),
        ("OC présents", "outreach", "staff_oc"),
        ("Autres intervenants présents", "outreach", "staff_other"),
        ("Jour par semaine", "outreach", "days_per_week"),
        ("Nom d'équipe ou service", "outreach", "name"),
        ("Nombre d’intervenantes et intervenants", "libraries", "staff"),
        ("Nb d'intervenants", "libraries", "staff"),
        ("Number of the workers", "libraries", "staff"),
        ("Intervenant sur la place", "libraries", "worker"),
    ],
)
def test_a_title_is_known_without_its_articles_its_gender_or_its_plural(
    written: Path, meta: SourceInfo, loose: str, key: str, field: str
) -> None:
    own = {"outreach": ["name", "municipality"], "libraries": ["name", "municipality", "worker"]}
    titles = {one: load_template(key).field(one).fr for one in own[key]} | {field: loose}
    cells = {"name": "A", "municipality": "Gaspé", "worker": "oui"}
    row = ";".join(cells.get(one, "2") for one in titles)
    outcome = read(written, ";".join(titles.values()) + "\n" + row + "\n", key, meta)
    assert outcome.filled.header.shown[field] == loose
    assert any(typeset(f"« {loose} » est lue comme") in note for note in outcome.notes())


def test_two_people_three_days_a_week_are_1_2_fte_counted_once(
    written: Path, meta: SourceInfo
) -> None:
    text = (
        "Nom d'équipe;Municipalité;Jours par la semaine;TS présentes;OC présents\n"
        "Équipe A;Gaspé;3;2;\nÉquipe B;Gaspé;1;1;1\n"
    )
    table = read(written, text, "outreach", meta).reading.table
    assert table["open_share"].tolist() == pytest.approx([0.6, 0.2])
    assert table["fte_ts"].tolist() == pytest.approx([1.2, 0.2])  # 2 × 3/5; 1 × 1/5
    assert table["fte_oc"].tolist()[1] == pytest.approx(0.2)
    assert table["fte"].tolist() == pytest.approx([1.2, 0.4])


def test_staff_of_a_library_under_a_loose_title_make_its_fte(
    written: Path, meta: SourceInfo
) -> None:
    text = f"{LIBRARY};Nombre d’intervenantes et intervenants;Jours par semaine\nX;Gaspé;oui;2;3\n"
    assert read(written, text, "libraries", meta).reading.table["fte"].tolist() == [1.2]


@pytest.mark.parametrize(
    ("title", "key", "near"),
    [
        ("TTS presentees", "outreach", "staff_tts"),
        ("TS presentees", "outreach", "staff_ts"),
        ("Jouurs par semaine", "outreach", "days_per_week"),
        ("Heurres par semaine", "outreach", "hours_per_week"),
        ("XTS présentes", "outreach", None),
        ("Ans par semaine", "outreach", None),
        ("Code local", "outreach", None),
    ],
)
def test_a_suggestion_never_exchanges_two_columns_that_look_alike(
    title: str, key: str, near: str | None
) -> None:
    template = load_template(key)
    found = nearest_field(title, template.fields, template)
    assert (found and found.key) == near


def test_an_unread_column_that_looks_like_staff_says_what_is_lost_and_what_to_write(
    written: Path, meta: SourceInfo
) -> None:
    text = f"{TEAM};TTS presentees;Heures de bénévolat;Remarques\nA;Gaspé;1;2;12;près du quai\n"
    outcome = read(written, text, "outreach", meta)
    lost, other = outcome.titles()
    assert lost.told() == (
        typeset(
            "la colonne « TTS presentees » n'est pas lue; si elle donne des ETC, ils manqueront"
        ),
        typeset("si c'est bien cela, écrivez exactement ce titre : « TTS présentes ou présents »"),
    )
    assert "Heures de bénévolat" in other.told()[0]
    assert "«\N{NO-BREAK SPACE}Autres intervenantes et intervenants présents" in other.told()[1]
    assert "“Other workers present”" in other.told("en")[1]
    assert (outcome.filled.line(lost), lost.column) == (1, "D")
    assert any("TTS presentees" in note and "manqueront" in note for note in outcome.reading.notes)
    assert not any("Remarques" in one.told()[0] for one in outcome.titles())


def test_the_check_tells_the_columns_lost_before_any_table(written: Path) -> None:
    text = f"{TEAM};TTS presentees\nA;Gaspé;1;2\n"
    written.write_text(text, encoding="utf-8")
    told, refusal = check_file(written, "hors-murs", "fr")
    assert refusal is None
    assert told.startswith("À vérifier (colonnes non lues)")
    assert told.index("TTS presentees") < told.index("Ce que le fichier donne")
    assert check_file(written, "outreach", "en")[0].startswith("To check (columns not read)")


def test_columns_of_codes_or_of_people_are_not_taken_for_figures(
    written: Path, meta: SourceInfo
) -> None:
    text = f"{TEAM};Code local;Téléphone\nA;Gaspé;1;0611;4185551234\n"
    assert read(written, text, "outreach", meta).titles() == []


@pytest.mark.parametrize("key", KEYS)
def test_every_title_of_a_template_means_one_column(key: str) -> None:
    template = load_template(key)
    meant = [
        words for one in template.fields for words in {title_words(one.fr), title_words(one.en)}
    ]
    assert len(meant) == len(set(meant))
