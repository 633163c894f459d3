"""The sheet as a file: a tagged PDF that says what the page says, and an HTML that asks nothing."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from territory.cli import main
from territory_app.catalogue import Catalogue
from territory_app.exports.fiche_file import known_territory, sheet_file
from territory_app.exports.fiche_pdf import sheet_pages, sheet_pdf
from territory_app.views.fiche import sheet

SERVED, SELF_GOVERNED = "MRC:12", "MRC:14"
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def objects(pdf: bytes) -> dict[int, bytes]:
    """Return the objects of a PDF, by number."""
    found = re.findall(rb"(?s)\b(\d+) 0 obj\n?(.*?)endobj", pdf)
    return {int(number): body for number, body in found}


def stream(body: bytes) -> bytes:
    """Return what a stream object holds."""
    held = re.search(rb"(?s)stream\r?\n(.*?)\r?\nendstream", body)
    if held is None:
        return b""
    if b"FlateDecode" not in body[: held.start()]:
        return b""
    # A carriage return before "endstream" may be the last byte of the stream itself.
    return zlib.decompressobj().decompress(held.group(1))


def letters(body: bytes) -> dict[int, str]:
    """Return the characters of a font's glyphs, from its ToUnicode map."""
    table = stream(body).decode("latin1")
    known: dict[int, str] = {}
    for block in re.findall(r"(?s)beginbfchar(.*?)endbfchar", table):
        for glyph, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            known[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"(?s)beginbfrange(.*?)endbfrange", table):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                known[int(first, 16) + step] = chr(int(text, 16) + step)
    return known


def unescaped(text: bytes) -> bytes:
    """Return a PDF string without its escapes."""

    def one(found: re.Match[bytes]) -> bytes:
        told = found.group(1)
        if told[:1].isdigit():
            return bytes([int(told, 8) & 0xFF])
        return ESCAPES.get(told, told)

    return re.sub(rb"(?s)\\([0-7]{1,3}|.)", one, text)


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, in the order it is drawn."""
    held = objects(pdf)
    pieces = []
    for page in (body for body in held.values() if re.search(rb"/Type\s*/Page\b", body)):
        resources = page
        named = re.search(rb"/Resources (\d+) 0 R", page)
        if named:
            resources = held[int(named.group(1))]
        fonts = {}
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources):
            unicode_map = re.search(rb"/ToUnicode (\d+) 0 R", held[int(number)])
            if unicode_map:
                fonts[name] = letters(held[int(unicode_map.group(1))])
        content = b"".join(
            stream(held[int(number)]) for number in re.findall(
                rb"/Contents (\d+) 0 R", page
            )
        )  # fmt: skip
        known: dict[int, str] = {}
        for font, run in re.findall(
            rb"(?s)/(f\d+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\)])*\)|[^\]()])*)\]\s*TJ", content
        ):
            if font:
                known = fonts.get(font, {})
                continue
            raw = b"".join(unescaped(one) for one in re.findall(rb"(?s)\(((?:\\.|[^\\)])*)\)", run))
            codes = (raw[i] * 256 + raw[i + 1] for i in range(0, len(raw) - 1, 2))
            pieces.append("".join(known.get(code, "") for code in codes))
    return " ".join(pieces).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def pdf(study: Catalogue) -> bytes:
    """A sheet of the study."""
    return sheet_pdf(sheet(study, SERVED, "fr"), study, "fr", "http://127.0.0.1/fr/fiche/MRC:12")


def test_the_pdf_is_tagged_titled_and_says_its_language(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", pdf)
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang\s*\(fr-CA\)", pdf)
    assert b"/DisplayDocTitle true" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_headings_tables_and_figures_are_tagged_with_their_alternatives(pdf: bytes) -> None:
    for tag in (b"H1", b"H2", b"Table", b"TH", b"Figure"):
        assert re.search(rb"/S\s*/" + tag + rb"\b", pdf), tag
    assert len(re.findall(rb"/Alt\s*[(<]", pdf)) >= 2


def test_the_english_pdf_is_in_english(study: Catalogue) -> None:
    made = sheet_pdf(sheet(study, SERVED, "en"), study, "en")
    assert re.search(rb"/Lang\s*\(en-CA\)", made)
    assert "Who lives there" in text_of(made)


def test_the_pdf_says_the_figures_of_the_page(study: Catalogue, pdf: bytes) -> None:
    said = re.sub(r"\s+", "", text_of(pdf))
    row = study.levels["mrc"].table.set_index("territory_id").loc[SERVED]
    assert f"{row['access_mean']:.2f}".replace(".", ",") in said
    assert f"{row['reach_share'] * 100:.1f}".replace(".", ",") in said
    for section in sheet(study, SERVED, "fr").sections:
        assert re.sub(r"\s+", "", section.title) in said, section.title


def test_a_territory_takes_two_letter_pages_at_most(study: Catalogue) -> None:
    for code in (SERVED, "MRC:13", "MRC:11", "RLS:0100"):
        assert len(sheet_pages(sheet(study, code, "fr"), study, "fr", dots_per_inch=30)) <= 2


def test_a_name_that_is_markup_is_set_as_it_is(
    study: Catalogue, hostile_names: tuple[str, ...]
) -> None:
    for position, name in enumerate(hostile_names):
        made = sheet_pdf(sheet(study, f"MRC:{10 + position}", "fr"), study, "fr")
        said = re.sub(r"\s+", "", text_of(made))
        assert re.sub(r"\s+", "", name)[:12] in said


def test_names_in_the_setter_s_own_language_are_only_words(study: Catalogue) -> None:
    made = sheet(study, SERVED, "fr")
    renamed = type(made)(**{**vars(made), "name": '#panic("x") $a$ *b* #sys.inputs <c> @d'})
    assert '#panic("x")' in text_of(sheet_pdf(renamed, study, "fr"))


def test_a_very_long_name_still_makes_a_page(study: Catalogue) -> None:
    made = sheet(study, SERVED, "fr")
    renamed = type(made)(**{**vars(made), "name": "Saint-Louis-de-Gonzague-" * 12})
    assert sheet_pdf(renamed, study, "fr").startswith(b"%PDF-")


def test_the_same_results_make_the_same_text(study: Catalogue, pdf: bytes) -> None:
    again = sheet_pdf(sheet(study, SERVED, "fr"), study, "fr", "http://127.0.0.1/fr/fiche/MRC:12")
    assert text_of(again) == text_of(pdf)


def test_a_self_governed_territory_has_one_quiet_page(study: Catalogue) -> None:
    made = sheet(study, SELF_GOVERNED, "fr")
    assert len(sheet_pages(made, study, "fr", dots_per_inch=30)) == 1
    said = text_of(sheet_pdf(made, study, "fr"))
    assert "autogouverné" in said
    assert "ETC" not in said


def test_the_pdf_is_downloaded_with_a_name_that_says_demo(client: FlaskClient) -> None:
    answer = client.get(f"/export/en/fiche/{SERVED}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.get_data().startswith(b"%PDF-")
    assert re.search(r'filename="sheet-mrc-12-.*-demo\.pdf"', answer.headers["Content-Disposition"])


def test_the_html_file_asks_for_nothing_else(study_out: Path) -> None:
    _name, content = sheet_file(study_out, SERVED, "fr", "html")
    page = content.decode()
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r'(?:src|href)="|url\((?!"?data:)', page)
    assert "<script" not in page


def test_a_territory_is_found_by_its_code_or_its_name(study: Catalogue) -> None:
    assert known_territory(study, " MRC:15 ") == "MRC:15"
    assert known_territory(study, "reseau 3") == "RLS:0103"


def test_the_command_writes_a_pdf_and_an_html(
    study_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, start in (("a.pdf", b"%PDF-"), ("a.html", b"<!DOCTYPE")):
        path = tmp_path / name
        asked = ["fiche", str(study_out), "--territory", SERVED, "-o", str(path)]
        assert main([*asked, "--language", "en"]) == 0
        assert path.read_bytes().startswith(start)
        assert str(path) in capsys.readouterr().out.replace("\n", "")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (["-t", "MRC:1"], "MRC:1"),
        (["-t", "Réseau 33"], "Réseau 3 (RLS:0103)"),
        (["-t", SERVED, "--language", "de"], "fr ou en"),
        (["-t", SERVED, "-o", "fiche.doc"], ".pdf ou en .html"),
        (["-t", SERVED, "-o", "pas/de/dossier.pdf"], "ne peut pas être écrit"),
        (["-t", SERVED, "--before", "rien"], "n'est pas un dossier de résultats"),
    ],
)
def test_a_wrong_request_gets_one_sentence(
    study_out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: list[str],
    word: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TERRITORY_LANG", raising=False)
    assert main(["fiche", str(study_out), *asked]) == 2
    told = capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert word in told
    assert told.count("\n") == 1
