"""The completeness of a whole study: what its sources and statements say, at every level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.gaps import Norm, completeness, meter, recounted, unit_coverage
from territory.gaps.coverage import EVERYWHERE
from territory.sources import load_catalogue
from territory.sources._tabular import nearest_name
from territory.study.gather import meta_of
from territory.study.model import Study
from territory.study.vintages import covers_brought, targets
from territory.tables import Tables
from territory.tables.schemas import KINDS


def extents(study: Study, tables: Tables) -> pd.DataFrame:
    """Return what each source of services says of its own extent, one row per territory.

    Returns
    -------
    pandas.DataFrame
        ``kind, status, territory_id``; "" stands for the whole study.

    Raises
    ------
    InputError
        When a source speaks of a territory the study does not have.
    """
    known = {code for table in tables.territories.values() for code in table["territory_id"]}
    goals, catalogue = targets(tables.territories), load_catalogue()
    rows = []
    for given in study.file.services:
        if not given.covers:
            continue
        now = covers_brought(given, meta_of(given, catalogue), study, goals, [])
        for extent in given.covers:
            for stated in extent.territories or (EVERYWHERE,):
                code = now.get(stated, stated)
                if code and code not in known:
                    raise _unknown(given.path, code, known)
                rows.append((extent.kind, extent.status, code))
    return pd.DataFrame(rows, columns=["kind", "status", "territory_id"], dtype=object)


def _unknown(path: str, code: str, known: set[str]) -> InputError:
    near = nearest_name(code, known)
    if near is None:
        return InputError(
            "{path}, covers : le territoire {code} n'est pas dans l'étude.", path=path, code=code
        )
    return InputError(
        "{path}, covers : le territoire {code} n'est pas dans l'étude; est-ce {near}?",
        path=path,
        code=code,
        near=near,
    )


def coverage_by_unit(
    study: Study, tables: Tables, unit_ids: pd.Index, kinds: Sequence[str]
) -> pd.DataFrame:
    """Return the status of every kind for every unit: statements first, then the sources'."""
    return unit_coverage(
        tables.coverage,
        tables.membership,
        unit_ids,
        kinds,
        extents=extents(study, tables),
        read=set(tables.services["kind"]),
    )


def study_completeness(study: Study, tables: Tables, norm: Norm) -> dict[str, pd.DataFrame]:
    """Return the completeness of every kind in every territory, level by level.

    Returns
    -------
    dict of str to pandas.DataFrame
        Per level, what `territory.gaps.completeness` gives.
    """
    population = tables.population.set_index("unit_id")
    told = set(tables.services["kind"]) | set(tables.coverage["kind"]) | set(norm.basket)
    kinds = [kind for kind in KINDS if kind in told or kind != "other"]
    units = coverage_by_unit(study, tables, population.index, kinds).assign(
        population=population["population"], self_governed=population["self_governed"]
    )
    rows = tables.membership
    columns = ["subject_id", "territory_id", "share"]
    result = {}
    for level, territories in tables.territories.items():
        here = rows.loc[rows["level"] == level]
        result[level] = completeness(
            pd.DataFrame(territories.set_index("territory_id")[["name", "self_governed"]]),
            here.loc[here["subject"] == "unit", columns],
            units,
            here.loc[here["subject"] == "service", columns],
            tables.services,
            norm.basket,
        )
    return result


def sites_recounted(
    tables: Tables, before: Tables, known: Mapping[str, pd.DataFrame]
) -> Mapping[str, pd.DataFrame]:
    """Return what `study_completeness` gave for other tables, the sites counted again."""
    if tables.services is before.services and tables.membership is before.membership:
        return known
    rows = tables.membership.loc[tables.membership["subject"] == "service"]
    return {
        level: recounted(table, rows.loc[rows["level"] == level], tables.services)
        for level, table in known.items()
    }


def completeness_record(
    study: Study,
    tables: Tables,
    norm: Norm,
    by_level: Mapping[str, pd.DataFrame],
    gaps: Mapping[str, pd.DataFrame],
) -> dict[str, Any]:
    """Return the meter of the whole study, and how many ranks rest on incomplete data.

    Returns
    -------
    dict
        What `whole_completeness` gives, and ``ranked``: per level, territories ranked, those of
        them whose meter is below 1, and the kinds they lack.
    """
    return {
        **whole_completeness(study, tables, norm, by_level),
        "ranked": {level: _ranked(gaps[level], by_level[level]) for level in gaps},
    }


def whole_completeness(
    study: Study, tables: Tables, norm: Norm, by_level: Mapping[str, pd.DataFrame]
) -> dict[str, Any]:
    """Return how complete a study's data are, all territories together.

    Returns
    -------
    dict
        ``share``: of people times kinds of the basket, what is completely listed; ``kinds``:
        per kind, its shares and sites over the whole study.
    """
    population = tables.population.set_index("unit_id")
    public = population.loc[~population["self_governed"]]
    kinds = list(dict.fromkeys(kind for table in by_level.values() for kind in table["kind"]))
    status = coverage_by_unit(study, tables, public.index, kinds)
    people = public["population"].to_numpy(dtype=float)
    total = float(people.sum())
    whole = {
        kind: {
            "in_basket": kind in norm.basket,
            "sites": int((tables.services["kind"] == kind).sum()),
            **{
                name: float(people[(status[kind] == name).to_numpy()].sum()) / (total or 1.0)
                for name in ("complete", "partial", "absent", "unknown")
            },
        }
        for kind in sorted(kinds, key=KINDS.index)
    }
    asked = [figures["complete"] for figures in whole.values() if figures["in_basket"]]
    return {"share": float(np.mean(asked)) if asked else None, "kinds": whole}


def _ranked(gaps: pd.DataFrame, table: pd.DataFrame) -> dict[str, Any]:
    ranked = gaps.loc[gaps["rank"].notna(), "territory_id"]
    known = meter(table, pd.Index(ranked))
    lacking = pd.Index(ranked)[(known < 1 - 1e-9).to_numpy(bool)]
    asked = table.loc[table["territory_id"].isin(lacking) & table["in_basket"]]
    short = asked.loc[asked["share_complete"] < 1 - 1e-9, "kind"].unique()
    return {
        "ranked": len(ranked),
        "incomplete": len(lacking),
        "kinds": sorted(short, key=KINDS.index),
    }
