"""What `territory check` says of the places of the sites."""

from __future__ import annotations

from territory.sources.locating.duplicates import duplicates
from territory.study.places import DOUBT, DOUBT_EN, to_check
from territory.tables import Tables
from territory.text import number, translator

# How many proposals and doubts are shown; all of them are in the files of a run.
SHOWN = 5


def place_lines(tables: Tables, language: str) -> list[str]:
    """Return the sites to check and the duplicates proposed: how many, and the first few."""
    _ = translator(language)
    doubts, pairs = to_check(tables.services), duplicates(tables.services)
    lines = []
    if len(doubts):
        lines.append(
            _("Lieux à vérifier : {count} (places_to_check.csv).").format(
                count=number(len(doubts), language)
            )
        )
        told = DOUBT_EN if language == "en" else DOUBT
        lines += [
            f"  {row['service_id']} — {row['name']} — {row[told]}"
            for row in doubts.head(SHOWN).to_dict("records")
        ]
    if len(pairs):
        lines.append(
            _(
                "Doublons proposés, aucun fusionné : {count} (duplicates.csv; [places] merge "
                "confirme)."
            ).format(count=number(len(pairs), language))
        )
        why = "why_en" if language == "en" else "why"
        lines += [
            f"  {row['id_a']} = {row['id_b']}? {row['name_a']} / {row['name_b']} — {row[why]}"
            for row in pairs.head(SHOWN).to_dict("records")
        ]
    return lines
