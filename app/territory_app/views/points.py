"""Service points of one kind, as the GeoJSON the map draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from territory.tables.words import REGISTRATION_WORDS
from territory.text import translator
from territory_app.catalogue import Catalogue
from territory_app.views.people import worded
from territory_app.words import words


def points(catalogue: Catalogue, kind: str, language: str) -> dict[str, Any]:
    """Return the points of one kind: name, and in words whether and how one is received."""
    frame = catalogue.services[catalogue.services["kind"] == kind]
    details = [_detail(row, language) for row in frame.to_dict("records")]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
            "properties": {"name": str(name), "detail": detail},
        }
        for lon, lat, name, detail in zip(
            frame["lon"], frame["lat"], frame["name"], details, strict=True
        )
    ]
    return {"type": "FeatureCollection", "features": features}


def _detail(row: Mapping[Any, Any], language: str) -> str:
    _ = words(language)
    pieces = []
    if row.get("excluded") and not pd.isna(row["excluded"]):
        pieces.append(
            _("non compté : {reason}").format(reason=translator(language)(str(row["excluded"])))
        )
    elif not row.get("door", True):
        pieces.append(_("pas une porte selon la norme"))
    if row.get("registration") == "required":
        pieces.append(worded(REGISTRATION_WORDS, "required", language))
    if row.get("mode") == "virtual":
        pieces.append(_("virtuel"))
    if row.get("in_buffer") in (True, 1):
        pieces.append(_("autour de l'étude, dans aucun de ses territoires"))
    return "; ".join(pieces)
