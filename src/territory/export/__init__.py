"""What a run writes: tables, layers, maps, and the record of how they came about."""

from territory.export.write import write_outputs

__all__ = ["write_outputs"]
