"""What a scenario gives, as `territory.export.scenario` writes it, over a small results folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from territory.tables.dictionary import names
from territory.tables.scenarios import COMPARED, DIFFERENCE_COLUMNS
from territory_app.catalogue import Catalogue

VARIANTS = {"sur-place": 0.2, "deplace": 0.5}
PUBLICS = ("registered", "nonregistered", "average", "reach")
DETAIL = {"fr": "Les inscrits perdent 12.", "en": "Those registered lose 12."}
TOML = '[scenario]\nname = "essai"\ntitle = "Essai"\n'


def write_scenario_result(folder: Path, catalogue: Catalogue, *, title: str = "Essai") -> Path:
    """Write the folder of a scenario with two variants; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "_demo" if catalogue.demonstration else ""
    for level in catalogue.levels:
        rows = pd.concat(
            [
                difference(catalogue, level, size).assign(variant=key)
                for key, size in VARIANTS.items()
            ]
        )
        rows = rows.reindex(columns=names(DIFFERENCE_COLUMNS))
        if catalogue.demonstration:
            rows.insert(0, "avertissement", catalogue.banner("fr"))
        rows.to_csv(folder / f"difference_{level}{suffix}.csv", index=False)
    allocation = pd.DataFrame(
        {
            "variant": list(VARIANTS) * 10,
            "rule": "rattachement",
            "name": "Lieu & <b>",
            "role": "ts",
            "posts": 1.5,
            "year": 0,
            "reason": "=au plus proche",
        }
    )
    allocation.to_csv(folder / f"allocation{suffix}.csv", index=False)
    (folder / "scenario.toml").write_text(TOML, encoding="utf-8")
    record = told(catalogue, title)
    (folder / "comparison.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return folder


def difference(catalogue: Catalogue, level: str, size: float) -> pd.DataFrame:
    """Return the difference rows of a level: odd places gain, every fourth loses."""
    table = catalogue.levels[level].table
    place = np.arange(len(table))
    move = np.where(place % 2 == 1, size, np.where(place % 4 == 0, -size, 0.0))
    hidden = (table["class"] == "not_ranked").to_numpy()
    rows = table[["territory_id", "name", "population", "norm"]].copy()
    rows["population_after"] = rows["population"]
    rows["class_before"] = rows["class_after"] = table["class"]
    deserts = np.flatnonzero(table["class"] == "desert")
    rows.loc[rows.index[deserts[:1]], "class_after"] = "served"
    for column in COMPARED:
        old = pd.to_numeric(table[column]).astype(float).mask(hidden)
        change = move if column.startswith("access") else np.where(old.isna(), 0.0, 0.0)
        rows[f"{column}_before"], rows[f"{column}_after"] = old, old + change
        rows[f"{column}_difference"] = rows[f"{column}_after"] - old
    people = rows["population"].fillna(0)
    for public in PUBLICS:
        rows[f"gain_{public}"] = people.where(move > 0, 0.0).mask(hidden)
        rows[f"lose_{public}"] = people.where(move < 0, 0.0).mask(hidden)
    return rows


def told(catalogue: Catalogue, title: str) -> dict[str, object]:
    """Return comparison.json."""
    return {
        "format": 1,
        "scenario": {
            "name": "essai",
            "title": {"fr": title, "en": f"{title} (en)"},
            "note": {"fr": "Une note.", "en": "A note."},
            "toml": TOML,
        },
        "study": {"name": "demo", "title": {"fr": "Étude", "en": "Study"}},
        "demonstration": catalogue.demonstration,
        "norm": {"name": "n", "title": {"fr": "Norme d'essai", "en": "Trial norm"}},
        "intensity_norm": 2.33,
        "assumptions": [{"fr": "Une hypothèse.", "en": "An assumption."}],
        "main": "deplace",
        "variants": [_variant(catalogue, key) for key in VARIANTS],
        "robustness": [
            {"variant": "deplace", "setting": "decay", "same": True},
            {"variant": "deplace", "setting": "threshold", "same": False},
        ],
        "levels": list(catalogue.levels),
        "allocation": {"posts": 30.0, "cost": 1_200_000.0, "lines": 20},
        "files": [],
    }


def _variant(catalogue: Catalogue, key: str) -> dict[str, object]:
    people = [_people(public, "everyone", "") for public in PUBLICS]
    milieux = ("remote", "dense_urban", "rural", "urban")
    people += [_people(public, "milieu", one) for public in PUBLICS for one in milieux]
    deserts = dict.fromkeys(catalogue.levels, 3)
    return {
        "key": key,
        "title": {"fr": f"Variante {key}", "en": f"Variant {key}"},
        "headline": {
            "fr": f"1 234 personnes de plus ({key}); 56 y perdent.",
            "en": f"1,234 more people ({key}); 56 lose.",
        },
        **({"details": [DETAIL]} if key == "deplace" else {}),
        "flips": [{"fr": "Elle s'inverse.", "en": "It flips."}] if key == "deplace" else [],
        "notes": [],
        "people": people,
        "conservation": {"sentence": {"fr": "L'offre est conservée.", "en": "Supply is kept."}},
        "equity": [
            {"index": "gini", "need": "", "public": "average", "before": 0.4, "after": 0.35},
            {"index": "mean", "need": "", "public": "average", "before": 2.0, "after": None},
        ],
        "totals": {
            "people_beyond_reach_before": 900.0,
            "people_beyond_reach_after": 800.0,
            "deserts_before": deserts,
            "deserts_after": {**deserts, "mrc": 2},
            "fte_before": 100.0,
            "fte_after": 100.0,
        },
    }


def _people(public: str, by: str, group: str) -> dict[str, object]:
    share = 0.5 if public == "reach" else 2.0
    return {
        "public": public, "by": by, "group": group, "people": 1000.0, "gain": 250.0,
        "lose": 125.0, "gain_notable": 240.0, "lose_notable": 80.0, "same": 600.0, "unknown": 25.0, "before": share, "after": share,
    }  # fmt: skip
