"""The pages: one scenario, and several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

from territory.report.comparison.record import comparison_record
from territory.scenarios import Outcome


def comparison_page(outcome: Outcome, files: Sequence[str] = ()) -> str:
    """Return comparison.html of a scenario, whole."""
    record = comparison_record(outcome, files)
    heads = "".join(f"<p>{escape(v['headline'].get('fr', ''))}</p>" for v in record["variants"])
    title = escape(record["scenario"]["title"]["fr"])
    return f"<!DOCTYPE html><html lang=fr><meta charset=utf-8><title>{title}</title>{heads}</html>"


def side_by_side_page(records: Sequence[Mapping[str, Any]]) -> str:
    """Return one page with several scenarios side by side."""
    heads = "".join(f"<h2>{escape(r['scenario']['title']['fr'])}</h2>" for r in records)
    return (
        f"<!DOCTYPE html><html lang=fr><meta charset=utf-8><title>Scénarios</title>{heads}</html>"
    )
