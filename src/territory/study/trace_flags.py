"""Why each flag of a territory is raised, or not."""

from __future__ import annotations

import math

from territory.study.evidence import ALONE
from territory.study.recount import TOLERANCE, Step
from territory.study.subject import Subject, one


def flags(subject: Subject) -> list[Step]:
    """Return one step per flag, in the order of the table: what was compared, and with what."""
    figures, norm = subject.figures, subject.evidence.norm
    covered, reached = float(figures["covered"]), float(figures["reached"])
    beyond, presence, fte = covered - reached, float(figures["presence"]), float(figures["fte"])
    pocket_from = min(norm.pocket_people, norm.pocket_share * covered)
    virtual = float(figures["virtual_fte"])
    coarse = float(figures["coarse"])
    told = [
        (
            "no_own_door",
            presence,
            0.0,
            presence == 0 and subject.decision.reach_test == "pass",
        ),
        ("pocket", beyond, pocket_from, beyond > 0 and beyond >= pocket_from),
        ("virtual_only", virtual, 0.0, virtual > 0 and presence == 0 and not fte > 0),
        ("small_numbers", fte, norm.small_fte, 0 < fte < norm.small_fte),
        ("coarse_population", coarse, 0.0, coarse > 0),
    ]
    steps = [Step(name, _shown(value), limit, _yes(holds)) for name, value, limit, holds in told]
    steps.append(_edge(subject))
    estimated = bool(figures["estimated"])
    steps.append(Step("estimated_share", estimated, None, _yes(estimated)))
    opted = bool(subject.place["opted_in"])
    steps.append(Step("opted_in", opted, None, _yes(opted)))
    apart, everyone = float(subject.place["apart_people"]), float(figures["population"])
    share = apart / everyone if everyone > 0 else 0.0
    partly = apart > 0 and apart >= norm.apart_share * everyone
    steps.append(Step("partly_self_governed", share, norm.apart_share, _yes(partly)))
    steps.append(_fragile(subject))
    return steps


def _edge(subject: Subject) -> Step:
    """Say whether access depends on what surrounds the study, or whether it borders the unknown."""
    norm, own = subject.evidence.norm, subject.figures
    placed = float(own["placed"])
    share = float(own["near_border"]) / placed if placed > 0 else 0.0
    beside = share > norm.edge_people_share + TOLERANCE
    if beside or not subject.has_alone():
        return Step("edge", share, norm.edge_people_share, _yes(beside))
    alone = one(subject.counts.figures(subject.level, ALONE), subject.territory_id)
    here, there = (
        float(row["reached"]) / float(row["covered"]) if float(row["covered"]) > 0 else math.nan
        for row in (own, alone)
    )
    mean, less = float(own["access_mean"]), float(alone["access_mean"])
    depends = (
        own["class"] != alone["class"]
        or abs(here - there) > norm.edge_reach_change + TOLERANCE
        or abs(mean - less) > norm.edge_access_change * mean + TOLERANCE
        or math.isnan(mean) != math.isnan(less)
    )
    return Step("edge", _shown(abs(mean - less)), norm.edge_access_change, _yes(depends))


def _fragile(subject: Subject) -> Step:
    classes = {
        name: str(subject.counts.figures(subject.level, name).loc[subject.territory_id, "class"])
        for name in subject.tried()
    }
    changes = len(set(classes.values())) > 1
    return Step("fragile", " · ".join(classes.values()), None, _yes(changes))


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _shown(value: float) -> float | None:
    return None if math.isnan(value) else value
