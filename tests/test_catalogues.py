"""Everything a person reads exists in English, and reads as French first."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from territory.text import typeset


def catalogues(checkout: Path) -> ModuleType:
    """Load tools/update_catalogues.py."""
    path = checkout / "tools" / "update_catalogues.py"
    spec = importlib.util.spec_from_file_location("update_catalogues", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["territory", "territory_app"])
def test_every_message_has_its_english(checkout: Path, name: str) -> None:
    tool = catalogues(checkout)
    assert tool.untranslated(tool.PACKAGES[name], name) == []


def test_the_words_of_the_templates_are_read_too(checkout: Path) -> None:
    tool = catalogues(checkout)
    assert "Aller au contenu" in tool.extracted(tool.PACKAGES["territory_app"])


@pytest.mark.parametrize("name", ["territory", "territory_app"])
def test_a_translation_keeps_the_fields_of_its_message(checkout: Path, name: str) -> None:
    tool = catalogues(checkout)
    with tool.catalogue_path(tool.PACKAGES[name], name).open("rb") as stream:
        catalogue = read_po(stream, locale="en")
    fields = re.compile(r"{(\w+?)(?:_en)?[:}]")  # a field may have its own English value
    for message in catalogue:
        if message.id and message.string:
            assert set(fields.findall(str(message.string))) == set(fields.findall(str(message.id)))


def test_french_is_set_with_its_non_breaking_spaces() -> None:
    assert typeset("« oui » : 12,5 %; non?") == ("«\u00a0oui\u00a0»\u00a0: 12,5\u00a0%; non?")
