"""One reader per official layout, each giving a table in the shape the rest relies on."""

from territory.sources.catalogue import SourceInfo, load_catalogue

__all__ = ["SourceInfo", "load_catalogue"]
