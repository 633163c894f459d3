"""Sites a change names: there, named once, not closed by a change before it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from territory.errors import InputError
from territory.scenarios.ground import known_site
from territory.study import Walk
from territory.tables import Tables


def present(tables: Tables, base: Walk, ids: Sequence[str]) -> pd.Index:
    """Return sites named by a change, once it is sure that they are all there.

    Raises
    ------
    InputError
        For a site named twice, that an earlier change closed, or that the study does not have.
    """
    twice = pd.Index(ids)[pd.Index(ids).duplicated()]
    if len(twice):
        raise InputError(
            "Le point « {id} » est nommé deux fois dans le même changement; gardez-le une fois.",
            id=twice[0],
        )
    here = set(tables.services["service_id"])
    before = set(base.tables.services["service_id"])
    for one in ids:
        if one not in here and one in before:
            raise InputError(
                "Le point « {id} » a été fermé ou retiré par un changement qui précède; ôtez l'un "
                "des deux.",
                id=one,
            )
        known_site(tables.services, one)
    return pd.Index(ids, name="service_id")
