"""What the tests of templates share: filling one in, in either language and either format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from territory.sources.templates import load_template
from territory.sources.templates.write import as_csv, write_template

Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Write a template and add rows under its examples, by field; return the file."""

    def written(
        key: str, *rows: dict[str, Any], language: str = "fr", ending: str = ".xlsx"
    ) -> Path:
        template = load_template(key)
        cells = [[row.get(one.key) for one in template.fields] for row in rows]
        path = tmp_path / f"{key}-{language}{ending}"
        if ending == ".csv":
            mark = "," if language == "en" else ";"
            out = io.StringIO()
            csv.writer(out, delimiter=mark).writerows(cells)
            path.write_text(as_csv(template, language) + out.getvalue(), encoding="utf-8-sig")
            return path
        write_template(template, path, language, force=True)
        book = openpyxl.load_workbook(path)
        for row in cells:
            book.worksheets[0].append(row)
        book.save(path)
        return path

    return written
