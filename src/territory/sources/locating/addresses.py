"""Known addresses: number and street, street, postal code, within a municipality."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class AddressBook:
    """Addresses whose place is known.

    Attributes
    ----------
    table : pandas.DataFrame
        ``number, street, municipality_id, postal_code, lon, lat``, one row per address.
    """

    table: pd.DataFrame

    @classmethod
    def read(cls, path: Path) -> AddressBook:
        """Read the addresses of a file."""
        raise NotImplementedError(path)

    def find(
        self, address: pd.Series, municipality_id: pd.Series, *, postal_code: pd.Series
    ) -> pd.DataFrame:
        """Return ``lon, lat, precision`` of each address, missing where it is not known."""
        del municipality_id, postal_code
        return pd.DataFrame({"lon": np.nan, "lat": np.nan, "precision": ""}, index=address.index)
