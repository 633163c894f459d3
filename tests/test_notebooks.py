"""Notebooks run from top to bottom on the embedded demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from territory.tables.banner import banner

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
SECONDS = 300
# In a process of its own: what the kernel's libraries leave open is not ours to judge.
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient

source, executed, folder = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
nbformat.write(notebook, executed)
"""


def test_there_is_a_notebook_to_start_with() -> None:
    assert "01-premiers-pas.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom_wherever_it_is(path: Path, tmp_path: Path) -> None:
    executed = tmp_path / path.name
    child = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(path), str(executed), str(tmp_path)],
        env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    outputs = [
        output
        for cell in nbformat.read(executed, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    assert outputs
    assert [output["text"] for output in outputs if output.get("name") == "stderr"] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_says_the_data_are_fictional(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    text = " ".join(notebook.cells[0].source.replace("> ", "").replace("**", "").split())
    assert banner("fr") in text
