"""How unequally access is shared among people: all measures weighted by population."""

from territory.equity.inequality import gini, lorenz, palma, theil
from territory.equity.poverty import concentration_index, fgt

__all__ = ["concentration_index", "fgt", "gini", "lorenz", "palma", "theil"]
