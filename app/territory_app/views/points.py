"""Service points of one kind: where they are, and what they say of themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.tables.words import KIND_WORDS, MODE_WORDS, PRECISION_WORDS, REGISTRATION_WORDS
from territory.text import N_, number, translator
from territory_app.catalogue import Catalogue
from territory_app.views.people import capital, counted, worded
from territory_app.words import words

ROLES = {
    "fte_ts": N_("travail social"),
    "fte_tts": N_("techniques de travail social"),
    "fte_oc": N_("organisation communautaire"),
    "fte_other": N_("autres rôles"),
}
WORK_DAYS = 5
SAID = (
    "registration", "mode", "open_share", "address_precision", "source", "vintage", "excluded",
    "door", "in_buffer",
)  # fmt: skip


def points(catalogue: Catalogue, kind: str, language: str) -> dict[str, Any]:
    """Return the points of one kind, column by column, for the map to draw and to tell.

    What several points say alike is sent once: ``said`` is each point's number in ``details``,
    lists of label and value.
    """
    _ = words(language)
    frame = catalogue.services[catalogue.services["kind"] == kind].reset_index(drop=True)
    alike = frame.reindex(columns=list(SAID)).astype("object")
    alike = alike.where(alike.notna(), None)
    keys = pd.MultiIndex.from_frame(alike.astype(str))
    said, first = _distinct(keys)
    staff = pd.to_numeric(frame.get("fte", pd.Series(np.nan, index=frame.index)))
    return {
        "kind": kind,
        "label": capital(worded(KIND_WORDS, kind, language)),
        "lon": np.round(frame["lon"].to_numpy(dtype=float), 5).tolist(),
        "lat": np.round(frame["lat"].to_numpy(dtype=float), 5).tolist(),
        "names": frame["name"].astype(str).tolist(),
        "fte": [None if np.isnan(one) else round(float(one), 2) for one in staff],
        "roles": _roles(frame, language),
        "said": said,
        "details": [_detail(alike.iloc[row].to_dict(), language) for row in first],
    }


def inside(catalogue: Catalogue, place: str) -> NDArray[np.bool_]:
    """Say which service points are in a place; all of them where the results do not tell."""
    every = np.ones(len(catalogue.services), dtype=bool)
    shares, found = catalogue.holdings.site_shares, catalogue.place(place)
    if shares is None or found is None:
        return every
    level, members = found
    held = shares.loc[(shares["level"] == level) & shares["territory_id"].isin(members)]
    return catalogue.services["service_id"].isin(held["service_id"]).to_numpy()


def numbers_inside(catalogue: Catalogue, place: str) -> dict[str, list[int]]:
    """Return, for each kind, the numbers `points` gives to those of its points in a place."""
    numbers = catalogue.services.groupby("kind").cumcount()
    held = numbers[inside(catalogue, place)]
    kinds = catalogue.services["kind"].loc[held.index]
    return {kind: held[kinds == kind].tolist() for kind in catalogue.kinds}


def drawn(catalogue: Catalogue, kinds: tuple[str, ...], place: str) -> pd.DataFrame:
    """Return the points of some kinds in a place, with their number among those of their kind."""
    services = catalogue.services.assign(number=catalogue.services.groupby("kind").cumcount())
    kept = services["kind"].isin(kinds).to_numpy() & inside(catalogue, place)
    return services[kept]


def _distinct(keys: pd.MultiIndex) -> tuple[list[int], list[int]]:
    """Return each row's number among the distinct ones, and the first row of each."""
    numbers, _found = pd.factorize(keys)
    _values, first = np.unique(numbers, return_index=True)
    return numbers.tolist(), first.tolist()


def _roles(frame: pd.DataFrame, language: str) -> list[str]:
    """Say who works at each point; an empty list where nobody says."""
    _ = words(language)
    known = [name for name in ROLES if name in frame and frame[name].notna().any()]
    if not known:
        return []
    labels = [_(ROLES[name]) for name in known]
    return [
        "; ".join(
            f"{label} {number(value, language, digits=1)}"
            for label, value in zip(labels, row, strict=True)
            if value > 0
        )
        for row in frame[known].to_numpy(dtype=float)
    ]


def _detail(row: dict[Any, Any], language: str) -> list[list[str]]:
    """Return label and value of what a point says of itself, whether it counts coming first."""
    _ = words(language)
    lines: list[tuple[str, str]] = []
    if row["excluded"]:
        lines.append((_("Non compté"), translator(language)(str(row["excluded"]))))
    elif row["door"] is not None and not row["door"]:
        lines.append((_("Non compté"), _("pas une porte selon la norme")))
    if row["in_buffer"] in (True, 1):
        lines.append((_("Situation"), _("autour de l'étude, dans aucun de ses territoires")))
    if row["registration"]:
        said = worded(REGISTRATION_WORDS, str(row["registration"]), language)
        lines.append((_("Inscription"), said))
    if row["mode"]:
        lines.append((_("Mode"), worded(MODE_WORDS, str(row["mode"]), language)))
    if row["open_share"] is not None:
        lines.append((_("Ouverture"), _opening(float(row["open_share"]), language)))
    if row["address_precision"]:
        said = worded(PRECISION_WORDS, str(row["address_precision"]), language)
        lines.append((_("Précision du lieu"), said))
    source = ", ".join(str(row[key]) for key in ("source", "vintage") if row[key])
    if source:
        lines.append((_("Source"), source))
    return [list(line) for line in lines]


def _opening(share: float, language: str) -> str:
    """Write the share of the week a point is open, in days of a week of five."""
    _ = words(language)
    days = round(share * WORK_DAYS, 1)
    if days == round(days):
        said = counted(days, N_("jour par semaine"), N_("jours par semaine"), language)
    else:
        said = _("{days} jours par semaine").format(days=number(days, language, digits=1))
    return said
