"""Changes to a walk: staff, places, doors, rates, people, norms; each as arguments of `again`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.gaps import load_norm
from territory.membership import place_points
from territory.study import Walk

Change = Callable[[Walk], dict[str, Any]]


def with_services(base: Walk, services: gpd.GeoDataFrame) -> dict[str, Any]:
    return {"tables": replace(base.tables, services=gpd.GeoDataFrame(services))}


def more_staff(base: Walk) -> dict[str, Any]:
    services = base.tables.services
    grown = services["fte_ts"].astype(float) * np.linspace(0.5, 2, len(services))
    return with_services(base, services.assign(fte_ts=grown))


def opened(base: Walk, beside: str | None) -> dict[str, Any]:
    """Open a door of two workers at a new place, or at the very place of another site."""
    services = base.tables.services
    like = services.iloc[[0 if beside is None else services["service_id"].eq(beside).argmax()]]
    point = like.geometry.translate(0.02, 0.015) if beside is None else like.geometry
    new = gpd.GeoDataFrame(
        like.assign(
            service_id="nouveau", name="Nouveau", kind="clsc", mode="in_person", fte_ts=2.0,
            registration="open", open_share=1.0,
        ),
        geometry=point,
    )  # fmt: skip
    rows = [
        place_points(new["service_id"], new.geometry, table).assign(subject="service", level=level)
        for level, table in base.tables.territories.items()
    ]
    tables = replace(
        base.tables,
        services=gpd.GeoDataFrame(pd.concat([services, new], ignore_index=True)),
        membership=pd.concat([base.tables.membership, *rows], ignore_index=True),
    )
    return {"tables": tables}


def at_a_new_place(base: Walk) -> dict[str, Any]:
    return opened(base, None)


def at_a_known_place(base: Walk) -> dict[str, Any]:
    kinds = base.tables.services["kind"]
    return opened(base, str(base.tables.services.loc[kinds == "gmf", "service_id"].iloc[0]))


def a_door(base: Walk) -> str:
    return str(base.sites.index[base.sites["door"]][0])


def moved(base: Walk) -> dict[str, Any]:
    services = base.tables.services
    which = services["service_id"] == a_door(base)
    there = services.geometry.where(~which, services.geometry.translate(0.05, 0.02))
    return with_services(base, services.set_geometry(there))


def closed(base: Walk) -> dict[str, Any]:
    services, gone = base.tables.services, a_door(base)
    rows = base.tables.membership
    kept = rows.loc[~((rows["subject"] == "service") & (rows["subject_id"] == gone))]
    left = services.loc[services["service_id"] != gone].reset_index(drop=True)
    return {"tables": replace(base.tables, services=left, membership=kept.reset_index(drop=True))}


def in_another_order(base: Walk) -> dict[str, Any]:
    return with_services(base, base.tables.services.iloc[::-1].reset_index(drop=True))


def behind_registration(base: Walk) -> dict[str, Any]:
    services = base.tables.services
    return with_services(base, services.assign(registration="required"))


def hardly_open(base: Walk) -> dict[str, Any]:
    services = base.tables.services
    return with_services(base, services.assign(open_share=np.where(services.index % 2, 0.01, 1)))


def other_rates(base: Walk) -> dict[str, Any]:
    people = base.tables.population
    rates = (people["registered_share"] * 0.7).clip(upper=1)
    return {"tables": replace(base.tables, population=people.assign(registered_share=rates))}


def other_people(base: Walk) -> dict[str, Any]:
    people = base.tables.population
    grown = people["population"] * np.linspace(0.6, 1.8, len(people))
    return {"tables": replace(base.tables, population=people.assign(population=grown))}


def other_thresholds(base: Walk) -> dict[str, Any]:
    shorter = {"dense_urban": 10, "urban": 12, "rural": 18, "remote": 25}
    return {"norm": base.norm.model_copy(update={"threshold_minutes": _thresholds(base, shorter)})}


def farther_thresholds(base: Walk) -> dict[str, Any]:
    longer = {"dense_urban": 50, "urban": 60, "rural": 80, "remote": 90}
    return {"norm": base.norm.model_copy(update={"threshold_minutes": _thresholds(base, longer)})}


def _thresholds(base: Walk, minutes: dict[str, float]) -> Any:
    return type(base.norm.threshold_minutes).model_validate(minutes)


def other_basket(base: Walk) -> dict[str, Any]:
    return {"norm": base.norm.model_copy(update={"basket": ("clsc", "library")})}


def other_weights(base: Walk) -> dict[str, Any]:
    return {"norm": base.norm.model_copy(update={"zone_weights": (1.0, 0.5, 0.1)})}


def another_norm(_: Walk) -> dict[str, Any]:
    return {"norm": load_norm("presence-atteinte", {})}


def service_areas(base: Walk) -> dict[str, Any]:
    services, codes = base.tables.services, base.tables.territories["mrc"]["territory_id"]
    area = pd.Series(pd.NA, index=services.index, dtype=object)
    area.iloc[0] = ";".join(codes.iloc[:2])
    return with_services(base, services.assign(service_area=area))


CHANGES: tuple[Change, ...] = (
    more_staff, at_a_new_place, at_a_known_place, moved, closed, in_another_order,
    behind_registration, hardly_open, other_rates, other_people, other_thresholds,
    farther_thresholds, other_basket, other_weights, another_norm, service_areas,
)  # fmt: skip
STAFFING = (more_staff, behind_registration, hardly_open, other_rates, other_people)
LARGE = (more_staff, at_a_new_place, moved, closed, other_rates, other_thresholds, service_areas)
